/** What label/ reads of a request, of the stored answers and of upstream, as the gateway has them. */
import type { ServerResponse } from "node:http";
import type { Ask } from "../core/decide.ts";
import type { Identity } from "../core/identify.ts";
import type { Answered, Fresh, LookedUp, RepeatedCall, Served, UpstreamCall } from "../label/answered.ts";
import type { LabelDeps } from "../label/deps.ts";
import { AnswerLabeller } from "../label/labeller.ts";
import type { Entry, Route } from "../model.ts";
import type { Store, Verifier } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";
import type { Asked } from "./asked.ts";
import { askAgain, type FetchDeps, saverOf } from "./fetch.ts";
import { formDigest } from "./form.ts";
import type { Landing } from "./upstream-flight.ts";

/** Counts and judges what was answered, after it was. See label/labeller.ts. */
export interface Labeller {
  readonly chanceNow: number | null;
  /** Never throws, and nobody waits. */
  afterwards(asked: Asked, chanceThen: number | null): void;
  close(): Promise<void>;
}

/** Where verdicts go, and who gives them. */
export type LabelTells = Pick<LabelDeps, "judge" | "measuring" | "keepLabel" | "chance" | "budget">;

export function createLabeller(
  deps: FetchDeps & { readonly store: Store; readonly verifier: Verifier },
  tells: LabelTells,
): Labeller {
  const { clock, secret, store, turns, verifier, onFault } = deps;
  const labeller = new AnswerLabeller({
    ...tells,
    ...{ clock, verifier, onFault },
    storedText: async (facts) => {
      const entry = await store.getById(facts.id, clock.nowMs());
      return entry === null || entry.scope !== facts.scope ? null : textIn(entry);
    },
    form: (scope, question) => formDigest(secret, verifier, scope, question),
    later: () => turns.later(),
  });
  return {
    get chanceNow() {
      return labeller.chanceNow;
    },
    afterwards(asked, chanceThen) {
      const { ask } = asked.x;
      if (chanceThen === null || !asked.identity.cacheable || !ask?.cacheable) return;
      labeller.afterwards(new AnsweredRequest(deps, asked, asked.identity, ask), chanceThen);
    },
    close: () => labeller.close(),
  };
}

class AnsweredRequest implements Answered {
  readonly #deps: FetchDeps;
  readonly #asked: Asked;
  readonly #identity: Extract<Identity, { cacheable: true }>;
  readonly ask: Answered["ask"];

  constructor(
    deps: FetchDeps,
    asked: Asked,
    identity: Extract<Identity, { cacheable: true }>,
    ask: Extract<Ask, { cacheable: true }>,
  ) {
    this.#deps = deps;
    this.#asked = asked;
    this.#identity = identity;
    this.ask = ask;
  }

  get outcome() {
    return this.#asked.x.outcome;
  }

  get route() {
    return this.#asked.route;
  }

  get model() {
    return this.#identity.model;
  }

  get question() {
    return this.#identity.question;
  }

  get policy() {
    return this.#asked.x.policy;
  }

  get follower() {
    return this.#asked.x.follower;
  }

  get served() {
    const { served, x } = this.#asked;
    return served && servedOf(served, x.candidates);
  }

  async upstream(): Promise<UpstreamCall | null> {
    const { flight, route } = this.#asked;
    return flight && callOf(await flight.landing, route);
  }

  async lookedUp(): Promise<LookedUp> {
    const { seen, x } = this.#asked;
    const found = (await seen)?.found ?? null;
    const { known, edited } = this.#asked;
    return { found, known, candidates: x.candidates, edited: edited?.text ?? null };
  }

  /** When the last byte of the answer is out, or its client gone. */
  whenSent(then: () => void): void {
    const { res } = this.#asked.x;
    if (isOver(res)) then();
    else res.once("close", then);
  }

  askAgain(signal: AbortSignal): Promise<RepeatedCall> {
    const landing = askAgain(this.#deps, this.#asked, signal);
    return repeated(landing, this.#asked.route, saverOf(this.#deps, this.#asked));
  }
}

function isOver(res: ServerResponse): boolean {
  return res.writableFinished || res.destroyed;
}

function servedOf({ found, entry }: NonNullable<Asked["served"]>, candidates: Served["candidates"]): Served {
  return { found, candidates, text: () => textIn(entry) };
}

async function repeated(
  landing: Promise<Landing>,
  route: Route,
  save: (landing: Landing) => void,
): Promise<RepeatedCall> {
  const landed = await landing;
  return { ...readerOf(landed, route), save: () => save(landed) };
}

const calls = new WeakMap<Landing, UpstreamCall>();

/** One for all who shared the call. */
function callOf(landing: Landing, route: Route): UpstreamCall {
  let call = calls.get(landing);
  if (!call) calls.set(landing, (call = readerOf(landing, route)));
  return call;
}

function readerOf(landing: Landing, route: Route): UpstreamCall {
  return { fresh: () => freshIn(landing, route), whyNone: () => whyNone(landing) };
}

function freshIn(landing: Landing, route: Route): Fresh | null {
  if (!landing.ok || landing.recording === null || landing.head.status !== 200) return null;
  const answer = inspectAnswer(route, landing.head.form, landing.recording);
  if ("problem" in answer || !answer.complete || answer.error) return null;
  const { text, usage } = answer;
  if (answer.toolCalls || answer.refusal) return { text: null, usage };
  return text === null ? null : { text, usage };
}

function whyNone(landing: Landing): string {
  if (!landing.ok) return landing.fault.message;
  return landing.head.status === 200 ? "its answer is not whole" : `status ${landing.head.status}`;
}

function textIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}
