import { describe, expect, it } from "vitest";
import { createQueue, type NoteFormat, versionedNote } from "../../src/learn/versioned-note.ts";
import { emptyStore } from "../support/kept-notes.ts";

interface Counter {
  readonly revision: number;
  readonly of: readonly string[];
}

const FORMAT: NoteFormat<Counter> = {
  version: ({ revision }) => revision,
  damaged: "the counter is damaged",
  decode(value) {
    const counter = value as Counter & { format?: number };
    if (counter.format === 9) return "the counter is of format 9";
    return { revision: counter.revision, of: counter.of.map(String) };
  },
};

const noteIn = (store = emptyStore()) => ({ store, note: versionedNote(store, "counter", FORMAT) });

describe("a versioned note", () => {
  it("is nothing where nothing was written, and what was written afterwards", async () => {
    const { store, note } = noteIn();
    expect(await note.read()).toEqual({ value: null, isNewer: false, version: 0, problem: null });
    await note.write({ revision: 1, of: ["a"] });
    expect(await store.getNote("counter")).toBe('{"revision":1,"of":["a"]}');
    expect((await note.read()).value).toEqual({ revision: 1, of: ["a"] });
    await note.delete();
    expect((await note.read()).value).toBeNull();
  });

  it("is newer to whoever has neither read nor written it, once", async () => {
    const { store, note } = noteIn();
    await note.write({ revision: 3, of: [] });
    expect(await note.read()).toMatchObject({ isNewer: false, version: 3 });
    const other = noteIn(store).note;
    expect(await other.read()).toMatchObject({ isNewer: true, version: 3 });
    expect(await other.read()).toMatchObject({ isNewer: false, version: 3 });
    await note.write({ revision: 4, of: [] });
    expect(await other.read()).toMatchObject({ isNewer: true, version: 4 });
    await store.putNote("counter", '{"revision":2,"of":[]}');
    expect(await other.read()).toMatchObject({ isNewer: false, version: 4 });
  });

  it.each([
    ["{", "the counter is damaged"],
    ["null", "the counter is damaged"],
    ['{"revision":1}', "the counter is damaged"],
    ['{"format":9}', "the counter is of format 9"],
  ])("that holds %s is no value, and says why", async (text, problem) => {
    const { store, note } = noteIn();
    await store.putNote("counter", text);
    expect(await note.read()).toMatchObject({ value: null, isNewer: false, problem });
  });

  it("merges one update after another: none is lost", async () => {
    const { note } = noteIn();
    const add = (name: string) =>
      note.update(async ({ value, version }) => {
        await new Promise(setImmediate);
        return { revision: version + 1, of: [...(value?.of ?? []), name] };
      });
    await Promise.all(["a", "b", "c"].map(add));
    expect((await note.read()).value).toEqual({ revision: 3, of: ["a", "b", "c"] });
  });

  it("writes nothing where the merge gives nothing or fails, and goes on", async () => {
    const { store, note } = noteIn();
    await note.update(() => null);
    await expect(note.update(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await store.getNote("counter")).toBeNull();
    await note.update(({ version }) => ({ revision: version + 1, of: [] }));
    expect((await note.read()).version).toBe(1);
  });

  it("counts no version as seen that the store did not take", async () => {
    const { store, note } = noteIn();
    const put = store.putNote.bind(store);
    store.putNote = () => Promise.reject(new Error("away"));
    await expect(note.write({ revision: 7, of: [] })).rejects.toThrow("away");
    store.putNote = put;
    await put("counter", '{"revision":7,"of":["other"]}');
    expect(await note.read()).toMatchObject({ isNewer: true, version: 7 });
  });
});

it("a queue runs in order, and a failure holds nobody up", async () => {
  const inTurn = createQueue();
  const did: string[] = [];
  const first = inTurn(async () => {
    await new Promise(setImmediate);
    did.push("first");
    throw new Error("first failed");
  });
  const second = inTurn(async () => void did.push("second"));
  await expect(first).rejects.toThrow("first failed");
  await second;
  expect(did).toEqual(["first", "second"]);
});
