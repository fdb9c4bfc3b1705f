/** No tenant holds more than its share while others need room: of entries and bytes, in memory and in the store. */
import { describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { leastRecentlyUsed, leastValuable } from "../../src/gateway/eviction.ts";
import { TenantShares } from "../../src/gateway/tenant-shares.ts";
import { makeRoom } from "../../src/main/room.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";
import { unitVector } from "../../src/model.ts";
import { anEntry, NOW_MS } from "../support/entries.ts";

const vector = unitVector([1, 0.5])!;
const facts = (tenant: string, n: number, over: Partial<EntryFacts> = {}): EntryFacts => {
  const { headers: _headers, body: _body, ...rest } = anEntry(`${tenant}${n}`);
  const of = { tenant: tenant as TenantId, scope: tenant as Scope, key: `${tenant}${n}` as Key };
  return { ...rest, ...of, id: `${tenant}${n}` as EntryId, ...over };
};

function catalogOf(share: number, entriesMax: number, bytesMax?: number) {
  const keeping = {
    eviction: leastValuable(),
    worthOf: () => 100,
    shares: new TenantShares(share, leastValuable),
  };
  return new Catalog(createAutoIndex({ kind: "flat" }), entriesMax, () => {}, bytesMax, keeping);
}
const held = (catalog: Catalog, tenant: string) => catalog.search(tenant as Scope, vector, 1_000).length;

describe("shares of the catalogue", () => {
  it("leaves all of it to one tenant alone", () => {
    const catalog = catalogOf(0.3, 100);
    for (let n = 0; n < 300; n++) catalog.add(facts("a", n), vector);
    expect(held(catalog, "a")).toBe(100);
  });

  it("takes room for others from who is above its share, and from nobody else", () => {
    const catalog = catalogOf(0.5, 100);
    for (let n = 0; n < 300; n++) catalog.add(facts("a", n), vector);
    for (let n = 0; n < 30; n++) catalog.add(facts("b", n), vector);
    expect([held(catalog, "a"), held(catalog, "b")]).toEqual([70, 30]);
    for (let n = 30; n < 200; n++) catalog.add(facts("b", n), vector);
    expect([held(catalog, "a"), held(catalog, "b")]).toEqual([50, 50]);
    for (let n = 300; n < 900; n++) catalog.add(facts("a", n), vector);
    expect([held(catalog, "a"), held(catalog, "b")]).toEqual([50, 50]);
  });

  it("lets a flood of questions that come once push out nothing of a tenant within its share, whatever that is worth", () => {
    const catalog = catalogOf(0.5, 100);
    for (let n = 0; n < 40; n++) catalog.add(facts("small", n), vector);
    for (let n = 0; n < 5_000; n++) {
      catalog.add(facts("flood", n), vector);
      catalog.touch(`flood${n}` as EntryId);
    }
    expect(held(catalog, "small")).toBe(40);
    expect(held(catalog, "flood")).toBe(60);
  });

  it("counts bytes as it counts entries", () => {
    const catalog = catalogOf(0.5, 10_000, 100_000);
    const long = { question: "x".repeat(5_000) };
    for (let n = 0; n < 50; n++) catalog.add(facts("a", n, long), vector);
    for (let n = 0; n < 20; n++) catalog.add(facts("b", n), vector);
    expect(held(catalog, "b")).toBe(20);
    expect(held(catalog, "a")).toBeLessThanOrEqual(8);
    expect(held(catalog, "a")).toBeGreaterThanOrEqual(4);
  });

  it("lets a tenant lose its own least worthy first, by what was asked of it", () => {
    const catalog = catalogOf(0.5, 10);
    for (let n = 0; n < 10; n++) catalog.add(facts("a", n), vector);
    for (const n of [0, 1, 2, 3, 4]) for (let i = 0; i < 3; i++) catalog.touch(`a${n}` as EntryId);
    for (let n = 0; n < 5; n++) catalog.add(facts("b", n), vector);
    const left = catalog.search("a" as Scope, vector, 100).map(({ facts: { id } }) => id);
    expect(left.sort()).toEqual(["a0", "a1", "a2", "a3", "a4"]);
  });

  it("takes another rule and other shares while it is full", () => {
    const catalog = catalogOf(1, 100);
    for (let n = 0; n < 90; n++) catalog.add(facts("a", n), vector);
    for (let n = 0; n < 10; n++) catalog.add(facts("b", n), vector);
    catalog.evictBy(leastRecentlyUsed(), new TenantShares(0.5, leastRecentlyUsed));
    for (let n = 10; n < 40; n++) catalog.add(facts("b", n), vector);
    expect([held(catalog, "a"), held(catalog, "b")]).toEqual([60, 40]);
    for (let n = 0; n < 40; n++) catalog.remove(`b${n}` as EntryId);
    for (let n = 100; n < 200; n++) catalog.add(facts("a", n), vector);
    expect([held(catalog, "a"), held(catalog, "b")]).toEqual([100, 0]);
  });

  it("holds its limits whatever comes and goes", () => {
    const catalog = catalogOf(0.4, 50, 60_000);
    let state = 11;
    const next = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    for (let turn = 0; turn < 4_000; turn++) {
      const [tenant, n] = [["a", "b", "c"][next(3)] ?? "a", next(60)];
      if (next(4) === 0) catalog.remove(`${tenant}${n}` as EntryId);
      else catalog.add(facts(tenant, n, { question: "x".repeat(next(800)) }), vector);
      expect(catalog.size).toBeLessThanOrEqual(50);
      expect(held(catalog, "a") + held(catalog, "b") + held(catalog, "c")).toBe(catalog.size);
    }
  });
});

describe("room in the store", () => {
  it("is made as soon as a burst is five hundredths above the limit, within a tenth of it", async () => {
    const store = createMemoryStore({ entriesMax: 10_000, bytesMax: 1e9 });
    const limits = { max_bytes: 1_000_000, per_tenant_share: 1 };
    let most = 0;
    for (let n = 0; n < 200; n++) {
      await store.put(anEntry(`${n}`, { body: Buffer.alloc(20_000), storedAtMs: NOW_MS + n }), null);
      await makeRoom(store, limits, NOW_MS);
      most = Math.max(most, (await store.stats()).bytes);
    }
    expect(most).toBeLessThanOrEqual(1.1 * limits.max_bytes);
    expect((await store.stats()).bytes).toBeGreaterThan(0.9 * limits.max_bytes);
    expect(await makeRoom(store, { ...limits, max_bytes: 0 }, NOW_MS)).toBe(0);
  });
});
