/**
 * Why would a request be answered as it is? The walk of `gateway.ts` through the same `decide` with the same look-ups,
 * whose end is told and not obeyed: nothing is served, stored or asked upstream.
 */
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { type Ask, type Candidate, decide, type Known, type Policy, type Step } from "../core/decide.ts";
import { NO_DIRECTIVES } from "../core/directives.ts";
import { literalOnly } from "../core/question.ts";
import type { ExactOnly, Reason } from "../core/reasons.ts";
import { standsAlone } from "../core/verify/stands-alone.ts";
import { GatewayError, PortFault } from "../errors.ts";
import type { EntryId, Key, Route, Scope, TenantId, UnitVector } from "../model.ts";
import type { Clock, Embedder, Ids, Verifier } from "../ports.ts";
import { hangsOnQuestion, passOver } from "./answer-depends.ts";
import type { Mutable } from "./asked.ts";
import { refuseRepeated } from "./caller.ts";
import { Exchange } from "./exchange.ts";
import type { Explained, ExplainedPair, ExplainedStep, Standing } from "./explained.ts";
import { confirmedLine, decisionOf, neighbourhoodLine, pairOf, sourceOf } from "./explained.ts";
import { reasonOf } from "./failure.ts";
import { askOf, type IdentifyDeps, identified } from "./identified.ts";
import type { Identified } from "./identity-cache.ts";
import { adapt, bodyOf, type LookDeps, lookUp, named, search } from "./look.ts";
import { lookAgain } from "./look-again.ts";
import type { Settings } from "./settings.ts";

export interface ExplainDeps extends LookDeps, IdentifyDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: () => Settings;
  readonly standing: () => Standing;
}

export interface Wanted {
  readonly route: Route;
  /** Flat, as on the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** As `gateway.ts` has it. */
const TURNS_MAX = 40;
const PATHS: Readonly<Record<Route, string>> = {
  chat: "/chat/completions",
  responses: "/responses",
  completions: "/completions",
  embeddings: "/embeddings",
};

/** A request that was never sent: who it would be, what would be found, what would be decided. */
export async function explainRequest(deps: ExplainDeps, wanted: Wanted): Promise<Explained> {
  const x = offTheWire(deps, wanted);
  let who: Identified;
  let ask: Ask;
  try {
    refuseRepeated(wanted.rawHeaders, x.settings.stickyHeaders);
    who = identified(deps, x, wanted.route, wanted.body);
    ask = askOf(deps, x, who);
    x.takeLearned(wanted.route, who.identity.model);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const decision = decisionOf("error", reasonOf(error), null, null);
    return told(deps, x, wanted, { ...NOBODY, decision, steps: [{ do: "refuse", why: error.message }] });
  }
  const { identity } = who;
  const walk = await walkThrough(deps, x, ask, who);
  const question = identity.cacheable ? identity.question : null;
  const candidates = walk.candidates ?? (await besides(deps, x, who));
  const nearest = candidates.map((candidate) => {
    const words = deps.verifier.explain(candidate.entry.question, question ?? "", candidate.similarity);
    const around = neighbourhoodLine(candidate, candidates.length);
    const evidence = [...confirmedLine(candidate.confirmations), ...around, ...words];
    const alone = decidedAlone(candidate, ask, x.policy, walk.second, deps.clock.nowMs());
    return { ...pairOf(candidate, alone.whyNot, evidence), ...alone.looked };
  });
  return told(deps, x, wanted, {
    model: identity.model,
    question,
    exact_only: identity.cacheable ? identity.exactWhy : null,
    bucket: who.bucket,
    inside: ask.cacheable && ask.inside,
    minConfidence: ask.cacheable ? ask.minConfidence : null,
    decision: walk.decision,
    steps: walk.steps,
    nearest,
  });
}

interface Walk {
  readonly decision: Explained["decision"];
  readonly steps: readonly ExplainedStep[];
  readonly second: Known["second"];
  /** Null where the policy did not search; none where the search failed. */
  readonly candidates: readonly Candidate[] | null;
}

async function walkThrough(deps: ExplainDeps, x: Exchange, ask: Ask, who: Identified): Promise<Walk> {
  const steps: ExplainedStep[] = [];
  const known: Mutable<Known> = {
    ask,
    exact: { at: "unasked" },
    near: { at: "unasked" },
    second: { at: "unasked" },
    adapted: { at: "unasked" },
    upstream: "unasked",
  };
  const ended = (decision: Explained["decision"]): Walk => ({
    decision,
    steps,
    second: known.second,
    candidates: known.near.at === "unasked" ? null : known.near.at === "found" ? known.near.candidates : [],
  });
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const step = decide(known, x.policy, deps.clock.nowMs());
    steps.push("why" in step ? { do: step.do, why: step.why } : { do: step.do });
    switch (step.do) {
      case "look-up":
        known.exact = (await lookUp(deps, x, cacheable(who).key)).exact;
        break;
      case "search":
        known.near = (await search(deps, x, cacheable(who))).near;
        break;
      case "second-look":
        known.second = await lookAgain(deps, x, cacheable(who).question, step.candidates);
        break;
      case "adapt":
        known.adapted = (await adapt(deps, x, step.candidates, cacheable(who).question)).adapted;
        break;
      case "serve":
        if (await isGone(deps, x, known, step)) break;
        return ended(decisionOf(step.found.tier, step.why, step.found, null));
      case "fetch":
        if (!step.beside) return ended(decisionOf("miss", step.why, null, step.nearest));
        known.upstream = "running";
        break;
      case "observe":
        return ended(decisionOf(step.found ? "shadow" : "miss", step.why, step.found, step.nearest));
      case "bypass":
        return ended(decisionOf("bypass", step.why, null, null));
      case "refuse":
        return ended(decisionOf("miss", step.why, null, null));
      case "give-up":
        throw new Error("gave up without a failure");
      default:
        return step satisfies never;
    }
  }
  throw new Error(`no decision after ${TURNS_MAX} steps`);
}

