/**
 * What is learned from traffic, and the policy that follows from it: the measured error and the percentage that it
 * allows (proving), verdicts on pairs (labelling), what scores are worth (calibrating).
 */
import { setImmediate as turn } from "node:timers/promises";
import { systemClock, systemIds } from "../adapters/system.ts";
import { confirmationsNeeded } from "../core/measure/confirmations.ts";
import { AnswerGroups } from "../learn/answer-groups.ts";
import { Calibrations } from "../learn/calibrations.ts";
import { ConfirmedPairs } from "../learn/confirmed-pairs.ts";
import type { Label, LabelsHeard } from "../learn/labels.ts";
import { RefusedCredentials } from "../learn/refused-credentials.ts";
import { inSlices } from "../learn/slices.ts";
import { Templates } from "../learn/templates.ts";
import { genAiNames } from "../observe/semconv.ts";
import { type Calibrating, createCalibrating } from "./calibrating.ts";
import { calibrationOf } from "./config-views.ts";
import type { Configuration } from "./configuration.ts";
import { createLabelling, type Labelling } from "./labelling.ts";
import type { Meaning } from "./meaning.ts";
import { PolicyInForce } from "./policy.ts";
import { createProving, type Proving } from "./proving.ts";
import { Signal } from "./signal.ts";
import type { Spending } from "./spending.ts";
import { labelsPath, type Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface LearningParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly spending: Spending;
  readonly meaning: Meaning;
}

export interface Learning extends AsyncDisposable {
  readonly proving: Proving;
  readonly labelling: Labelling;
  readonly calibrating: Calibrating;
  readonly confirmedPairs: ConfirmedPairs;
  readonly answerGroups: AnswerGroups;
  readonly templates: Templates;
  readonly refusedCredentials: RefusedCredentials;
  /** Emits each label once it is kept. */
  readonly labelled: Signal<Label>;
  /** Emits the digest of a credential that upstream refused after accepting it before. */
  readonly credentialRevoked: Signal<string>;
  readonly policy: PolicyInForce;
  /** Body of `GET /admin/calibration`. */
  readonly calibration: () => object;
  /** Restores what was learned; rejects where the store fails, and may be called again. */
  load(): Promise<void>;
}

export function startLearning(parts: LearningParts): Learning {
  const { configuration, telemetry, storage, meaning } = parts;
  const { builtin } = meaning;
  const onStoreFault = (error: unknown) => telemetry.onFault("store", error);
  const [changed, labelled, alarmed] = [new Signal(), new Signal<Label>(), new Signal()];
  const proving = provingOf(parts, changed, alarmed);
  const { rollout, measuring } = proving;
  const confirmedPairs = new ConfirmedPairs(() =>
    confirmationsNeeded(measuring.noise.falseSameHigh, maxErrorRate(configuration)),
  );
  const templates = new Templates({ store: storage.store, clock: systemClock, onFault: onStoreFault });
  meaning.entryLeft.on((entry) => {
    confirmedPairs.forget(entry);
    templates.forget(entry);
  });
  const answerGroups = new AnswerGroups();
  const credentialRevoked = new Signal<string>();
  const { emit: revoked } = credentialRevoked;
  const refusedCredentials = new RefusedCredentials(storage.store, onStoreFault, undefined, revoked);
  const labelling = labellingOf(parts, labelled, [confirmedPairs, answerGroups]);
  const labelsLoaded = labelling.load().catch(onStoreFault);
  const { version, calibration: knots } = builtin.pairModel;
  const calibrations = new Calibrations({ version, knots }, changed.emit);
  const calibrating = calibratingOf(parts, { proving, labelling, calibrations });
  labelled.on((label) => calibrating.labelled(label));
  alarmed.on(() => calibrating.alarmed());
  const learnt = { secret: storage.secret, proving, calibrations, templates, calibrating };
  const policy = new PolicyInForce({ configuration, meaning, ...learnt, onStoreFault });
  changed.on(() => policy.settle());
  policy.settle();
  telemetry.provide({
    trafficPercentage: () => rollout.percentage,
    errorBound: () => rollout.state.error_bound ?? 1,
  });
  return {
    proving,
    labelling,
    calibrating,
    confirmedPairs,
    answerGroups,
    templates,
    refusedCredentials,
    labelled,
    credentialRevoked,
    policy,
    calibration: () => ({ ...calibrationShown(meaning, calibrations, labelling), ...calibrating.state }),
    async load() {
      const kept = [proving, calibrating, refusedCredentials, templates];
      await Promise.all([labelsLoaded, ...kept.map((part) => part.load())]);
    },
    async [Symbol.asyncDispose]() {
      await calibrating.close();
      await proving.close();
      await labelling.labels.close();
    },
  };
}

function calibrationShown(
  { builtin, verifier, embedder, embedderName }: Meaning,
  calibrations: Calibrations,
  labelling: Labelling,
) {
  const { version } = builtin.pairModel;
  const inForce = calibrations.get(embedderName);
  return calibrationOf(inForce, version, verifier.version, embedder.fingerprint, labelling.labels.all);
}

function maxErrorRate({ current }: Configuration): number {
  return current.cache_migration.rollout.max_error_rate;
}

function provingOf(
  { configuration, telemetry, storage }: LearningParts,
  changed: Signal,
  alarmed: Signal,
): Proving {
  const { metrics, log, onFault, onAlert } = telemetry;
  return createProving({
    config: configuration.current,
    store: storage.store,
    clock: systemClock,
    writer: systemIds.entry(),
    storeDown: () => storage.isDown,
    settle: changed.emit,
    alarmed: alarmed.emit,
    ...{ metrics, log, onFault, onAlert },
  });
}

function labellingOf(
  { configuration, telemetry, meaning, spending }: LearningParts,
  labelled: Signal<Label>,
  heard: readonly LabelsHeard[],
): Labelling {
  return createLabelling({
    path: labelsPath(configuration.current, configuration.env),
    genAi: genAiNames(configuration.env),
    verifier: meaning.verifier,
    words: meaning.words,
    judgeVectors: meaning.judgeVectors,
    clock: systemClock,
    mayAsk: spending.take,
    billed: spending.billed,
    onFault: telemetry.onFault,
    onAlert: telemetry.onAlert,
    heard,
    onLabel: (label) => {
      telemetry.metrics.label(label.source, label.verdict);
      labelled.emit(label);
    },
  });
}

function calibratingOf(
  { configuration, telemetry, storage, meaning }: LearningParts,
  made: {
    readonly proving: Proving;
    readonly labelling: Labelling;
    readonly calibrations: Calibrations;
  },
): Calibrating {
  const { proving, labelling, calibrations } = made;
  const { rollout, measuring } = proving;
  const { log, onAlert, onFault } = telemetry;
  return createCalibrating({
    store: storage.store,
    clock: systemClock,
    embedder: meaning.embedderName,
    pairModel: meaning.builtin.pairModel,
    model: meaning.verifier.version,
    calibrations,
    labels: () => labelling.labels.all,
    serving: () => ({
      decides: proving.decides(),
      percentage: rollout.mode === "auto" || rollout.mode === "manual" ? rollout.percentage : 0,
      isIdle: rollout.isIdle,
      delta: maxErrorRate(configuration),
    }),
    measureAnew: () => measuring.beginEpoch(),
    remeasuring: measuring.remeasuring,
    drive: inSlices(turn, () => systemClock.monotonicMs()),
    keepMeasured: () => proving.keep(),
    storeDown: () => storage.isDown,
    onAlert,
    onNote: (line) => log.warn({ event: "calibration" }, line),
    onFault,
  });
}
