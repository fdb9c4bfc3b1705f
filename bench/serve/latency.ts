/** What the gateway adds to latency in an open loop, beside the same upstream, or a bare server, without it. */
import type { AddressInfo } from "node:net";
import { mockServer } from "../mock-server.ts";
import { SERVER_CORE, Servers } from "../servers.ts";
import { CASES, type Case } from "./cases.ts";
import { watchOthers } from "./cpu.ts";
import { type Told, told } from "./figures.ts";
import { type Latencies, openLoop } from "./open-loop.ts";
import { createSender } from "./send.ts";

export interface LatencyCase {
  readonly name: string;
  readonly title: string;
  /** Whose requests are sent. */
  readonly of: string;
  /** Requests a second. */
  readonly rate: number;
  /** "upstream": what a miss goes through to; "bare": a server of the same answers on the gateway's own core. */
  readonly beside: "upstream" | "bare";
  readonly figure: (latencies: Latencies) => { readonly p50Ms: number; readonly p99Ms: number };
}

export interface LatencyFigures {
  readonly name: string;
  readonly title: string;
  readonly rate: number;
  readonly besideP50Ms: Told;
  readonly besideP99Ms: Told;
  readonly p50Ms: Told;
  readonly p99Ms: Told;
  readonly addedP50Ms: Told;
  readonly addedP99Ms: Told;
  /** Share of the machine's cores that other processes took meanwhile, 0 to 1. */
  readonly others: number;
}

const whole = ({ p50Ms, p99Ms }: Latencies) => ({ p50Ms, p99Ms });
const firstByte = (l: Latencies) => ({ p50Ms: l.firstByteP50Ms, p99Ms: l.firstByteP99Ms });

export const LATENCIES: readonly LatencyCase[] = [
  {
    name: "open-miss",
    title: "a miss among up to 500, JSON, 300 a second",
    of: "miss-500",
    rate: 300,
    beside: "upstream",
    figure: whole,
  },
  {
    name: "open-first-byte",
    title: "first byte of a streamed miss, 300 a second",
    of: "miss-stream",
    rate: 300,
    beside: "upstream",
    figure: firstByte,
  },
  {
    name: "open-exact-hit",
    title: "an exact hit of 1 kB, 1,000 a second",
    of: "exact-hit",
    rate: 1_000,
    beside: "bare",
    figure: whole,
  },
];

const CONNECTIONS = 64;
/** What is compiled late would else stand in the figures, as in `measure.ts`; then for so long at the rate measured. */
const WARM_REQUESTS = 12_000;
const WARM_CONNECTIONS = 16;
const WARM_SECONDS = 3;

/** Rounds by turns, each of so many seconds. @throws Error where an answer is not 200. */
export async function measureLatency(
  l: LatencyCase,
  o: { rounds: number; seconds: number },
): Promise<LatencyFigures> {
  const c = CASES.find(({ name }) => name === l.of)!;
  const servers = new Servers();
  // Within this process: a thread that waits by turns of its loop would keep another off the core.
  const upstream = mockServer(c);
  try {
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", 4096, resolve));
    const { port } = upstream.address() as AddressInfo;
    const beside = l.beside === "upstream" ? port : await servers.script("mock.ts", SERVER_CORE, sizeOf(c));
    const gateway = await servers.gateway(`http://127.0.0.1:${port}/v1`, "bench.yaml");
    const found = { beside: [] as Measured[], gateway: [] as Measured[] };
    const sent = new Map<number, number>();
    const ask = async (to: number, seconds: number): Promise<Measured> => {
      const first = sent.get(to) ?? 0;
      const requests = Math.round(l.rate * seconds);
      sent.set(to, first + requests);
      const request = (n: number) => c.request(first + n);
      const latencies = await openLoop({
        port: to,
        rate: l.rate,
        requests,
        connections: CONNECTIONS,
        request,
      });
      if (latencies.errors > 0) throw new Error(`${l.name}: ${latencies.errors} answers are not 200`);
      return l.figure(latencies);
    };
    for (const to of [beside, gateway]) {
      sent.set(to, await warmed(to, c));
      await ask(to, WARM_SECONDS);
    }
    const others = watchOthers(() => [process.pid, ...servers.pids]);
    for (let n = 0; n < o.rounds; n++)
      for (const to of n % 2 === 0 ? [beside, gateway] : [gateway, beside])
        found[to === gateway ? "gateway" : "beside"].push(await ask(to, o.seconds));
    const share = others();
    await servers.stop();
    return { ...figures(l, found.beside, found.gateway), others: share };
  } finally {
    upstream.closeAllConnections();
    upstream.close();
    servers.remove();
  }
}

/** Resolves to how many requests were sent. */
async function warmed(port: number, c: Case): Promise<number> {
  const sender = await createSender(port, WARM_CONNECTIONS);
  await sender.send(WARM_REQUESTS, c.request);
  sender.close();
  return WARM_REQUESTS;
}

type Measured = ReturnType<LatencyCase["figure"]>;

function figures(
  { name, title, rate }: LatencyCase,
  beside: readonly Measured[],
  gateway: readonly Measured[],
): Omit<LatencyFigures, "others"> {
  const added = (of: (m: Measured) => number) => told(gateway.map((m, i) => of(m) - of(beside[i]!)));
  const [p50, p99] = [(m: Measured) => m.p50Ms, (m: Measured) => m.p99Ms];
  return {
    ...{ name, title, rate },
    besideP50Ms: told(beside.map(p50)),
    besideP99Ms: told(beside.map(p99)),
    p50Ms: told(gateway.map(p50)),
    p99Ms: told(gateway.map(p99)),
    addedP50Ms: added(p50),
    addedP99Ms: added(p99),
  };
}

function sizeOf(c: Case): string[] {
  return [String(c.events), String(c.bytes)];
}
