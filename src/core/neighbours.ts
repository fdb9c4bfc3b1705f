/**
 * Decides for each neighbour of a question whether its answer may be served as it is, and if not, why, by all that is
 * known of it: neighbourhood features, second look, stored body. Live traffic, shadow, explanations, replays and
 * benchmarks all use it.
 */
import type { EntryFacts, EntryId, Veto } from "../model.ts";
import { otherVersion } from "./ground/sources.ts";
import { unsupported } from "./ground/support.ts";
import type { Ask, BodySays, Candidate, Known, Policy, SecondLookPolicy } from "./known.ts";
import { isPlausible, tooOldFor } from "./life.ts";
import { weighed } from "./neighbourhood.ts";
import type { Reason } from "./reasons.ts";
import { told } from "./told.ts";
import { dependsOn } from "./verify/answer-depends.ts";
import { withSecond } from "./verify/calibration/second.ts";

export type CacheableAsk = Extract<Ask, { cacheable: true }>;

export interface JudgedCandidate {
  readonly candidate: Candidate;
  /** Null: it may be served as it is. "absent": the entry belongs to another scope. */
  readonly whyNot: Reason | null;
}

/** Every neighbour with its verdict, in the order given, nearest first. */
export function judgedNeighbours(
  known: Known,
  ask: CacheableAsk,
  policy: Policy,
  nowMs: number,
): readonly JudgedCandidate[] {
  return neighboursOf(known, ask, policy).map((candidate) => ({
    candidate,
    whyNot: whyNotServed(candidate, ask, policy, nowMs, known.bodies.get(candidate.entry.id)),
  }));
}

/**
 * Why this neighbour's answer is not served to this request, were the caller inside and serving on; null: it would be.
 */
export function whyNot({ candidate, whyNot: why }: JudgedCandidate, ask: Ask, policy: Policy): Reason | null {
  if (!ask.cacheable) return `not-cacheable:${ask.why}`;
  if (ask.directives.noStore) return "client-no-store";
  if (ask.directives.noCache) return "client-no-cache";
  if (candidate.entry.scope !== ask.scope) return "absent";
  const closed = whyNoSearch(ask, { ...policy, semantic: true });
  if (closed !== null) return closed;
  return policy.calibrated ? why : "uncalibrated";
}

/** Why nothing is looked for by meaning; null where it is. */
export function whyNoSearch(ask: CacheableAsk, policy: Policy): Reason | null {
  if (!policy.semantic) return "semantic-off";
  if (ask.exactOnly) return ask.exactWhy ?? "exact-only";
  if (ask.directives.noTransform) return "client-no-transform";
  return null;
}

/** The neighbours, their probabilities corrected by the neighbourhood, the second look and labels. */
function neighboursOf({ near, second }: Known, { key }: CacheableAsk, policy: Policy): readonly Candidate[] {
  if (near.at !== "found") return [];
  const candidates = weighed(near.candidates, policy, key);
  const looked =
    second.at === "looked" ? candidates.map((c) => lookedAt(c, second.scores, policy)) : candidates;
  return told(looked, policy);
}

/** Probability from which an answer is served as it is. */
function thresholdOf(ask: CacheableAsk, policy: Policy): number {
  return Math.max(policy.similarityThreshold, ask.minConfidence ?? 0);
}

function whyNotServed(
  candidate: Candidate,
  ask: CacheableAsk,
  policy: Policy,
  nowMs: number,
  body: BodySays | undefined,
): Reason | null {
  const { entry, verdict } = candidate;
  if (entry.scope !== ask.scope || !entry.semantic) return "absent";
  if (body === "gone") return "entry-gone";
  const old = unfit(entry, ask, policy, nowMs);
  if (old) return old;
  if (candidate.refusedPair) return "refused-pair";
  if (verdict.veto) return verdict.veto;
  if (isOfOtherContext(entry, ask)) {
    if (!ask.grounds) return "absent";
    if (otherVersion(entry.tags ?? [], ask.grounds.tags) !== null) return "sources-differ";
    if (typeof body === "object") return "not-grounded";
  }
  // Labels found a confirmed pair's answer right, even if it repeats a word that the question exchanged.
  if (body === "depends" && !candidate.confirmedPair) return "answer-depends";
  const confidence = confidenceOf(candidate, policy);
  if (!(confidence >= thresholdOf(ask, policy))) {
    if (confidence >= policy.similarityThreshold) return "min-confidence";
    return verdict.doubt ?? "below-threshold";
  }
  return null;
}

