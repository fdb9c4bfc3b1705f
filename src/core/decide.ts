/**
 * When may a stored answer stand for a new question? One pure function: it is handed what is known so far and says
 * what to do next. It awaits nothing and reads no clock. Live traffic, shadow mode and the test over every state use
 * this same function; `gateway.ts` obeys it and does all the I/O.
 *
 * The order, top to bottom: what the request itself forbids; the exact answer; where nothing may be served, upstream
 * at once with the look-up beside it; the nearest answers by meaning; a second look at those in doubt; an edited
 * answer; upstream; and, when upstream fails, an answer past its life.
 */
import type { EntryFacts, EntryId, Key, PairVerdict, Scope, Veto } from "../model.ts";
import type { Directives } from "./directives.ts";
import { isPlausible, type LivesMsMax, tooOldFor } from "./life.ts";
import type { ExactOnly, NotCacheable, Reason } from "./reasons.ts";
import { type SecondCalibration, withSecond } from "./verify/second.ts";

/** What is fixed for one request before anything is looked up. */
export type Ask =
  | { readonly cacheable: false; readonly why: NotCacheable; readonly onlyIfCached: boolean }
  | {
      readonly cacheable: true;
      readonly scope: Scope;
      readonly key: Key;
      readonly exactOnly: boolean;
      /** Names it where it is more than that. */
      readonly exactWhy?: ExactOnly | null;
      readonly directives: Directives;
      /** 0 to 1; may only raise the threshold. */
      readonly minConfidence: number | null;
      /** Is the caller inside the rollout's percentage? */
      readonly inside: boolean;
      /** Upstream refused this credential lately: nothing stored may be served on it. */
      readonly credentialRefused: boolean;
      /** A page asks, and only upstream's own answer tells whether it may read one. */
      readonly originUnknown?: boolean;
    };

/** Where a threshold comes from: the configuration, labels of all traffic, or labels of the request's own group. */
export type ThresholdSource = "floor" | "learned" | "group";

/** The operator's will, as of this request. */
export interface Policy {
  /** enable_traditional: exact answers for every caller, whatever the rollout says. */
  readonly exactForAll: boolean;
  /** enable_semantic_cache: look for reworded questions at all. */
  readonly semantic: boolean;
  /** use_integrated_cache: what is found by meaning may be served; false is shadow. */
  readonly serveFound: boolean;
  /** enable_background_save. */
  readonly save: boolean;
  /** Calibrated probability, 0 to 1, from which a stored answer is served as it is. */
  readonly similarityThreshold: number;
  /** Calibrated probability, 0 to 1, from which an answer may be edited. */
  readonly adaptationThreshold: number;
  readonly adapt: boolean;
  /** Does a score of this embedder's pairs mean a probability? Where not, what is found by meaning is only reported. */
  readonly calibrated: boolean;
  /** Null: none is configured. */
  readonly secondLook: SecondLookPolicy | null;
  /** Where the thresholds come from. Absent: the floors of the configuration. */
  readonly thresholdFrom?: ThresholdSource;
  /** The longest life, and with it the longest time past it, that the configuration gives. Absent: nothing is known of it. */
  readonly livesMsMax?: LivesMsMax;
  /** The bound decides and no threshold is certified: what is found by meaning is only reported. */
  readonly uncertified?: boolean;
}

/** Pairs with a first probability from `low` up to but not including `high` are in doubt: a slower judge is asked. */
export interface SecondLookPolicy {
  readonly low: number;
  readonly high: number;
  /** Null: what the judge says means nothing yet. It is measured beside upstream, and delays and changes nothing. */
  readonly calibration: SecondCalibration | null;
}

export interface Neighbourhood {
  /** By the order of `NEIGHBOURHOOD`. */
  readonly figures: readonly number[];
  /** Probability by words alone, which the verdict's may no longer be. */
  readonly words: number;
}

