/** `semblance demo`: the tour through a gateway of its own, which leaves nothing behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { demoLanguage, runDemo } from "../demo/tour.ts";
import type { CommandDeps } from "./command.ts";

export function addDemo(program: Command, deps: CommandDeps): void {
  program
    .command("demo")
    .description("a guided tour in one minute, through the real openai client")
    .action(async () => deps.end(await tour(deps)));
}

async function tour({ start, env }: CommandDeps): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-demo-"));
  const own = alone(env, dir);
  try {
    return await runDemo({
      write: (line) => void process.stdout.write(`${line}\n`),
      lang: demoLanguage(env),
      color: process.stdout.isTTY === true && !env["NO_COLOR"],
      start: async () => {
        const loaded = loadConfig({ path: null, env: own });
        if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
        const { config } = loaded;
        const quiet = { say: () => {}, color: false, logTo: "nowhere" } as const;
        const gateway = await start({ config, configPath: null, env: own, ...quiet });
        return {
          baseUrl: gateway.baseUrl,
          adminUrl: gateway.adminUrl,
          setSwitches: (switches) =>
            gateway.apply({ ...config, cache_migration: { ...config.cache_migration, ...switches } }),
          close: () => gateway.close(),
        };
      },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Reaches nobody's upstream, data or ports. */
function alone(env: Environment, dir: string): Environment {
  return {
    ...env,
    SEMBLANCE_DATA_DIR: dir,
    SEMBLANCE_CONFIG: "",
    SEMBLANCE_UPSTREAM: "demo",
    SEMBLANCE_PORT: "0",
    SEMBLANCE_ADMIN_PORT: "0",
    SEMBLANCE_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_TOKEN: "",
    OPENAI_API_KEY: "",
  };
}
