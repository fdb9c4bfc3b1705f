/** The command line: which commands there are, and how their failures end. */
import { Command, CommanderError } from "commander";
import { StartFault } from "../main/listen.ts";
import { addCalibration } from "./calibration.ts";
import { addCheckConfig } from "./check-config.ts";
import { type CommandDeps, configPath } from "./command.ts";
import { addDemo } from "./demo.ts";
import { addExplain } from "./explain-command.ts";
import { addFeedback } from "./feedback.ts";
import { addLabels } from "./labels.ts";
import { addRecord } from "./record-command.ts";
import { addReplay } from "./replay-command.ts";
import { addServe } from "./serve.ts";
import { addStats } from "./stats.ts";

/** In the order of `semblance --help`. */
const COMMANDS = [
  addServe,
  addDemo,
  addCheckConfig,
  addStats,
  addExplain,
  addFeedback,
  addReplay,
  addRecord,
  addLabels,
  addCalibration,
];

/** Resolves to the exit status. */
export async function run(argv: readonly string[], start: CommandDeps["start"]): Promise<number> {
  const { env } = process;
  let status = 0;
  const program = new Command("semblance")
    .description("An OpenAI-compatible gateway that answers repeated questions from a cache")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  const deps: CommandDeps = {
    env,
    start,
    configPath: (given) => configPath(given, env),
    end: (code) => {
      status = code;
    },
  };
  for (const add of COMMANDS) add(program, deps);
  const unknown = unknownCommand(program, argv);
  if (unknown !== null) {
    process.stderr.write(`${unknown}\n`);
    return 2;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`semblance: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof StartFault ? 2 : 1;
  }
  return status;
}

/** A word that is no command would be handed to `serve`, the default. */
function unknownCommand(program: Command, [first]: readonly string[]): string | null {
  if (first === undefined || first.startsWith("-") || first === "help") return null;
  const names = program.commands.map((command) => command.name());
  if (names.includes(first)) return null;
  return `semblance: there is no command ${JSON.stringify(first)}; there are ${names.join(", ")}`;
}
