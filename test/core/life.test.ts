import { expect, test } from "vitest";
import { agedFaster, isPlausible } from "../../src/core/life.ts";
import { anEntry } from "../support/entries.ts";

const NOW = 1_700_000_000_000;
const MAX = { fresh: 600_000, stale: 60_000 };
const aged = (storedAtMs: number, freshMs: number, staleMs: number) =>
  anEntry("a", {
    storedAtMs,
    expiresAtMs: storedAtMs + freshMs,
    staleUntilMs: storedAtMs + freshMs + staleMs,
  });

test.each([
  ["stored now with the longest life there is", aged(NOW, 600_000, 60_000), true],
  ["stored by a clock that is a few seconds ahead", aged(NOW + 5_000, 600_000, 60_000), true],
  ["stored two days ahead", aged(NOW + 172_800_000, 600_000, 60_000), false],
  ["stored a minute ahead", aged(NOW + 60_000, 600_000, 60_000), false],
  ["with a longer life than any rule gives", aged(NOW, 600_001, 0), false],
  ["with a longer time past its life", aged(NOW, 1_000, 60_001), false],
  ["without an end", aged(NOW, Number.MAX_SAFE_INTEGER / 2, 0), false],
])("an answer %s", (_name, entry, believed) => {
  expect(isPlausible(entry, MAX, NOW)).toBe(believed);
});

test("what is left of a life is halved, down to a minute, and never becomes longer", () => {
  let entry = aged(NOW, 600_000, 60_000);
  const left: number[] = [];
  for (let i = 0; i < 6; i++) {
    const life = agedFaster(entry, NOW);
    if (life === null) break;
    entry = { ...entry, ...life };
    left.push(entry.expiresAtMs - NOW);
    expect(entry.staleUntilMs - entry.expiresAtMs).toBe(60_000);
  }
  expect(left).toEqual([300_000, 150_000, 75_000, 60_000]);
  expect(agedFaster(aged(NOW - 700_000, 600_000, 60_000), NOW)).toBeNull();
});
