/**
 * The measurement of one deployment: over everything, and for each group (a scope group or category) that has labels
 * enough of its own. It forgets: after a drift alarm at once, otherwise by windows, of which the next is filled while
 * the present one serves.
 */
import { Drift } from "./drift.ts";
import { corrected, correctedRange, type NoiseLimits } from "./noise.ts";
import {
  type FrontierPoint,
  type Observation,
  RiskMeter,
  type RiskMeterState,
  type RiskRules,
} from "./risk-meter.ts";

export interface LedgerRules extends RiskRules {
  /** Requests after which the next window begins; it takes over after as many again. */
  readonly windowRequests: number;
}

/** Groups that are measured by themselves; beyond it the one that was seen longest ago goes. */
const GROUPS_MAX = 100;
/** Checked answers from which a group's own threshold is asked for. */
const GROUP_LABELS_MIN = 200;

/** A threshold and where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly from: "pooled" | "group";
}

export class RiskLedger {
  readonly rules: LedgerRules;
  #present: RiskMeter;
  #next: RiskMeter | null = null;
  #drift: Drift;
  readonly #groups = new Map<string, RiskMeter>();
  #epoch = 0;

  readonly #levels: readonly number[] | undefined;

  /** `levels`: see RiskMeter. */
  constructor(rules: LedgerRules, levels?: readonly number[]) {
    this.rules = rules;
    this.#levels = levels;
    this.#present = new RiskMeter(rules, levels);
    this.#drift = new Drift(driftDelta(rules));
  }

  /** `serving`: the threshold in force; what lies below it is measured but cannot raise an alarm. */
  observe(o: Observation & { readonly group: string }, noise: NoiseLimits, serving: number | null): void {
    this.#present.observe(o, noise);
    this.#groupOf(o.group).observe(o, noise);
    const asked = serving ?? this.rules.floor;
    const counts = o.score !== null && o.verdict !== null && o.score >= asked;
    const value = counts ? corrected(o.verdict === "different", noise) / o.q : 0;
    if (counts) this.#drift.checked(o.verdict === "different");
    this.#drift.add(value, correctedRange(noise).high / o.qServed);
    this.#next?.observe(o, noise);
    this.#turnWindows();
  }

  /** So many requests of a group that nothing would be served for at any threshold: all at the cost of one. */
  observeNothing(group: string, times: number, qServed: number, noise: NoiseLimits): void {
    this.#present.observeNothing(times, qServed, noise);
    this.#groupOf(group).observeNothing(times, qServed, noise);
    this.#drift.addZeros(times, correctedRange(noise).high / qServed);
    this.#next?.observeNothing(times, qServed, noise);
    this.#turnWindows();
  }

  #turnWindows(): void {
    const { windowRequests } = this.rules;
    if (this.#next === null) {
      if (this.#present.requests >= windowRequests) this.#next = new RiskMeter(this.rules, this.#levels);
    } else if (this.#next.requests >= windowRequests) {
      this.#present = this.#next;
      this.#next = null;
    }
  }

  /** Null: nothing may be served to this group. A group's own certificate wins over the pool's. */
  threshold(group?: string): Threshold | null {
    const own = group === undefined ? undefined : this.#groups.get(group);
    if (own !== undefined && own.labels >= GROUP_LABELS_MIN) {
      if (own.threshold !== null) return { value: own.threshold, from: "group" };
      if (isWorse(own, this.rules.delta)) return null;
    }
    const pooled = this.#present.threshold;
    return pooled === null ? null : { value: pooled, from: "pooled" };
  }

  get pooled(): number | null {
    return this.#present.threshold;
  }

  bound(threshold: number): number {
    return this.#present.bound(threshold);
  }

  /** What may be served at all: to everybody, else to the group that is certified at the least threshold. */
  get certified(): Threshold | null {
    const pooled = this.#present.threshold;
    if (pooled !== null) return { value: pooled, from: "pooled" };
    let least: number | null = null;
    for (const { labels, threshold } of this.#groups.values())
      if (labels >= GROUP_LABELS_MIN && threshold !== null && threshold < (least ?? 2)) least = threshold;
    return least === null ? null : { value: least, from: "group" };
  }

  get frontier(): readonly FrontierPoint[] {
    return this.#present.frontier;
  }

  get requests(): number {
    return this.#present.requests;
  }

  get labels(): number {
    return this.#present.labels;
  }

  /** How often it began anew. */
  get epoch(): number {
    return this.#epoch;
  }

  get drift(): { readonly alarm: boolean; readonly suspicious: boolean; readonly level: number } {
    // Where all is allowed nothing can rise above it.
    if (this.rules.delta >= 1) return { alarm: false, suspicious: false, level: 0 };
    const { alarm, suspicious, level } = this.#drift;
    return { alarm, suspicious, level };
  }

  /** Forgets all: what was measured says nothing of what comes now. */
  beginEpoch(): void {
    this.#present = new RiskMeter(this.rules, this.#levels);
    this.#next = null;
    this.#drift = new Drift(driftDelta(this.rules));
    this.#groups.clear();
    this.#epoch++;
  }

  #groupOf(name: string): RiskMeter {
    let meter = this.#groups.get(name);
    meter ??= new RiskMeter(ofGroups(this.rules), this.#levels);
    this.#groups.delete(name);
    this.#groups.set(name, meter);
    if (this.#groups.size > GROUPS_MAX) this.#groups.delete(this.#groups.keys().next().value!);
    return meter;
  }

  toJSON(): LedgerState {
    return {
      epoch: this.#epoch,
      present: this.#present.toJSON(),
      next: this.#next?.toJSON() ?? null,
      groups: [...this.#groups].map(([name, meter]) => ({ name, meter: meter.toJSON() })),
    };
  }

  /** Null where the state cannot be read under these rules. The drift detector begins anew. */
  static from(state: LedgerState, rules: LedgerRules): RiskLedger | null {
    const out = new RiskLedger(rules);
    const plain: RiskRules = rules;
    const present = state?.present ? RiskMeter.from(state.present, plain) : null;
    if (present === null) return null;
    out.#present = present;
    out.#next = state.next ? RiskMeter.from(state.next, plain) : null;
    out.#epoch = Number.isInteger(state.epoch) ? state.epoch : 0;
    for (const { name, meter } of state.groups ?? []) {
      const read = RiskMeter.from(meter, ofGroups(rules));
      if (read !== null) out.#groups.set(name, read);
    }
    return out;
  }
}

export interface LedgerState {
  readonly epoch: number;
  readonly present: RiskMeterState;
  readonly next: RiskMeterState | null;
  readonly groups: readonly { readonly name: string; readonly meter: RiskMeterState }[];
}

/** Each group's certificate may be wrong with the chance that is left to groups, shared out among them. */
function ofGroups(rules: LedgerRules): LedgerRules {
  return { ...rules, confidence: 1 - (1 - rules.confidence) / GROUPS_MAX };
}

/** By its labels so far the group is clearly above what is allowed, at every threshold that the pool would serve. */
function isWorse(meter: RiskMeter, delta: number): boolean {
  const strictest = meter.frontier.at(-1)!;
  return strictest.wrongShare > 2 * delta;
}

/** An allowance of nothing is watched as one of one in ten thousand: the detector divides by it. */
function driftDelta(rules: RiskRules): number {
  return Math.min(0.999, Math.max(rules.delta, 1e-4));
}
