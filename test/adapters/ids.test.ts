import { afterEach, describe, expect, it, vi } from "vitest";
import { systemIds } from "../../src/adapters/system.ts";

afterEach(() => void vi.useRealTimers());

describe("ids of entries", () => {
  it("come in the order of their bytes as they are made, second by second", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const ids: string[] = [];
    for (const at of ["2026-01-01", "2026-01-01T00:00:01Z", "2026-01-02", "2031-07-09", "2106-02-08"]) {
      vi.setSystemTime(new Date(at));
      ids.push(systemIds.entry());
    }
    expect(ids.toSorted()).toEqual(ids);
  });

  it("are told apart, and hold no character that an address would escape", () => {
    const ids = Array.from({ length: 1_000 }, () => systemIds.entry());
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^ent_[\w-]{22}$/);
  });
});
