import { describe, expect, it } from "vitest";
import { Turns } from "../../src/gateway/turns.ts";

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("work beside upstream", () => {
  it("waits until what was written in this turn is out", async () => {
    const seen: string[] = [];
    const done = new Turns().next().then(() => seen.push("work"));
    process.nextTick(() => seen.push("a tick, as sockets write in"));
    await Promise.resolve().then(() => seen.push("a promise"));
    await done;
    expect(seen).toEqual(["a promise", "a tick, as sockets write in", "work"]);
  });

  it("is done in the order it came, a few pieces in a turn", async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => turns.next().then(() => seen.push(`work ${n}`)));
    const between = (async () => {
      for (let turn = 1; turn <= 2; turn++) {
        await aTurn();
        seen.push(`turn ${turn}`);
      }
    })();
    await Promise.all([...all, between]);
    const works = (from: number, to: number) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].slice(from - 1, to).map((n) => `work ${n}`);
    expect(seen).toEqual([...works(1, 4), "turn 1", ...works(5, 8), "turn 2", "work 9"]);
  });

  it("is worked off faster the more of it there is, so that a burst does not wait for hundreds of turns", async () => {
    const turns = new Turns();
    let done = 0;
    for (let i = 0; i < 800; i++) turns.next().then(() => done++);
    let needed = 0;
    for (; done < 800; needed++) await aTurn();
    expect(needed).toBeLessThan(60);
  });

  it("is done at once where too much of it waits", async () => {
    const turns = new Turns();
    for (let i = 0; i < 1_000; i++) void turns.next();
    let isDone = false;
    turns.next().then(() => {
      isDone = true;
    });
    await Promise.resolve();
    expect(isDone).toBe(true);
  });

  it("comes after a later request where it is put off", async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const later = turns.later().then(() => seen.push("put off"));
    await turns.next().then(() => seen.push("asked since"));
    // A timer that keeps nobody alive is waited for by one that does.
    const alive = setInterval(() => {}, 1_000);
    await later;
    clearInterval(alive);
    expect(seen).toEqual(["asked since", "put off"]);
  });

  it.each([
    ["nothing has come for a moment", 3, false],
    ["it has waited long, though others come all the time", 50, true],
  ])("is done, where it is put off, once %s", async (_, atMs, othersCome) => {
    let nowMs = 0;
    const turns = new Turns(() => nowMs);
    let isDone = false;
    turns.later().then(() => {
      isDone = true;
    });
    const aTick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
    for (nowMs = 0; nowMs < 10; nowMs++) {
      await turns.next();
      await aTick();
    }
    expect(isDone).toBe(false);
    nowMs = othersCome ? atMs : 9 + atMs;
    if (othersCome) await turns.next();
    await expect.poll(() => isDone).toBe(true);
  });
});
