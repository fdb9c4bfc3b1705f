/**
 * The obedient shell: one request, step by step.
 *
 *   read       the body, by counted bytes                      gateway/body.ts
 *   admit      who calls                                       gateway/caller.ts
 *   identify   tenant, scope, exact key, cacheable or not      core/identify.ts, gateway/identified.ts
 *   roll out   the caller's bucket against the percentage      core/rollout.ts
 *   decide     what to do next, until it is done               core/decide.ts
 *     look up, search, adapt                                   gateway/look.ts
 *     second look, at pairs in doubt                           gateway/look-again.ts
 *     fetch    one upstream call for equal requests            gateway/fetch.ts, gateway/upstream-flight.ts
 *     serve    what was found, in the form that is wanted      gateway/serve.ts
 *     bypass   as it is                                        gateway/forward.ts
 *   save       whole answers, off the request path             gateway/save.ts
 *   label      was what was found right? after the answer      gateway/label.ts
 *   report     one record, when the last byte is out           core/record.ts
 *
 * Nothing here judges: every choice is `decide`'s. Nothing of ours that fails becomes an error of the client's.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Ask, decide, type Known, type Step } from "./core/decide.ts";
import type { RequestRecord } from "./core/record.ts";
import { GatewayError, UpstreamFault } from "./errors.ts";
import { SingleFlight } from "./flight/single-flight.ts";
import type { Asked, Mutable, Observed } from "./gateway/asked.ts";
import { discard, readBody } from "./gateway/body.ts";
import { refuseRepeated } from "./gateway/caller.ts";
import { Cors } from "./gateway/cors.ts";
import { Exchange, type Target } from "./gateway/exchange.ts";
import { reasonOf, upstreamError } from "./gateway/failure.ts";
import { type Failure, type FetchDeps, type Flights, fetchAndReply } from "./gateway/fetch.ts";
import { forward, outgoing } from "./gateway/forward.ts";
import { askOf, createWhoAsks, noteCredential, tagsIn } from "./gateway/identified.ts";
import type { Labeller } from "./gateway/label.ts";
import { replyFromFlight } from "./gateway/live.ts";
import { adapt, type LookedUp, lookUp, search } from "./gateway/look.ts";
import { lookAgain } from "./gateway/look-again.ts";
import { passThrough } from "./gateway/pass-through.ts";
import { cut, sendError } from "./gateway/reply.ts";
import { type ServeDeps, serve } from "./gateway/serve.ts";
import type { Settings } from "./gateway/settings.ts";
import type { Key, Route } from "./model.ts";
import type { Reporter, Tracing } from "./ports.ts";
import { headerOf } from "./wire/headers.ts";

export type { UpstreamChoice } from "./gateway/asked.ts";

export interface GatewayDeps extends ServeDeps, FetchDeps {
  /** As of now; a request keeps the settings it began with. */
  readonly settings: () => Settings;
  readonly reporter: Reporter<RequestRecord>;
  readonly tracing: Tracing<RequestRecord>;
  /** Keeps what was known when a request ended, for `explain`. */
  readonly evidence?: { keep(record: RequestRecord, x: Exchange): void };
  /** Counts and judges what was answered, after it was. */
  readonly labeller?: Labeller;
}

