/**
 * Which measure of time is asked for: how often, for how long, how soon, since when, until when. Portuguese tells them by the
 * small word before "quanto tempo" alone.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import { type Word, wordIn } from "../read/word.ts";

/** `LONG`: "how long", "quanto tempo", which may mean each of the next three. */
const [NONE, OFTEN, LONG, SPAN, SOON, SINCE, UNTIL, POINT, AMOUNT, LATEST] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
const pairOf = (x: number, y: number): number => Math.min(x, y) * 16 + Math.max(x, y);
const ALIKE: ReadonlySet<number> = new Set([
  ...[pairOf(LONG, SPAN), pairOf(LONG, SOON), pairOf(LONG, SINCE)],
  ...[pairOf(SOON, POINT), pairOf(LATEST, POINT), pairOf(LATEST, UNTIL)],
]);

/** Words that `near-hints.ts` looks for: one of them stands in each question for a time. */
export const ASKED_TIMES: readonly string[] =
  "long soon often frequently many when quando tempo vezes frequência quanto quantos quantas".split(" ");

/** By the word before "how long", "how many days", "quanto tempo", "quantos dias", "when" and "quando". */
const BEFORE: ReadonlyMap<string, number> = new Map([
  ...["for", "por", "durante"].map((text) => [text, SPAN] as const),
  ...["in", "within", "em", "daqui", "dentro"].map((text) => [text, SOON] as const),
  ...["since", "desde", "há", "faz"].map((text) => [text, SINCE] as const),
  ...["until", "till", "até"].map((text) => [text, UNTIL] as const),
]);

/** Do both ask for a measure of time, and for another? */
export function askedTimesDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  const x = measureIn(a.words);
  const y = x === NONE ? NONE : measureIn(b.words);
  // "How long should I bake it", "when should I bake it"; "how long does it take to come" is "when does it come".
  if (pairOf(x, y) === pairOf(LONG, POINT))
    return leftA.count + leftB.count === 0 && !a.words.some(isLasting) && !b.words.some(isLasting);
  return y !== NONE && x !== y && !ALIKE.has(pairOf(x, y));
}

const isLasting = ({ text }: Word): boolean => LASTING.has(text);
const LASTING: ReadonlySet<string> = new Set(
  "take takes took last lasts leva levam demora demoram dura duram falta faltam until till até".split(" "),
);

function measureIn(words: readonly Word[]): number {
  for (let i = 0; i < words.length; i++) {
    const its = measureAt(words, i);
    if (its !== NONE) return its;
  }
  return NONE;
}

function measureAt(words: readonly Word[], at: number): number {
  const { text } = wordIn(words, at);
  const before = words[at - 1]?.text ?? "";
  const next = words[at + 1];
  if (text === "when" || text === "quando") return pointAt(words, at);
  if (text === "quantas" && next?.text === "vezes") return OFTEN;
  if (text === "quantos" || text === "quantas") return isPeriod(next) ? (BEFORE.get(before) ?? NONE) : NONE;
  if (text === "quanto" && next?.text === "tempo") return spanAt(words, at);
  if (text === "quanto" && before === "de" && (next?.text === "é" || next?.text === "são")) return AMOUNT;
  if (text === "frequência" && before === "que") return OFTEN;
  return text === "how" && next !== undefined ? measureByHow(words, at, before) : NONE;
}

/** "When" inside a question joins two clauses; at its end it asks, in Portuguese: "a loja abre quando". */
function pointAt(words: readonly Word[], at: number): number {
  const lead = words[at - 1]?.text ?? "";
  const before = lead === "by" ? LATEST : lead === "from" ? SINCE : BEFORE.get(lead);
  // "A partir de quando".
  if (words[at - 2]?.text === "partir") return POINT;
  if (at === 1) return before ?? NONE;
  return at === 0 || at === words.length - 1 ? POINT : NONE;
}

/** "De quanto em quanto tempo", "daqui a quanto tempo", "dentro de quanto tempo". */
function spanAt(words: readonly Word[], at: number): number {
  const before = words[at - 1]?.text ?? "";
  const second = words[at - 2]?.text ?? "";
  const asked = BEFORE.get(before) ?? spanOf(words);
  if (before === "em" && second === "quanto") return OFTEN;
  if (before === "a" || before === "de") return BEFORE.get(second) ?? asked;
  return asked;
}

/**
 * What "how long" means by its verb: "how long does it take to charge" asks how soon it is done, "how long can it stay", "how long is
 * it valid for" how long it goes on.
 */
function spanOf(words: readonly Word[]): number {
  let takes = false;
  let goesOn = words[words.length - 1]?.text === "for" || OPENS_SPAN.has(words[2]?.text ?? "");
  for (const { text } of words) {
    if (TAKES.has(text)) takes = true;
    else if (takes && UNTIL_DONE.has(text)) return SOON;
    goesOn ||= GOES_ON.has(text);
  }
  return goesOn && !takes ? SPAN : LONG;
}
const TAKES = wordSet("take takes took leva levam levou demora demoram demorou");
const UNTIL_DONE = wordSet("to until till before para até");
const GOES_ON = wordSet("last lasts stay stays valid dura duram durou vale valem fica ficam");
const OPENS_SPAN = wordSet("can may could posso pode podem");

function measureByHow(words: readonly Word[], at: number, before: string): number {
  switch (words[at + 1]?.text) {
    case "long":
      return BEFORE.get(before) ?? spanOf(words);
    case "soon":
      return SOON;
    case "often":
    case "frequently":
      return OFTEN;
    case "many":
      if (words[at + 2]?.text === "times") return OFTEN;
      return isPeriod(words[at + 2]) ? (BEFORE.get(before) ?? NONE) : NONE;
    default:
      return NONE;
  }
}

function isPeriod(word: Word | undefined): boolean {
  return word !== undefined && PERIODS.has(word.text);
}
const PERIODS: ReadonlySet<string> = wordSet(
  "minutes hours days weeks months years minutos horas dias semanas meses anos",
);
