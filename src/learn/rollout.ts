/**
 * Where the percentage stands and who put it there: the file, a hand, or, in `auto`, the measured error. A value set
 * by hand lasts over a restart until the file's own value changes, and nothing else moves it: what is measured is then
 * shown and alerted on. With the demo model as upstream there is nobody to protect, and `auto` stands at 100 %.
 */
import { nextStep, type StepRules } from "../core/measure/steps.ts";
import type { AlertName } from "../model.ts";
import type { Notifier, Store } from "../ports.ts";
import type { HealthWindow } from "./health-window.ts";
import type { MeasuringRules, RiskMeasuring, Serving } from "./measuring.ts";
import type { Change, RolloutPosition } from "./rollout-position.ts";

export type Percentage = number | "auto";

export interface RolloutInputs {
  /** traffic_percentage as the file has it. */
  readonly file: Percentage;
  readonly steps: readonly number[];
  readonly semantic: boolean;
  readonly serveFound: boolean;
  readonly demo: boolean;
  readonly dwellMs: number;
  /** Probability from which a hand serves. */
  readonly threshold: number;
  readonly rules: MeasuringRules;
}

export interface RolloutState {
  readonly mode: "off" | "shadow" | "manual" | "auto";
  readonly traffic_percentage: number;
  /** Measured bound on the share of wrong answers at the threshold; null until it is measured. */
  readonly error_bound: number | null;
  readonly labels: number;
  /** Null: none is certified, and nothing is served by meaning. */
  readonly threshold: number | null;
  readonly threshold_source: "floor" | "learned" | "group";
  /** ISO time, or null when nothing has moved since start. */
  readonly last_change: string | null;
  readonly why: string;
}

export interface RolloutEvents {
  /** The percentage moved; `byHand`: a person did it. */
  readonly onChange: (change: Change, byHand: boolean) => void;
  readonly onAlert: Notifier["raise"];
  readonly onNote: (line: string) => void;
  /** What holds for the next request may have changed. */
  readonly onSettle: () => void;
}

export interface RolloutDeps {
  readonly store: Store;
  readonly walk: RolloutPosition;
  readonly measuring: RiskMeasuring;
  readonly health: HealthWindow;
  readonly nowMs: () => number;
  readonly events: RolloutEvents;
}

interface ByHand {
  readonly value: Percentage;
  /** The file's value when the hand set its own. */
  readonly file: Percentage;
  readonly atMs: number;
}

const NOTE = "rollout:by-hand";
/** Cacheable requests after a change before the next one up. */
const REQUESTS_MIN = 100;
/** By hand, a bound above what is allowed is told once so much was seen that a right cache would be under it. */
const WATCH = { labelsMin: 30, requestsOfDelta: 10, requestsMax: 5_000 };
const QUIET_MS = 30 * 60_000;

export class Rollout {
  readonly #deps: RolloutDeps;
  #inputs: RolloutInputs;
  #byHand: ByHand | null = null;
  #why = "";
  /** When each alert by hand was last raised. */
  readonly #alerted = new Map<string, number>();

