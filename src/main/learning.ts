/**
 * What is learned from traffic, and the policy that follows from it: the measured error and the percentage that it
 * allows (proving), verdicts on pairs (labelling), what scores are worth (calibrating).
 */
import { systemClock, systemIds } from "../adapters/system.ts";
import { confirmationsNeeded } from "../core/measure/confirmations.ts";
import type { Standing } from "../gateway/explained.ts";
import { type Settings, settingsOf } from "../gateway/settings.ts";
import { AnswerGroups } from "../learn/answer-groups.ts";
import { Calibrations } from "../learn/calibrations.ts";
import { ConfirmedPairs } from "../learn/confirmed-pairs.ts";
import type { Label } from "../learn/labels.ts";
import type { RolloutState } from "../learn/rollout.ts";
import { type Calibrating, createCalibrating } from "./calibrating.ts";
import type { Configuration } from "./configuration.ts";
import { uncalibratedLine } from "./embedders.ts";
import { createLabelling, type Labelling } from "./labelling.ts";
import type { Meaning } from "./meaning.ts";
import { createProving, type Proving } from "./proving.ts";
import { calibrationOf, keysOf, rolloutInputs, standingOf } from "./readings.ts";
import { Signal } from "./signal.ts";
import type { Spending } from "./spending.ts";
import { labelsPath, type Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Learning extends AsyncDisposable {
  readonly proving: Proving;
  readonly labelling: Labelling;
  readonly calibrating: Calibrating;
  readonly confirmedPairs: ConfirmedPairs;
  readonly answerGroups: AnswerGroups;
  /** In force now; a request keeps what it began with. */
  readonly settings: () => Settings;
  /** Takes what has changed into the settings. */
  readonly settle: () => void;
  readonly standing: () => Standing;
  readonly rolloutState: () => RolloutState;
  /** Of `GET /admin/calibration`. */
  readonly calibration: () => object;
  /** Takes up what was kept; rejects where the store fails, and may be called again. */
  load(): Promise<void>;
}

export function startLearning(
  configuration: Configuration,
  telemetry: Telemetry,
  storage: Storage,
  meaning: Meaning,
  spending: Spending,
): Learning {
  const { env } = configuration;
  const { log, metrics, onAlert, onFault, provide } = telemetry;
  const { store, secret } = storage;
  const { builtin, embedder, embedderName, verifier, secondLook } = meaning;
  const changed = new Signal();
  const labelled = new Signal<Label>();
  const storeDown = () => storage.isDown;
  const proving = createProving({
    config: configuration.current,
    store,
    clock: systemClock,
    writer: systemIds.entry(),
    metrics,
    log,
    storeDown,
    onFault,
    onAlert,
    settle: changed.emit,
  });
  const { rollout, measuring } = proving;
  const maxErrorRate = () => configuration.current.cache_migration.rollout.max_error_rate;
  const confirmedPairs = new ConfirmedPairs(() =>
    confirmationsNeeded(measuring.noise.falseSameHigh, maxErrorRate()),
  );
  meaning.entryLeft.on((entry) => confirmedPairs.forget(entry));
  const answerGroups = new AnswerGroups();
  const labelling = createLabelling({
    path: labelsPath(configuration.current, env),
    verifier,
    builtin,
    clock: systemClock,
    mayAsk: spending.take,
    billed: spending.billed,
    onFault,
    onAlert,
    heard: [confirmedPairs, answerGroups],
    onLabel: (label) => {
      metrics.label(label.source, label.verdict);
      labelled.emit(label);
    },
  });
  const labelsLoaded = labelling.load().catch((error) => onFault("store", error));
  const { version, calibration: knots } = builtin.pairModel;
  const calibrations = new Calibrations({ version, knots }, changed.emit);
  const calibrating = createCalibrating({
    store,
    clock: systemClock,
    embedder: embedderName,
    pairModel: builtin.pairModel,
    model: verifier.version,
    calibrations,
    labels: () => labelling.labels.all,
    serving: () => ({
      decides: proving.decides(),
      percentage: rollout.mode === "auto" || rollout.mode === "manual" ? rollout.percentage : 0,
      isIdle: rollout.isIdle,
      delta: maxErrorRate(),
    }),
    measureAnew: () => measuring.beginEpoch(),
    remeasure: (probabilityOf, whatever) => measuring.remeasure(probabilityOf, whatever),
    keepMeasured: () => proving.keep(),
    storeDown,
    onAlert,
    onNote: (line) => log.warn({ event: "calibration" }, line),
    onFault,
  });
  labelled.on((label) => calibrating.labelled(label));
  const settingsAt = (percentage: number) =>
    settingsOf({
      config: configuration.current,
      percentage,
      keys: keysOf(configuration.current, env, secret),
      learned: (group) => measuring.learned(group),
      calibrated: calibrations.get(embedderName) !== null,
      neighbourhood: calibrations.get(embedderName)?.neighbourhood ?? null,
      secondCalibration: secondLook && calibrations.getSecond(secondLook.model),
    });
  let settings = settingsAt(0);
  const settle = () => {
    verifier.use(calibrations.learned(embedderName));
    settings = settingsAt(rollout.percentage);
  };
  changed.on(settle);
  configuration.onReload((next) => ({
    async commit() {
      const turned = rollout.reload(rolloutInputs(next)).catch((error) => onFault("store", error));
      settle();
      await turned;
      settle();
    },
  }));
  provide({
    trafficPercentage: () => rollout.percentage,
    errorBound: () => rollout.state.error_bound ?? 1,
  });
  return {
    proving,
    labelling,
    calibrating,
    confirmedPairs,
    answerGroups,
    settings: () => settings,
    settle,
    standing: () => standingOf(configuration.current, { mode: rollout.mode, labels: measuring.labels }),
    rolloutState() {
      const { why, ...state } = rollout.state;
      return {
        ...state,
        why: settings.policy.calibrated ? why : `${why}; ${uncalibratedLine(embedderName)}`,
      };
    },
    calibration: () => ({
      ...calibrationOf(
        calibrations.get(embedderName),
        version,
        verifier.version,
        embedder.fingerprint,
        labelling.labels.all,
      ),
      ...calibrating.state,
    }),
    async load() {
      await Promise.all([proving.load(), labelsLoaded, calibrating.load()]);
    },
    async [Symbol.asyncDispose]() {
      await calibrating.close();
      await proving.close();
      await labelling.labels.close();
    },
  };
}
