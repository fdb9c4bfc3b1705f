/** The servers of a benchmark: each its own process, pinned to a core where there are two, and ended with the run. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
/** Those that this process may run on: of a container they are seldom the machine's first. */
const allowed: readonly number[] = coresIn(statusOf("Cpus_allowed_list"));
export const cores: number = allowed.length || cpus().length;
/** The load and upstream share the other core, where there is one. */
export const SERVER_CORE: number = allowed[0] ?? 0;
export const LOAD_CORE: number = allowed[1] ?? SERVER_CORE;

/** With one core, or without util-linux, servers run as they come. */
export const canPin: boolean = allowed.length > 1 && existsSync("/usr/bin/taskset");

const START_MS_MAX = 30_000;
/** Of what is not ours: some read a second's worth of modules before they listen. */
const PROGRAM_START_MS_MAX = 120_000;
const POLL_MS = 25;

const settings = {
  SEMBLANCE_SECRET: "bench",
  SEMBLANCE_LOG_LEVEL: "warn",
  SEMBLANCE_PORT: "0",
  SEMBLANCE_ADMIN_PORT: "0",
};

const COMMAND = join(here, "../bin/semblance.cjs");
/** As the script `start` of package.json has it. */
const START_FLAGS = ["--max-semi-space-size=16"];
let isCompiled = false;

/** Any command fills the folder of compiled code, which later starts read. */
function keepCompiled(): void {
  if (!isCompiled) execFileSync(process.execPath, [COMMAND, "schema"], { stdio: "ignore" });
  isCompiled = true;
}

export class Servers {
  readonly dir: string = mkdtempSync(join(tmpdir(), "semblance-bench-"));
  /** Of the gateway that was started last. */
  admin = "";
  readonly #children: ChildProcess[] = [];
  #started = 0;
  readonly #ended = (): void => this.remove();
  readonly #interrupted = (): never => {
    this.remove();
    process.exit(130);
  };

  constructor() {
    process.once("exit", this.#ended);
    process.once("SIGINT", this.#interrupted);
    process.once("SIGTERM", this.#interrupted);
  }

  /** The port of `node bench/SCRIPT FILE ARGS…`, which writes it to FILE once it listens. */
  async script(script: string, core: number, args: readonly string[] = []): Promise<number> {
    const file = join(this.dir, `port-${this.#started++}`);
    this.#pinned([join(here, script), file, ...args], core, {});
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += POLL_MS) {
      const port = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
      if (port > 0) return port;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`${script} did not start`);
  }

  /**
   * The port of a gateway in front of `upstream`, with a data dir of its own, started as `npm start` starts it: what an earlier
   * start has compiled is kept. `flags` are Node's, `env` is added.
   */
  gateway(
    upstream: string,
    config: string,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    keepCompiled();
    const main = [COMMAND, "serve", "-c", join(here, config)];
    const child = this.#pinned(
      ["--disable-warning=ExperimentalWarning", ...START_FLAGS, ...flags, ...main],
      SERVER_CORE,
      {
        ...settings,
        SEMBLANCE_DATA_DIR: mkdtempSync(join(this.dir, "data-")),
        SEMBLANCE_UPSTREAM: upstream,
        ...env,
      },
    );
    return new Promise((resolve, reject) => {
      let text = "";
      const late = setTimeout(() => reject(new Error(`the gateway did not start: ${text}`)), START_MS_MAX);
      child.stderr?.on("data", (d) => {
        if (text.length < 100_000) text += d;
        const found = /OpenAI base URL +http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
        if (!found || !/dashboard +http:\S+\s/.test(text)) return;
        clearTimeout(late);
        this.admin = /dashboard +(http:\S+?)\/?\s/.exec(text)?.[1] ?? "";
        resolve(Number(found[1]));
      });
      child.on("exit", (code, signal) => {
        clearTimeout(late);
        if (!this.#children.includes(child)) return;
        const why = new Error(`the gateway ended (${signal ?? code}): ${text}`);
        reject(why);
        process.stderr.write(`${why.message}\n`);
      });
    });
  }

  /** A program that listens on the port it is given, known to listen once it takes a connection. */
  async program(
    command: string,
    args: (port: number) => readonly string[],
    env: Record<string, string> = {},
    core: number = SERVER_CORE,
  ): Promise<{ readonly port: number; readonly pid: number }> {
    const port = await freePort();
    const child = this.#pinned([...args(port)], core, env, command);
    let text = "";
    child.stderr?.on("data", (d) => {
      if (text.length < 100_000) text += d;
    });
    for (let waitedMs = 0; waitedMs < PROGRAM_START_MS_MAX; waitedMs += POLL_MS) {
      if (child.exitCode !== null)
        throw new Error(`${command} ended (${child.exitCode}): ${text.slice(-500)}`);
      if (await listens(port)) return { port, pid: child.pid ?? 0 };
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`${command} did not start: ${text.slice(-500)}`);
  }

  /** Of the server that was started last. */
  get pid(): number {
    return this.#children.at(-1)?.pid ?? 0;
  }

  get pids(): number[] {
    return this.#children.flatMap(({ pid }) => pid ?? []);
  }

  /** Ends those that run; a gateway that is asked politely writes what Node was told to write at exit. */
  async stop(politely = false): Promise<void> {
    const running = this.#children.splice(0).filter((child) => child.exitCode === null);
    const ended = running.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of running) child.kill(politely ? "SIGTERM" : "SIGKILL");
    const late = setTimeout(() => {
      for (const child of running) child.kill("SIGKILL");
    }, 10_000);
    await Promise.all(ended);
    clearTimeout(late);
  }

  /** Ends what runs still, by its id, and takes the folder away. */
  remove(): void {
    process.off("exit", this.#ended);
    process.off("SIGINT", this.#interrupted);
    process.off("SIGTERM", this.#interrupted);
    for (const child of this.#children.splice(0)) child.kill("SIGKILL");
    // One that is being killed may write its last file meanwhile.
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  /** `taskset` where it is there and there is more than one core; else as it comes. */
  #pinned(
    args: string[],
    core: number,
    env: Record<string, string>,
    program: string = process.execPath,
  ): ChildProcess {
    const [command, ...list] = canPin
      ? ["taskset", "-c", String(core), program, ...args]
      : [program, ...args];
    const child = spawn(command as string, list, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#children.push(child);
    return child;
  }
}

/** Of a list as Linux writes it, "0-3,8": 0, 1, 2, 3 and 8. */
export function coresIn(list: string): number[] {
  return list.split(",").flatMap((part) => {
    const [from, to = from] = part.trim().split("-");
    if (!from) return [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => Number(from) + n);
  });
}

/** "" where there is no such line, or no Linux. */
function statusOf(name: string): string {
  try {
    return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}

/** Free a moment ago; a program that is to be told its port has no better way. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
