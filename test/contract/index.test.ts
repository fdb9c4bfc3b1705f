import { describe, expect, test } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { CodeMemory, SKETCHED_FROM } from "../../src/adapters/index-codes.ts";
import { FlatIndex } from "../../src/adapters/index-flat.ts";
import { hnswAvailable } from "../../src/adapters/index-hnsw.ts";
import { ScopeIndex } from "../../src/adapters/index-scope.ts";
import { type EntryId, type UnitVector, unitVector } from "../../src/model.ts";
import type { Neighbour, VectorIndex } from "../../src/ports.ts";
import { id, scope, vectorOf } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const HERE = scope("here");
const THERE = scope("there");

describe("the flat index", () => indexContract(() => createAutoIndex({ kind: "flat" })));

describe.skipIf(!hnswAvailable())("the graph index (needs hnswlib-node)", () => {
  indexContract(() => createAutoIndex({ kind: "hnsw" }));

  describe("begun at 40 vectors", () =>
    indexContract(() => createAutoIndex({ kind: "auto", graphFrom: 40 })));

  test("the scan answers while the graph is built, and the graph from then on", async () => {
    const index = createAutoIndex({ kind: "auto", graphFrom: 500 });
    const random = seeded(3);
    for (let i = 0; i < 499; i++) index.add(HERE, id(`${i}`), randomVector(random, 16));
    await turns(3);
    expect(index.kindOf(HERE)).toBe("flat");
    index.add(HERE, id("499"), randomVector(random, 16));
    const asked = randomVector(random, 16);
    const scanned = index.search(HERE, asked, 5);
    expect(index.kindOf(HERE)).toBe("flat");
    await caughtUp(index);
    expect(index.kindOf(HERE)).toBe("hnsw");
    expect(index.search(HERE, asked, 5)).toEqual(scanned);
    expect(index.kindOf(THERE)).toBe("flat");
    index.close();
  });

  test("what is added, replaced and removed during the build is neither lost nor found again", async () => {
    const index = createAutoIndex({ kind: "auto", graphFrom: 1_000 });
    const random = seeded(4);
    for (let i = 0; i < 1_500; i++) index.add(HERE, id(`${i}`), randomVector(random, 32));
    await turns(2);
    expect(index.kindOf(HERE)).toBe("flat");
    const late = randomVector(random, 32);
    index.add(HERE, id("late"), late);
    const moved = randomVector(random, 32);
    for (const i of [0, 1_499]) index.add(HERE, id(`${i}`), moved);
    for (const i of [1, 1_498]) index.remove(HERE, id(`${i}`));
    await caughtUp(index);
    expect(index.kindOf(HERE)).toBe("hnsw");
    expect(index.size).toBe(1_499);
    expect(index.search(HERE, late, 1)).toMatchObject([{ id: "late" }]);
    expect(new Set(index.search(HERE, moved, 2).map((found) => found.id))).toEqual(new Set(["0", "1499"]));
    const all = index.search(HERE, moved, 2_000).map((found) => found.id);
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain("1");
    expect(all).not.toContain("1498");
    index.close();
  });

  test("a graph answers as soon as it lacks nothing, however short the steps", () => {
    const scope = new ScopeIndex(new FlatIndex(8), 100, (error) => expect.fail(String(error)));
    const random = seeded(9);
    for (let i = 0; i < 150; i++) scope.add(id(`${i}`), randomVector(random, 8));
    let steps = 0;
    for (; scope.lacking > 0; steps++) scope.work(() => true);
    expect([steps, scope.kind, scope.behind]).toEqual([150, "hnsw", false]);
  });

  test.each([
    [0.25, 1],
    [0.25, 4],
    [0.4, 2],
  ])("a graph built at %f vectors for each that comes and goes finds 99 of 100 (seed %i)", (pace, seed) => {
    const scope = new ScopeIndex(new FlatIndex(64), 1_000, (error) => expect.fail(String(error)));
    const flat = new FlatIndex(64);
    const random = seeded(seed * 7_919 + 1);
    const size = 2_500;
    for (let i = 0; i < 3 * size; i++) {
      const vector = randomVector(random, 64);
      for (const each of [scope, flat]) {
        each.add(id(`${i}`), vector);
        if (i >= size) each.remove(id(`${i - size}`));
      }
      const steps = i % 50 === 0 ? Math.floor(50 * pace) : 0;
      for (let n = 0; n < steps; n++) scope.work(() => true);
    }
    while (scope.behind) scope.work(() => true);
    expect(scope.kind).toBe("hnsw");
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const asked = randomVector(random, 64);
      const near = new Set(flat.search(asked, 8).map((neighbour) => neighbour.id));
      found += scope.search(asked, 8).filter((neighbour) => near.has(neighbour.id)).length;
    }
    expect(found / (300 * 8)).toBeGreaterThanOrEqual(0.99);
  });

  test("a scope that shrinks is scanned again, and an emptied one takes another dimension", async () => {
    const index = createAutoIndex({ kind: "auto", graphFrom: 100 });
    const random = seeded(5);
    for (let i = 0; i < 150; i++) index.add(HERE, id(`${i}`), randomVector(random, 8));
    await caughtUp(index);
    expect(index.kindOf(HERE)).toBe("hnsw");
    for (let i = 0; i < 101; i++) index.remove(HERE, id(`${i}`));
    expect(index.kindOf(HERE)).toBe("flat");
    for (let i = 101; i < 150; i++) index.remove(HERE, id(`${i}`));
    expect(index.size).toBe(0);
    index.add(HERE, id("other"), vectorOf(1, 0, 0));
    expect(index.search(HERE, vectorOf(1, 0, 0), 1)).toEqual([{ id: "other", similarity: 1 }]);
    index.close();
  });

  test("an idle process builds, without anything else that wakes it", async () => {
    const index = createAutoIndex({ kind: "hnsw" });
    const random = seeded(7);
    for (let i = 0; i < 300; i++) index.add(HERE, id(`${i}`), randomVector(random, 16));
    expect(index.lagging).toBe(300);
    // Asleep, but for one look in a while.
    await until(() => index.lagging === 0);
    expect(index.kindOf(HERE)).toBe("hnsw");
    expect(index.graphed).toBe(300);
    index.close();
  });

  test("tells what graphs hold of the scopes that are there", async () => {
    const index = createAutoIndex({ kind: "auto", graphFrom: 20 });
    const random = seeded(11);
    for (const [at, count] of [
      [HERE, 30],
      [THERE, 40],
      [scope("small"), 10],
    ] as const)
      for (let i = 0; i < count; i++) index.add(at, id(`${at}${i}`), randomVector(random, 8));
    await caughtUp(index);
    expect(index.graphed).toBe(70);
    for (let i = 0; i < 30; i++) index.remove(HERE, id(`${HERE}${i}`));
    expect(index.graphed).toBe(40);
    index.close();
    expect(index.graphed).toBe(0);
  });

  test("after three times its size has come and gone, at least 99 of 100 true neighbours are found", async () => {
    const index = createAutoIndex({ kind: "auto", graphFrom: 2_000 });
    const flat = createAutoIndex({ kind: "flat" });
    const random = seeded(6);
    const size = 5_000;
    for (let i = 0; i < 3 * size; i++) {
      const vector = randomVector(random, 64);
      for (const each of [index, flat]) {
        each.add(HERE, id(`${i}`), vector);
        if (i >= size) each.remove(HERE, id(`${i - size}`));
      }
      // The build keeps pace with the churn, as it does between requests.
      if (i % 50 === 0) await turns(1);
    }
    await caughtUp(index);
    expect(index.kindOf(HERE)).toBe("hnsw");
    expect(index.size).toBe(size);
    const asked = Array.from({ length: 500 }, () => randomVector(random, 64));
    expect(recall(index, flat, asked, 8)).toBeGreaterThanOrEqual(0.99);
    index.close();
  });
});