/** The body behind a reworded answer may be gone: `serve.ts` then walks on, and so does this. */
async function isGone(
  deps: ExplainDeps,
  x: Exchange,
  known: Mutable<Known>,
  step: Extract<Step, { do: "serve" }>,
): Promise<boolean> {
  if (step.found.tier !== "semantic" || known.near.at !== "found") return false;
  const { entry } = step.found;
  try {
    const found = await bodyOf(deps, x, entry);
    if (found && !hangsOnQuestion(known, found)) return false;
    passOver(known, entry.id, found === null);
  } catch (error) {
    known.near = { at: "failed", why: named(x, "store", error) };
  }
  return true;
}

/** Where the policy ended before it searched (an exact hit, exact only): what is near is shown all the same. */
async function besides(deps: ExplainDeps, x: Exchange, { identity }: Identified) {
  if (!identity.cacheable || identity.question.trim() === "") return [];
  const { near } = await search(deps, x, identity);
  return near.at === "found" ? near.candidates : [];
}

/** What `decide` says of this candidate alone: why it is not served (null: it would be), and how sure it is of it. */
function decidedAlone(
  candidate: Candidate,
  ask: Ask,
  policy: Policy,
  second: Known["second"],
  nowMs: number,
): { whyNot: Reason | null; looked: Pick<ExplainedPair, "probability" | "second_score"> } {
  const { verdict, entry } = candidate;
  const scored = second.at === "looked" ? (second.scores.get(entry.id) ?? null) : null;
  const looked = { probability: verdict.probability, second_score: scored };
  if (!ask.cacheable) return { whyNot: `not-cacheable:${ask.why}`, looked };
  const alone: Known = {
    ask: { ...ask, inside: true, credentialRefused: false },
    exact: { at: "absent" },
    near: { at: "found", candidates: [candidate] },
    second: second.at === "unasked" ? { at: "failed" } : second,
    adapted: { at: "unasked" },
    upstream: "unasked",
  };
  const step = decide(
    alone,
    { ...policy, serveFound: true, semantic: true, adapt: false, uncertified: false },
    nowMs,
  );
  const probability =
    step.do === "serve"
      ? candidate.confirmedPair
        ? verdict.probability
        : step.found.confidence
      : step.do === "fetch"
        ? (step.nearest?.verdict.probability ?? null)
        : null;
  return {
    whyNot: step.do === "serve" || !("why" in step) ? null : step.why,
    looked: { ...looked, probability: probability ?? verdict.probability },
  };
}

interface Told {
  readonly model: string | null;
  readonly question: string | null;
  readonly exact_only: ExactOnly | null;
  readonly bucket: number | null;
  readonly inside: boolean;
  readonly minConfidence: number | null;
  readonly decision: Explained["decision"];
  readonly steps: readonly ExplainedStep[];
  readonly nearest: readonly ExplainedPair[];
}

const NOBODY = {
  model: null,
  question: null,
  exact_only: null,
  bucket: null,
  inside: false,
  minConfidence: null,
  nearest: [],
} as const;

function told(deps: ExplainDeps, x: Exchange, wanted: Wanted, of: Told): Explained {
  const { policy } = x;
  const { percentage } = x.settings;
  const { mode, threshold_source, labels } = deps.standing();
  const { bucket, inside, minConfidence, ...rest } = of;
  const isRaised = (minConfidence ?? 0) > policy.similarityThreshold;
  return {
    of: "request",
    request_id: null,
    at: null,
    route: wanted.route,
    ...rest,
    threshold: Math.max(policy.similarityThreshold, minConfidence ?? 0),
    threshold_source: isRaised ? "request" : sourceOf(policy, threshold_source),
    adaptation_threshold: policy.adaptationThreshold,
    labels,
    rollout: { mode, percentage, bucket, inside },
    faults: x.faults,
  };
}

