/** What either answer says alone: the words without a counterpart, once repetitions are taken off. */

import { FREE, type Match } from "./match.ts";
import { nth } from "./nth.ts";
import { areOneQuantity } from "./numbers.ts";
import type { ReadAnswer, SaidSentence, SaidWord } from "./read.ts";
import { type Finding, isDenying } from "./replacement.ts";
import { shareGroup } from "./synonyms.ts";
import { areTurned, TEMPORAL } from "./times.ts";

export interface Leftover {
  readonly a: readonly SaidWord[];
  readonly b: readonly SaidWord[];
  /** Unmatched words that are in the question or repeat others of the same answer. */
  readonly againA: readonly SaidWord[];
  readonly againB: readonly SaidWord[];
  readonly findings: readonly Finding[];
}

/** `given`: keys of the words that were asked with, which an answer may repeat or not. */
export function leftOf(match: Match, given: ReadonlySet<number>): Leftover {
  const { a, b, toB, toA } = match;
  const freeA = freeOf(a.said, toB);
  const freeB = freeOf(b.said, toA);
  const toldByB = toldBy(freeA.length === 0 ? freeA : b.said);
  const toldByA = toldBy(freeB.length === 0 ? freeB : a.said);
  const one = alone(freeA, toldByB).filter(
    (word) => !given.has(word.key) && !isOneOf(word, a.said, b.said, toB),
  );
  const two = alone(freeB, toldByA).filter(
    (word) => !given.has(word.key) && !isOneOf(word, b.said, a.said, toA),
  );
  const findings: Finding[] = [];
  if (!hasFreeNegation(a.said, toB) && !hasFreeNegation(b.said, toA)) {
    opposedOf(freeA, freeB, findings);
    opposedOf(freeB, freeA, findings);
  }
  const lone = loneDenying(freeA, a.said, toB, b.said, toA) ?? loneDenying(freeB, b.said, toA, a.said, toB);
  if (lone !== undefined)
    findings.push({ verdict: "unsure", kind: "negation", why: `only one answer says "${lone.text}"` });
  // Where more than the number is unmatched, it may belong to a fact that only one answer has.
  const isAlone = one.length + two.length <= LEFT_BESIDE_MAX;
  factsOf(one.filter(isFact), two.filter(isFact), isAlone, findings);
  const denial =
    one.find((word) => isDenial(word, a, b.sentences)) ?? two.find((word) => isDenial(word, b, a.sentences));
  if (denial !== undefined)
    findings.push({ verdict: "unsure", kind: "negation", why: `only one answer says "${denial.text} …"` });
  return {
    a: one,
    b: two,
    againA: again(freeA, toldByB, given),
    againB: again(freeB, toldByA, given),
    findings,
  };
}

export function weightOf(said: readonly SaidWord[]): number {
  let out = 0;
  for (const { weight } of said) out += weight;
  return out;
}

/** "No longer possible once …": where the other tells the time from its other end, it denies nothing. */
function isDenial(
  { kind, sentence }: SaidWord,
  { sentences }: ReadAnswer,
  others: readonly SaidSentence[],
): boolean {
  return kind === "denial" && !others.some(({ times }) => areTurned(nth(sentences, sentence).times, times));
}

/** What an answer says, word by word: keys, roots and bases of verbs, groups of either kind. */
interface Told {
  readonly keys: ReadonlySet<number>;
  readonly heads: ReadonlySet<number>;
  readonly groups: ReadonlySet<number>;
}

function toldBy(said: readonly SaidWord[]): Told {
  const keys = new Set<number>();
  const heads = new Set<number>();
  const groups = new Set<number>();
  for (const word of said) {
    keys.add(word.key);
    if (word.stems !== null && word.stems.rootId !== 0) heads.add(word.stems.rootId);
    if (word.base !== 0) heads.add(word.base);
    for (const group of word.groups) groups.add(group);
    for (const field of word.fields) groups.add(field);
  }
  return { keys, heads, groups };
}

/** Unmatched words that the other answer does not have in another form either. */
function alone(free: readonly SaidWord[], { keys, heads, groups }: Told): readonly SaidWord[] {
  const has = (id: number): boolean => keys.has(id) || heads.has(id);
  const isSaid = ({ stems, base, groups: mine, fields }: SaidWord): boolean =>
    (stems !== null && has(stems.rootId)) ||
    (base !== 0 && has(base)) ||
    mine.some((group) => groups.has(group)) ||
    fields.some((field) => groups.has(field));
  return free.filter((word) => !has(word.key) && (word.kind === "number" || !isSaid(word)));
}

function again(
  free: readonly SaidWord[],
  { keys, heads }: Told,
  given: ReadonlySet<number>,
): readonly SaidWord[] {
  // A word with another form in the other answer was not replaced.
  return free.filter(
    ({ key, base, stems }) =>
      (given.has(key) || keys.has(key)) &&
      !((base !== 0 && heads.has(base)) || (stems !== null && stems.rootId !== 0 && heads.has(stems.rootId))),
  );
}