test("what codes find first is what floats find, at any size and closeness", () => {
  const random = seeded(8);
  for (const [dimension, spread] of [
    [16, 1],
    [33, 0.001],
    [256, 0.1],
    [300, 0],
  ] as const) {
    const flat = new FlatIndex(dimension);
    const coded = new FlatIndex(dimension, new CodeMemory(dimension));
    const centre = randomVector(random, dimension);
    const near = () => unitVector(randomVector(random, dimension).map((x, i) => x * spread + centre[i]!))!;
    const same = () => {
      for (let i = 0; i < 20; i++) {
        const asked = near();
        const found = coded.search(asked, 6);
        // Of equals the same are found, too: where all rows are one vector, a removal has its say in the order.
        expect(found).toEqual(flat.search(asked, 6));
      }
    };
    for (let i = 0; i < 1_500; i++) {
      const vector = near();
      for (const each of [flat, coded]) each.add(id(`${i}`), vector);
    }
    same();
    for (let i = 0; i < 1_400; i++) {
      for (const each of [flat, coded]) each.remove(id(`${(i * 7) % 1_500}`));
      if (i % 350 === 0) same();
    }
    same();
    expect(coded.size).toBe(flat.size);
  }
});

test("codes find what floats find however a vector is spread over its components", () => {
  const random = seeded(18);
  const dimension = 256;
  const sign = () => (random() < 0.5 ? -1 : 1);
  // Sums of products are largest where components are alike, and where one is far above the others.
  const kinds: (() => UnitVector)[] = [
    () => unitVector(Array.from({ length: dimension }, () => 1))!,
    () => unitVector(Array.from({ length: dimension }, () => -1))!,
    () => unitVector(Array.from({ length: dimension }, sign))!,
    () => unitVector(Array.from({ length: dimension }, (_, i) => (i % 16 < 2 ? sign() : 1e-3 * sign())))!,
    () => unitVector(Array.from({ length: dimension }, (_, i) => (i === 7 ? 1 : 1e-3 * random())))!,
    () => randomVector(random, dimension),
  ];
  const flat = new FlatIndex(dimension);
  const coded = new FlatIndex(dimension, new CodeMemory(dimension));
  for (let i = 0; i < 1_200; i++) {
    const vector = kinds[i % kinds.length]!();
    for (const each of [flat, coded]) each.add(id(`${i}`), vector);
  }
  for (const kind of kinds)
    for (let i = 0; i < 10; i++) {
      const asked = kind();
      expect(coded.search(asked, 6)).toEqual(flat.search(asked, 6));
    }
});

