/**
 * Measures the shipped model on the data sets and prints the table of models/README.md.
 *
 *     node tools/measure.ts [DATA]      (default ../shared/data)
 *
 * Quora's pairs, twins and PAWS's, CheckList's … last thirds were never fitted on. A request error is a wrong pair
 * served, as a share of all pairs, when pairs are served from the top score down.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, gunzipSync } from "node:zlib";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../src/core/verify/verifier.ts";
import type { UnitVector } from "../src/model.ts";

interface Judged {
  readonly same: boolean;
  readonly veto: boolean;
  readonly probability: number;
  /** Vetoed pairs last, equal ones first. */
  readonly rank: number;
  readonly cosine: number;
}

const THRESHOLD = 0.85;
const ROWS_MAX = 30_000;
const data = process.argv[2] ?? join(import.meta.dirname, "..", "..", "shared", "data");
const { embedder, lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print("| Quora pairs | right | AUC | hits at 1 % | at 2 % | served at .85 | of these right |");
print("|---|---|---|---|---|---|---|");
const quora = rowsOf("qqp_train_clean");
natural("all", every(quora, ROWS_MAX));
const original = every(
  quora.filter((row) => row[3] === "gptcache"),
  ROWS_MAX,
);
natural("as Quora drew them", original);
natural("as Quora drew them, cosine alone", original, true);
print("\n| set, last third | same, served at .85 | traps passed at .85 |");
print("|---|---|---|");
for (const name of [
  "checklist_qqp",
  "paws_wiki_dev",
  "train_paws_swap_pos",
  "trap_negation_cannot",
  "trap_sugar_crepe",
  "trap_svamp_math",
]) {
  const held = rowsOf(name).filter(([, a]) => crc32(a.toLowerCase()) % 3 === 0);
  shares(name, every(held, 4_000));
}
shares("situated questions, another date (all)", every(rowsOf("trap_situatedqa_temp_dev"), 4_000));
shares("covid_q (all)", rowsOf("covid_q"));
shares(
  "twins.tsv (all)",
  parsed(readFileSync(join(import.meta.dirname, "..", "test", "data", "twins.tsv"), "utf8")),
);

type Row = readonly [label: string, a: string, b: string, ...more: string[]];

function rowsOf(name: string): Row[] {
  return parsed(gunzipSync(readFileSync(join(data, `${name}.tsv.gz`))).toString("utf8"));
}

function parsed(text: string): Row[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split("\t") as unknown as Row)
    .filter(([label, a, b]) => /^[01]$/.test(label) && a !== undefined && b !== undefined);
}

/** Evenly drawn, at most `max`. */
function every<T>(rows: readonly T[], max: number): T[] {
  const step = Math.max(1, rows.length / max);
  return Array.from({ length: Math.min(rows.length, max) }, (_, i) => rows[Math.floor(i * step)]!);
}

function judged([label, a, b]: Row): Judged {
  const [x, y] = [embedder.embed(a, 100) as UnitVector, embedder.embed(b, 100) as UnitVector];
  let cosine = 0;
  for (let i = 0; i < x.length; i++) cosine += x[i]! * y[i]!;
  const { veto, probability, score } = verifier.compare(a, b, cosine);
  return {
    same: label === "1",
    veto: veto !== null,
    probability,
    rank: veto === null ? score : score - 100,
    cosine,
  };
}

function isServed({ veto, probability }: Judged): boolean {
  return !veto && probability >= THRESHOLD;
}

function natural(name: string, rows: readonly Row[], byCosine = false): void {
  const pairs = rows.filter(([, a, b]) => a.trim() !== "" && b.trim() !== "").map(judged);
  const ranked = [...pairs].sort((p, q) => (byCosine ? q.cosine - p.cosine : q.rank - p.rank));
  const served = pairs.filter(byCosine ? (pair) => pair.cosine >= THRESHOLD : isServed);
  const cells = [
    percent(share(pairs, (pair) => pair.same)),
    auc(ranked).toFixed(3),
    percent(hits(ranked, 0.01)),
    percent(hits(ranked, 0.02)),
    percent(served.length / pairs.length),
    percent(share(served, (pair) => pair.same)),
  ];
  print(`| ${name} | ${cells.join(" | ")} |`);
}

function shares(name: string, rows: readonly Row[]): void {
  const pairs = rows.map(judged);
  const cell = (group: readonly Judged[]): string =>
    group.length === 0 ? "-" : `${percent(share(group, isServed))} of ${group.length}`;
  print(
    `| ${name} | ${cell(pairs.filter((pair) => pair.same))} | ${cell(pairs.filter((pair) => !pair.same))} |`,
  );
}

function share(pairs: readonly Judged[], test: (pair: Judged) => boolean): number {
  return pairs.length === 0 ? 0 : pairs.filter(test).length / pairs.length;
}

/** Chance that a right pair ranks above a wrong one; `ranked` best first. */
function auc(ranked: readonly Judged[]): number {
  let wrongAbove = 0;
  let pairsLost = 0;
  let right = 0;
  for (const { same } of ranked) {
    if (same) {
      right++;
      pairsLost += wrongAbove;
    } else wrongAbove++;
  }
  return 1 - pairsLost / (right * wrongAbove);
}

function hits(ranked: readonly Judged[], errorMax: number): number {
  let wrong = 0;
  let best = 0;
  for (const [i, { same }] of ranked.entries()) {
    if (!same) wrong++;
    if (wrong <= errorMax * ranked.length) best = i + 1;
  }
  return best / ranked.length;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
