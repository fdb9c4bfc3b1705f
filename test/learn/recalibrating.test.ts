/** What the newest labels make of the reading in force, as it changes and as they come. */
import { describe, expect, it } from "vitest";
import { chance } from "../../bench/chance.ts";
import { RECALIBRATION_STEP } from "../../src/core/verify/calibration/recalibration.ts";
import { NO_VERSIONS } from "../../src/learn/calibration-versions.ts";
import type { Calibration } from "../../src/learn/calibrations.ts";
import type { Label } from "../../src/learn/labels.ts";
import { Recalibrating } from "../../src/learn/recalibrating.ts";
import { atOnce, type Drive } from "../../src/learn/slices.ts";
import { ByHand } from "../support/pieces.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const reading = (shift: number): Calibration => ({
  version: `shift ${shift}`,
  refit: null,
  knots: Array.from({ length: 25 }, (_, i) => [(i - 12) / 2, sigmoid((i - 12) / 2 + shift)] as const),
});

/** A deployment whose labels and reading a test sets. */
class World {
  labels: Label[] = [];
  inForce: Calibration | null = reading(0);
  byHand = false;
  readonly #rnd = chance(3);
  raises = (): boolean => true;
  readonly faults: unknown[] = [];
  readonly recalibrating: Recalibrating;

  constructor(drive: Drive = atOnce) {
    const world = this;
    this.recalibrating = new Recalibrating({
      ...{ model: "pairs", trained: reading(0).knots, labels: () => world.labels },
      learner: {
        get inForce() {
          return world.inForce;
        },
        get standing() {
          return { ...NO_VERSIONS, byHand: world.byHand };
        },
        raisesFor: () => world.raises(),
      },
      ...{ drive, onFault: (error) => void world.faults.push(error) },
    });
  }

  /** Labels of one tenant to whom a score of x is worth x + `worth`. */
  add(count: number, worth: number, more: Partial<Label> = {}): void {
    for (let n = 0; n < count; n++) {
      const score = 6 * this.#rnd() - 3;
      const i = this.labels.length;
      this.labels.push({
        ...{ id: `${i}`, atMs: i + 1, source: "shadow", judge: "answer", tier: "semantic", score },
        ...{ probability: 0.5, similarity: 0.9, figures: null, q: 1, group: "chat m", version: "pairs" },
        ...{ entry: `e${i}`, question: `q${i}` },
        verdict: this.#rnd() < sigmoid(score + worth) ? "same" : "different",
        ...more,
      });
    }
  }

  get shift(): number | null {
    return this.recalibrating.inForce?.shift ?? null;
  }
}

describe("recalibration of a gateway", () => {
  it("begins with some labels, and follows as more of them come", () => {
    const world = new World();
    expect(world.shift).toBeNull();
    world.add(RECALIBRATION_STEP - 1, 1.5);
    expect(world.shift).toBeNull();
    world.add(1, 1.5);
    const first = world.shift!;
    world.add(RECALIBRATION_STEP - 1, 1.5);
    expect(world.shift).toBe(first);
    world.add(900, 1.5);
    expect(world.shift).toBeGreaterThan(first);
    expect(Math.abs(world.shift! - 1.5)).toBeLessThan(0.3);
  });

  it("is of the reading in force: another one has its own at once", () => {
    const world = new World();
    world.add(1_000, 1.5);
    expect(world.shift).toBeGreaterThan(1);
    world.inForce = reading(1.5);
    expect(Math.abs(world.shift!)).toBeLessThan(0.2);
  });

  it("is none where nothing is read, or a person chose what is", () => {
    const world = new World();
    world.add(1_000, 1.5);
    world.byHand = true;
    expect(world.shift).toBeNull();
    world.byHand = false;
    expect(world.shift).toBeGreaterThan(1);
    world.inForce = null;
    expect(world.shift).toBeNull();
  });

  it("forgets labels that were deleted", () => {
    const world = new World();
    world.add(1_000, 1.5);
    expect(world.shift).not.toBeNull();
    world.labels = [];
    expect(world.shift).toBeNull();
  });

  it("reads each label once, and finds what a reading of them all anew finds", () => {
    const world = new World();
    const anew = (): number => {
      const other = new World();
      other.labels = [...world.labels];
      return other.shift!;
    };
    world.add(900, 1.5);
    const steps: readonly (() => void)[] = [
      () => world.add(100, -1),
      () => world.labels.splice(200, 70),
      () => world.add(RECALIBRATION_STEP, 4, { tenant: "b" }),
      () => world.add(3_000, 0.5),
      () => world.labels.splice(0, world.labels.length - 300),
    ];
    for (const step of steps) {
      step();
      expect(world.shift).toBeCloseTo(anew(), 6);
    }
  });

  it.each<[string, Partial<Label>]>([
    ["another model", { version: "other" }],
    ["callers' reports", { source: "feedback" }],
    ["trials of the judge", { source: "known", tier: null }],
    ["verdicts in doubt", { verdict: "unsure" }],
  ])("does not learn from labels of %s", (_, more) => {
    const world = new World();
    world.add(500, 1.5, more);
    expect(world.shift).toBeNull();
  });

  it("leaves no tenant more than a quarter, though all its labels are the newest", () => {
    const shiftBeside = (loud: number): number => {
      const world = new World();
      for (const tenant of ["a", "b", "c", "d"]) world.add(500, 0, { tenant });
      world.add(loud, 9, { tenant: "loud" });
      return world.shift!;
    };
    expect(shiftBeside(900)).toBeLessThan(1.2);
    const alone = new World();
    alone.add(900, 9, { tenant: "loud" });
    expect(alone.shift).toBeGreaterThan(2);
  });

  it("is what was fitted before while a fit goes on, and nothing while one to another reading does", async () => {
    const later = new ByHand();
    const world = new World(later.drive);
    world.add(1_000, 1.5);
    expect(world.shift).toBeNull();
    await later.end();
    const first = world.shift!;
    expect(first).toBeGreaterThan(1);
    world.add(500, 0);
    expect(world.shift).toBe(first);
    await later.end();
    expect(world.shift).toBeLessThan(first);
    world.inForce = reading(1.5);
    expect(world.shift).toBeNull();
    await later.end();
    expect(world.shift).toBeLessThan(0);
  });

  it("takes nothing from a fit to a reading that is in force no more", async () => {
    const later = new ByHand();
    const world = new World(later.drive);
    world.add(1_000, 1.5);
    expect(world.shift).toBeNull();
    world.inForce = reading(1.5);
    expect(world.shift).toBeNull();
    await later.end();
    expect(Math.abs(world.shift!)).toBeLessThan(0.2);
  });

  it("holds on to what it has where a fit fails, and says so", async () => {
    const later = new ByHand();
    const world = new World(later.drive);
    world.add(1_000, 1.5);
    expect(world.shift).toBeNull();
    await later.end();
    const first = world.shift!;
    world.add(100, 1.5);
    world.raises = () => {
      throw new Error("broken");
    };
    expect(world.shift).toBe(first);
    await later.end();
    expect(world.shift).toBe(first);
    expect(world.faults).toHaveLength(1);
  });
});
