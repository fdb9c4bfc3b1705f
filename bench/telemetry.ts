/**
 * `npm run bench:telemetry`: what traces cost on exact hits, in CPU time a request, beside the same gateway without
 * them in the same run. Two gateways go without: what parts them is the noise of the machine, of which other load makes
 * much; the lower quartile of many short rounds hears least of it. Linux only.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpanBytes } from "../src/adapters/otel/otlp-protobuf.ts";
import { newSpanId, newTraceId } from "../src/adapters/otel/trace-ids.ts";
import type { EntryId, RequestId } from "../src/model.ts";
import { Metrics } from "../src/observe/metrics.ts";
import { genAiNames } from "../src/observe/semconv.ts";
import { StatsCollector } from "../src/observe/stats.ts";
import { createTracing } from "../src/observe/traces.ts";
import { aHit } from "../test/support/records.ts";
import { hit } from "./hit.ts";
import { load } from "./load.ts";
import { cpuTime } from "./serve/cpu.ts";
import { LOAD_CORE, Servers } from "./servers.ts";
import { quantile, say } from "./spread.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 24);
const requests = Number(process.env["BENCH_REQUESTS"] ?? 4_000);
const CONNECTIONS = 32;
const COUNTED = 20_000;
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

const servers = new Servers();
try {
  await main();
  await servers.stop();
} finally {
  servers.remove();
}

async function main(): Promise<void> {
  const mock = await servers.script("mock.ts", LOAD_CORE);
  const arrived = join(servers.dir, "spans");
  writeFileSync(arrived, "0");
  const sink = await servers.script("span-sink.ts", LOAD_CORE, [arrived]);
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
  const before = Number(readFileSync(arrived, "utf8"));
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < subjects.length; i++) {
      const it = subjects[(i + round) % subjects.length] as Subject;
      const startUs = cpuTime(it.pid).allUs;
      await hits(it, requests);
      await rest();
      it.us.push((cpuTime(it.pid).allUs - startUs) / requests);
    }
  say(
    `exact hits, ${rounds} rounds of ${requests}; the lower quartile of the rounds, beside that of the first`,
  );
  const base = quantile((subjects[0] as Subject).us, 0.25);
  for (const { name, goal, us } of subjects) {
    const own = quantile(us, 0.25);
    const more = (own / base - 1) * 100;
    say(
      `${name.padEnd(16)} ${own.toFixed(1)} us of CPU a request, ${more >= 0 ? "+" : ""}${more.toFixed(1)} % ${goal}`,
    );
  }
  const traced = tracedUs();
  say(`spans by themselves ${traced.toFixed(1)} us, ${((traced / base) * 100).toFixed(1)} %`);
  const counted = countedUs();
  say(
    `metrics, history ${counted.toFixed(1)} us, ${((counted / base) * 100).toFixed(1)} % of a request without traces (goal <= 5 %)`,
  );
  const spans = Number(readFileSync(arrived, "utf8")) - before;
  say(`spans that arrived, a sampled request: ${(spans / (rounds * requests * 1.01)).toFixed(2)}`);
}

/** Of one exact hit in what counts it: metrics, and the counters that history is made of; the best of some rounds. */
function countedUs(): number {
  const price = { input: 1, cached_input: 0.1, cache_write: 1, output: 4 };
  const levels = {
    ...{ entriesExact: 0, entriesSemantic: 0, graphEntries: 0, graphLag: 0 },
    ...{ trafficPercentage: 0, errorBound: 0, inflight: 0 },
  };
  const metrics = new Metrics(
    () => price,
    () => levels,
  );
  const stats = new StatsCollector(() => price);
  const hit = aHit({ stages: { identify: 0.01, exact: 0.02 } });
  return leastUs(() => {
    stats.report(hit);
    metrics.report(hit);
  });
}

/** Of one exact hit in its spans, drawn ids to written bytes, and without sending them. */
function tracedUs(): number {
  const written = new SpanBytes();
  const tracing = createTracing({
    ...{ newTraceId, newSpanId, samples: () => true, nowMs: () => Date.now(), genAi: genAiNames({}) },
    emit(span) {
      written.add(span);
      if (written.length > 300_000) written.take();
    },
  });
  const headers = new Map([["host", "127.0.0.1:8080"]]);
  const header = (name: string) => headers.get(name);
  let n = 0;
  return leastUs(() => {
    const trace = tracing.begin("POST /v1/chat/completions", header);
    const ids = { request: `req_${n++}` as RequestId, entry: "ent_0123456789abcdef" as EntryId };
    const measured = { durationMs: 0.4 + n / 1e7, lookupMs: 0.03, bucket: 0.123 };
    tracing.end(trace, aHit({ ...ids, ...measured, stages: { identify: 0.01, exact: 0.02 } }));
  });
}

/** Best of some rounds. */
function leastUs(act: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < COUNTED; i++) act();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / COUNTED);
  }
  return best;
}

function subject(name: string, goal: string, env: Record<string, string>): Subject {
  return { name, goal, env, port: 0, pid: 0, us: [] };
}

async function hits({ port }: Subject, count: number): Promise<void> {
  let left = count - CONNECTIONS;
  const { errors } = await load({
    ...{ port, connections: CONNECTIONS, warmUpMs: 0, measureMs: 600_000 },
    request: () => hit,
    goOn: () => left-- > 0,
  });
  if (errors > 0) throw new Error(`${errors} answers were not 200`);
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}
