/** What is no request: how soon the gateway is ready, what it holds in memory, and what a replay offline costs. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { mockServer } from "../mock-server.ts";
import { canPin, SERVER_CORE, Servers } from "../servers.ts";
import { asking } from "./cases.ts";
import { atRest, residentMiB, watchOthersThanChildren } from "./cpu.ts";
import { type Told, told } from "./figures.ts";
import { gptcache, ours } from "./libraries.ts";
import { createSender } from "./send.ts";
import { question, reworded } from "./words.ts";

export interface StandingCase {
  readonly name: string;
  readonly title: string;
  /** Entries beforehand, or misses, or rows of the file that is replayed. */
  readonly count: number;
  readonly flags?: readonly string[];
  readonly measure: (servers: Servers, o: Standing) => Promise<Readonly<Record<string, number>>>;
  /** How often, whatever the rounds of the run are. */
  readonly roundsMax: number;
  /** Of others: measured where there is a folder of peers alone. */
  readonly peer?: true;
  /** Takes many minutes, and is measured with `--long` alone. */
  readonly long?: true;
}

export interface Standing {
  readonly count: number;
  readonly flags: readonly string[];
  /** The port of one upstream for all of a case: what is stored is stored by where it came from. */
  readonly upstream: number;
  /** Where other libraries are, or will be, installed. Null: they are left out. */
  readonly peers: string | null;
}

export interface StandingFigures {
  readonly name: string;
  readonly title: string;
  /** By what it is and its unit: "ready after ms". */
  readonly figures: Readonly<Record<string, Told>>;
  readonly others: number;
}

const MANY = 100_000;
const CONFIG = "serve/many.yaml";
const CONNECTIONS = 8;
/** Until memory is called that of rest: what is put off has been done, and what is free has been handed back. */
const QUIET_MS = 60_000;
/** Until what is free has been handed back, after work has ended. */
const FREED_MS = 20_000;
const LONG_PROMPTS = 10;
const LONG_PROMPT = "lorem ipsum dolor ".repeat(30e6 / 18);
const SETTLE_MS_MAX = 120_000;
const FOUND_MS_MAX = 120_000;
const SOUGHT = 200;
const FOUND = { cacheControl: "only-if-cached" };
/** Of the rewordings in a replayed file, the share that must be found: it would replay something else with fewer. */
const FOUND_MIN = 0.9;

export const STANDING: readonly StandingCase[] = [
  {
    name: "start-empty",
    title: "start with an empty store, as `npm start` starts it, not for the first time",
    count: 0,
    roundsMax: 10,
    measure: async (servers, o) => {
      const { ready } = await start(servers, o, dataDir(servers));
      return { "ready after ms": ready.ms, "MiB ready": ready.mib };
    },
  },
  {
    name: "rest",
    title: "memory at rest, nothing stored, a minute after its start",
    count: 0,
    roundsMax: 1,
    measure: async (servers, o) => {
      const { ready } = await start(servers, o, dataDir(servers));
      await wait(QUIET_MS);
      return { "MiB ready": ready.mib, "MiB at rest": residentMiB(servers.pid) };
    },
  },
  {
    name: "replay-offline",
    title: "replay of 4,000 recorded exchanges, each question in two wordings",
    count: 4_000,
    roundsMax: 3,
    measure: replayed,
  },
  {
    name: "library",
    title: "this cache as a library, among 1,000 questions, stored on disk",
    count: 1_000,
    roundsMax: 3,
    measure: async (servers, { count }) => ours(servers, count),
  },
  {
    name: "gptcache",
    title:
      "GPTCache 0.1.44 as a library, among 1,000 questions: a map; SQLite and faiss, vectors for nothing",
    count: 1_000,
    roundsMax: 3,
    peer: true,
    measure: async (servers, { count, peers }) => gptcache(servers, count, peers ?? ""),
  },
  {
    name: "long-prompts",
    title: "ten prompts of 30 MB in turn, then ten at once, with --max-old-space-size=512",
    count: 0,
    flags: ["--max-old-space-size=512"],
    roundsMax: 3,
    measure: longPrompts,
  },
  {
    name: "start-100k",
    title: "start with 100,000 entries stored",
    count: MANY,
    roundsMax: 1,
    measure: restarted,
    long: true,
  },
  { name: "memory-100k", title: "100,000 misses", count: MANY, roundsMax: 1, measure: held, long: true },
  {
    name: "memory-100k-256",
    title: "100,000 misses with --max-old-space-size=256",
    count: MANY,
    flags: ["--max-old-space-size=256"],
    roundsMax: 1,
    measure: held,
    long: true,
  },
];

