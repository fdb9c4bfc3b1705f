import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { RefusedCredentials } from "../../src/learn/refused-credentials.ts";

const emptyStore = () => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });

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
