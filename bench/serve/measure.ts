/** One case: a bare server and a gateway by turns, the same requests to each, by CPU time and by the clock. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ASKED_PATH } from "../mock-server.ts";
import { LOAD_CORE, SERVER_CORE, Servers } from "../servers.ts";
import type { Case } from "./cases.ts";
import { atRest, cpuTime, residentMiB, watchOthers } from "./cpu.ts";
import { type Profile, profileOf } from "./profile.ts";
import { createSender, type Sender, type Sent } from "./send.ts";

export interface Round extends Omit<Sent, "outcomes" | "reasons"> {
  /** µs a request of all threads, until the server is at rest again: work put off is not work saved. */
  readonly cpuUs: number;
  /** Of the thread that answers. */
  readonly mainUs: number;
}

export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly bare: readonly Round[];
  readonly gateway: readonly Round[];
  /** From the start of its process until it listens, with an empty store. */
  readonly startMs: number;
  /** MiB of the gateway: once it listens, and after the last round. */
  readonly residentMiB: { readonly ready: number; readonly after: number };
  /** That upstream took and the bare server did not. */
  readonly delayMs: number;
  /** Share of the machine's cores that other processes took meanwhile, 0 to 1. */
  readonly others: number;
}

interface Target {
  readonly pid: number;
  readonly sender: Sender;
  readonly rounds: Round[];
}

const REST_MS_MAX = 5_000;
/** A round of the bare server has so many more requests: it takes a fraction of the time, and noise is of time. */
const BARE_TIMES = 5;
/** Sent to each of ours before it is measured; fewer where they take longer than `WARM_MS_MAX`. */
const WARM_REQUESTS = 12_000;
const WARM_MS_MAX = 40_000;
/** A filled scope's graph is built behind requests, at leisure. */
const FILLED_MS_MAX = 60_000;
const FILL_CONNECTIONS = 8;
const ASTRAY_MAX = 0.01;
const PROFILE_INTERVAL_US = 200;

export interface Started {
  readonly port: number;
  readonly pid: number;
}

export interface Measuring {
  readonly rounds: number;
  readonly scale: number;
  /** Sent to each of ours before it is measured, in whole rounds, one at least. Default 12,000. */
  readonly warmRequests?: number;
  /** In place of our gateway, in front of the upstream of that port. */
  readonly instead?: (servers: Servers, upstream: number) => Promise<Started>;
  /** Of those who tell no outcome: upstream's requests over theirs, 1 for a miss and 0 for a hit. */
  readonly upstreamShare?: number;
}

/** @throws Error where answers are not what the case promises, or a server does not start or breaks. */
export async function measure(c: Case, o: Measuring): Promise<CaseResult> {
  const servers = new Servers();
  try {
    const barePort = await servers.script("mock.ts", SERVER_CORE, sizeOf(c).slice(0, 2));
    const barePid = servers.pid;
    const { gateway, readyMiB, startMs, mock } = await startGateway(servers, c, o);
    const requests = Math.max(c.connections, Math.round(c.requests * o.scale));
    const warmRequests = o.instead ? 0 : (o.warmRequests ?? WARM_REQUESTS);
    await warm(gateway, c, warmRequests);
    // Not before: to fill or warm a slow one takes longer than a server keeps an idle connection.
    const bare = await target(barePort, barePid, c);
    await warm(bare, c, warmRequests);
    const before = await askedOf(mock);
    const others = watchOthers(() => [process.pid, ...servers.pids]);
    for (let n = 0; n < o.rounds; n++)
      for (const each of n % 2 === 0 ? [bare, gateway] : [gateway, bare])
        if (each === gateway) promised(c, c.outcome, await round(each, c, requests));
        else promised(c, "none", await round(each, c, requests * BARE_TIMES));
    const after = residentMiB(gateway.pid);
    const share = others();
    if (o.upstreamShare !== undefined)
      reached(c, o.upstreamShare, ((await askedOf(mock)) - before) / (requests * o.rounds));
    for (const each of [bare, gateway]) each.sender.close();
    await servers.stop();
    const { name, title } = c;
    const held = { startMs, residentMiB: { ready: readyMiB, after }, others: share, delayMs: c.delayMs ?? 0 };
    return { name, title, bare: bare.rounds, gateway: gateway.rounds, ...held };
  } finally {
    servers.remove();
  }
}

