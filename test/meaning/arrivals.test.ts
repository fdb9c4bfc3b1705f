/** Answers of other gateways on their way into the index. */
import { describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemIds } from "../../src/adapters/system.ts";
import { takeArrivals } from "../../src/gateway/arrivals.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import type { Arrived, IndexRow } from "../../src/model.ts";
import { anEntry, fingerprint, id, NOW_MS, vectorOf } from "../support/entries.ts";

async function room(pages: readonly (Arrived | null)[]) {
  const left = [...pages];
  const catalog = new Catalog(await createAutoIndex({ kind: "flat" }), 1_000);
  const arrivals = {
    begin: async () => {},
    next: async () => (left.length === 0 ? { rows: [], isLast: true } : (left.shift() ?? null)),
  };
  const store = Object.assign(createMemoryStore({ entriesMax: 1, bytesMax: 1 }), { arrivals });
  const faults: string[] = [];
  const deps = {
    ...{ store, catalog, secondLook: null, ids: systemIds },
    embedder: {
      kind: "builtin",
      fingerprint: fingerprint("k"),
      embed: () => vectorOf(1, 0),
      close: async () => {},
    },
    clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 },
    onFault: (part: string) => void faults.push(part),
  } as const;
  return { catalog, faults, left, take: (mayGoOn = () => true) => takeArrivals(deps, mayGoOn) };
}

const row = (
  name: string,
  over: Partial<IndexRow["facts"]> = {},
  vector: IndexRow["vector"] = vectorOf(1, 0),
) => {
  const { headers: _headers, body: _body, ...facts } = anEntry(name, over);
  return { facts, vector };
};
const page = (...rows: IndexRow[]): Arrived => ({ rows, isLast: true });

describe("an arrival", () => {
  it("is found by meaning from then on", async () => {
    const { take, catalog } = await room([{ rows: [row("a")], isLast: false }, page(row("b"))]);
    expect(await take()).toBe("taken");
    expect(catalog.size).toBe(2);
  });

  it.each([
    ["is over", row("a", { expiresAtMs: NOW_MS })],
    ["asks too much", row("a", { question: "x ".repeat(1_000_000) })],
    ["is exact only", row("a", { semantic: false })],
  ])("is left where it %s", async (_, arrived) => {
    const { take, catalog } = await room([page(arrived)]);
    await take();
    expect([catalog.size, catalog.backlog.size]).toEqual([0, 0]);
  });

  it("is owed a vector where another embedder made it", async () => {
    const { take, catalog } = await room([page(row("a", {}, null))]);
    await take();
    expect([catalog.size, catalog.backlog.size]).toEqual([0, 1]);
  });

  it("does not take the place of a newer answer, and does take that of an older one", async () => {
    const own = row("a", { id: id("own"), storedAtMs: NOW_MS - 10 });
    const older = row("a", { id: id("older"), storedAtMs: NOW_MS - 20 });
    const newer = row("a", { id: id("newer"), storedAtMs: NOW_MS - 5 });
    const { take, catalog } = await room([page(older, newer)]);
    catalog.add(own.facts, vectorOf(1, 0));
    await take();
    expect(catalog.search(own.facts.scope, vectorOf(1, 0), 5).map(({ facts }) => facts.id)).toEqual([
      "newer",
    ]);
  });

  it("whose vector the index refuses is a fault, and those behind it come all the same", async () => {
    const odd = row("odd", {}, vectorOf(1, 0, 0));
    const { take, catalog, faults } = await room([page(row("a"), odd, row("b"))]);
    await take();
    expect([catalog.size, faults]).toEqual([2, ["index"]]);
  });

  it("that was missed is told of, and none is read once the work is ended", async () => {
    expect(await (await room([null])).take()).toBe("missed");
    const ended = await room([page(row("a"))]);
    expect([await ended.take(() => false), ended.left.length]).toEqual(["taken", 1]);
  });
});
