/** `semblance audit`: shows who changed what is served; exit status 1 where a record was changed or is missing. */
import type { Command } from "commander";
import type { AuditShown } from "../keep/audit.ts";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { EXIT } from "./exit-status.ts";

interface Given {
  readonly limit: string;
  readonly admin?: string;
  readonly json?: true;
}

const ANSWER_MS_MAX = 30_000;

export function addAudit(program: Command, deps: CommandDeps): void {
  program
    .command("audit")
    .description("purges, rollout changes and revocations, and whether their records are intact")
    .option("--limit <n>", "newest records, 1 to 1000", "100")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action(async (given: Given) => deps.end(await audit(given, deps)));
}

async function audit({ limit, admin, json }: Given, deps: CommandDeps): Promise<number> {
  const text = await askAdmin(loadedConfig(deps.configPath(), deps.env), {
    ...{ origin: admin, answerMsMax: ANSWER_MS_MAX },
    path: `/admin/audit?limit=${encodeURIComponent(limit)}`,
  });
  const { records, intact } = jsonOf<AuditShown>(text);
  if (json === true) process.stdout.write(`${text}\n`);
  else {
    for (const { seq, at, action, actor, details } of records)
      process.stdout.write(
        `${String(seq).padStart(6)}  ${at}  ${action.padEnd(10)}  ${actor}  ${JSON.stringify(details)}\n`,
      );
  }
  process.stderr.write(
    intact ? "the records are intact\n" : "the records are NOT intact: one was changed, or is missing\n",
  );
  return intact ? EXIT.good : EXIT.failed;
}
