/** What is written to cannot be written: the log, a command's output, a file that is none. */
import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, it } from "vitest";
import { runCommand, startProcess } from "../support/process.ts";

const dir = mkdtempSync(join(tmpdir(), "semblance-output-"));
writeFileSync(join(dir, "unwritable"), "");
/** Every write to it fails. */
const unwritable = openSync(join(dir, "unwritable"), "r");
afterAll(() => {
  closeSync(unwritable);
  rmSync(dir, { recursive: true, force: true });
});
const OWN = { SEMBLANCE_DATA_DIR: dir, SEMBLANCE_ADMIN_PORT: "1" };
const main = join(import.meta.dirname, "../../bin/semblance.cjs");

it("a log that cannot be written holds up no request, and the gateway ends when it is asked to", async () => {
  const gateway = await startProcess({ stdout: unwritable });
  for (const question of ["What is a lathe?", "What is a kiln?", "What is a loom?"]) {
    const answer = await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
    });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
  expect(await gateway.end()).toEqual({ code: 0, signal: null });
  rmSync(gateway.dir, { recursive: true, force: true });
});

it.each([[["explain", "--pair", "What is tea?", "What is a tea?"]], [["export", "-"]]])(
  "a reader that has left its output ends no command: %s",
  async (args) => {
    const child = spawn(process.execPath, [main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...OWN },
    });
    child.stdout.destroy();
    const said = text(child.stderr);
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, await said]).toEqual([0, ""]);
  },
);

it("an output that cannot be written is told, and its command ends by 2", async () => {
  const { code, err } = await runCommand(["schema"], OWN, unwritable);
  expect([code, err.trim()]).toEqual([2, "semblance: standard output cannot be written (EBADF)"]);
});

it("an export goes into a pipe that has the name, and to where a link leads", async () => {
  const pipe = join(dir, "pipe");
  expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
  // Both ends, so that neither waits for the other.
  const both = openSync(pipe, "r+");
  const ran = await runCommand(["export", pipe], OWN);
  const bytes = Buffer.alloc(4_096);
  const read = bytes.toString("utf8", 0, readSync(both, bytes));
  closeSync(both);
  expect([ran.code, ran.err.trim()]).toEqual([0, `0 entries exported to ${pipe}`]);
  expect(JSON.parse(read)).toMatchObject({ count: 0 });
  expect(lstatSync(pipe).isFIFO()).toBe(true);

  writeFileSync(join(dir, "target"), "before");
  symlinkSync(join(dir, "target"), join(dir, "link"));
  await runCommand(["export", join(dir, "link")], OWN);
  expect(lstatSync(join(dir, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(dir, "target"), "utf8")).toContain("semblance_export");
});
