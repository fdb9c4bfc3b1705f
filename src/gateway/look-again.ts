/**
 * Asks the second look about the pairs in doubt, within its own time and what the look-up has left. Whatever goes
 * wrong, the first score stands; the record says how it ended.
 */
import type { Candidate, Known } from "../core/decide.ts";
import type { SecondLookRecord } from "../core/record.ts";
import { payloadOf } from "../core/verify/payload.ts";
import { PortFault } from "../errors.ts";
import type { EntryId } from "../model.ts";
import { within } from "./deadline.ts";
import type { Exchange } from "./exchange.ts";
import { type LookDeps, msLeft } from "./look.ts";

const NO_SCORES: ReadonlyMap<EntryId, number> = new Map();

export async function lookAgain(
  deps: Pick<LookDeps, "secondLook">,
  x: Exchange,
  asked: string,
  candidates: readonly Candidate[],
): Promise<Known["second"]> {
  const { secondLook } = deps;
  if (secondLook === null) return { at: "failed" };
  const stored = candidates
    // What two long texts share would decide: of those the first score knows more, which is of what differs.
    .filter(({ entry }) => payloadOf(entry.question, asked) === null)
    .map(({ entry }) => ({ id: entry.id, text: entry.question }));
  if (stored.length === 0) return { at: "looked", scores: NO_SCORES };
  try {
    const got = await x.timed("second", () =>
      within(secondLook.compare(asked, stored, msLeft(x)), msLeft(x), "second-look"),
    );
    const scores = new Map<EntryId, number>();
    stored.forEach(({ id }, i) => {
      const score = got[i];
      if (typeof score === "number" && Number.isFinite(score)) scores.set(id, score);
    });
    x.second = { result: "looked", scores };
    return { at: "looked", scores };
  } catch (error) {
    x.second = { result: resultOf(error), scores: NO_SCORES };
    // A spent budget and a judge that is off are states, not faults of this request.
    if (x.second.result === "timeout" || x.second.result === "failed") x.fault("second-look", error);
    return { at: "failed" };
  }
}

function resultOf(error: unknown): SecondLookRecord["result"] {
  if (!(error instanceof PortFault)) return "failed";
  const { why } = error;
  return why === "timeout" || why === "refused" || why === "off" ? why : "failed";
}
