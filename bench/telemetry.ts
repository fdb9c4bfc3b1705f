/**
 * `npm run bench:telemetry`: what traces cost on exact hits, in CPU time a request, beside the same gateway without
 * them in the same run. Two gateways go without: what parts them is the noise of the machine. Linux only.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "./cpu-time.ts";
import { load } from "./load.ts";
import { LOAD_CORE, Servers } from "./servers.ts";
import { median, say, spread } from "./spread.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 15);
const requests = Number(process.env["BENCH_REQUESTS"] ?? 5_000);
const CONNECTIONS = 32;
const WARM_UP = 20_000;
/** Spans that wait are sent within it; so is what a round left behind. */
const SCHEDULE_MS = 200;
const REST_MS = 3 * SCHEDULE_MS;

interface Subject {
  readonly name: string;
  readonly goal: string;
  readonly env: Readonly<Record<string, string>>;
  port: number;
  pid: number;
  /** Microseconds of CPU a request, one a round. */
  readonly us: number[];
}

const BODY = JSON.stringify({
  ...{ model: "m", temperature: 0 },
  messages: [
    { role: "system", content: "You are an assistant." },
    { role: "user", content: "What is a reverse proxy?" },
  ],
});
const QUESTION = Buffer.from(
  `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nContent-Length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`,
);

const servers = new Servers();
try {
  await main();
  await servers.stop();
} finally {
  servers.remove();
}

async function main(): Promise<void> {
  const mock = await servers.script("mock.ts", LOAD_CORE);
  const counted = join(servers.dir, "spans");
  writeFileSync(counted, "0");
  const sink = await servers.script("span-sink.ts", LOAD_CORE, [counted]);
  const otel = (ratio: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink}`,
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: ratio,
    OTEL_BSP_SCHEDULE_DELAY: String(SCHEDULE_MS),
  });
  const subjects = [
    subject("without", "", {}),
    subject("without, again", "", {}),
    subject("1 % sampled", "(goal <= +10 %)", otel("0.01")),
    subject("all sampled", "(goal <= +35 %)", otel("1")),
  ];
  for (const it of subjects) {
    it.port = await servers.gateway(`http://127.0.0.1:${mock}/v1`, "bench.yaml", [], it.env);
    it.pid = servers.pid;
    await hits(it, WARM_UP);
  }
  await rest();
  const before = Number(readFileSync(counted, "utf8"));
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < subjects.length; i++) {
      const it = subjects[(i + round) % subjects.length] as Subject;
      const startS = cpuSeconds(it.pid);
      await hits(it, requests);
      await rest();
      it.us.push(((cpuSeconds(it.pid) - startS) / requests) * 1e6);
    }
  const base = (subjects[0] as Subject).us;
  say(`exact hits, ${rounds} rounds of ${requests}, median [range]`);
  for (const { name, goal, us } of subjects)
    say(
      `${name.padEnd(16)} ${median(us).toFixed(1)} us of CPU a request, + ${spread(us.map((n, i) => (n / (base[i] as number) - 1) * 100))} % ${goal}`,
    );
  const spans = Number(readFileSync(counted, "utf8")) - before;
  say(`spans that arrived, a sampled request: ${(spans / (rounds * requests * 1.01)).toFixed(2)}`);
}

function subject(name: string, goal: string, env: Record<string, string>): Subject {
  return { name, goal, env, port: 0, pid: 0, us: [] };
}

async function hits({ port }: Subject, count: number): Promise<void> {
  let left = count - CONNECTIONS;
  const { errors } = await load({
    ...{ port, connections: CONNECTIONS, warmUpMs: 0, measureMs: 600_000 },
    request: () => QUESTION,
    goOn: () => left-- > 0,
  });
  if (errors > 0) throw new Error(`${errors} answers were not 200`);
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}
