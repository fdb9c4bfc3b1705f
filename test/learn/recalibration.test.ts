import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { Calibrations } from "../../src/learn/calibrations.ts";
import type { Label } from "../../src/learn/labels.ts";
import { Recalibration } from "../../src/learn/recalibration.ts";

const SHIPPED = {
  version: "shipped",
  knots: [
    [-6, 0.01],
    [6, 0.97],
  ] as const,
};

/** Right where the score is above 1. */
function labels(count: number, version: string): Label[] {
  return Array.from({ length: count }, (_, i) => {
    const score = (i % 81) / 10 - 4;
    return {
      ...{ atMs: i, source: "miss", judge: "answer", tier: "semantic", similarity: 0.8, figures: null, q: 1 },
      ...{ group: "chat m", entry: `e${i}`, question: `q${i}`, version, score, probability: 0.5 },
      verdict: score > 1 === i % 10 > 0 ? "same" : "different",
    } as Label;
  });
}

function deployment(kept: readonly Label[], store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 })) {
  const calibrations = new Calibrations(SHIPPED);
  const adopted: string[] = [];
  const recalibration = new Recalibration({
    ...{ store, embedder: "some-model", calibrations, labels: () => kept, verifier: () => "pairs-2" },
    onAdopted: (why) => adopted.push(why),
    onFault: (error) => {
      throw error;
    },
  });
  return { store, calibrations, adopted, recalibration };
}

describe("a calibration that is learnt while requests come", () => {
  it("opens an embedder that had none, says so once, and is there after a restart", async () => {
    const first = deployment(labels(1000, "pairs-2"));
    await first.recalibration.load();
    expect(first.calibrations.get("some-model")).toBeNull();
    for (let i = 0; i < 200; i++) first.recalibration.labelled(i);
    const learnt = first.calibrations.get("some-model");
    expect(learnt?.version).toMatch(/^learned-/);
    expect(first.adopted).toHaveLength(1);
    const second = deployment([], first.store);
    await second.recalibration.load();
    expect(second.calibrations.get("some-model")).toEqual(learnt);
  });

  it("learns nothing from labels of another scoring model, and keeps none of its own for another", async () => {
    const other = deployment(labels(1000, "pairs-1"));
    for (let i = 0; i < 200; i++) other.recalibration.labelled(i);
    expect([other.adopted, other.calibrations.get("some-model")]).toEqual([[], null]);
    await other.store.putNote(
      "calibration:some-model",
      JSON.stringify({ format: 1, model: "pairs-1", version: "x", knots: [[0, 0.5]] }),
    );
    await other.recalibration.load();
    expect(other.calibrations.get("some-model")).toBeNull();
  });

  it("ignores a damaged or newer note", async () => {
    const it = deployment([]);
    for (const note of ["{", '{"format":2}', '{"format":1,"model":"pairs-2","version":"x","knots":[[1]]}']) {
      await it.store.putNote("calibration:some-model", note);
      await it.recalibration.load();
      expect(it.calibrations.get("some-model")).toBeNull();
    }
  });
});
