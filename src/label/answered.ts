/** A request of a cached route once it has been answered, as far as the labeller reads it. */
import type { Found, Known, Policy } from "../core/known.ts";
import type { Doubting } from "../core/measure/doubt-chances.ts";
import type { LeastChances } from "../core/measure/least-chances.ts";
import type { CacheableAsk } from "../core/neighbours.ts";
import type { Outcome } from "../core/reasons.ts";
import type { Key, Route, Scope, TenantId, Usage } from "../model.ts";

/** Whoever holds it holds the request and its credential: what waits for upstream or a judge holds a `Subject`. */
export interface Answered {
  readonly outcome: Outcome;
  readonly route: Route;
  readonly model: string;
  readonly question: string;
  /** Keyed digest of the caller's tenant; absent where tenants are not told apart. */
  readonly tenant?: TenantId;
  readonly ask: CacheableAsk;
  /** The policy of this request, including what was learned for its group. */
  readonly policy: Policy;
  /** True where the request shared an upstream call that was already running. */
  readonly follower: boolean;
  /** The semantic or adapted answer that was served; null: none was. */
  readonly served: Served | null;
  /** Resolves to the end of the upstream call that answered the request; null: there was none. */
  upstream(): Promise<UpstreamCall | null>;
  /** Resolves to the result of the look-up, which may run beside the upstream call. */
  lookedUp(): Promise<LookedUp>;
  /** Calls `then` when the last byte of the answer is out, or its client gone. */
  whenSent(then: () => void): void;
  /**
   * Calls of a chat model with the caller's own credential, for what words cannot decide; must not hold the request.
   */
  modelCalls?(): ModelCalls;
  /** Whose they are, as `ModelCalls` has it. Absent: nobody is told apart. */
  readonly payer?: string;
  /** Sends the request upstream again on the gateway's account, with the caller's credential. Never rejects. */
  askAgain(signal: AbortSignal): Promise<RepeatedCall>;
}

export interface ModelCalls {
  /** The request's own model. */
  readonly model: string;
  /**
   * Digest of scope, tenant, credential and upstream: whoever has the same may have its pairs judged in a call of these,
   * which shows them to nobody who did not see them.
   */
  readonly with: string;
  /** Digest of tenant, credential and upstream: whether a model can be asked hangs on these. */
  readonly payer: string;
  /** The body of the reply; `status` 0: no answer came. Never rejects. */
  ask(body: object, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }>;
}

export interface Served {
  readonly found: Found;
  readonly known: Known;
  /** Text of the answer that was sent; null where it has none. Must not hold the request. */
  readonly text: () => string | null;
}

export interface LookedUp {
  /** What a look-up beside the call found; null: nothing to serve, or no such look-up. */
  readonly found: Found | null;
  /** All that was known when the look-up ended. */
  readonly known: Known;
  /** Text of an answer that was edited for the question; null: none was. */
  readonly edited: string | null;
}

/** How one call to upstream ended. Those who shared it are given the same object. Must not hold the request. */
export interface UpstreamCall {
  /** The whole answer, parsed; null where it is incomplete. */
  fresh(): Fresh | null;
  /** Why `fresh` is null, for people. */
  whyNone(): string;
}

export interface RepeatedCall extends UpstreamCall {
  /** Bytes that are kept for `save`. Absent: none. */
  readonly bytes?: number;
  /**
   * Stores the call's answer under the question that was asked, as old as it is; not where it has lapsed, or a newer one
   * is there.
   */
  save(): void;
}

/** `text` null: a whole answer that calls a tool or refuses, and so says something else than any stored text. */
export interface Fresh {
  readonly text: string | null;
  readonly usage: Usage | null;
}

/** What is known of a request once it has been answered; neither headers nor credential. */
export interface Subject {
  readonly scope: Scope;
  readonly key: Key;
  readonly model: string;
  readonly group: string;
  readonly question: string;
  readonly tenant: TenantId | null;
  /** Chance of a check had the request's answer been served; 0: it could not have been checked. */
  readonly chance: number;
  /** Least chances that a verdict counts had the answer been served, at most `chance`; 0: the request is not counted. */
  readonly least: LeastChances;
  /** How often a model is asked for a pair that words leave in doubt. Null: never, and "unsure" counts as different. */
  readonly doubt: Doubting | null;
  /** False: it is compared and labelled, but not counted, as no call was left for what words leave in doubt. */
  readonly isCounted: boolean;
}

const GROUP_CHARACTERS_MAX = 200;

/** `chance`: of a check, settled before the look-up. */
type Settled = Pick<Subject, "chance" | "doubt" | "isCounted">;

/** Null where the request is none that answers are shared for. */
export function subjectOf(answered: Answered, { chance, doubt, isCounted }: Settled): Subject | null {
  const { ask, route, model, question, policy, tenant = null } = answered;
  if (ask.credentialRefused || route === "embeddings") return null;
  const { noStore, noCache, onlyIfCached } = ask.directives;
  if (noStore || noCache || onlyIfCached) return null;
  const { scope, key } = ask;
  const group = `${route} ${model}`.slice(0, GROUP_CHARACTERS_MAX);
  const asked = answered.modelCalls === undefined || doubt === null ? null : servedToo(doubt, policy);
  const least = leastChances(asked, checkedBy(answered, chance));
  return { scope, key, model, group, question, tenant, chance, least, doubt: asked, isCounted };
}

/** Chance that what is found for this caller is compared: that of a check where it would be served, else 1. */
export function checkedBy({ ask, policy }: Pick<Answered, "ask" | "policy">, chance: number): number {
  return ask.inside && policy.serveFound ? chance : 1;
}

/** A pair that scores as what is served now is worth a call like the highest ones. */
function servedToo(doubt: Doubting, { recalibration, similarityThreshold, uncertified }: Policy): Doubting {
  if (uncertified === true) return doubt;
  const servedFrom = recalibration?.measuredThreshold ?? similarityThreshold;
  return { ...doubt, from: Math.min(doubt.from, servedFrom) };
}

/** A found pair may go unjudged because no model is asked: so the stake is limited whatever is found. */
function leastChances(doubt: Doubting | null, checked: number): LeastChances {
  if (doubt === null) return { qServed: checked };
  const { from, chance, below } = doubt;
  const qServed = Math.min(chance, checked);
  if (below === null) return { qServed };
  return { qServed: Math.min(below, checked), surer: { from, qServed } };
}
