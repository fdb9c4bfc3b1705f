/**
 * Measures the `answer` judge: false "same" and false "different" by kind.
 *
 *     node bench/judge.ts [--data FOLDER] [--each 200] [--wrong]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { judgeAnswers } from "../src/core/judge/answer.ts";
import { createVerifier } from "../src/core/verify/verifier.ts";
import type { UnitVector } from "../src/model.ts";
import { answerPairs } from "./judge/pairs.ts";

const { values } = parseArgs({
  options: { data: { type: "string" }, each: { type: "string", default: "200" }, wrong: { type: "boolean" } },
});
const folder = values.data ?? join(import.meta.dirname, "..", "..", "shared", "data");
const { lexicon, pairModel, embedder } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const likeness = (a: string, b: string): number => {
  const [x, y] = [embedder.embed(a, 100) as UnitVector, embedder.embed(b, 100) as UnitVector];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
};
const kinds = new Map<
  string,
  { n: number; same: number; different: number; unsure: number; expect: boolean }
>();
for (const { kind, lang, same, a, b } of answerPairs(folder, Number(values.each))) {
  const { verdict, why } = judgeAnswers(a, b, verifier, likeness);
  const row = kinds.get(`${kind} | ${lang}`) ?? { n: 0, same: 0, different: 0, unsure: 0, expect: same };
  row.n++;
  row[verdict]++;
  kinds.set(`${kind} | ${lang}`, row);
  if (values.wrong && verdict !== "unsure" && (verdict === "same") !== same)
    process.stdout.write(`${verdict} (${kind}): ${why}\n   ${a.slice(0, 200)}\n   ${b.slice(0, 200)}\n`);
}
const percent = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;
process.stdout.write(
  "| kind | language | pairs | judged same | different | unsure |\n|---|---|---|---|---|---|\n",
);
for (const [name, row] of [...kinds].sort())
  process.stdout.write(
    `| ${name} | ${row.n} | ${percent(row.same, row.n)}${row.expect ? "" : " (false)"} | ${percent(row.different, row.n)}${row.expect ? " (false)" : ""} | ${percent(row.unsure, row.n)} |\n`,
  );
const sum = (test: (name: string) => boolean, verdict: "same" | "different" | "unsure"): string => {
  const rows = [...kinds].filter(([name]) => test(name)).map(([, row]) => row);
  const n = rows.reduce((total, row) => total + row.n, 0);
  return `${percent(
    rows.reduce((total, row) => total + row[verdict], 0),
    n,
  )} of ${n}`;
};
process.stdout.write(
  `\nfalse "same" on copies with one changed fact: ${sum((name) => name.startsWith("changed"), "same")}\n`,
);
process.stdout.write(
  `false "different" on equivalent answers: ${sum((name) => kinds.get(name)!.expect, "different")}\n`,
);