test.each([
  ["spread about the origin", 0],
  ["in a narrow cone", 3],
])("of many vectors %s at least 99 of 100 of the nearest are found by sketches", (_, cone) => {
  const random = seeded(28);
  const dimension = 256;
  const alike = Array.from({ length: 24 }, () => randomVector(random, dimension));
  const common = randomVector(random, dimension);
  // Of few sources, as questions are: of vectors that share nothing no one is near.
  const vector = (): UnitVector => {
    const shares = randomVector(random, alike.length);
    const own = randomVector(random, dimension);
    const of = (i: number) => alike.reduce((sum, each, n) => sum + shares[n]! * each[i]!, 0.3 * own[i]!);
    return unitVector(Array.from({ length: dimension }, (_, i) => of(i) + cone * common[i]!))!;
  };
  const flat = new FlatIndex(dimension);
  const sketched = new FlatIndex(dimension, new CodeMemory(dimension));
  // Not a whole number of blocks, nor of groups: the last rows are found as well.
  for (let i = 0; i < SKETCHED_FROM + 300; i++) {
    const next = vector();
    for (const each of [flat, sketched]) each.add(id(`${i}`), next);
  }
  let found = 0;
  for (let i = 0; i < 60; i++) {
    const asked = vector();
    const near = new Set(flat.search(asked, 6).map((neighbour) => neighbour.id));
    found += sketched.search(asked, 6).filter((neighbour) => near.has(neighbour.id)).length;
  }
  expect(found / (60 * 6)).toBeGreaterThanOrEqual(0.99);
  for (const i of [0, 255, 256, SKETCHED_FROM + 299]) {
    const stored = flat.vector(id(`${i}`))!.slice() as UnitVector;
    expect(sketched.search(stored, 1)).toEqual([{ id: `${i}`, similarity: expect.closeTo(1, 5) }]);
  }
  // The last rows move into the gaps, and are found there.
  const moved = flat.vector(id(`${SKETCHED_FROM + 299}`))!.slice() as UnitVector;
  for (let i = 0; i < 20; i++) sketched.remove(id(`${i * 13}`));
  expect(sketched.search(moved, 1)).toMatchObject([{ id: `${SKETCHED_FROM + 299}` }]);
  expect(sketched.search(flat.vector(id("0"))!.slice() as UnitVector, 1)).not.toMatchObject([{ id: "0" }]);
});

