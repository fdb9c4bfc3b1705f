/**
 * Measures the judge of answers by words: verdicts by kind of pair, on pairs that nothing was fitted on, and its time.
 *
 *     node bench/judge.ts [--data FOLDER] [--each 200] [--wrong KIND] [--tried] [--local FOLDER [--beyond 300]]
 *
 * `--wrong KIND` lists wrong verdicts of kinds that begin so; `--tried` measures pairs that were looked at instead;
 * `--local` what a local model (`model.onnx`, `tokenizer.json`) makes of those that words leave in
 * doubt, `--beyond N` of those that `--each N` lacks.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../src/core/judge/judge.ts";
import { likenessTable } from "./judge/likeness.ts";
import { answerPairs } from "./judge/pairs.ts";
import { TRIED } from "./judge/tried.ts";
import { type UnseenPair, unseenPairs, wordingPairs } from "./judge/unseen.ts";
import { WORDINGS } from "./judge/wordings.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    each: { type: "string", default: "200" },
    wrong: { type: "string" },
    tried: { type: "boolean" },
    local: { type: "string" },
    beyond: { type: "string" },
  },
});
const folder = values.data ?? join(import.meta.dirname, "..", "..", "shared", "data");
const each = Number(values.each);
const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const words = createWordJudge(lexicon, pairModel, thesaurus);
const { judge, probes } = words;
const measured = values.tried ? wordingPairs(TRIED) : [...unseenPairs(folder, each), ...restyledPairs()];
if (values.local !== undefined) {
  const textOf = ({ held, fresh }: UnseenPair): string => JSON.stringify([held, fresh]);
  const left = new Set(values.beyond ? unseenPairs(folder, Number(values.beyond)).map(textOf) : []);
  const pairs = measured.filter((pair) => !left.has(textOf(pair)));
  process.stdout.write(`${await likenessTable(values.local, words, pairs)}\n`);
  process.exit(0);
}

interface Row {
  n: number;
  same: number;
  different: number;
  unsure: number;
  readonly expect: boolean;
}
const kinds = new Map<string, Row>();
for (const pair of measured) {
  const { verdict, why } = judge(pair);
  const name = `${pair.kind} | ${pair.lang}`;
  const row = kinds.get(name) ?? { n: 0, same: 0, different: 0, unsure: 0, expect: pair.same };
  row.n++;
  row[verdict]++;
  kinds.set(name, row);
  const isWrong = verdict !== "unsure" && (verdict === "same") !== pair.same;
  if (isWrong && values.wrong !== undefined && pair.kind.startsWith(values.wrong))
    process.stdout.write(
      `${verdict} (${pair.kind}): ${why}\n   ${oneLine(pair.held)}\n   ${oneLine(pair.fresh)}\n`,
    );
}
table("Answers that say the same", true);
table("Answers that do not", false);
probeTable();
process.stdout.write(`\n${timeOf(1_000)}\n${timeOf(100_000)}\n`);

/** Layout and code, of the seed's benchmark. */
function restyledPairs(): UnseenPair[] {
  return answerPairs(folder, each)
    .filter(({ kind }) => /^restyled|code/.test(kind))
    .map(({ kind, lang, same, a, b }) => ({ kind, lang, same, asked: "", stored: "", held: a, fresh: b }));
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " / ").slice(0, 300);
}

function table(title: string, expect: boolean): void {
  const rows = [...kinds].filter(([, row]) => row.expect === expect).sort();
  const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
  const [right, wrong] = expect ? (["same", "different"] as const) : (["different", "same"] as const);
  process.stdout.write(
    `\n### ${title}\n\n| kind | language | pairs | *${right}* | unsure | *${wrong}* (wrong) |\n`,
  );
  process.stdout.write("|---|---|---|---|---|---|\n");
  for (const [name, row] of rows)
    process.stdout.write(
      `| ${name} | ${row.n} | ${percent(row[right], row.n)} | ${percent(row.unsure, row.n)} | ${percent(row[wrong], row.n)} |\n`,
    );
}

/** What the judge says of the near probes that it makes itself, of hand-written answers. */
function probeTable(): void {
  const rows = new Map<string, { n: number; same: number }>();
  for (const { lang, tellings } of WORDINGS)
    for (const held of tellings)
      for (let seed = 0; seed < 5; seed++)
        for (const { kind, text } of probes(held, seed)) {
          const row = rows.get(`${kind} | ${lang}`) ?? { n: 0, same: 0 };
          row.n++;
          if (judge({ asked: "", stored: "", held, fresh: text }).verdict === "same") row.same++;
          rows.set(`${kind} | ${lang}`, row);
        }
  process.stdout.write(
    "\n### Near probes\n\n| kind | language | probes | *same* (wrong) |\n|---|---|---|---|\n",
  );
  for (const [name, { n, same }] of [...rows].sort())
    process.stdout.write(`| ${name} | ${n} | ${((100 * same) / n).toFixed(1)} % |\n`);
}

/** Median of pairs of about so many characters: every sentence told anew. */
function timeOf(chars: number): string {
  const same = wordingPairs(TRIED).filter(({ same, lang }) => same && lang === "en");
  const pairs = Array.from({ length: 20 }, (_, at) => {
    let [held, fresh] = ["", ""];
    for (let i = at; held.length < chars; i++) {
      held += `${same[i % same.length]!.held}\n`;
      fresh += `${same[i % same.length]!.fresh}\n`;
    }
    return { asked: "", stored: "", held, fresh };
  });
  const rounds = chars > 10_000 ? 1 : 50;
  const times: number[] = [];
  for (let n = 0; n < rounds; n++)
    for (const pair of pairs) {
      const from = performance.now();
      judge(pair);
      times.push(performance.now() - from);
    }
  times.sort((a, b) => a - b);
  const at = (share: number): string => `${(1_000 * times[Math.floor(share * times.length)]!).toFixed(0)} µs`;
  return `two answers of ${chars} characters, reworded: median ${at(0.5)}, nine in ten within ${at(0.9)}`;
}
