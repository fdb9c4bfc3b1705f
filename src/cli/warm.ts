/** `semblance warm`: fills the cache with existing questions and answers. */
import { statSync } from "node:fs";
import type { Command } from "commander";
import { keyIn } from "../config.ts";
import type { WarmDefaults } from "../keep/warm.ts";
import type { StoredAccess } from "../main/keeping.ts";
import { progressOn } from "../replay/progress.ts";
import type { CommandDeps } from "./command.ts";
import { CommandFault, EXIT } from "./exit-status.ts";
import { batchesOf, mustRead, readLines } from "./row-lines.ts";
import { onStored } from "./stored.ts";

interface Given {
  readonly credential?: string;
  readonly model?: string;
  readonly admin?: string;
}

export function addWarm(program: Command, deps: CommandDeps): void {
  program
    .command("warm")
    .description("store the answers of a file: rows of {question, answer} or {request, response}")
    .argument("<file>", "a row a line, as JSON; a second run stores nothing twice")
    .option("--credential <key>", "for whom, where a row has none; else OPENAI_API_KEY")
    .option("--model <name>", "which callers ask for, where a row has none")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (file: string, { credential, model, admin }: Given) => {
      mustRead(file);
      const owner = credential ?? keyIn(deps.env, "OPENAI_API_KEY");
      deps.end(
        await onStored(deps, admin, (stored) =>
          warmFrom(file, stored, { credential: owner, model: model ?? null }),
        ),
      );
    });
}

async function warmFrom(file: string, stored: StoredAccess, defaults: WarmDefaults): Promise<number> {
  const progress = progressOn(
    process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : null,
  );
  const skipped: Record<string, number> = {};
  let count = 0;
  let bytes = 0;
  try {
    for await (const batch of batchesOf(readLines(file))) {
      const answer = await stored.warm(
        batch.map(({ text }) => text),
        defaults,
      );
      count += answer.stored;
      for (const [why, rows] of Object.entries(answer.skipped)) skipped[why] = (skipped[why] ?? 0) + rows;
      const { problem } = answer;
      if (problem !== null)
        throw new CommandFault(
          `${file}: line ${batch[problem.row]?.number ?? "?"}: ${problem.why}; ${count} rows before it are stored`,
        );
      for (const line of batch) bytes += line.bytes;
      progress.at(`${count} rows`, bytes / Math.max(bytes, statSync(file).size));
    }
  } finally {
    progress.end();
  }
  const reasons = Object.entries(skipped).map(([why, rows]) => `${rows} ${why}`);
  const without = reasons.length === 0 ? "" : `; not stored: ${reasons.join(", ")}`;
  process.stdout.write(`${count} answers stored${without}\n`);
  return EXIT.good;
}
