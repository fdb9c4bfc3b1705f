/**
 * Pairs in doubt that wait to be judged in one call of a model, which another request of the same scope and credential
 * makes. A pair waits only where such pairs came in quick succession, so that it hardly ever waits in vain.
 */
import type { VerdictMaterial } from "../wire/model-verdict.ts";

type Verdict = "same" | "different" | "unsure";
/**
 * "late": no request came that could have it judged; "untold": a model was asked and told no verdict; null: left out, as
 * the gateway ends.
 */
export type AsideOutcome = Verdict | "late" | "untold" | null;

/** Requests between two pairs, as the running mean has it before any was seen; and up to which pairs wait. */
const GAP = { first: 300, most: 120 };
/** Requests after which what waits is judged by the next call though more would fit, and after which none will come. */
const WAIT = { patient: 300, most: 2_000 };
/** Longest wait, where few requests come. */
const WAIT_MS_MAX = 3_600_000;
/** Most pairs that wait, over all queues; and queues that are known, those used last. */
const PAIRS_MAX = 64;
/** Up to so many pairs wait also where such pairs seldom come, while no call is left for them. */
const SELDOM_MAX = 32;
const QUEUES_MAX = 256;
/** UTF-16 units of all that is shown in one call, and of a pair that may wait. */
const SHOWN = { call: 24_000, pair: 12_000 };
/** Bytes of the fresh answer that a pair may keep while it waits, to be stored should the two differ. */
const KEPT_BYTES_MAX = 128 * 1024;
/** As many others as a pair stands for whose answer was served: a wrong one must not wait long. */
const SERVED = 3;
/** A pair whose call failed is asked for once more. */
const TRIES_MAX = 2;

/** What is known of a pair beside its texts. */
export interface OfPair {
  /** Absent: the stored answer was not served. `bytes`: what is kept of the fresh one until the verdict. */
  readonly served?: { readonly bytes: number } | undefined;
  /** Was one of the answers purged meanwhile? Absent: none can have been. */
  readonly isPurged?: (() => boolean) | undefined;
}

/** A pair that waits for its verdict. */
export class PairAside {
  readonly pair: VerdictMaterial;
  readonly isServed: boolean;
  readonly size: number;
  /** May it wait for others? */
  readonly isSmall: boolean;
  readonly isPurged: () => boolean;
  tries = 0;
  #outcome: AsideOutcome | undefined;
  readonly #hear: ((outcome: AsideOutcome) => void)[] = [];

  constructor(pair: VerdictMaterial, { served, isPurged = () => false }: OfPair = {}) {
    this.pair = pair;
    this.isServed = served !== undefined;
    this.isPurged = isPurged;
    this.size = [pair.question, pair.held, pair.stored, pair.fresh].reduce(
      (sum, text) => sum + (text?.length ?? 0),
      0,
    );
    this.isSmall = this.size <= SHOWN.pair && (served?.bytes ?? 0) <= KEPT_BYTES_MAX;
  }

  /** Undefined while it waits. */
  get outcome(): AsideOutcome | undefined {
    return this.#outcome;
  }

  /** `hear` is called once, when there is an outcome; must not throw. */
  whenSettled(hear: (outcome: AsideOutcome) => void): void {
    if (this.#outcome === undefined) this.#hear.push(hear);
    else hear(this.#outcome);
  }

  settle(outcome: AsideOutcome): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const hear of this.#hear.splice(0)) hear(outcome);
  }
}

interface Queue {
  readonly pairs: PairAside[];
  /** Running mean of the requests between two pairs. */
  gap: number;
  /** Number of the request of the newest pair; of the oldest that waits, and its time. */
  lastAt: number;
  since: { readonly at: number; readonly ms: number };
}

export interface Turn {
  /** Most pairs that a call may hold. */
  readonly most: number;
  readonly mayCall: boolean;
  /** Number and time of the request. */
  readonly at: number;
  readonly ms: number;
}

export class PairsAside {
  readonly #queues = new Map<string, Queue>();
  #waiting = 0;

