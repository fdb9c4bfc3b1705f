/**
 * The running measurement: what judged answers say of the error, from which threshold on answers may be served, and
 * how often to check. Pure counting in memory; `measured-state.ts` keeps it over a restart.
 */
import type { Learned } from "../core/learned.ts";
import { RiskLedger } from "../core/measure/ledger.ts";
import {
  isTelling,
  type NearCounts,
  type NoiseCounts,
  type NoiseLimits,
  noiseLimits,
} from "../core/measure/noise.ts";
import { BET_SHARE } from "../core/measure/risk-meter.ts";
import { checkChance } from "../core/measure/sampling.ts";
import type { Measured, Measuring, Pair } from "./measuring-port.ts";
import { Recent, type Recorded } from "./recent.ts";

export interface MeasuringRules {
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
  readonly confidence: number;
  /** Lowest threshold: similarity_threshold; 0: auto, the bound alone decides (from a probability of 0.5 up). */
  readonly floor: number;
  /** sample_percentage / 100. */
  readonly sampleShare: number;
  /** Name of the judge; the measured errors of another one do not apply. */
  readonly judge: string;
}

/** Who sets the threshold: the measured bound, or a person (`from`; null: nothing is served). */
export type Serving = { readonly by: "bound" } | { readonly by: "hand"; readonly from: number | null };

export interface MeasuringEvents {
  /** Called after each observation. */
  readonly onObserved: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Length of a measuring window, requests; older ones are forgotten after as many again. */
const WINDOW_REQUESTS = 20_000;
/** Observations between two updates of the judge's error rates. */
const NOISE_EVERY = 40;
/** Share of prompts asked twice: `early` until there were `until` of them, then `late`. */
const DOUBLES = { until: 50, early: 1 / 8, late: 1 / 40 };
/** The threshold that means: serve nothing. */
const NEVER = Number.POSITIVE_INFINITY;

/** Most requests without a possible hit that are collected before they are counted together. */
const RUN_MAX = 16;

export class RiskMeasuring implements Measuring {
  #rules: MeasuringRules;
  #ledger: RiskLedger;
  #counts: NoiseCounts = NO_COUNTS;
  #noise: NoiseLimits;
  #noiseAge = 0;
  /** Requests not counted yet, by group, each group with one chance of being checked. */
  readonly #waiting = new Map<string, { times: number; readonly qServed: number }>();
  #waits = 0;
  #since = { requests: 0, labels: 0 };
  #serving: Serving = { by: "bound" };
  readonly #recent = new Recent();
  #onReported: (verdict: "good" | "bad", owner?: string) => void = () => {};
  readonly #events: MeasuringEvents;

  constructor(rules: MeasuringRules, events: MeasuringEvents) {
    this.#rules = rules;
    this.#events = events;
    this.#ledger = new RiskLedger(ledgerRules(rules));
    this.#noise = this.#noiseNow();
  }