/** Why an entry must not be served fresh for this request; null when nothing stands against it. */
export function unfit(entry: EntryFacts, ask: CacheableAsk, policy: Policy, nowMs: number): Reason | null {
  if (entry.scope !== ask.scope) return "absent";
  if (nowMs >= entry.expiresAtMs || !isPlausible(entry, policy.livesMsMax, nowMs)) return "expired";
  return tooOldFor(ask.directives, entry, nowMs);
}

/** Was the stored answer made from another retrieved context than this request's? Never where context is scope. */
export function isOfOtherContext({ context }: EntryFacts, { grounds }: CacheableAsk): boolean {
  return context !== grounds?.digest;
}

/** Whether the text of a stored answer allows serving it. `text`: the answer's text, or the JSON that contains it. */
export function bodySays({ entry, verdict, confirmedPair }: Candidate, ask: Ask, text: string): BodySays {
  if (!confirmedPair && dependsOn(text, verdict.replaced ?? [])) return "depends";
  if (!ask.cacheable || !ask.grounds || !isOfOtherContext(entry, ask)) return "stands";
  return unsupported(text, ask.grounds) ?? "stands";
}

/**
 * A confirmed pair goes before all others: the same answer is then served at every threshold, and the measurement,
 * which counts one answer a request, counts the one that is served.
 */
export function goesBefore(a: Candidate, b: Candidate): boolean {
  if (a.confirmedPair !== b.confirmedPair) return a.confirmedPair;
  return a.verdict.probability > b.verdict.probability;
}

/**
 * The candidate's probability; for a confirmed pair at least the threshold in force. NaN stays NaN and is never
 * served.
 */
export function confidenceOf({ confirmedPair, verdict }: Candidate, { similarityThreshold }: Policy): number {
  return confirmedPair ? Math.max(verdict.probability, similarityThreshold) : verdict.probability;
}

/** Candidates a second look could decide: none where one is already sure, or where the look would change nothing. */
export function inDoubt(
  known: Known,
  judged: readonly JudgedCandidate[],
  { secondLook }: Policy,
): readonly Candidate[] {
  if (secondLook === null || known.second.at !== "unasked") return [];
  if (secondLook.calibration === null && known.upstream !== "running") return [];
  const doubtful: Candidate[] = [];
  for (const { candidate, whyNot: why } of judged) {
    const isGrey = isInDoubt(candidate, secondLook);
    if (why === null && (candidate.confirmedPair || !isGrey)) return [];
    if (isGrey && (why === null || OF_THE_SCORE.has(why))) doubtful.push(candidate);
  }
  return doubtful;
}

const OF_THE_SCORE: ReadonlySet<Reason> = new Set<Reason>(["below-threshold", "min-confidence"]);

function isInDoubt({ verdict }: Candidate, { low, high }: SecondLookPolicy): boolean {
  const isOpen = verdict.veto === null && verdict.doubt === undefined;
  return isOpen && verdict.probability >= low && verdict.probability < high;
}

/** The candidate, its probability replaced by that of the second look where there is one. */
function lookedAt(
  candidate: Candidate,
  scores: ReadonlyMap<EntryId, number>,
  { secondLook }: Policy,
): Candidate {
  if (secondLook?.calibration == null) return candidate;
  const score = scores.get(candidate.entry.id);
  if (score === undefined || !isInDoubt(candidate, secondLook)) return candidate;
  return { ...candidate, verdict: withSecond(candidate.verdict, score, secondLook.calibration) };
}

/** Vetoes that forbid serving an answer as it is, but not editing the slot that was vetoed. */
const EDITABLE: ReadonlySet<Veto> = new Set<Veto>([
  "numbers-differ",
  "units-differ",
  "dates-differ",
  "names-differ",
  "identifiers-differ",
]);

/**
 * True for a fresh entry of this scope whose question differs in one slot only; never across negation, antonym or
 * direction.
 */
export function mayEdit(
  candidate: Candidate,
  known: Known,
  ask: CacheableAsk,
  policy: Policy,
  nowMs: number,
): boolean {
  const { entry, verdict } = candidate;
  const body = known.bodies.get(entry.id);
  if (entry.scope !== ask.scope || !entry.semantic || body === "gone" || candidate.refusedPair) return false;
  if (unfit(entry, ask, policy, nowMs) || verdict.slot === null || body === "depends") return false;
  if (isOfOtherContext(entry, ask)) return false;
  if (verdict.doubt !== undefined) return false;
  return verdict.veto === null
    ? verdict.probability < policy.similarityThreshold
    : EDITABLE.has(verdict.veto);
}
