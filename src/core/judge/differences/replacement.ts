/** Judges two runs of words that stand in the same place of two answers. */

import { areOpposites } from "../../verify/opposites.ts";
import type { Vocabulary } from "../../verify/read/vocabulary.ts";
import { wordSet } from "../../word-set.ts";
import { likeness } from "../match.ts";
import type { SaidSentence, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { LIGHT, PLACED, STREAMED } from "../words/small.ts";
import { shareGroup } from "../words/synonyms.ts";
import { TEMPORAL } from "../words/times.ts";

export type DifferenceKind =
  | "word"
  | "number"
  | "name"
  | "role"
  | "negation"
  | "person"
  | "quantity"
  | "question"
  | "code"
  | "structure"
  | "content"
  | "language";

export interface Finding {
  readonly verdict: "different" | "unsure";
  readonly kind: DifferenceKind;
  readonly why: string;
  /** True where what one answer denies is said in the other. */
  readonly isToldToo?: boolean;
}

/** Cosine from which two words may mean the same. */
export const ALIKE_MIN = 0.62;
/** Share of two sentences' words that may be unmatched outside the run for it to count as one exchange. */
const STRAYS_MAX = 0.2;

export interface Around {
  readonly vocabulary: Vocabulary;
  /** True where a word of either run occurs elsewhere in the other answer. */
  readonly moved: boolean;
  /** True where the sentences are equal word for word except in one place. */
  readonly inOnePlace: boolean;
  /** True where a word elsewhere in either sentence, which the other lacks, denies by itself. */
  readonly deniedElsewhere: boolean;
  /** True where a "no" in either run is an answer by itself ("refunds: no, only vouchers"), or a sentence says "otherwise". */
  readonly answered: boolean;
  /** True where the sentences describe one time from its two ends ("until …", "no longer once …"). */
  readonly timed: boolean;
  /** True where just one of the sentences is in the passive. */
  readonly turned: boolean;
  /** Average number of words of the two sentences. */
  readonly words: number;
  /** Number of unmatched words in the two sentences outside the runs. */
  readonly strays: number;
}

/** The finding from run `a` standing in place of run `b`; null: the difference does not count. */
export function replacement(a: readonly SaidWord[], b: readonly SaidWord[], around: Around): Finding | null {
  if (around.moved && around.turned) return null;
  const why = `"${textOf(a)}" and "${textOf(b)}" stand in one place`;
  const isOnly = around.strays === 0;
  const isNear = around.strays <= Math.max(1, STRAYS_MAX * around.words);
  const found = (sure: boolean, kind: DifferenceKind): Finding => ({
    verdict: sure ? "different" : "unsure",
    kind: around.moved && kind !== "number" ? "role" : kind,
    why,
  });
  const [noA, noB] = [a, b].map((run) => run.filter(({ kind }) => kind === "negation").length % 2);
  if (noA !== noB) {
    if (around.moved || around.timed || around.deniedElsewhere || [...a, ...b].some(isDenying)) return null;
    // "No" in place of a word may be what the word says: "waived", "not needed".
    const isPut =
      (a.length === 1 && a.every(isDenial) && b.length > 0) ||
      (b.length === 1 && b.every(isDenial) && a.length > 0);
    return found(
      isNear && !isPut && !around.answered && !a.some((u) => b.some((v) => areOpposed(u, v))),
      "negation",
    );
  }
  const one = a.filter(isTold);
  const two = b.filter(isTold);
  if (one.length === 0 || two.length === 0) {
    if (around.moved) return null;
    if (!around.inOnePlace) return null;
    return [...one, ...two].some(({ text }) => QUANTITIES.has(text)) ? found(false, "quantity") : null;
  }
  if (one.some(isNumber) && two.some(isNumber)) return found(isNear, "number");
  for (const u of one)
    for (const v of two)
      if (areOpposed(u, v) && (isOnly || !TEMPORAL.has(u.text)))
        return found(isOnly || around.inOnePlace, "word");
  if (one.every(isLight) && two.every(isLight)) return null;
  if (one.every((u) => u.kind === "name") && two.every((u) => u.kind === "name"))
    return found(isNear && !one.some((u) => two.some((v) => areKin(u, v))), "name");
  if (!isOnly && isAkin(one, two) && isAkin(two, one)) return null;
  // "Enter it, then type it again": a word for when takes the place of no other.
  if (!around.inOnePlace && one.every(isPlaced) !== two.every(isPlaced)) return null;
  // Other differences are weighed with the rest of the unmatched words (weigh.ts).
  if (!(around.moved || one.length + two.length > 2 ? isOnly : isNear)) return null;
  return found(around.inOnePlace && isAnother(one, two, around.vocabulary), "word");
}

/** Is there for each word that counts in one run a word of its field in the other: "run", "use the command"? */
function isAkin(one: readonly SaidWord[], two: readonly SaidWord[]): boolean {
  return one.every((u) => isLight(u) || two.some((v) => shareGroup(u.fields, v.fields)));
}

function isPlaced({ text }: SaidWord): boolean {
  return PLACED.has(text);
}

/** Is each run one word, the two unlike each other and neither one that an answer may leave out? */
function isAnother(one: readonly SaidWord[], two: readonly SaidWord[], vocabulary: Vocabulary): boolean {
  const u = nth(one, 0);
  const v = nth(two, 0);
  if (one.length > 1 || two.length > 1 || u.kind !== v.kind || u.kind !== "word") return false;
  if ([u, v].some((word) => isLight(word) || STREAMED.has(word.text))) return false;
  if (shareGroup(u.groups, v.groups) || shareGroup(u.fields, v.fields)) return false;
  return likeness(u, v, vocabulary) < ALIKE_MIN;
}

/** Are two names variants of one: "Pak" and "Pakistan", "Mursi" and "Morsi", "Mexico" and "Mexican"? */
function areKin({ form: { fold: a } }: SaidWord, { form: { fold: b } }: SaidWord): boolean {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  if (head >= 3 && /\p{L}{3}/u.test(a.slice(0, head))) return true;
  return a.length === b.length && a.length >= 5 && [...a].filter((letter, i) => letter !== b[i]).length === 1;
}

const QUANTITIES = wordSet(
  "all every each most few only half both never always some apenas somente todo toda todos todas cada maioria poucos poucas metade ambos ambas sempre",
);

/** "Stir, or else it burns" says what "stir, so that it does not burn" denies. */
export function isTurnedBy({ raw }: SaidSentence): boolean {
  return raw.some((word) => OTHERWISE.has(word));
}
const OTHERWISE = new Set(["otherwise", "else", "lest", "senão"]);

/** Is it a negation between marks, without another word: "refunds: no, only vouchers"? */
export function isAnswer(said: readonly SaidWord[], at: number): boolean {
  const { kind, clause } = nth(said, at);
  return kind === "negation" && said[at - 1]?.clause !== clause && said[at + 1]?.clause !== clause;
}

function isDenial({ kind }: SaidWord): boolean {
  return kind === "negation";
}

function isTold(word: SaidWord): boolean {
  return !isDenial(word);
}

function isNumber({ kind }: SaidWord): boolean {
  return kind === "number";
}

function isLight({ stem, weight }: SaidWord): boolean {
  return LIGHT.has(stem) || weight <= 0.1;
}

/** Are the two words opposites: "open" and "close", "connect" and "disconnect"? */
export function areOpposed(u: SaidWord, v: SaidWord): boolean {
  return u.stems !== null && v.stems !== null && areOpposites(u, v);
}

const DENYING =
  wordSet(`missing absent absence lacking ausente ausência ausenci ausent unable fail failed fails lack avoid prevent refuse forbid prohibit impossible harmless free unlimited unnecessary optional unlikely
  exempt exempted waive waived dispense dispensar dispensa dispensam dispens dispensado dispensada isento isenta isent isenção isentar
  incapaz falhar falta evitar evit evite impedir recusar recus proibir proib impossível impossivel inofensivo inofensiva inofensiv grátis gratuito
  gratuita gratuit ilimitado desnecessário opcional improvável`);
/** Does the word alone deny: "avoid", "harmless", "irreversible", "rather than"? */
export function isDenying({ text, stem, kind }: SaidWord): boolean {
  if (kind === "phrase") return text === "rather" || text === "instead";
  if (DENYING.has(text) || DENYING.has(stem)) return true;
  return text.length > 5 && (text.endsWith("less") || (mayNegate(text) && NEGATED.test(text)));
}

/** Begins with i, n or u, as all negating prefixes do. */
function mayNegate(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 105 || first === 110 || first === 117;
}
const NEGATED =
  /^(?:(?:in|im|ir|il|un|non).{3,}(?:able|ible|ável|ível|áveis|íveis)|un(?!der|i(?!n)).{2,}ed)$/;

function textOf(run: readonly SaidWord[]): string {
  const text = run.map((word) => word.text).join(" ");
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
