/** Takes the steps that `decide` asks for, until a request has its answer. */
import { decide, nothingKnown } from "../core/decide.ts";
import type { Known, Step } from "../core/known.ts";
import { GatewayError } from "../errors.ts";
import { type Answering, type Fetch, type Serve, type Walked, walk } from "../walk.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import type { Exchange } from "./exchange.ts";
import { type Failure, type FetchDeps, type Flights, fetchAndReply } from "./fetch.ts";
import { forward, outgoing } from "./forward.ts";
import { noteCredential } from "./identified.ts";
import type { Labeller } from "./label.ts";
import { replyFromFlight } from "./live.ts";
import { Look } from "./look.ts";
import type { Identified } from "./request.ts";
import { type ServeDeps, serve } from "./serve.ts";

export interface AnswerDeps extends ServeDeps, FetchDeps {
  /** Counts and judges answers after they were sent; absent: nothing is judged. */
  readonly labeller?: Labeller;
}

/**
 * Answers one identified request. Throws GatewayError only_if_cached where nothing stored may answer and nothing else
 * was wanted, and UpstreamFault where upstream fails and no stale answer is stored.
 */
export async function answer(
  deps: AnswerDeps,
  flights: Flights,
  x: Exchange,
  who: Identified,
): Promise<void> {
  const { identity, ask, policy } = who;
  if (!identity.cacheable || !ask.cacheable)
    return await end(deps, x, who, decide(nothingKnown(ask), policy, deps.clock.nowMs()));
  // The chance of being judged is read before anything is found, so that what is found cannot influence it.
  const chance = deps.labeller?.chanceNow ?? null;
  const steps = new Answer(deps, flights, x, { ...who, identity, ask });
  x.look = steps;
  const walked = walk(steps.known, policy, steps);
  const { step } = walked instanceof Promise ? await walked : walked;
  if (step.do === "give-up") await steps.giveUp();
  else await end(deps, x, who, step);
  deps.labeller?.afterwards(steps.request, chance);
}

/** The look-up steps of `Look`, and the steps that answer: serve, fetch, give up. */
class Answer extends Look implements Answering {
  readonly request: CacheableRequest;
  readonly #deps: AnswerDeps;
  readonly #flights: Flights;
  #failure: Failure | null = null;

  constructor(
    deps: AnswerDeps,
    flights: Flights,
    x: Exchange,
    who: Identified & Pick<CacheableRequest, "identity" | "ask">,
  ) {
    super(deps, x, who, x.cors !== null);
    this.#deps = deps;
    this.#flights = flights;
    this.request = { ...who, x, look: this };
  }

  /** "unknown" where only upstream's own answer can tell whether the page that asks may read one. */
  async askOrigin(): Promise<"allowed" | "unknown"> {
    const { cors } = this.request.x;
    return cors === null || (await cors.known()) ? "allowed" : "unknown";
  }

  serve(step: Serve): void {
    serve(this.#deps, this.request, step);
  }

  async fetch(step: Fetch, known: Known): Promise<"answered" | "failed"> {
    const beside = () => this.#beside({ ...known, upstream: "running" });
    this.#failure = await fetchAndReply(this.#deps, this.#flights, this.request, step, beside);
    return this.#failure === null ? "answered" : "failed";
  }

  /** The look-up beside a running upstream call: the same walk, whose last step is only reported. Never rejects. */
  async #beside(known: Known): Promise<Walked> {
    const { x, policy } = this.request;
    try {
      return await walk(known, policy, this);
    } catch (error) {
      x.watch.fault("internal", error);
      return { step: { do: "observe", why: "internal", found: null, nearest: null }, known };
    }
  }

  /** Sends upstream's failure to the caller. Throws UpstreamFault where there is no answer to send. */
  async giveUp(): Promise<void> {
    if (this.#failure === null) throw new Error("gave up without a failure");
    if ("fault" in this.#failure) throw this.#failure.fault;
    await replyFromFlight(this.request, this.#failure.ticket, this.#failure.head);
  }
}

/** Carries out the last step of a walk, unless it has answered already. Throws GatewayError only_if_cached. */
async function end(deps: AnswerDeps, x: Exchange, who: Identified, step: Step): Promise<void> {
  switch (step.do) {
    case "serve":
    case "fetch":
      return;
    case "bypass": {
      const { choice, caller, bytes } = who;
      x.is("bypass", step.why);
      const raw = outgoing(x, choice, caller, (name) => name === "content-length");
      return await forward(x, choice, raw, bytes, (status) => noteCredential(deps, caller, status));
    }
    case "refuse":
      x.is("miss", step.why);
      throw new GatewayError(
        "only_if_cached",
        "Nothing stored may answer this request, and it asked for nothing else.",
      );
    default:
      throw new Error(`a walk that ended with ${step.do}`);
  }
}
