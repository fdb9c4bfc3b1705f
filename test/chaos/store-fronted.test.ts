/** Memory in front of a store that fails, hangs, is slow or lies. */
import { expect, test } from "vitest";
import { createFrontedStore } from "../../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { PortFault } from "../../src/errors.ts";
import type { Entry } from "../../src/model.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, key, NOW_MS, stored } from "../support/entries.ts";
import { CHAOS, gated, hanging, lying, rejecting, throwing } from "./chaos.ts";

const memory = (entriesMax = 100) => createMemoryStore({ entriesMax, bytesMax: 2 ** 24 });
const store = (back: Store, entriesMax?: number) => createFrontedStore(memory(entriesMax), back);
const A = anEntry("a");
const B = anEntry("a", { id: id("ent-b"), body: Buffer.from("newer") });

test("a put is found at once, without a promise, while the back store has not answered", () => {
  const fronted = store(hanging(memory(), ["put", "get", "getById"]));
  void fronted.put(A, null);
  expect(fronted.get(A.key, NOW_MS)).toEqual(A);
  expect(fronted.getById(A.id, NOW_MS)).toEqual(A);
});

test("a put on its way is found though memory has let it go", () => {
  const fronted = store(hanging(memory(), ["put", "get", "getById"]), 1);
  void fronted.put(A, null);
  void fronted.put(anEntry("other"), null);
  expect(fronted.get(A.key, NOW_MS)).toEqual(A);
  expect(fronted.getById(A.id, NOW_MS)).toEqual(A);
});

test("what the back store refuses rejects and is served from memory all the same", async () => {
  const fronted = store(rejecting(memory(), ["put", "get", "getById"]));
  await expect(fronted.put(A, null)).rejects.toBe(CHAOS);
  expect(fronted.get(A.key, NOW_MS)).toEqual(A);
  await expect(fronted.get(key("none"), NOW_MS)).rejects.toBe(CHAOS);
});

test("a back store that refuses is told of once, and once when it takes answers again", async () => {
  const back = memory();
  let refuses = true;
  const told: boolean[] = [];
  const full = lying(back, ["put", "putNote"], (truth) => (refuses ? Promise.reject(CHAOS) : truth));
  const fronted = createFrontedStore(memory(), full, { onTaking: (takes) => told.push(takes) });
  await expect(fronted.put(A, null)).rejects.toBe(CHAOS);
  for (const name of ["c", "d"])
    await expect(fronted.put(anEntry(name), null)).rejects.toMatchObject({ part: "store", why: "off" });
  await expect(fronted.putNote("n", "1")).rejects.toMatchObject({ part: "store", why: "off" });
  expect(told).toEqual([false]);
  refuses = false;
  await fronted.putNote("n", "1");
  await fronted.put(anEntry("e"), null);
  expect(told).toEqual([false, true]);
  refuses = true;
  await expect(fronted.put(anEntry("f"), null)).rejects.toBe(CHAOS);
  expect(told).toEqual([false, true, false]);
});

test("a back store that throws does not leave a trace behind", async () => {
  const fronted = store(throwing(memory(), ["get"]));
  for (let i = 0; i < 3; i++) expect(() => fronted.get(A.key, NOW_MS)).toThrow(PortFault);
  await fronted.put(A, null);
  expect(fronted.get(A.key, NOW_MS)).toEqual(A);
});

test("a hit in the back store is kept in memory with the life it has", async () => {
  const back = memory();
  await back.put(A, null);
  let asked = 0;
  const counted = lying(back, ["get"], (truth) => {
    asked++;
    return truth;
  });
  const fronted = store(counted);
  expect(fronted.get(A.key, NOW_MS)).toEqual(A);
  expect(fronted.get(A.key, A.staleUntilMs - 1)).toEqual(A);
  expect(fronted.getById(A.id, A.staleUntilMs - 1)).toEqual(A);
  expect(asked).toBe(1);
  expect(fronted.get(A.key, A.staleUntilMs)).toBeNull();
});

