/**
 * Prints what the verifier says of labelled pairs: wrong ones first, then the shares.
 *
 *     node tools/judge.ts PAIRS.tsv [THRESHOLD]      (label TAB a TAB b)
 */
import { readFileSync } from "node:fs";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../src/core/verify/verifier.ts";

const threshold = Number(process.argv[3] ?? 0.85);
const { lexicon, pairModel, embedder } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const tally = { served: 0, same: 0, passed: 0, traps: 0 };
for (const line of readFileSync(process.argv[2]!, "utf8").trim().split("\n")) {
  const [label, a = "", b = ""] = line.split("\t");
  const [x, y] = [await embedder.embed(a, 100), await embedder.embed(b, 100)];
  const similarity = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const { veto, probability } = verifier.compare(a, b, similarity);
  const served = veto === null && probability >= threshold;
  if (label === "1") tally.same++;
  else tally.traps++;
  if (served) tally[label === "1" ? "served" : "passed"]++;
  if (served === (label === "1")) continue;
  const told = verifier.explain(a, b, similarity).join("; ");
  process.stdout.write(`${served ? "WRONG " : "missed"} ${a} | ${b}\n         ${told}\n`);
}
process.stdout.write(
  `${tally.served} of ${tally.same} served, ${tally.passed} of ${tally.traps} traps passed at ${threshold}\n`,
);