  observe(measured: Measured): void {
    try {
      if (this.#noiseAge++ % NOISE_EVERY === 0 || !isTelling(this.#noise)) this.#noise = this.#noiseNow();
      // Verdicts are ignored until the judge itself has been tested: they must not count as right.
      if (!isTelling(this.#noise)) return;
      this.#recent.add(measured);
      const group = groupOf(measured.group);
      if (measured.score === null && measured.verdict === null) {
        this.#wait(group, measured.qServed);
        this.#since.requests++;
        if (this.#waits < RUN_MAX) return;
        this.settle();
      } else {
        this.settle();
        const serving = this.#servingFor(group);
        this.#ledger.observe({ ...measured, group }, this.#noise, serving);
        this.#since.requests++;
        if (measured.verdict !== null && (measured.score ?? 0) >= serving) this.#since.labels++;
      }
      this.#events.onObserved();
    } catch (error) {
      this.#events.onFault(error);
    }
  }

  /** Counts the collected requests now. */
  settle(): void {
    if (this.#waits === 0) return;
    this.#waits = 0;
    for (const [group, { times, qServed }] of this.#waiting)
      this.#ledger.observeNothing(group, times, qServed, this.#noise);
    this.#waiting.clear();
  }

  /**
   * Collects a request without a possible hit (exact hit, or no neighbour): between two others their order does not
   * matter.
   */
  #wait(group: string, qServed: number): void {
    if (!(qServed > 0 && qServed <= 1))
      throw new RangeError(`the chance of being checked must be above 0 and at most 1: ${qServed}`);
    let run = this.#waiting.get(group);
    if (run !== undefined && run.qServed !== qServed) {
      this.settle();
      run = undefined;
    }
    if (run === undefined) this.#waiting.set(group, { times: 1, qServed });
    else run.times++;
    this.#waits++;
  }

  #forgetWaiting(): void {
    this.#waiting.clear();
    this.#waits = 0;
  }

  doubleAsked(different: boolean): void {
    const { doubles, doublesDifferent: before } = this.#counts;
    const after = before + (different ? 1 : 0);
    this.#counts = { ...this.#counts, doubles: doubles + 1, doublesDifferent: after };
  }

  knownPair(same: boolean): void {
    const { known, knownSame } = this.#counts;
    this.#counts = { ...this.#counts, known: known + 1, knownSame: knownSame + (same ? 1 : 0) };
  }

  nearProbe(kind: string, same: boolean): void {
    const { near = {} } = this.#counts;
    const { tried, same: before } = near[kind] ?? { tried: 0, same: 0 };
    const after = { tried: tried + 1, same: before + (same ? 1 : 0) };
    this.#counts = { ...this.#counts, near: { ...near, [kind]: after } };
  }

  get nearProbes(): NearCounts {
    return this.#counts.near ?? {};
  }

  reported(verdict: "good" | "bad", owner?: string): void {
    this.#onReported(verdict, owner);
  }

  /** Sets the listener for callers' verdicts. */
  set onReported(hear: (verdict: "good" | "bad", owner?: string) => void) {
    this.#onReported = hear;
  }

  get checkChance(): number {
    // With a threshold set by hand no measurement is needed: only the configured share is checked.
    if (this.#serving.by === "hand") return this.#rules.sampleShare;
    return checkChance({
      labelsSinceStep: this.#since.labels,
      suspicious: this.#ledger.drift.suspicious,
      floor: this.#rules.sampleShare,
    });
  }

  get doubleChance(): number {
    if (this.#rules.sampleShare <= 0 || this.#serving.by === "hand") return 0;
    return this.#counts.doubles < DOUBLES.until ? DOUBLES.early : DOUBLES.late;
  }

  /** The learned threshold for requests of this group; null: it is set by hand. */
  learned(group: string): Learned {
    if (this.#serving.by === "hand") return null;
    return this.#ledger.threshold(groupOf(group)) ?? NOTHING;
  }

  /** Has the judge been tried on pairs that are known to differ? Before that nothing is counted. */
  get judgeIsKnown(): boolean {
    return isTelling(this.#noise);
  }

  /** The threshold in force for all, where there is one, and the limit of the error at it. */
  get inForce(): {
    readonly threshold: number | null;
    readonly from: "floor" | "learned" | "group";
    readonly bound: number;
  } {
    if (this.#serving.by === "hand") {
      const { from } = this.#serving;
      return { threshold: from, from: "floor", bound: this.#ledger.bound(from ?? this.#rules.floor) };
    }
    const certified = this.#ledger.certified;
    if (certified === null)
      return { threshold: null, from: "floor", bound: this.#ledger.bound(this.#rules.floor) };
    if (certified.from === "group")
      return { threshold: certified.value, from: "group", bound: this.#rules.delta };
    return { threshold: certified.value, from: "learned", bound: this.#ledger.bound(certified.value) };
  }

  /** Sets who decides the threshold. By hand it holds from the first request on. */
  serve(serving: Serving): void {
    this.#serving = serving;
  }

  /** Takes over rules; begins measuring anew where they change what is measured. True where it did. */
  use(rules: MeasuringRules): boolean {
    const before = this.#rules;
    this.#rules = rules;
    if (before.judge !== rules.judge) this.#counts = NO_COUNTS;
    const isOther =
      before.judge !== rules.judge ||
      JSON.stringify(ledgerRules(before)) !== JSON.stringify(ledgerRules(rules));
    if (isOther) this.#take(new RiskLedger(ledgerRules(rules)));
    this.#noise = this.#noiseNow();
    return isOther;
  }

  /** Forgets all measurements, except what is known of the judge. */
  beginEpoch(): void {
    this.#recent.forget();
    this.#forgetWaiting();
    this.#ledger.beginEpoch();
    this.stepped();
  }

  /**
   * Measures another score on the last requests whose questions no fit has seen, and takes the result over. False, and
   * nothing is changed, where nothing would be served by it while something is, or where by these labels fewer answers
   * could be served within what is allowed; `whatever` it says, where a hand wants it.
   */
  remeasure(probabilityOf: (pair: Pair) => number, whatever = false): boolean {
    this.settle();
    const before = this.#ledger;
    const seen = [...this.#recent.all()];
    const ledger = new RiskLedger(ledgerRules(this.#rules));
    const scores = seen.map(({ pair, score }) => (pair === null ? score : probabilityOf(pair)));
    for (const [i, recorded] of seen.entries()) {
      const score = scores[i]!;
      const { group, qServed, verdict } = recorded;
      // This score has served nothing yet: errors at it must not raise an alarm.
      if (score === null && verdict === null) ledger.observeNothing(group, 1, qServed, this.#noise);
      else ledger.observe({ ...recorded, score }, this.#noise, NEVER);
    }
    const { delta } = this.#rules;
    const present = seen.map(({ score }) => score);
    const isBetter =
      (before.pooled === null || ledger.pooled !== null) &&
      (hitsAbove(before.pooled, present) === 0 || hitsAbove(ledger.pooled, scores) > 0) &&
      hitsWithin(delta, seen, scores) >= hitsWithin(delta, seen, present);
    if (!isBetter && !whatever) return false;
    ledger.follow(before);
    this.#take(ledger);
    for (const [i, recorded] of seen.entries()) recorded.score = scores[i]!;
    return true;
  }

  /** Call when the percentage moved: checks become frequent again. */
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
    return { ...this.#counts, ...this.#noise };
  }

  get counts(): NoiseCounts {
    return this.#counts;
  }

  /** Takes over a saved measurement. */
  resume(
    ledger: RiskLedger,
    counts: NoiseCounts,
    since: { readonly requests: number; readonly labels: number },
  ): void {
    this.#forgetWaiting();
    this.#ledger = ledger;
    this.#counts = counts;
    this.#since = { ...since };
    this.#noise = this.#noiseNow();
  }

  #take(ledger: RiskLedger): void {
    this.#forgetWaiting();
    this.#ledger = ledger;
    this.stepped();
  }

  #servingFor(group: string): number {
    if (this.#serving.by === "hand") return this.#serving.from ?? NEVER;
    return this.#ledger.threshold(group)?.value ?? NEVER;
  }

  #noiseNow(): NoiseLimits {
    return noiseLimits(this.#counts, (1 - this.#rules.confidence) * (1 - BET_SHARE));
  }
}

/** How many scores reach the threshold. One above every score can be certified, but serves nothing. */
function hitsAbove(threshold: number | null, scores: readonly (number | null)[]): number {
  return threshold === null ? 0 : scores.filter((score) => score !== null && score >= threshold).length;
}

/** How many answers could be served, surest first, before the share of wrong ones exceeds `delta`. */
function hitsWithin(delta: number, seen: readonly Recorded[], scores: readonly (number | null)[]): number {
  const places = seen.flatMap((_, i) => (scores[i] === null ? [] : [i]));
  places.sort((a, b) => scores[b]! - scores[a]!);
  let wrong = 0;
  for (const [hits, place] of places.entries()) {
    const { verdict, q } = seen[place]!;
    if (verdict === "different") wrong += 1 / q;
    if (wrong > delta * seen.length) return hits;
  }
  return places.length;
}

/** The group's name; overlong ones, as callers choose model names, share the group "other". */
function groupOf(name: string): string {
  return name.length > GROUP_CHARACTERS_MAX ? "other" : name;
}
const GROUP_CHARACTERS_MAX = 200;

const NO_COUNTS: NoiseCounts = { doubles: 0, doublesDifferent: 0, known: 0, knownSame: 0 };
const NOTHING: Learned = { value: null };

export function ledgerRules({ delta, confidence, floor }: MeasuringRules) {
  return { delta, confidence, floor, windowRequests: WINDOW_REQUESTS };
}