/** A stored question near the asked one, with what the verifier said of the pair. */
export interface Candidate {
  readonly entry: EntryFacts;
  readonly similarity: number;
  readonly verdict: PairVerdict;
  /** A person reported this answer wrong for this question. */
  readonly refusedPair: boolean;
  /** Often enough, upstream's own fresh answer to this question said the same: served whatever the threshold is. */
  readonly confirmedPair: boolean;
  /** Labels that confirm it, for people. */
  readonly confirmations?: number;
  /** The index knows it, the store no longer does. */
  readonly gone: boolean;
  /** Of the surest one, where its words say enough to be judged: see neighbourhood.ts. */
  readonly neighbourhood?: Neighbourhood;
}

/** A stored answer with one slot edited, and how sure the evidence for the edit is (0 to 1). */
export interface Adapted {
  readonly entry: EntryFacts;
  readonly similarity: number;
  readonly confidence: number;
}

export type FaultReason = Extract<
  Reason,
  | "store-failed"
  | "index-failed"
  | "embedder-failed"
  | "embedder-off"
  | "verifier-failed"
  | "adapter-failed"
  | "lookup-timeout"
>;

export interface Known {
  readonly ask: Ask;
  readonly exact:
    | { readonly at: "unasked" | "absent" }
    | { readonly at: "failed"; readonly why: FaultReason }
    | { readonly at: "found"; readonly entry: EntryFacts };
  readonly near:
    | { readonly at: "unasked" }
    | { readonly at: "failed"; readonly why: FaultReason }
    /** behind: something of this scope is stored and cannot be found by meaning yet. */
    | { readonly at: "found"; readonly candidates: readonly Candidate[]; readonly behind?: boolean };
  /** Raw scores of a slower judge. failed: the first score stands. */
  readonly second:
    | { readonly at: "unasked" | "failed" }
    | { readonly at: "looked"; readonly scores: ReadonlyMap<EntryId, number> };
  readonly adapted:
    | { readonly at: "unasked" | "unconfirmed" }
    | { readonly at: "failed"; readonly why: FaultReason }
    | { readonly at: "made"; readonly adapted: Adapted };
  /** running: upstream was asked beside the look-up, whose result can no longer be served. */
  readonly upstream: "unasked" | "running" | "failed";
}

export type HitTier = "exact" | "semantic" | "adapted" | "stale";

/** What was found, reported in headers whether or not it is served. */
export interface Found {
  readonly tier: HitTier;
  readonly entry: EntryFacts;
  readonly similarity: number | null;
  readonly confidence: number | null;
}

export type Step =
  | { readonly do: "look-up" }
  | { readonly do: "search" }
  | { readonly do: "second-look"; readonly candidates: readonly Candidate[] }
  | { readonly do: "adapt"; readonly candidates: readonly Candidate[] }
  | { readonly do: "serve"; readonly why: Reason; readonly found: Found }
  /** Ask upstream. `beside`: at once, and go on looking; `join`: share a running request of the same key. */
  | {
      readonly do: "fetch";
      readonly why: Reason;
      readonly beside: boolean;
      readonly join: boolean;
      readonly store: boolean;
      readonly nearest: Candidate | null;
    }
  /** The look-up beside upstream has ended: what it would have served, or why nothing. */
  | {
      readonly do: "observe";
      readonly why: Reason;
      readonly found: Found | null;
      readonly nearest: Candidate | null;
    }
  | { readonly do: "bypass"; readonly why: Reason }
  /** only-if-cached, and there is nothing: 504. */
  | { readonly do: "refuse"; readonly why: Reason }
  /** Upstream failed and nothing stored may stand in: its failure goes to the caller. */
  | { readonly do: "give-up" };

