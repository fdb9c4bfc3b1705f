/** `semblance serve`: the gateway, until a signal ends it. */
import type { Command } from "commander";
import { type CommandDeps, loadedConfig } from "./command.ts";

/** Between two looks at who the parent is. */
const PARENT_MS = 200;

export function addServe(program: Command, deps: CommandDeps): void {
  program
    .command("serve", { isDefault: true })
    .description("start the gateway")
    .option("-c, --config <file>", "configuration file")
    .action(async (given: { config?: string }) => deps.end(await serve(deps, deps.configPath(given.config))));
}

async function serve({ start, env }: CommandDeps, path: string | null): Promise<number> {
  const config = loadedConfig(path, env);
  if (config === null) return 2;
  // What is stored is for its owner alone: databases, labels and recordings with what stands beside them.
  process.umask(0o077);
  const gateway = await start({
    config,
    configPath: path,
    env,
    say: (text) => void process.stderr.write(text),
    color: process.stderr.isTTY === true && !env["NO_COLOR"],
  });
  process.on("SIGHUP", () => void gateway.reload());
  await new Promise<void>((resolve) => {
    let asked = 0;
    const end = () => {
      if (++asked > 1) process.exit(1);
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    if (env["npm_command"]) onOrphaned(end);
  });
  await gateway.close();
  return 0;
}

/** npm passes a signal on to its shell, and the shell may die of it alone: then this process has a new parent. */
function onOrphaned(end: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, PARENT_MS);
  watch.unref();
}
