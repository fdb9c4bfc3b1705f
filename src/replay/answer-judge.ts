/** Judges answers offline, and measures how often this judge takes different answers for the same. */
import { judgeAnswers, type WordJudgement } from "../core/judge/answer.ts";
import type { UnitVector } from "../model.ts";
import type { Embedder, Verifier } from "../ports.ts";
import type { RecordedRequest } from "./traffic.ts";

/** Pairs of questions far apart whose answers are judged before the run. */
const KNOWN_PAIRS = 2_000;
/** Cosine under which two questions are taken to differ. */
const FAR_MAX = 0.3;
const EMBED_MS = 1_000;
/** Answers beyond it are not embedded whole: their likeness is asked only where words do not decide. */
const CHARS_MAX = 20_000;

export class AnswerJudge {
  readonly #embedder: Embedder;
  readonly #verifier: Verifier;

  constructor({ embedder, verifier }: { readonly embedder: Embedder; readonly verifier: Verifier }) {
    this.#embedder = embedder;
    this.#verifier = verifier;
  }

  judge(served: string, recorded: string): WordJudgement {
    if (served === recorded) return { verdict: "same", why: "equal", score: 1 };
    return judgeAnswers(served, recorded, this.#verifier, (a, b) => this.#likeness(a, b));
  }

  /** Null for a text without a character. Throws where the embedder is not synchronous. */
  vectorOf(text: string): UnitVector | null {
    if (text.trim() === "") return null;
    const vector = this.#embedder.embed(text, EMBED_MS);
    if (vector instanceof Promise) throw new Error("a replay embeds with the built-in embedder");
    return vector;
  }

  /** Answers to questions far apart, half the file from each other. Equal answers tell nothing: they would be right. */
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
      if (this.judge(a.text, b.text).verdict === "same") knownSame++;
    }
    return { known, knownSame };
  }

  #likeness(a: string, b: string): number {
    const left = this.vectorOf(a.slice(0, CHARS_MAX));
    const right = this.vectorOf(b.slice(0, CHARS_MAX));
    return left === null || right === null ? 0 : cosine(left, right);
  }
}

function cosine(a: UnitVector, b: UnitVector): number {
  let out = 0;
  for (let i = 0; i < a.length; i++) out += a[i]! * b[i]!;
  return out;
}
