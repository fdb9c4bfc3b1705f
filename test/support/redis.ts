/** A real Redis on a free port of this machine, for the suites that need one; they skip by name where there is none. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports.ts";

export const redisAvailable = spawnSync("redis-server", ["--version"]).status === 0;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Holds the process without closing its connections, and lets it go on. */
  freeze(): void;
  thaw(): void;
  /** What redis-cli prints for these arguments. */
  ask(args: readonly string[]): string;
  stop(): Promise<void>;
}

/**
 * `port`: the one to use again after a stop; a free one by default. `args` go to redis-server as they are. `sentinel`: a
 * file of settings, for a sentinel in place of a server.
 */
export async function startRedis(
  options: { port?: number; args?: readonly string[]; sentinel?: string } = {},
): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-redis-"));
  const { child, port } = await started(dir, options);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    ask: (args) => spawnSync("redis-cli", ["-p", `${port}`, ...args], { encoding: "utf8" }).stdout,
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
      child.kill("SIGKILL");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

type Started = { readonly child: ChildProcess; readonly port: number };

/** A server that takes connections. Where the port is any, the next one is tried while others take them. */
async function started(
  dir: string,
  { port: wanted, args = [], sentinel }: { port?: number; args?: readonly string[]; sentinel?: string },
): Promise<Started> {
  for (;;) {
    const port = wanted ?? (await freePort());
    const files = ["--save", "", "--appendonly", "no", "--dir", dir];
    const first = sentinel === undefined ? [] : [sentinel, "--sentinel"];
    const rest = sentinel === undefined ? files : [];
    const child = spawn(
      "redis-server",
      [...first, "--port", `${port}`, "--bind", "127.0.0.1", ...rest, ...args],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const why = await ended(child);
    if (why === null) return { child, port };
    if (wanted !== undefined || !why.includes("Address already in use"))
      throw new Error(`redis-server ended: ${why}`);
  }
}

/** Resolves to what it said where it ended instead of taking connections; to null where it takes them. */
function ended(child: ChildProcess): Promise<string | null> {
  let text = "";
  return new Promise((resolve) => {
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      if (/Ready to accept connections|Sentinel ID is/.test(text)) resolve(null);
    });
    child.once("close", () => resolve(text));
  });
}
