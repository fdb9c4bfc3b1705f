/** The gateway as it is installed: its own process on a data directory of its own, and its command line. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

export interface StoryGateway {
  readonly baseUrl: string;
  /** GET of the admin API; rejects where it is not answered with 200 in time. */
  admin<T>(path: string): Promise<T>;
  /** What `semblance ARGS --admin URL` prints; rejects where it fails. */
  command(...args: string[]): Promise<string>;
  end(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "../..");
const START_MS_MAX = 20_000;
const ADMIN_MS_MAX = 5_000;
const COMMAND_MS_MAX = 20_000;
const END_MS_MAX = 10_000;

export async function startGateway(config: object): Promise<StoryGateway> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-story-"));
  const path = join(dir, "semblance.yaml");
  writeFileSync(path, stringify(config));
  const env = {
    ...withoutOurs(process.env),
    ...{ SEMBLANCE_DATA_DIR: dir, SEMBLANCE_PORT: "0", SEMBLANCE_ADMIN_PORT: "0", NO_COLOR: "1" },
    SEMBLANCE_SECRET: "a secret of the story",
  };
  const child = spawn(process.execPath, [join(ROOT, "bin/semblance.cjs"), "serve", "-c", path], {
    env,
    cwd: dir,
    stdio: ["ignore", "ignore", "pipe"],
  });
  // A story that is broken off takes its gateway along.
  const killed = (): void => void child.kill("SIGKILL");
  process.once("exit", killed);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), END_MS_MAX);
    await exited;
    clearTimeout(late);
    process.off("exit", killed);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const { baseUrl, adminUrl } = await screenOf(child);
    return {
      baseUrl,
      async admin<T>(path: string) {
        const answer = await fetch(`${adminUrl}${path}`, { signal: AbortSignal.timeout(ADMIN_MS_MAX) });
        if (!answer.ok) throw new Error(`GET ${path} answers ${answer.status}`);
        return (await answer.json()) as T;
      },
      command: (...args) => printed([...args, "--admin", adminUrl], env),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The addresses, as the start screen names them. */
function screenOf(child: ChildProcess): Promise<{ baseUrl: string; adminUrl: string }> {
  return new Promise((resolve, reject) => {
    let screen = "";
    const failed = (why: string): void => reject(new Error(`the gateway ${why}: ${screen}`));
    const late = setTimeout(() => failed(`did not start within ${START_MS_MAX / 1000} s`), START_MS_MAX);
    child.once("exit", () => failed("ended"));
    child.stderr?.on("data", (data) => {
      if (screen.length < 64 * 1024) screen += data;
      const baseUrl = /OpenAI base URL +(\S+)/.exec(screen)?.[1];
      const adminUrl = /admin +(\S+)\/admin\/stats/.exec(screen)?.[1];
      if (!baseUrl || !adminUrl || !screen.includes("read the x-semblance-* headers")) return;
      clearTimeout(late);
      resolve({ baseUrl, adminUrl });
    });
  });
}

function printed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, "bin/semblance.cjs"), ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_MS_MAX,
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.once("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`semblance ${args[0]} ended with ${code}: ${err || out}`)),
    );
  });
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(SEMBLANCE|OPENAI|OTEL)_/.test(name)));
}
