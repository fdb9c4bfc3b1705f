/**
 * A meter that forgets: when it has seen its number of requests the next one begins beside it, and takes over when it
 * has seen as many itself. So what certifies rests on one to two windows of requests, and never on less than one.
 */
import type { LeastChances } from "./least-chances.ts";
import type { NoiseLimits } from "./noise.ts";
import { RiskMeter, type RiskMeterState, type RiskObservation, type RiskRules } from "./risk-meter.ts";

export class RiskWindow {
  readonly #rules: RiskRules;
  readonly #requests: number;
  readonly #levels: readonly number[] | undefined;
  #present: RiskMeter;
  #next: RiskMeter | null = null;

  /** `requests`: number after which the next meter begins. `levels`: see RiskMeter. */
  constructor(rules: RiskRules, requests: number, levels?: readonly number[]) {
    this.#rules = rules;
    this.#requests = requests;
    this.#levels = levels;
    this.#present = new RiskMeter(rules, levels);
  }

  get present(): RiskMeter {
    return this.#present;
  }

  observe(o: RiskObservation, noise: NoiseLimits): void {
    this.#present.observe(o, noise);
    this.#next?.observe(o, noise);
    this.#turn();
  }

  observeNothing(times: number, chances: LeastChances, noise: NoiseLimits): void {
    this.#present.observeNothing(times, chances, noise);
    this.#next?.observeNothing(times, chances, noise);
    this.#turn();
  }

  #turn(): void {
    if (this.#next === null) {
      if (this.#present.requests >= this.#requests) this.#next = new RiskMeter(this.#rules, this.#levels);
    } else if (this.#next.requests >= this.#requests) {
      this.#present = this.#next;
      this.#next = null;
    }
  }

  toJSON(): RiskWindowState {
    return { present: this.#present.toJSON(), next: this.#next?.toJSON() ?? null };
  }

  /** Restores a saved window; null where the state does not fit these rules. */
  static from(
    state: RiskWindowState | null | undefined,
    rules: RiskRules,
    requests: number,
    levels?: readonly number[],
  ): RiskWindow | null {
    const present = state?.present ? RiskMeter.from(state.present, rules, levels) : null;
    if (present === null) return null;
    const out = new RiskWindow(rules, requests, levels);
    out.#present = present;
    out.#next = state?.next ? RiskMeter.from(state.next, rules, levels) : null;
    return out;
  }
}

export interface RiskWindowState {
  readonly present: RiskMeterState;
  readonly next: RiskMeterState | null;
}
