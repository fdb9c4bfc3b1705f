/**
 * Says whether two answers say the same, without a model: the stored one and upstream's fresh one.
 *
 * Equal but for form; then whole structures (JSON, code); then sentence by sentence: a sentence that has a counterpart
 * is laid beside it by the verifier, whose vetoes find a changed number, unit, date, name, identifier or negation; what
 * has no counterpart counts against the answers being one. In doubt it says so.
 */
import type { Veto } from "../../model.ts";
import type { Verifier } from "../../ports.ts";
import { canonicalOf } from "./form.ts";
import { partsOf } from "./parts.ts";
import { exchangedFact } from "./replaced.ts";
import { wordsOf } from "./words.ts";

export interface WordJudgement {
  readonly verdict: "same" | "different" | "unsure";
  /** For people, one clause. */
  readonly why: string;
  /** 0 to 1: how much of either answer has a counterpart in the other. */
  readonly score: number;
}

/** Shares of either answer that must have a counterpart: from here up the same, from there down different. */
const SAME_MIN = 0.72;
const DIFFERENT_MAX = 0.5;
/** From this overlap of words on two sentences speak of one thing, and must not contradict each other. */
const COUNTERPART_MIN = 0.4;
/** Sentences read of either answer; what lies beyond them must be equal, or nothing is sure. */
const SENTENCES_MAX = 40;

/** A cosine from which words without a counterpart are taken for other words of the same meaning. */
const ALIKE_MIN = 0.85;

/** `likeness`: cosine of two texts by any embedder, asked only where words do not decide. */
export function judgeAnswers(
  stored: string,
  fresh: string,
  verifier: Verifier,
  likeness: (a: string, b: string) => number,
): WordJudgement {
  if (canonicalOf(stored) === canonicalOf(fresh))
    return { verdict: "same", why: "equal but for form", score: 1 };
  const a = partsOf(stored);
  const b = partsOf(fresh);
  if (a.json !== null || b.json !== null) return structures(a.json, b.json);
  const polar = polarityOf(a.sentences[0]) * polarityOf(b.sentences[0]);
  if (polar < 0) return different("one answer says yes, the other no", 0);
  const code = codeOf(a.code, b.code);
  if (code !== null) return code;
  if (a.sentences.length === 0 && b.sentences.length === 0)
    return { verdict: "same", why: "the code is the same", score: 1 };
  const judged = sentences(a.sentences, b.sentences, verifier);
  if (judged.verdict === "same" || judged.contradiction === true) return judged;
  const alike = likeness(a.sentences.join(" "), b.sentences.join(" "));
  if (alike < ALIKE_MIN || judged.score < SHARED_MIN) return judged;
  return {
    verdict: "same",
    why: `${judged.why}, the rest is alike (cosine ${alike.toFixed(2)})`,
    score: judged.score,
  };
}

/** Words that must have a counterpart whatever the cosine says. */
const SHARED_MIN = 0.3;

function different(why: string, score: number): WordJudgement {
  return { verdict: "different", why, score };
}

function structures(a: string | null, b: string | null): WordJudgement {
  if (a !== null && a === b) return { verdict: "same", why: "equal JSON", score: 1 };
  return different(a === null || b === null ? "only one answer is JSON" : "the JSON values differ", 0);
}

/** Null where code does not decide. Equal code says nothing of the text around it. */
function codeOf(a: readonly string[], b: readonly string[]): WordJudgement | null {
  if (a.length === 0 && b.length === 0) return null;
  const left = a.join("\n");
  const right = b.join("\n");
  if (left === right) return null;
  const overlap = dice(new Set(left.split(" ")), new Set(right.split(" ")));
  return different("the code differs", overlap);
}

const YES = /^(?:yes|yeah|sim|correct|certo|of course|claro|true|verdadeiro)(?![\p{L}])/iu;
const NO = /^(?:no|nope|não|nao|incorrect|errado|false|falso|never|nunca)(?![\p{L}])/iu;

/** 1: yes; -1: no; 0: neither. */
function polarityOf(sentence: string | undefined): -1 | 0 | 1 {
  if (sentence === undefined) return 0;
  return YES.test(sentence) ? 1 : NO.test(sentence) ? -1 : 0;
}

interface Read {
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

type Laid = WordJudgement & { readonly contradiction?: boolean };

function sentences(a: readonly string[], b: readonly string[], verifier: Verifier): Laid {
  if (a.length > SENTENCES_MAX || b.length > SENTENCES_MAX) {
    const tail = (of: readonly string[]): string => of.slice(SENTENCES_MAX).join(" ");
    if (tail(a) !== tail(b) && Math.abs(a.length - b.length) > SENTENCES_MAX / 2)
      return { verdict: "unsure", why: "the answers are too long and of unequal length", score: 0 };
  }
  const read = (text: string): Read => ({ text, words: wordsOf(text) });
  const left = a.slice(0, SENTENCES_MAX).map(read);
  const right = b.slice(0, SENTENCES_MAX).map(read);
  const there = covered(left, right, verifier);
  if ("verdict" in there) return there;
  const back = covered(right, left, verifier);
  if ("verdict" in back) return back;
  const score = Math.min(there.share, back.share);
  const said = `${Math.round(100 * score)} % of the words have a counterpart`;
  if (score >= SAME_MIN) return { verdict: "same", why: said, score };
  return score <= DIFFERENT_MAX ? different(said, score) : { verdict: "unsure", why: said, score };
}

/** The share of `from` that `to` says too, by words; or the contradiction that was found on the way. */
function covered(
  from: readonly Read[],
  to: readonly Read[],
  verifier: Verifier,
): { readonly share: number } | Laid {
  let total = 0;
  let found = 0;
  const everything = new Set(to.flatMap((sentence) => [...sentence.words]));
  for (const sentence of from) {
    const size = sentence.words.size;
    if (size === 0) continue;
    total += size;
    const best = bestOf(sentence, to);
    if (best === null || best.overlap < COUNTERPART_MIN) {
      // Said elsewhere in other sentences, perhaps: half as good as a counterpart.
      found += 0.5 * count(sentence.words, everything);
      continue;
    }
    const contradiction = exchangedFact(sentence.text, best.read.text)
      ? "facts-differ"
      : ofFacts(verifier.compare(sentence.text, best.read.text, 1).veto);
    if (contradiction !== null)
      return {
        ...different(`${contradiction}: "${cut(sentence.text)}" and "${cut(best.read.text)}"`, best.overlap),
        contradiction: true,
      };
    found += count(sentence.words, best.read.words);
  }
  return { share: total === 0 ? 1 : found / total };
}

/** What two questions may not differ in, two tellings of one answer may: a person, a tense, an order of words. */
function ofFacts(veto: Veto | null): Veto | null {
  return veto !== null && FACTS.has(veto) ? veto : null;
}
const FACTS: ReadonlySet<Veto> = new Set([
  "numbers-differ",
  "units-differ",
  "dates-differ",
  "names-differ",
  "identifiers-differ",
  "negation-differs",
  "antonyms",
] as const);

function bestOf(sentence: Read, among: readonly Read[]): { read: Read; overlap: number } | null {
  let best: { read: Read; overlap: number } | null = null;
  for (const read of among) {
    const overlap = dice(sentence.words, read.words);
    if (best === null || overlap > best.overlap) best = { read, overlap };
  }
  return best;
}

/** Dice's coefficient: 1 for equal sets. */
function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 1 : (2 * count(a, b)) / (a.size + b.size);
}

function count(words: ReadonlySet<string>, among: ReadonlySet<string>): number {
  let out = 0;
  for (const word of words) if (among.has(word)) out++;
  return out;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
