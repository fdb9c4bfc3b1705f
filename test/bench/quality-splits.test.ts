import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { auc, calibrationError, hits, spearman } from "../../bench/quality/metrics.ts";
import { componentsOf, endsLow, isTest } from "../../bench/quality/splits.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("the split of test rows", () => {
  const texts = [
    "a",
    "How do I?",
    "Como faço?",
    "",
    "42",
    "Is it {ok, dangerous, ...} to {smoke, rest, ...} in country",
  ];

  it.skipIf(!hasPython)("is the same in the tools that teach (needs python3)", () => {
    const script = `import sys; sys.path.insert(0, "tools"); from splits import ends_low; print([ends_low(t) for t in ${JSON.stringify(texts)}])`;
    const python = spawnSync("python3", ["-c", script], { encoding: "utf8" });
    expect(JSON.parse(python.stdout.toLowerCase())).toEqual(texts.map(endsLow));
  });

  it("goes by the first text, of CheckList by the name of the test", () => {
    expect(isTest("trap_svamp_math", ["0", "a", "b"])).toBe(endsLow("a"));
    expect(isTest("checklist_qqp", ["0", "a", "b", "How do I?"])).toBe(endsLow("How do I?"));
    expect(isTest("paws_wiki_dev", ["0", "a", "b"])).toBe(false);
  });

  it("keeps all that hangs together by any text in one component", () => {
    const [one, two, three, four] = componentsOf([
      ["1", "a", "b"],
      ["0", "c", "d"],
      ["1", "B ", "c"],
      ["0", "x", "y"],
    ]);
    expect(one).toBe(two);
    expect(two).toBe(three);
    expect(four).not.toBe(one);
  });
});

describe("the figures of quality", () => {
  const scored = (labels: string) => [...labels].map((c, i) => ({ same: c === "1", rank: -i }));

  it("count hits down to the error that is allowed", () => {
    expect(hits(scored("1111100000"), 0)).toBe(0.5);
    expect(hits(scored("1101100000"), 0.1)).toBe(0.5);
    expect(hits(scored("0111100000"), 0)).toBe(0);
    expect(
      hits(
        [
          { same: true, rank: 1 },
          { same: false, rank: 1 },
        ],
        0.4,
      ),
    ).toBe(0);
  });

  it("are 1, 1/2 and 0 for a perfect, an idle and a turned ranking", () => {
    expect([auc(scored("1100")), auc(scored("0011"))]).toEqual([1, 0]);
    expect(auc([1, 0, 1, 0].map((same) => ({ same: same === 1, rank: 0 })))).toBe(0.5);
    expect(spearman([1, 2, 3], [10, 20, 30])).toBeCloseTo(1);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
  });

  it("find no calibration error where said is observed", () => {
    const half = [true, false].map((same) => ({ same, probability: 0.5 }));
    expect(calibrationError(half)).toBe(0);
    expect(calibrationError(half.map((p) => ({ ...p, probability: 0.9 })))).toBeCloseTo(0.4);
  });
});
