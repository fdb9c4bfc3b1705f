import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLogSink } from "../../src/adapters/log-sink.ts";
import { soon } from "../support/soon.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-log-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("lines are written whole and in their order, and those that wait at the end too", async () => {
  const path = join(dir, "log");
  const fd = openSync(path, "a");
  const sink = createLogSink(fd);
  const lines = Array.from({ length: 500 }, (_, n) => `line ${n} é\n`);
  for (const line of lines.slice(0, 300)) sink.write(line);
  await soon(() => expect(readFileSync(path, "utf8")).toBe(lines.slice(0, 300).join("")));
  for (const line of lines.slice(300)) sink.write(line);
  await soon(() => expect(readFileSync(path, "utf8")).toBe(lines.join("")));
  sink.flush();
  expect(readFileSync(path, "utf8")).toBe(lines.join(""));
  closeSync(fd);
});

it("where nothing can be written, lines are held up to a limit, and the end is not waited for", async () => {
  writeFileSync(join(dir, "log"), "");
  const fd = openSync(join(dir, "log"), "r");
  const sink = createLogSink(fd);
  const line = `${"x".repeat(999)}\n`;
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 100_000; n++) sink.write(line + n);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  await new Promise((resolve) => setImmediate(resolve));
  sink.flush();
  sink.write(line);
  expect(readFileSync(join(dir, "log"), "utf8")).toBe("");
  closeSync(fd);
});
