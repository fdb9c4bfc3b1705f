/**
 * The judge without a model; one with a model that is paid for and may be silent; and the line that both are waited for
 * in, so that judging never takes more than its share.
 */
import type { WordJudge } from "../core/judge/judge.ts";
import { PortFault } from "../errors.ts";
import type { Judge, Judgement } from "../ports.ts";

/** A judge by words alone. */
export function answerJudge(words: WordJudge): Judge {
  return {
    kind: "answer",
    judge({ question: asked, held = asked, stored, fresh }) {
      const { verdict, why } = words.judge({ asked, stored: held, fresh, held: stored });
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
          // The event loop runs between two pairs, as a judge may compute for milliseconds.
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
