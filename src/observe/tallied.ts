/**
 * Counters of every request: what they count is added up as a number, and given to prom-client when it is read, as its
 * own counting looks the labels up and makes a text of them each time.
 */
import { Counter, type Registry } from "prom-client";

interface Named<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

interface Sum<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  pending: number;
  isNew: boolean;
}

/** One counter, by its labels. */
export class TalliedCounter<L extends string> {
  readonly #sums = new Map<string, Sum<L>>();

  constructor(registers: Registry[], named: Named<L>) {
    const sums = this.#sums;
    new Counter<L>({
      ...named,
      registers,
      collect() {
        for (const sum of sums.values()) {
          // A new one is told even at 0: a rate needs where it began.
          if (sum.pending === 0 && !sum.isNew) continue;
          this.inc(sum.labels, sum.pending);
          sum.pending = 0;
          sum.isNew = false;
        }
      },
    });
  }

  /** Adds to the counter of these labels. `key`: the same for the same labels, and for no others. */
  inc(key: string, labels: Readonly<Record<L, string>>, value = 1): void {
    const sum = this.#sums.get(key);
    if (sum) sum.pending += value;
    else this.#sums.set(key, { labels, pending: value, isNew: true });
  }
}

/** A counter without labels. */
export class Tallied {
  #pending = 0;

  constructor(registers: Registry[], named: Omit<Named<never>, "labelNames">) {
    const taken = () => {
      const pending = this.#pending;
      this.#pending = 0;
      return pending;
    };
    new Counter({
      ...named,
      registers,
      collect() {
        this.inc(taken());
      },
    });
  }

  inc(value: number): void {
    this.#pending += value;
  }
}
