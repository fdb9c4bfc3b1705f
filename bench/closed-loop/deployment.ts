/**
 * What learns of a gateway's traffic, put together as src/main does: the labeller, the measurement, the rollout, the
 * calibrations. Truth takes the place of upstream: the judge compares names of right answers, or errs as it is told to.
 */
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import type { WordJudge } from "../../src/core/judge/judge.ts";
import type { Policy } from "../../src/core/known.ts";
import { makeFit } from "../../src/core/verify/calibration/fit.ts";
import type { Correction } from "../../src/core/verify/calibration/neighbourhood-weight.ts";
import type { Recalibration } from "../../src/core/verify/calibration/recalibration.ts";
import type { JudgedPair, LabelDeps } from "../../src/label/deps.ts";
import { AnswerLabeller } from "../../src/label/labeller.ts";
import { AnswerGroups } from "../../src/learn/answer-groups.ts";
import { Calibrations } from "../../src/learn/calibrations.ts";
import { HealthWindow } from "../../src/learn/health-window.ts";
import { type Label, Labels } from "../../src/learn/labels.ts";
import { Learner } from "../../src/learn/learner.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import type { Rereading } from "../../src/learn/measuring-port.ts";
import { Recalibrating } from "../../src/learn/recalibrating.ts";
import { Rollout } from "../../src/learn/rollout.ts";
import { type Change, RolloutPosition } from "../../src/learn/rollout-position.ts";
import { atOnce } from "../../src/learn/slices.ts";
import { measureChanged, rereadingBy } from "../../src/main/calibrating.ts";
import { calibratedVerifier } from "../../src/main/embedders.ts";
import { keptLabel } from "../../src/main/kept-label.ts";
import type { EntryFacts } from "../../src/model.ts";
import type { Judge, LabelLog } from "../../src/ports.ts";
import type { Builtin } from "./builtin.ts";

export interface DeploymentOptions {
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
  /** similarity_threshold; 0: auto. */
  readonly floor: number;
  /** Of the policy, as the configuration has it. */
  readonly floors: Policy;
  readonly judge: Judge["judge"];
  /** Copies of an answer with one thing changed, to try the judge on; absent: answers are names. */
  readonly probes?: WordJudge["probes"] | undefined;
  /** May a model be asked for what words cannot decide? Absent: none is. */
  readonly cascade?: LabelDeps["cascade"] | undefined;
  readonly chance: () => number;
  readonly nowMs: () => number;
  /** The answer that is stored for a question: its name, or its text. */
  readonly storedAnswer: (facts: EntryFacts) => string;
  readonly onJudged: (pair: JudgedPair) => void;
  /** A call to upstream that no caller asked for. */
  readonly onExtraCall: () => void;
}

const STEPS = [0, 1, 5, 10, 25, 50, 100];
const NAME = "builtin";
/** Labels of a run end with it. */
const NO_LOG: LabelLog<Label> = {
  load: async () => ({ labels: [], problem: null }),
  ...{ append: async () => {}, rewrite: async () => {}, close: async () => {} },
};

function rethrow(error: unknown): never {
  throw error;
}

export class Deployment {
  readonly verifier: ReturnType<typeof calibratedVerifier>;
  readonly measuring: RiskMeasuring;
  readonly rollout: Rollout;
  readonly labeller: AnswerLabeller;
  readonly answerGroups = new AnswerGroups();
  readonly changes: Change[] = [];
  readonly alerts: { readonly name: string; readonly message: string }[] = [];
  /** Why each calibration was adopted. */
  readonly adopted: string[] = [];
  readonly #options: DeploymentOptions;
  readonly #calibrations: Calibrations;
  readonly #labels: Labels;
  readonly #learner: Learner;
  readonly #recalibrating: Recalibrating;