  constructor(deps: RolloutDeps, inputs: RolloutInputs) {
    this.#deps = deps;
    this.#inputs = inputs;
    deps.walk.begin(this.#first, deps.nowMs());
    this.#serve();
  }

  /** `measuredAnew`: why what was measured before does not hold; null where it does. */
  async load(measuredAnew: string | null = null): Promise<void> {
    const { store, walk, nowMs, events } = this.#deps;
    const note = await store.getNote(NOTE);
    this.#byHand = note === null ? null : readNote(note);
    await this.#forgetIfFileChanged();
    const found = await walk.load();
    if (!found || measuredAnew !== null) walk.begin(this.#first, nowMs());
    if (measuredAnew !== null) events.onNote(`${measuredAnew}: measuring begins anew`);
    this.#serve();
  }

  async reload(inputs: RolloutInputs): Promise<void> {
    const { measuring, walk, nowMs, events } = this.#deps;
    const before = this.#value;
    this.#inputs = inputs;
    if (measuring.use(inputs.rules)) {
      walk.begin(this.#first, nowMs());
      events.onNote("what is allowed has changed: measuring begins anew");
    }
    const forgotten = this.#forgetIfFileChanged();
    if (before !== "auto" && this.#value === "auto") this.#beginAnew(nowMs());
    this.#serve();
    await forgotten;
  }

  /** Holds for the next request; resolves when it would survive a restart. */
  async set(value: Percentage, nowMs: number): Promise<void> {
    const { walk, measuring, store, events } = this.#deps;
    const from = this.percentage;
    this.#byHand = { value, file: this.#inputs.file, atMs: nowMs };
    if (value === "auto") this.#beginAnew(nowMs);
    else measuring.stepped();
    this.#serve();
    const to = this.percentage;
    const why = value === "auto" ? `by hand: auto, measured anew from ${to} % on` : "by hand";
    const change: Change = { atMs: nowMs, from, to, why };
    walk.note(change);
    if (from !== to) events.onChange(change, true);
    await store.putNote(NOTE, JSON.stringify(this.#byHand));
    await walk.sync(nowMs);
  }

  /** 0 to 100. */
  get percentage(): number {
    const value = this.#value;
    if (value !== "auto") return value;
    return this.#inputs.demo ? 100 : this.#deps.walk.position.percentage;
  }

  /** Nothing is served by meaning, and nothing is about to be. */
  get isIdle(): boolean {
    return this.percentage <= this.#first && this.#deps.measuring.inForce.threshold === null;
  }

  /** Looks at what is measured now, and moves the percentage where it is ours to move. */
  judge(): void {
    const { measuring, walk, health: lately, nowMs } = this.#deps;
    const mode = this.mode;
    if (mode === "manual") this.#watch();
    if (mode !== "auto" || this.#inputs.demo) return;
    const now = nowMs();
    if (!walk.leads(now)) {
      // Who follows leaves the percentage alone; what is measured here decides what is served here.
      if (measuring.ledger.drift.alarm) this.#alarm();
      return;
    }
    const { threshold, bound } = measuring.inForce;
    const { requests, labels, drift } = measuring.ledger;
    const { upstreamErrors, ownFaults, badReports, servedLately } = lately;
    const { percentage, sinceMs } = walk.position;
    const step = nextStep(
      { percentage, sinceMs, ...measuring.since },
      {
        threshold,
        bound,
        requests,
        labels,
        drift,
        upstreamErrors,
        ownFaults,
        badReports,
        servedLately,
      },
      this.#stepRules,
      now,
    );
    this.#why = step.why;
    if (step.forget && step.direction === "stay") this.#alarm();
    else if (step.forget) measuring.beginEpoch();
    if (step.direction === "stay") return;
    if (step.direction === "down") lately.forget();
    measuring.stepped();
    this.#tell(walk.move(step.percentage, step.why, now));
  }

  /** Keeps in step with the store and with gateways that share it. Rejects where the store fails. */
  async sync(): Promise<void> {
    const { store, walk, nowMs, events } = this.#deps;
    const note = await store.getNote(NOTE);
    const theirs = note === null ? null : readNote(note);
    const isNewer =
      theirs !== null && theirs.file === this.#inputs.file && theirs.atMs > (this.#byHand?.atMs ?? -1);
    if (isNewer) {
      this.#byHand = theirs;
      if (theirs.value === "auto") this.#deps.measuring.beginEpoch();
    }
    const tookOver = await walk.sync(nowMs());
    if (!isNewer && !tookOver) return;
    this.#serve();
    events.onSettle();
  }

  /** Lets another gateway decide at once. Rejects where the store fails. */
  async close(): Promise<void> {
    await this.#deps.walk.leave();
  }

  get state(): RolloutState {
    const { measuring, walk } = this.#deps;
    const { labels, requests } = measuring.ledger;
    const { threshold, from, bound } = measuring.inForce;
    const last = walk.position.changes.at(-1);
    const atMs = last?.atMs ?? this.#byHand?.atMs;
    return {
      mode: this.mode,
      traffic_percentage: this.percentage,
      error_bound: labels > 0 || requests > 0 ? bound : null,
      labels,
      threshold,
      threshold_source: from,
      last_change: atMs === undefined ? null : new Date(atMs).toISOString(),
      why: this.#sentence(last),
    };
  }

  /** What stands behind the state, for people who ask why. */
  get details() {
    const { measuring, walk } = this.#deps;
    const { ledger, noise } = measuring;
    return {
      changes: walk.position.changes.map(({ atMs, ...rest }) => ({
        at: new Date(atMs).toISOString(),
        ...rest,
      })),
      frontier: ledger.frontier.map((p) => ({
        threshold: p.threshold,
        bound: p.bound,
        hit_share: p.hitShare,
        wrong_share: p.wrongShare,
        labels: p.labels,
      })),
      noise: {
        false_different_low: noise.falseDifferentLow,
        false_same_high: noise.falseSameHigh,
        asked_twice: noise.doubles,
        asked_twice_different: noise.doublesDifferent,
        known_different: noise.known,
        known_different_same: noise.knownSame,
      },
      check_chance: measuring.checkChance,
      drift_level: ledger.drift.level,
      requests: ledger.requests,
      epoch: ledger.epoch,
    };
  }

  get #value(): Percentage {
    return this.#byHand?.value ?? this.#inputs.file;
  }

  get mode(): RolloutState["mode"] {
    const { semantic, serveFound } = this.#inputs;
    if (!semantic) return "off";
    if (!serveFound) return "shadow";
    return this.#value === "auto" ? "auto" : "manual";
  }

  get #first(): number {
    return this.#inputs.steps[0] ?? 0;
  }

  get #stepRules(): StepRules {
    const { steps, rules, dwellMs } = this.#inputs;
    return {
      steps,
      delta: rules.delta,
      confidence: rules.confidence,
      dwellMsMin: dwellMs,
      requestsMin: REQUESTS_MIN,
    };
  }

  /** Tells the measurement who serves, and from which threshold on. */
  #serve(): void {
    const isByBound = this.#value === "auto" && !this.#inputs.demo;
    const serving: Serving = isByBound ? { by: "bound" } : { by: "hand", from: this.#inputs.threshold };
    this.#deps.measuring.serve(serving);
  }

  #beginAnew(nowMs: number): void {
    const { measuring, walk, health: lately } = this.#deps;
    measuring.beginEpoch();
    walk.begin(this.#first, nowMs);
    lately.forget();
    this.#why = "";
  }

  #alarm(): void {
    const { measuring, events } = this.#deps;
    measuring.beginEpoch();
    events.onAlert(
      "drift",
      `wrong answers have risen above what is allowed (${percent(this.#inputs.rules.delta)}): nothing is served by meaning until measured anew`,
    );
  }

  #tell(change: Change): void {
    const { events } = this.#deps;
    events.onChange(change, false);
    if (change.to < change.from) events.onAlert("rollout-fall", toldChange(change));
    events.onSettle();
  }

  /** By hand nothing is moved; that the error may be too large is said. */
  #watch(): void {
    const { ledger, inForce } = this.#deps.measuring;
    const { delta } = this.#inputs.rules;
    const enough = Math.min(WATCH.requestsMax, WATCH.requestsOfDelta / Math.max(delta, 1e-9));
    const isSeen = ledger.requests >= enough && ledger.labels >= WATCH.labelsMin;
    this.#alertWhile("drift", ledger.drift.alarm, () => `wrong answers have risen above ${percent(delta)}`);
    this.#alertWhile(
      "error-bound",
      isSeen && inForce.bound > delta,
      () =>
        `the error may be up to ${percent(inForce.bound)} where ${percent(delta)} is allowed, after ${ledger.labels} labels over ${ledger.requests} requests`,
    );
  }