/** @throws Error where it measured something else: nothing was stored, found or replayed of what the case names. */
export async function measureStanding(
  c: StandingCase,
  o: { rounds: number; scale: number; peers: string | null },
): Promise<StandingFigures> {
  const upstream = mockServer({ events: 62, bytes: 1_000 });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", 4096, resolve));
  const { port } = upstream.address() as AddressInfo;
  const seen: Readonly<Record<string, number>>[] = [];
  const others = watchOthersThanChildren();
  try {
    for (let n = 0; n < Math.min(o.rounds, c.roundsMax); n++) {
      const servers = new Servers();
      try {
        const count = Math.max(c.count === 0 ? 0 : SOUGHT, Math.round(c.count * o.scale));
        const flags = c.flags ?? [];
        seen.push(await c.measure(servers, { count, flags, upstream: port, peers: o.peers }));
      } finally {
        // Awaited, so that what they used is known to be theirs.
        await servers.stop();
        servers.remove();
      }
    }
  } finally {
    upstream.closeAllConnections();
    upstream.close();
  }
  const names = Object.keys(seen[0] ?? {});
  const figures = Object.fromEntries(names.map((name) => [name, told(seen.map((each) => each[name]!))]));
  const title = o.scale === 1 || c.count === 0 ? c.title : `${c.title}, ${o.scale} of them`;
  return { name: c.name, title, figures, others: others() };
}

/** A gateway on a folder; told once it listens. */
async function start(servers: Servers, { flags, upstream }: Standing, dir: string) {
  const fromMs = performance.now();
  const port = await servers.gateway(`http://127.0.0.1:${upstream}/v1`, CONFIG, flags, {
    SEMBLANCE_DATA_DIR: dir,
  });
  return { port, ready: { ms: performance.now() - fromMs, mib: residentMiB(servers.pid) } };
}

async function held(servers: Servers, o: Standing) {
  const { port, ready } = await start(servers, o, dataDir(servers));
  const { pid } = servers;
  await fill(port, o.count);
  const loaded = residentMiB(pid);
  await atRest(pid, SETTLE_MS_MAX);
  await wait(QUIET_MS);
  const quiet = residentMiB(pid);
  await serves(port, o.count);
  const bytes = ((quiet - ready.mib) * 2 ** 20) / o.count;
  return {
    "MiB ready": ready.mib,
    "MiB after the last": loaded,
    "MiB a minute later": quiet,
    "bytes an entry": bytes,
  };
}

async function longPrompts(servers: Servers, o: Standing) {
  const { port } = await start(servers, o, dataDir(servers));
  const { pid } = servers;
  await fill(port, SOUGHT);
  const after = async (connections: number) => {
    if (connections > 0) {
      // Made before anything is connected: a connection that says nothing for ten seconds is closed.
      const prompts = Array.from({ length: LONG_PROMPTS }, (_, n) =>
        asking(connections, `${n} ${LONG_PROMPT}`),
      );
      const sender = await createSender(port, connections);
      const { outcomes } = await sender.send(LONG_PROMPTS, (n) => prompts[n] ?? asking(n, ""));
      sender.close();
      if (outcomes.get("miss") !== LONG_PROMPTS)
        throw new Error(`prompts of 30 MB were no misses: ${[...outcomes].join("; ")}`);
    }
    await atRest(pid, SETTLE_MS_MAX);
    await wait(FREED_MS);
    return residentMiB(pid);
  };
  const before = await after(0);
  const inTurn = await after(1);
  const atOnce = await after(LONG_PROMPTS);
  return {
    "MiB before": before,
    "MiB above it after ten in turn": inTurn - before,
    "after ten at once": atOnce - before,
  };
}

