/** `semblance serve`: runs the gateway until a signal ends it. */
import type { Command } from "commander";
import type { Config } from "../config.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

/** Milliseconds between two checks of the parent process. */
const PARENT_MS = 200;

export function addServe(program: Command, deps: CommandDeps): void {
  program
    .command("serve", { isDefault: true })
    .description("start the gateway; so does semblance without a command")
    .option("-c, --config <file>", "configuration file")
    .action(async (given: { config?: string }) => serve(deps, deps.configPath(given.config)));
}

async function serve({ start, env }: CommandDeps, path: string | null): Promise<void> {
  const config = loadedConfig(path, env);
  for (const name of pathlessUpstreams(config)) process.stderr.write(`note: ${name}\n`);
  // Files that it writes are for their owner alone: databases, labels and recordings with their companions.
  process.umask(0o077);
  // Heard from the beginning: whoever reads that it is ready may end it at once, and it still ends in order.
  const asked = askedToEnd(env);
  const gateway = await start({
    config,
    configPath: path,
    env,
    say: (text) => void process.stderr.write(text),
    color: process.stderr.isTTY === true && !env["NO_COLOR"],
  });
  process.on("SIGHUP", () => void gateway.reload());
  await asked;
  await gateway.close();
}

/** Resolves with the first signal to end. The second ends the process at once. */
function askedToEnd(env: CommandDeps["env"]): Promise<void> {
  return new Promise<void>((resolve) => {
    let asked = 0;
    const end = () => {
      if (++asked > 1) process.exit(1);
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    if (env["npm_command"]) onOrphaned(end);
  });
}

/** Upstreams whose address has no path. Most APIs are below /v1, and without it every request gets a 404. */
function pathlessUpstreams({ upstream, upstreams }: Config): string[] {
  const all = [
    { at: "upstream.base_url (SEMBLANCE_UPSTREAM)", url: upstream.base_url },
    ...upstreams.map(({ base_url: url }, i) => ({ at: `upstreams[${i}].base_url`, url })),
  ];
  return all
    .filter(({ url }) => URL.canParse(url) && new URL(url).pathname === "/")
    .map(({ at, url }) => `${at} has no path: where upstream answers 404, try ${url.replace(/\/$/, "")}/v1`);
}

/**
 * Calls `end` when the parent process is gone. npm passes a signal to its shell, and that may die of it alone: then
 * this process has a new parent.
 */
function onOrphaned(end: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, PARENT_MS);
  watch.unref();
}
