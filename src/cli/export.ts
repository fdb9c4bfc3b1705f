/** `semblance export`: writes everything that is stored to a file that `semblance import` can read. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, realpathSync, statSync } from "node:fs";
import { type FileHandle, mkdtemp, open, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { headLine } from "../keep/export-row.ts";
import type { StoredAccess } from "../main/keeping.ts";
import { errorCode } from "../narrow.ts";
import { type Progress, progressOn } from "../replay/progress.ts";
import type { CommandDeps } from "./command.ts";
import { CommandFault, EXIT, exitOf } from "./exit-status.ts";
import { onStored } from "./stored.ts";

interface Given {
  readonly admin?: string;
}

/** Characters written at once, as a write for each row would be slow. */
const PIECE_CHARACTERS = 256 * 1024;

export function addExport(program: Command, deps: CommandDeps): void {
  program
    .command("export")
    .description("write everything that is stored to a file; tenants as digests, no credentials")
    .argument("<file>", "where to; - is standard output")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (file: string, { admin }: Given) =>
      deps.end(await onStored(deps, admin, (stored) => exportTo(file, stored))),
    );
}

async function exportTo(file: string, stored: StoredAccess): Promise<number> {
  const target = targetOf(file);
  const folder = target === null ? await mkdtemp(join(tmpdir(), "semblance-export-")) : null;
  // Written beside the target file, so that renaming puts it in place in one step.
  const beside = folder === null ? `${target}.${process.pid}.part` : join(folder, "rows");
  const remove = () => rm(folder ?? beside, { recursive: true, force: true });
  const stop = () => void remove().finally(() => process.exit(EXIT.failed));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const progress = progressOn(
    process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : null,
  );
  try {
    const rows = await written(beside, stored, progress);
    if (target !== null) await rename(beside, target);
    else if (file === "-") await pipeline(createReadStream(beside), process.stdout, { end: false });
    else await pipeline(createReadStream(beside), createWriteStream(file));
    progress.end();
    process.stderr.write(`${rows} entries exported${file === "-" ? "" : ` to ${file}`}\n`);
    return EXIT.good;
  } catch (error) {
    progress.end();
    if (error instanceof CommandFault) throw error;
    const code = errorCode(error);
    if (code === "") throw error;
    // A reader that has left, as `head` does, has seen enough.
    if (file === "-" && code === "EPIPE") return EXIT.good;
    throw new CommandFault(
      `${file}: ${REASONS[code] ?? "it cannot be written"} (${code}); nothing was left there`,
      exitOf(error),
    );
  } finally {
    process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
    await remove();
  }
}

/**
 * The file that is put in place, where a link leads if it is one; null where rows are written into what is there: a pipe
 * or a device would be gone if a file took its name.
 */
function targetOf(file: string): string | null {
  if (file === "-") return null;
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined) return resolve(file);
  return facts.isFile() || facts.isDirectory() ? realpathSync(file) : null;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "there is no space left on the disk",
  EACCES: "it may not be written",
  ENOENT: "its folder does not exist",
  EISDIR: "it is a folder",
  EROFS: "the disk may only be read",
};

/** Writes the rows, then the header, which counts them, into the space left for it. Resolves to the number of rows. */
async function written(path: string, stored: StoredAccess, progress: Progress): Promise<number> {
  const { fingerprint, secret, entries } = await stored.head();
  const createdAt = new Date().toISOString();
  const head = (count: number, digest: string) => headLine({ fingerprint, secret, count, digest }, createdAt);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(head(0, "0".repeat(64)));
    const { count, digest } = await rowsTo(file, stored, (rows) =>
      progress.at(`${rows} entries`, rows / Math.max(rows, entries)),
    );
    const last = Buffer.from(head(count, digest));
    await file.write(last, 0, last.length, 0);
    await file.sync();
    return count;
  } finally {
    await file.close();
  }
}

async function rowsTo(
  file: FileHandle,
  stored: StoredAccess,
  onRows: (count: number) => void,
): Promise<{ count: number; digest: string }> {
  const sum = createHash("sha256");
  let count = 0;
  let piece = "";
  const flush = async (): Promise<void> => {
    sum.update(piece);
    await file.writeFile(piece);
    piece = "";
    onRows(count);
  };
  for await (const row of stored.rows()) {
    piece += `${row}\n`;
    count++;
    if (piece.length >= PIECE_CHARACTERS) await flush();
  }
  await flush();
  return { count, digest: sum.digest("hex") };
}