test("an answer deleted while it is being read is not handed out, nor later", async () => {
  const back = memory();
  await back.put(A, null);
  const { port, release } = gated(back, ["get"], "after");
  const fronted = store(port);
  const reading = fronted.get(A.key, NOW_MS);
  await turn();
  await fronted.delete(A.id);
  release();
  expect(await reading).toBeNull();
  const again = fronted.get(A.key, NOW_MS);
  await turn();
  release();
  expect(await again).toBeNull();
});

test("an answer deleted while it is being written does not come back", async () => {
  const back = memory();
  const gate = gated(back, ["put"], "before");
  const fronted = store(gate.port);
  const writing = fronted.put(A, null);
  await turn();
  const deleting = fronted.delete(A.id);
  expect(fronted.get(A.key, NOW_MS)).toBeNull();
  expect(fronted.getById(A.id, NOW_MS)).toBeNull();
  gate.release();
  await writing;
  expect(await deleting).toBe(true);
  expect(back.get(A.key, NOW_MS)).toBeNull();
  expect(fronted.get(A.key, NOW_MS)).toBeNull();
});

test("an answer whose delete is on its way is hidden, in rows for the index too", async () => {
  const back = memory();
  await back.put(A, null);
  const gate = gated(back, ["delete"], "before");
  const fronted = store(gate.port);
  const deleting = fronted.delete(A.id);
  await turn();
  expect(fronted.get(A.key, NOW_MS)).toBeNull();
  expect(await ids(fronted)).toEqual([]);
  gate.release();
  expect(await deleting).toBe(true);
});

test("a delete that the back store refuses rejects, stays in force here, and is made good by a sweep", async () => {
  const back = memory();
  await back.put(A, null);
  let down = true;
  const flaky = lying(back, ["delete"], (truth) => {
    if (down) throw CHAOS;
    return truth;
  });
  // The lie comes after the deed: it is undone here, so that the answer is still behind.
  const fronted = store(flaky);
  await expect(fronted.delete(A.id)).rejects.toBe(CHAOS);
  await back.put(A, null);
  expect(fronted.get(A.key, NOW_MS)).toBeNull();
  expect(fronted.getById(A.id, NOW_MS)).toBeNull();
  expect(await ids(fronted)).toEqual([]);
  await expect(fronted.sweep(NOW_MS, 0)).rejects.toBe(CHAOS);
  await back.put(A, null);
  down = false;
  await fronted.sweep(NOW_MS, 0);
  expect(back.get(A.key, NOW_MS)).toBeNull();
});

test("a newer answer put while an older is being read wins, by key, and the older's id is gone", async () => {
  const back = memory();
  await back.put(A, null);
  const gate = gated(back, ["get", "getById"], "after");
  const fronted = store(gate.port);
  const byKey = fronted.get(A.key, NOW_MS);
  const byId = fronted.getById(A.id, NOW_MS);
  await turn();
  await fronted.put(B, null);
  gate.release();
  gate.release();
  expect(await byKey).toEqual(B);
  expect(await byId).toBeNull();
  expect(fronted.get(A.key, NOW_MS)).toEqual(B);
});

test("an older answer read while a newer was put and let go by memory is a miss, not a step back", async () => {
  const back = memory();
  await back.put(A, null);
  const gate = gated(back, ["get"], "after");
  const fronted = store(gate.port, 1);
  const reading = fronted.get(A.key, NOW_MS);
  await turn();
  await fronted.put(B, null);
  await fronted.put(anEntry("other"), null);
  gate.release();
  expect(await reading).toBeNull();
  const again = fronted.get(A.key, NOW_MS);
  await turn();
  gate.release();
  expect(await again).toEqual(B);
});

test("two puts under one key reach a back store that mixes up the order in the order they were made", async () => {
  const back = memory();
  const gate = gated(back, ["put"], "before");
  const fronted = store(gate.port);
  const writing = [fronted.put(A, null), fronted.put(B, null)];
  await turn();
  expect(gate.waiting).toEqual(["put"]);
  gate.release();
  await writing[0];
  await turn();
  gate.release();
  await writing[1];
  expect(back.get(A.key, NOW_MS)).toEqual(B);
});

