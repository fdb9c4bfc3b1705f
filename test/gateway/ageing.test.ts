import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { ageFaster } from "../../src/gateway/ageing.ts";
import type { EntryFacts } from "../../src/model.ts";
import type { Store } from "../../src/ports.ts";
import { type Harness, replacing, startHarness } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

const QUESTION = "How are tides made?";
const LIFE = 1_000_000;

let up: TestUpstream;
let gateway: Harness;
let wallMs: number;
let beforeReading: (() => Promise<void>) | null;

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(() => up.close());
beforeEach(async () => {
  wallMs = Date.now();
  beforeReading = null;
  const store = createMemoryStore({ entriesMax: 100, bytesMax: 1e7 });
  gateway = await startHarness({
    upstream: up.url,
    clock: { nowMs: () => wallMs, monotonicMs: () => performance.now() },
    settings: { ttlMs: LIFE },
    store: replacing<Store>(store, {
      async getById(id, nowMs) {
        const entry = await store.getById(id, nowMs);
        await beforeReading?.();
        return entry;
      },
    }),
  });
});
afterEach(() => gateway.close());

const stored = async (): Promise<EntryFacts[]> => {
  const all: EntryFacts[] = [];
  for await (const facts of gateway.deps.store.facts(wallMs)) all.push(facts);
  return all;
};
const only = async (): Promise<EntryFacts> => {
  const all = await stored();
  expect(all).toHaveLength(1);
  return all[0] as EntryFacts;
};

it("halves what is left of the life, and is found as before, until then", async () => {
  await gateway.chat(QUESTION);
  const before = await only();
  expect(await ageFaster(gateway.deps, before.id)).toBe(true);
  const after = await only();
  expect(after).toEqual({
    ...before,
    expiresAtMs: wallMs + LIFE / 2,
    staleUntilMs: before.staleUntilMs - LIFE / 2,
  });
  wallMs += LIFE / 2 - 1;
  const asked = async () => {
    const found: (string | null)[] = [];
    for (const question of [QUESTION, "How are made tides?"])
      found.push((await gateway.chat(question, {}, { "cache-control": "only-if-cached" })).outcome);
    return found;
  };
  expect(await asked()).toEqual(["exact", "semantic"]);
  wallMs += 1;
  expect(await asked()).toEqual(["miss", "miss"]);
});

it("leaves alone what was replaced, removed or purged while it was read", async () => {
  await gateway.chat(QUESTION);
  const first = await only();
  beforeReading = async () => void (await gateway.chat(QUESTION, {}, { "cache-control": "no-cache" }));
  expect(await ageFaster(gateway.deps, first.id)).toBe(false);
  const second = await only();
  expect(second.id).not.toBe(first.id);
  expect(second.expiresAtMs).toBe(wallMs + LIFE);
  beforeReading = async () => gateway.deps.purges.add({ all: true });
  expect(await ageFaster(gateway.deps, second.id)).toBe(false);
  beforeReading = async () => void (await gateway.deps.store.delete(second.id));
  expect(await ageFaster(gateway.deps, second.id)).toBe(false);
  expect(await stored()).toEqual([]);
});

it("does nothing to an answer that is not there", async () => {
  beforeReading = null;
  expect(await ageFaster(gateway.deps, "ent_none" as EntryFacts["id"])).toBe(false);
});