  #alertWhile(name: AlertName, is: boolean, message: () => string): void {
    const now = this.#deps.nowMs();
    const last = this.#alerted.get(name);
    if (!is) {
      if (last !== undefined && Math.abs(now - last) >= QUIET_MS) this.#alerted.delete(name);
      return;
    }
    if (last !== undefined && Math.abs(now - last) < QUIET_MS) return;
    this.#alerted.set(name, now);
    this.#deps.events.onAlert(
      name,
      `${message()}; the percentage is set by hand and stays at ${this.percentage} %`,
    );
  }

  #sentence(last: Change | undefined): string {
    const { measuring } = this.#deps;
    const from = this.#byHand ? "set by hand" : "as the configuration says";
    switch (this.mode) {
      case "off":
        return "enable_semantic_cache is false: nothing is looked up by meaning";
      case "shadow":
        return "use_integrated_cache is false: what would be served is only reported";
      case "manual": {
        const { labels, requests } = measuring.ledger;
        const measured =
          labels === 0
            ? "nothing about the error is measured yet"
            : `the error is at most ${percent(measuring.inForce.bound)} by ${labels} labels over ${requests} requests`;
        return `${this.percentage} % of callers, ${from}; ${measured}`;
      }
      case "auto":
        if (this.#inputs.demo)
          return "auto, and the demo model is upstream: there is nobody to protect, so every caller is served";
        return this.#ofAuto(last);
      default:
        return this.mode satisfies never;
    }
  }

  #ofAuto(last: Change | undefined): string {
    const { measuring } = this.#deps;
    const now =
      measuring.ledger.requests === 0 && measuring.rules.delta > 0
        ? `auto stands at ${this.percentage} %: no labels have been measured yet${measuring.judgeIsKnown ? "" : ", and the judge has not been tried on answers that are known to differ"}`
        : `${this.percentage} %: ${this.#why || "what was measured before the start holds"}`;
    return last === undefined ? now : `${now}; last change: ${toldChange(last)}`;
  }

  async #forgetIfFileChanged(): Promise<void> {
    if (this.#byHand === null || this.#byHand.file === this.#inputs.file) return;
    this.#byHand = null;
    await this.#deps.store.deleteNote(NOTE);
  }
}

function toldChange({ from, to, why }: Change): string {
  return `from ${from} % to ${to} %: ${why}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function readNote(note: string): ByHand | null {
  try {
    const value = JSON.parse(note) as ByHand;
    const isPercentage = (v: unknown) => v === "auto" || (typeof v === "number" && v >= 0 && v <= 100);
    return isPercentage(value.value) && isPercentage(value.file) && Number.isFinite(value.atMs)
      ? value
      : null;
  } catch {
    return null;
  }
}
