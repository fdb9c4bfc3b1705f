/** The audit trail of several gateways: their own files on one store, and one file of several. */
import { createSecretKey } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuditFile } from "../../src/adapters/audit-file.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { AuditTrail } from "../../src/keep/audit.ts";
import type { Store } from "../../src/ports.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-audit-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const secret = createSecretKey(Buffer.from("a secret of the tests"));
const faults: unknown[] = [];

function storeThat(isShared: boolean): Store {
  return Object.defineProperty(createMemoryStore({ entriesMax: 10, bytesMax: 1e6 }), "isShared", {
    value: isShared,
  });
}

function trail(store: Store, name: string): AuditTrail {
  const onFault = (error: unknown) => void faults.push(error);
  return new AuditTrail({
    log: createAuditFile(join(dir, name)),
    store,
    secret,
    clock: systemClock,
    onFault,
  });
}

async function intact(...trails: readonly AuditTrail[]): Promise<boolean[]> {
  return Promise.all(trails.map(async (each) => (await each.show(10)).intact));
}

describe("the audit trail of a gateway", () => {
  it("is whole whatever another gateway on the same store has done", async () => {
    const store = storeThat(true);
    const one = trail(store, "one");
    const other = trail(store, "other");
    expect(await intact(one, other)).toEqual([true, true]);
    for (const each of [one, other, one]) {
      await each.add("rollout", "somebody", {});
      expect(await intact(one, other)).toEqual([true, true]);
    }
    expect(await intact(trail(store, "one"), trail(store, "other"), trail(store, "new"))).toEqual([
      ...[true, true, true],
    ]);
  });

  it("tells that its end was cut off, on a store of several gateways too", async () => {
    const store = storeThat(true);
    const one = trail(store, "one");
    for (const each of [one, one, trail(store, "other")]) await each.add("purge", "somebody", {});
    const path = join(dir, "one");
    writeFileSync(path, readFileSync(path, "utf8").replace(/.*\n$/, ""));
    expect(await intact(one, trail(store, "one"))).toEqual([false, false]);
  });

  it("goes on from what a second process added to the same file", async () => {
    const store = storeThat(false);
    const [one, other] = [trail(store, "one"), trail(store, "one")];
    for (const each of [one, other, one, one, other]) await each.add("purge", "somebody", {});
    const { records, intact: isWhole } = await one.show(10);
    expect([isWhole, records.map(({ seq }) => seq)]).toEqual([true, [1, 2, 3, 4, 5]]);
  });

  it("stays whole where two processes add to one file at the same moment", async () => {
    const store = storeThat(false);
    const both = [trail(store, "one"), trail(store, "one")];
    await Promise.all(Array.from({ length: 40 }, (_, n) => both[n % 2]!.add("purge", "somebody", {})));
    const { records, intact: isWhole } = await trail(store, "one").show(100);
    expect([isWhole, records.map(({ seq }) => seq)]).toEqual([
      true,
      Array.from({ length: 40 }, (_, n) => n + 1),
    ]);
    expect(existsSync(join(dir, "one.lock"))).toBe(false);
  });

  it("waits for no process that ended amid a record", async () => {
    const one = trail(storeThat(false), "one");
    const lock = join(dir, "one.lock");
    writeFileSync(lock, "");
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    await one.add("purge", "somebody", {});
    expect((await one.show(10)).records).toHaveLength(1);
  });

  it("tells that its file was removed, and does not begin anew", async () => {
    const one = trail(storeThat(false), "one");
    await one.add("purge", "somebody", {});
    rmSync(join(dir, "one"));
    expect(await intact(one)).toEqual([false]);
    await one.add("purge", "somebody", {});
    expect((await one.show(10)).intact).toBe(false);
    expect(faults).toEqual([]);
  });
});
