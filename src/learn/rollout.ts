/**
 * The rollout percentage, which comes from the configuration file, from a person or, in `auto`, from the measured
 * error. A value set by hand outlasts a restart and holds until the file's value changes; measurement then only raises
 * alerts. With the demo model as upstream `auto` means 100 %, since wrong answers harm nobody.
 */
import { nextStep, type StepRules } from "../core/measure/steps.ts";
import type { AlertName } from "../model.ts";
import type { Notifier, Store } from "../ports.ts";
import type { HealthWindow } from "./health-window.ts";
import type { RiskMeasuring, Serving } from "./measuring.ts";
import type { MeasuringRules } from "./measuring-rules.ts";
import { type ByHand, type Percentage, percentageByHand } from "./percentage-by-hand.ts";
import type { Change, RolloutPosition } from "./rollout-position.ts";
import {
  type RolloutState,
  rolloutDetails,
  rolloutState,
  shareInPercent,
  toldChange,
} from "./rollout-state.ts";
import type { VersionedNote } from "./versioned-note.ts";

export interface RolloutInputs {
  /** `traffic_percentage` of the configuration file. */
  readonly file: Percentage;
  readonly steps: readonly number[];
  readonly semantic: boolean;
  readonly serveFound: boolean;
  readonly demo: boolean;
  readonly dwellMs: number;
  /** Threshold in force while the percentage is set by hand, a probability. */
  readonly threshold: number;
  readonly rules: MeasuringRules;
}

export interface RolloutEvents {
  /** Called when the percentage has changed. `byHand`: a person changed it. */
  readonly onChange: (change: Change, byHand: boolean) => void;
  readonly onAlert: Notifier["raise"];
  readonly onNote: (line: string) => void;
  /** Called when the settings for the next request may have changed. */
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

/** Cacheable requests after a change before the percentage may rise again. */
const REQUESTS_MIN = 100;
/**
 * With a percentage set by hand, an error bound above max_error_rate raises an alert only after so many labels and
 * requests that a good cache would have a lower bound.
 */
const WATCH = { labelsMin: 30, requestsOfDelta: 10, requestsMax: 5_000 };
const QUIET_MS = 30 * 60_000;

export class Rollout {
  readonly #deps: RolloutDeps;
  readonly #note: VersionedNote<ByHand>;
  #inputs: RolloutInputs;
  #byHand: ByHand | null = null;
  #why = "";
  /** When each alert of `#watch` was last raised. */
  readonly #alerted = new Map<string, number>();