/** An exchange without a connection: what it sends goes nowhere, and nothing is sent. */
function offTheWire(deps: ExplainDeps, wanted: Wanted): Exchange {
  const req = new IncomingMessage(new Socket());
  req.method = "POST";
  req.rawHeaders = [...wanted.rawHeaders];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!.toLowerCase();
    const before = req.headers[name];
    const value = req.rawHeaders[i + 1]!;
    req.headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  const trace = { traceId: null, upstream: () => [] };
  const target = { path: PATHS[wanted.route], route: wanted.route };
  return new Exchange(
    req,
    new ServerResponse(req),
    target,
    deps.settings(),
    deps.ids.request(),
    trace,
    deps.clock,
  );
}

function cacheable({ identity }: Identified) {
  if (!identity.cacheable) throw new Error("a look-up for what is not cacheable");
  return identity;
}

const PAIR_MS_MAX = 10_000;

/**
 * Two questions of one scope, one caller and no other text: may the first one's answer stand for the second? Needs no
 * gateway. Rejects with nothing: an embedder that fails is a fault that is told, and decides as it would live.
 */
export async function explainPair(
  parts: { readonly embedder: Embedder; readonly verifier: Verifier },
  [stored, asked]: readonly [string, string],
  policy: Policy,
  standing: Standing,
): Promise<Explained> {
  const { similarity, failed } = await cosineOf(parts.embedder, stored, asked);
  const verdict = parts.verifier.compare(stored, asked, similarity ?? 1);
  const alone = standsAlone(stored) && standsAlone(asked) ? null : "not-standalone";
  const leans = literalOnly(stored) ?? literalOnly(asked) ?? alone;
  const candidate: Candidate = {
    entry: entryOf(stored),
    similarity: similarity ?? Number.NaN,
    verdict,
    refusedPair: false,
    confirmedPair: false,
    gone: false,
  };
  const ask: Ask = {
    cacheable: true,
    scope: SCOPE,
    key: "asked" as Key,
    exactOnly: leans !== null,
    exactWhy: leans,
    directives: NO_DIRECTIVES,
    minConfidence: null,
    inside: true,
    credentialRefused: false,
  };
  const known: Known = {
    ask,
    exact: stored === asked ? { at: "found", entry: { ...candidate.entry, key: ask.key } } : { at: "absent" },
    near: failed ? { at: "failed", why: "embedder-failed" } : { at: "found", candidates: [candidate] },
    // Asked live alone, where it has the stored question's vector.
    second: { at: "failed" },
    // An edit needs the answers of other pairs, and a pair has but one.
    adapted: { at: "unconfirmed" },
    upstream: "unasked",
  };
  const step = decide(known, { ...policy, serveFound: true, semantic: true, exactForAll: true }, 0);
  const isServed = step.do === "serve";
  const reason: Reason = "why" in step ? step.why : "internal";
  const outcome = isServed ? step.found.tier : "miss";
  const evidence = parts.verifier.explain(stored, asked, similarity ?? 1);
  return {
    of: "pair",
    request_id: null,
    at: null,
    route: null,
    model: null,
    question: asked,
    decision: {
      outcome,
      reason,
      entry: null,
      similarity,
      probability: verdict.probability,
    },
    steps: [{ do: step.do, why: reason }],
    exact_only: leans,
    threshold: policy.similarityThreshold,
    threshold_source: standing.threshold_source,
    adaptation_threshold: policy.adaptationThreshold,
    labels: standing.labels,
    rollout: null,
    nearest: [
      {
        ...pairOf(candidate, isServed ? null : reason, evidence),
        entry: null,
        similarity,
      },
    ],
    faults: failed ? [{ part: "embedder", why: failed }] : [],
  };
}

async function cosineOf(
  embedder: Embedder,
  a: string,
  b: string,
): Promise<{ similarity: number | null; failed: string | null }> {
  try {
    const x: UnitVector = await embedder.embed(a, PAIR_MS_MAX);
    const y: UnitVector = await embedder.embed(b, PAIR_MS_MAX);
    const cosine = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    // Unit vectors are of length 1 within rounding.
    return { similarity: Math.max(-1, Math.min(1, cosine)), failed: null };
  } catch (error) {
    return { similarity: null, failed: error instanceof PortFault ? error.why : "unknown" };
  }
}

const SCOPE = "pair" as Scope;

/** An answer to this question, stored a moment ago by the same caller. */
function entryOf(question: string) {
  return {
    id: "pair" as EntryId,
    key: "stored" as Key,
    scope: SCOPE,
    tenant: "pair" as TenantId,
    route: "chat" as const,
    model: "",
    question,
    semantic: true,
    storedAtMs: 0,
    expiresAtMs: 1,
    staleUntilMs: 1,
    form: "json" as const,
    usage: null,
    upstreamMs: 0,
  };
}
