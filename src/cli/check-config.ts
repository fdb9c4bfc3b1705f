/** `semblance check-config` checks a configuration file; `semblance schema` prints its JSON schema. */
import type { Command } from "commander";
import { formatFaults, jsonSchema, loadPrices, notYetInForce } from "../config.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

export function addCheckConfig(program: Command, deps: CommandDeps): void {
  program
    .command("check-config")
    .description("validate a configuration: every fault at once, with file and line")
    .argument("[file]", "configuration file")
    .action((file?: string) => check(deps, file));
  program
    .command("schema")
    .description("print the configuration's JSON schema")
    .action(() => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`));
}

function check({ env, configPath }: CommandDeps, file: string | undefined): void {
  const path = configPath(file);
  const config = loadedConfig(path, env);
  process.stdout.write(`${path ?? "the defaults"}: good\n`);
  const { faults } = loadPrices(config.cache_migration.monitoring.prices);
  if (faults.length > 0)
    process.stdout.write(`note: ${formatFaults(faults)}: the gateway starts, without prices\n`);
  for (const name of notYetInForce(config)) process.stdout.write(`note: ${name} is not in force yet\n`);
}