export interface Gateway {
  /** Answers one request below /v1. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void>;
  readonly inflight: number;
}

/** More than the longest walk through `decide` (look up, search, look again, a gone body for each neighbour, adapt, serve). */
const TURNS_MAX = 40;
const FLIGHTS_MAX = 10_000;
/** A body that is refused is read on for this long, so that the client sees the refusal instead of a reset. */
const DISCARD_BYTES = 128 * 1024 * 1024;

export function createGateway(deps: GatewayDeps): Gateway {
  const flights: Flights = new SingleFlight(FLIGHTS_MAX);
  const whoAsks = createWhoAsks(deps);
  const cors = new Cors(deps.clock);
  let inflight = 0;

  async function handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void> {
    const header = (name: string) => headerOf(req.rawHeaders, name) ?? undefined;
    const trace = deps.tracing.begin(`${req.method} /v1${target.route ? pathOf(target.path) : "/*"}`, header);
    const x = new Exchange(req, res, target, deps.settings(), deps.ids.request(), trace, deps.clock);
    x.cors = cors.of(req, target.path, deps.upstreamFor(""));
    inflight++;
    res.once("close", () => {
      inflight--;
      const record = x.record();
      try {
        deps.tracing.end(trace, record);
        deps.reporter.report(record);
        deps.evidence?.keep(record, x);
      } catch (error) {
        deps.onFault("internal", error);
      }
    });
    try {
      refuseRepeated(req.rawHeaders, x.settings.stickyHeaders);
      await (target.route ? answer(x, target.route) : passThrough(deps, x));
    } catch (error) {
      if (!req.complete) discard(req, DISCARD_BYTES);
      // A page can read an error only where it is told that it may. Never rejects.
      if (x.cors && !res.headersSent && !x.gone) await x.cors.known();
      fail(x, error);
    }
  }

  function fail(x: Exchange, error: unknown): void {
    if (error instanceof GatewayError) {
      if (error.code !== "only_if_cached") x.is("error", reasonOf(error));
      sendError(x, error);
    } else if (error instanceof UpstreamFault) {
      upstreamFailed(x, error);
    } else {
      x.fault("internal", error);
      x.is("error", "internal");
      deps.onFault("internal", error);
      sendError(x, new GatewayError("internal", "The gateway failed while it answered this request."));
    }
  }

  async function answer(x: Exchange, route: Route): Promise<void> {
    const bytes = await readBody(x.req, x.settings.bodyBytesMax);
    const startMs = deps.clock.monotonicMs();
    const asks = whoAsks(x, route, bytes);
    const who = asks instanceof Promise ? await asks : asks;
    x.stages.identify = deps.clock.monotonicMs() - startMs;
    const { identity, caller } = who;
    x.model = identity.model;
    x.stream = identity.stream;
    x.includeUsage = identity.includeUsage;
    x.bucket = who.bucket;
    x.question = identity.cacheable ? identity.question : null;
    x.ask = askOf(deps, x, who);
    x.takeLearned(route, x.model);
    const choice = deps.upstreamFor(x.model);
    if (x.cors) x.cors.asked = choice;
    const asked: Asked = {
      ...{ x, route, bytes, choice, caller, identity },
      ...{ tags: tagsIn(x), purgesSeen: deps.purges.count },
      ...{ vector: null, entry: null, edited: null, flight: null, seen: null, known: null, served: null },
    };
    const chance = deps.labeller?.chanceNow ?? null;
    await obey(asked, x.ask);
    deps.labeller?.afterwards(asked, chance);
  }

  /** Walks from step to step until the request has its answer. */
  async function obey(asked: Asked, ask: Ask): Promise<void> {
    const { x } = asked;
    const known: Mutable<Known> = {
      ask,
      exact: { at: "unasked" },
      near: { at: "unasked" },
      second: { at: "unasked" },
      adapted: { at: "unasked" },
      upstream: "unasked",
    };
    asked.known = known;
    let failure: Failure | null = null;
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const step = decide(known, x.policy, deps.clock.nowMs());
      switch (step.do) {
        case "look-up": {
          const found = lookUp(deps, x, keyOf(asked));
          // A store in memory answers at once: a hit waits for nothing.
          exactFound(asked, known, found instanceof Promise ? await found : found);
          break;
        }
        case "search":
        case "second-look":
        case "adapt":
          await look(asked, known, step);
          break;
        case "serve":
          if (known.ask === ask && (await mustAskForPage(x, ask))) {
            known.ask = ask.cacheable ? { ...ask, originUnknown: true } : ask;
            break;
          }
          if (await serve(deps, asked, known, step.found, step.why)) return;
          break;
        case "fetch": {
          failure = await fetchAndReply(deps, flights, asked, known, step, (from) => observe(asked, from));
          if (failure === null) return;
          known.upstream = "failed";
          break;
        }
        case "bypass": {
          x.is("bypass", step.why);
          const raw = outgoing(x, asked.choice, asked.caller, (name) => name === "content-length");
          const note = (status: number) => noteCredential(deps, asked.caller, status);
          return await forward(x, asked.choice, raw, asked.bytes, note);
        }
        case "refuse":
          x.is("miss", step.why);
          throw new GatewayError(
            "only_if_cached",
            "Nothing stored may answer this request, and it asked for nothing else.",
          );
        case "give-up":
          if (failure === null) throw new Error("gave up without a failure");
          if ("fault" in failure) throw failure.fault;
          await replyFromFlight(asked, failure.ticket, failure.head);
          return;
        case "observe":
          throw new Error("observed without a running upstream");
        default:
          return step satisfies never;
      }
    }
    throw new Error(`no answer after ${TURNS_MAX} steps`);
  }

