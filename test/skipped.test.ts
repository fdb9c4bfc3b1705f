import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { skippedText } from "./support/skipped.ts";

const root = join(fileURLToPath(import.meta.url), "../..");

it("a run tells what it skipped by name and reason, beside the reporters it names", () => {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const config = "test/support/skipping/vitest.config.ts";
  const args = ["run", "--config", config, "--reporter=default", "--reporter=json"];
  const env = { ...process.env, NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, env });
  expect(stdout.toString() + stderr.toString()).toContain(`
3 skipped
  test/support/skipping/skipping.case.ts: a suite > of one: needs a moon
  test/support/skipping/skipping.case.ts: a test: needs a sun
  test/support/skipping/skipping.case.ts: a test that skips itself: clouds came
`);
  expect(status).toBe(0);
});

it("says so where a reason is missing, and nothing where nothing was skipped", () => {
  const one = { file: "a.test.ts", titles: ["of a kind", "b (really)"], note: undefined };
  expect(skippedText([one])).toBe("\n1 skipped\n  a.test.ts: of a kind > b (really): no reason is given\n");
  expect(skippedText([])).toBe("");
});

it("every test that may be skipped gives its reason", () => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const silent = files
    .filter((name) => name.endsWith(".test.ts") && name !== "skipped.test.ts")
    .flatMap((name) => {
      const text = readFileSync(join(root, "test", name), "utf8");
      return [...text.matchAll(/\.(?:skipIf|runIf)\([^\n]*\)\(\s*(["'`])(.*?)\1/g)]
        .map(([, , title = ""]) => `${name}: ${title}`)
        .filter((title) => !/\(needs [^)]+\)$/.test(title));
    });
  expect(silent).toEqual([]);
});
