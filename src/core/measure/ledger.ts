/**
 * The measurement of one deployment: over everything, and for each group (a scope group or category) that has labels
 * enough of its own; so for each tenant, of whom none counts for much among the others (tenants.ts). It forgets: after a drift alarm at once, otherwise by windows.
 *
 * Windows of three lengths watch the same requests, and each may certify, at its share of the chance to be wrong. The
 * long one can show that an error little below what is allowed is below it; the short ones see soon that a cache which
 * was poor while it was empty, or before its score was learnt, is good by now.
 */

import { itemAt } from "../../narrow.ts";
import { ChangeDetector } from "./change-detector.ts";
import { Drift } from "./drift.ts";
import { type LeastChances, leastFrom } from "./least-chances.ts";
import { corrected, correctedRange, type NoiseLimits } from "./noise.ts";
import {
  type FrontierPoint,
  RiskMeter,
  type RiskMeterState,
  type RiskObservation,
  type RiskRules,
} from "./risk-meter.ts";
import { OWN_LABELS_MIN, POOLED_FROM, Tenants, type TenantsState, UNKNOWN } from "./tenants.ts";
import { RiskWindow, type RiskWindowState } from "./window.ts";

export interface LedgerRules extends RiskRules {
  /** Length of the longest window, requests: after so many the next begins, which takes over after as many again. */
  readonly windowRequests: number;
}

/** The windows: length relative to the longest, and share of the total chance of a wrong certificate. */
const WINDOWS = [
  { length: 1, share: 0.6 },
  { length: 1 / 3, share: 0.2 },
  { length: 1 / 8, share: 0.2 },
] as const;
/** Error levels at which the shorter windows compute limits, as multiples of the allowed share. */
const SHORT_LEVELS = [0.25, 0.5, 0.75, 1];

/** Most groups measured by themselves; beyond that the one not seen for longest is dropped. */
const GROUPS_MAX = 100;
/** Observations for which drift is still watched at a threshold no longer in force. */
const LATELY = 2_000;
/** Checked answers a group needs before its own threshold is used. */
const GROUP_LABELS_MIN = 200;

/** `suspicious`: wrong answers seem to rise; `after`: see Drift; `level`: 1 is alarm. */
interface DriftSays {
  readonly alarm: boolean;
  readonly suspicious: boolean;
  readonly after: Drift["after"];
  readonly level: number;
}

/** A threshold and where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly from: "pooled" | "group";
}

/** Who asked what. `tenant` absent or null: nobody is told apart. */
export interface Asked {
  readonly group: string;
  readonly tenant?: string | null;
}

export interface LedgerObservation extends RiskObservation, Asked {}

/** Tenants are compared from this threshold on, or from a lower one that is served from. */
const STRANGE_AT = 0.85;

export class RiskLedger {
  readonly rules: LedgerRules;
  /** The windows, longest first. */
  #windows: readonly RiskWindow[];
  #drift: Drift;
  #turn = new ChangeDetector();
  /** For each group a lower threshold that was lately in force, and how many observations ago. */
  readonly #lately = new Map<string, { threshold: number; since: number }>();
  readonly #groups = new Map<string, RiskMeter>();
  #tenants: Tenants;
  #epoch = 0;

  readonly #levels: readonly number[] | undefined;

  /** `levels`: see RiskMeter. */
  constructor(rules: LedgerRules, levels?: readonly number[]) {
    this.rules = rules;
    this.#levels = levels;
    this.#windows = WINDOWS.map((_, i) => new RiskWindow(...makingOf(i, rules, levels)));
    this.#drift = new Drift(driftDelta(rules));
    this.#tenants = new Tenants(rules);
  }

