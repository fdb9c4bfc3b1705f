/** May one tenant's labels alone have a reading adopted that others are served by? */
import { describe, expect, it } from "vitest";
import { chance } from "../../bench/chance.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";
import type { Label } from "../../src/learn/labels.ts";
import { atOnce } from "../../src/learn/slices.ts";
import { onlySupporter } from "../../src/learn/without-one.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const knots = (shift: number): Knots =>
  Array.from({ length: 25 }, (_, i) => [(i - 12) / 2, sigmoid((i - 12) / 2 + shift)] as const);
const shipped = { knots: knots(0), refit: null };
const raised = { knots: knots(3), refit: null };
const adopting = { trained: shipped.knots, inForce: shipped, reading: raised, percentage: 0, delta: 0.1 };

/** A score of x is worth x + `worth` to each of these. */
function labels(of: Readonly<Record<string, number>>, each = 300): Label[] {
  const rnd = chance(5);
  const out: Label[] = [];
  for (let i = 0; i < each; i++)
    for (const [tenant, worth] of Object.entries(of)) {
      const score = 6 * rnd() - 4;
      out.push({
        ...{ id: `${out.length + 1}`, atMs: i, source: "shadow", judge: "answer", tier: "semantic" },
        ...{ score, probability: sigmoid(score), similarity: 0.9, figures: null, q: 1, group: "chat m" },
        ...{ tenant, entry: `e${out.length}`, question: `q${out.length}`, version: "pairs" },
        verdict: rnd() < sigmoid(score + worth) ? "same" : "different",
      });
    }
  return out;
}

describe("a reading that raises scores", () => {
  it("is not adopted where all that speaks for it is one tenant whose answers are always the same", () => {
    expect(atOnce(onlySupporter(labels({ honest: 0, loud: 9 }), adopting))).toBe("loud");
  });

  it("is adopted where it holds for the others without any one of them", () => {
    expect(atOnce(onlySupporter(labels({ a: 3, b: 3, c: 3, d: 3, loud: 9 }), adopting))).toBeNull();
  });

  it("is adopted for one tenant alone, or where nobody is told apart", () => {
    expect(atOnce(onlySupporter(labels({ loud: 9 }), adopting))).toBeNull();
    const unknown = labels({ a: 9, b: 9 }).map(({ tenant: _, ...label }) => label);
    expect(atOnce(onlySupporter(unknown, adopting))).toBeNull();
  });

  it("is not kept from a large tenant by a few labels of others", () => {
    const few = [...labels({ honest: 0 }, 100), ...labels({ large: 3 }, 900)];
    expect(atOnce(onlySupporter(few, adopting))).toBeNull();
  });
});
