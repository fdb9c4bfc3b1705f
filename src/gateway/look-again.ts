/**
 * Asks the second look about the pairs in doubt, within its own time limit and what the look-up has left. On any
 * failure
 * the first score stands, and the record says how it ended.
 */
import type { Candidate } from "../core/known.ts";
import type { SecondLookRecord } from "../core/record.ts";
import { payloadOf } from "../core/verify/payload.ts";
import { PortFault } from "../errors.ts";
import type { EntryId } from "../model.ts";
import type { SecondLook } from "../ports.ts";
import { within } from "./deadline.ts";
import type { Watch } from "./watch.ts";

/** The second look's raw scores by entry, and how asking for them ended. */
export interface SecondLooked {
  readonly result: SecondLookRecord["result"];
  readonly scores: ReadonlyMap<EntryId, number>;
}

const NO_SCORES: ReadonlyMap<EntryId, number> = new Map();

/** Scores the stored questions against the one asked. "unneeded": there was no pair that a second look can judge. */
export async function lookAgain(
  secondLook: SecondLook,
  watch: Watch,
  asked: string,
  candidates: readonly Candidate[],
): Promise<Omit<SecondLooked, "result"> & { readonly result: SecondLooked["result"] | "unneeded" }> {
  const stored = candidates
    // Of two long texts a second look would judge what they share; the first score judges where they differ, and knows
    // more.
    .filter(({ entry }) => payloadOf(entry.question, asked) === null)
    .map(({ entry }) => ({ id: entry.id, text: entry.question }));
  if (stored.length === 0) return { result: "unneeded", scores: NO_SCORES };
  try {
    const got = await watch.timed("second", () =>
      within(secondLook.compare(asked, stored, watch.msLeft()), watch.msLeft(), "second-look"),
    );
    const scores = new Map<EntryId, number>();
    stored.forEach(({ id }, i) => {
      const score = got[i];
      if (typeof score === "number" && Number.isFinite(score)) scores.set(id, score);
    });
    return { result: "looked", scores };
  } catch (error) {
    const result = resultOf(error);
    // A spent budget and a second look that is off are states, not faults of this request.
    if (result === "timeout" || result === "failed") watch.fault("second-look", error);
    return { result, scores: NO_SCORES };
  }
}

function resultOf(error: unknown): SecondLookRecord["result"] {
  if (!(error instanceof PortFault)) return "failed";
  const { why } = error;
  return why === "timeout" || why === "refused" || why === "off" ? why : "failed";
}