  /** Does no more fit? */
  get isFull(): boolean {
    return this.#waiting >= PAIRS_MAX;
  }

  /**
   * The pairs that are to be judged now, in a call of the request that this pair is of; with none of them the pair
   * waits. Null: it can neither be judged now nor wait.
   */
  join(name: string, aside: PairAside, turn: Turn): readonly PairAside[] | null {
    const { most, mayCall, at, ms } = turn;
    const queue = this.#queueOf(name, at);
    const isSeldom = queue.gap > GAP.most && (mayCall || this.#waiting >= SELDOM_MAX);
    const isBusy = queue.pairs.length > 0 || (most > 1 && !isSeldom);
    const { isFull } = this;
    if (!isBusy || !aside.isSmall || (isFull && queue.pairs.length === 0)) return mayCall ? [aside] : null;
    if (isFull && !mayCall) return null;
    if (queue.pairs.length === 0) queue.since = { at, ms };
    queue.pairs.push(aside);
    this.#waiting++;
    const isDue =
      isFull ||
      queue.pairs.reduce((sum, { isServed }) => sum + (isServed ? SERVED : 1), 0) >= most ||
      at - queue.since.at >= WAIT.patient ||
      sizeOf(queue) > SHOWN.call;
    return mayCall && isDue ? this.#taken(queue, most, { at, ms }) : [];
  }

  /** Has pairs wait once more whose call failed; those that waited before it get no verdict. */
  again(name: string, pairs: readonly PairAside[], { at, ms }: Pick<Turn, "at" | "ms">): void {
    const queue = this.#queueOf(name, at, true);
    for (const aside of pairs.toReversed()) {
      if (++aside.tries >= TRIES_MAX) {
        aside.settle("untold");
        continue;
      }
      queue.pairs.unshift(aside);
      this.#waiting++;
    }
    queue.since = { at, ms };
  }

  /** Ends the wait of pairs for which no request has come. */
  sweep({ at, ms }: Pick<Turn, "at" | "ms">): void {
    if (this.#waiting === 0) return;
    for (const queue of this.#queues.values()) {
      const isLate = at - queue.since.at >= WAIT.most || ms - queue.since.ms >= WAIT_MS_MAX;
      if (queue.pairs.length > 0 && isLate) this.#end(queue, "late");
    }
  }

  /** Leaves out what waits. */
  close(): void {
    for (const queue of this.#queues.values()) this.#end(queue, null);
    this.#queues.clear();
  }

  #queueOf(name: string, at: number, isSeen = false): Queue {
    const known = this.#queues.get(name);
    if (known && !isSeen) {
      known.gap += (at - known.lastAt - known.gap) / 2;
      known.lastAt = at;
    }
    const queue = known ?? { pairs: [], gap: GAP.first, lastAt: at, since: { at, ms: 0 } };
    this.#queues.delete(name);
    this.#queues.set(name, queue);
    if (this.#queues.size > QUEUES_MAX) this.#forgetOldest();
    return queue;
  }

  #forgetOldest(): void {
    // Far fewer pairs wait than queues are known: one of which nothing waits is always among them.
    for (const [name, queue] of this.#queues)
      if (queue.pairs.length === 0) {
        this.#queues.delete(name);
        return;
      }
  }

  #taken(queue: Queue, most: number, since: Queue["since"]): readonly PairAside[] {
    let shown = 0;
    let taken = 0;
    for (const { size } of queue.pairs.slice(0, most)) {
      if (taken > 0 && shown + size > SHOWN.call) break;
      shown += size;
      taken++;
    }
    queue.since = since;
    this.#waiting -= taken;
    return queue.pairs.splice(0, taken);
  }

  #end(queue: Queue, outcome: AsideOutcome): void {
    this.#waiting -= queue.pairs.length;
    for (const aside of queue.pairs.splice(0)) aside.settle(outcome);
  }
}

function sizeOf({ pairs }: Queue): number {
  return pairs.reduce((sum, { size }) => sum + size, 0);
}
