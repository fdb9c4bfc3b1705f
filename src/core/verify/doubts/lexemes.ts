/**
 * Two words that share a stem and are not forms of one word: "plan" and "plane", "filling" and "filing", "story" and
 * "store". The stem drops a final e or y and one of two equal letters, so that "storing" meets "store".
 */
import type { Alignment } from "../align.ts";
import { irregularBase } from "../read/stem.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Cosine from which on a word in -y is of the other one: "rain" and "rainy" have .86, "part" and "party" .35. */
const QUALITY_COSINE_MIN = 0.37;

/** Are two matched words of one stem other words? English only. */
export function isLexemeOther(pair: Alignment, i: number, j: number): boolean {
  if (pair.a.language === "pt" || pair.b.language === "pt") return false;
  const one = wordIn(pair.a.subject, i);
  const other = wordIn(pair.b.subject, j);
  if (!isKnown(one) || !isKnown(other) || one.form.synonyms?.has(other.text) === true) return false;
  if (isOneLexeme(one.form.fold, other.form.fold)) return false;
  return !isInY(one, other) || pair.like(i, j) < QUALITY_COSINE_MIN;
}

/** Words that no list has may be typing errors of the other. */
function isKnown({ weight, form }: Word): boolean {
  return weight < 1 && form.isLetters;
}

function isInY(one: Word, other: Word): boolean {
  return one.text.endsWith("y") !== other.text.endsWith("y");
}

export function isOneLexeme(one: string, other: string): boolean {
  const mine = basesOf(one);
  return basesOf(other).some((base) => mine.includes(base));
}

/** What a word may be a form of, itself included. */
function basesOf(word: string): string[] {
  const out = [word];
  const irregular = irregularBase(word);
  if (irregular !== undefined) out.push(irregular);
  if (word.endsWith("ly")) out.push(word.slice(0, -2), `${word.slice(0, -2)}le`);
  if (word.endsWith("ily")) out.push(`${word.slice(0, -3)}y`);
  if (word.endsWith("ies") || word.endsWith("ied")) out.push(`${word.slice(0, -3)}y`, word.slice(0, -1));
  else if (HISSED.test(word)) out.push(word.slice(0, -1), word.slice(0, -2));
  else if (word.endsWith("s")) out.push(word.slice(0, -1));
  if (word.endsWith("ing")) out.push(...verbsOf(word.slice(0, -3)));
  else if (word.endsWith("ed")) out.push(...verbsOf(word.slice(0, -2)));
  return out;
}

const HISSED = /(?:s|sh|ch|x|z|o)es$/;
const SHORT = /^[^aeiou]*[aeiouy][^aeiouywx]$/;
const SHORT_DOUBLED = /^[^aeiou]*[aeiouy](?:ll|ss|ff|zz)$/;
const DOUBLED = /([bcdfgklmnprstz])\1$/;

/** The verbs of which a form without -ing or -ed may be: "fil" is of "file", "plann" of "plan", "fill" of itself. */
function verbsOf(base: string): string[] {
  if (SHORT.test(base)) return [`${base}e`];
  return DOUBLED.test(base) && !SHORT_DOUBLED.test(base) ? [base, base.slice(0, -1)] : [base, `${base}e`];
}
