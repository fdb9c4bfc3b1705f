/** What a pair may say is bounded by how many of its kind were judged. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { underCeiling } from "../../../src/core/verify/calibration/ceilings.ts";
import { EVIDENCE, type EvidenceName } from "../../../src/core/verify/evidence.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const CEILINGS = [0.96, 0.95, 0.94, 0.9, 0.88, 0.8];

function featuresOf(set: Partial<Record<EvidenceName, number>>): Float64Array {
  const out = new Float64Array(EVIDENCE.length);
  out[EVIDENCE.indexOf("orderKept")] = 1;
  for (const [name, value] of Object.entries(set)) out[EVIDENCE.indexOf(name as EvidenceName)] = value;
  return out;
}

describe("ceilings of what a pair may say", () => {
  const kinds: readonly (readonly [number, Partial<Record<EvidenceName, number>>])[] = [
    [0.96, { sameContent: 1, sameResidue: 1 }],
    [0.95, {}],
    [0.94, { rolesGap: 1 }],
    [0.9, { orderKept: 0.5, rolesGap: 1 }],
    [0.88, { leftMassMax: 0.2 }],
    [0.85, { leftMassMax: 0.2, leftMassMin: 0.1 }],
  ];

  it.each(kinds)("says %s at most of %j", (most, set) => {
    expect(underCeiling(0.995, CEILINGS, featuresOf(set))).toBeCloseTo(most, 9);
  });

  it("says of pairs that differ in capitals within what is said of another form, since none was judged", async () => {
    const form = featuresOf({ sameContent: 1, sameResidue: 1 });
    expect(underCeiling(0.995, CEILINGS, form, true)).toBeCloseTo(0.95, 9);
    expect(underCeiling(0.995, CEILINGS, featuresOf({ leftMassMax: 0.2 }), true)).toBeCloseTo(0.88, 9);
    const { lexicon, pairModel } = await loadBuiltin();
    const { compare } = createVerifier(lexicon, pairModel);
    const [asked, loud, full] = [
      "where can i buy a lamp",
      "where can I buy a Lamp",
      "Where can i buy a lamp",
    ];
    const [capitals, opening] = [compare(asked, loud, 1).probability, compare(asked, full, 1).probability];
    expect(capitals).toBeLessThanOrEqual(pairModel.ceilings![1]!);
    expect(capitals).toBeLessThan(opening);
  });

  it("keeps the order of probabilities and leaves those below its reach", () => {
    const features = featuresOf({ rolesGap: 1 });
    const said = [0.1, 0.5, 0.85, 0.9, 0.95, 0.98].map((p) => underCeiling(p, CEILINGS, features));
    expect(said.slice(0, 3)).toEqual([0.1, 0.5, 0.85]);
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(new Set(said).size).toBe(said.length);
    expect(underCeiling(0.98, null, features)).toBe(0.98);
  });

  it("bounds what ships, and leaves to labels what they taught", async () => {
    const { lexicon, pairModel } = await loadBuiltin();
    const [a, b] = ["How do I reset my router?", "How can I reset the router?"];
    const shipped = createVerifier(lexicon, pairModel).compare(a, b, 1).probability;
    expect(shipped).toBeGreaterThan(0.85);
    expect(shipped).toBeLessThanOrEqual(Math.max(...pairModel.ceilings!));
    const knots = [[-9, 0.001] as const, [0, 0.5] as const, [1, 0.99] as const];
    const learned = createVerifier(lexicon, pairModel, 1, { version: "learned", knots, refit: null });
    expect(learned.compare(a, b, 1).probability).toBe(0.99);
  });
});
