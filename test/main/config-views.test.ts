import { expect, it } from "vitest";
import type { Label } from "../../src/learn/labels.ts";
import { calibrationOf } from "../../src/main/config-views.ts";

const LABEL: Omit<Label, "source" | "verdict"> = {
  ...{ id: "1", atMs: 1, judge: "answer", tier: null, score: 2, probability: 0.95, similarity: 0.9 },
  ...{ figures: null, q: 1, group: "chat m", entry: "ent_1", question: "key", version: "v" },
};

it.each([
  ["shadow", "same", 1],
  ["miss", "different", 1],
  ["sample", "same", 1],
  ["miss", "unsure", 0],
  ["feedback", "different", 0],
  ["double", "same", 0],
  ["known", "different", 0],
] as const)("the reliability of scores counts a judged pair: %s, %s", (source, verdict, counted) => {
  const label: Label = { ...LABEL, source, verdict };
  const { bins, labels } = calibrationOf(null, "shipped", "v", null, [label]);
  expect([bins.reduce((sum, { count }) => sum + count, 0), labels]).toEqual([counted, 1]);
});
