/**
 * Whether only one of two answers limits or softens what both say: "most", "at least 5", "working days", "used to". Such a
 * word weighs so little that the share of leftover words would forgive it.
 */

import type { SaidSentence } from "../read.ts";
import { nth } from "../words/nth.ts";
import {
  AMOUNTS,
  CLOSES_RANGE,
  isAmount,
  isSuperlative,
  OPENS_RANGE,
  ORDINALS,
  QUALIFIERS,
  type QualifierPhrase,
  TURNING,
  UNLESS_BEFORE,
  WEEKDAYS,
} from "../words/qualifier-table.ts";
import type { Finding } from "./replacement.ts";

/** Groups beyond those of the table: "one of the largest", Monday to Friday, and from here on "second largest" and so on. */
const ONE_OF = 1_000;
const WEEK = 1_001;
const NTH = 1_100;
const RANGE_WORDS = 6;

interface Qualified {
  /** The words that need a counterpart, by their groups. */
  readonly needed: ReadonlyMap<number, string>;
  readonly told: ReadonlySet<number>;
}

/**
 * The doubt that a word of one answer alone changes what is claimed; null: none. `near`: pairs of sentences, one of either
 * answer, that hardly differ; in others the fact itself is told in another way. The counterpart may stand anywhere.
 */
export function qualifiersPart(
  a: readonly SaidSentence[],
  b: readonly SaidSentence[],
  near: readonly SentencePair[],
): Finding | null {
  let toldByA: ReadonlySet<number> | null = null;
  let toldByB: ReadonlySet<number> | null = null;
  for (const [x, y] of near) {
    const one = qualifiedBy([x]).needed;
    const two = qualifiedBy([y]).needed;
    let only: string | undefined;
    if (one.size > 0) only = missing(one, (toldByB ??= qualifiedBy(b).told));
    if (two.size > 0) only ??= missing(two, (toldByA ??= qualifiedBy(a).told));
    if (only !== undefined)
      return { verdict: "unsure", kind: "quantity", why: `only one answer says "${only}"` };
  }
  return turnedPart(a, b) ?? turnedPart(b, a);
}

/** "Unless" in one answer alone, whatever else is told anew. */
function turnedPart(a: readonly SaidSentence[], b: readonly SaidSentence[]): Finding | null {
  const turning = a.filter(({ raw }) => MAY_TURN.some((word) => raw.includes(word)));
  const only = turning.length === 0 ? undefined : qualifiedBy(turning).needed.get(TURNING);
  if (only === undefined || qualifiedBy(b).told.has(TURNING)) return null;
  return { verdict: "unsure", kind: "quantity", why: `only one answer says "${only}"` };
}
const MAY_TURN: readonly string[] = ["unless", "menos", "ser", "salvo", "exceto"];

export type SentencePair = readonly [SaidSentence, SaidSentence];

function missing(needed: ReadonlyMap<number, string>, told: ReadonlySet<number>): string | undefined {
  for (const [group, text] of needed) if (!told.has(group)) return text;
  return undefined;
}

function qualifiedBy(sentences: readonly SaidSentence[]): Qualified {
  const needed = new Map<number, string>();
  const told = new Set<number>();
  for (const { raw } of sentences)
    for (let at = 0; at < raw.length; at++) {
      const word = nth(raw, at);
      if (!BEGINS.has(word) && !isDigit(word.charCodeAt(0))) continue;
      for (const phrase of QUALIFIERS.get(word) ?? NONE) note(raw, at, phrase, needed, told);
      if (isAmount(word))
        for (const phrase of QUALIFIERS.get("#") ?? NONE) note(raw, at, phrase, needed, told);
      const more = shapeAt(raw, at, word);
      if (more === 0) continue;
      needed.set(more, raw.slice(at, at + 3).join(" "));
      told.add(more);
    }
  return { needed, told };
}

/** One look-up tells of most words that nothing begins with them. */
const BEGINS: ReadonlySet<string> = new Set([
  ...QUALIFIERS.keys(),
  ...ORDINALS.keys(),
  ...AMOUNTS,
  "one",
  "um",
  "uma",
]);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const NONE: readonly QualifierPhrase[] = [];

function note(
  raw: readonly string[],
  at: number,
  { words, group, isNeeded }: QualifierPhrase,
  needed: Map<number, string>,
  told: Set<number>,
): void {
  for (let i = 0; i < words.length; i++) {
    const word = raw[at + i];
    if (word === undefined || (words[i] === "#" ? !isAmount(word) : word !== words[i])) return;
  }
  told.add(group);
  if (!isNeeded || needed.has(group)) return;
  const first = words[0] ?? "";
  if (UNLESS_BEFORE.get(first)?.has(raw[at - 1] ?? "") === true) return;
  if (
    OPENS_RANGE.has(first) &&
    raw.slice(at + words.length, at + RANGE_WORDS).some((w) => CLOSES_RANGE.has(w))
  )
    return;
  needed.set(group, raw.slice(at, at + words.length).join(" "));
}

/** The group of "second largest", "one of the largest" or "Monday to Friday" that begins at a word; 0: none does. */
function shapeAt(raw: readonly string[], at: number, word: string): number {
  const next = raw[at + 1] ?? "";
  const ordinal = ORDINALS.get(word);
  if (ordinal !== undefined && isSuperlative(next)) return NTH + ordinal;
  if ((word === "one" || word === "1") && next === "of" && isAnySuperlative(raw, at + 3)) return ONE_OF;
  if ((word === "um" || word === "uma" || word === "1") && (next === "dos" || next === "das"))
    return isAnySuperlative(raw, at + 2) ? ONE_OF : 0;
  if (!WEEKDAYS.has(word)) return 0;
  const from = next === "feira" ? at + 2 : at + 1;
  return WEEK_TO.has(raw[from] ?? "") && WEEKDAYS.has(raw[from + 1] ?? "") ? WEEK : 0;
}

const WEEK_TO: ReadonlySet<string> = new Set(["to", "through", "until", "till", "a", "à", "até"]);

/** One of the next two words: "the largest", "the country's largest", "maiores". */
function isAnySuperlative(raw: readonly string[], at: number): boolean {
  return isSuperlative(raw[at] ?? "") || isSuperlative(raw[at + 1] ?? "");
}
