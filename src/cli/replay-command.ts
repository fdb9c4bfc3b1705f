/** The command line of `semblance replay`. */
import type { Command } from "commander";
import { type ReplayOptions, replayCommand } from "../main/replay.ts";
import { FORMATS } from "../replay/formats.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { usageFault } from "./exit-status.ts";

interface Given {
  readonly config?: string;
  readonly format: string;
  readonly results?: string;
  readonly maxErrorRate?: string;
  readonly limit?: string;
  readonly dataFree?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

/** Most requests replayed, whatever is asked for. */
const ROWS_MAX = 1_000_000;

export function addReplay(program: Command, deps: CommandDeps): void {
  program
    .command("replay")
    .description("run recorded traffic through the policy offline: hits, errors and savings by threshold")
    .argument("<file>", "recorded traffic, gzip or not")
    .option("-c, --config <file>", "configuration file: identity, lives, prices")
    .option("--format <name>", `auto, ${FORMATS.map(({ name }) => name).join(", ")}`, "auto")
    .option("--results <file>", "OpenAI batch: the file of results (or of requests)")
    .option("--max-error-rate <share>", "wrong answers over cacheable requests that are allowed, 0 to 1")
    .option("--limit <n>", "requests at most")
    .option("--data-free", "digests in place of questions and answers")
    .option("--json", "as one JSON document")
    .option("--html <file>", "also one self-contained page")
    .action(async (file: string, given: Given) => run(file, given, deps));
}

async function run(file: string, given: Given, deps: CommandDeps): Promise<void> {
  const options = optionsOf(file, given);
  if (typeof options === "string") throw usageFault(options);
  await replayCommand(loadedConfig(deps.configPath(given.config), deps.env), options, {
    out: (text) => void process.stdout.write(text),
    progress: process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : null,
    color: process.stdout.isTTY === true && !deps.env["NO_COLOR"],
  });
}

/** The options of the replay, or a text that says what is wrong with them. */
function optionsOf(file: string, given: Given): ReplayOptions | string {
  const formats = ["auto", ...FORMATS.map(({ name }) => name)];
  if (!formats.includes(given.format)) return `--format: one of ${formats.join(", ")}`;
  const maxErrorRate = given.maxErrorRate === undefined ? null : Number(given.maxErrorRate);
  if (maxErrorRate !== null && !(maxErrorRate >= 0 && maxErrorRate <= 1))
    return "--max-error-rate: a number from 0 to 1";
  const limit = given.limit === undefined ? ROWS_MAX : Number(given.limit);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= ROWS_MAX))
    return `--limit: a whole number from 1 to ${ROWS_MAX}`;
  return {
    file,
    format: given.format,
    results: given.results ?? null,
    maxErrorRate,
    limit,
    dataFree: given.dataFree === true,
    json: given.json === true,
    html: given.html ?? null,
  };
}
