/** Measurement, controller and what they tell, put together: what main.ts starts, asks and ends. */
import type { Config } from "../config.ts";
import { HealthWindow } from "../learn/health-window.ts";
import { MeasuredState } from "../learn/measured-state.ts";
import { RiskMeasuring } from "../learn/measuring.ts";
import { Rollout } from "../learn/rollout.ts";
import { type Change, RolloutPosition } from "../learn/rollout-position.ts";
import type { Metrics } from "../observe/metrics.ts";
import { tellMoment } from "../observe/other-spans.ts";
import * as names from "../observe/semconv.ts";
import type { Clock, FaultPart, Notifier, Store } from "../ports.ts";
import { rolloutInputs } from "./config-views.ts";

export interface ProvingDeps {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  /** Names this process among those that share the store. */
  readonly writer: string;
  readonly metrics: Pick<Metrics, "rolloutChange">;
  readonly log: { warn(fields: object, message: string): void; info(message: string): void };
  /** A store that is known to be away is not asked again and again. */
  readonly storeDown: () => boolean;
  readonly onFault: (part: FaultPart, error: unknown) => void;
  readonly onAlert: Notifier["raise"];
  /** What holds for the next request may have changed. */
  readonly settle: () => void;
  /** Wrong answers have risen above what is allowed. */
  readonly alarmed?: () => void;
}

export interface Proving {
  readonly rollout: Rollout;
  readonly measuring: RiskMeasuring;
  readonly health: HealthWindow;
  /** Of several gateways that share the store one decides for all. */
  decides(): boolean;
  /** Takes up what was kept, once; rejects where the store fails, and may be called again. */
  load(): Promise<void>;
  /** Judges, and keeps in step with the store. Every 2 s; never rejects. */
  tick(): Promise<void>;
  /** Writes what is measured now; rejects where the store fails. */
  keep(): Promise<void>;
  /** Writes the last of it. */
  close(): Promise<void>;
}

const TICK_MS = 2_000;
const SAVE_EVERY_MS = 5_000;

export function createProving(deps: ProvingDeps): Proving {
  const { config, store, clock, onFault } = deps;
  const inputs = rolloutInputs(config);
  const measuring: RiskMeasuring = new RiskMeasuring(inputs.rules, {
    onObserved: () => rollout.judge(),
    onFault: (error) => onFault("internal", error),
    onAlarm: () => deps.alarmed?.(),
  });
  const health = new HealthWindow(() => clock.nowMs());
  const walk = new RolloutPosition(store, deps.writer);
  const rollout: Rollout = rolloutOf(deps, { walk, measuring, health }, inputs);
  measuring.onReported = (verdict, owner) => {
    if (verdict === "bad") health.reportedBad(owner);
    rollout.judge();
  };
  const state = new MeasuredState(store, measuring);
  const saver = saverOf(state, measuring, clock);
  let isLoaded = false;
  const save = async (): Promise<void> => {
    if (isLoaded) await saver.save();
  };

  async function tick(): Promise<void> {
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
      // What was measured while the store was away is newer than what it holds.
      const anew = measuring.ledger.requests > 0 ? null : await state.load();
      await rollout.load(anew);
      isLoaded = true;
    },
    tick,
    keep: save,
    async close() {
      clearInterval(timer);
      try {
        await save();
        await rollout.close();
      } catch (error) {
        onFault("store", error);
      }
    },
  };
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
  /** On the monotonic clock; 0: not yet. */
  readonly savedAtMs: number;
  /** Writes what is measured where it has changed since the last time; rejects where the store fails. */
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
  tellMoment("rollout.change", atMs, {
    [names.ROLLOUT_FROM]: from,
    [names.ROLLOUT_TO]: to,
    [names.ROLLOUT_WHY]: why,
    [names.ROLLOUT_BY_HAND]: byHand,
  });
  deps.log.warn({ event: "rollout.change", direction, from, to, by_hand: byHand }, why);
}
