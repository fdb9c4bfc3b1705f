/** Files of lines, where the disk takes a part of a line only, or the process ends within one. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { appendWhole } from "../../src/adapters/append-whole.ts";
import { createAuditFile } from "../../src/adapters/audit-file.ts";

let dir = "";
let path = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-lines-"));
  path = join(dir, "lines.jsonl");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** On a disk that takes so many bytes more. */
function filling(file: FileHandle, room: number): FileHandle {
  return Object.assign(Object.create(file) as FileHandle, {
    stat: () => file.stat(),
    truncate: (size: number) => file.truncate(size),
    async appendFile(text: string) {
      await file.appendFile(text.slice(0, room));
      if (text.length > room) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    },
  });
}

it("lines that a full disk takes in part are not there, and the next ones are whole", async () => {
  const file = await open(path, "a");
  await appendWhole(file, "one\n");
  for (const room of [0, 1, 5, 6])
    await expect(appendWhole(filling(file, room), "two\nthree\n")).rejects.toThrow("no space");
  await appendWhole(file, "four\n");
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("one\nfour\n");
});

it("an audit record that a crash cut short is none, and spoils no other", async () => {
  const log = createAuditFile(path);
  await log.append('{"seq":1}');
  appendFileSync(path, '{"seq":2,"at"');
  expect(await log.read()).toEqual(['{"seq":1}']);
  await log.append('{"seq":2}');
  expect(await log.read()).toEqual(['{"seq":1}', '{"seq":2}']);
  writeFileSync(path, '{"seq"');
  await log.append('{"seq":1}');
  expect(readFileSync(path, "utf8")).toBe('{"seq":1}\n');
});

it("audit records go into a file of that name, though it was removed", async () => {
  const log = createAuditFile(path);
  await log.append('{"seq":1}');
  rmSync(dir, { recursive: true });
  await log.append('{"seq":2}');
  expect(await log.read()).toEqual(['{"seq":2}']);
});
