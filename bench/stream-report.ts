/**
 * `npm run report`: real questions through the running gateway with the real `openai` client, against an upstream that
 * answers by class. Tells hits by tier, wrong answers by tier and latencies.
 *
 *   node bench/stream-report.ts [--data DIR] [--questions N] [--seed S] [--json]
 *
 * An answer is wrong when it was served from the cache and is another class's. Classes of intents (banking77) are
 * coarser than "wants the same answer", large Quora clusters drift: a figure speaks of its set.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import OpenAI from "openai";
import { loadConfig } from "../src/config.ts";
import { startGateway } from "../src/main.ts";

interface Question {
  readonly group: string;
  readonly text: string;
}

interface Seen {
  readonly tier: string;
  readonly wrong: boolean;
  readonly ms: number;
}

const { values: args } = parseArgs({
  options: {
    data: { type: "string", default: join(dirname(fileURLToPath(import.meta.url)), "../../shared/data") },
    questions: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
/** Share of the stream that repeats an earlier question to the letter, as real traffic does (about 18 %). */
const REPEATS = 0.15;
const AT_ONCE = 4;

const count = Number(args.questions);
const random = mulberry32(Number(args.seed));
if (!existsSync(args.data)) {
  process.stderr.write(`no data at ${args.data}: name its folder with --data\n`);
  process.exit(2);
}

const report = [
  await run("qqp_clusters + qqp_singletons", quora()),
  await run("banking77_train", shuffled(rows("banking77_train")).slice(0, count)),
];
if (args.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else for (const r of report) print(r);
process.exit();

/** Half of the questions from clusters of duplicates, two to four of each; half single. */
function quora(): Question[] {
  const clusters = new Map<string, Question[]>();
  for (const row of rows("qqp_clusters")) clusters.set(row.group, [...(clusters.get(row.group) ?? []), row]);
  const paired = shuffled([...clusters.values()].filter((c) => c.length >= 2))
    .flatMap((c) => shuffled(c).slice(0, 4))
    .slice(0, Math.floor(count / 2));
  const single = shuffled(rows("qqp_singletons")).slice(0, count - paired.length);
  return shuffled([...paired, ...single.map((q, i) => ({ ...q, group: `single ${i}` }))]);
}

async function run(name: string, questions: Question[]) {
  const asked: Question[] = [];
  for (const question of questions) {
    asked.push(question);
    if (random() < REPEATS) asked.push(asked[Math.floor(random() * asked.length)] as Question);
  }
  const stream = asked.slice(0, count);
  const answers = new Map(stream.map((q) => [q.text, answerOf(q.group)]));
  const upstream = await byClass(answers);
  const dir = mkdtempSync(join(tmpdir(), "semblance-report-"));
  const env = {
    ...process.env,
    SEMBLANCE_UPSTREAM: upstream.url,
    SEMBLANCE_DATA_DIR: dir,
    SEMBLANCE_PORT: "0",
    SEMBLANCE_ADMIN_PORT: "0",
    SEMBLANCE_SECRET: "report",
  };
  const loaded = loadConfig({ path: null, env });
  if (!loaded.ok) throw new Error("the defaults do not load");
  const { config } = loaded;
  const byHand = {
    ...config,
    cache_migration: { ...config.cache_migration, traffic_percentage: 100 as const },
  };
  const gateway = await startGateway({
    config: byHand,
    configPath: null,
    env,
    say: () => {},
    color: false,
    logTo: "nowhere",
  });
  const client = new OpenAI({ baseURL: gateway.baseUrl, apiKey: "sk-report", maxRetries: 0 });
  const seen: Seen[] = [];
  const left = stream.values();
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const q of left) {
        const from = performance.now();
        const { data, response } = await client.chat.completions
          .create({ model: "m", messages: [{ role: "user", content: q.text }] })
          .withResponse();
        const tier = response.headers.get("x-semblance-outcome") ?? "none";
        seen.push({
          tier,
          wrong: data.choices[0]?.message.content !== answerOf(q.group),
          ms: performance.now() - from,
        });
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  await gateway.close();
  await upstream.close();
  rmSync(dir, { recursive: true, force: true });
  return {
    name,
    requests: seen.length,
    repeats: stream.length - new Set(stream.map((q) => q.text)).size,
    seconds,
    tiers: byTier(seen),
  };
}

function byTier(seen: Seen[]) {
  const names = ["exact", "semantic", "adapted", "miss"];
  return names.map((tier) => {
    const of = seen.filter((s) => s.tier === tier).sort((a, b) => a.ms - b.ms);
    const at = (q: number) => of[Math.min(of.length - 1, Math.floor(of.length * q))]?.ms ?? null;
    return {
      tier,
      requests: of.length,
      wrong: of.filter((s) => s.wrong).length,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    };
  });
}

function print(r: Awaited<ReturnType<typeof run>>): void {
  const found = r.tiers.filter((t) => t.tier === "semantic" || t.tier === "adapted");
  const wrong = found.reduce((sum, t) => sum + t.wrong, 0);
  const lines = [
    `${r.name}: ${r.requests} requests, ${r.repeats} of them repeats to the letter, seed ${args.seed}`,
    `  ${"tier".padEnd(10)}${"requests".padStart(10)}${"share".padStart(9)}${"wrong".padStart(7)}${"p50 ms".padStart(9)}${"p99 ms".padStart(9)}`,
    ...r.tiers.map((t) => {
      const share = `${((100 * t.requests) / r.requests).toFixed(1)} %`;
      const ms = (v: number | null) => (v === null ? "-" : v.toFixed(1));
      return `  ${t.tier.padEnd(10)}${String(t.requests).padStart(10)}${share.padStart(9)}${String(t.wrong).padStart(7)}${ms(t.p50Ms).padStart(9)}${ms(t.p99Ms).padStart(9)}`;
    }),
    `  wrong semantic and adapted answers: ${((100 * wrong) / r.requests).toFixed(2)} % of all requests`,
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function answerOf(group: string): string {
  return `The answer to class ${createHash("sha256").update(group).digest("hex").slice(0, 12)}.`;
}

async function byClass(answers: ReadonlyMap<string, string>) {
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: { content: string }[] };
    const content = answers.get(messages.at(-1)?.content ?? "") ?? "?";
    const choices = [
      {
        index: 0,
        message: { role: "assistant", content, refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ];
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    res.writeHead(200, { "content-type": "application/json" });
    res.end(
      JSON.stringify({ id: "chatcmpl-r", object: "chat.completion", created: 1, model: "m", choices, usage }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function rows(name: string): Question[] {
  const text = gunzipSync(readFileSync(join(args.data, `${name}.tsv.gz`))).toString("utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"))
    .map(([group = "", question = ""]) => ({ group, text: question }));
}

function shuffled<T>(list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Seeded chance in [0, 1). */
function mulberry32(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
