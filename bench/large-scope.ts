/**
 * `npm run bench:large`: what a semantic hit costs in CPU time with 10,000 questions in one scope (or BENCH_QUESTIONS),
 * ten seconds after they were stored, and again while new ones arrive. Of the process, by /proc: Linux only.
 */
import http from "node:http";
import { cpuSeconds } from "./cpu-time.ts";
import { LOAD_CORE, SERVER_CORE, Servers } from "./servers.ts";
import { say } from "./spread.ts";

const questions = Number(process.env["BENCH_QUESTIONS"] ?? 10_000);
const HITS = 2_000;
const SETTLE_MS = 10_000;
const FILL_CONNECTIONS = 8;

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

  await inParallel(300, (n) => ask(port, `How can I ${topic(n * 7)}?`, "only-if-cached"));
  const outcomes = new Map<string, number>();
  const before = cpuSeconds(pid);
  await inParallel(HITS, async (n) => {
    const outcome = await ask(port, `How can I ${topic(300 + n * 3)}?`, "only-if-cached");
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  });
  const us = ((cpuSeconds(pid) - before) / HITS) * 1e6;
  say(`look-up by meaning   ${us.toFixed(0)} us of CPU a request (goal <= 500)`);
  say(`outcomes             ${[...outcomes].map(([name, count]) => `${name} ${count}`).join(", ")}`);
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

function ask(port: number, question: string, cacheControl: string): Promise<string> {
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
  };
  return new Promise((resolve, reject) => {
    const path = "/v1/chat/completions";
    const req = http.request({ port, host: "127.0.0.1", path, method: "POST", headers, agent }, (res) => {
      res.resume();
      res.on("end", () => resolve(String(res.headers["x-semblance-outcome"])));
    });
    req.on("error", reject);
    req.end(body);
  });
}
