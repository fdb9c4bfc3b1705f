/**
 * `npm run bench:transfer`: entries a second of `semblance warm`, `export` and `import` on a data dir, the start of the
 * command included. Other load makes a command wait for a core: what it would take with one to itself is the time that
 * its thread ran and the time that it had nothing to do. Linux only.
 *
 *     npm run bench:transfer -- [--entries N]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chance } from "./chance.ts";
import { say } from "./spread.ts";

const { values: options } = parseArgs({ options: { entries: { type: "string", default: "20000" } } });
const entries = Number(options.entries);
const GOAL = 2_000;
/** Nobody listens there, so that the commands open the data dir themselves. */
const PORT = "1";

const VERBS = ["reset", "update", "remove", "change", "cancel", "renew", "install", "track", "share"];
const NOUNS =
  "password account invoice order laptop printer router contract policy report ticket device battery screen".split(
    " ",
  );

const folder = mkdtempSync(join(tmpdir(), "transfer-"));
const [rows, dump, hook] = ["rows.jsonl", "dump.jsonl", "times.mjs"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
try {
  writeFileSync(rows, madeUp(entries));
  // The times of the command's main thread: wall, run, and waited for a core, in nanoseconds.
  writeFileSync(
    hook,
    `import { readFileSync, writeSync } from "node:fs";
    const read = () => readFileSync("/proc/self/schedstat", "utf8").split(" ").slice(0, 2).map(Number);
    process.on("exit", () => writeSync(3, JSON.stringify([performance.now() * 1e6, ...read()])));\n`,
  );
  say(`${entries} entries; with a core to itself (goal >= ${GOAL} a second), and here, beside other load`);
  told("warm", ["warm", rows, "--credential", "key"], "filled");
  told("export", ["export", dump], "filled");
  told("import", ["import", dump], "empty");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function told(name: string, command: readonly string[], dataDir: string): void {
  const main = new URL("../src/main.ts", import.meta.url).pathname;
  const flags = ["--import", hook, "--disable-warning=ExperimentalWarning"];
  const { status, stderr, output } = spawnSync(process.execPath, [...flags, main, ...command], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      SEMBLANCE_DATA_DIR: join(folder, dataDir),
      SEMBLANCE_SECRET: "one for both data dirs, so that tenants match",
      SEMBLANCE_ADMIN_PORT: PORT,
      SEMBLANCE_UPSTREAM: "demo",
    },
  });
  if (status !== 0) throw new Error(`semblance ${name} ended with ${status}: ${stderr}`);
  const [wall = 0, ran = 0, waited = 0]: number[] = JSON.parse(output[3] ?? "");
  const rate = (ns: number) => `${Math.round(entries / (ns / 1e9))} a second`;
  say(
    `${name.padEnd(7)} ${rate(wall - waited)} (ran ${seconds(ran)}, idle ${seconds(wall - ran - waited)}); here ${rate(wall)}`,
  );
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}

/** Rows of the short form, each with a question of its own and an answer of some 400 characters. */
function madeUp(count: number): string {
  const draw = chance(3);
  const of = (words: readonly string[]): string => words[Math.floor(draw() * words.length)] ?? "";
  return Array.from({ length: count }, (_, i) => {
    const question = `How do I ${of(VERBS)} the ${of(NOUNS)} of my ${of(NOUNS)} in case ${i}?`;
    const answer = `Open the settings, ${of(VERBS)} the ${of(NOUNS)} and confirm it with your ${of(NOUNS)}. `;
    return `${JSON.stringify({ question, answer: answer.repeat(6), model: "m" })}\n`;
  }).join("");
}
