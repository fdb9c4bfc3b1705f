/**
 * Prints the evidence of pairs for training: label, veto or "-", rewording or not, then the figures.
 *
 *     node tools/evidence.ts < pairs.tsv > evidence.tsv      (label TAB a TAB b)
 *     node tools/evidence.ts --names
 */
import { createInterface } from "node:readline";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { analyse, together } from "../src/core/verify/analysis.ts";
import { EVIDENCE, evidenceOf } from "../src/core/verify/evidence.ts";
import { vetoOf } from "../src/core/verify/vetoes.ts";

if (process.argv[2] === "--names") {
  process.stdout.write(EVIDENCE.join("\n"));
} else {
  const { lexicon, pairModel } = await loadBuiltin();
  let out: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const [label = "", one = "", two = ""] = line.split("\t");
    const [a, b] = together(one, two, (text, hint) => analyse(text, lexicon, hint));
    const { figures, alignment } = evidenceOf(a, b, pairModel);
    const veto = vetoOf(a, b, alignment, pairModel) ?? "-";
    const same = a.canonical === b.canonical && a.subject.length > 0 ? 1 : 0;
    out.push(`${label}\t${veto}\t${same}\t${Array.from(figures, (x) => Number(x.toFixed(4))).join("\t")}\n`);
    if (out.length === 1_000) {
      process.stdout.write(out.join(""));
      out = [];
    }
  }
  process.stdout.write(out.join(""));
}
