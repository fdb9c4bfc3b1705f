/** What a laxer policy would have served: so that labels tell what a lower threshold would cost, before it is one. */

import type { EntryId } from "../model.ts";
import { decide } from "./decide.ts";
import type { BodySays, Found, Known, Policy } from "./known.ts";
import { isOfOtherContext } from "./neighbours.ts";

/**
 * Neighbours with a lower probability are not judged: no threshold comes near it. An exception for neighbourhoods
 * stands below.
 */
const NEAR_MIN = 0.3;

/**
 * The answer a laxer policy would have served in a walk that served none; null: none. Unread bodies count as fit to
 * serve.
 */
export function nearlyFound(known: Known, policy: Policy, nowMs: number): Found | null {
  if (known.near.at !== "found") return null;
  const isEdited = known.adapted.at === "made";
  const lax: Policy = { ...policy, similarityThreshold: NEAR_MIN, adaptationThreshold: 0, adapt: isEdited };
  // A neighbourhood may lower a probability now, and raise it once more is learned: any threshold will do.
  const any: Policy = { ...policy, similarityThreshold: 0, adaptationThreshold: 0, adapt: false };
  // A confirmed pair that x-semblance-min-confidence turned away would be served from a threshold as high as that.
  const strict: Policy = { ...policy, similarityThreshold: 1, adapt: false };
  for (const each of [lax, any, strict]) {
    const found = observed(known, each, nowMs);
    if (found === null || (each === any && !hasNeighbourhood(known, found.entry.id))) continue;
    if (found.tier === "semantic" || found.tier === "adapted") return found;
  }
  return null;
}

/** What this policy would serve, given what is known; null: nothing. Upstream is taken to run beside the look-up. */
export function observed(from: Known, policy: Policy, nowMs: number): Found | null {
  const second = from.second.at === "unasked" ? ({ at: "failed" } as const) : from.second;
  let known: Known = { ...from, second, upstream: "running" };
  for (;;) {
    const step = decide(known, policy, nowMs);
    if (step.do !== "read") return step.do === "observe" ? step.found : null;
    const { entry } = step.candidate;
    // Whether an answer made from another context may stand is not known before its body is read: it is left out.
    const isOther = known.ask.cacheable && isOfOtherContext(entry, known.ask);
    const says: [EntryId, BodySays] = [entry.id, isOther ? "gone" : "stands"];
    known = { ...known, bodies: new Map([...known.bodies, says]) };
  }
}

function hasNeighbourhood({ near }: Known, entry: EntryId): boolean {
  return (
    near.at === "found" && near.candidates.some((c) => c.entry.id === entry && c.neighbourhood !== undefined)
  );
}
