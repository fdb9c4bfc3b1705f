/**
 * The clock of one request: how long its stages took, how much of the look-up's time is left, and which parts of the
 * gateway failed.
 */
import type { Fault, Stage } from "../core/record.ts";
import { PortFault } from "../errors.ts";
import type { Clock, FaultPart } from "../ports.ts";

const FAULTS_MAX = 16;

export class Watch {
  readonly clock: Clock;
  readonly stages: Partial<Record<Stage, number>> = {};
  readonly faults: Fault[] = [];
  readonly #startMs: number;
  readonly #lookupMsMax: number;
  /** When the look-up began, milliseconds after arrival. */
  #lookFromMs: number | null = null;

  constructor(clock: Clock, lookupMsMax: number) {
    this.clock = clock;
    this.#startMs = clock.monotonicMs();
    this.#lookupMsMax = lookupMsMax;
  }

  /** Milliseconds since the request arrived. */
  elapsedMs(): number {
    return this.clock.monotonicMs() - this.#startMs;
  }

  /** Milliseconds left of the time a look-up may take, counted from the first call of this. */
  msLeft(): number {
    this.#lookFromMs ??= this.elapsedMs();
    return this.#lookupMsMax - (this.elapsedMs() - this.#lookFromMs);
  }

  /** Runs a stage and keeps how long it took, whether or not it failed. */
  timed<T>(stage: Stage, work: () => T | Promise<T>): T | Promise<T> {
    const from = this.clock.monotonicMs();
    const over = () => {
      this.stages[stage] = (this.stages[stage] ?? 0) + this.clock.monotonicMs() - from;
    };
    let done: T | Promise<T>;
    try {
      done = work();
    } catch (error) {
      over();
      throw error;
    }
    // A value that is there at once is not made to wait for a turn of the event loop.
    if (done instanceof Promise) return done.finally(over);
    over();
    return done;
  }

  /** Milliseconds of all stages that look something up; null where none ran. */
  get lookupMs(): number | null {
    let sum: number | null = null;
    for (const stage of LOOKING) if (this.stages[stage] !== undefined) sum = (sum ?? 0) + this.stages[stage];
    return sum;
  }

  /** Takes faults that come after the record is out, from work that still runs. */
  afterwards: ((part: FaultPart, error: unknown) => void) | null = null;

  /** Notes a fault of the gateway's own; it shows in the record, and never to the client as an error. */
  fault(part: FaultPart, error: unknown): void {
    if (this.afterwards) {
      this.afterwards(part, error);
      return;
    }
    const why = error instanceof PortFault ? error.why : error instanceof Error ? error.name : "unknown";
    if (this.faults.length < FAULTS_MAX) this.faults.push({ part, why });
  }
}

const LOOKING: readonly Stage[] = ["exact", "embed", "search", "verify", "second", "adapt"];
