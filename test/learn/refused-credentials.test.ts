import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { RefusedCredentials } from "../../src/learn/refused-credentials.ts";
import { soon } from "../support/soon.ts";

const emptyStore = () => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });

/** Refreshes until it is so. */
async function settled(refused: RefusedCredentials, isSo: () => boolean): Promise<void> {
  await soon(async () => {
    await refused.refresh();
    expect(isSo()).toBe(true);
  });
}

describe("a credential that upstream refused", () => {
  it("stays refused until upstream accepts that very one", () => {
    const refused = new RefusedCredentials(emptyStore());
    refused.add(["alice"]);
    refused.accept(["bob"]);
    expect([refused.has(["alice"]), refused.has(["bob"])]).toEqual([true, false]);
    refused.accept(["alice"]);
    expect(refused.has(["alice"])).toBe(false);
  });

  it("stays refused beside another, accepted or not: nobody knows which of two upstream took", () => {
    const refused = new RefusedCredentials(emptyStore());
    refused.add(["alice"]);
    expect(refused.has(["alice", "bob"])).toBe(true);
    refused.accept(["alice", "bob"]);
    expect(refused.has(["alice"])).toBe(true);
  });

  it("that is a pair is accepted again as that pair, and refused until then", () => {
    const refused = new RefusedCredentials(emptyStore());
    refused.add(["alice", "bob"]);
    expect([refused.has(["alice", "bob"]), refused.has(["alice"])]).toEqual([true, false]);
    refused.accept(["alice"]);
    expect(refused.has(["alice", "bob"])).toBe(true);
    refused.accept(["alice", "bob"]);
    expect(refused.has(["alice", "bob"])).toBe(false);
  });

  it("is not pushed out by made-up ones that outlived a restart", async () => {
    const store = emptyStore();
    const before = new RefusedCredentials(store, () => {}, 10);
    before.accept(["alice"]);
    before.add(["alice"]);
    for (let i = 0; i < 50; i++) before.add([`made-up-${i}`]);
    const after = new RefusedCredentials(store, () => {}, 10);
    await after.load();
    for (let i = 0; i < 10; i++) after.accept([`key-${i}`]);
    for (let i = 0; i < 9; i++) after.add([`key-${i}`]);
    expect([after.has(["alice"]), after.has(["key-8"]), after.size]).toEqual([true, true, 10]);
  });

  it("is not pushed out by made-up ones, before or after, where it was accepted once", () => {
    const refused = new RefusedCredentials(emptyStore(), () => {}, 100);
    refused.accept(["alice"]);
    refused.accept(["bob"]);
    for (let i = 0; i < 500; i++) refused.add([`before-${i}`]);
    refused.add(["alice"]);
    for (let i = 0; i < 500; i++) refused.add([`between-${i}`]);
    refused.add(["bob"]);
    for (let i = 0; i < 500; i++) refused.add([`after-${i}`]);
    expect([refused.has(["alice"]), refused.has(["bob"]), refused.size]).toEqual([true, true, 100]);
  });

  it("is refused by every gateway on the store, until upstream accepts it at any of them", async () => {
    const store = emptyStore();
    const [one, two] = [new RefusedCredentials(store), new RefusedCredentials(store)];
    await Promise.all([one.load(), two.load()]);
    two.accept(["alice"]);
    one.add(["alice"]);
    one.add(["bob"]);
    await settled(two, () => two.has(["alice"]) && two.has(["bob"]));
    // Either may hear the acceptance, whatever it knew of the credential when it was refused.
    two.accept(["alice"]);
    one.accept(["bob"]);
    await settled(one, () => !one.has(["alice"]) && !one.has(["bob"]));
    await settled(two, () => !two.has(["alice"]) && !two.has(["bob"]));
    expect([one.size, two.size]).toEqual([0, 0]);
    two.add(["alice"]);
    await settled(one, () => one.has(["alice"]));
  });

  it("reads the names again only where something changed", async () => {
    let reads = 0;
    const store = emptyStore();
    const counted = {
      getNote: store.getNote.bind(store),
      putNote: store.putNote.bind(store),
      deleteNote: store.deleteNote.bind(store),
      noteNames: (prefix: string, limit: number) => {
        reads++;
        return store.noteNames(prefix, limit);
      },
    };
    const [one, two] = [new RefusedCredentials(store), new RefusedCredentials(counted)];
    one.add(["alice"]);
    await settled(two, () => two.has(["alice"]));
    const before = reads;
    for (let i = 0; i < 5; i++) await two.refresh();
    expect(reads).toBe(before);
  });

  it("that was refused here and is not yet written is not taken for accepted elsewhere", async () => {
    const store = emptyStore();
    const held = Promise.withResolvers<void>();
    const slow = {
      getNote: store.getNote.bind(store),
      deleteNote: store.deleteNote.bind(store),
      noteNames: store.noteNames.bind(store),
      putNote: (name: string, value: string) => held.promise.then(() => store.putNote(name, value)),
    };
    const refused = new RefusedCredentials(slow);
    refused.add(["alice"]);
    await refused.load();
    expect(refused.has(["alice"])).toBe(true);
    held.resolve();
    await settled(refused, () => refused.has(["alice"]));
  });

  it("is refused after a restart too, and after its acceptance no longer", async () => {
    const store = emptyStore();
    const before = new RefusedCredentials(store);
    before.accept(["alice"]);
    before.add(["alice"]);
    before.add(["bob"]);
    before.accept(["bob"]);
    const after = new RefusedCredentials(store);
    await after.load();
    expect([after.has(["alice"]), after.has(["bob"])]).toEqual([true, false]);
  });
});
