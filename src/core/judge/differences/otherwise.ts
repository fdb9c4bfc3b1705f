/**
 * Whether two sentences may tell one fact in two ways that their words show as a contradiction: "Paris is the capital of
 * France" and "France's capital is Paris", "USA" and "United States", "17h" and "5 da tarde", "10 kg" and "22 lb".
 */
import { wordSet } from "../../word-set.ts";
import type { Laid } from "../measure.ts";
import { areEqual, areOne, quantitiesIn, WORDS_OF_QUANTITIES } from "./quantities.ts";

const WORDS_MAX = 60;

/** True where what parts the only two sentences that the answers do not share may be another way of telling. */
export function mayBeToldOtherwise({ a, b, rest, tongue }: Laid): boolean {
  const [one, two] = [a.sentences[0], b.sentences[0]];
  if (one === undefined || two === undefined || a.sentences.length > 1 || b.sentences.length > 1)
    return false;
  if (one.raw.length > WORDS_MAX || two.raw.length > WORDS_MAX) return false;
  if (areTurnedRound(rest.a[0] ?? "", rest.b[0] ?? "")) return true;
  const digits = (word: string): string => tongue.vocabulary.formOf(word).number ?? word;
  const x = without(one.raw, two.raw);
  const y = without(two.raw, one.raw);
  return (
    areOneQuantityEach(one.raw, x, two.raw, y) || isAcronymAway(one.raw.map(digits), two.raw.map(digits))
  );
}

const COPULA = /^(.+?) (?:is|are|was|were|é|são|foi|foram|era) (.+?)[.!\s]*$/iu;
const MARGINAL: ReadonlySet<string> = wordSet("the a an of o os as um uma de do da dos das s");

/** Is what stands before "is" in one sentence behind it in the other, whoever owns what? */
function areTurnedRound(a: string, b: string): boolean {
  const one = COPULA.exec(a);
  const two = COPULA.exec(b);
  if (one === null || two === null) return false;
  return sideOf(one[1]) === sideOf(two[2]) && sideOf(one[2]) === sideOf(two[1]);
}

function sideOf(text = ""): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => !MARGINAL.has(word))
    .sort()
    .join(" ");
}

/** The words of one sentence that the other has not, or not as often. */
function without(words: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const word of others) left.set(word, (left.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}

function isAcronymAway(a: readonly string[], b: readonly string[]): boolean {
  const x = without(a, b);
  const y = without(b, a);
  return isExplained(x, b, y) || isExplained(y, a, x);
}

/** Is an acronym what one sentence has alone, and the words that it stands for what the other has? */
function isExplained(
  mine: readonly string[],
  others: readonly string[],
  otherAlone: readonly string[],
): boolean {
  for (const short of mine) {
    if (!/^\p{L}{2,6}$/u.test(short)) continue;
    const long = expansionOf(short, others);
    if (long === null || !otherAlone.includes(long[0] ?? "") || long.some(isShort)) continue;
    const told = new Set([short, ...long]);
    if ([...mine, ...otherAlone].every((word) => told.has(word) || IDLE.has(word))) return true;
  }
  return false;
}

/** "Her book" is no long form of "hb". */
function isShort({ length }: string): boolean {
  return length < 4;
}

/** What may be left over beside what was told otherwise. */
const IDLE: ReadonlySet<string> = wordSet(
  "the a an of at is are has have o os as um uma de do da dos das às ao é são tem têm e",
);

/** Two words or more in a row whose initials are those of an acronym, or all but one of them ("USA", "ONU"). */
function expansionOf(short: string, words: readonly string[]): readonly string[] | null {
  const heads = words.filter((word) => !IDLE.has(word));
  for (let size = short.length; size >= Math.max(2, short.length - 1); size--)
    for (let at = 0; at + size <= heads.length; at++) {
      const run = heads.slice(at, at + size);
      const initials = run.map((word) => word.charAt(0)).join("");
      if (
        short === initials ||
        short.startsWith(initials) ||
        [...initials].sort().join() === [...short].sort().join()
      )
        return run;
    }
  return null;
}

/** Is each number that one sentence alone has a number of the other in another unit, and is nothing else left? */
function areOneQuantityEach(
  a: readonly string[],
  aloneA: readonly string[],
  b: readonly string[],
  aloneB: readonly string[],
): boolean {
  const one = quantitiesIn(a);
  const two = quantitiesIn(b);
  if (one.length === 0 || one.length !== two.length) return false;
  if (!one.every((quantity, at) => areOne(quantity, two[at]))) return false;
  // Else it is not a number that parts the two.
  if (one.every((quantity, at) => areEqual(quantity, two[at]))) return false;
  return [...aloneA, ...aloneB].every(
    (word) => IDLE.has(word) || WORDS_OF_QUANTITIES.has(word) || /^\d/.test(word),
  );
}