/** The next step. Total: every state of `known` has an answer, and following it always ends. */
export function decide(known: Known, policy: Policy, nowMs: number): Step {
  const { ask } = known;
  if (!ask.cacheable) {
    return ask.onlyIfCached
      ? { do: "refuse", why: "only-if-cached" }
      : { do: "bypass", why: `not-cacheable:${ask.why}` };
  }
  const { directives } = ask;
  if (directives.noStore)
    return directives.onlyIfCached ? refuse() : { do: "bypass", why: "client-no-store" };
  if (known.upstream === "failed") return instead(known, ask, policy, nowMs);
  if (directives.noCache || ask.credentialRefused) {
    return upstream(known, ask, policy, directives.noCache ? "client-no-cache" : "credential-refused", null);
  }
  if (ask.originUnknown === true) return upstream(known, ask, policy, "origin-unknown", null);

  const servesExact = policy.exactForAll || (policy.serveFound && ask.inside);
  const servesFound = policy.serveFound && ask.inside && policy.calibrated && policy.uncertified !== true;
  if (!servesExact && known.upstream === "unasked" && !directives.onlyIfCached) {
    return besides(policy, servingOff(ask, policy));
  }
  if (!servesExact && directives.onlyIfCached) return refuse();

  if (known.exact.at === "unasked") return { do: "look-up" };
  const exact = judgeExact(known, ask, policy, nowMs);
  if (exact.ok) {
    const found: Found = { tier: "exact", entry: exact.entry, similarity: null, confidence: null };
    return hit(known, found, "equal", ask, policy);
  }

  const closed = whyNoSearch(known, ask, policy);
  if (closed) return upstream(known, ask, policy, exact.why === "absent" ? closed : exact.why, null);
  if (!servesFound && known.upstream === "unasked") {
    return directives.onlyIfCached ? refuse() : besides(policy, servingOff(ask, policy));
  }

  if (known.near.at === "unasked") return { do: "search" };
  if (known.near.at === "failed") return upstream(known, ask, policy, known.near.why, null);
  const why = exact.why === "absent" && known.near.behind ? "index-behind" : exact.why;
  return judgeNear(known, known.near.candidates, ask, policy, nowMs, why);
}

type Cacheable = Extract<Ask, { cacheable: true }>;
type Verdict<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly why: Reason };

/** The exact answer: of this very key and scope, fresh, and not refused by what the caller asked. */
function judgeExact(
  known: Known,
  ask: Cacheable,
  policy: Policy,
  nowMs: number,
): Verdict<{ entry: EntryFacts }> {
  const { exact } = known;
  switch (exact.at) {
    case "unasked":
    case "absent":
      return { ok: false, why: "absent" };
    case "failed":
      return { ok: false, why: exact.why };
    case "found": {
      if (exact.entry.key !== ask.key) return { ok: false, why: "absent" };
      const why = unfit(exact.entry, ask, policy, nowMs);
      return why ? { ok: false, why } : { ok: true, entry: exact.entry };
    }
    default:
      return exact satisfies never;
  }
}

/** Why an entry must not be served fresh for this request; null when nothing stands against it. */
function unfit(entry: EntryFacts, ask: Cacheable, policy: Policy, nowMs: number): Reason | null {
  if (entry.scope !== ask.scope) return "absent";
  if (nowMs >= entry.expiresAtMs || !isPlausible(entry, policy.livesMsMax, nowMs)) return "expired";
  return tooOldFor(ask.directives, entry, nowMs);
}

/** Why the search by meaning does not begin; null when it may. */
function whyNoSearch(known: Known, ask: Cacheable, policy: Policy): Reason | null {
  // A store that does not answer has no bodies to serve either.
  if (known.exact.at === "failed") return known.exact.why;
  if (!policy.semantic) return "semantic-off";
  if (ask.exactOnly) return ask.exactWhy ?? "exact-only";
  if (ask.directives.noTransform) return "client-no-transform";
  return null;
}

