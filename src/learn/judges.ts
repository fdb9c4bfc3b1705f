/**
 * Judges of answers: one by words; one that asks a model, within the budget, and falls back to words; and a queue
 * before either, which bounds how much is judged at once.
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
 * Asks the model; the judge by words where the model is not asked: for equal answers, a spent budget, a model that is
 * off. Where a model was asked and gave no verdict the pair is unsure: a verdict by words in its place would mix the
 * two judges' error rates depending on the answers.
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

/** Pairs that wait from which on several are judged in one turn of the event loop, and for how long, ms. */
const BEHIND = { from: 8, sliceMs: 2 };

interface Waiting {
  readonly run: () => Promise<void>;
  readonly drop: () => void;
}

/**
 * A judge that works on at most `atOnceMax` pairs while `waitingMax` wait. Beyond that the longest waiting pair is
 * given up with PortFault "refused". A pair's deadline begins when its turn comes. The event loop runs between two pairs, as
 * a judge may compute for milliseconds; where many wait it runs after a slice of time.
 */
export function queuedJudge(judge: Judge, { atOnceMax, waitingMax }: QueueLimits): Judge {
  const waiting: Waiting[] = [];
  let running = 0;
  let sliceEndMs = 0;
  const next = (inSlice = false): void => {
    const first = running < atOnceMax ? waiting.shift() : undefined;
    if (!first) return;
    running++;
    const over = (): void => {
      running--;
      next(waiting.length >= BEHIND.from && performance.now() < sliceEndMs);
    };
    if (inSlice) {
      void first.run().finally(over);
      return;
    }
    setImmediate(() => {
      sliceEndMs = performance.now() + BEHIND.sliceMs;
      void first.run().finally(over);
    });
  };
  return {
    kind: judge.kind,
    judge: (pair, deadlineMs) =>
      new Promise<Judgement>((resolve, reject) => {
        waiting.push({
          run: async () => {
            try {
              resolve(await judge.judge(pair, deadlineMs));
            } catch (error) {
              reject(error);
            }
          },
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
