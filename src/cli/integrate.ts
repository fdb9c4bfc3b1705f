/** `semblance integrate`: leads from an empty folder, or an application's, to a tested gateway. */
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { demoLanguage } from "../demo/tour.ts";
import { integrate } from "../integrate/steps.ts";
import type { CommandDeps } from "./command.ts";
import { EXIT } from "./exit-status.ts";

interface Given {
  readonly yes?: true;
  readonly dryRun?: true;
}

export function addIntegrate(program: Command, deps: CommandDeps): void {
  program
    .command("integrate")
    .description(
      "check what is needed, write a configuration, start, test, and show how to point an app at it",
    )
    .option("--yes", "ask nothing")
    .option("--dry-run", "check and show; write and start nothing")
    .action(async (given: Given) => deps.end(await run(given, deps)));
}

async function run({ yes, dryRun }: Given, { env, start }: CommandDeps): Promise<number> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (yes !== true && dryRun !== true && !isTerminal) {
    process.stderr.write("semblance integrate: --yes where nobody can be asked\n");
    return EXIT.usage;
  }
  // Files that it writes are for their owner alone.
  process.umask(0o077);
  const done = await integrate({
    ...{ env, lang: demoLanguage(env), folder: process.cwd(), dryRun: dryRun === true },
    write: (line) => void process.stdout.write(`${line}\n`),
    confirm: yes === true ? null : asked,
    start: (config) =>
      start({ config, configPath: null, env, say: () => {}, color: false, logTo: "nowhere" }),
  });
  return done ? EXIT.good : EXIT.failed;
}

async function asked(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^(?:|y|yes|s|sim)$/i.test((await terminal.question(`   ${question}`)).trim());
  } finally {
    terminal.close();
  }
}
