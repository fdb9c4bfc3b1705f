/** The gateway's own judge of answers, asked beside it: which changes it cannot see is part of an honest account. */
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";

/** Both answers are to one question. */
export async function judgeOf(): Promise<(a: string, b: string) => boolean> {
  const { lexicon, pairModel, thesaurus } = await loadBuiltin();
  const words = createWordJudge(lexicon, pairModel, thesaurus);
  return (a, b) => words.judge({ asked: "", stored: "", fresh: b, held: a }).verdict === "same";
}