async function restarted(servers: Servers, o: Standing) {
  const dir = dataDir(servers);
  const first = await start(servers, o, dir);
  await fill(first.port, o.count);
  await atRest(servers.pid, SETTLE_MS_MAX);
  await servers.stop(true);
  const { port, ready } = await start(servers, o, dir);
  const fromMs = performance.now();
  await serves(port, o.count);
  const exactMs = performance.now() - fromMs;
  // What is found by meaning is read in behind requests: ready says nothing of it.
  const sender = await createSender(port, 1);
  let found = 0;
  for (let n = 0; found < SOUGHT && performance.now() - fromMs < FOUND_MS_MAX; n++) {
    const at = Math.floor(((n % SOUGHT) * o.count) / SOUGHT);
    const { outcomes } = await sender.send(1, () => asking(at, reworded(at), FOUND));
    found = outcomes.get("semantic") === 1 ? found + 1 : 0;
    if (found === 0) await wait(100);
  }
  sender.close();
  if (found < SOUGHT) throw new Error(`after a start with ${o.count} entries, rewordings are not found`);
  return {
    "ready after ms": ready.ms,
    [`${SOUGHT} exact hits after ms more`]: exactMs,
    [`${SOUGHT} rewordings found in a row after ms more`]: performance.now() - fromMs,
    "MiB ready": ready.mib,
  };
}

/** Stores the first `count` questions. @throws Error where they were no misses. */
async function fill(port: number, count: number): Promise<void> {
  const sender = await createSender(port, CONNECTIONS);
  const { outcomes } = await sender.send(count, (n) => asking(n, question(n)));
  sender.close();
  const misses = outcomes.get("miss") ?? 0;
  if (misses < 0.99 * count)
    throw new Error(`of ${count} misses ${misses} were one: ${[...outcomes].join("; ")}`);
}

/** @throws Error where one in a hundred of the stored questions is not answered from the store. */
async function serves(port: number, count: number): Promise<void> {
  const sender = await createSender(port, 1);
  const { outcomes } = await sender.send(SOUGHT, (n) => {
    const at = Math.floor((n * count) / SOUGHT);
    return asking(at, question(at), FOUND);
  });
  sender.close();
  const exact = outcomes.get("exact") ?? 0;
  if (exact < 0.99 * SOUGHT)
    throw new Error(`of ${SOUGHT} stored questions ${exact} were found: ${[...outcomes].join("; ")}`);
}

async function replayed(servers: Servers, { count }: Standing) {
  const file = join(servers.dir, "traffic.jsonl");
  const rows = Array.from({ length: count }, (_, n) => {
    const at = Math.floor(n / 2);
    const asked = n % 2 === 0 ? question(at) : reworded(at);
    return JSON.stringify({ question: asked, answer: `Answer ${at}.`, model: "m" });
  });
  writeFileSync(file, `${rows.join("\n")}\n`);
  const fromMs = performance.now();
  const { out, cpuUs } = await command(["replay", file, "--json"], servers.dir);
  const tookMs = performance.now() - fromMs;
  const report = JSON.parse(out) as Replayed;
  const hits = Math.max(0, ...report.thresholds.map(({ hits: { semantic } }) => semantic));
  if (report.rows.cacheable !== count || hits < (FOUND_MIN * count) / 2)
    throw new Error(`of ${count} rows ${report.rows.cacheable} were replayed, ${hits} found by meaning`);
  return {
    "CPU us an exchange and threshold": cpuUs / count / report.thresholds.length,
    "CPU ms, all": cpuUs / 1_000,
    "s, all": tookMs / 1_000,
  };
}

interface Replayed {
  readonly rows: { readonly cacheable: number };
  readonly thresholds: readonly { readonly hits: { readonly semantic: number } }[];
}

/** A command of ours, from its start to its end, on the server's core. @throws Error where it fails. */
async function command(args: readonly string[], dir: string): Promise<{ out: string; cpuUs: number }> {
  const cpuFile = join(dir, "cpu");
  const tell = `import { writeFileSync } from "node:fs"; process.on("exit", () => { const { user, system } = process.cpuUsage(); writeFileSync(${JSON.stringify(cpuFile)}, String(user + system)); });`;
  const flags = [
    "--disable-warning=ExperimentalWarning",
    `--import=data:text/javascript,${encodeURIComponent(tell)}`,
  ];
  const main = join(import.meta.dirname, "../../src/main.ts");
  const line = [process.execPath, ...flags, main, ...args];
  const [first, ...rest] = canPin ? ["taskset", "-c", String(SERVER_CORE), ...line] : line;
  const env = { ...process.env, SEMBLANCE_DATA_DIR: dir };
  const child = spawn(first!, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (d) => out.push(String(d)));
  child.stderr.on("data", (d) => err.push(String(d)));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`semblance ${args[0]} ended with ${code}: ${err.join("").slice(-500)}`);
  return { out: out.join(""), cpuUs: Number(readFileSync(cpuFile, "utf8")) };
}

function dataDir(servers: Servers): string {
  return mkdtempSync(join(servers.dir, "data-"));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