test("a vector that follows its answer at once travels with it", async () => {
  const back = memory();
  const fronted = store(rejecting(back, ["putVector"]));
  const writing = fronted.put(A, null);
  await fronted.putVector(A.id, stored("kind", 1, 0));
  await writing;
  for await (const row of back.indexRows(fingerprint("kind"), NOW_MS, 9)) expect(row.vector).not.toBeNull();
});

test("a vector for an answer that could not be written is no second fault", async () => {
  const fronted = store(rejecting(memory(), ["put", "putVector"]));
  const writing = fronted.put(A, null);
  const vector = fronted.putVector(A.id, stored("kind", 1, 0));
  await expect(writing).rejects.toBe(CHAOS);
  await vector;
});

test("writes beyond the bound are refused by count and by bytes, and kept in memory", async () => {
  const back = hanging(memory(), ["put"]);
  const byCount = createFrontedStore(memory(), back, { pendingEntriesMax: 2 });
  const byBytes = createFrontedStore(memory(), back, { pendingBytesMax: 1_000 });
  for (const name of ["1", "2"]) void byCount.put(anEntry(name), null);
  await expect(byCount.put(A, null)).rejects.toMatchObject({ part: "store", why: "unavailable" });
  expect(byCount.get(A.key, NOW_MS)).toEqual(A);
  const large = anEntry("large", { body: Buffer.alloc(1_001) });
  await expect(byBytes.put(large, null)).rejects.toBeInstanceOf(PortFault);
  expect(byBytes.get(large.key, NOW_MS)).toEqual(large);
});

test("room comes back when writes end, well or not", async () => {
  for (const back of [memory(), rejecting(memory(), ["put"])]) {
    const fronted = createFrontedStore(memory(), back, { pendingEntriesMax: 1 });
    for (let i = 0; i < 5; i++) {
      const error = await fronted.put(anEntry(`${i}`), null).catch((fault: unknown) => fault);
      const cause = error instanceof PortFault && error.why === "off" ? error.cause : error;
      expect([undefined, CHAOS]).toContain(cause);
    }
  }
});

test("an answer to another question is refused, told, and never kept", async () => {
  const back = memory();
  await back.put(A, null);
  const faults: PortFault[] = [];
  const swapped = lying(
    back,
    ["get", "getById"],
    (truth) => truth && { ...(truth as Entry), key: "key-x", id: "ent-x" },
  );
  const fronted = createFrontedStore(memory(), swapped, {
    onFault: (_part, fault) => void faults.push(fault),
  });
  for (let i = 0; i < 2; i++) {
    expect(fronted.get(A.key, NOW_MS)).toBeNull();
    expect(fronted.getById(A.id, NOW_MS)).toBeNull();
  }
  expect(faults.map((fault) => fault.why)).toEqual(["corrupt", "corrupt", "corrupt", "corrupt"]);
});

test("close waits for what is on its way and tells what was lost", async () => {
  const back = memory();
  const gate = gated(back, ["put"], "before");
  const faults: PortFault[] = [];
  const fronted = createFrontedStore(memory(), gate.port, {
    onFault: (_part, fault) => void faults.push(fault),
  });
  const writing = fronted.put(A, null);
  await turn();
  let closed = false;
  const closing = fronted.close().then(() => {
    closed = true;
  });
  await turn();
  expect(closed).toBe(false);
  gate.release();
  await Promise.all([writing, closing]);
  expect(faults).toEqual([]);

  const lossy = createFrontedStore(memory(), rejecting(memory(), ["put"]), {
    onFault: (_part, fault) => void faults.push(fault),
  });
  lossy.put(A, null).catch(() => {});
  await lossy.close();
  expect(faults).toHaveLength(1);
});

async function ids(from: Store): Promise<string[]> {
  const all: string[] = [];
  for await (const row of from.indexRows(fingerprint("kind"), NOW_MS, 99)) all.push(row.facts.id);
  return all;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
