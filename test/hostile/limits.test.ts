/** Sizes at random, close to their limits. */

import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { isTooLong } from "../../src/core/question.ts";
import { anEntry, NOW_MS } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 300 };

describe("a question", () => {
  it("is too long by its bytes, in whatever script it is written", () => {
    const unit = fc.constantFrom("a", "é", "語", "🙂", "\ud800");
    fc.assert(
      fc.property(unit, fc.integer({ min: -4, max: 4 }), fc.nat(3), (unit, off, ascii) => {
        const times = Math.floor(16_384 / Buffer.byteLength(unit)) + off;
        const question = unit.repeat(times) + "a".repeat(ascii);
        expect(isTooLong(question)).toBe(Buffer.byteLength(question) > 16_384);
      }),
      RUNS,
    );
  });
});

describe("a store in memory", () => {
  it("holds no more than it may, and of what it holds the whole", async () => {
    const entries = fc.array(fc.record({ name: fc.nat(20), bytes: fc.nat(4_000) }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 2_000, max: 20_000 }),
        async (list, entriesMax, bytesMax) => {
          const store = createMemoryStore({ entriesMax, bytesMax });
          const last = new Map<string, number>();
          for (const { name, bytes } of list) {
            await store.put(anEntry(`${name}`, { body: Buffer.alloc(bytes, 65) }), null);
            last.set(`${name}`, bytes);
            const stats = await store.stats();
            expect(stats.entries).toBeLessThanOrEqual(entriesMax);
            expect(stats.bytes).toBeLessThanOrEqual(bytesMax);
          }
          for (const [name, bytes] of last) {
            const found = await store.get(anEntry(name).key, NOW_MS);
            if (found !== null) expect(found.body.length).toBe(bytes);
          }
        },
      ),
      { ...RUNS, numRuns: 100 },
    );
  });
});