  /**
   * `serving`: the group's threshold in force; null: nothing is served. What lies below it, and below what was in force
   * lately, is measured but cannot raise an alarm.
   */
  observe(o: LedgerObservation, noise: NoiseLimits, serving: number | null): void {
    const tenant = o.tenant ?? UNKNOWN;
    if (!this.#tenants.observe(tenant, o, noise, this.#strangeAt)) return;
    for (const window of this.#windows) window.observe(o, noise);
    this.#groupOf(o.group).observe(o, noise);
    const asked = serving ?? this.rules.floor;
    const lately = this.#thresholdLately(o.group, serving);
    const isWrong = o.verdict === "different";
    const judged = o.verdict === null || o.score === null ? Number.NEGATIVE_INFINITY : o.score;
    if (judged >= lately && o.drawn !== false) this.#turn.add(isWrong);
    if (judged >= asked) this.#drift.checked(isWrong);
    if (judged >= Math.min(asked, lately) && isWrong) this.#tenants.blame(tenant);
    const watched = Math.min(asked, lately);
    const value = judged >= watched ? corrected(isWrong, noise) / o.q : 0;
    this.#drift.add(value, correctedRange(noise).high / leastFrom(o, watched));
  }

  /** So many requests of a group that nothing would be served for at any threshold: all at the cost of one. */
  observeNothing({ group, tenant }: Asked, asked: number, chances: LeastChances, noise: NoiseLimits): void {
    const times = this.#tenants.observeNothing(tenant ?? UNKNOWN, asked, chances, noise);
    if (times === 0) return;
    for (const window of this.#windows) window.observeNothing(times, chances, noise);
    this.#groupOf(group).observeNothing(times, chances, noise);
    this.#drift.addZeros(times, correctedRange(noise).high / chances.qServed);
  }

  /**
   * Null: nothing may be served to this group, or this tenant. Where there is one tenant a group's own certificate wins
   * over the pool's; among several it may only be stricter: who asks in it may be one of them alone.
   */
  threshold(group?: string, tenant?: string | null): Threshold | null {
    const { areSeveral, size, apart } = this.#tenants;
    const pooled = this.#ofGroup(group);
    if (!areSeveral || tenant === undefined) return pooled;
    const general = this.pooled;
    const name = tenant ?? UNKNOWN;
    const own = this.#tenants.meterOf(name);
    const isAlone = size < POOLED_FROM || apart.has(name);
    if (isAlone || (own !== null && own.labels >= OWN_LABELS_MIN)) {
      if (own !== null && own.threshold !== null) return { value: own.threshold, from: "group" };
      if (isAlone || own === null || isWorse(own, this.rules.delta, general)) return null;
    }
    if (general === null || pooled === null) return null;
    return { value: Math.max(general, pooled.value), from: "pooled" };
  }

  #ofGroup(group: string | undefined): Threshold | null {
    // One group is the pool, whose confidence need not be divided.
    const own = group === undefined || this.#groups.size === 1 ? undefined : this.#groups.get(group);
    if (own !== undefined && own.labels >= GROUP_LABELS_MIN) {
      if (own.threshold !== null) return { value: own.threshold, from: "group" };
      if (isWorse(own, this.rules.delta, null)) return null;
    }
    const pooled = this.pooled;
    return pooled === null ? null : { value: pooled, from: "pooled" };
  }

  /** The lowest threshold that any window certifies for all traffic; null: none does. */
  get pooled(): number | null {
    let least: number | null = null;
    for (const { present } of this.#windows)
      if (present.threshold !== null && present.threshold < (least ?? 2)) least = present.threshold;
    return least;
  }

  /** Upper limit of the share of wrong answers at this threshold: the lowest that any window gives. */
  bound(threshold: number): number {
    return Math.min(...this.#windows.map(({ present }) => present.bound(threshold)));
  }

  /** Share of the requests that would be served at this threshold, 0 to 1; 0 where there was none. */
  hitShare(threshold: number): number {
    return this.#longest.hitShare(threshold);
  }

  /** The threshold certified for all traffic, else the lowest certified for a group; null: none is. */
  get certified(): Threshold | null {
    const { pooled } = this;
    const isForItself = this.#tenants.areSeveral && this.#tenants.size < POOLED_FROM;
    if (pooled !== null && !isForItself) return { value: pooled, from: "pooled" };
    let least: number | null = null;
    for (const threshold of this.#tenants.certified()) if (threshold < (least ?? 2)) least = threshold;
    if (least !== null || isForItself) return least === null ? null : { value: least, from: "group" };
    for (const { labels, threshold } of this.#groups.values())
      if (labels >= GROUP_LABELS_MIN && threshold !== null && threshold < (least ?? 2)) least = threshold;
    return least === null ? null : { value: least, from: "group" };
  }

  get frontier(): readonly FrontierPoint[] {
    return this.#longest.frontier;
  }

  /** The largest share of hits of any threshold from which on no more was found wrong than is allowed. */
  get servableShare(): number {
    return this.#longest.servableShare;
  }

  get requests(): number {
    return this.#longest.requests;
  }

  get labels(): number {
    return this.#longest.labels;
  }

  get #longest(): RiskMeter {
    return itemAt(this.#windows, 0).present;
  }

  /** How often measuring began anew. */
  get epoch(): number {
    return this.#epoch;
  }

  get drift(): DriftSays {
    // Where all is allowed nothing can rise above it.
    if (this.rules.delta >= 1) return { alarm: false, suspicious: false, after: null, level: 0 };
    const { suspicious, after, level } = this.#drift;
    return { alarm: this.#drift.alarm || this.#turn.alarm, suspicious, after, level };
  }

  /** Whose answers are wrong so much more often than the others' that they must not count for these; null: nobody's. */
  stranger(tenant: string | null): string | null {
    if (this.drift.alarm) return this.#tenants.culprit;
    const name = tenant ?? UNKNOWN;
    const at = this.#strangeAt;
    return this.#tenants.differs(name, at, this.#longest.wrongShare(at)) ? name : null;
  }

  get #strangeAt(): number {
    return Math.min(this.pooled ?? STRANGE_AT, STRANGE_AT);
  }

  setApart(tenant: string): void {
    this.#tenants.setApart(tenant);
  }

  /** Tenants: how many are measured, and whose answers count for nobody else. */
  get tenants(): { readonly measured: number; readonly apart: readonly string[] } {
    return { measured: this.#tenants.size, apart: [...this.#tenants.apart] };
  }

  /**
   * A lower threshold stays watched for a while after it is left: too many errors at it now mean that the traffic
   * changed.
   */
  #thresholdLately(group: string, serving: number | null): number {
    const now = serving ?? Number.POSITIVE_INFINITY;
    const lately = this.#lately.get(group);
    if (lately !== undefined && now > lately.threshold && ++lately.since <= LATELY) return lately.threshold;
    this.#lately.set(group, { threshold: now, since: 0 });
    return now;
  }

  /** Forgets all measurements: they no longer say anything about present traffic. */
  beginEpoch(): void {
    this.#windows = WINDOWS.map((_, i) => new RiskWindow(...makingOf(i, this.rules, this.#levels)));
    this.#drift = new Drift(driftDelta(this.rules));
    this.#turn = new ChangeDetector();
    this.#lately.clear();
    this.#groups.clear();
    this.#tenants = new Tenants(this.rules);
    this.#epoch++;
  }

  /** Takes over from a ledger of another score: continues its epoch count and its watch over what is served. */
  follow(before: RiskLedger): void {
    this.#epoch = before.epoch + 1;
    this.#turn = before.#turn;
    this.#tenants.follow(before.#tenants);
  }

  #groupOf(name: string): RiskMeter {
    let meter = this.#groups.get(name);
    meter ??= new RiskMeter(ofGroups(this.rules), this.#levels);
    this.#groups.delete(name);
    this.#groups.set(name, meter);
    if (this.#groups.size > GROUPS_MAX) {
      const oldest = this.#groups.keys().next().value!;
      this.#groups.delete(oldest);
      this.#lately.delete(oldest);
    }
    return meter;
  }

  toJSON(): LedgerState {
    return {
      epoch: this.#epoch,
      windows: this.#windows.map((window) => window.toJSON()),
      groups: [...this.#groups].map(([name, meter]) => ({ name, meter: meter.toJSON() })),
      ...(this.#tenants.areTold ? { tenants: this.#tenants.toJSON() } : {}),
    };
  }

  /** Restores a saved ledger; null where the state does not fit these rules. The drift detector begins anew. */
  static from(state: LedgerState, rules: LedgerRules): RiskLedger | null {
    const out = new RiskLedger(rules);
    const windows = WINDOWS.map((_, i) =>
      RiskWindow.from(state?.windows?.[i], ...makingOf(i, rules, undefined)),
    );
    out.#windows = windows.filter((window) => window !== null);
    if (out.#windows.length < windows.length) return null;
    out.#epoch = Number.isInteger(state.epoch) ? state.epoch : 0;
    for (const { name, meter } of state.groups ?? []) {
      const read = RiskMeter.from(meter, ofGroups(rules));
      if (read !== null) out.#groups.set(name, read);
    }
    if (state.tenants !== undefined) out.#tenants.resume(state.tenants);
    return out;
  }
}

export interface LedgerState {
  readonly epoch: number;
  readonly windows: readonly RiskWindowState[];
  readonly groups: readonly { readonly name: string; readonly meter: RiskMeterState }[];
  /** Absent in what was kept before tenants were told apart. */
  readonly tenants?: TenantsState;
}

/** Arguments that make the window at `place`: rules, requests, levels. `levels`: those of the longest window. */
function makingOf(
  place: number,
  rules: LedgerRules,
  levels: readonly number[] | undefined,
): readonly [RiskRules, number, (readonly number[])?] {
  const { length, share } = itemAt(WINDOWS, place);
  const { delta, confidence, floor, windowRequests } = rules;
  const own: RiskRules = { delta, confidence: 1 - (1 - confidence) * share, floor };
  const requests = Math.ceil(windowRequests * length);
  const told = place === 0 || delta <= 0 ? levels : SHORT_LEVELS.map((part) => part * delta);
  return told === undefined ? [own, requests] : [own, requests, told];
}

/** Rules for one group's meter: the chance of a wrong certificate is divided among all groups. */
function ofGroups(rules: LedgerRules): LedgerRules {
  return { ...rules, confidence: 1 - (1 - rules.confidence) / GROUPS_MAX };
}

/** By its labels so far it is clearly above what is allowed, from this threshold on; null: from the strictest on. */
function isWorse(meter: RiskMeter, delta: number, threshold: number | null): boolean {
  const wrong = threshold === null ? meter.frontier.at(-1)!.wrongShare : meter.wrongShare(threshold);
  return wrong > 2 * delta;
}

/** The allowed share for the drift detector: at least 1 in 10,000, as the detector divides by it. */
function driftDelta(rules: RiskRules): number {
  return Math.min(0.999, Math.max(rules.delta, 1e-4));
}
