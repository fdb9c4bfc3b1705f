/** The gateway's own judge of answers, asked beside it: which changes it cannot see is part of an honest account. */
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { judgeAnswers } from "../../src/core/judge/answer.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";

export async function judgeOf(): Promise<(a: string, b: string) => boolean> {
  const { lexicon, pairModel } = await loadBuiltin();
  const verifier = createVerifier(lexicon, pairModel);
  // Words decide on answers as short as these; likeness is for longer ones.
  return (a, b) => judgeAnswers(a, b, verifier, () => 0).verdict === "same";
}
