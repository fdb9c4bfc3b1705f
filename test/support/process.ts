/** The gateway as a user runs it: its own process, a configuration file, a data directory. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

export interface GatewayProcess {
  readonly url: string;
  readonly admin: string;
  readonly child: ChildProcess;
  readonly dir: string;
  /** Standard output so far: the log. */
  log(): string;
  /** Standard error so far: the start screen. */
  screen(): string;
  writeConfig(config: object | string): void;
  end(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ProcessOptions {
  /** A descriptor for the log, in place of a pipe. */
  readonly stdout?: number;
  /** Where it says nothing of them, neither chance nor a deadline of the look-up decides what becomes of a request. */
  readonly config?: object;
  readonly env?: Record<string, string>;
  /** Of an earlier process, to start again on its data. */
  readonly dir?: string;
}

export function temporaryDir(): string {
  return mkdtempSync(join(tmpdir(), "semblance-test-"));
}

export async function startProcess(options: ProcessOptions = {}): Promise<GatewayProcess> {
  const dir = options.dir ?? temporaryDir();
  const path = join(dir, "semblance.yaml");
  const writeConfig = (config: object | string) => {
    writeFileSync(`${path}.new`, typeof config === "string" ? config : stringify(steady(config)));
    renameSync(`${path}.new`, path);
  };
  writeConfig(options.config ?? {});
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, "src/main.ts"), "serve", "-c", path],
    {
      env: {
        ...clean(process.env),
        SEMBLANCE_DATA_DIR: dir,
        SEMBLANCE_PORT: "0",
        SEMBLANCE_ADMIN_PORT: "0",
        SEMBLANCE_SECRET: "a secret of the tests",
        ...options.env,
      },
      stdio: ["ignore", options.stdout ?? "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  child.stdout?.on("data", (data) => {
    out += data;
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    // Not "exit": what it said last may come behind that.
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  const base = await new Promise<string>((resolve, reject) => {
    child.stderr?.on("data", (data) => {
      err += data;
      if (err.includes("read the x-semblance-* headers"))
        resolve(/OpenAI base URL +(\S+)/.exec(err)?.[1] ?? "");
    });
    void exited.then(() => reject(new Error(`the gateway ended: ${err}${out}`)));
  });
  return {
    url: base,
    admin: /admin +(\S+)\/admin\/stats/.exec(err)?.[1] ?? "",
    child,
    dir,
    log: () => out,
    screen: () => err,
    writeConfig,
    end(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}

/**
 * The configuration, with no checks of served answers where a percentage by hand leaves them to chance, and with
 * deadlines that a busy machine keeps.
 */
function steady(config: object): object {
  const { cache_migration: cache } = config as { cache_migration?: Loose };
  const { rollout, semantic_cache: semantic, traffic_percentage } = cache ?? {};
  const isByHand = typeof traffic_percentage === "number";
  return {
    ...config,
    cache_migration: {
      ...cache,
      ...(isByHand ? { rollout: { sample_percentage: 0, ...rollout } } : {}),
      semantic_cache: {
        lookup_timeout_ms: 60_000,
        ...semantic,
        ...(semantic?.enable_redis ? { redis: { command_timeout_ms: 10_000, ...semantic.redis } } : {}),
      },
    },
  };
}

interface Loose {
  readonly traffic_percentage?: unknown;
  readonly rollout?: object;
  readonly semantic_cache?: { readonly enable_redis?: boolean; readonly redis?: object };
}

/** Resolves when a gateway has seen to all that had reached it: its loop has gone round since. */
export async function roundOf(gateway: GatewayProcess): Promise<void> {
  for (let i = 0; i < 3; i++) await (await fetch(`${gateway.admin}/livez`)).arrayBuffer();
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command of the gateway, run to its end. */
export function runCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  stdout: number | "pipe" = "pipe",
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "bin/semblance.cjs"), ...args], {
      env: { ...clean(process.env), ...env },
      cwd: root,
      stdio: ["ignore", stdout, "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout?.on("data", (d) => {
      out += d;
    });
    child.stderr?.on("data", (d) => {
      err += d;
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}

function clean(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && !/^(SEMBLANCE|OPENAI|OTEL)_/.test(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
