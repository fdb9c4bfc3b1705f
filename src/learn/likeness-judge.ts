/**
 * A judge by words that asks a local model of sentences where words leave only that in doubt, whether what one answer
 * says alone is what the other says in other words. Every sentence must have one like it. Such a model hardly sees a
 * number, a name, a negation or a role: a doubt about those stays a doubt, and what words decide is never asked of it.
 */
import type { WordJudge } from "../core/judge/judge.ts";
import { cosine, type UnitVector } from "../model.ts";
import type { Embedder, Judge, Judgement } from "../ports.ts";

export interface LikenessJudgeOptions {
  readonly words: Pick<WordJudge, "judge" | "apart">;
  readonly embedder: Pick<Embedder, "embed">;
  /** Cosine, 0 to 1, that each sentence's likest must have at least. */
  readonly likenessMin: number;
  /** Languages that the model knows. */
  readonly languages: readonly ("en" | "pt")[];
  /** Most milliseconds for the sentences of a pair; a shorter deadline of the pair wins. */
  readonly timeoutMs: number;
  readonly onFault: (error: unknown) => void;
}

/** Most sentences of both answers; a pair with more stays in doubt. */
const SENTENCES_MAX = 40;
/** Bytes of a sentence that is read to its end: small models cut at 128 tokens, which have two bytes and more each. */
const SENTENCE_BYTES_MAX = 250;
/** Share of two sentences' words that both may have; chosen with the limit of likeness, see docs/judge.md. */
const SHARED_MAX = 0.7;

export function likenessJudge(options: LikenessJudgeOptions): Judge {
  return {
    kind: "local",
    async judge(
      { question: asked, held: stored = asked, stored: held, fresh },
      deadlineMs,
    ): Promise<Judgement> {
      const pair = { asked, stored, fresh, held };
      const { verdict, why, kind } = options.words.judge(pair);
      const byWords: Judgement = { verdict, why, by: "answer" };
      if (verdict !== "unsure" || kind !== "content") return byWords;
      const apart = options.words.apart(pair);
      if (apart === null || !options.languages.includes(apart.language)) return byWords;
      const sentences = [...apart.held, ...apart.fresh];
      if (sentences.length > SENTENCES_MAX || !sentences.every(isShort)) return byWords;
      try {
        const ms = Math.min(options.timeoutMs, deadlineMs);
        const vectors = await Promise.all(sentences.map((text) => options.embedder.embed(text, ms)));
        const read = vectors.map((vector, i) => ({ text: sentences[i] ?? "", vector }));
        const like = likeness(read.slice(0, apart.held.length), read.slice(apart.held.length));
        const told = `each sentence has one like it by ${like.toFixed(2)} or more`;
        return { verdict: like >= options.likenessMin ? "same" : "unsure", why: told, by: "local" };
      } catch (error) {
        options.onFault(error);
        return { verdict: "unsure", why: "the local model gave no vector", by: "local" };
      }
    },
  };
}

function isShort(sentence: string): boolean {
  return Buffer.byteLength(sentence) <= SENTENCE_BYTES_MAX;
}

interface Sentence {
  readonly text: string;
  readonly vector: UnitVector;
}

/**
 * The least, over the sentences of both answers, of the cosine with the likest of the other answer. 0 where one of them
 * has most words of its likest: then the cosine tells of those words and hardly of what the others say.
 */
function likeness(a: readonly Sentence[], b: readonly Sentence[]): number {
  const least = (of: readonly Sentence[], others: readonly Sentence[]): number =>
    Math.min(...of.map((one) => likest(one, others)));
  return Math.min(least(a, b), least(b, a));
}

function likest({ text, vector }: Sentence, others: readonly Sentence[]): number {
  let [best, likestText] = [0, ""];
  for (const other of others) {
    const like = cosine(vector, other.vector);
    if (like > best) [best, likestText] = [like, other.text];
  }
  return shared(text, likestText) > SHARED_MAX ? 0 : best;
}

/** Jaccard's index of the words of two sentences. */
function shared(a: string, b: string): number {
  const [one, two] = [wordsOf(a), wordsOf(b)];
  let both = 0;
  for (const word of one) if (two.has(word)) both++;
  return both / Math.max(1, one.size + two.size - both);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}
