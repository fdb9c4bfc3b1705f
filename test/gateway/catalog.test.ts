import { describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { type EntryFacts, type EntryId, type Key, type Scope, unitVector } from "../../src/model.ts";

const scope = "s" as Scope;
const factsOf = (id: number) =>
  ({
    id: `${id}` as EntryId,
    key: `k${id}` as Key,
    scope,
    storedAtMs: id,
    question: "",
  }) as unknown as EntryFacts;
const vector = unitVector([1, 0.5])!;

/** A list that does the same, slowly. */
class Plain {
  ids: number[] = [];
  readonly max: number;
  constructor(max: number) {
    this.max = max;
  }
  add(id: number) {
    this.ids = [...this.ids.filter((one) => one !== id), id].slice(-this.max);
  }
  touch(id: number) {
    if (this.ids.includes(id)) this.add(id);
  }
  remove(id: number) {
    this.ids = this.ids.filter((one) => one !== id);
  }
}

describe("the catalogue", () => {
  it("lets go of what was served longest ago, whatever was touched, removed and added again before", () => {
    const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 20);
    const plain = new Plain(20);
    let state = 7;
    const next = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    for (let turn = 0; turn < 3000; turn++) {
      const id = next(60);
      const act = next(10);
      if (act < 6) {
        catalog.add(factsOf(id), vector);
        plain.add(id);
      } else if (act < 9) {
        catalog.touch(`${id}` as EntryId);
        plain.touch(id);
      } else {
        catalog.remove(`${id}` as EntryId);
        plain.remove(id);
      }
      const there = catalog.search(scope, vector, 100).map(({ facts }) => Number(facts.id));
      expect(there.sort((a, b) => a - b)).toEqual([...plain.ids].sort((a, b) => a - b));
    }
    catalog.resize(3);
    expect(
      catalog
        .search(scope, vector, 100)
        .map(({ facts }) => Number(facts.id))
        .sort(),
    ).toEqual(plain.ids.slice(-3).sort());
  });

  it("holds no more bytes of questions than it may, and lets go of the oldest for them", () => {
    const long = (id: number) => ({ ...factsOf(id), question: "x".repeat(10_000) });
    const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 1_000, () => {}, 100_000);
    for (let id = 0; id < 50; id++) catalog.add(long(id), vector);
    expect(catalog.size).toBe(4);
    expect(catalog.isCurrent(long(49))).toBe(true);
    expect(catalog.isCurrent(long(45))).toBe(false);
    catalog.resize(1_000, 50_000);
    expect(catalog.size).toBe(2);
    for (const id of [48, 49]) catalog.remove(`${id}` as EntryId);
    for (let id = 0; id < 50; id++) catalog.add(long(id), vector);
    expect(catalog.size).toBe(2);
  });
});
