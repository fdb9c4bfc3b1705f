/** A file of lines that is only ever appended to, and readable by its owner alone. */
import { constants, mkdirSync, realpathSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { appendWhole } from "./append-whole.ts";

export interface RowFile {
  readonly path: string;
  readonly bytes: number;
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file. `fresh`: it must not exist yet, so that no kept file is written into. Rejects with the system's
 * error, such as EEXIST or ELOOP; a symbolic link is never followed.
 */
export async function openRowFile(path: string, fresh: boolean): Promise<RowFile> {
  mkdirSync(dirname(path), { recursive: true });
  const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants;
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | (fresh ? O_EXCL : 0), 0o600);
  const facts = await file.stat();
  if (!facts.isFile()) {
    await file.close();
    throw new Error(`${path} is not a file`);
  }
  let bytes = facts.size;
  return {
    path,
    get bytes() {
      return bytes;
    },
    async append(text) {
      await appendWhole(file, text);
      bytes += Buffer.byteLength(text);
    },
    close: () => file.close(),
  };
}

/** The path inside the folder; null where it leads out of the folder, also by way of a symbolic link. */
export function pathWithin(folder: string, path: string): string | null {
  const root = realpathSync(resolve(folder));
  const wanted = resolve(root, path);
  if (!isWithin(root, wanted)) return null;
  // The part of the path that exists may hold links; it is resolved.
  let there = dirname(wanted);
  const rest = [basename(wanted)];
  for (;;) {
    try {
      const real = join(realpathSync(there), ...rest);
      return isWithin(root, real) ? real : null;
    } catch {
      rest.unshift(basename(there));
      there = dirname(there);
    }
  }
}

function isWithin(root: string, path: string): boolean {
  const from = relative(root, path);
  return from !== "" && from !== ".." && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}
