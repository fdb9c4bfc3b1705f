/** Words that a stem, a spelling or a table takes for one, and that mean another thing. */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { NEAR } from "../read/other-words.ts";
import { irregularBase } from "../read/stem.ts";
import { UNLIKE_PAIRS } from "../read/unlike.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Has each question a word that the other lacks, near to the other's? */
export function areWordsNear({ a, b }: Alignment): boolean {
  for (let i = 0; i < a.words.length; i++) {
    const word = wordIn(a.words, i);
    const others = NEAR.get(word.form.fold);
    if (others === undefined || hasText(b, word.text) || !isNoun(a, i)) continue;
    for (let j = 0; j < b.words.length; j++) {
      const other = wordIn(b.words, j);
      if (
        others.has(other.form.fold) &&
        isNoun(b, j) &&
        !hasText(a, other.text) &&
        !areSpellings(word, other)
      )
        return true;
    }
  }
  return false;
}

/** "The means", "my papers", and not "what it means", "exam papers". */
function isNoun({ words }: Analysis, at: number): boolean {
  if (!OFTEN_ELSE.has(wordIn(words, at).text)) return true;
  return BEFORE_NOUN.has(words[at - 1]?.text ?? "");
}
const OFTEN_ELSE: ReadonlySet<string> = new Set(["mean", "means", "paper", "papers"]);

/** The same letters are another word only where accents say so, which "accents-differ" tells. */
function areSpellings(one: Word, other: Word): boolean {
  return one.form.foldId === other.form.foldId && one.text !== "avo" && other.text !== "avo";
}

function hasText({ words }: Analysis, text: string): boolean {
  for (let i = 0; i < words.length; i++) if (wordIn(words, i).text === text) return true;
  return false;
}

const FEELINGS: ReadonlySet<string> =
  wordSet(`bor tir frighten scar confus disappoint embarrass annoy excit interest exhaust surpris shock worry worri amaz amus depress
  disgust frustrat fascinat irritat satisfy satisfi terrify terrifi thrill touch mov humiliat intimidat inspir encourag
  discourag challeng convinc overwhelm puzzl relax threaten trust`);
const BEFORE_NOUN: ReadonlySet<string> = wordSet("a an the my your his her our their any some with");

/**
 * Does one say how somebody feels and the other what makes them: "a bored child", "a boring child"? Also what is done, and
 * what goes on: "a broken tooth", "a breaking tooth".
 */
export function feelingsDiffer({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (x.form.textId === y.form.textId) continue;
    const base = baseOf(x.text, y.text) ?? baseOf(y.text, x.text);
    if (base === null) continue;
    if (FEELINGS.has(base) || (isBeforeNoun(a, i) && isBeforeNoun(b, j))) return true;
  }
  return false;
}

function baseOf(done: string, doing: string): string | null {
  if (!doing.endsWith("ing")) return null;
  const irregular = irregularBase(done);
  if (irregular !== undefined) return verbsOf(doing.slice(0, -3)).includes(irregular) ? irregular : null;
  if (!done.endsWith("ed")) return null;
  const base = done.slice(0, -2);
  const other = doing.slice(0, -3);
  return base === other || (base.endsWith("i") && `${base.slice(0, -1)}y` === other) ? base : null;
}

const SHORT = /^[^aeiou]*[aeiouy][^aeiouywx]$/;
const SHORT_DOUBLED = /^[^aeiou]*[aeiouy](?:ll|ss|ff|zz)$/;
const DOUBLED = /([bcdfgklmnprstz])\1$/;

/** The verbs of which a form without -ing or -ed may be: "fil" is of "file", "plann" of "plan", "fill" of itself. */
function verbsOf(base: string): string[] {
  if (SHORT.test(base)) return [`${base}e`];
  return DOUBLED.test(base) && !SHORT_DOUBLED.test(base) ? [base, base.slice(0, -1)] : [base, `${base}e`];
}

function isBeforeNoun({ words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  const next = words[place + 1]?.part;
  return BEFORE_NOUN.has(words[place - 1]?.text ?? "") && (next === "content" || next === "filler");
}

/** Has each question one of two words that a thesaurus takes for one, matched by a common beginning or left over? */
export function areUnlike({ a, b, partners, levels, leftA, leftB }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j >= 0 && levels[i] !== 1 && isUnlike(wordIn(a.subject, i), wordIn(b.subject, j))) return true;
  }
  return leftA.count > 0 && leftB.count > 0 && isAnyUnlike(leftA, leftB);
}

function isAnyUnlike(leftA: Left, leftB: Left): boolean {
  for (let x = 0; x < leftA.count && x < LEFT_MAX; x++) {
    for (let y = 0; y < leftB.count && y < LEFT_MAX; y++)
      if (isUnlike(leftA.word(x), leftB.word(y))) return true;
  }
  return false;
}
const LEFT_MAX = 6;

function isUnlike(one: Word, other: Word): boolean {
  return UNLIKE_PAIRS.has(`${one.text}|${other.text}`) || UNLIKE_PAIRS.has(`${one.stem}|${other.stem}`);
}
