/**
 * The shell around `decide`: it carries out one request, step by step.
 *
 *   read       the body, by counted bytes                      gateway/body.ts
 *   admit      who calls                                       gateway/caller.ts
 *   identify   tenant, scope, exact key, cacheable or not      core/identify.ts, gateway/identified.ts
 *   roll out   the caller's bucket against the percentage      core/rollout.ts
 *   decide     what to do next, until it is done               core/decide.ts, walk.ts, gateway/answer.ts
 *     look up, search, read, adapt                             gateway/look.ts
 *     second look, at pairs in doubt                           gateway/look-again.ts
 *     fetch    one upstream call for equal requests            gateway/fetch.ts, gateway/upstream-flight.ts
 *     serve    what was found, in the form that is wanted      gateway/serve.ts
 *     bypass   as it is                                        gateway/forward.ts
 *   save       whole answers, off the request path             gateway/save.ts
 *   label      was what was found right? after the answer      gateway/label.ts
 *   report     one record, when the last byte is out           gateway/record-of.ts
 *
 * Nothing is decided here: `decide` makes every choice. No failure of the cache becomes an error for the client.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestRecord } from "./core/record.ts";
import { GatewayError, UpstreamFault } from "./errors.ts";
import { SingleFlight } from "./flight/single-flight.ts";
import { type AnswerDeps, answer } from "./gateway/answer.ts";
import { discard, REFUSED_BYTES_MAX, readBody } from "./gateway/body.ts";
import { refuseRepeated } from "./gateway/caller.ts";
import { Callers } from "./gateway/callers.ts";
import { Cors } from "./gateway/cors.ts";
import { Exchange, type Target } from "./gateway/exchange.ts";
import { reasonOf, upstreamError } from "./gateway/failure.ts";
import type { Flights } from "./gateway/fetch.ts";
import { askOf, createWhoAsks, tagsIn } from "./gateway/identified.ts";
import { IdleMemory } from "./gateway/memory.ts";
import { passThrough } from "./gateway/pass-through.ts";
import { recordOf } from "./gateway/record-of.ts";
import { cut, sendError } from "./gateway/reply.ts";
import type { Identified } from "./gateway/request.ts";
import { policyFor, type Settings } from "./gateway/settings.ts";
import { Variants } from "./gateway/variants.ts";
import type { Route } from "./model.ts";
import type { Reporter, Tracing } from "./ports.ts";
import { headerOf } from "./wire/headers.ts";

export type { UpstreamChoice } from "./gateway/request.ts";

export interface GatewayDeps extends AnswerDeps {
  /** The settings in force now; a request keeps those it began with. */
  readonly settings: () => Settings;
  readonly reporter: Reporter<RequestRecord>;
  readonly tracing: Tracing<RequestRecord>;
  /** Keeps what was known when a request ended, for `explain`. */
  readonly evidence?: { keep(record: RequestRecord, x: Exchange): void };
  /** Called once for each request when it has ended, to count demand. */
  readonly asked?: (x: Exchange) => void;
}

export interface Gateway {
  /** Answers one request below /v1. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void>;
  readonly inflight: number;
}

const FLIGHTS_MAX = 10_000;

export function createGateway(deps: GatewayDeps): Gateway {
  const callers = new Callers(deps.secret);
  const identify = createIdentify(deps, callers);
  const flights: Flights = new SingleFlight(FLIGHTS_MAX);
  const cors = new Cors(deps.clock);
  let inflight = 0;
  const memory = new IdleMemory(() => inflight === 0);
  memory.started();

  async function handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void> {
    const header = (name: string) => headerOf(req.rawHeaders, name) ?? undefined;
    const trace = deps.tracing.begin(`${req.method} /v1${target.route ? pathOf(target.path) : "/*"}`, header);
    const x = new Exchange({
      ...{ req, res, target, trace, settings: deps.settings(), request: deps.ids.request() },
      ...{ clock: deps.clock, cors: cors.of(req, target.path, deps.upstreamFor("")) },
    });
    inflight++;
    res.once("close", () => {
      inflight--;
      memory.ended(x.identified?.bytes.length ?? 0);
      report(deps, x);
    });
    try {
      refuseRepeated(req.rawHeaders, x.settings.stickyHeaders);
      await deps.tracing.within(trace, async () =>
        target.route
          ? await answer(deps, flights, x, await identify(x, target.route))
          : await passThrough(deps, callers, x),
      );
    } catch (error) {
      if (!req.complete) discard(req, REFUSED_BYTES_MAX);
      // A page can read an error only where CORS headers say that it may; `known` never rejects.
      if (x.cors && !res.headersSent && !x.gone) await x.cors.known();
      try {
        fail(deps, x, error);
      } catch (unsaid) {
        // Who is told nothing must not wait, and no answer may end the process.
        deps.onFault("internal", unsaid);
        cut(res);
      }
    }
  }

  return {
    handle,
    get inflight() {
      return inflight;
    },
  };
}

/** Makes the function that reads a request's body and says who asks for what. It throws GatewayError. */
function createIdentify(
  deps: GatewayDeps,
  callers: Callers,
): (x: Exchange, route: Route) => Promise<Identified> {
  const whoAsks = createWhoAsks(deps, callers);
  const variants = new Variants(deps.secret);
  return async (x, route) => {
    const bytes = await readBody(x.req, x.settings.bodyBytesMax);
    await deps.turns.inStep();
    const startMs = deps.clock.monotonicMs();
    const asks = whoAsks(x, route, bytes);
    const who = asks instanceof Promise ? await asks : asks;
    x.watch.stages.identify = deps.clock.monotonicMs() - startMs;
    const { model } = who.identity;
    const ask = askOf(deps, x, who);
    const choice = deps.upstreamFor(model);
    if (x.cors) x.cors.asked = choice;
    const policy = policyFor(x.settings, route, model, who.caller.facts.tenant);
    const kept = { tags: tagsIn(x), purgesSeen: deps.purges.count };
    const identified = { ...who, ...kept, route, bytes, choice, ask, policy };
    x.identified = variants.placed(identified, x.settings.answersPerKey);
    return x.identified;
  };
}

function report(deps: GatewayDeps, x: Exchange): void {
  const record = recordOf(x);
  x.watch.afterwards = deps.onFault;
  try {
    deps.tracing.end(x.trace, record);
    deps.reporter.report(record);
    deps.evidence?.keep(record, x);
    deps.asked?.(x);
  } catch (error) {
    deps.onFault("internal", error);
  }
}

function fail(deps: GatewayDeps, x: Exchange, error: unknown): void {
  if (error instanceof GatewayError) {
    if (error.code !== "only_if_cached") x.is("error", reasonOf(error));
    sendError(x, error);
  } else if (error instanceof UpstreamFault) {
    upstreamFailed(x, error);
  } else {
    x.watch.fault("internal", error);
    x.is("error", "internal");
    deps.onFault("internal", error);
    sendError(x, new GatewayError("internal", "The gateway failed while it answered this request."));
  }
}

function upstreamFailed(x: Exchange, fault: UpstreamFault): void {
  if (fault.why === "aborted") {
    cut(x.res);
    return;
  }
  // With no answer from anywhere, upstream's failure is the reason to report, not why there was no hit.
  if (!x.res.headersSent) x.is(x.told.outcome, "upstream-failed");
  sendError(x, upstreamError(fault));
}

function pathOf(path: string): string {
  const at = path.indexOf("?");
  return at < 0 ? path : path.slice(0, at);
}
