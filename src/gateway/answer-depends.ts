/** The last look before an answer found by meaning is served: at the answer itself. */
import type { Candidate, Known } from "../core/decide.ts";
import { dependsOn } from "../core/verify/answer-depends.ts";
import type { Entry } from "../model.ts";
import { inspectAnswer } from "../wire/answer.ts";
import type { Mutable } from "./asked.ts";

/** Whether an answer repeats a word that the asked question exchanged. What labels confirmed was found to be right. */
export function hangsOnQuestion({ near }: Known, entry: Entry): boolean {
  if (near.at !== "found") return false;
  const candidate = near.candidates.find((c) => c.entry.id === entry.id);
  const replaced = candidate?.verdict.replaced ?? [];
  if (candidate === undefined || candidate.confirmedPair || replaced.length === 0) return false;
  const answer = inspectAnswer(entry.route, entry.form, entry.body);
  const text = "problem" in answer ? null : answer.text;
  return dependsOn(text ?? entry.body.toString("utf8"), replaced);
}

/** The candidate may not be served after all: its body is gone, or hangs on the question. The policy then decides anew. */
export function passOver(known: Mutable<Known>, id: Entry["id"], isGone: boolean): void {
  if (known.near.at !== "found") return;
  const candidates = known.near.candidates.map((c): Candidate => {
    if (c.entry.id !== id) return c;
    return isGone ? { ...c, gone: true } : { ...c, verdict: { ...c.verdict, veto: "answer-depends" } };
  });
  known.near = { ...known.near, candidates };
}
