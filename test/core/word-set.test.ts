import { describe, expect, it } from "vitest";
import { wordSet } from "../../src/core/word-set.ts";

describe("a list of words", () => {
  it("may run over lines, and be indented", () => {
    expect([...wordSet("\n  how what\n  de   da ")]).toEqual(["how", "what", "de", "da"]);
  });

  it("has each word once", () => {
    expect(wordSet("se if se").size).toBe(2);
  });
});
