/**
 * Two answers in nearly the same words: then every word in which they differ counts, at its place. Freer rewordings are
 * judged by what their words have in common; here nobody has reworded anything, and what was changed was changed for a reason:
 * a word left out, a tense, "should" for "must", "not" at another verb, clauses that have changed places.
 */
import type { Language } from "../../verify/read/tables.ts";
import { wordSet } from "../../word-set.ts";
import { FREE, matchWords } from "../match.ts";
import type { ReadAnswer, Tongue } from "../read.ts";
import { shareGroup } from "../words/synonyms.ts";
import { piecesPart } from "./pieces.ts";
import type { Finding } from "./replacement.ts";
import { STEP_VERBS } from "./step-verbs.ts";

/** Share of the longer answer's words that both have in one order, from which they are nearly the same words. */
const SHARE_MIN = 0.7;
/** Or of the shorter one's, where the other says no more than half as much again. */
const SHORTER_SHARE_MIN = 0.8;
const LONGER_MAX = 1.5;
/** Most pairs of words that are laid side by side once equal beginnings and ends are taken away. */
const PAIRS_MAX = 1_000_000;
/** Where both sides of a difference have so many words that count, it is a passage told anew. */
const PASSAGE_MIN = 4;
/** Weight from which a word that one side alone has counts. */
const WEIGHT_MIN = 0.3;

interface Reading {
  readonly read: (texts: readonly string[]) => ReadAnswer;
  /** Keys of what both questions say, which an answer may leave out. */
  readonly given: ReadonlySet<number>;
  readonly language: Language;
  readonly tongue: Tongue;
}

/** `a` and `b`: the sentences that either answer has alone. */
export function nearVerbatimPart(
  a: readonly string[],
  b: readonly string[],
  reading: Reading,
): Finding | null {
  const { read } = reading;
  const [one, two] = [wordsOf(read(a)), wordsOf(read(b))];
  if (one.words.join("\n") === two.words.join("\n")) return null;
  const alone = a.length === 0 ? b : b.length === 0 ? a : [];
  const step = alone.find((sentence) => STEP_VERBS.has(/^\p{L}+/u.exec(sentence.toLowerCase())?.[0] ?? ""));
  if (step !== undefined) return { verdict: "unsure", kind: "content", why: `only one says "${step}"` };
  if (bagOf(one) === bagOf(two)) return piecesPart(a, b);
  const places = laid(one, two);
  if (places === null) return null;
  const gaps = gapsOf(one, two, places);
  const [all, others] = [` ${one.words.join(" ")} `, ` ${two.words.join(" ")} `];
  const areDenied = one.words.some(isDenial) && two.words.some(isDenial);
  const told = (span: readonly string[]): readonly string[] =>
    span.filter((word) => !ONE.has(word) && !(areDenied && STRESSED.has(word)));
  for (const gap of gaps) {
    const [u, v] = [isPlaced(gap.u, others) ? [] : told(gap.u), isPlaced(gap.v, all) ? [] : told(gap.v)];
    const isHarmless = gap.isWhole || areOneLimit(gap.u, gap.v);
    const [before, behind] = gap.round;
    const inPlace = (span: readonly string[]): readonly string[] => [before, ...span, behind];
    if (isHarmless || areHarmless(inPlace(u), inPlace(v), reading)) continue;
    const [x, y] = [u.join(" "), v.join(" ")];
    const why = `in nearly the same words, one says "${x}" where the other says "${y}"`;
    return { verdict: "unsure", kind: "word", why };
  }
  return null;
}

/** The words of an answer, and where its sentences begin and end. */
interface Words {
  readonly words: readonly string[];
  readonly starts: ReadonlySet<number>;
}

function wordsOf({ sentences }: ReadAnswer): Words {
  const words: string[] = [];
  const starts = new Set<number>([0]);
  for (const { raw } of sentences) {
    words.push(...raw.filter((word) => !SILENT.test(word)).flatMap(inFull));
    starts.add(words.length);
  }
  return { words, starts };
}

/** The words whatever their order, without "and". */
function bagOf({ words }: Words): string {
  return words
    .filter((word) => word !== "and" && word !== "e")
    .sort()
    .join("\n");
}

