/**
 * What understanding costs: microseconds to embed a question, to read one, and to verify one candidate; how long the
 * model takes to load, and the memory that it keeps. One core, no network.
 *
 *     npm run bench:meaning
 *
 * Candidates are the five nearest of 3,000 questions by the built-in embedder, as retrieval would hand them over: from
 * ../shared/data/qqp_clusters where that is present, else made from a list of patterns.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import type { RefitModel } from "../src/core/verify/calibration/refit.ts";
import { EVIDENCE } from "../src/core/verify/evidence.ts";
import { analyse } from "../src/core/verify/read/analysis.ts";
import { Vocabulary } from "../src/core/verify/read/vocabulary.ts";
import { createVerifier } from "../src/core/verify/verifier.ts";
import type { UnitVector } from "../src/model.ts";
import type { Verifier } from "../src/ports.ts";

const STORED = 3_000;
const ASKED = 600;
const NEIGHBOURS = 5;
const ROUNDS = 15;
const WORDS = 12;

interface Candidate {
  readonly stored: string;
  readonly asked: string;
  readonly cosine: number;
}

/** Spread of one measure over the rounds, in microseconds an item. */
interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const collect = globalThis.gc ?? (() => {});

collect();
const empty = process.memoryUsage();
const startMs = performance.now();
const { embedder, lexicon, pairModel } = await loadBuiltin();
const first = createVerifier(lexicon, pairModel);
const loadMs = performance.now() - startMs;
collect();
const loaded = grown(empty);

const questions = questionsOf();
const candidates = candidatesOf(questions);
const twelve = questions.filter((text) => text.split(" ").length === WORDS).slice(0, 500);
const texts = [...new Set(candidates.flatMap(({ stored, asked }) => [stored, asked]))];
collect();
const unread = process.memoryUsage();
const scored = candidates.filter((it) => first.compare(it.stored, it.asked, it.cosine).veto === null);
collect();
const kept = grown(unread);

print("load the model", `${loadMs.toFixed(0)} ms`);
print(`embed ${WORDS} words`, told(spread(twelve.length, embedAll)));
const vocabulary = new Vocabulary(lexicon, pairModel);
print("read a question", told(spread(texts.length, readAll)));
print("  all its words new", told(spread(texts.length, readAllAnew)));
print("verify a candidate", told(spread(candidates.length, () => verify(first, candidates))));
print("  with no veto", told(spread(scored.length, () => verify(first, scored))));
print("garbage a candidate", `${garbageOf(() => verify(first, candidates), candidates.length)} bytes`);
print("garbage an embedding", `${garbageOf(embedAll, twelve.length)} bytes (the vector itself: 1,024)`);
print("memory of the model", loaded);
print(`  of ${texts.length} questions`, kept);
print("candidates", `${candidates.length}, ${scored.length} without a veto, ${texts.length} questions`);
const corrected = createVerifier(lexicon, pairModel, 1, {
  ...{ version: "learned", knots: pairModel.calibration, refit: someRefit() },
});
print("verify with a refit", told(spread(scored.length, () => verify(corrected, scored))));

/** Its weights do not matter, only how many there are. */
function someRefit(): RefitModel {
  const figures = EVIDENCE.length + 1;
  const all = (value: number, count = figures): number[] => new Array<number>(count).fill(value);
  return {
    ...{ format: 1, version: "learned", figures, usesSecond: false },
    ...{ mean: all(0.1), spread: all(1), weights: all(0.01, figures + 2) },
  };
}

function embedAll(): void {
  for (const text of twelve) embedder.embed(text, 100);
}

function readAll(): void {
  for (const text of texts) analyse(text, vocabulary);
}

function readAllAnew(): void {
  vocabulary.clear();
  readAll();
}

function verify(verifier: Verifier, pairs: readonly Candidate[]): void {
  for (const { stored, asked, cosine } of pairs) verifier.compare(stored, asked, cosine);
}

function spread(items: number, round: () => unknown): Spread {
  for (let i = 0; i < 3; i++) round();
  const each = Array.from({ length: ROUNDS }, () => {
    const fromMs = performance.now();
    round();
    return ((performance.now() - fromMs) * 1_000) / items;
  }).sort((a, b) => a - b);
  return { median: each[ROUNDS >> 1]!, least: each[0]!, most: each.at(-1)! };
}

/** Mean of what the heap grew by where no collection fell between; NaN without --expose-gc. */
function garbageOf(round: () => void, items: number): number {
  if (globalThis.gc === undefined) return Number.NaN;
  collect();
  const from = process.memoryUsage().heapUsed;
  round();
  return Math.round((process.memoryUsage().heapUsed - from) / items);
}

function grown(from: NodeJS.MemoryUsage): string {
  const now = process.memoryUsage();
  const mb = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
  return `${mb(now.rss - from.rss)} resident, ${mb(now.heapUsed - from.heapUsed)} heap, ${mb(now.arrayBuffers - from.arrayBuffers)} arrays`;
}

function questionsOf(): readonly string[] {
  const path = join(import.meta.dirname, "..", "..", "shared", "data", "qqp_clusters.tsv.gz");
  if (!existsSync(path)) return madeQuestions();
  const rows = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  const drawn = rows.map((row) => row.split("\t")[1]!).filter((text) => text.length < 150);
  // Neighbouring rows are one cluster: the first block holds rewordings, and much that is near.
  return [...new Set(drawn)].slice(0, STORED + ASKED);
}

function madeQuestions(): readonly string[] {
  const things = "password invoice router garden passport laptop sourdough mortgage bicycle guitar".split(
    " ",
  );
  const deeds = "reset change repair cancel compare choose clean store insure sell".split(" ");
  const places =
    "in Lisbon|on Windows 11|at home|for beginners|without a receipt|in 2021|from Rome to Pisa".split("|");
  const asks = "How do I|What is the best way to|Can I|Why should I|Como posso".split("|");
  return asks.flatMap((ask) =>
    deeds.flatMap((deed) =>
      things.flatMap((thing) => places.map((place) => `${ask} ${deed} my old ${thing} ${place}?`)),
    ),
  );
}

function candidatesOf(all: readonly string[]): readonly Candidate[] {
  const vectors = all.map((text) => embedder.embed(text, 100) as UnitVector);
  const step = Math.max(1, Math.floor(all.length / ASKED));
  const out: Candidate[] = [];
  for (let i = 0; i < all.length && out.length < ASKED * NEIGHBOURS; i += step) {
    const near = vectors
      .map((vector, j) => ({
        stored: all[j]!,
        asked: all[i]!,
        cosine: j === i ? -2 : dot(vector, vectors[i]!),
      }))
      .sort((a, b) => b.cosine - a.cosine);
    out.push(...near.slice(0, NEIGHBOURS));
  }
  return out;
}

function dot(a: UnitVector, b: UnitVector): number {
  let out = 0;
  for (let i = 0; i < a.length; i++) out += a[i]! * b[i]!;
  return out;
}

function told({ median, least, most }: Spread): string {
  return `${median.toFixed(1)} µs (${least.toFixed(1)} to ${most.toFixed(1)} over ${ROUNDS} rounds)`;
}

function print(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(22)} ${value}\n`);
}
