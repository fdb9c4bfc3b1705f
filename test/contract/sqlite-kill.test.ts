import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { SECRET } from "../support/entries.ts";
import { killEntry } from "./sqlite-kill-entry.ts";

const ROUNDS = 10;
const CHILD = join(import.meta.dirname, "sqlite-kill-child.ts");

test.concurrent.each(["one", "two"])(
  "a process killed in the middle of writes, ten times on one file, loses nothing it acknowledged (file %s)",
  async (file) => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-kill-"));
    const path = join(dir, "cache.db");
    const acknowledged: [name: string, n: number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const name = `${file}${round}`;
      for (const n of await writtenUntilKilled(path, name, 1 + ((round * 17) % 60)))
        acknowledged.push([name, n]);
      expect(integrity(path)).toBe("ok");
    }
    const store = createSqliteStore({
      secret: SECRET,
      path,
      onFault: (_part, fault) => {
        throw fault;
      },
    });
    for (const [name, n] of acknowledged) {
      const entry = killEntry(name, n);
      expect(store.get(entry.key, 1_000)).toEqual(entry);
    }
    expect((await store.stats()).entries).toBeGreaterThanOrEqual(acknowledged.length);
    expect((await store.stats()).entries).toBe(rows(path));
    await store.close();
    expect(readdirSync(dir)).toEqual(["cache.db"]);
    rmSync(dir, { recursive: true, force: true });
  },
);

/** Resolves with what was acknowledged; the process was killed after the first `count` of those. */
async function writtenUntilKilled(path: string, name: string, count: number): Promise<number[]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, path, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    if (text.split("\n").length > count) child.kill("SIGKILL");
  });
  const [, signal] = await ended;
  expect(signal).toBe("SIGKILL");
  // What stands before the last line end was told whole.
  return text.split("\n").slice(0, -1).map(Number);
}

function integrity(path: string): unknown {
  const db = new DatabaseSync(path);
  const row = db.prepare("PRAGMA integrity_check").get();
  db.close();
  return row?.["integrity_check"];
}

function rows(path: string): unknown {
  const db = new DatabaseSync(path);
  const row = db.prepare("SELECT count(*) AS n FROM entries").get();
  db.close();
  return row?.["n"];
}
