/** May one question's answer stand for another? Lays two texts side by side, without a gateway. */
import { decide, nothingKnown } from "../core/decide.ts";
import { NO_DIRECTIVES } from "../core/directives.ts";
import type { Ask, Candidate, Known, Policy } from "../core/known.ts";
import { literalOnly } from "../core/question.ts";
import type { ExactOnly, Reason } from "../core/reasons.ts";
import { standsAlone } from "../core/verify/read/stands-alone.ts";
import { PortFault } from "../errors.ts";
import { cosine, type EntryFacts, type EntryId, type Key, type Scope, type TenantId } from "../model.ts";
import type { Embedder, Verifier } from "../ports.ts";
import { type Explained, explainedPair, type RolloutSummary } from "./explained.ts";

const PAIR_MS_MAX = 10_000;

/**
 * Explains whether the answer to `pair[0]` may stand for `pair[1]`, taken as two questions of one scope and one caller
 * with no other text. Never rejects: an embedder that fails is told as a fault, and decides as it would live.
 */
export async function explainPair(
  parts: { readonly embedder: Embedder; readonly verifier: Verifier },
  [stored, asked]: readonly [string, string],
  policy: Policy,
  standing: RolloutSummary,
): Promise<Explained> {
  const { similarity, failed } = await cosineOf(parts.embedder, stored, asked);
  const verdict = parts.verifier.compare(stored, asked, similarity ?? 1);
  const evidence = parts.verifier.explain(stored, asked, similarity ?? 1);
  const alone = standsAlone(stored) && standsAlone(asked) ? null : "not-standalone";
  const leans = literalOnly(stored) ?? literalOnly(asked) ?? alone;
  const candidate: Candidate = {
    entry: entryOf(stored),
    similarity: similarity ?? Number.NaN,
    verdict,
    refusedPair: false,
    confirmedPair: false,
  };
  const step = decide(
    knownOf(candidate, stored === asked, leans, failed),
    { ...policy, serveFound: true, semantic: true, exactForAll: true },
    0,
  );
  const isServed = step.do === "serve";
  const reason: Reason = "why" in step ? step.why : "internal";
  return {
    of: "pair",
    request_id: null,
    at: null,
    route: null,
    model: null,
    question: asked,
    decision: {
      ...{ outcome: isServed ? step.found.tier : "miss", reason, entry: null },
      ...{ similarity, probability: verdict.probability },
    },
    steps: [{ do: step.do, why: reason }],
    exact_only: leans,
    threshold: policy.similarityThreshold,
    threshold_source: standing.threshold_source,
    adaptation_threshold: policy.adaptationThreshold,
    labels: standing.labels,
    rollout: null,
    nearest: [{ ...explainedPair(candidate, isServed ? null : reason, evidence), entry: null, similarity }],
    faults: failed ? [{ part: "embedder", why: failed }] : [],
  };
}

/** The facts that `decide` reads, as if one caller had asked both questions, the stored one a moment ago. */
function knownOf(
  candidate: Candidate,
  isEqual: boolean,
  exactWhy: ExactOnly | null,
  failed: string | null,
): Known {
  const ask: Ask = {
    cacheable: true,
    scope: SCOPE,
    key: "asked" as Key,
    exactOnly: exactWhy !== null,
    exactWhy,
    directives: NO_DIRECTIVES,
    minConfidence: null,
    inside: true,
    credentialRefused: false,
  };
  return {
    ...nothingKnown(ask),
    exact: isEqual ? { at: "found", entry: { ...candidate.entry, key: ask.key } } : { at: "absent" },
    near: failed ? { at: "failed", why: "embedder-failed" } : { at: "found", candidates: [candidate] },
    // The second look is asked for live requests alone, where it has the stored question's vector.
    second: { at: "failed" },
    // An edit needs the answers of other pairs, and here there is but one pair.
    adapted: { at: "unconfirmed" },
    // No answers were given, so the stored body is taken to be good.
    bodies: new Map([[candidate.entry.id, "stands"]]),
  };
}

async function cosineOf(
  embedder: Embedder,
  a: string,
  b: string,
): Promise<{ similarity: number | null; failed: string | null }> {
  try {
    const x = await embedder.embed(a, PAIR_MS_MAX);
    const y = await embedder.embed(b, PAIR_MS_MAX);
    // Rounding may put the cosine of two unit vectors slightly outside -1 to 1.
    return { similarity: Math.max(-1, Math.min(1, cosine(x, y))), failed: null };
  } catch (error) {
    return { similarity: null, failed: error instanceof PortFault ? error.why : "unknown" };
  }
}

const SCOPE = "pair" as Scope;

/** The facts of an answer to this question, as if the same caller had stored it a moment ago. */
function entryOf(question: string): EntryFacts {
  return {
    id: "pair" as EntryId,
    key: "stored" as Key,
    scope: SCOPE,
    tenant: "pair" as TenantId,
    route: "chat",
    model: "",
    question,
    semantic: true,
    storedAtMs: 0,
    expiresAtMs: 1,
    staleUntilMs: 1,
    form: "json",
    usage: null,
    upstreamMs: 0,
  };
}
