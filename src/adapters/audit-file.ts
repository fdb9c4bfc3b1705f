/**
 * The lines of the audit log, in a file that is only ever appended to. A line is on the disk when `append` resolves. One
 * that a crash cut short was never acknowledged: it is left out, and goes before the next line is written.
 */
import { mkdirSync } from "node:fs";
import { type FileHandle, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { AuditLog } from "../ports.ts";
import { appendWhole } from "./append-whole.ts";

export function createAuditFile(path: string): AuditLog {
  return {
    async read() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      return whole.split("\n").filter((line) => line !== "");
    },
    async append(line) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // Opened anew each time, as somebody may have removed the file.
      const file = await open(path, "a+", 0o600);
      try {
        await dropCutLine(file);
        const { size } = await file.stat();
        await appendWhole(file, `${line}\n`);
        await file.sync();
        return size + Buffer.byteLength(line) + 1;
      } finally {
        await file.close();
      }
    },
    async size() {
      return (await stat(path).catch(() => null))?.size ?? 0;
    },
    alone(task) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return holding(`${path}.lock`, task);
    },
  };
}

/** A lock that is this old was left behind by a process that has ended; a record is written within milliseconds. */
const STALE_MS = 10_000;
const WAIT_MS = 5;
const WAIT_MS_MAX = 2 * STALE_MS;

/**
 * Runs the task while a file of this name is there that only one process can make. Where it cannot be made at all, or is not
 * free in time, the task runs without: a record that is missing is worse than one too many after the same one.
 */
async function holding<T>(lock: string, task: () => Promise<T>): Promise<T> {
  const held = await taken(lock);
  try {
    return await task();
  } finally {
    if (held) await unlink(lock).catch(() => {});
  }
}

async function taken(lock: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += WAIT_MS) {
    try {
      await (await open(lock, "wx", 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
    const madeMs = (await stat(lock).catch(() => null))?.mtimeMs;
    if (madeMs !== undefined && Date.now() - madeMs > STALE_MS) await unlink(lock).catch(() => {});
    else await setTimeout(WAIT_MS);
  }
  return false;
}

async function dropCutLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size === 0 || (await file.read(last, 0, 1, size - 1)).buffer.toString() === "\n") return;
  const bytes = Buffer.alloc(size);
  await file.read(bytes, 0, size, 0);
  await file.truncate(bytes.lastIndexOf("\n") + 1);
}
