/** Which tenants could turn what is learnt from all, and how many may be. */
import { describe, expect, it } from "vitest";
import { loudestOf, loudTenants } from "../../src/learn/tenant-weights.ts";

const labelsOf = (counts: Readonly<Record<string, number>>): { tenant?: string }[] =>
  Object.entries(counts).flatMap(([tenant, count]) =>
    Array.from({ length: count }, () => (tenant === "" ? {} : { tenant })),
  );

describe("tenants that could turn what is learnt", () => {
  it.each([
    ["one alone", { a: 90 }, {}],
    ["two", { a: 90, b: 10 }, { a: 90, b: 10 }],
    ["one who has little", { a: 96, b: 4 }, { a: 96 }],
    ["one who has just enough", { a: 95, b: 5 }, { a: 95, b: 5 }],
    ["the unknown", { "": 50, a: 50 }, { "": 50, a: 50 }],
    ["nobody", {}, {}],
  ])("%s", (_name, counts, loud) => {
    expect(Object.fromEntries(loudTenants(labelsOf(counts)))).toEqual(loud);
  });

  it("are twenty at most, whatever the number of tenants", () => {
    const many = labelsOf(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`t${i}`, 1])));
    expect(loudTenants(many).size).toBe(0);
    const even = labelsOf(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}`, 5])));
    expect(loudTenants(even).size).toBe(20);
  });

  it("have a loudest where there are several", () => {
    expect(loudestOf(labelsOf({ a: 2, b: 3, c: 1 }))).toBe("b");
    expect(loudestOf(labelsOf({ a: 2 }))).toBeNull();
  });
});
