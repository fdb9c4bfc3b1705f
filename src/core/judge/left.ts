/** What either answer says alone: the words without a counterpart, once repetitions are taken off. */

import { wordSet } from "../word-set.ts";
import { areOneQuantity } from "./differences/numbers.ts";
import type { Finding } from "./differences/replacement.ts";
import { FREE, type Match } from "./match.ts";
import type { ReadAnswer, SaidSentence, SaidWord } from "./read.ts";
import { areDoerAndDone, isDoer } from "./words/doers.ts";
import { nth } from "./words/nth.ts";
import { shareGroup } from "./words/synonyms.ts";
import { areTurned, TEMPORAL } from "./words/times.ts";

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
  const toldByB = toldBy(b.said, freeA);
  const toldByA = toldBy(a.said, freeB);
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

/** What is asked of it: only what some of `free` has is kept, which most words have nothing of. */
function toldBy(said: readonly SaidWord[], free: readonly SaidWord[]): Told {
  const [heads, groups] = [new Set<number>(), new Set<number>()];
  const [ids, kinds] = wantedBy(free);
  const keys = new Set<number>();
  if (free.length === 0) return { keys, heads, groups };
  for (const { key, stems, base, groups: mine, fields } of said) {
    if (ids.has(key)) keys.add(key);
    if (stems !== null && stems.rootId !== 0 && ids.has(stems.rootId)) heads.add(stems.rootId);
    if (base !== 0 && ids.has(base)) heads.add(base);
    if (kinds.size === 0) continue;
    for (const group of mine) if (kinds.has(group)) groups.add(group);
    for (const field of fields) if (kinds.has(field)) groups.add(field);
  }
  return { keys, heads, groups };
}

/** Keys, roots and bases of words; and their groups of either kind. */
function wantedBy(free: readonly SaidWord[]): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const ids = new Set<number>();
  const kinds = new Set<number>();
  for (const { key, stems, base, groups, fields } of free) {
    ids.add(key).add(base);
    if (stems !== null) ids.add(stems.rootId);
    for (const group of groups) kinds.add(group);
    for (const field of fields) kinds.add(field);
  }
  return [ids, kinds];
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

/** "Do not disconnect" and "stay connected": who denies says the opposite. */
function hasFreeNegation(said: readonly SaidWord[], partners: Int32Array): boolean {
  return said.some(({ kind }, i) => kind === "negation" && partners[i] === FREE);
}

/** Finds words whose opposite is in the other answer while they themselves are not. */
function opposedOf(free: readonly SaidWord[], others: readonly SaidWord[], out: Finding[]): void {
  if (free.length * others.length > OPPOSED_MAX) return;
  for (const word of free) {
    if (TEMPORAL.has(word.text)) continue;
    const isListed = word.form.antonyms !== null || (word.stems?.antonyms ?? null) !== null;
    if (!isListed && !isDoer(word.text)) continue;
    const opposite = others.find(
      // Words of one loose group may describe one event from both sides: "we send it", "you receive it".
      (other) =>
        (isListed && areListedOpposites(word, other) && !shareGroup(word.fields, other.fields)) ||
        areDoerAndDone(word, other),
    );
    if (opposite === undefined) continue;
    const why = `one says "${word.text}", the other "${opposite.text}"`;
    out.push({ verdict: "unsure", kind: "word", why });
    return;
  }
}
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
  const isCounted = (at: number): boolean => others[partners[at] ?? FREE]?.count === 1;
  // In a table what is counted may stand before: "staff: 1".
  if (word.value === 1 && (isCounted(next) || isCounted(next - 2) || isCounted(next - 3))) return true;
  if (word.value === 2 && others.some(({ text }) => BOTH.has(text))) return true;
  const ordinals = ORDINALS[word.value];
  if (ordinals !== undefined && others.some(({ text }) => ordinals.has(text))) return true;
  const unit = said[next]?.form.unit;
  return others.some(({ form }) => form.unit !== unit && areOneQuantity(word.value, unit, 1, form.unit));
}

/** What says "two" as well. */
const BOTH: ReadonlySet<string> = new Set(["both", "ambos", "ambas"]);

/** What says a number of order as well, by the number: "World War II", "Second World War". */
const ORDINALS: readonly ReadonlySet<string>[] =
  "/first primeiro primeira/second segundo segunda/third terceiro terceira/fourth quarto quarta/fifth quinto quinta/sixth sexto sexta/seventh sétimo sétima/eighth oitavo oitava/ninth nono nona/tenth décimo décima"
    .split("/")
    .map(wordSet);

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
