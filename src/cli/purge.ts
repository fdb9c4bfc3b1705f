/**
 * `semblance purge`: removes stored answers from the running gateway; unless told to, it only says what would be
 * removed.
 */
import { type Command, InvalidArgumentError } from "commander";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { EXIT } from "./exit-status.ts";

interface Given {
  readonly entry?: string;
  readonly scope?: string;
  readonly tenant?: string;
  readonly model?: string;
  readonly tag?: string;
  readonly text?: string;
  readonly olderThan?: number;
  readonly all?: true;
  readonly yes?: true;
  readonly admin?: string;
  readonly json?: true;
}

/** Milliseconds that a purge may take: a store of gigabytes is searched for a text. */
const PURGE_MS_MAX = 600_000;

export function addPurge(program: Command, deps: CommandDeps): void {
  program
    .command("purge")
    .description("remove stored answers; conditions combine; a dry run without --yes")
    .option("--entry <id>", "one answer, as x-semblance-entry names it")
    .option("--scope <digest>", "of one scope, as an entry names it")
    .option("--tenant <digest>", "of one tenant, as an entry names it")
    .option("--model <name>", "of one model")
    .option("--tag <tag>", "stored with this x-semblance-tags")
    .option("--text <text>", "whose question or answer holds it")
    .option("--older-than <age>", "stored longer ago: seconds, or 15m, 12h, 30d", secondsIn)
    .option("--all", "everything")
    .option("--yes", "really")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action(async (given: Given) => deps.end(await purge(given, deps)));
}

async function purge(given: Given, deps: CommandDeps): Promise<number> {
  const { olderThan, yes, admin, json, ...conditions } = given;
  const text = await askAdmin(loadedConfig(deps.configPath(), deps.env), {
    ...{ path: "/admin/purge", origin: admin, answerMsMax: PURGE_MS_MAX },
    body: {
      ...conditions,
      ...(olderThan === undefined ? {} : { older_than_seconds: olderThan }),
      dry_run: yes !== true,
    },
  });
  const { matched, purged } = jsonOf<{ matched: number; purged: number }>(text);
  const said = yes === true ? `${purged} removed` : `${matched} would be removed; --yes removes them`;
  process.stdout.write(json === true ? `${text}\n` : `${said}\n`);
  return EXIT.good;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function secondsIn(text: string): number {
  const [, amount, unit = "s"] = /^(\d{1,10})([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("A whole number above 0, with s, m, h or d behind it if need be.");
}
