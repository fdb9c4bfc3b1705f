/** What caches keep in a small heap. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { heapRoom } from "../src/heap-room.ts";

const MIB = 1024 ** 2;

describe("the room of caches", () => {
  it.each([
    [256, 0.25],
    [512, 0.5],
    [1024, 1],
    [4096, 1],
  ])("of a heap of %i MiB is %f of the full number", (mib, share) => {
    expect(heapRoom(mib * MIB)).toBe(share);
  });

  it("is by what the process was given", () => {
    const code = `import("${import.meta.dirname}/../src/heap-room.ts").then(({ heapRoom }) => console.log(heapRoom()))`;
    const roomOf = (mib: number) =>
      Number(execFileSync(process.execPath, [`--max-old-space-size=${mib}`, "-e", code], { stdio: "pipe" }));
    const [small, large] = [roomOf(256), roomOf(2048)];
    expect(small).toBeGreaterThanOrEqual(0.25);
    expect(small).toBeLessThan(0.5);
    expect(large).toBe(1);
  });
});
