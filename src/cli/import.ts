/** `semblance import`: stores an export's answers. The whole file is checked before any of it is stored. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { Command } from "commander";
import { type ExportHead, readHead, readRow } from "../keep/export-row.ts";
import type { StoredAccess } from "../main/keeping.ts";
import { progressOn } from "../replay/progress.ts";
import type { CommandDeps } from "./command.ts";
import { CommandFault, EXIT } from "./exit-status.ts";
import { batchesOf, mustRead, type NumberedLine, readLines } from "./row-lines.ts";
import { onStored } from "./stored.ts";

interface Given {
  readonly admin?: string;
  readonly resume?: true;
}

export function addImport(program: Command, deps: CommandDeps): void {
  program
    .command("import")
    .description("take an export in: checked whole first; what is there already, or is newer, stays")
    .argument("<file>", "an export")
    .option("--resume", "go on where an import was cut (rows that are there are passed over in any case)")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (file: string, { admin }: Given) => {
      mustRead(file);
      const work = (stored: StoredAccess) => importFrom(file, stored);
      deps.end(await onStored(deps, admin, work));
    });
}

async function importFrom(file: string, stored: StoredAccess): Promise<number> {
  const progress = progressOn(
    process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : null,
  );
  const totals = { stored: 0, present: 0, expired: 0, refused: 0 };
  try {
    const head = await checked(file, (share) => progress.at("checking", share));
    const { secret } = await stored.head();
    if (head.secret !== secret)
      process.stderr.write(
        "note: this export was made under another SEMBLANCE_SECRET: its tenants match nobody here\n",
      );
    let done = 0;
    for await (const batch of batchesOf(rowsIn(file))) {
      const answer = await stored.import(batch.map(({ text }) => text));
      if (answer.problem !== null) {
        const { row, why } = answer.problem;
        throw faultAt(file, batch[row], `${why}; nothing was imported from there on`);
      }
      for (const name of ["stored", "present", "expired", "refused"] as const) totals[name] += answer[name];
      done += batch.length;
      progress.at(`${done} entries`, done / Math.max(1, head.count));
    }
  } finally {
    progress.end();
  }
  const { present, expired, refused } = totals;
  process.stdout.write(
    `${totals.stored} entries imported, ${present} were there, ${expired} were past their life, ${refused} may not be stored here\n`,
  );
  return EXIT.good;
}

async function* rowsIn(file: string): AsyncGenerator<NumberedLine> {
  for await (const line of readLines(file)) if (line.number > 1) yield line;
}

/** Reads and checks the whole file: version, each row, count and digest. Throws CommandFault with line and reason. */
async function checked(file: string, onProgress: (share: number) => void): Promise<ExportHead> {
  let head: ExportHead | null = null;
  const sum = createHash("sha256");
  let count = 0;
  let bytes = 0;
  for await (const line of readLines(file)) {
    bytes += line.bytes;
    if (head === null) {
      const read = readHead(line.text);
      if ("problem" in read) throw faultAt(file, line, `${read.problem}; nothing was imported`);
      head = read;
      continue;
    }
    const row = readRow(line.text, 0);
    if ("problem" in row) throw faultAt(file, line, `${row.problem}; nothing was imported`);
    sum.update(line.text).update("\n");
    count++;
    if (count % 1_000 === 0) onProgress(bytes / Math.max(bytes, statSync(file).size));
  }
  if (head === null) throw new CommandFault(`${file}: line 1: the file is empty`);
  if (count !== head.count)
    throw new CommandFault(
      `${file}: ends after line ${count + 1}: the header counts ${head.count} rows, there are ${count}`,
    );
  if (sum.digest("hex") !== head.digest)
    throw new CommandFault(`${file}: the digest does not fit: a row was changed after the export`);
  return head;
}

function faultAt(file: string, line: NumberedLine | undefined, why: string): CommandFault {
  return new CommandFault(`${file}: line ${line?.number ?? "?"}: ${why}`);
}
