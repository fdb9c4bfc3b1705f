/**
 * `npm run bench:shadow`: what shadow costs. The gateway in shadow beside the same gateway with the semantic tier off,
 * and upstream without any: rounds alternate between the three, each in front of one upstream that takes its time.
 *
 *   BENCH_ROUNDS=20 BENCH_MS=500 BENCH_SAME=4000 node bench/shadow.ts [--only TEXT] [--cpu-prof DIR]
 *
 * First: do answers come through unchanged? The exit status is 1 where one does not, or where a request fails. Times
 * are told, not judged. Every measured question is new in its words and has several hundred neighbours in its scope.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { load, type Measured } from "./load.ts";
import { cores, LOAD_CORE, SERVER_CORE, Servers } from "./servers.ts";
import { question, rewording } from "./shadow/questions.ts";
import { sameThrough } from "./shadow/same.ts";
import { median, quantile, say, spread } from "./spread.ts";

interface Case {
  readonly name: string;
  readonly delayMs: number;
  readonly stream: boolean;
  readonly connections: number;
  /** Stored questions in the scope of each that is asked. */
  readonly stored: number;
  /** Between an answer and the next request. Default 0: back to back. */
  readonly pauseMs?: number;
}

const CASES: readonly Case[] = [
  { name: "JSON, upstream 5 ms", delayMs: 5, stream: false, connections: 1, stored: 400 },
  { name: "stream, upstream 5 ms and 5 ms", delayMs: 5, stream: true, connections: 1, stored: 400 },
  { name: "JSON, upstream 50 ms", delayMs: 50, stream: false, connections: 1, stored: 400 },
  { name: "stream, upstream 50 ms and 50 ms", delayMs: 50, stream: true, connections: 1, stored: 400 },
  {
    name: "JSON, upstream 50 ms, pause 50 ms",
    delayMs: 50,
    stream: false,
    connections: 1,
    stored: 400,
    pauseMs: 50,
  },
  { name: "JSON, upstream 5 ms, 10,000 stored", delayMs: 5, stream: false, connections: 1, stored: 10_000 },
  { name: "JSON, upstream 50 ms, 16 connections", delayMs: 50, stream: false, connections: 16, stored: 400 },
  { name: "stream, upstream 50 ms, 16 connections", delayMs: 50, stream: true, connections: 16, stored: 400 },
];

/** Measured questions of one scope before the next is taken: it grows by as many. */
const PER_SCOPE = 400;
/** Of upstream while it is seen whether answers come through unchanged. */
const SAME_DELAY_MS = "5";
const FILLING_AT_ONCE = 16;
/** A large scope's graph is built behind requests, at leisure; it is waited for so long. */
const SETTLE_MS = 60_000;

const { values: args } = parseArgs({
  options: { only: { type: "string", default: "" }, "cpu-prof": { type: "string" } },
});
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 20);
const measureMs = Number(process.env["BENCH_MS"] ?? 500);
const sameRequests = Number(process.env["BENCH_SAME"] ?? 4000);
const servers = new Servers();

try {
  const cpu = `${cores} cores, gateways on core ${SERVER_CORE}, load and upstream on core ${LOAD_CORE}`;
  say(`node ${process.version}, ${cpu}, load average ${loadavg()[0]!.toFixed(1)}`);
  if (sameRequests > 0) await same();
  say(`\n${rounds} rounds of ${measureMs} ms for each of the three; medians of the rounds' p50s in ms.`);
  say(
    "+ plain: the plain proxy over upstream itself. + shadow: shadow over the plain proxy, median [quartiles].\n",
  );
  for (const each of CASES.filter(({ name }) => name.includes(args.only))) await measured(each);
} finally {
  servers.remove();
}

async function same(): Promise<void> {
  const upstream = await servers.script("shadow/upstream.ts", LOAD_CORE, [SAME_DELAY_MS]);
  const shadow = await servers.gateway(`http://127.0.0.1:${upstream}/v1`, "shadow/shadow.yaml");
  const { requests, failed, changed, told, outcomes, kinds } = await sameThrough(
    upstream,
    shadow,
    sameRequests,
  );
  await servers.stop();
  say(
    `\nunchanged through shadow: ${requests} requests of ${kinds.size} kinds, ${failed} failed, ${changed} changed`,
  );
  const most = [...outcomes].sort(([, a], [, b]) => b - a).slice(0, 8);
  say(`  ${most.map(([name, n]) => `${name} ${n}`).join(", ")}`);
  for (const line of told) say(`  ${line}`);
  if (failed + changed > 0) process.exitCode = 1;
}

interface Round {
  readonly direct: Measured;
  readonly plain: Measured;
  readonly shadow: Measured;
}

