/**
 * Measures the cache as a library: an answer that was found and not served is compared with the answer that the caller
 * then made and stored. What was served is not checked, as the library cannot ask anybody.
 */
import { LRUCache } from "lru-cache";
import type { Answered, Fresh, LookedUp, RepeatedCall, UpstreamCall } from "../label/answered.ts";
import type { Key } from "../model.ts";
import type { Call, MissedCall } from "./told.ts";

/** Most questions whose answers are waited for, and for how many milliseconds. */
const WAITING_MAX = 1_000;
const WAITING_MS = 600_000;

export interface AnsweredLabels {
  readonly chanceNow: number | null;
  afterwards(answered: Answered, chanceThen: number | null): void;
}

interface Waiting {
  readonly call: Call;
  readonly missed: MissedCall;
  readonly chance: number | null;
}

export class AwaitedAnswers {
  readonly #labels: AnsweredLabels;
  readonly #waiting = new LRUCache<Key, Waiting>({
    ...{ max: WAITING_MAX, ttl: WAITING_MS },
    // Without it the clock is read, and a timer set, as often as each millisecond.
    ttlResolution: 1_000,
  });

  constructor(labels: AnsweredLabels) {
    this.#labels = labels;
  }

  missed(call: Call, missed: MissedCall): void {
    if (call.ask === null || call.look === null) return;
    this.#waiting.set(call.ask.key, { call, missed, chance: this.#labels.chanceNow });
  }

  stored({ ask }: Call, text: string | null): void {
    const waiting = ask && this.#waiting.get(ask.key);
    if (!ask || !waiting) return;
    this.#waiting.delete(ask.key);
    const answered = answeredOf(waiting, { text, usage: null });
    if (answered !== null) this.#labels.afterwards(answered, waiting.chance);
  }
}

function answeredOf({ call, missed }: Waiting, fresh: Fresh): Answered | null {
  const { identity, ask, look, policy } = call;
  if (identity === null || ask === null || look === null) return null;
  const { known, edited } = look;
  const upstream: UpstreamCall = { fresh: () => fresh, whyNone: () => "" };
  return {
    ...({ route: "chat", model: identity.model, question: identity.question, ask, policy } as const),
    outcome: missed.found === null ? "miss" : "shadow",
    follower: false,
    served: null,
    upstream: async () => upstream,
    lookedUp: async (): Promise<LookedUp> => ({ found: missed.found, known, edited: edited?.text ?? null }),
    whenSent: (then) => then(),
    askAgain: async (): Promise<RepeatedCall> => ({
      fresh: () => null,
      whyNone: () => "a library asks nobody",
      save: () => {},
    }),
  };
}
