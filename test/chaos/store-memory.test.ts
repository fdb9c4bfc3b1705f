import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { anEntry, NOW_MS } from "../support/entries.ts";

test("three times as much as there is room for leaves the bounds held, the newest there and the oldest gone", async () => {
  const store = createMemoryStore({ entriesMax: 300, bytesMax: 2_000_000 });
  for (let i = 0; i < 900; i++) await store.put(anEntry(`${i}`, { body: Buffer.alloc(9_000, "x") }), null);
  const { entries, bytes } = await store.stats();
  expect(bytes).toBeLessThanOrEqual(2_000_000);
  expect(entries).toBeGreaterThan(150);
  expect(store.get(anEntry("899").key, NOW_MS)).not.toBeNull();
  expect(store.getById(anEntry("0").id, NOW_MS)).toBeNull();
});

test("an answer larger than all the room there is is not kept and throws nothing out but what it replaces", async () => {
  const store = createMemoryStore({ entriesMax: 10, bytesMax: 100_000 });
  await store.put(anEntry("small"), null);
  await store.put(anEntry("a"), null);
  await store.put(anEntry("a", { body: Buffer.alloc(200_000) }), null);
  expect(store.get(anEntry("a").key, NOW_MS)).toBeNull();
  expect(store.getById(anEntry("a").id, NOW_MS)).toBeNull();
  expect(store.get(anEntry("small").key, NOW_MS)).not.toBeNull();
});

test("a body that is a small part of a large buffer does not keep that buffer alive", async () => {
  const store = createMemoryStore({ entriesMax: 10, bytesMax: 100_000 });
  const chunk = Buffer.alloc(1_000_000, "y");
  await store.put(anEntry("a", { body: chunk.subarray(10, 20) }), null);
  const kept = store.get(anEntry("a").key, NOW_MS);
  expect(kept?.body.toString()).toBe("yyyyyyyyyy");
  expect(kept?.body.buffer.byteLength).toBeLessThan(1_000);
});
