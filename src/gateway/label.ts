/** Gives label/ what it reads of a request, of stored answers and of upstream, from the gateway's own parts. */
import type { ServerResponse } from "node:http";
import type { Found, Known } from "../core/known.ts";
import type { Answered, LookedUp, RepeatedCall, Served, UpstreamCall } from "../label/answered.ts";
import type { LabelDeps } from "../label/deps.ts";
import { AnswerLabeller } from "../label/labeller.ts";
import type { Entry } from "../model.ts";
import type { Clock, Store, Verifier } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import { askAgain, type FetchDeps, observedIn, saverOf } from "./fetch.ts";
import { wordingDigest } from "./form.ts";
import type { Landing } from "./landing.ts";
import { modelCallsOf, payerOf } from "./model-calls.ts";

/** Counts and judges answers after they were sent. See label/labeller.ts. */
export interface Labeller {
  readonly chanceNow: number | null;
  /** Takes an answered request for judging. Never throws, and nobody waits for it. */
  afterwards(request: CacheableRequest, chanceThen: number | null): void;
  close(): Promise<void>;
}

/** Where verdicts go, and which judge gives them. */
export type LabelTells = Pick<
  LabelDeps,
  "judge" | "cascade" | "probes" | "measuring" | "keepLabel" | "chance" | "budget" | "leftOut"
>;

export function createLabeller(
  deps: FetchDeps & { readonly store: Store; readonly verifier: Verifier },
  tells: LabelTells,
): Labeller {
  const { clock, purges, secret, store, turns, verifier, onFault } = deps;
  const labeller = new AnswerLabeller({
    ...tells,
    ...{ clock, purges, verifier, onFault },
    storedText: async (facts) => {
      const entry = await store.getById(facts.id, clock.nowMs());
      return entry === null || entry.scope !== facts.scope ? null : textIn(entry);
    },
    form: (scope, question) => wordingDigest(secret, verifier, scope, question),
    later: () => turns.later(),
  });
  return {
    get chanceNow() {
      return labeller.chanceNow;
    },
    afterwards(request, chanceThen) {
      labeller.afterwards(new AnsweredRequest(deps, request), chanceThen);
    },
    close: () => labeller.close(),
  };
}

class AnsweredRequest implements Answered {
  readonly #deps: FetchDeps;
  readonly #request: CacheableRequest;

  constructor(deps: FetchDeps, request: CacheableRequest) {
    this.#deps = deps;
    this.#request = request;
  }

  get outcome() {
    return this.#request.x.told.outcome;
  }

  get route() {
    return this.#request.route;
  }

  get model() {
    return this.#request.identity.model;
  }

  get question() {
    return this.#request.identity.question;
  }

  get tenant() {
    return this.#request.caller.facts.tenant;
  }

  get ask() {
    return this.#request.ask;
  }

  get policy() {
    return this.#request.policy;
  }

  get follower() {
    return this.#request.x.sent.follower;
  }

  get served() {
    const { x, look } = this.#request;
    return x.answeredBy?.by === "store" ? servedOf(x.answeredBy, look.known) : null;
  }

  async upstream(): Promise<UpstreamCall | null> {
    const { x } = this.#request;
    return x.answeredBy?.by === "upstream" ? await x.answeredBy.flight.landing : null;
  }

  async lookedUp(): Promise<LookedUp> {
    const { x, look } = this.#request;
    const beside = x.answeredBy?.by === "upstream" ? await x.answeredBy.beside : null;
    const found = beside && observedIn(beside).found;
    return { found, known: look.known, edited: look.edited?.text ?? null };
  }

  whenSent(then: () => void): void {
    const { res } = this.#request.x;
    if (isOver(res)) then();
    else res.once("close", then);
  }

  get payer() {
    return payerOf(this.#request);
  }

  modelCalls() {
    return modelCallsOf(this.#deps, this.#request);
  }

  askAgain(signal: AbortSignal): Promise<RepeatedCall> {
    const landing = askAgain(this.#deps, this.#request, signal);
    return repeated(landing, saverOf(this.#deps, this.#request), this.#deps.clock);
  }
}

function isOver(res: ServerResponse): boolean {
  return res.writableFinished || res.destroyed;
}

function servedOf({ found, entry }: { readonly found: Found; readonly entry: Entry }, known: Known): Served {
  return { found, known, text: () => textIn(entry) };
}

async function repeated(
  landing: Promise<Landing>,
  save: (landing: Landing, atMs: number) => void,
  clock: Pick<Clock, "nowMs">,
): Promise<RepeatedCall> {
  const landed = await landing;
  const atMs = clock.nowMs();
  const bytes = landed.ok ? (landed.recording?.length ?? 0) : 0;
  const [fresh, whyNone] = [() => landed.fresh(), () => landed.whyNone()];
  return { fresh, whyNone, bytes, save: () => save(landed, atMs) };
}

function textIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}