/** Where the gateway's time goes, of a round once it is warm. */
export async function profiled(c: Case, o: { scale: number }): Promise<Profile> {
  const servers = new Servers();
  try {
    const folder = join(servers.dir, "profile");
    mkdirSync(folder);
    const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${PROFILE_INTERVAL_US}`];
    const { gateway } = await startGateway(servers, c, { flags });
    const requests = Math.max(c.connections, Math.round(c.requests * o.scale));
    await warm(gateway, c, WARM_REQUESTS);
    const fromUs = Number(process.hrtime.bigint() / 1_000n);
    promised(c, c.outcome, await round(gateway, c, requests));
    const untilUs = Number(process.hrtime.bigint() / 1_000n);
    gateway.sender.close();
    await servers.stop(true);
    return profileOf(folder, { fromUs, untilUs, cpuUs: gateway.rounds.at(-1)!.cpuUs });
  } finally {
    servers.remove();
  }
}

async function startGateway(
  servers: Servers,
  c: Case,
  o: { readonly flags?: readonly string[]; readonly instead?: Measuring["instead"] },
) {
  const mock = await servers.script("mock.ts", LOAD_CORE, [...sizeOf(c), ...(c.echo ? ["echo"] : [])]);
  const fromMs = performance.now();
  const { port, pid } = o.instead
    ? await o.instead(servers, mock)
    : await servers
        .gateway(`http://127.0.0.1:${mock}/v1`, c.config ?? "bench.yaml", o.flags)
        .then((at) => ({ port: at, pid: servers.pid }));
  const startMs = performance.now() - fromMs;
  const readyMiB = residentMiB(pid);
  if (c.fill) {
    const filler = await createSender(port, FILL_CONNECTIONS);
    await filler.send(c.fill.count, c.fill.request);
    filler.close();
    await atRest(pid, FILLED_MS_MAX);
  }
  return { gateway: await target(port, pid, c), readyMiB, startMs, mock };
}

function sizeOf(c: Case): string[] {
  return [String(c.events), String(c.bytes), String(c.delayMs ?? 0)];
}

async function target(port: number, pid: number, c: Case): Promise<Target> {
  return { pid, sender: await createSender(port, c.connections), rounds: [] };
}

/**
 * What is compiled late would else stand in the figures: a question's reading and comparison are hundreds of functions,
 * and a hit by meaning among few costs half of its first thousands from some 8,000 requests on.
 */
async function warm(each: Target, c: Case, requests: number): Promise<void> {
  const fromMs = performance.now();
  for (let sent = 0; sent === 0 || sent < requests; sent += c.requests) {
    await round(each, c, Math.max(c.connections, c.requests));
    if (performance.now() - fromMs > WARM_MS_MAX) break;
  }
  each.rounds.length = 0;
}

async function round({ pid, sender, rounds }: Target, c: Case, requests: number): Promise<Sent> {
  const before = cpuTime(pid);
  const sent = await sender.send(requests, c.request);
  await atRest(pid, REST_MS_MAX);
  const after = cpuTime(pid);
  const { outcomes: _, reasons: __, ...times } = sent;
  const a = (us: number) => us / requests;
  rounds.push({ ...times, cpuUs: a(after.allUs - before.allUs), mainUs: a(after.mainUs - before.mainUs) });
  return sent;
}

/** Requests that an upstream has answered. */
async function askedOf(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}${ASKED_PATH}`)).text());
}

/** @throws Error where a hit asked upstream, or a miss did not. */
export function reached(c: Pick<Case, "name">, wanted: number, share: number): void {
  if (Math.abs(share - wanted) <= ASTRAY_MAX) return;
  throw new Error(`${c.name}: upstream was asked ${share.toFixed(2)} times a request, not ${wanted}`);
}

/** @throws Error where too many answers are another thing than the case measures, or come about otherwise. */
export function promised(
  c: Pick<Case, "name" | "reason" | "astrayMax">,
  wanted: string,
  { outcomes, reasons, requests }: Pick<Sent, "outcomes" | "reasons" | "requests">,
): void {
  const astray = requests - (outcomes.get(wanted) ?? 0);
  if (astray > requests * (c.astrayMax ?? ASTRAY_MAX))
    throw new Error(
      `${c.name}: of ${requests} answers ${astray} are not "${wanted}": ${listed(outcomes, wanted)}; by reason ${listed(reasons, "")}`,
    );
  if (wanted === "none" || !c.reason) return;
  const { is, share } = c.reason;
  const found = reasons.get(is) ?? 0;
  if (found < requests * share)
    throw new Error(
      `${c.name}: of ${requests} answers ${found} say "${is}", fewer than ${100 * share} %: ${listed(reasons, is)}`,
    );
}

function listed(counts: ReadonlyMap<string, number>, wanted: string): string {
  const others = [...counts].filter(([name]) => name !== wanted);
  return others.map(([name, n]) => `${name} ${n}`).join(", ");
}
