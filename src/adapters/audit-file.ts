/**
 * The lines of the audit log, in a file that is only ever appended to. A line is on the disk when `append` resolves.
 */
import { mkdirSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { AuditLog } from "../ports.ts";

export function createAuditFile(path: string): AuditLog {
  let file: Promise<FileHandle> | null = null;
  const opened = (): Promise<FileHandle> => {
    file ??= (async () => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return open(path, "a", 0o600);
    })();
    return file;
  };
  return {
    async read() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return text.split("\n").filter((line) => line !== "");
    },
    async append(line) {
      try {
        const handle = await opened();
        await handle.appendFile(`${line}\n`);
        await handle.sync();
      } catch (error) {
        file = null;
        throw error;
      }
    },
    async close() {
      await (await file?.catch(() => null))?.close();
      file = null;
    },
  };
}
