/**
 * `npm run bench`: what the gateway costs, as ratios against a bare `node:http` server that returns the same JSON,
 * measured in the same run. Each server is pinned to one core and the load comes from another, where there are two.
 * Rounds alternate between the two, and the median of the ratios is printed with its range.
 */
import { load, type Measured } from "./load.ts";
import { cores, LOAD_CORE, SERVER_CORE, Servers } from "./servers.ts";
import { median, say, spread } from "./spread.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
const measureMs = Number(process.env["BENCH_MS"] ?? 2000);
const servers = new Servers();

try {
  await main();
} finally {
  servers.remove();
}

async function main(): Promise<void> {
  const barePort = await servers.script("mock.ts", SERVER_CORE);
  const mockPort = await servers.script("mock.ts", LOAD_CORE);
  const gatewayPort = await servers.gateway(`http://127.0.0.1:${mockPort}/v1`, "bench.yaml");
  say(
    `node ${process.version}, ${cores} cores, servers pinned to core 0, ${rounds} rounds of ${measureMs} ms, median [range]\n`,
  );

  const same = () => post("What is a reverse proxy?", false);
  await load({ port: gatewayPort, connections: 1, request: same, warmUpMs: 0, measureMs: 200 });

  const hit = await paired(64, same, barePort, gatewayPort);
  say(`exact hit, 64 connections     ${ratio(hit, (m) => m.rate)} x bare requests per second (goal >= 0.45)`);
  say(
    `                              bare ${median(hit.map((r) => r.bare.rate)).toFixed(0)}/s, gateway ${median(hit.map((r) => r.gateway.rate)).toFixed(0)}/s, p99 ${median(hit.map((r) => r.gateway.p99Ms)).toFixed(2)} ms`,
  );

  let miss = 0;
  // Five hundred questions to a scope: a look-up by meaning has that many neighbours to tell apart.
  const fresh = () => post(`question number ${++miss} of the benchmark`, false, Math.floor(miss / 500));
  const through = await paired(1, fresh, mockPort, gatewayPort);
  say(
    `a miss through to a mock      + ${difference(through, (m) => m.p50Ms)} ms at the median (goal <= 1 ms)`,
  );

  const streamed = () => post(`stream number ${++miss} of the benchmark`, true, Math.floor(miss / 500));
  const first = await paired(1, streamed, mockPort, gatewayPort);
  say(
    `first byte of a stream        + ${difference(first, (m) => m.firstByteP50Ms)} ms at the median (goal <= 1 ms)`,
  );
  const errors = [...hit, ...through, ...first].reduce((sum, r) => sum + r.bare.errors + r.gateway.errors, 0);
  say(`answers other than 200        ${errors}`);
  if (errors > 0) process.exitCode = 1;
}

interface Pair {
  readonly bare: Measured;
  readonly gateway: Measured;
}

async function paired(
  connections: number,
  request: (n: number) => Buffer,
  bare: number,
  gate: number,
): Promise<Pair[]> {
  const out: Pair[] = [];
  for (let i = 0; i < rounds; i++) {
    const ask = (port: number) => load({ port, connections, request, warmUpMs: 300, measureMs });
    const first = i % 2 === 0 ? bare : gate;
    const a = await ask(first);
    const b = await ask(first === bare ? gate : bare);
    out.push(first === bare ? { bare: a, gateway: b } : { bare: b, gateway: a });
  }
  return out;
}

function post(question: string, stream: boolean, scope = 0): Buffer {
  const messages = [
    { role: "system", content: `You are assistant ${scope}.` },
    { role: "user", content: question },
  ];
  const body = JSON.stringify({ model: "m", temperature: 0, ...(stream ? { stream: true } : {}), messages });
  return Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function ratio(pairs: Pair[], of: (m: Measured) => number): string {
  return spread(pairs.map((p) => of(p.gateway) / of(p.bare)));
}

function difference(pairs: Pair[], of: (m: Measured) => number): string {
  return spread(pairs.map((p) => of(p.gateway) - of(p.bare)));
}
