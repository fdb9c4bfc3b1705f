/** The judge without a model, and one with a model that is paid for and may be silent: then the first one speaks. */
import { judgeAnswers } from "../core/judge/answer.ts";
import type { UnitVector } from "../model.ts";
import type { Embedder, Judge, Verifier } from "../ports.ts";

const EMBED_MS_MAX = 1_000;

/** `embedder`: one that answers at once; the built-in one does. */
export function answerJudge(verifier: Verifier, embedder: Embedder): Judge {
  const vectorOf = (text: string): UnitVector | null => {
    const vector = embedder.embed(text, EMBED_MS_MAX);
    return vector instanceof Promise ? null : vector;
  };
  const likeness = (a: string, b: string): number => {
    const [x, y] = [vectorOf(a), vectorOf(b)];
    if (x === null || y === null) return 0;
    let out = 0;
    for (let i = 0; i < x.length; i++) out += x[i]! * y[i]!;
    return out;
  };
  return { kind: "answer", judge: ({ stored, fresh }) => judgeAnswers(stored, fresh, verifier, likeness) };
}

/** `mayAsk` counts a call against the budget. A judge that fails or may not be asked leaves it to the other. */
export function judgeInTurn(
  model: Judge,
  answer: Judge,
  mayAsk: () => boolean,
  onFault: (error: unknown) => void,
): Judge {
  return {
    kind: "model",
    async judge(pair, deadlineMs) {
      const plain = await answer.judge(pair, deadlineMs);
      // Equal answers need no second opinion.
      if (plain.verdict === "same" && pair.stored === pair.fresh) return plain;
      if (!mayAsk()) return plain;
      try {
        return await model.judge(pair, deadlineMs);
      } catch (error) {
        onFault(error);
        return plain;
      }
    },
  };
}
