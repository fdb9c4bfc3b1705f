/**
 * The running measurement: computes from judged answers the error, the threshold from which answers may be served, and
 * the probability of checks. Pure, in memory; `measured-state.ts` saves it.
 */
import { type Learned, UNMEASURED_THRESHOLD } from "../core/learned.ts";
import { CheckAllowance } from "../core/measure/check-allowance.ts";
import type { LeastChances } from "../core/measure/least-chances.ts";
import { type Asked, RiskLedger } from "../core/measure/ledger.ts";
import { isTelling, type NearCounts, type NoiseCounts, type NoiseLimits } from "../core/measure/noise.ts";
import { BET_SHARE } from "../core/measure/risk-meter.ts";
import { checkChance } from "../core/measure/sampling.ts";
import { EarlyRequests } from "./early.ts";
import type { GivenTo } from "./health-window.ts";
import { JudgeTrials, NO_TRIALS } from "./judge-trials.ts";
import type { Measured, Measuring } from "./measuring-port.ts";
import { ledgerRules, type MeasuringRules } from "./measuring-rules.ts";
import { Recent } from "./recent.ts";
import { NEVER, Remeasuring } from "./remeasuring.ts";
import { atOnce, type Drive } from "./slices.ts";
import { WaitingRequests } from "./waiting.ts";

/** Who sets the threshold: the measured bound, or a person (`from`; null: nothing is served). */
export type Serving = { readonly by: "bound" } | { readonly by: "hand"; readonly from: number | null };

export interface MeasuringEvents {
  /** Called after each observation. */
  readonly onObserved: () => void;
  readonly onFault: (error: unknown) => void;
  /**
   * Called when wrong answers have risen above max_error_rate, for all or one tenant, so that a recent change is
   * undone.
   */
  readonly onAlarm?: () => void;
}

/** Observations between two updates of the judge's error rates. */
const NOISE_EVERY = 40;
/** Requests after which a certificate rests on more than its first strict thresholds. */
const YOUNG_UNTIL = 1_500;
/**
 * Shares of prompts that are asked twice: `early` until there are `until` of them, or `alike` that were all judged the
 * same; then `late`. What is subtracted for the judge's error is next to nothing until some were judged different.
 */
const DOUBLES = { until: 50, alike: 20, early: 1 / 8, late: 1 / 400 };
export class RiskMeasuring implements Measuring {
  #rules: MeasuringRules;
  #ledger: RiskLedger;
  readonly #trials = new JudgeTrials();
  #noise: NoiseLimits;
  #noiseAge = 0;
  readonly allowance = new CheckAllowance();
  readonly #waiting = new WaitingRequests();
  readonly #early = new EarlyRequests();
  #since = { requests: 0, labels: 0 };
  #serving: Serving = { by: "bound" };
  readonly #recent = new Recent();
  /** Measures the last requests again, by another reading or by one that has come into force. */
  readonly remeasuring: Remeasuring;
  #onReported: (verdict: "good" | "bad", by?: GivenTo) => void = () => {};
  readonly #events: MeasuringEvents;

