/**
 * `npm run bench:large`: what a semantic hit costs in CPU time with 10,000 questions in one scope (or BENCH_QUESTIONS),
 * ten seconds after they were stored: the first ones, whose code is compiled on the way and whose neighbours are read for
 * the first time, and later ones. Then again while new ones arrive. Of the process, by /proc: Linux only.
 */
import http from "node:http";
import { cpuTime } from "./serve/cpu.ts";
import { LOAD_CORE, SERVER_CORE, Servers } from "./servers.ts";
import { quantile, say } from "./spread.ts";

const questions = Number(process.env["BENCH_QUESTIONS"] ?? 10_000);
const HITS = 2_000;
/** As many as `npm run bench` sends before it measures. */
const WARM = 12_000;
const SETTLE_MS = 10_000;
const FILL_CONNECTIONS = 8;
const ARRIVING_PER_S = 300;
const ARRIVING_MS = 10_000;

const VERBS = "reset,change,delete,export,share,print,renew,cancel,upgrade,archive".split(",");
const NOUNS =
  "password,invoice,calendar,contract,report,playlist,backup,ticket,profile,certificate,dashboard,licence,mailbox,photo,voucher,survey,booking,document,address,subscription".split(
    ",",
  );
const PLACES = Array.from({ length: 50 }, (_, i) => `the ${String.fromCharCode(97 + (i % 26))}${i} portal`);

const servers = new Servers();
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
try {
  await main();
} finally {
  agent.destroy();
  servers.remove();
}

async function main(): Promise<void> {
  const mock = await servers.script("mock.ts", LOAD_CORE);
  const port = await servers.gateway(`http://127.0.0.1:${mock}/v1`, "bench.yaml");
  const { pid } = servers;
  await inParallel(questions, (n) => ask(port, `How do I ${topic(n)}?`, "no-cache"));
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  say(`${questions} questions in one scope, server on core ${SERVER_CORE}\n`);

  await hits(port, pid, "the first");
  await inParallel(WARM, (n) => ask(port, `How can I ${topic(n * 7)}?`, "only-if-cached"));
  await hits(port, pid, `after ${(WARM + HITS).toLocaleString("en")}`);
  await whileNewOnesArrive(port);
}

/** Hits by meaning, and what they cost. `which`: named in the line that tells it. */
async function hits(port: number, pid: number, which: string): Promise<void> {
  const outcomes = new Map<string, number>();
  const before = cpuTime(pid).allUs;
  await inParallel(HITS, async (n) => {
    const outcome = await ask(port, `How can I ${topic(300 + n * 3)}?`, "only-if-cached");
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  });
  const us = (cpuTime(pid).allUs - before) / HITS;
  const found = [...outcomes].map(([name, count]) => `${name} ${count}`).join(", ");
  say(
    `look-up by meaning   ${us.toFixed(0)} us of CPU a request, ${which} (goal <= 500 once warm); ${found}`,
  );
}

/** Misses at a fixed pace, hits beside them, and somebody who asks whether the gateway lives. */
async function whileNewOnesArrive(port: number): Promise<void> {
  const searchMs: number[] = [];
  const liveMs: number[] = [];
  const startMs = performance.now();
  const sinceMs = () => performance.now() - startMs;
  const isOver = () => sinceMs() >= ARRIVING_MS;
  let stored = 0;
  const arriving = async () => {
    const running: Promise<unknown>[] = [];
    for (let n = 0; !isOver(); n++) {
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, (n * 1000) / ARRIVING_PER_S - sinceMs())),
      );
      running.push(ask(port, `How do I ${topic(n * 3)} of type ${n}?`, "no-cache").then(() => stored++));
    }
    await Promise.all(running);
  };
  const asking = async () => {
    for (let n = 0; !isOver(); n++)
      await ask(port, `How can I ${topic(300 + n * 3)}?`, "only-if-cached", (timing) => {
        const found = /(?:^|, *)search;dur=([\d.]+)/.exec(timing)?.[1];
        if (found !== undefined) searchMs.push(Number(found));
      });
  };
  const living = async () => {
    while (!isOver()) {
      const beganMs = performance.now();
      await livez(port);
      liveMs.push(performance.now() - beganMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await Promise.all([arriving(), asking(), living()]);
  say(
    `\nwhile ${(stored / (sinceMs() / 1000)).toFixed(0)} new ones a second are stored (${ARRIVING_PER_S} wanted):`,
  );
  say(
    `search               ${quantile(searchMs, 0.5).toFixed(2)} ms at the median, ${quantile(searchMs, 0.99).toFixed(2)} at p99 (goal <= .5)`,
  );
  say(
    `another's answer     ${quantile(liveMs, 0.99).toFixed(1)} ms at p99, ${Math.max(...liveMs).toFixed(1)} at most, the queue before it included`,
  );
}

function livez(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: "127.0.0.1", path: "/livez", agent }, (res) => {
        res.resume();
        res.on("end", resolve);
      })
      .on("error", reject);
  });
}

function topic(n: number): string {
  const i = n % questions;
  const verb = VERBS[i % VERBS.length]!;
  const noun = NOUNS[Math.floor(i / VERBS.length) % NOUNS.length]!;
  const place = Math.floor(i / (VERBS.length * NOUNS.length));
  return `${verb} my ${noun} in ${PLACES[place % PLACES.length]}${place >= PLACES.length ? ` ${place}` : ""}`;
}

async function inParallel(count: number, act: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) await act(n);
  };
  await Promise.all(Array.from({ length: FILL_CONNECTIONS }, worker));
}

function ask(
  port: number,
  question: string,
  cacheControl: string,
  timing: ((header: string) => void) | null = null,
): Promise<string> {
  const body = JSON.stringify({
    model: "m",
    temperature: 0,
    messages: [{ role: "user", content: question }],
  });
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    authorization: "Bearer sk-bench",
    "cache-control": cacheControl,
    ...(timing === null ? {} : { "x-semblance-debug": "1" }),
  };
  return new Promise((resolve, reject) => {
    const path = "/v1/chat/completions";
    const req = http.request({ port, host: "127.0.0.1", path, method: "POST", headers, agent }, (res) => {
      res.resume();
      timing?.(String(res.headers["server-timing"] ?? ""));
      res.on("end", () => resolve(String(res.headers["x-semblance-outcome"])));
    });
    req.on("error", reject);
    req.end(body);
  });
}
