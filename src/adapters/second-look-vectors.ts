/**
 * A second look by cosine, with a larger embedder than the one that searches. A stored question's vector is made once,
 * in the background, and kept in memory; while a request waits only the question it asks is embedded.
 */
import { LRUCache } from "lru-cache";
import { PortFault } from "../errors.ts";
import { cosine, type EntryId, type UnitVector } from "../model.ts";
import type { Embedder, SecondLook, StoredText } from "../ports.ts";
import { isWhole } from "./second-look-text.ts";

export interface VectorSecondLookOptions {
  readonly embedder: Embedder;
  /** The name under which the model's calibration is kept. */
  readonly model: string;
  /** Most milliseconds that a request waits for one vector; the caller's deadline may be shorter. */
  readonly timeoutMs: number;
  /** Most vectors kept in memory, about 2 kB each. */
  readonly vectorsMax: number;
  /**
   * A breaker around the calls that a request waits for; `run` rejects at once after recent failures.
   * Background calls do not count: a model that is only too slow for requests would seem well.
   */
  readonly guard: { readonly off: string | null; run<T>(work: () => Promise<T>): Promise<T> };
  /** Counts a call to the model and returns true; false where the budget allows no more calls now. */
  readonly mayAsk: () => boolean;
}

const WAITING_MAX = 5_000;
const RUNNING_MAX = 2;
const BACKGROUND_MS_MAX = 10_000;
/** Asked questions whose vectors are kept until they may be stored. */
const ASKED_MAX = 500;

export function createVectorSecondLook(options: VectorSecondLookOptions): SecondLook {
  const { embedder, model, timeoutMs, guard, mayAsk } = options;
  const vectors = new LRUCache<EntryId, UnitVector>({ max: options.vectorsMax });
  const asked = new LRUCache<string, UnitVector>({ max: ASKED_MAX });
  /** Stored questions whose vectors are still to be made, in the order they came. */
  const waiting = new Map<EntryId, string>();
  const making = new Set<EntryId>();
  let isClosed = false;

  async function vectorOf(text: string, deadlineMs: number): Promise<UnitVector> {
    const known = asked.get(text);
    if (known) return known;
    if (!mayAsk()) throw new PortFault("second-look", "refused", "the budget of calls is spent");
    try {
      const vector = await embedder.embed(text, deadlineMs);
      asked.set(text, vector);
      return vector;
    } catch (error) {
      throw asSecondLook(error);
    }
  }

  function prepare({ id, text }: StoredText): void {
    if (isClosed || vectors.has(id) || waiting.has(id) || making.has(id) || !isWhole(text)) return;
    if (waiting.size >= WAITING_MAX) return;
    waiting.set(id, text);
    if (making.size < RUNNING_MAX) void work();
  }

  /** Makes the waiting vectors. One that fails is tried again when its question is next a candidate. */
  async function work(): Promise<void> {
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [id, text] = next.value;
      waiting.delete(id);
      if (guard.off !== null) continue;
      making.add(id);
      const vector = await vectorOf(text, BACKGROUND_MS_MAX).catch(() => null);
      making.delete(id);
      if (vector && !isClosed) vectors.set(id, vector);
    }
  }

  return {
    model,
    prepare,
    async compare(text, stored, deadlineMs) {
      const there = stored.map((one) => vectors.get(one.id) ?? null);
      for (const one of stored) prepare(one);
      if (!isWhole(text) || there.every((vector) => vector === null)) return there.map(() => null);
      const own = await guard.run(() => vectorOf(text, Math.min(timeoutMs, deadlineMs)));
      return there.map((vector) => (vector?.length === own.length ? cosine(own, vector) : null));
    },
    async close() {
      isClosed = true;
      waiting.clear();
      await embedder.close();
    },
  };
}

function asSecondLook(error: unknown): PortFault {
  if (!(error instanceof PortFault))
    return new PortFault("second-look", "unavailable", "the second look failed", { cause: error });
  return new PortFault("second-look", error.why, error.message, { cause: error });
}
