/** `semblance demo`: runs the tour through a gateway of its own, which leaves nothing behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { type Environment, loadConfig } from "../config.ts";
import { demoLanguage, runDemo } from "../demo/tour.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

export function addDemo(program: Command, deps: CommandDeps): void {
  program
    .command("demo")
    .description("a guided tour in one minute, through the real openai client")
    .action(async () => deps.end(await tour(deps)));
}

async function tour({ start, env, configPath }: CommandDeps): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-demo-"));
  try {
    const own = alone(env, dir);
    const config = loadedConfig(null, own);
    return await runDemo({
      write: (line) => void process.stdout.write(`${line}\n`),
      lang: demoLanguage(env),
      columns: process.stdout.columns || COLUMNS_ELSE,
      nextBaseUrl: nextBaseUrl(configPath(), env),
      color: process.stdout.isTTY === true && !env["NO_COLOR"],
      start: async () => {
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

/** Columns of the page where there is no terminal. */
const COLUMNS_ELSE = 80;

/** The base URL of `npm start` with the visitor's own configuration; where that is faulty, with the defaults. */
function nextBaseUrl(path: string | null, env: Environment): string {
  const loaded = [loadConfig({ path, env }), loadConfig({ path: null, env: {} })].find(({ ok }) => ok);
  const { host, port } = loaded?.ok ? loaded.config.listen : { host: "127.0.0.1", port: 8080 };
  return `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}/v1`;
}

/** An environment for the demo that reaches nobody's upstream, data or ports. */
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