  constructor({ lexicon, pairModel }: Builtin, options: DeploymentOptions) {
    const { delta, floor } = options;
    this.#options = options;
    this.measuring = new RiskMeasuring(
      { delta, confidence: 0.95, floor, sampleShare: 0.02, judge: "known" },
      {
        ...{ onObserved: () => this.rollout.judge(), onFault: rethrow },
        onAlarm: () => void this.#learner.alarmed(),
      },
    );
    this.rollout = this.#rollout();
    this.verifier = calibratedVerifier(lexicon, pairModel);
    this.#calibrations = new Calibrations({ version: "shipped", knots: pairModel.calibration });
    this.#labels = new Labels(NO_LOG, rethrow, undefined, [this.answerGroups]);
    this.#learner = this.#learning(pairModel);
    this.#recalibrating = new Recalibrating({
      ...{ model: this.verifier.version, trained: pairModel.calibration },
      ...{ labels: () => this.#labels.all, learner: this.#learner, drive: atOnce, onFault: rethrow },
    });
    this.labeller = this.#labelling();
  }

  /** What stands round a pair, where that was learned. */
  get correction(): Correction {
    const { neighbourhood = null, openNeighbourhood = null } = this.#learner.inForce ?? {};
    return { neighbourhood, openNeighbourhood };
  }

  raisesFor(tenant: string): boolean {
    return this.#learner.raisesFor(tenant);
  }

  /** What the newest labels make of probabilities. */
  get recalibration(): Recalibration | null {
    return this.#recalibrating.inForce;
  }

  #rollout(): Rollout {
    const { floors, nowMs } = this.#options;
    const store = createMemoryStore({ entriesMax: 1_000, bytesMax: 10_000_000 });
    return new Rollout(
      {
        ...{ store, measuring: this.measuring, nowMs },
        ...{ walk: new RolloutPosition(store, "bench"), health: new HealthWindow(nowMs) },
        events: {
          onChange: (change) => this.changes.push(change),
          onAlert: (name, message) => this.alerts.push({ name, message }),
          ...{ onNote: () => {}, onSettle: () => {} },
        },
      },
      {
        ...{ file: "auto", steps: STEPS, semantic: true, serveFound: floors.serveFound, demo: false },
        ...{ dwellMs: 10_000, threshold: floors.similarityThreshold, rules: this.measuring.rules },
      },
    );
  }

  #learning({ calibration: taught }: Builtin["pairModel"]): Learner {
    const { delta, nowMs } = this.#options;
    const { measuring } = this;
    const measures = {
      measureAnew: () => measuring.beginEpoch(),
      reread: (reading: Rereading) => measuring.remeasuring.reread(reading),
    };
    return new Learner({
      ...{ model: this.verifier.version, trained: taught, shipped: this.#calibrations.shipped(NAME) },
      ...{ labels: () => this.#labels.all, challenge: makeFit, drive: atOnce, nowMs },
      ...{ onKeep: () => {}, onAlert: () => {}, onFault: rethrow },
      serving: () => ({
        ...{ decides: true, percentage: this.rollout.percentage, isIdle: this.rollout.isIdle, delta },
      }),
      compare: (reading, raisesFor) => measuring.remeasuring.compare(rereadingBy(reading, raisesFor)),
      onChange: (calibration, why, isMeasured) => {
        const before = this.#calibrations.get(NAME);
        this.#calibrations.install(NAME, calibration);
        this.verifier.use(this.#calibrations.learned(NAME));
        const changed = { before, after: this.#calibrations.get(NAME) };
        if (!isMeasured)
          measureChanged(measures, { ...changed, raisesFor: (tenant) => this.raisesFor(tenant) });
        this.adopted.push(why);
      },
    });
  }

  #labelling(): AnswerLabeller {
    const { judge, probes, cascade, chance, nowMs, storedAnswer, onJudged, onExtraCall } = this.#options;
    return new AnswerLabeller({
      ...{ measuring: this.measuring, verifier: this.verifier, chance, clock: { nowMs } },
      judge: () => ({ kind: "answer", judge }),
      ...(probes === undefined ? {} : { probes }),
      ...(cascade === undefined ? {} : { cascade }),
      keepLabel: (pair) => {
        onJudged(pair);
        this.#learner.labelled(this.#labels.add(keptLabel(pair, this.verifier, nowMs())));
      },
      budget: {
        hasRoom: () => true,
        take: () => {
          onExtraCall();
          return true;
        },
        billed: () => {},
      },
      storedText: async (facts) => storedAnswer(facts),
      ...{ form: () => null, later: async () => {} },
      onFault: (_, error) => rethrow(error),
    });
  }
}
