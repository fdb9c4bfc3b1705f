/**
 * Words typed wrongly, told by the other question: one is in no word list, and the other question has a listed word that
 * differs by a slip of the fingers. The text is then read with that word, so that all that is said of words holds for it.
 */
import type { QuestionFrame } from "./frame.ts";
import { areOtherWords } from "./other-words.ts";
import { type Word, wordIn } from "./word.ts";

export interface Slip {
  readonly typed: string;
  readonly meant: string;
}

/** What is read here of a question. */
interface Asked {
  readonly words: readonly Word[];
  readonly subject: readonly Word[];
  readonly frame: QuestionFrame;
}

/** In longer texts a word has little weight, and is often the name of something. */
const WORDS_MAX = 60;
const NONE: readonly Slip[] = [];
/** Shorter words that differ by one letter are as often two. */
const LETTERS_MIN = 6;
/** A double letter typed once, or two neighbours exchanged, makes another word less often. */
const SURE_LETTERS_MIN = 5;
/** So few letters are enough for a word that is not rare. */
const SHORT_WEIGHT_MAX = 0.97;
const SHUFFLED_LETTERS_MIN = 7;
/** "Career" and "carer" are two words more often than "office" and "ofice". */
const VOWELS = "aeiou";

const NAMING: ReadonlySet<QuestionFrame> = new Set(["what", "which", "who", "none"] as const);

/** Words that may be typed wrongly: in no word list. */
export function oddWords({ words, subject, frame }: Asked): readonly Word[] {
  // "What is a divorcee": who asks what a word means may well mean a rare one.
  if (words.length > WORDS_MAX || (subject.length < 2 && NAMING.has(frame))) return [];
  return words.filter(
    ({ part, weight, form, stems }) => part === "content" && weight >= 1 && stems !== null && form.isLetters,
  );
}

/** What the words of one question that nobody knows may mean by the words of the other. */
export function slipsOf(
  { oddWords }: { readonly oddWords: readonly Word[] },
  { words }: Pick<Asked, "words">,
): readonly Slip[] {
  if (oddWords.length === 0) return NONE;
  let out: Slip[] | null = null;
  for (const word of oddWords) {
    const meant = meantBy(word, words);
    if (meant !== null) (out ??= []).push({ typed: word.raw, meant: meant.text });
  }
  return out ?? NONE;
}

/** The text as it was meant. */
export function withoutSlips(text: string, slips: readonly Slip[]): string {
  let out = text;
  for (const { typed, meant } of slips)
    out = out.replace(new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${typed}(?![\\p{L}\\p{M}\\p{N}_])`, "gu"), () =>
      typed.charAt(0) === meant.charAt(0) ? meant : meant.charAt(0).toUpperCase() + meant.slice(1),
    );
  return out;
}

function meantBy(odd: Word, words: readonly Word[]): Word | null {
  let out: Word | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = wordIn(words, i);
    if (word.form.foldId === odd.form.foldId) return null;
    if (word.form.weight >= 1 || word.stems === null || word.stemId === odd.stemId) continue;
    if (isSlip(odd, word)) out = word;
  }
  return out;
}

/** May the word be the other as fingers miss it? */
function isSlip({ form: { fold: typed }, named }: Word, { form: { fold: meant, weight } }: Word): boolean {
  const added = typed.length - meant.length;
  if (Math.abs(added) > 1 || typed.charCodeAt(0) !== meant.charCodeAt(0)) return false;
  const least = Math.min(typed.length, meant.length);
  if (least < SURE_LETTERS_MIN || areOtherWords(typed, meant)) return false;
  let at = 0;
  while (at < least && typed[at] === meant[at]) at++;
  const isExchange =
    typed[at] === meant[at + 1] && typed[at + 1] === meant[at] && typed.slice(at + 2) === meant.slice(at + 2);
  const isDropped = added < 0 && typed.slice(at) === meant.slice(at + 1);
  if (least < LETTERS_MIN) {
    const isSure =
      isExchange || (isDropped && meant[at] === meant[at - 1] && !VOWELS.includes(meant[at] ?? ""));
    return isSure && !named && weight <= SHORT_WEIGHT_MAX;
  }
  if (isExchange) return true;
  if (!endAlike(typed, meant)) return false;
  if (added !== 0) return isDropped || (added > 0 && typed.slice(at + 1) === meant.slice(at));
  if (typed.slice(at + 1) === meant.slice(at + 1)) return true;
  return least >= SHUFFLED_LETTERS_MIN && lettersOf(typed) === lettersOf(meant);
}

/** Another ending makes another form of a word, or another word. */
function endAlike(one: string, other: string): boolean {
  return one.at(-1) === other.at(-1) && (!one.endsWith("s") || one.at(-2) === other.at(-2));
}

function lettersOf(word: string): string {
  return [...word].sort().join("");
}
