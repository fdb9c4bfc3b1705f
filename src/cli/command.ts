/** What every command of the command line is given, and how a command ends (`exit-status.ts`). */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, type Environment, formatFaults, loadConfig } from "../config.ts";
import type { StoredAccess } from "../main/keeping.ts";
import type { RunningGateway, StartOptions } from "../main/running.ts";
import { CommandFault, EXIT } from "./exit-status.ts";

export interface CommandDeps {
  readonly env: Environment;
  readonly start: (options: StartOptions) => Promise<RunningGateway>;
  /** Opens the stored answers without a gateway; rejects where the data dir cannot be used. */
  readonly open: (options: StartOptions) => Promise<StoredAccess & AsyncDisposable>;
  /** Path of the configuration: `given`, else SEMBLANCE_CONFIG, else the folder's own, else the one that ships. */
  readonly configPath: (given?: string) => string | null;
  readonly end: (status: number) => void;
}

export function configPath(given: string | undefined, env: Environment): string | null {
  const named = given ?? env["SEMBLANCE_CONFIG"];
  if (named) return named;
  const shipped = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "config", "semblance.yaml");
  for (const path of ["semblance.yaml", "config/semblance.yaml", shipped]) if (existsSync(path)) return path;
  return null;
}

/** Loads the configuration. Throws CommandFault with every fault, each with its file and line. */
export function loadedConfig(path: string | null, env: Environment): Config {
  const loaded = loadConfig({ path, env });
  if (loaded.ok) return loaded.config;
  throw new CommandFault(formatFaults(loaded.faults), EXIT.usage, true);
}
