/**
 * Connects the measurement of wrong answers to the controller that moves the rollout percentage, keeps both in the
 * store, and tells log, metrics and alerts of each change.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Config } from "../config.ts";
import { HealthWindow } from "../learn/health-window.ts";
import { MeasuredState } from "../learn/measured-state.ts";
import { RiskMeasuring } from "../learn/measuring.ts";
import type { MeasuringRules } from "../learn/measuring-rules.ts";
import { Rollout } from "../learn/rollout.ts";
import { type Change, RolloutPosition } from "../learn/rollout-position.ts";
import { inSlices } from "../learn/slices.ts";
import type { Metrics } from "../observe/metrics.ts";
import { tellMoment } from "../observe/other-spans.ts";
import * as names from "../observe/semconv.ts";
import type { Clock, FaultPart, Notifier, Store } from "../ports.ts";
import { rolloutInputs } from "./config-views.ts";

export interface ProvingDeps {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  /** Identifies this process among those that share the store. */
  readonly writer: string;
  readonly metrics: Pick<Metrics, "rolloutChange">;
  readonly log: { warn(fields: object, message: string): void; info(message: string): void };
  /** True while the store is known not to answer: nothing is read from it or written to it. */
  readonly storeDown: () => boolean;
  readonly onFault: (part: FaultPart, error: unknown) => void;
  readonly onAlert: Notifier["raise"];
  /** Called when the settings for the next request may have changed. */
  readonly settle: () => void;
  /** Called when the share of wrong answers has risen above max_error_rate. */
  readonly alarmed?: () => void;
}

export interface Proving {
  readonly rollout: Rollout;
  readonly measuring: RiskMeasuring;
  readonly health: HealthWindow;
  /** True where this gateway moves the percentage; of several that share a store at most one does. */
  decides(): boolean;
  /** Loads measurement and percentage from the store, once. Rejects where the store fails; may then be called again. */
  load(): Promise<void>;
  /**
   * Moves the percentage where the measurement says so, and exchanges it with the store. Runs every 2 s; never rejects.
   */
  tick(): Promise<void>;
  /** Writes the measurement to the store. Rejects where the store fails. */
  keep(): Promise<void>;
  /** Stops the timer and writes the measurement and the percentage a last time. Never rejects. */
  close(): Promise<void>;
}

const TICK_MS = 2_000;
const SAVE_EVERY_MS = 5_000;

export function createProving(deps: ProvingDeps): Proving {
  const { config, store, clock, onFault } = deps;
  const inputs = rolloutInputs(config);
  const measuring: RiskMeasuring = measuringOf(deps, inputs.rules, () => rollout.judge());
  const health = new HealthWindow(() => clock.nowMs());
  const walk = new RolloutPosition(store, deps.writer);
  const rollout: Rollout = rolloutOf(deps, { walk, measuring, health }, inputs);
  measuring.onReported = (verdict, by) => {
    if (verdict === "bad") health.reportedBad(by);
    rollout.judge();
  };
  const state = new MeasuredState(store, measuring);
  const saver = saverOf(state, measuring, clock);
  let isLoaded = false;
  const save = async (): Promise<void> => (isLoaded ? await saver.save() : undefined);

  async function tick(): Promise<void> {
    while (measuring.countEarly()) await turn();
    rollout.judge();
    if (!isLoaded || deps.storeDown()) return;
    try {
      await rollout.sync();
      if (clock.monotonicMs() - saver.savedAtMs >= SAVE_EVERY_MS) await save();
    } catch (error) {
      onFault("store", error);
    }
  }

  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  return {
    rollout,
    measuring,
    health,
    decides: () => walk.leads(clock.nowMs()),
    async load() {
      if (isLoaded) return;
      // A measurement made while the store did not answer is newer than the stored one.
      const anew = measuring.ledger.requests > 0 ? null : await state.load();
      await rollout.load(anew);
      isLoaded = true;
    },
    tick,
    keep: save,
    async close() {
      clearInterval(timer);
      await measuring.remeasuring.close();
      try {
        await save();
        await rollout.close();
      } catch (error) {
        onFault("store", error);
      }
    },
  };
}

function measuringOf(
  { clock, onFault, alarmed }: ProvingDeps,
  rules: MeasuringRules,
  onObserved: () => void,
): RiskMeasuring {
  const drive = inSlices(turn, () => clock.monotonicMs());
  const onAlarm = (): void => alarmed?.();
  return new RiskMeasuring(
    rules,
    { onObserved, onAlarm, onFault: (error) => onFault("internal", error) },
    drive,
  );
}

function rolloutOf(
  deps: ProvingDeps,
  parts: { readonly walk: RolloutPosition; readonly measuring: RiskMeasuring; readonly health: HealthWindow },
  inputs: ReturnType<typeof rolloutInputs>,
): Rollout {
  return new Rollout(
    {
      ...parts,
      store: deps.store,
      nowMs: () => deps.clock.nowMs(),
      events: {
        onChange: (change, byHand) => tellChange(deps, change, byHand),
        onAlert: deps.onAlert,
        onNote: (line) => deps.log.info(line),
        onSettle: deps.settle,
      },
    },
    inputs,
  );
}

interface Saver {
  /** Monotonic time of the last write; 0: none yet. */
  readonly savedAtMs: number;
  /** Writes the measurement where it has changed since the last write. Rejects where the store fails. */
  save(): Promise<void>;
}

function saverOf(state: MeasuredState, measuring: RiskMeasuring, clock: Clock): Saver {
  let savedAtMs = 0;
  let saved = "";
  return {
    get savedAtMs() {
      return savedAtMs;
    },
    async save() {
      const { ledger, counts } = measuring;
      const now = JSON.stringify([ledger.epoch, ledger.requests, counts.known, counts.doubles]);
      if (now === saved) return;
      saved = now;
      savedAtMs = clock.monotonicMs();
      await state.save();
    },
  };
}

function tellChange(deps: ProvingDeps, { atMs, from, to, why }: Change, byHand: boolean): void {
  const direction = to > from ? "up" : "down";
  deps.metrics.rolloutChange(direction);
  void tellMoment("rollout.change", atMs, {
    [names.ROLLOUT_FROM]: from,
    [names.ROLLOUT_TO]: to,
    [names.ROLLOUT_WHY]: why,
    [names.ROLLOUT_BY_HAND]: byHand,
  });
  deps.log.warn({ event: "rollout.change", direction, from, to, by_hand: byHand }, why);
}