function freeOf(said: readonly SaidWord[], partners: Int32Array): readonly SaidWord[] {
  return said.filter(({ kind }, i) => partners[i] === FREE && kind !== "negation");
}

/** A word that denies by itself ("optional"), where the other answer denies nothing that this one does not deny. */
function loneDenying(
  free: readonly SaidWord[],
  said: readonly SaidWord[],
  partners: Int32Array,
  others: readonly SaidWord[],
  backwards: Int32Array,
): SaidWord | undefined {
  const found = free.find(isDenying);
  if (found === undefined) return undefined;
  const denies = (word: SaidWord, i: number, of: Int32Array): boolean =>
    of[i] === FREE && (word.kind === "negation" || word.kind === "denial" || isDenying(word));
  if (said.some((word, i) => word !== found && denies(word, i, partners))) return undefined;
  return others.some((word, i) => denies(word, i, backwards)) ? undefined : found;
}

/** "Do not disconnect" and "stay connected": who denies says the opposite. */
function hasFreeNegation(said: readonly SaidWord[], partners: Int32Array): boolean {
  return said.some(({ kind }, i) => kind === "negation" && partners[i] === FREE);
}

/** Finds words whose opposite is in the other answer while they themselves are not. */
function opposedOf(free: readonly SaidWord[], others: readonly SaidWord[], out: Finding[]): void {
  if (free.length * others.length > OPPOSED_MAX) return;
  for (const word of free) {
    if (TEMPORAL.has(word.text)) continue;
    const way = UPWARD.has(word.stem) ? DOWNWARD : DOWNWARD.has(word.stem) ? UPWARD : null;
    const isListed = word.form.antonyms !== null || (word.stems?.antonyms ?? null) !== null;
    if (way === null && !isListed) continue;
    const opposite = others.find(
      // Words of one loose group may describe one event from both sides: "we send it", "you receive it".
      (other) =>
        way?.has(other.stem) === true ||
        (isListed && areListedOpposites(word, other) && !shareGroup(word.fields, other.fields)),
    );
    if (opposite === undefined) continue;
    const why = `one says "${word.text}", the other "${opposite.text}"`;
    out.push({ verdict: "unsure", kind: "word", why });
    return;
  }
}
/** Stems of what goes up and of what goes down. */
const UPWARD = new Set(
  "increas ris grow rais climb boost expand gain aument sub cresc elev ampli".split(" "),
);
const DOWNWARD = new Set(
  "decreas fall drop reduc lower declin shrink diminish diminu reduz ca encolh".split(" "),
);

function areListedOpposites({ form, stems }: SaidWord, { text, stem }: SaidWord): boolean {
  return form.antonyms?.has(text) === true || stems?.antonyms?.has(stem) === true;
}
/** Most pairs of words compared for opposites. */
const OPPOSED_MAX = 4_000;

const UNITS_READ_MAX = 2_000;

/** True for a number that the other answer says with "a": "24 hours" with "a day", "1 cup" with "a cup". */
function isOneOf(
  word: SaidWord,
  said: readonly SaidWord[],
  others: readonly SaidWord[],
  partners: Int32Array,
): boolean {
  if (word.kind !== "number" || said.length > UNITS_READ_MAX) return false;
  const next = said.indexOf(word) + 1;
  if (word.value === 1 && others[partners[next] ?? FREE]?.count === 1) return true;
  if (word.value === 2 && others.some(({ text }) => BOTH.has(text))) return true;
  const unit = said[next]?.form.unit;
  return others.some(({ form }) => form.unit !== unit && areOneQuantity(word.value, unit, 1, form.unit));
}

/** What says "two" as well. */
const BOTH: ReadonlySet<string> = new Set(["both", "ambos", "ambas"]);

/** A number, or a name that no dictionary has. */
function isFact({ kind, form }: SaidWord): boolean {
  return kind === "number" || (kind === "name" && form.weight > UNKNOWN_WEIGHT);
}
const UNKNOWN_WEIGHT = 0.97;
/** Most unmatched words, of both answers together, beside which two numbers count as one fact told in two ways. */
const LEFT_BESIDE_MAX = 4;

function factsOf(a: readonly SaidWord[], b: readonly SaidWord[], isAlone: boolean, out: Finding[]): void {
  for (const kind of ["number", "name"] as const) {
    const [one, two] = [a, b].map((side) => side.filter((word) => word.kind === kind));
    if (one!.length === 0 && two!.length === 0) continue;
    const both = one!.length > 0 && two!.length > 0;
    const x = one![0]?.text ?? "nothing";
    const y = two![0]?.text ?? "nothing";
    out.push({
      verdict: both && kind === "number" && isAlone ? "different" : "unsure",
      kind,
      why: `one has ${x}, the other ${y}`,
    });
  }
}