/** "It's", "don't" and "we'll" as two words. */
function inFull(word: string): readonly string[] {
  const [, head = "", tail = ""] = /^(\p{L}+?)(n['’]t|['’](?:s|re|ll|ve|m|d))$/u.exec(word) ?? [];
  if (tail === "" || (tail.endsWith("s") && !SHORT_OF_IS.has(head))) return [word];
  return [tail.startsWith("n") && head === "ca" ? "can" : head, SHORT.get(tail.replace("’", "'")) ?? tail];
}
const SHORT_OF_IS = wordSet("it that there what he she who here where how");
const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "n't": "not",
    "'s": "is",
    "'re": "are",
    "'ll": "will",
    "'ve": "have",
    "'m": "am",
    "'d": "would",
  }),
);
/** Marks of tables and list items, which layout may leave out. */
const SILENT = /^[|#*•·-]+$/u;

/** For each word of one the place of its equal in two, in one order, -1: none; null where they are not nearly the same. */
function laid({ words: one }: Words, { words: two }: Words): Int32Array | null {
  const places = new Int32Array(one.length).fill(-1);
  const shorter = Math.min(one.length, two.length);
  let head = 0;
  while (head < shorter && one[head] === two[head]) places[head] = head++;
  let tail = 0;
  while (tail < shorter - head && one.at(-1 - tail) === two.at(-1 - tail)) {
    tail++;
    places[one.length - tail] = two.length - tail;
  }
  const [n, m] = [one.length - head - tail, two.length - head - tail];
  if (n * m > PAIRS_MAX) return null;
  const met = longest(one.slice(head, head + n), two.slice(head, head + m), (i, j) => {
    places[head + i] = head + j;
  });
  const all = met + head + tail;
  const longer = Math.max(1, one.length, two.length);
  const isWithin = longer <= LONGER_MAX * shorter && all / Math.max(1, shorter) >= SHORTER_SHARE_MIN;
  return isWithin || all / longer >= SHARE_MIN ? places : null;
}

/** The longest run of words that both have in one order, told pair by pair; returns its length. */
function longest(
  one: readonly string[],
  two: readonly string[],
  tell: (i: number, j: number) => void,
): number {
  const width = two.length + 1;
  const best = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = two.length - 1; j >= 0; j--)
      best[i * width + j] =
        one[i] === two[j]
          ? 1 + (best[(i + 1) * width + j + 1] ?? 0)
          : Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
  for (let i = 0, j = 0; i < one.length && j < two.length; ) {
    if (one[i] === two[j]) tell(i++, j++);
    else if ((best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return best[0] ?? 0;
}

interface Gap {
  readonly u: readonly string[];
  readonly v: readonly string[];
  /** The words before and behind them, by which phrases are known. */
  readonly round: readonly [string, string];
  /** Are they whole sentences that one answer has more, or passages that were told anew? */
  readonly isWhole: boolean;
}

function gapsOf(one: Words, two: Words, places: Int32Array): readonly Gap[] {
  const out: Gap[] = [];
  for (let i = 0, j = 0; i <= one.words.length; i++) {
    const from = i;
    while (i < one.words.length && (places[i] ?? -1) < 0) i++;
    const until = i < one.words.length ? (places[i] ?? 0) : two.words.length;
    if (i > from || until > j) {
      const [u, v] = [one.words.slice(from, i), two.words.slice(j, until)];
      const isMore =
        (v.length === 0 && one.starts.has(from) && one.starts.has(i)) ||
        (u.length === 0 && two.starts.has(j) && two.starts.has(until));
      const isWhole =
        (isMore && !STEP_VERBS.has(u[0] ?? v[0] ?? "")) || Math.min(u.length, v.length) >= PASSAGE_MIN;
      const round = [one.words[from - 1] ?? "", one.words[i] ?? ""] as const;
      out.push({ u, v, isWhole, round });
    }
    j = until + 1;
  }
  return out;
}

/** "One cup" and "1 cup", "a tablespoon". */
const ONE = wordSet("one a an 1 um uma");
/** Beside another denial these deny nothing more. */
const STRESSED = wordSet("nothing nobody nada nenhum nenhuma ninguém");
const PREPOSITION = wordSet(
  "in on at for by with from during to em no na nos nas para por com durante ao à pelo pela",
);

/** "On Debian", where the other answer says it elsewhere. */
function isPlaced(span: readonly string[], other: string): boolean {
  return span.length > 1 && PREPOSITION.has(span[0] ?? "") && other.includes(` ${span.join(" ")} `);
}

const DENIAL = wordSet("not no never without n't não nem nunca sem");

function isDenial(word: string): boolean {
  return DENIAL.has(word) || word.endsWith("n't");
}

/** "Up to" and "at most". */
function areOneLimit(u: readonly string[], v: readonly string[]): boolean {
  return LIMITS.some((limits) => limits.has(u.join(" ")) && limits.has(v.join(" ")));
}
const LIMITS = [
  new Set(["up to", "at most", "no more than", "not more than"]),
  new Set(["at least", "no less than", "not less than", "no fewer than"]),
  new Set(["até", "no máximo", "não mais de", "não mais que"]),
  new Set(["pelo menos", "no mínimo", "ao menos"]),
];

const DUTY = wordSet("must mustn't deve devem");
const ADVICE = wordSet("should shouldn't deveria deveriam");
const PAST = wordSet("was were did had foi era eram estava estavam foram tinha");
const PRESENT = wordSet("is are am do does é são está estão tem");
const ENDED = wordSet("has have been had was were being");
/** Words that may be missing though they weigh something. */
const IDLE = wordSet(
  "command comando first next finally afterwards also just simply please really actually basically very easily quickly directly então também só basta",
);

function areHarmless(
  u: readonly string[],
  v: readonly string[],
  { read, given, language, tongue }: Reading,
): boolean {
  if (areMoodsOther(u, v) || areMoodsOther(v, u)) return false;
  const [a, b] = [read([u.join(" ").trim()]), read([v.join(" ").trim()])];
  const { toA, toB } = matchWords(a, b, tongue.vocabulary, language);
  const deny = ({ said }: ReadAnswer): boolean =>
    said.some(({ kind }) => kind === "negation" || kind === "denial");
  const areBoth = deny(a) && deny(b);
  const isLost = ({ said }: ReadAnswer, to: Int32Array): boolean =>
    said.some(({ text, weight, kind, key }, i) => {
      if (to[i] !== FREE || IDLE.has(text) || given.has(key)) return false;
      if (kind === "negation" || kind === "denial") return !areBoth;
      return kind === "number" || weight >= WEIGHT_MIN;
    });
  if (isLost(a, toB) || isLost(b, toA)) return false;
  const rounds = u.some((word) => ENDED.has(word)) || v.some((word) => ENDED.has(word));
  return a.said.every((word, i) => {
    const other = b.said[toB[i] ?? FREE];
    if (other === undefined || other.text === word.text) return true;
    if (!rounds && areTensesOther(word.text, other.text)) return false;
    // "Designer" and "design", "universal" and "university": of one root, and two words.
    const isNumber = !Number.isNaN(word.value) || !Number.isNaN(other.value);
    if (isNumber || word.key === other.key || shareGroup(word.groups, other.groups)) return true;
    const { lemmas } = tongue;
    return word.kind !== "word" || lemmas.of(word.text, language) === lemmas.of(other.text, language);
  });
}

/** "Should" for "must", "was" for "is". */
function areMoodsOther(u: readonly string[], v: readonly string[]): boolean {
  const has = (words: readonly string[], of: ReadonlySet<string>): boolean =>
    words.some((word) => of.has(word));
  if (has(u, DUTY) && has(v, ADVICE)) return true;
  if (u.includes("had") && !has(v, PAST) && (v.includes("has") || v.includes("have"))) return true;
  return has(u, PAST) && has(v, PRESENT) && !has(v, PAST) && !has(u, PRESENT) && !has(v, ENDED);
}

/** Two forms of one verb of which one is past, or done by it and to it: "lived" and "lives", "calling" and "called". */
function areTensesOther(u: string, v: string): boolean {
  if (u === v || u.slice(0, 3) !== v.slice(0, 3)) return false;
  const [x, y] = [formOf(u), formOf(v)];
  return x !== y && (x === "ed" || y === "ed" || x === "ou" || y === "ou");
}

function formOf(word: string): string {
  if (/[^e]ed$/u.test(word)) return "ed";
  if (/(?:ou|eu|iu|ava|avam|aram|eram|iram)$/u.test(word)) return "ou";
  return "";
}