  /** May only upstream's own answer tell whether the page that asks may read one? */
  async function mustAskForPage({ cors }: Exchange, ask: Ask): Promise<boolean> {
    return cors !== null && ask.cacheable && !ask.directives.onlyIfCached && !(await cors.known());
  }

  function exactFound(asked: Asked, known: Mutable<Known>, found: LookedUp): void {
    known.exact = found.exact;
    asked.entry = found.entry;
    asked.x.lookupMs = (asked.x.lookupMs ?? 0) + (asked.x.stages.exact ?? 0);
  }

  async function look(
    asked: Asked,
    known: Mutable<Known>,
    step: Extract<Step, { do: "search" | "second-look" | "adapt" }>,
  ): Promise<void> {
    const { x, identity } = asked;
    if (!identity.cacheable) throw new Error("a search for what is not cacheable");
    const from = x.elapsedMs();
    if (step.do === "search") {
      const found = await search(deps, x, identity);
      known.near = found.near;
      if (found.near.at === "found") x.candidates = found.near.candidates;
      asked.vector = found.vector;
    } else if (step.do === "second-look") {
      known.second = await lookAgain(deps, x, identity.question, step.candidates);
    } else {
      const found = await adapt(deps, x, step.candidates, identity.question);
      known.adapted = found.adapted;
      asked.edited = found.edited;
    }
    x.lookupMs = (x.lookupMs ?? 0) + x.elapsedMs() - from;
  }

  /** The look-up beside upstream: the same walk, whose end is only told. Never rejects. */
  async function observe(asked: Asked, from: Known): Promise<Observed> {
    const known: Mutable<Known> = { ...from };
    const { x } = asked;
    asked.known = known;
    try {
      for (let turn = 0; turn < TURNS_MAX; turn++) {
        const step = decide(known, x.policy, deps.clock.nowMs());
        if (step.do === "observe") return step;
        if (step.do === "look-up") exactFound(asked, known, await lookUp(deps, x, keyOf(asked)));
        else if (step.do === "search" || step.do === "second-look" || step.do === "adapt")
          await look(asked, known, step);
        else break;
      }
    } catch (error) {
      x.fault("internal", error);
    }
    return { do: "observe", why: "internal", found: null, nearest: null };
  }

  return {
    handle,
    get inflight() {
      return inflight;
    },
  };
}

function upstreamFailed(x: Exchange, fault: UpstreamFault): void {
  if (fault.why === "aborted") {
    cut(x.res);
    return;
  }
  // Whatever else stood against a hit: that there is no answer has this reason.
  if (!x.res.headersSent) x.is(x.outcome, "upstream-failed");
  sendError(x, upstreamError(fault));
}

function keyOf({ identity }: Asked): Key {
  if (!identity.cacheable) throw new Error("a look-up for what is not cacheable");
  return identity.key;
}

function pathOf(path: string): string {
  const at = path.indexOf("?");
  return at < 0 ? path : path.slice(0, at);
}
