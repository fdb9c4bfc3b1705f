/** `semblance check-config` and `semblance schema`. */
import type { Command } from "commander";
import { formatFaults, jsonSchema, loadConfig, notYetInForce } from "../config.ts";
import type { CommandDeps } from "./command.ts";

export function addCheckConfig(program: Command, deps: CommandDeps): void {
  program
    .command("check-config")
    .description("validate a configuration: every fault at once, with file and line")
    .argument("[file]", "configuration file")
    .action((file?: string) => deps.end(check(deps, file)));
  program
    .command("schema")
    .description("print the configuration's JSON schema")
    .action(() => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`));
}

function check({ env, configPath }: CommandDeps, file: string | undefined): number {
  const loaded = loadConfig({ path: configPath(file), env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  process.stdout.write(`${loaded.path ?? "the defaults"}: good\n`);
  for (const name of notYetInForce(loaded.config))
    process.stdout.write(`note: ${name} is not in force yet\n`);
  return 0;
}
