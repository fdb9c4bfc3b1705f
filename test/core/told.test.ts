/** Labels change what is told of a pair, never which pairs are served from a threshold that was learned. */
import { describe, expect, it } from "vitest";
import { decide, nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import type { Ask, Candidate, Found, Known, Policy } from "../../src/core/known.ts";
import { type Learned, withLearned } from "../../src/core/learned.ts";
import { nearlyFound } from "../../src/core/nearly-found.ts";
import type { Recalibration } from "../../src/core/verify/calibration/recalibration.ts";
import { recalibrated } from "../../src/core/verify/calibration/recalibration.ts";
import { recalibratedLine } from "../../src/gateway/explained.ts";
import { foundPair } from "../../src/label/found-pair.ts";
import type { EntryId, Key, PairVerdict, Scope, TenantId } from "../../src/model.ts";

const NOW = 1_800_000_000_000;
const FLOORS: Policy = {
  ...{ exactForAll: true, semantic: true, serveFound: true, save: true, adapt: false, calibrated: true },
  ...{ similarityThreshold: 0.85, adaptationThreshold: 0.75, secondLook: null },
};
const LEARNED: Learned = { value: 0.62, from: "pooled" };
const RAISING = { shift: 1.1, slope: 1 };
const LOWERING = { shift: -1.1, slope: 0.8 };

function candidate(probability: number, more: Partial<PairVerdict> = {}): Candidate {
  return {
    entry: {
      ...{ id: "stored" as EntryId, key: "k" as Key, scope: "s" as Scope, tenant: "t" as TenantId },
      ...{ route: "chat", model: "m", question: "q", semantic: true, storedAtMs: NOW - 1 },
      ...{ expiresAtMs: NOW + 1_000, staleUntilMs: NOW + 1_000, form: "json", usage: null, upstreamMs: 1 },
    },
    ...{ similarity: 0.9, refusedPair: false, confirmedPair: false },
    verdict: { veto: null, probability, score: 0, slot: null, ...more },
  };
}

function knownOf(found: Candidate, minConfidence: number | null = null): Known {
  const ask: Ask = {
    cacheable: true,
    ...{ scope: "s" as Scope, key: "asked" as Key, exactOnly: false, minConfidence },
    ...{ directives: NO_DIRECTIVES, inside: true, credentialRefused: false },
  };
  return {
    ...nothingKnown(ask),
    exact: { at: "absent" },
    near: { at: "found", candidates: [found] },
    bodies: new Map([["stored" as EntryId, "stands"]]),
  };
}

function servedBy(policy: Policy, found: Candidate, minConfidence: number | null = null): Found | null {
  const step = decide(knownOf(found, minConfidence), policy, NOW);
  return step.do === "serve" ? step.found : null;
}

const learnedBy = (recalibration: Recalibration | null, learned: Learned = LEARNED): Policy =>
  withLearned(FLOORS, learned, null, recalibration);

describe("with a threshold that was learned", () => {
  it("the same pairs are served, at every threshold that is measured", () => {
    const said = Array.from({ length: 401 }, (_, i) => i / 400);
    for (const by of [RAISING, LOWERING, { shift: 3, slope: 3 }, { shift: -3, slope: 0.25 }])
      for (const value of [0.5, 0.62, 0.951, 0.9995]) {
        const [before, after] = [null, by].map((of) => learnedBy(of, { value, from: "pooled" }));
        for (const p of [...said, value]) {
          const [was, is] = [before, after].map((policy) => servedBy(policy!, candidate(p)) !== null);
          expect([p, is]).toEqual([p, was]);
        }
      }
  });

  it.each([
    ["raised", RAISING],
    ["lowered", LOWERING],
  ])("what is told is %s, and the threshold with it", (_, by) => {
    const policy = learnedBy(by);
    expect(servedBy(policy, candidate(0.7))?.confidence).toBe(recalibrated(by, 0.7));
    expect(policy.similarityThreshold).toBe(recalibrated(by, 0.62));
  });

  it("a caller's own minimum is held against what is told", () => {
    expect(servedBy(learnedBy(RAISING), candidate(0.8), 0.9)).not.toBeNull();
    expect(servedBy(learnedBy(LOWERING), candidate(0.8), 0.75)).toBeNull();
    expect(servedBy(learnedBy(RAISING), candidate(0.6), 0.5)).toBeNull();
  });

  it("what is measured and judged is the pair as it was read, and its label says what was told", () => {
    for (const p of [0.7, 0.31, 0.2]) {
      const [before, after] = [null, RAISING].map((by) => {
        const policy = learnedBy(by);
        const known = knownOf(candidate(p));
        const found = servedBy(policy, candidate(p)) ?? nearlyFound(known, policy, NOW);
        return found && foundPair(known, policy, found);
      });
      expect(after?.score).toBe(before?.score);
      expect(after?.probability).toBe(before ? recalibrated(RAISING, p) : undefined);
    }
  });

  it("a confirmed pair counts against every threshold, as before", () => {
    const confirmed = { ...candidate(0.4), confirmedPair: true };
    const policy = learnedBy(RAISING);
    const found = servedBy(policy, confirmed)!;
    expect(found.confidence).toBe(policy.similarityThreshold);
    expect(foundPair(knownOf(confirmed), policy, found)).toMatchObject({ score: 1 });
  });

  it("nothing is served while none is certified", () => {
    const policy = learnedBy(RAISING, { value: null });
    expect(policy.uncertified).toBe(true);
    expect(servedBy(policy, candidate(0.99))).toBeNull();
  });
});

describe("with a threshold set by hand", () => {
  it("no label has more served, and what is no longer sure enough is not", () => {
    for (let i = 0; i <= 400; i++) {
      const before = servedBy(FLOORS, candidate(i / 400)) !== null;
      expect(servedBy(learnedBy(RAISING, null), candidate(i / 400)) !== null).toBe(before);
      expect(servedBy(learnedBy(LOWERING, null), candidate(i / 400)) !== null && !before).toBe(false);
    }
    expect(servedBy(FLOORS, candidate(0.9))).not.toBeNull();
    expect(servedBy(learnedBy(LOWERING, null), candidate(0.9))).toBeNull();
  });

  it("no doubt is lifted, and the threshold is the one that was set", () => {
    const policy = learnedBy({ shift: 3, slope: 1 }, null);
    expect(servedBy(policy, candidate(0.49, { doubt: "roles-differ" }))).toBeNull();
    expect(policy.similarityThreshold).toBe(0.85);
  });
});

describe("whatever decides", () => {
  it.each([
    ["learned", LEARNED],
    ["by hand", null],
  ])("a veto stands, and its pair keeps its probability (%s)", (_, learned) => {
    const vetoed = candidate(0.02, { veto: "numbers-differ" });
    const step = decide(knownOf(vetoed), learnedBy({ shift: 3, slope: 3 }, learned), NOW);
    expect(step).toMatchObject({
      do: "fetch",
      why: "numbers-differ",
      nearest: { verdict: { probability: 0.02 } },
    });
  });

  it("a second look is not recalibrated, as it has a scale of its own", () => {
    const secondLook = { low: 0.2, high: 0.97, calibration: null };
    const policy = withLearned({ ...FLOORS, secondLook }, LEARNED, null, RAISING);
    expect(policy).toEqual(withLearned({ ...FLOORS, secondLook }, LEARNED, null));
  });

  it("people are told what labels made of a probability, and nothing where they made nothing of it", () => {
    const { verdict, ...rest } = candidate(0.8);
    expect(recalibratedLine({ ...rest, verdict: { ...verdict, probability: 0.9 }, measured: 0.8 })).toEqual([
      "recalibrated by the newest labels: 0.8000 to 0.9000",
    ]);
    expect(recalibratedLine(candidate(0.8))).toEqual([]);
  });
});
