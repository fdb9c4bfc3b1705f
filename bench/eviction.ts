/**
 * Which answers a full memory keeps: by value (greedy dual size with frequency), by recency, by frequency. Money and hits
 * of each over one stream, at a share of the questions that come again.
 *
 *     npm run bench:eviction -- [--capacity 0.1] [--requests N] [--seed N] [--data DIR]
 *
 * Texts are of the shared sets of real prompts and search queries, so lengths of what is asked are real, and prices are
 * those of config/prices.yaml. How long answers are is drawn (log-normal about 250 tokens, spread 1.1), as is popularity
 * (Zipf, .9), which drifts: what is asked most changes place along the way. A third of the questions come once.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAutoIndex } from "../src/adapters/index-auto.ts";
import { loadPrices } from "../src/config/prices.ts";
import { Catalog } from "../src/gateway/catalog.ts";
import { type Eviction, leastRecentlyUsed, leastValuable } from "../src/gateway/eviction.ts";
import type { EntryId } from "../src/model.ts";
import { type EntryFacts, type Key, type Scope, type TenantId, unitVector } from "../src/model.ts";
import { chance } from "./chance.ts";
import { leastFrequent } from "./eviction/least-frequent.ts";
import { Data, SHARED } from "./quality/data.ts";

const { values: options } = parseArgs({
  options: {
    capacity: { type: "string", default: "0.1" },
    requests: { type: "string", default: "120000" },
    seed: { type: "string", default: "1" },
    data: { type: "string", default: SHARED },
  },
});
const requests = Number(options.requests);
const random = chance(Number(options.seed));
const QUESTIONS = 10_000;
const ONCE = 1 / 3;
const SKEW = 0.9;
/** Of popular questions: exchanged for others at each tenth of the way. */
const DRIFT = 0.05;
const MODELS = [
  "gpt-5.4",
  "gpt-5.4-mini",
  "gpt-5.4-nano",
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-4.1-mini",
  "gpt-5.5",
];
const CHARS_PER_TOKEN = 4;
const OUTPUT_TOKENS = 250;
const OUTPUT_SPREAD = 1.1;

interface Question {
  readonly facts: EntryFacts;
  /** Millionths of a dollar that a hit saves. */
  readonly worth: number;
}

const { prices, faults } = loadPrices(join(import.meta.dirname, "..", "config", "prices.yaml"));
if (faults.length > 0) throw new Error(`config/prices.yaml: ${faults[0]?.message}`);
const texts = textsOf(new Data(options.data));
const vector = unitVector(new Float32Array(256).fill(1));
if (vector === null) throw new Error("a vector of ones has a length");

function textsOf(data: Data): readonly string[] {
  const prompts = data.rows("llm_prompts").map(([, text = ""]) => text);
  const queries = data.rows("search_queries").map(([, text = ""]) => text);
  return [...prompts, ...queries.slice(0, prompts.length)].filter((text) => text.length > 3);
}

function questionOf(n: number): Question {
  const question = texts[Math.floor(random() * texts.length)] ?? "";
  const model = MODELS[Math.floor(random() * MODELS.length)] ?? "";
  const normal = Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const usage = {
    inputTokens: 60 + Math.ceil(question.length / CHARS_PER_TOKEN),
    outputTokens: Math.ceil(OUTPUT_TOKENS * Math.exp(OUTPUT_SPREAD * normal)),
  };
  const price = prices.of(model);
  if (price === null) throw new Error(`${model} has no price in config/prices.yaml`);
  const facts: EntryFacts = {
    ...{ id: `${n}` as EntryId, key: `${n}` as Key, scope: "s" as Scope, tenant: "t" as TenantId },
    ...{ route: "chat", model, question, semantic: true, storedAtMs: 0, expiresAtMs: 1, staleUntilMs: 1 },
    ...{ form: "json", usage, upstreamMs: 0 },
  };
  return { facts, worth: usage.inputTokens * price.input + usage.outputTokens * price.output };
}

const popular = Array.from({ length: QUESTIONS }, (_, n) => questionOf(n));
const stream = asked();

function asked(): readonly Question[] {
  const sums: number[] = [];
  for (let n = 0, sum = 0; n < QUESTIONS; n++) sums.push((sum += 1 / (n + 1) ** SKEW));
  const order = popular.slice();
  const out: Question[] = [];
  for (let turn = 0; turn < requests; turn++) {
    if (turn > 0 && turn % Math.ceil(requests / 10) === 0)
      for (let swaps = 0; swaps < DRIFT * QUESTIONS; swaps++) {
        const [a, b] = [Math.floor(random() * QUESTIONS), Math.floor(random() * QUESTIONS)];
        [order[a], order[b]] = [order[b] as Question, order[a] as Question];
      }
    if (random() < ONCE) out.push(questionOf(QUESTIONS + turn));
    else {
      const drawn = random() * (sums.at(-1) ?? 0);
      let [low, high] = [0, QUESTIONS - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] ?? 0) > drawn) high = middle;
        else low = middle + 1;
      }
      out.push(order[low] as Question);
    }
  }
  return out;
}

function played(eviction: Eviction, entriesMax: number): { readonly hits: number; readonly usd: number } {
  const worth = new Map(stream.map((question) => [question.facts.id, question.worth]));
  const keeping = { eviction, worthOf: ({ id }: EntryFacts) => worth.get(id) ?? 1 };
  const catalog = new Catalog(createAutoIndex({ kind: "flat" }), entriesMax, () => {}, undefined, keeping);
  let [hits, micros] = [0, 0];
  for (const question of stream) {
    if (catalog.isCurrent(question.facts)) {
      hits++;
      micros += question.worth;
      catalog.touch(question.facts.id);
    } else if (vector !== null) catalog.add(question.facts, vector);
  }
  return { hits: hits / stream.length, usd: micros / 1e6 };
}

const capacity = Math.round(Number(options.capacity) * QUESTIONS);
const results = [
  ["value", played(leastValuable(), capacity)],
  ["lru", played(leastRecentlyUsed(), capacity)],
  ["lfu", played(leastFrequent(false), capacity)],
  ["lfu that remembers", played(leastFrequent(true), capacity)],
  ["no limit", played(leastRecentlyUsed(), Number.MAX_SAFE_INTEGER)],
] as const;
const by = Object.fromEntries(results) as Record<(typeof results)[number][0], { hits: number; usd: number }>;
console.log(
  `${requests} requests over ${QUESTIONS} questions that come again, room for ${capacity} answers\n`,
);
console.log(`${"eviction".padEnd(20)}    hits       USD saved   USD over lru`);
for (const [name, { hits, usd }] of results)
  console.log(
    `${name.padEnd(20)}${(100 * hits).toFixed(2).padStart(6)} %${usd.toFixed(2).padStart(14)}${(100 * (usd / by.lru.usd - 1)).toFixed(1).padStart(13)} %`,
  );
console.log(`\nvalue over lru: ${(100 * (by.value.usd / by.lru.usd - 1)).toFixed(1)} % more money`);
console.log(`value below lfu: ${(100 * (by.lfu.hits - by.value.hits)).toFixed(2)} points of hits`);