  constructor(deps: RolloutDeps, inputs: RolloutInputs) {
    this.#deps = deps;
    this.#note = percentageByHand(deps.store);
    this.#inputs = inputs;
    deps.walk.begin(this.#first, deps.nowMs());
    this.#serve();
  }

  /** Loads the saved state. `measuredAnew`: why the earlier measurement is void; null where it holds. */
  async load(measuredAnew: string | null = null): Promise<void> {
    const { walk, nowMs, events } = this.#deps;
    this.#byHand = (await this.#note.read()).value;
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

  /**
   * Sets the percentage by hand, in force for the next request. Resolves when it is stored. Rejects where the store
   * fails.
   */
  async set(value: Percentage, nowMs: number): Promise<void> {
    const { walk, measuring, events } = this.#deps;
    const from = this.percentage;
    const byHand: ByHand = { value, file: this.#inputs.file, atMs: nowMs };
    this.#byHand = byHand;
    if (value === "auto") this.#beginAnew(nowMs);
    else measuring.stepped();
    this.#serve();
    const to = this.percentage;
    const why = value === "auto" ? `by hand: auto, measured anew from ${to} % on` : "by hand";
    const change: Change = { atMs: nowMs, from, to, why };
    walk.note(change);
    if (from !== to) events.onChange(change, true);
    await this.#note.write(byHand);
    await walk.sync(nowMs);
  }

  /** The percentage in force, 0 to 100. */
  get percentage(): number {
    const value = this.#value;
    if (value !== "auto") return value;
    return this.#inputs.demo ? 100 : this.#deps.walk.position.percentage;
  }

  /** True where nothing is served by meaning and no threshold is certified. */
  get isIdle(): boolean {
    const { measuring } = this.#deps;
    if (measuring.remeasuring.isFilling) return false;
    return this.percentage <= this.#first && measuring.inForce.threshold === null;
  }

  /** Evaluates the measurement, and moves the percentage where this gateway decides. */
  judge(): void {
    const { measuring, walk, health: lately, nowMs } = this.#deps;
    if (measuring.remeasuring.isFilling) return;
    const mode = this.mode;
    if (mode === "manual") this.#watch();
    if (mode !== "auto" || this.#inputs.demo) return;
    const now = nowMs();
    if (!walk.leads(now)) {
      // A following gateway leaves the percentage to the leader, but its own measurement limits what it serves.
      if (measuring.ledger.drift.alarm) this.#alarm();
      return;
    }
    const { threshold, bound } = measuring.inForce;
    const { servingShare, servableShare } = measuring;
    const { requests, labels, drift } = measuring.ledger;
    const { upstreamErrors, ownFaults, badReports, servedLately } = lately;
    const { percentage, sinceMs } = walk.position;
    const step = nextStep(
      { percentage, sinceMs, ...measuring.since },
      {
        ...{ threshold, bound, servingShare, servableShare },
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
    else if (step.forget) measuring.alarmed();
    if (step.direction === "stay") return;
    if (step.direction === "down") lately.forget();
    measuring.stepped();
    this.#tell(walk.move(step.percentage, step.why, now));
  }

  /** Exchanges the state with the store and the gateways that share it. Rejects where the store fails. */
  async sync(): Promise<void> {
    const { walk, nowMs, events } = this.#deps;
    const { value: theirs } = await this.#note.read();
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

  /** Gives up the lease, so that another gateway may decide at once. Rejects where the store fails. */
  async close(): Promise<void> {
    await this.#deps.walk.leave();
  }

  get state(): RolloutState {
    const { measuring, walk } = this.#deps;
    const { mode, percentage } = this;
    return rolloutState({
      ...{ mode, percentage, measuring, changes: walk.position.changes },
      ...{ byHand: this.#byHand, demo: this.#inputs.demo, why: this.#why },
    });
  }

  /** Measurement and changes behind the state, for people. */
  get details() {
    const { measuring, walk } = this.#deps;
    return rolloutDetails(measuring, walk.position.changes);
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

  /** Tells the measurement whether bound or hand decides what is served, and the threshold by hand. */
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
    measuring.alarmed();
    events.onAlert(
      "drift",
      `wrong answers have risen above what is allowed (${shareInPercent(this.#inputs.rules.delta)}): nothing is served by meaning until measured anew`,
    );
  }

  #tell(change: Change): void {
    const { events } = this.#deps;
    events.onChange(change, false);
    if (change.to < change.from) events.onAlert("rollout-fall", toldChange(change));
    events.onSettle();
  }

  /**
   * Evaluation while the percentage is set by hand: raises alerts where the error may be too large, and moves nothing.
   */
  #watch(): void {
    const { ledger, inForce } = this.#deps.measuring;
    const { delta } = this.#inputs.rules;
    const enough = Math.min(WATCH.requestsMax, WATCH.requestsOfDelta / Math.max(delta, 1e-9));
    const isSeen = ledger.requests >= enough && ledger.labels >= WATCH.labelsMin;
    this.#alertWhile(
      "drift",
      ledger.drift.alarm,
      () => `wrong answers have risen above ${shareInPercent(delta)}`,
    );
    this.#alertWhile(
      "error-bound",
      isSeen && inForce.bound > delta,
      () =>
        `the error may be up to ${shareInPercent(inForce.bound)} where ${shareInPercent(delta)} is allowed, after ${ledger.labels} labels over ${ledger.requests} requests`,
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

  async #forgetIfFileChanged(): Promise<void> {
    if (this.#byHand === null || this.#byHand.file === this.#inputs.file) return;
    this.#byHand = null;
    await this.#note.delete();
  }
}
