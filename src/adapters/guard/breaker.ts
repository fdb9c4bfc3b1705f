/**
 * Turns a remote part off when it answers wrongly once, or fails to answer several times in a row, and on again when it
 * answers well. While it is off nobody waits for it: one call at a time is let through as a probe, at growing
 * intervals.
 * Each change of state is reported once.
 */
import { PortFault } from "../../errors.ts";
import type { Clock, FaultPart } from "../../ports.ts";

export interface BreakerOptions {
  readonly part: FaultPart;
  readonly clock: Clock;
  /** Called when the part was turned off or on. `why`: the fault that turned it off; "" when it is on again. */
  readonly onChange: (on: boolean, why: string) => void;
}

/** Missing answers in a row that turn a part off; a single wrong answer does so too. */
const SILENT_MAX = 5;
const FIRST_PROBE_MS = 1_000;
/** Longest pause between probes while the part stays away, so that its return is noticed within this time. */
const AWAY_PROBE_MS_MAX = 4_000;
/** Longest pause between probes while the part comes and goes. */
const UNSTEADY_PROBE_MS_MAX = 60_000;
/**
 * A part that is turned off again sooner than this after its return is probed ever less often, as it cannot be relied
 * on.
 */
const STEADY_MS = 60_000;

export class Breaker {
  readonly #options: BreakerOptions;
  #silent = 0;
  #off: { readonly why: string; probeAtMs: number } | null = null;
  #probing = false;
  #waitMs = FIRST_PROBE_MS;
  #onSinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Why the part is off; null while it is on. */
  get off(): string | null {
    return this.#off?.why ?? null;
  }

  /**
   * Runs `work` while the part is on, or as a probe. Rejects with what `work` rejects with, or, without calling it,
   * with a
   * PortFault of why "off".
   */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const off = this.#off;
    if (off && (this.#probing || this.#options.clock.monotonicMs() < off.probeAtMs)) {
      throw new PortFault(this.#options.part, "off", `it is off: ${off.why}`);
    }
    return off ? this.#probe(work, off.why) : this.#call(work);
  }

  async #call<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#silent = 0;
      return result;
    } catch (error) {
      // Calls that were running when the part was turned off tell nothing new.
      if (this.#off === null && this.#isEnough(error)) this.#turnOff(error);
      throw error;
    }
  }

  async #probe<T>(work: () => T | Promise<T>, before: string): Promise<T> {
    this.#probing = true;
    try {
      const result = await work();
      this.#silent = 0;
      this.#off = null;
      this.#onSinceMs = this.#options.clock.monotonicMs();
      this.#options.onChange(true, "");
      return result;
    } catch (error) {
      if (!isOfOneText(error)) this.#wait(before, AWAY_PROBE_MS_MAX);
      throw error;
    } finally {
      this.#probing = false;
    }
  }

  #isEnough(error: unknown): boolean {
    if (isOfOneText(error)) return false;
    this.#silent++;
    return this.#silent >= SILENT_MAX || (error instanceof PortFault && error.why === "invalid");
  }

  #turnOff(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (this.#options.clock.monotonicMs() - this.#onSinceMs >= STEADY_MS) this.#waitMs = FIRST_PROBE_MS;
    this.#wait(why, UNSTEADY_PROBE_MS_MAX);
    this.#options.onChange(false, why);
  }

  /** Plans the next probe, and doubles the pause before the one after it, up to the maximum. */
  #wait(why: string, msMax: number): void {
    this.#off = { why, probeAtMs: this.#options.clock.monotonicMs() + this.#waitMs };
    this.#waitMs = Math.max(this.#waitMs, Math.min(msMax, this.#waitMs * 2));
  }
}

/** True for a fault of one text ("refused"), which says nothing of the next text. */
function isOfOneText(error: unknown): boolean {
  return error instanceof PortFault && error.why === "refused";
}
