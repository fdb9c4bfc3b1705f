/**
 * The settings in force: the configuration, combined with the current rollout percentage and the learned calibrations
 * and thresholds.
 */
import type { KeyObject } from "node:crypto";
import type { RolloutSummary } from "../gateway/explained.ts";
import { type Settings, settingsOf } from "../gateway/settings.ts";
import type { Calibrations } from "../learn/calibrations.ts";
import type { RolloutState } from "../learn/rollout-state.ts";
import type { Templates, ToldOfAdapted } from "../learn/templates.ts";
import type { Calibrating } from "./calibrating.ts";
import { keysOf, rolloutInputs, rolloutSummary } from "./config-views.ts";
import type { Configuration } from "./configuration.ts";
import { uncalibratedLine } from "./embedders.ts";
import type { Meaning } from "./meaning.ts";
import type { Proving } from "./proving.ts";
import { Signal } from "./signal.ts";

export interface PolicyDeps {
  readonly configuration: Configuration;
  readonly secret: KeyObject;
  readonly meaning: Meaning;
  readonly proving: Proving;
  readonly calibrations: Calibrations;
  readonly calibrating: Pick<Calibrating, "raisesFor" | "recalibration">;
  readonly templates: Templates;
  readonly onStoreFault: (error: unknown) => void;
}

export interface RolloutChange {
  readonly from: Pick<RolloutState, "mode"> & { readonly percentage: number };
  readonly to: RolloutChange["from"];
  readonly why: string;
}

export class PolicyInForce {
  readonly #deps: PolicyDeps;
  /** Emitted when the rollout's mode or percentage changes: by hand, by the configuration file or by measurement. */
  readonly rolloutChanged = new Signal<RolloutChange>();
  #stood: RolloutChange["from"] = { mode: "off", percentage: 0 };
  #settings: Settings;

  constructor(deps: PolicyDeps) {
    this.#deps = deps;
    this.#settings = this.#settingsAt(0);
    const { configuration, proving, onStoreFault } = deps;
    configuration.onReload((next) => ({
      commit: async () => {
        const turned = proving.rollout.reload(rolloutInputs(next)).catch(onStoreFault);
        this.settle();
        await turned;
        this.settle();
      },
    }));
  }

  /** A new object after each change: a request uses the one that it began with until it ends. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Computes the settings anew from configuration, calibrations and rollout; emits `rolloutChanged` where due. */
  settle(): void {
    const { meaning, calibrations, proving } = this.#deps;
    meaning.verifier.use(calibrations.learned(meaning.embedderName));
    const { mode, percentage, state } = proving.rollout;
    this.#settings = this.#settingsAt(percentage);
    const from = this.#stood;
    this.#stood = { mode, percentage };
    if (from.mode !== mode || from.percentage !== percentage)
      this.rolloutChanged.emit({ from, to: this.#stood, why: state.why });
  }

  get standing(): RolloutSummary {
    const { configuration, proving } = this.#deps;
    const { mode } = proving.rollout;
    return rolloutSummary(configuration.current, { mode, labels: proving.measuring.labels });
  }

  get rolloutState(): RolloutState {
    const { meaning, proving } = this.#deps;
    const { why, ...state } = proving.rollout.state;
    const { calibrated } = this.#settings.policy;
    return { ...state, why: calibrated ? why : `${why}; ${uncalibratedLine(meaning.embedderName)}` };
  }

  /** State of the adapted tier, whose error is measured apart from that of the semantic tier. */
  get adapted(): ToldOfAdapted {
    const { configuration, proving, templates } = this.#deps;
    const { semantic_cache: cache, rollout } = configuration.current.cache_migration;
    return templates.told({
      decides: proving.measuring.learned("") !== null,
      floor: cache.adaptation_threshold,
      delta: rollout.max_error_rate,
      percentage: cache.adaptation.mode === "slots" ? proving.rollout.percentage : 0,
    });
  }

  #settingsAt(percentage: number): Settings {
    const { configuration, secret, meaning, proving, calibrations, calibrating, templates } = this.#deps;
    const { embedderName, secondLook } = meaning;
    const { max_error_rate: delta } = configuration.current.cache_migration.rollout;
    const calibration = calibrations.get(embedderName);
    return settingsOf({
      config: configuration.current,
      percentage,
      keys: keysOf(configuration.current, configuration.env, secret),
      learned: (group, tenant) => proving.measuring.learned(group, tenant),
      raisesFor: (tenant) => calibrating.raisesFor(tenant),
      recalibration: () => calibrating.recalibration,
      adaptedFrom: () => templates.meter.certified(delta)?.threshold ?? null,
      calibrated: calibration !== null,
      correction: calibration ?? {},
      secondCalibration: secondLook && calibrations.getSecond(secondLook.model),
    });
  }
}
