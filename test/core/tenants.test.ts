/** Several tenants in one measurement: what may one of them move for the others? */
import { describe, expect, it } from "vitest";
import { RiskLedger } from "../../src/core/measure/ledger.ts";

const NO_NOISE = { falseDifferentLow: 0, falseSameHigh: 0 };
const RULES = { delta: 0.05, confidence: 0.95, floor: 0.85, windowRequests: 20_000 };
const right = { score: 1, q: 1, qServed: 1, verdict: "same", group: "chat m" } as const;
const wrong = { ...right, verdict: "different" } as const;

function ledger(): RiskLedger {
  return new RiskLedger(RULES);
}

function seen(
  of: RiskLedger,
  tenant: string,
  times: number,
  isWrong: (i: number) => boolean = () => false,
): void {
  for (let i = 0; i < times; i++) of.observe({ ...(isWrong(i) ? wrong : right), tenant }, NO_NOISE, 2);
}

describe("one tenant", () => {
  it("is the pool", () => {
    const it = ledger();
    seen(it, "a", 300);
    expect(it.threshold("chat m", "a")).toEqual(it.threshold("chat m"));
    expect(it.pooled).not.toBeNull();
  });
});

describe("two or three tenants", () => {
  it("are certified each by its own answers alone", () => {
    const it = ledger();
    seen(it, "a", 400);
    seen(it, "b", 10);
    expect(it.threshold("chat m", "a")?.from).toBe("group");
    expect(it.threshold("chat m", "b")).toBeNull();
    expect(it.threshold("chat m", "never seen")).toBeNull();
    expect(it.certified?.from).toBe("group");
  });

  it("are not served because another one's answers are right", () => {
    const it = ledger();
    for (let i = 0; i < 400; i++) {
      seen(it, "good", 5);
      seen(it, "bad", 1, () => i % 2 === 0);
    }
    expect(it.threshold("chat m", "good")).not.toBeNull();
    expect(it.threshold("chat m", "bad")).toBeNull();
  });
});

describe("four tenants and more", () => {
  it("count for no more than a quarter each", () => {
    const it = ledger();
    for (let i = 0; i < 300; i++) {
      for (const tenant of ["a", "b", "c"]) seen(it, tenant, 1);
      seen(it, "loud", 20);
    }
    // 900 of the others, and a third as many of the loud one.
    expect(it.requests).toBeGreaterThanOrEqual(900);
    expect(it.requests).toBeLessThanOrEqual(1_200 + 16);
  });

  it("also count for no more where they find nothing", () => {
    const it = ledger();
    for (let i = 0; i < 300; i++) {
      for (const tenant of ["a", "b", "c"]) seen(it, tenant, 1);
      it.observeNothing({ group: "chat m", tenant: "loud" }, 16, { qServed: 1 }, NO_NOISE);
    }
    expect(it.requests).toBeLessThanOrEqual(1_200 + 16);
  });

  it("with 200 labels are held to their own, the rest to the pool", () => {
    const it = ledger();
    for (let i = 0; i < 300; i++) {
      for (const tenant of ["a", "b", "c", "d"]) seen(it, tenant, 1);
      seen(it, "poor", 1, () => i % 4 === 0);
    }
    seen(it, "new", 3);
    expect(it.threshold("chat m", "a")).toMatchObject({ from: "group" });
    expect(it.threshold("chat m", "poor")).toBeNull();
    const pooled = it.threshold("chat m");
    expect(it.threshold("chat m", "new")).toEqual(pooled && { ...pooled, from: "pooled" });
  });

  it("name the one whose answers are wrong far more often than the others'", () => {
    const it = ledger();
    for (let i = 0; i < 100; i++) {
      for (const tenant of ["a", "b", "c", "d"]) seen(it, tenant, 1, () => i % 50 === 49);
      seen(it, "random", 1, () => i % 2 === 0);
    }
    expect(it.stranger("a")).toBeNull();
    expect(it.stranger("random")).toBe("random");
    it.setApart("random");
    const before = it.requests;
    seen(it, "random", 50);
    expect([it.requests, it.tenants.apart]).toEqual([before, ["random"]]);
    expect(it.stranger("random")).toBeNull();
  });

  it("name nobody for a few wrong answers that chance alone brings together", () => {
    for (const unlucky of ["a", "b", "c", "d"]) {
      const it = ledger();
      for (let i = 0; i < 40; i++)
        for (const tenant of ["a", "b", "c", "d"])
          seen(it, tenant, 1, () => i % 20 === 19 || (tenant === unlucky && i % 10 === 9));
      expect(it.stranger(unlucky)).toBeNull();
    }
  });

  it("do not count what would not be served against anybody", () => {
    const it = ledger();
    for (let i = 0; i < 60; i++) {
      for (const tenant of ["a", "b", "c", "d"]) seen(it, tenant, 1);
      it.observe({ ...wrong, score: 0.4, tenant: "asks far and wide" }, NO_NOISE, 2);
    }
    expect(it.stranger("asks far and wide")).toBeNull();
  });

  it("blame an alarm on the one whose answers raised it", () => {
    const it = ledger();
    for (let i = 0; i < 300; i++)
      for (const tenant of ["a", "b", "c", "d"]) it.observe({ ...right, tenant }, NO_NOISE, 0.85);
    for (let i = 0; i < 200 && !it.drift.alarm; i++)
      for (const tenant of ["a", "b", "c", "d"])
        it.observe({ ...(tenant === "d" ? wrong : right), tenant }, NO_NOISE, 0.85);
    expect(it.drift.alarm).toBe(true);
    expect(it.stranger("a")).toBe("d");
  });
});

describe("one group", () => {
  it("is the pool, whose confidence it need not divide; of several each has its own", () => {
    const it = ledger();
    for (let i = 0; i < 250; i++)
      for (const tenant of ["a", "b", "c", "d"]) seen(it, tenant, 1, () => i % 90 === 89);
    expect(it.threshold("chat m")).toEqual({ value: it.pooled, from: "pooled" });
    it.observe({ ...right, tenant: "a", group: "chat other" }, NO_NOISE, 2);
    expect(it.threshold("chat m")?.from).toBe("group");
  });
});

describe("kept", () => {
  it("takes tenants up where they ended, and reads what was kept before there were any", () => {
    const it = ledger();
    seen(it, "a", 400);
    seen(it, "b", 10);
    const kept = JSON.parse(JSON.stringify(it.toJSON()));
    const read = RiskLedger.from(kept, RULES)!;
    expect(read.threshold("chat m", "a")).toEqual(it.threshold("chat m", "a"));
    expect(read.threshold("chat m", "b")).toBeNull();
    const { tenants: _, ...older } = kept;
    expect(RiskLedger.from(older, RULES)?.requests).toBe(410);
  });
});