async function measured(of: Case): Promise<void> {
  const upstream = await servers.script("shadow/upstream.ts", LOAD_CORE, [String(of.delayMs)]);
  const base = `http://127.0.0.1:${upstream}/v1`;
  const prof = args["cpu-prof"]
    ? ["--cpu-prof", `--cpu-prof-dir=${args["cpu-prof"]}`, "--cpu-prof-interval=100"]
    : [];
  const plain = asker(of, await servers.gateway(base, "shadow/plain.yaml"));
  const shadow = asker(of, await servers.gateway(base, "shadow/shadow.yaml", prof));
  const direct = asker(of, upstream);
  await Promise.all([plain.round(measureMs), shadow.round(measureMs)]);
  if (of.stored > 2_000) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const seen: Round[] = [];
  for (let i = 0; i < rounds; i++) {
    // Each comes first, second and last as often as the others.
    const turns = [direct, plain, shadow];
    const order = [...turns.slice(i % 3), ...turns.slice(0, i % 3)];
    const got = new Map<Asker, Measured>();
    for (const each of order) got.set(each, await each.round(measureMs));
    seen.push({ direct: got.get(direct)!, plain: got.get(plain)!, shadow: got.get(shadow)! });
  }
  await servers.stop(prof.length > 0);
  tell(of, seen, shadow.outcomes);
}

function tell(of: Case, seen: readonly Round[], outcomes: ReadonlyMap<string, number>): void {
  say(
    `${of.name}, ${of.connections === 1 ? "1 connection" : `${of.connections} at once`}, ${of.stored} stored`,
  );
  const line = (name: string, part: (m: Measured) => number) => {
    const middle = (server: keyof Round) => median(seen.map((r) => part(r[server]))).toFixed(2);
    const added = (more: keyof Round, less: keyof Round) =>
      quartiles(seen.map((r) => part(r[more]) - part(r[less])));
    say(
      `  ${name.padEnd(11)} upstream ${middle("direct")}  plain ${middle("plain")}  shadow ${middle("shadow")}   + plain ${added("plain", "direct")}   + shadow ${added("shadow", "plain")}`,
    );
  };
  if (of.stream) line("first byte", (m) => m.firstByteP50Ms);
  line("last byte", (m) => m.p50Ms);
  const errors = seen.reduce((sum, r) => sum + r.direct.errors + r.plain.errors + r.shadow.errors, 0);
  const total = [...outcomes.values()].reduce((a, b) => a + b, 0);
  const shares = [...outcomes].sort(([, a], [, b]) => b - a).slice(0, 4);
  const told = shares.map(([name, n]) => `${name} ${((100 * n) / total).toFixed(0)} %`).join(", ");
  say(
    `  p99 ${spread(seen.map((r) => r.plain.p99Ms))} plain, ${spread(seen.map((r) => r.shadow.p99Ms))} shadow`,
  );
  say(`  in shadow: ${told}; answers other than 200: ${errors}\n`);
  if (errors > 0) process.exitCode = 1;
}

function quartiles(values: readonly number[]): string {
  const at = (q: number) => quantile(values, q).toFixed(2);
  return `${at(0.5)} [${at(0.25)} to ${at(0.75)}]`;
}

interface Asker {
  round(ms: number): Promise<Measured>;
  /** What the gateway's headers said in measured rounds. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Asks one server through its own row of scopes, each filled before it is measured. */
function asker(of: Case, port: number): Asker {
  const outcomes = new Map<string, number>();
  let asked = 0;
  let filled = 0;
  const fill = async (): Promise<void> => {
    const scope = filled++;
    let left = of.stored;
    const next = () => post(question(--left), of.stream, scope);
    // Counted, not timed: the last of it ends the load.
    await load({
      ...{
        port,
        connections: FILLING_AT_ONCE,
        request: next,
        warmUpMs: 0,
        measureMs: Number.POSITIVE_INFINITY,
      },
      goOn: () => left > 0,
    });
  };
  return {
    outcomes,
    async round(ms) {
      // As many as a round may need: one for each delay, on each connection.
      const needed = asked + of.connections * Math.ceil((ms + 300) / of.delayMs) + of.connections;
      while (filled * PER_SCOPE < (of.stored > PER_SCOPE ? 1 : needed)) await fill();
      const request = () => {
        const n = asked++;
        if (of.stored > PER_SCOPE) return post(rewording(n, of.stored), of.stream, 0);
        return post(
          rewording((n % 4) * of.stored + (n % PER_SCOPE), of.stored),
          of.stream,
          Math.floor(n / PER_SCOPE),
        );
      };
      const head = (text: string) => {
        const outcome = /\r\nx-semblance-outcome: (\S+)\r\nx-semblance-reason: (\S+)/.exec(text);
        const name = outcome ? `${outcome[1]} ${outcome[2]}` : "no gateway";
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      };
      return await load({
        port,
        connections: of.connections,
        request,
        warmUpMs: 100,
        measureMs: ms,
        head,
        pauseMs: of.pauseMs ?? 0,
      });
    },
  };
}

function post(text: string, stream: boolean, scope: number): Buffer {
  const messages = [
    { role: "system", content: `You are assistant ${scope}.` },
    { role: "user", content: text },
  ];
  const body = JSON.stringify({ model: "m", temperature: 0, ...(stream ? { stream: true } : {}), messages });
  return Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