/** Nearest first. The first that may be served as it is; else the edited answer; else why the nearest may not. */
function judgeNear(
  known: Known,
  near: readonly Candidate[],
  ask: Cacheable,
  policy: Policy,
  nowMs: number,
  exactWhy: Reason,
): Step {
  const threshold = Math.max(policy.similarityThreshold, ask.minConfidence ?? 0);
  const doubtful = inDoubt(known, near, ask, policy, threshold, nowMs);
  if (doubtful.length > 0) return { do: "second-look", candidates: doubtful };
  const { second } = known;
  const candidates = second.at === "looked" ? near.map((c) => lookedAt(c, second.scores, policy)) : near;
  let nearest: Candidate | null = null;
  let nearestWhy: Reason = exactWhy;
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    const why = whyNotServed(candidate, ask, policy, threshold, nowMs);
    if (why === "absent") continue;
    if (why === null && (best === null || goesBefore(candidate, best))) best = candidate;
    if (why !== null && (nearest === null || candidate.verdict.probability > nearest.verdict.probability)) {
      nearest = candidate;
      nearestWhy = why;
    }
  }
  if (best) {
    const why = best.verdict.probability >= policy.similarityThreshold ? "reworded" : "confirmed";
    return hit(known, foundAs("semantic", best, confidenceOf(best, policy)), why, ask, policy);
  }

  const editable = policy.adapt ? candidates.filter((c) => mayEdit(c, ask, policy, nowMs)) : [];
  if (editable.length > 0) {
    switch (known.adapted.at) {
      case "unasked":
        return { do: "adapt", candidates: editable };
      case "failed":
        return upstream(known, ask, policy, known.adapted.why, nearest);
      case "unconfirmed":
        break;
      case "made": {
        const made = known.adapted.adapted;
        const from = editable.find((c) => c.entry.id === made.entry.id);
        if (from && made.confidence >= Math.max(policy.adaptationThreshold, ask.minConfidence ?? 0)) {
          return hit(known, foundAs("adapted", from, made.confidence), "slot", ask, policy);
        }
        break;
      }
      default:
        return known.adapted satisfies never;
    }
  }
  return upstream(known, ask, policy, nearestWhy, nearest);
}

/**
 * A confirmed pair goes before all others: the same answer is then served at every threshold, and the measurement,
 * which counts one answer a request, counts the one that is served.
 */
function goesBefore(a: Candidate, b: Candidate): boolean {
  if (a.confirmedPair !== b.confirmedPair) return a.confirmedPair;
  return a.verdict.probability > b.verdict.probability;
}

/** Of a confirmed pair at least the threshold in force; what is not a number stays so, and is never served. */
function confidenceOf({ confirmedPair, verdict }: Candidate, { similarityThreshold }: Policy): number {
  return confirmedPair ? Math.max(verdict.probability, similarityThreshold) : verdict.probability;
}

/** Whom a second look could decide about: none while one is sure already, or where the look would change nothing. */
function inDoubt(
  known: Known,
  near: readonly Candidate[],
  ask: Cacheable,
  policy: Policy,
  threshold: number,
  nowMs: number,
): readonly Candidate[] {
  const { secondLook } = policy;
  if (secondLook === null || known.second.at !== "unasked") return [];
  if (secondLook.calibration === null && known.upstream !== "running") return [];
  const doubtful: Candidate[] = [];
  for (const candidate of near) {
    const why = whyNotServed(candidate, ask, policy, threshold, nowMs);
    const isGrey = isInDoubt(candidate, secondLook);
    if (why === null && (candidate.confirmedPair || !isGrey)) return [];
    if (isGrey && (why === null || OF_THE_SCORE.has(why))) doubtful.push(candidate);
  }
  return doubtful;
}

const OF_THE_SCORE: ReadonlySet<Reason> = new Set<Reason>(["below-threshold", "min-confidence"]);

function isInDoubt({ verdict }: Candidate, { low, high }: SecondLookPolicy): boolean {
  return verdict.veto === null && verdict.probability >= low && verdict.probability < high;
}

/** The candidate with what the second look said of it taken in. */
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

