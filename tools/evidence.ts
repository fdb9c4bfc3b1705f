/**
 * Prints the evidence of pairs for training: label, veto or "-", equal but for form or not, then the figures.
 *
 *     node tools/evidence.ts [RELATIONS.json] < pairs.tsv > evidence.tsv      (label TAB a TAB b)
 *     node tools/evidence.ts --names
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { Alignment } from "../src/core/verify/align.ts";
import { EVIDENCE, evidenceOf } from "../src/core/verify/evidence.ts";
import { Reader } from "../src/core/verify/read/reader.ts";
import type { Relations } from "../src/core/verify/read/vocabulary.ts";
import { firstVeto } from "../src/core/verify/vetoes.ts";

if (process.argv[2] === "--names") {
  process.stdout.write(EVIDENCE.join("\n"));
} else {
  const { lexicon, pairModel } = await loadBuiltin();
  const relations = process.argv[2] === undefined ? pairModel : relationsOf(process.argv[2]);
  const reader = new Reader(lexicon, relations);
  const pair = new Alignment(reader.vocabulary);
  const figures = new Float64Array(EVIDENCE.length);
  let out: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const [label = "", one = "", two = ""] = line.split("\t");
    const [a, b] = reader.together(one, two);
    evidenceOf(pair.lay(a, b), figures);
    const veto = firstVeto(pair) ?? "-";
    const same = a.canonical === b.canonical && a.residueId === b.residueId && a.subject.length > 0 ? 1 : 0;
    out.push(
      `${label}\t${veto}\t${same}\t${Array.from(figures, (x) => Math.round(x * 1e4) / 1e4).join("\t")}\n`,
    );
    if (out.length === 1_000) {
      process.stdout.write(out.join(""));
      out = [];
    }
  }
  process.stdout.write(out.join(""));
}

function relationsOf(path: string): Relations {
  const { synonyms, antonyms } = JSON.parse(readFileSync(path, "utf8")) as Record<keyof Relations, string[]>;
  return { synonyms: new Set(synonyms), antonyms: new Set(antonyms) };
}
