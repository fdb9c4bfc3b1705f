/** The command line: which commands exist, and how their failures end. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { fieldsOf, itemAt, messageOf } from "../narrow.ts";
import { addAlertsCommand } from "./alerts.ts";
import { addAudit } from "./audit.ts";
import { addCalibration } from "./calibration.ts";
import { addCheckConfig } from "./check-config.ts";
import { type CommandDeps, configPath } from "./command.ts";
import { addDashboardCommand } from "./dashboard.ts";
import { addDemo } from "./demo.ts";
import { CommandFault, EXIT, exitOf } from "./exit-status.ts";
import { addExplain } from "./explain-command.ts";
import { addExport } from "./export.ts";
import { addFeedback } from "./feedback.ts";
import { addFigures } from "./figures.ts";
import { addImport } from "./import.ts";
import { addIntegrate } from "./integrate.ts";
import { addLabels } from "./labels.ts";
import { heedOutput, statusWith } from "./output.ts";
import { addPurge } from "./purge.ts";
import { addRecord } from "./record-command.ts";
import { addReplay } from "./replay-command.ts";
import { addServe } from "./serve.ts";
import { addWarm } from "./warm.ts";

/** All commands, in the order of `semblance --help`. */
const COMMANDS = [
  addServe,
  addDemo,
  addIntegrate,
  addCheckConfig,
  addDashboardCommand,
  addFigures,
  addAlertsCommand,
  addExplain,
  addFeedback,
  addReplay,
  addRecord,
  addLabels,
  addCalibration,
  addPurge,
  addAudit,
  addExport,
  addImport,
  addWarm,
];

/** Runs the command that `argv` names. Resolves to the exit status. */
export async function run(
  argv: readonly string[],
  { start, open }: Pick<CommandDeps, "start" | "open">,
): Promise<number> {
  const { env } = process;
  let status: number = EXIT.good;
  heedOutput();
  const program = new Command("semblance")
    .description("An OpenAI-compatible gateway that answers repeated questions from a cache")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  const deps: CommandDeps = {
    env,
    start,
    open,
    configPath: (given) => configPath(given, env),
    end: (code) => {
      status = code;
    },
  };
  for (const add of COMMANDS) add(program, deps);
  const unknown = unknownCommand(program, argv);
  if (unknown !== null) {
    process.stderr.write(`${unknown}\n`);
    return EXIT.usage;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return statusWith(error.exitCode === 0 ? EXIT.good : EXIT.usage);
    const named = error instanceof CommandFault && error.named;
    process.stderr.write(`${named ? "" : `${speaker(argv)}: `}${messageOf(error)}\n`);
    return exitOf(error);
  }
  return statusWith(status);
}

/** The version in package.json, which lies at the same place beside the sources and in the package. */
function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return String(fieldsOf(JSON.parse(text))["version"]);
}

/** The name in front of error messages. `serve`, the default, goes by the program's own name. */
function speaker([first]: readonly string[]): string {
  return first === undefined || first === "serve" || first.startsWith("-")
    ? "semblance"
    : `semblance ${first}`;
}

/** A message for a word that is not a command, or null: without it such a word would go to `serve`, the default. */
function unknownCommand(program: Command, [first]: readonly string[]): string | null {
  if (first === undefined || first.startsWith("-") || first === "help") return null;
  const names = program.commands.map((command) => command.name());
  if (names.includes(first)) return null;
  const near = names
    .map((name) => ({ name, edits: edits(first, name) }))
    .filter(({ name, edits }) => edits <= Math.max(2, name.length / 3))
    .sort((a, b) => a.edits - b.edits)[0];
  const meant = near ? ` (Did you mean ${near.name}?)` : "";
  return `semblance: there is no command ${JSON.stringify(first)}${meant}; there are ${names.join(", ")}`;
}

const WORD_MAX = 40;

/** Levenshtein distance of two words. */
function edits(a: string, b: string): number {
  if (a.length > WORD_MAX) return WORD_MAX;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(itemAt(next, j - 1) + 1, itemAt(row, j) + 1, itemAt(row, j - 1) + same);
    }
    row = next;
  }
  return itemAt(row, b.length);
}
