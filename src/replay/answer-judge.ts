/** Judges answers offline, and measures how often this judge calls different answers the same. */
import type { WordJudge } from "../core/judge/judge.ts";
import type { WordVerdict } from "../core/judge/pair.ts";
import { cosine, type UnitVector } from "../model.ts";
import type { Embedder } from "../ports.ts";
import type { RecordedRequest } from "./traffic.ts";

/** Most pairs of unrelated questions whose answers are judged before the run, to measure the judge. */
const KNOWN_PAIRS = 2_000;
/** Cosine below which two questions count as unrelated. */
const FAR_MAX = 0.3;
const EMBED_MS = 1_000;

interface AnswerTo {
  readonly question: string;
  readonly text: string;
}

export class AnswerJudge {
  readonly #embedder: Embedder;
  readonly #words: WordJudge;

  constructor({ embedder, words }: { readonly embedder: Embedder; readonly words: WordJudge }) {
    this.#embedder = embedder;
    this.#words = words;
  }

  /** Compares the answer that was served, to the question it was stored for, with the recorded answer. */
  judge(served: AnswerTo, recorded: AnswerTo): WordVerdict {
    if (served.text === recorded.text) return { verdict: "same", why: "equal" };
    return this.#words.judge({
      ...{ asked: recorded.question, stored: served.question },
      ...{ fresh: recorded.text, held: served.text },
    });
  }

  /** The text's vector; null for an empty text. Throws where the embedder is not synchronous. */
  vectorOf(text: string): UnitVector | null {
    if (text.trim() === "") return null;
    const vector = this.#embedder.embed(text, EMBED_MS);
    if (vector instanceof Promise) throw new Error("a replay embeds with the built-in embedder");
    return vector;
  }

  /**
   * Judges answers to unrelated questions, half the file apart; returns how many, and how many the judge called the
   * same. Equal answers are left out, as "the same" would be right for them.
   */
  knownPairs(asked: readonly RecordedRequest[]): { known: number; knownSame: number } {
    let known = 0;
    let knownSame = 0;
    const stride = Math.max(1, Math.floor(asked.length / (2 * KNOWN_PAIRS)));
    const half = Math.floor(asked.length / 2);
    for (let i = 0; i + half < asked.length && known < KNOWN_PAIRS; i += stride) {
      const a = asked[i]!;
      const b = asked[i + half]!;
      if (a.text === null || b.text === null || a.text === b.text || a.exactOnly || b.exactOnly) continue;
      const left = this.vectorOf(a.question);
      const right = this.vectorOf(b.question);
      if (left === null || right === null || cosine(left, right) >= FAR_MAX) continue;
      known++;
      if (this.judge({ ...a, text: a.text }, { ...b, text: b.text }).verdict === "same") knownSame++;
    }
    return { known, knownSame };
  }
}