  /** `drive`: how the last requests are measured again. */
  constructor(rules: MeasuringRules, events: MeasuringEvents, drive: Drive = atOnce) {
    this.#rules = rules;
    this.#events = events;
    this.#ledger = new RiskLedger(ledgerRules(rules));
    this.#noise = this.#noiseNow();
    const present = {
      ...{ recent: this.#recent, ledger: () => this.#ledger, noise: () => this.#noise },
      ...{ rules: () => ledgerRules(this.#rules), settle: () => this.settle() },
      take: (ledger: RiskLedger) => this.#take(ledger),
    };
    this.remeasuring = new Remeasuring(present, drive, events);
  }

  observe(measured: Measured): void {
    if (this.#noiseAge++ % NOISE_EVERY === 0) this.#noise = this.#noiseNow();
    this.#early.add(measured);
    this.countEarly();
  }

  /**
   * Counts some of the requests that wait for the judge to be tried, the oldest first: by a judge who was not, verdicts must
   * not count as right. True: more can be counted at once. Never throws.
   */
  countEarly(): boolean {
    try {
      if (!this.#early.isOver(this.#noise)) this.#noise = this.#noiseNow();
      if (!this.#early.isOver(this.#noise)) return false;
      let isTold = false;
      for (const measured of this.#early.some()) isTold = this.#count(measured) || isTold;
      if (isTold) this.#events.onObserved();
    } catch (error) {
      this.#events.onFault(error);
    }
    return !this.#early.isEmpty;
  }

  /** True: the ledger has changed. */
  #count(measured: Measured): boolean {
    this.#recent.add(measured);
    const of = { group: groupOf(measured.group), tenant: measured.tenant ?? null };
    this.#since.requests++;
    if (this.remeasuring.isFilling) return false;
    if (measured.score === null && measured.verdict === null) {
      this.#wait(of, measured);
      if (!this.#waiting.isFull) return false;
      this.settle();
      return true;
    }
    this.settle();
    const serving = this.#servingFor(of);
    this.#ledger.observe({ ...measured, ...of }, this.#noise, serving);
    if (measured.verdict !== null && (measured.score ?? 0) >= serving) this.#since.labels++;
    if (measured.verdict === "different") this.#part(of.tenant);
    return true;
  }

  /** Counts the collected requests now. */
  settle(): void {
    for (const { of, times, chances } of this.#waiting.taken())
      this.#ledger.observeNothing(of, times, chances, this.#noise);
  }

  #wait(of: Asked, { qServed, surer }: LeastChances): void {
    const chances = { qServed, surer };
    if (this.#waiting.add(of, chances)) return;
    this.settle();
    this.#waiting.add(of, chances);
  }

  /** A tenant whose answers are wrong far more often than the others' is measured by itself alone from now on. */
  #part(asked: string | null): void {
    const stranger = this.#ledger.stranger(asked);
    if (stranger === null) return;
    const isAlarm = this.#ledger.drift.alarm;
    this.#ledger.setApart(stranger);
    void this.remeasuring.leaveOut(stranger);
    if (isAlarm) this.#events.onAlarm?.();
  }

  doubleAsked(different: boolean, tenant: string | null = null): void {
    this.#trials.doubleAsked(different, tenant ?? "");
    if (!this.#early.isEmpty) this.countEarly();
  }

  knownPair(same: boolean): void {
    this.#trials.knownPair(same);
    if (!this.#early.isEmpty) this.countEarly();
  }

  nearProbe(kind: string, same: boolean): void {
    this.#trials.nearProbe(kind, same);
    if (!this.#early.isEmpty) this.countEarly();
  }

  get nearProbes(): NearCounts {
    return this.#trials.nearProbes;
  }

  reported(verdict: "good" | "bad", by?: GivenTo): void {
    this.#onReported(verdict, by);
  }

  /** Sets the listener for callers' verdicts. */
  set onReported(hear: (verdict: "good" | "bad", by?: GivenTo) => void) {
    this.#onReported = hear;
  }

  get checkChance(): number {
    // With a threshold set by hand no measurement is needed: only the configured share is checked.
    if (this.#serving.by === "hand") return this.#rules.sampleShare;
    const { suspicious, after } = this.#ledger.drift;
    const { sampleShare: floor, delta } = this.#rules;
    const { requests } = this.#ledger;
    return checkChance({ requests, delta, allowed: this.allowance, suspicious, after, floor });
  }

  get doubleChance(): number {
    if (this.#rules.sampleShare <= 0 || this.#serving.by === "hand") return 0;
    const { doubles, doublesDifferent } = this.#trials.counts;
    return doubles < (doublesDifferent > 0 ? DOUBLES.until : DOUBLES.alike) ? DOUBLES.early : DOUBLES.late;
  }

  /** The learned threshold for a request of this group and tenant; without a tenant: the pool's. */
  learned(group: string, tenant?: string | null): Learned {
    if (this.#serving.by === "hand") return null;
    return this.#ledger.threshold(groupOf(group), tenant) ?? NOTHING;
  }

  /** Has the judge been tested on enough pairs that are known to differ? Before that no verdict is counted. */
  get judgeIsKnown(): boolean {
    return isTelling(this.#noise);
  }

  /** Is too little measured to say what may be served? */
  get isYoung(): boolean {
    const { requests, certified } = this.#ledger;
    return this.#serving.by === "bound" && (requests < YOUNG_UNTIL || certified === null);
  }

  /** The threshold in force for all (null: none), where it comes from, and the error bound at it. */
  get inForce(): {
    readonly threshold: number | null;
    readonly from: "floor" | "learned" | "group";
    readonly bound: number;
  } {
    if (this.#serving.by === "hand") {
      const { from } = this.#serving;
      return { threshold: from, from: "floor", bound: this.#ledger.bound(from ?? this.#floor) };
    }
    const certified = this.#ledger.certified;
    if (certified === null) return { threshold: null, from: "floor", bound: this.#ledger.bound(this.#floor) };
    if (certified.from === "group")
      return { threshold: certified.value, from: "group", bound: this.#rules.delta };
    return { threshold: certified.value, from: "learned", bound: this.#ledger.bound(certified.value) };
  }

  /** Share of the requests without an exact hit that would be served at the threshold in force, 0 to 1. */
  get servingShare(): number {
    const { threshold } = this.inForce;
    return threshold === null ? 0 : this.#ledger.hitShare(threshold);
  }

  /** The most of them that any threshold would serve with no more wrong than is allowed, by the labels so far, 0 to 1. */
  get servableShare(): number {
    return this.#ledger.servableShare;
  }

  get #floor(): number {
    return this.#rules.floor > 0 ? this.#rules.floor : UNMEASURED_THRESHOLD;
  }

  /** Sets who decides the threshold. One set by hand is in force from the first request on. */
  serve(serving: Serving): void {
    this.#serving = serving;
  }

  /** Sets the rules. Starts the measurement over where they change what is measured, and then returns true. */
  use(rules: MeasuringRules): boolean {
    const before = this.#rules;
    this.#rules = rules;
    if (before.judge !== rules.judge) {
      this.#trials.counts = NO_TRIALS;
      this.#early.beginAgain();
    }
    const isOther =
      before.judge !== rules.judge ||
      JSON.stringify(ledgerRules(before)) !== JSON.stringify(ledgerRules(rules));
    if (isOther) this.#take(new RiskLedger(ledgerRules(rules)));
    this.#noise = this.#noiseNow();
    return isOther;
  }

  /**
   * To be called when wrong answers have risen above max_error_rate: starts the measurement over and calls `onAlarm`.
   */
  alarmed(): void {
    this.beginEpoch();
    this.#events.onAlarm?.();
  }

  /** Starts the measurement over. Only the judge's measured error is kept. */
  beginEpoch(): void {
    this.#recent.forget();
    this.#waiting.forget();
    this.#early.forget();
    this.#ledger.beginEpoch();
    this.stepped();
  }

  /** To be called when the percentage has changed: checks become frequent again. */
  stepped(): void {
    this.#since = { requests: 0, labels: 0 };
  }

  get rules(): MeasuringRules {
    return this.#rules;
  }

  get ledger(): RiskLedger {
    this.settle();
    return this.#ledger;
  }

  get labels(): number {
    return this.#ledger.labels;
  }

  get since(): { readonly requests: number; readonly labels: number } {
    return this.#since;
  }

  get noise(): NoiseLimits & NoiseCounts {
    return { ...this.#trials.counts, ...this.#noise };
  }

  get counts(): NoiseCounts {
    return this.#trials.counts;
  }

  /** Takes over a saved measurement. */
  resume(
    ledger: RiskLedger,
    counts: NoiseCounts,
    since: { readonly requests: number; readonly labels: number },
  ): void {
    this.#waiting.forget();
    this.#early.forget();
    this.#ledger = ledger;
    this.#trials.counts = counts;
    this.#since = { ...since };
    this.#noise = this.#noiseNow();
  }

  #take(ledger: RiskLedger): void {
    this.#waiting.forget();
    this.#ledger = ledger;
    this.stepped();
  }

  #servingFor({ group, tenant }: Asked): number {
    if (this.#serving.by === "hand") return this.#serving.from ?? NEVER;
    return this.#ledger.threshold(group, tenant)?.value ?? NEVER;
  }

  #noiseNow(): NoiseLimits {
    return this.#trials.limits((1 - this.#rules.confidence) * (1 - BET_SHARE));
  }
}

/** The group of a model, whose name callers choose: overlong names share one group. */
function groupOf(name: string): string {
  return name.length > GROUP_CHARACTERS_MAX ? "other" : name;
}
const GROUP_CHARACTERS_MAX = 200;

const NOTHING: Learned = { value: null };
