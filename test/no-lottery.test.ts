/** A test's outcome is left to no chance, and to no limit that a busy machine breaks. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** What a test may not do itself, who does it for all, and the file in which that stands. */
const LEFT_TO: readonly (readonly [found: RegExp, use: string])[] = [
  [/from "fast-check"/, "support/property.ts"],
  [/\bvi\.waitFor\(/, "support/soon.ts"],
  [/\.poll\([^;]*?\{[^}]*\btimeout:/, "vitest.config.ts"],
  [/\bMath\.random\(/, "a seed"],
];

it("draws the same cases in each run, and waits for what comes later as long as all others do", () => {
  const own = join("support", "");
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".test.ts") || (name.endsWith(".ts") && name.startsWith(own)),
  );
  expect(tests.length).toBeGreaterThan(150);
  const wrong = tests.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), "utf8");
    return LEFT_TO.filter(
      ([found, use]) => found.test(text) && name !== use && name !== "no-lottery.test.ts",
    ).map(([, use]) => `${name}: ${use} does that`);
  });
  expect(wrong).toEqual([]);
});
