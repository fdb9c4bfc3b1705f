/**
 * Finds the answer that a laxer policy would have served, so that labels tell the error of a lower threshold in
 * advance.
 */

import type { EntryId } from "../model.ts";
import { decide } from "./decide.ts";
import type { BodySays, Found, Known, Policy } from "./known.ts";
import { isOfOtherContext } from "./neighbours.ts";
import { toldBy } from "./told.ts";

/**
 * Neighbours with a lower probability are not judged, since no threshold is as low. The exception are candidates with
 * neighbourhood features, see `nearlyFound`.
 */
const NEAR_MIN = 0.3;

/**
 * The answer a laxer policy would have served in a walk that served none; null: none. Unread bodies count as fit to
 * serve.
 */
export function nearlyFound(known: Known, policy: Policy, nowMs: number): Found | null {
  if (known.near.at !== "found") return null;
  const isEdited = known.adapted.at === "made";
  // No policy serves a pair that a veto refuses as it is.
  if (!isEdited && known.near.candidates.every(({ verdict }) => verdict.veto !== null)) return null;
  const nearMin = toldBy(policy, NEAR_MIN);
  const lax: Policy = { ...policy, similarityThreshold: nearMin, adaptationThreshold: 0, adapt: isEdited };
  // Weights of neighbourhood features that are learned later may raise a low probability, so such a candidate always
  // counts.
  const any: Policy = { ...policy, similarityThreshold: 0, adaptationThreshold: 0, adapt: false };
  // Threshold 1 finds a confirmed pair that x-semblance-min-confidence refused.
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
    // Whether an answer from another context may be served is known only from its body, which is not read here.
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