function whyNotServed(
  candidate: Candidate,
  ask: Cacheable,
  policy: Policy,
  threshold: number,
  nowMs: number,
): Reason | null {
  const { entry, verdict } = candidate;
  if (entry.scope !== ask.scope || !entry.semantic) return "absent";
  if (candidate.gone) return "entry-gone";
  const old = unfit(entry, ask, policy, nowMs);
  if (old) return old;
  if (candidate.refusedPair) return "refused-pair";
  if (verdict.veto) return verdict.veto;
  const confidence = confidenceOf(candidate, policy);
  if (!(confidence >= threshold)) {
    return confidence >= policy.similarityThreshold ? "min-confidence" : "below-threshold";
  }
  return null;
}

/** Vetoes that forbid serving an answer as it is, but not editing the slot that was vetoed. */
const EDITABLE: ReadonlySet<Veto> = new Set<Veto>([
  "numbers-differ",
  "units-differ",
  "dates-differ",
  "names-differ",
  "identifiers-differ",
]);

/** A fresh entry of this scope that differs in one slot only; never across negation, an antonym or direction. */
function mayEdit(candidate: Candidate, ask: Cacheable, policy: Policy, nowMs: number): boolean {
  const { entry, verdict } = candidate;
  if (entry.scope !== ask.scope || !entry.semantic || candidate.gone || candidate.refusedPair) return false;
  if (unfit(entry, ask, policy, nowMs) || verdict.slot === null) return false;
  return verdict.veto === null
    ? verdict.probability < policy.similarityThreshold
    : EDITABLE.has(verdict.veto);
}

function foundAs(tier: HitTier, from: Candidate, confidence: number): Found {
  return { tier, entry: from.entry, similarity: from.similarity, confidence };
}

/** Serve it, or, where upstream already runs beside the look-up, only report it. */
function hit(known: Known, found: Found, why: Reason, ask: Cacheable, policy: Policy): Step {
  if (known.upstream === "running") {
    return { do: "observe", why: servingOff(ask, policy), found, nearest: null };
  }
  return { do: "serve", why, found };
}

function upstream(
  known: Known,
  ask: Cacheable,
  policy: Policy,
  why: Reason,
  nearest: Candidate | null,
): Step {
  if (known.upstream === "running") return { do: "observe", why, found: null, nearest };
  if (ask.directives.onlyIfCached) return refuse();
  // A caller who asked for a fresh answer, or whose credential is in doubt, takes nobody else's.
  const join = why !== "client-no-cache" && why !== "credential-refused" && why !== "origin-unknown";
  return { do: "fetch", why, beside: false, join, store: policy.save, nearest };
}

function besides(policy: Policy, why: Reason): Step {
  return { do: "fetch", why, beside: true, join: policy.exactForAll, store: policy.save, nearest: null };
}

/** What keeps a found answer from being served. */
function servingOff(ask: Cacheable, policy: Policy): Reason {
  if (!policy.serveFound) return "shadow-mode";
  if (!ask.inside) return "rollout";
  if (!policy.calibrated) return "uncalibrated";
  return policy.uncertified === true ? "uncertified" : "rollout";
}

/** Upstream failed: the exact answer past its life, if there is one and the caller's own limits allow it. */
function instead(known: Known, ask: Cacheable, policy: Policy, nowMs: number): Step {
  const servesExact = policy.exactForAll || (policy.serveFound && ask.inside);
  const { exact } = known;
  if (!servesExact || ask.directives.noCache || ask.credentialRefused) return { do: "give-up" };
  if (exact.at === "unasked") return { do: "look-up" };
  if (exact.at !== "found" || exact.entry.key !== ask.key || exact.entry.scope !== ask.scope)
    return { do: "give-up" };
  if (nowMs >= exact.entry.staleUntilMs || !isPlausible(exact.entry, policy.livesMsMax, nowMs))
    return { do: "give-up" };
  if (tooOldFor(ask.directives, exact.entry, nowMs)) return { do: "give-up" };
  return {
    do: "serve",
    why: "upstream-failed",
    found: { tier: "stale", entry: exact.entry, similarity: null, confidence: null },
  };
}

function refuse(): Step {
  return { do: "refuse", why: "only-if-cached" };
}
