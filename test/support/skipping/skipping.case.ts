/** Skipped in each of the ways there are, for `test/skipped.test.ts`. */
import { describe, expect, it } from "vitest";

describe.skipIf(true)("a suite (needs a moon)", () => {
  it("of one", () => {});
});
it.skipIf(true)("a test (needs a sun)", () => {});
it("a test that skips itself", ({ skip }) => skip("clouds came"));
it("one that runs", () => expect(1).toBe(1));