test("of many equal vectors as many are found as are asked for", () => {
  const sketched = new FlatIndex(16, new CodeMemory(16));
  const vector = randomVector(seeded(29), 16);
  for (let i = 0; i < SKETCHED_FROM; i++) sketched.add(id(`${i}`), vector);
  expect(sketched.search(vector, 3).map((neighbour) => neighbour.id)).toEqual(["0", "1", "2"]);
});

test("without a graph the index says so, once, and scans", () => {
  const notes: string[] = [];
  const index = createAutoIndex({ kind: "auto", onNote: (note) => notes.push(note) });
  expect(notes).toEqual(hnswAvailable() ? [] : [index.note]);
  index.close();
});

function indexContract(open: () => VectorIndex): void {
  test("the nearest come first, with their exact cosine", async () => {
    const index = open();
    index.add(HERE, id("east"), vectorOf(1, 0));
    index.add(HERE, id("north"), vectorOf(0, 1));
    index.add(HERE, id("west"), vectorOf(-1, 0));
    await caughtUp(index);
    const found = index.search(HERE, vectorOf(4, 3), 3);
    expect(found.map((n) => n.id)).toEqual(["east", "north", "west"]);
    expect(found.map((n) => n.similarity.toFixed(6))).toEqual(["0.800000", "0.600000", "-0.800000"]);
    index.close();
  });

  test("never more than asked for, nor more than there are; none for none", async () => {
    const index = open();
    for (let i = 0; i < 60; i++) index.add(HERE, id(`${i}`), vectorOf(1, i, 2));
    await caughtUp(index);
    expect(index.search(HERE, vectorOf(1, 1, 1), 8)).toHaveLength(8);
    expect(index.search(HERE, vectorOf(1, 1, 1), 10_000)).toHaveLength(60);
    for (const k of [0, -1, Number.NaN]) expect(index.search(HERE, vectorOf(1, 1, 1), k)).toEqual([]);
    index.close();
  });

  test("a scope sees its own vectors alone", async () => {
    const index = open();
    index.add(HERE, id("mine"), vectorOf(1, 0));
    index.add(THERE, id("theirs"), vectorOf(0, 1));
    await caughtUp(index);
    expect(index.search(HERE, vectorOf(0, 1), 9).map((n) => n.id)).toEqual(["mine"]);
    expect(index.search(scope("nowhere"), vectorOf(0, 1), 9)).toEqual([]);
    index.remove(THERE, id("mine"));
    expect(index.search(HERE, vectorOf(0, 1), 9)).toHaveLength(1);
    index.close();
  });

  test("what must not be compared throws and changes nothing", async () => {
    const index = open();
    index.add(HERE, id("a"), vectorOf(1, 0, 0));
    const wrong: [string, ArrayLike<number>][] = [
      ["shorter", [1, 0]],
      ["longer", [1, 0, 0, 0]],
      ["empty", []],
      ["NaN", [Number.NaN, 0, 0]],
      ["infinite", [Number.POSITIVE_INFINITY, 0, 0]],
      ["zero", [0, 0, 0]],
      ["denormal", [1e-40, 0, 0]],
      ["not of length 1", [1, 1, 1]],
    ];
    for (const [name, values] of wrong) {
      const vector = Float32Array.from(values) as UnitVector;
      expect(() => index.add(HERE, id("b"), vector), name).toThrow(RangeError);
      expect(() => index.add(HERE, id("a"), vector), name).toThrow(RangeError);
      expect(() => index.search(HERE, vector, 1), name).toThrow(RangeError);
      expect(() => index.add(scope("new"), id("b"), vector), name).toThrow(RangeError);
    }
    await caughtUp(index);
    expect(index.size).toBe(1);
    expect(index.search(HERE, vectorOf(1, 0, 0), 5)).toEqual([{ id: "a", similarity: 1 }]);
    index.close();
  });

  test("the caller may change its vector afterwards", async () => {
    const index = open();
    const vector = vectorOf(1, 0);
    index.add(HERE, id("a"), vector);
    vector.set([0, 1]);
    await caughtUp(index);
    expect(index.search(HERE, vectorOf(1, 0), 1)).toEqual([{ id: "a", similarity: 1 }]);
    index.close();
  });

  test("after close it is empty and can be asked", () => {
    const index = open();
    for (let i = 0; i < 100; i++) index.add(HERE, id(`${i}`), vectorOf(1, i));
    index.close();
    expect(index.size).toBe(0);
    expect(index.search(HERE, vectorOf(1, 0), 1)).toEqual([]);
    index.close();
  });

  test("whatever is added, replaced and removed, it answers like a list", async () => {
    const step = fc.record({ name: fc.nat(70), remove: fc.boolean(), angle: fc.nat(359), wait: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 150, size: "max" }), async (steps) => {
        const index = open();
        const model = new Map<EntryId, UnitVector>();
        for (const { name, remove, angle, wait } of steps) {
          const entry = id(`${name}`);
          if (remove && angle % 3 === 0) {
            model.delete(entry);
            index.remove(HERE, entry);
          } else {
            const vector = vectorOf(Math.cos(angle), Math.sin(angle), 0.5);
            model.set(entry, vector);
            index.add(HERE, entry, vector);
          }
          if (wait === 0) await turns(1);
          expect(index.size).toBe(model.size);
        }
        const asked = vectorOf(1, 1, 1);
        for (const ready of [false, true]) {
          if (ready) await caughtUp(index);
          const found = index.search(HERE, asked, 100);
          expect(new Set(found.map((n) => n.id))).toEqual(new Set(model.keys()));
          for (const n of found) expect(n.similarity).toBeCloseTo(dot(asked, model.get(n.id)!), 5);
          expect(found).toEqual(sorted(found));
        }
        index.close();
      }),
      { numRuns: 40 },
    );
  });
}

function sorted(found: readonly Neighbour[]): Neighbour[] {
  return [...found].sort((a, b) => b.similarity - a.similarity);
}

function recall(index: VectorIndex, truth: VectorIndex, asked: readonly UnitVector[], k: number): number {
  let hits = 0;
  for (const vector of asked) {
    const true8 = new Set(truth.search(HERE, vector, k).map((n) => n.id));
    for (const { id } of index.search(HERE, vector, k)) if (true8.has(id)) hits++;
  }
  return hits / (asked.length * k);
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Until no graph is behind. */
async function caughtUp(index: VectorIndex): Promise<void> {
  await until(() => index.lagging === 0);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function seeded(seed: number): () => number {
  return () => {
    // Numerical Recipes' linear congruential generator: the same vectors on every machine.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed + 0.5) / 2 ** 32;
  };
}

function randomVector(random: () => number, dimension: number): UnitVector {
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return unitVector(Array.from({ length: dimension }, normal))!;
}

function dot(a: UnitVector, b: UnitVector): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
