/**
 * When may a stored answer stand for a new question? One pure function: it is handed what is known so far and says
 * what to do next. It awaits nothing and reads no clock. Live traffic, shadow mode, explanations, replays, benchmarks
 * and the test over every state use this same function; `src/walk.ts` follows it, and its steps do all the I/O.
 *
 * The order, top to bottom: what the request itself forbids; the exact answer; where nothing may be served, upstream
 * at once with the look-up beside it; the nearest answers by meaning; a second look at those in doubt; the body of the
 * one that would be served; an edited answer; upstream; and, when upstream fails, an answer past its life.
 */
import type { EntryFacts } from "../model.ts";
import type { Ask, Candidate, Found, HitTier, Known, Policy, Step } from "./known.ts";
import { isPlausible, tooOldFor } from "./life.ts";
import {
  type CacheableAsk,
  confidenceOf,
  goesBefore,
  inDoubt,
  isOfOtherContext,
  judgedNeighbours,
  mayEdit,
  unfit,
  whyNoSearch,
} from "./neighbours.ts";
import type { Reason } from "./reasons.ts";

/** What is known of a request before anything was looked up. `page`: it came from a page of another origin. */
export function nothingKnown(ask: Ask, page = false): Known {
  return {
    ask,
    exact: { at: "unasked" },
    near: { at: "unasked" },
    second: { at: "unasked" },
    adapted: { at: "unasked" },
    bodies: NO_BODIES,
    origin: page ? "unasked" : "none",
    upstream: "unasked",
  };
}
const NO_BODIES: Known["bodies"] = new Map();

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
  if (known.origin === "unknown") return upstream(known, ask, policy, "origin-unknown", null);

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

  // A store that does not answer has no bodies to serve either.
  const closed = known.exact.at === "failed" ? known.exact.why : whyNoSearch(ask, policy);
  if (closed) return upstream(known, ask, policy, exact.why === "absent" ? closed : exact.why, null);
  if (!servesFound && known.upstream === "unasked") {
    return directives.onlyIfCached ? refuse() : besides(policy, servingOff(ask, policy));
  }

  if (known.near.at === "unasked") return { do: "search" };
  if (known.near.at === "failed") return upstream(known, ask, policy, known.near.why, null);
  const why = exact.why === "absent" && known.near.behind ? "index-behind" : exact.why;
  return judgeNear(known, ask, policy, nowMs, why);
}

type Verdict<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly why: Reason };

/**
 * What to do with the stored answer to an equal request: served if it is fresh and the caller's directives allow it.
 */
function judgeExact(
  known: Known,
  ask: CacheableAsk,
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

/**
 * The step for neighbours by meaning: serve the best as it is; else an edited one; else upstream, with why not the
 * nearest.
 */
function judgeNear(known: Known, ask: CacheableAsk, policy: Policy, nowMs: number, exactWhy: Reason): Step {
  const judged = judgedNeighbours(known, ask, policy, nowMs);
  const doubtful = inDoubt(known, judged, policy);
  if (doubtful.length > 0) return { do: "second-look", candidates: doubtful };
  let nearest: Candidate | null = null;
  let nearestWhy: Reason = exactWhy;
  let best: Candidate | null = null;
  for (const { candidate, whyNot } of judged) {
    if (whyNot === "absent") continue;
    if (whyNot === null && (best === null || goesBefore(candidate, best))) best = candidate;
    if (whyNot !== null && (nearest === null || isSurer(candidate, nearest))) {
      nearest = candidate;
      nearestWhy = whyNot;
    }
  }
  if (best === null) {
    const near = judged.map(({ candidate }) => candidate);
    const editable = policy.adapt ? near.filter((c) => mayEdit(c, known, ask, policy, nowMs)) : [];
    return edited(known, editable, ask, policy, { nearest, why: nearestWhy });
  }
  if (mustRead(best, known, ask)) return { do: "read", candidate: best };
  const why = best.verdict.probability >= policy.similarityThreshold ? "reworded" : "confirmed";
  return hit(known, foundAs("semantic", best, confidenceOf(best, policy)), why, ask, policy);
}

/**
 * Must the body be read first? Beside a running upstream nothing is served, so only where its text may change the
 * verdict.
 */
function mustRead(
  { entry, verdict, confirmedPair }: Candidate,
  { bodies, upstream }: Known,
  ask: CacheableAsk,
): boolean {
  if (bodies.has(entry.id)) return false;
  if (upstream !== "running" || isOfOtherContext(entry, ask)) return true;
  return !confirmedPair && (verdict.replaced ?? []).length > 0;
}

/** The step where no neighbour may be served as it is: serve one edited in its slot, or ask upstream. */
function edited(
  known: Known,
  editable: readonly Candidate[],
  ask: CacheableAsk,
  policy: Policy,
  { nearest, why }: { readonly nearest: Candidate | null; readonly why: Reason },
): Step {
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
  return upstream(known, ask, policy, why, nearest);
}

function isSurer(a: Candidate, b: Candidate): boolean {
  return a.verdict.probability > b.verdict.probability;
}

function foundAs(tier: HitTier, from: Candidate, confidence: number): Found {
  return { tier, entry: from.entry, similarity: from.similarity, confidence };
}

/** Serves the found answer; only reports it where upstream already runs beside the look-up. */
function hit(known: Known, found: Found, why: Reason, ask: CacheableAsk, policy: Policy): Step {
  if (known.upstream === "running") {
    return { do: "observe", why: servingOff(ask, policy), found, nearest: null };
  }
  if (known.origin === "unasked" && !ask.directives.onlyIfCached) return { do: "ask-origin" };
  return { do: "serve", why, found };
}

function upstream(
  known: Known,
  ask: CacheableAsk,
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

/** The reason why serving is off for this request: shadow mode, or the caller is outside the percentage. */
function servingOff(ask: CacheableAsk, policy: Policy): Reason {
  if (!policy.serveFound) return "shadow-mode";
  if (!ask.inside) return "rollout";
  if (!policy.calibrated) return "uncalibrated";
  return policy.uncertified === true ? "uncertified" : "rollout";
}

/** The step after upstream failed: serve the expired exact answer, if there is one and the caller's limits allow it. */
function instead(known: Known, ask: CacheableAsk, policy: Policy, nowMs: number): Step {
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
