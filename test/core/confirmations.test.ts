import { describe, expect, it } from "vitest";
import {
  type ConfirmingLabel,
  confirmationsNeeded,
  confirmedBy,
  type Tally,
  tallied,
} from "../../src/core/measure/confirmations.ts";

describe("how many labels confirm a pair", () => {
  it.each([
    ["a judge that never errs", 0, 0.01, 2],
    ["a tenth of wrong answers called the same, squared", 0.1, 0.01, 2],
    ["a fifth", 0.2, 0.01, 3],
    ["a third", 1 / 3, 0.01, 5],
    ["the most for which six do", 0.46, 0.01, 6],
    ["more than six would be needed", 0.47, 0.01, null],
    ["a judge that was never tried", 1, 0.01, null],
    ["a larger allowance", 0.2, 0.05, 2],
    ["nothing is allowed", 0.1, 0, null],
    ["nothing is allowed, and the judge never errs", 0, 0, 2],
    ["all is allowed", 1, 1, 2],
    ["what is no number", Number.NaN, 0.01, null],
  ])("%s", (_, falseSameHigh, allowed, needed) => {
    expect(confirmationsNeeded(falseSameHigh, allowed)).toBe(needed);
  });
});

const of = (
  source: ConfirmingLabel["source"],
  verdict: ConfirmingLabel["verdict"],
  more: Partial<ConfirmingLabel> = {},
) => ({
  source,
  verdict,
  tier: "semantic" as const,
  ...more,
});
const MISS = of("miss", "same");
const GOOD = of("feedback", "same");
const DIFFERENT = of("sample", "different");

describe("what counts", () => {
  it.each<[string, ConfirmingLabel[], number | null, number]>([
    ["nothing", [], 2, 0],
    ["one answer", [MISS], 2, 0],
    ["two answers, of whatever source", [of("shadow", "same"), of("sample", "same")], 2, 2],
    ["two answers where three are needed", [MISS, MISS], 3, 0],
    ["two answers where no number will do", [MISS, MISS], null, 0],
    ["an answer and a caller", [MISS, GOOD], 2, 2],
    ["callers alone", [GOOD, GOOD, GOOD], 2, 0],
    ["callers count as one of three", [GOOD, MISS, GOOD], 3, 0],
    ["callers count as one beside enough", [GOOD, MISS, GOOD, MISS], 3, 3],
    ["one that differs, after two", [MISS, MISS, DIFFERENT], 2, 0],
    ["one that differs, before two", [DIFFERENT, MISS, MISS], 2, 2],
    ["one more after one that differs", [MISS, MISS, DIFFERENT, MISS], 2, 0],
    ["two more after one that differs", [MISS, MISS, DIFFERENT, MISS, MISS], 2, 2],
    ["one in doubt, after two", [MISS, MISS, of("sample", "unsure")], 2, 0],
    ["a caller's bad, after two", [MISS, MISS, of("feedback", "different")], 2, 0],
    ["a caller's good from before one that differs", [GOOD, DIFFERENT, MISS], 2, 0],
    [
      "the judge tried on what is known to differ",
      [MISS, MISS, of("known", "different", { tier: null })],
      2,
      2,
    ],
    ["the judge mistaken about what is known to differ", [of("known", "same", { tier: null }), MISS], 2, 0],
    ["a prompt asked twice", [of("double", "same", { tier: null }), MISS], 2, 0],
    ["an edited answer", [of("miss", "same", { tier: "adapted" }), MISS], 2, 0],
    ["an edited answer that was wrong", [MISS, MISS, of("miss", "different", { tier: "adapted" })], 2, 2],
    ["one fresh answer that answered two", [MISS, of("miss", "same", { follower: true })], 2, 0],
    ["a wrong one that answered two", [MISS, MISS, of("miss", "different", { follower: true })], 2, 0],
  ])("%s", (_, labels, needed, confirmed) => {
    const tally = labels.reduce<Tally | null>(tallied, null);
    expect(tally === null ? 0 : confirmedBy(tally, needed)).toBe(confirmed);
  });
});
