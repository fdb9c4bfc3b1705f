/** `semblance stats`: what the running gateway has counted. */
import type { Command } from "commander";
import { adminCall } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

interface Given {
  readonly json?: boolean;
  readonly admin?: string;
}

const ANSWER_MS_MAX = 5_000;

export function addStats(program: Command, deps: CommandDeps): void {
  program
    .command("stats")
    .description("what the running gateway has counted")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: Given) => deps.end(await printStats(given, deps)));
}

async function printStats(given: Given, { env, configPath }: CommandDeps): Promise<number> {
  const config = loadedConfig(configPath(), env);
  if (config === null) return 2;
  const { url, headers } = adminCall(config, "/admin/stats", given.admin);
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(
    () => null,
  );
  if (!response?.ok) {
    const why = response ? ` (${response.status})` : "";
    process.stderr.write(`semblance: no gateway answers at ${new URL(url).origin}${why}\n`);
    return 1;
  }
  const stats = (await response.json()) as Record<string, unknown>;
  if (given.json) process.stdout.write(`${JSON.stringify(stats, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(stats))
      process.stdout.write(`${name.padEnd(30)} ${JSON.stringify(value)}\n`);
  return 0;
}
