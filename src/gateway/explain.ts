/**
 * Why would a request be answered as it is? Runs the walk of a live request with the same look-ups, and reports its end
 * instead of obeying it: nothing is served, stored or asked upstream.
 */
import { decide, nothingKnown } from "../core/decide.ts";
import type { Ask, Known, Policy, Step } from "../core/known.ts";
import { judgedNeighbours, whyNot } from "../core/neighbours.ts";
import type { ExactOnly } from "../core/reasons.ts";
import { GatewayError } from "../errors.ts";
import type { Route } from "../model.ts";
import type { Clock } from "../ports.ts";
import { type Answering, type Fetch, walk } from "../walk.ts";
import { refuseRepeated } from "./caller.ts";
import type { Explained, ExplainedPair, ExplainedStep, RolloutSummary } from "./explained.ts";
import {
  confirmedLine,
  decisionOf,
  endedWith,
  explainedPair,
  groundingLine,
  neighbourhoodLine,
  recalibratedLine,
  sourceOf,
} from "./explained.ts";
import { reasonOf } from "./failure.ts";
import { askOf, type IdentifyDeps, identified } from "./identified.ts";
import type { WhoAsks } from "./identity-cache.ts";
import { Look, type LookDeps } from "./look.ts";
import type { Received } from "./request.ts";
import { policyFor, type Settings } from "./settings.ts";
import { Watch } from "./watch.ts";

export interface ExplainDeps extends LookDeps, IdentifyDeps {
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly standing: () => RolloutSummary;
}

export interface WantedRequest {
  readonly route: Route;
  /** Header names and values in turn, as on the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

const PATHS: Readonly<Record<Route, string>> = {
  chat: "/chat/completions",
  responses: "/responses",
  completions: "/completions",
  embeddings: "/embeddings",
};

/** Explains a request that was never sent: who would ask, what would be found, what would be decided. */
export async function explainRequest(deps: ExplainDeps, wanted: WantedRequest): Promise<Explained> {
  const settings = deps.settings();
  const received: Received = {
    atMs: deps.clock.nowMs(),
    rawHeaders: wanted.rawHeaders,
    path: PATHS[wanted.route],
    settings,
    watch: new Watch(deps.clock, settings.lookupMsMax),
  };
  let who: WhoAsks;
  let ask: Ask;
  try {
    refuseRepeated(wanted.rawHeaders, settings.stickyHeaders);
    who = identified(deps, received, wanted.route, wanted.body);
    ask = askOf(deps, received, who);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const decision = decisionOf("error", reasonOf(error));
    const steps = [{ do: "refuse", why: error.message }];
    return told(deps, received, wanted.route, settings.policy, { ...NOBODY, decision, steps });
  }
  const { identity, bucket } = who;
  const policy = policyFor(settings, wanted.route, identity.model);
  const walked = await walkThrough(deps, received, ask, who, policy);
  return told(deps, received, wanted.route, policy, {
    model: identity.model,
    question: identity.cacheable ? identity.question : null,
    exact_only: identity.cacheable ? identity.exactWhy : null,
    bucket,
    inside: ask.cacheable && ask.inside,
    minConfidence: ask.cacheable ? ask.minConfidence : null,
    ...walked,
  });
}

type Walk = Pick<Told, "decision" | "steps" | "nearest">;

async function walkThrough(
  deps: ExplainDeps,
  received: Received,
  ask: Ask,
  { identity }: WhoAsks,
  policy: Policy,
): Promise<Walk> {
  if (!identity.cacheable || !ask.cacheable) {
    const step = decide(nothingKnown(ask), policy, deps.clock.nowMs());
    return { decision: endedWith(step), steps: [toldStep(step)], nearest: [] };
  }
  const trace = new Tracing(deps, received, { identity, ask });
  const { step, known } = await walk(trace.known, policy, trace);
  // Where the policy ended before a search (an exact hit, or exact only), the near questions are searched and shown all
  // the same.
  const isUnsearched = known.near.at === "unasked" && identity.question.trim() !== "";
  const all = isUnsearched ? { ...known, near: await trace.search() } : known;
  const judged = judgedNeighbours(all, ask, policy, deps.clock.nowMs());
  const nearest = judged.map((each): ExplainedPair => {
    const { candidate } = each;
    const { entry, similarity, confirmations } = candidate;
    const words = deps.verifier.explain(entry.question, identity.question, similarity);
    const around = [...neighbourhoodLine(candidate, judged.length), ...recalibratedLine(candidate)];
    const ungrounded = groundingLine(known.bodies.get(entry.id), true);
    const evidence = [...confirmedLine(confirmations), ...around, ...words, ...ungrounded];
    const looked = known.second.at === "looked" ? known.second.scores.get(entry.id) : undefined;
    return { ...explainedPair(candidate, whyNot(each, ask, policy), evidence), second_score: looked ?? null };
  });
  return { decision: endedWith(step), steps: trace.steps, nearest };
}

/** The look-up steps of a live request; the steps that answer do nothing. */
class Tracing extends Look implements Answering {
  readonly steps: ExplainedStep[] = [];

  override taking(step: Step, known: Known): void {
    super.taking(step, known);
    this.steps.push(toldStep(step));
  }

  askOrigin(): "allowed" {
    return "allowed";
  }

  serve(): void {}

  fetch({ beside }: Fetch): "running" | "answered" {
    return beside ? "running" : "answered";
  }
}

function toldStep(step: Step): ExplainedStep {
  return "why" in step ? { do: step.do, why: step.why } : { do: step.do };
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

function told(
  deps: ExplainDeps,
  { settings, watch }: Received,
  route: Route,
  policy: Policy,
  of: Told,
): Explained {
  const { mode, threshold_source, labels } = deps.standing();
  const { bucket, inside, minConfidence, ...rest } = of;
  const isRaised = (minConfidence ?? 0) > policy.similarityThreshold;
  return {
    of: "request",
    request_id: null,
    at: null,
    route,
    ...rest,
    threshold: Math.max(policy.similarityThreshold, minConfidence ?? 0),
    threshold_source: isRaised ? "request" : sourceOf(policy, threshold_source),
    adaptation_threshold: policy.adaptationThreshold,
    labels,
    rollout: { mode, percentage: settings.percentage, bucket, inside },
    faults: watch.faults,
  };
}
