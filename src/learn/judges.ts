/**
 * The judge without a model; one with a model that is paid for and may be silent; and the line that both are waited for
 * in, so that judging never takes more than its share.
 */
import { judgeAnswers } from "../core/judge/answer.ts";
import { PortFault } from "../errors.ts";
import type { UnitVector } from "../model.ts";
import { itemAt } from "../narrow.ts";
import type { Embedder, Judge, Judgement, Verifier } from "../ports.ts";

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
    for (let i = 0; i < x.length; i++) out += itemAt(x, i) * itemAt(y, i);
    return out;
  };
  return {
    kind: "answer",
    judge({ stored, fresh }) {
      const { verdict, why } = judgeAnswers(stored, fresh, verifier, likeness);
      return { verdict, why, by: "answer" };
    },
  };
}

export interface FallbackJudges {
  readonly model: Judge;
  readonly answer: Judge;
  /** Counts a call against the budget; false: it must not be made. */
  readonly mayAsk: () => boolean;
  readonly onFault: (error: unknown) => void;
}

/**
 * The model, and the plain judge where the model is not asked: equal answers, a spent budget, a model that is off. A
 * model that was asked and gave no verdict leaves the pair in doubt: the other judge errs at other rates, and to take
 * its word only then would mix them by what is in the answers.
 */
export function judgeWithFallback({ model, answer, mayAsk, onFault }: FallbackJudges): Judge {
  return {
    kind: "model",
    async judge(pair, deadlineMs) {
      if (pair.stored === pair.fresh || !mayAsk()) return await answer.judge(pair, deadlineMs);
      try {
        return { ...(await model.judge(pair, deadlineMs)), by: "model" };
      } catch (error) {
        if (error instanceof PortFault && error.why === "off") return await answer.judge(pair, deadlineMs);
        onFault(error);
        const why = error instanceof Error ? error.message : "the judge failed";
        return { verdict: "unsure", why, by: "model" };
      }
    },
  };
}

export interface QueueLimits {
  readonly atOnceMax: number;
  readonly waitingMax: number;
}

interface Waiting {
  readonly run: () => Promise<void>;
  readonly drop: () => void;
}

/**
 * So many at once, so many that wait; past that the one that has waited longest is given up, as a PortFault of why
 * "refused". A pair's deadline begins when its turn comes.
 */
export function queuedJudge(judge: Judge, { atOnceMax, waitingMax }: QueueLimits): Judge {
  const waiting: Waiting[] = [];
  let running = 0;
  const next = (): void => {
    const first = running < atOnceMax ? waiting.shift() : undefined;
    if (!first) return;
    running++;
    void first.run().finally(() => {
      running--;
      next();
    });
  };
  return {
    kind: judge.kind,
    judge: (pair, deadlineMs) =>
      new Promise<Judgement>((resolve, reject) => {
        waiting.push({
          // Between two pairs the event loop has its turn: a judge may think for milliseconds.
          run: () =>
            new Promise<void>((over) => {
              setImmediate(async () => {
                try {
                  resolve(await judge.judge(pair, deadlineMs));
                } catch (error) {
                  reject(error);
                }
                over();
              });
            }),
          drop: () =>
            reject(
              new PortFault("judge", "refused", "given up: more answers wait for the judge than it can take"),
            ),
        });
        if (waiting.length > waitingMax) waiting.shift()?.drop();
        next();
      }),
  };
}
