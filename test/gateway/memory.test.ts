/** What large bodies took is given back although nothing else happens, and nobody who waits is held up for it. */
import { describe, expect, it, vi } from "vitest";
import { IdleMemory } from "../../src/gateway/memory.ts";

const MB = 1024 * 1024;

/** A body as they lie in memory, of which only a weak reference is left. */
function droppedBody(): WeakRef<SharedArrayBuffer> {
  return new WeakRef(new SharedArrayBuffer(30 * MB));
}

/** A weak reference is cleared between turns only. */
const isGone = async (body: WeakRef<object>) => {
  await new Promise((resolve) => setImmediate(resolve));
  return body.deref() === undefined;
};

describe("the memory of a large body", () => {
  it("is given back once it is quiet", async () => {
    const body = droppedBody();
    new IdleMemory(() => true, 1).ended(30 * MB);
    await expect.poll(() => isGone(body)).toBe(true);
  });

  it("is not looked for while somebody waits for an answer", async () => {
    let asked = 0;
    const body = droppedBody();
    new IdleMemory(() => ++asked > 3, 1).ended(30 * MB);
    await expect.poll(() => asked).toBeGreaterThan(3);
    await expect.poll(() => isGone(body)).toBe(true);
  });

  it("is not looked for after small ones", async () => {
    let asked = 0;
    new IdleMemory(() => ++asked > 0, 1).ended(1_000);
    const large = new IdleMemory(() => true, 1);
    const body = droppedBody();
    large.ended(30 * MB);
    await expect.poll(() => isGone(body)).toBe(true);
    expect(asked).toBe(0);
  });

  it("is not looked for between requests that come one after the other", () => {
    vi.useFakeTimers();
    try {
      let asked = 0;
      const memory = new IdleMemory(() => ++asked > 0, 6_000);
      memory.ended(30 * MB);
      for (let i = 0; i < 5; i++) {
        vi.advanceTimersByTime(5_000);
        memory.ended(1_000);
      }
      expect(asked).toBe(0);
      vi.advanceTimersByTime(6_000);
      expect(asked).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
