/** A deployment whose labels a learner learns from. */
import { type Challenge, type Challenged, challenge } from "../../src/core/verify/calibration/challenge.ts";
import { type Fit, makeFit } from "../../src/core/verify/calibration/fit.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";
import { KeptCalibrations } from "../../src/learn/calibrations-kept.ts";
import type { Label } from "../../src/learn/labels.ts";
import { Learner, type ServingNow } from "../../src/learn/learner.ts";
import type { Compared } from "../../src/learn/remeasuring.ts";
import { atOnce, type Drive } from "../../src/learn/slices.ts";
import type { Store } from "../../src/ports.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const KNOTS: Knots = Array.from(
  { length: 25 },
  (_, i) => [(i - 12) / 2, sigmoid((i - 12) / 2)] as const,
);
export const SHIPPED = { version: "pairs-2", knots: KNOTS, refit: null };
export const BETTER: Compared = { ended: "better", takeOver: () => true };
const START_MS = Date.UTC(2026, 0, 1);

/** A deployment in which a score of x is worth x - `shift`; each label is a second after the one before. */
export class World {
  readonly labels: Label[] = [];
  shift = 2;
  nowMs = START_MS;
  serving: ServingNow = { decides: true, percentage: 0, isIdle: true, delta: 0.1 };
  readonly changes: string[] = [];
  readonly alerts: string[] = [];
  readonly tries: number[] = [];
  readonly learner: Learner;

  constructor(
    answer: (given: Challenge) => Challenged | Promise<Challenged> = challenge,
    shipped: typeof SHIPPED | null = SHIPPED,
  ) {
    this.learner = new Learner({
      ...{ model: "pairs-2+words", trained: KNOTS, shipped, labels: () => this.labels },
      challenge: (fit) => {
        if (fit.of === "neighbourhood") return this.fitNeighbourhood(fit);
        this.tries.push(fit.given.labels.length);
        return answer(fit.given);
      },
      nowMs: () => this.nowMs,
      serving: () => this.serving,
      compare: (calibration) => this.compare(calibration.version),
      drive: (work) => this.drive(work),
      onChange: (calibration) => this.changes.push(calibration?.version ?? "none"),
      onKeep: () => this.onKeep(),
      onAlert: (why) => this.alerts.push(why),
      onFault: (error) => this.onFault(error),
    });
  }

  drive: Drive = atOnce;
  onKeep: () => void = () => {};
  onFault: (error: unknown) => void = (error) => {
    throw error;
  };
  fitNeighbourhood: (fit: Fit) => Challenged | Promise<Challenged> = makeFit;
  compare: (version: string) => Compared | Promise<Compared> = () => BETTER;

  label(count: number, more: Partial<Label> = {}): void {
    for (let n = 0; n < count; n++) {
      const i = this.labels.length;
      // Without chance: of ten pairs of a score, as many are right as its probability says.
      const score = ((i * 7) % 81) / 10 - 4;
      const isRight = ((Math.floor(i / 81) * 3 + i) % 10) / 10 + 0.05 < sigmoid(1.5 * (score - this.shift));
      this.nowMs += 1000;
      const label: Label = {
        ...{ id: `${i + 1}`, atMs: this.nowMs, source: "miss", judge: "answer", tier: "semantic", score },
        ...{
          verdict: isRight ? "same" : "different",
          probability: 0.5,
          similarity: 0.8,
          figures: null,
          q: 1,
        },
        ...{ group: "chat m", entry: `e${i}`, question: `q${i}`, version: "pairs-2+words" },
        ...more,
      };
      this.labels.push(label);
      this.learner.labelled(label);
    }
  }

  keptIn(store: Store) {
    const notes: string[] = [];
    const followed: string[] = [];
    const saves: string[] = [];
    const kept = new KeptCalibrations({
      ...{ store, embedder: "builtin", model: "pairs-2+words", learner: this.learner },
      onRestored: () => {},
      onFollowed: (why) => followed.push(why),
      beforeSave: async () => void saves.push(this.learner.standing.inForce),
      onNote: (line) => notes.push(line),
    });
    this.onKeep = () => kept.touch();
    return { kept, notes, followed, saves };
  }
}

/** As many of the neighbours have the answer as make it right. */
export function told(world: World, count: number, more: Partial<Label> = {}): void {
  for (let n = 0; n < count; n++) {
    const isRight = world.labels.length % 3 === 0;
    const agree = isRight ? 5 : 1;
    const neighbourhood = [0.8, 0.05, 0.5, agree, agree / 6];
    world.label(1, { neighbourhood, verdict: isRight ? "same" : "different", ...more });
  }
}
