/**
 * What a local model of sentences makes of the pairs of which words leave only the content in doubt, by limit of
 * likeness. The limit that ships was chosen on one half of the pairs; the other half tells what to expect of it.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createOnnxEmbedder } from "../../src/adapters/embedder-onnx.ts";
import type { WordJudge } from "../../src/core/judge/judge.ts";
import { likenessJudge } from "../../src/learn/likeness-judge.ts";
import type { Judge } from "../../src/ports.ts";
import type { UnseenPair } from "./unseen.ts";

const LIMITS = [0.8, 0.84, 0.86, 0.88, 0.9, 0.92];
const MS_MAX = 60_000;
/** Longer texts have more sentences than the judge asks of. */
const CHARS_MAX = 5_000;

interface Counts {
  pairs: number;
  readonly same: number[];
}

/** `folder`: with `model.onnx` and `tokenizer.json`. Returns a table in Markdown. */
export async function likenessTable(
  folder: string,
  words: WordJudge,
  pairs: readonly UnseenPair[],
): Promise<string> {
  const model = await createOnnxEmbedder({
    modelPath: join(folder, "model.onnx"),
    tokenizerPath: join(folder, "tokenizer.json"),
    ...{ model: "local", prefix: "", revision: "", timeoutMs: MS_MAX },
  });
  const vectors = new Map<string, ReturnType<typeof model.embed>>();
  const embedder = {
    embed(text: string, deadlineMs: number) {
      const known = vectors.get(text) ?? model.embed(text, deadlineMs);
      vectors.set(text, known);
      return known;
    },
  };
  const judges = LIMITS.map((likenessMin) => judgeBy(words, embedder, likenessMin));
  const rows = new Map<string, Counts>();
  for (const pair of pairs) {
    const { held, fresh, asked, stored } = pair;
    if (pair.lang !== "en" || held.length > CHARS_MAX || fresh.length > CHARS_MAX) continue;
    const { verdict, kind } = words.judge(pair);
    if (verdict !== "unsure" || kind !== "content") continue;
    const name = `${halfOf(pair)} | ${pair.same ? "the same" : "another"}`;
    const row = rows.get(name) ?? { pairs: 0, same: LIMITS.map(() => 0) };
    rows.set(name, row);
    row.pairs++;
    for (const [i, judge] of judges.entries()) {
      const said = await judge.judge({ question: asked, held: stored, stored: held, fresh }, MS_MAX);
      if (said.verdict === "same") row.same[i] = (row.same[i] ?? 0) + 1;
    }
  }
  await model.close();
  const head = `| half | the answers say | pairs in doubt | ${LIMITS.map((limit) => `*same* at ${limit}`).join(" | ")} |`;
  const lines = [...rows]
    .sort()
    .map(([name, { pairs: n, same }]) => `| ${name} | ${n} | ${same.join(" | ")} |`);
  return [head, `|${"---|".repeat(3 + LIMITS.length)}`, ...lines].join("\n");
}

function judgeBy(
  words: WordJudge,
  embedder: Parameters<typeof likenessJudge>[0]["embedder"],
  likenessMin: number,
): Judge {
  const onFault = (error: unknown): never => {
    throw error;
  };
  return likenessJudge({ words, embedder, likenessMin, languages: ["en"], timeoutMs: MS_MAX, onFault });
}

/** A pair and its reverse are in one half. */
function halfOf({ held, fresh }: UnseenPair): string {
  const digest = createHash("md5").update([held, fresh].sort().join("|")).digest();
  return (digest[0] ?? 0) % 2 === 0 ? "looked at" : "not looked at";
}
