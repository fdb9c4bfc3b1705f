/** A real Redis on a free port of this machine, for the suites that need one; they skip by name where there is none. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const redisAvailable = spawnSync("redis-server", ["--version"]).status === 0;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Holds the process without closing its connections, and lets it go on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const START_MS_MAX = 10_000;

/** `port`: the one to use again after a stop; a free one by default. `args` go to redis-server as they are. */
export async function startRedis(
  options: { port?: number; args?: readonly string[] } = {},
): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-redis-"));
  const port = options.port ?? (await freePort());
  const fixed = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    dir,
  ];
  const child = spawn("redis-server", [...fixed, ...(options.args ?? [])], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await ready(child);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
      child.kill("SIGKILL");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`redis-server did not start: ${text}`)), START_MS_MAX);
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      if (!text.includes("Ready to accept connections")) return;
      clearTimeout(late);
      resolve();
    });
    child.once("exit", () => reject(new Error(`redis-server ended: ${text}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
