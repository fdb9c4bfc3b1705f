import { describe, expect, it } from "vitest";
import { TrialShares } from "../../src/label/trial-shares.ts";
import type { TenantId } from "../../src/model.ts";

/** Number of trials on answers to each of the tenants, who ask in turn so often. */
function tried(often: Readonly<Record<string, number>>, rounds: number): Record<string, number> {
  const shares = new TrialShares();
  const out: Record<string, number> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, count] of Object.entries(often))
      for (let i = 0; i < count; i++) if (shares.take(name as TenantId)) out[name] = (out[name] ?? 0) + 1;
  return out;
}

describe("trials of the judge", () => {
  it("are on a loud tenant's answers in no more than a quarter of all while four are served", () => {
    const { loud, ...others } = tried({ a: 1, b: 1, c: 1, d: 1, loud: 96 }, 500);
    expect(others).toEqual({ a: 500, b: 500, c: 500, d: 500 });
    const rest = 2_000;
    expect(loud! / (loud! + rest)).toBeLessThan(0.27);
    expect(loud! / (loud! + rest)).toBeGreaterThan(0.23);
  });

  it("are on anybody's while fewer than four are served", () => {
    expect(tried({ a: 1, b: 1, loud: 98 }, 50)).toEqual({ a: 50, b: 50, loud: 4_900 });
  });

  it("are on all answers of tenants who ask alike, however long", () => {
    const names = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`t${i}`, 1]));
    expect(new Set(Object.values(tried(names, 3_000)))).toEqual(new Set([3_000]));
  });

  it("do not grow with the number of tenants", () => {
    const shares = new TrialShares();
    for (let i = 0; i < 5_000; i++) expect(shares.take(`t${i}` as TenantId)).toBe(true);
  });
});
