/**
 * Asks upstream, or joins a call that runs, and answers. In shadow the look-up runs beside the call, and its result is
 * told in the headers where it ends in time.
 */
import type { Step } from "../core/known.ts";
import { mayHaveSlot } from "../core/slot-frame.ts";
import { UpstreamFault } from "../errors.ts";
import type { SingleFlight } from "../flight/single-flight.ts";
import type { Fetch, Walked } from "../walk.ts";
import { askForUsage } from "../wire/answer.ts";
import { echoOf } from "../wire/echo.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import type { Exchange } from "./exchange.ts";
import { exchanged } from "./exchanged.ts";
import { NO_FORM } from "./form.ts";
import { outgoing, outgoingAgain } from "./forward.ts";
import { type IdentifyDeps, noteCredential } from "./identified.ts";
import type { Head, Landing } from "./landing.ts";
import { LARGE_BYTES } from "./large-body.ts";
import { replyFromFlight, type Seat, seated } from "./live.ts";
import { promiseOf, wantsForm } from "./promise.ts";
import type { CacheableIdentity } from "./request.ts";
import { type Savable, type SaveResult, type StoringDeps, save } from "./save.ts";
import { wouldSave } from "./saved.ts";
import type { ServeDeps } from "./serve.ts";
import { type Settings, ttlMsFor } from "./settings.ts";
import type { Turns } from "./turns.ts";
import { type FlightPlan, UpstreamFlight } from "./upstream-flight.ts";
import { mayAskUsage } from "./usage-asking.ts";

export type FetchDeps = StoringDeps &
  IdentifyDeps &
  Pick<ServeDeps, "remember" | "recorded" | "templates"> & {
    /** When work beside upstream, or after the answer, may run. */
    readonly turns: Turns;
  };
export type Flights = SingleFlight<string, UpstreamFlight>;

/** A failure that a stale answer may replace: no answer at all, or one of 5xx. */
export type Failure = { readonly fault: UpstreamFault } | { readonly head: Head; readonly ticket: Seat };

/**
 * Asks upstream (or joins a call that runs) and answers. Resolves to a failure that a stale answer may replace, or
 * null. `beside`: runs the look-up while upstream is asked; never rejects.
 */
export async function fetchAndReply(
  deps: FetchDeps,
  flights: Flights,
  request: CacheableRequest,
  step: Fetch,
  beside: () => Promise<Walked>,
): Promise<Failure | null> {
  const { x } = request;
  const start = (signal: AbortSignal, landed: () => void) => launch(deps, request, step, signal, landed);
  const ticket = seated(step.join ? flights.join(flightOf(request), start) : flights.alone(start));
  x.sent.follower = !ticket.first;
  if (x.sent.follower) x.trace.follows(ticket.flight.trace);
  x.is("miss", step.why);
  x.nearest(step.nearest);
  let seen: Observed | null = null;
  // The call has begun, but its bytes leave with the end of this turn: looking up first would delay them.
  const looking = step.beside ? deps.turns.next().then(beside) : null;
  const look = looking?.then((walked) => {
    seen = observedIn(walked);
    // The headers are out; the record still tells what the look-up found.
    if (x.res.headersSent && !x.gone && x.told.reason !== "upstream-failed") tell(x, seen);
    return walked;
  });
  x.answeredBy = { by: "upstream", flight: ticket.flight, beside: look ?? null };
  const settled = (): void => {
    // The look-up had until upstream's first byte; it is not waited for beyond that.
    if (seen) tell(x, seen);
    else if (step.beside) x.is("miss", "lookup-late");
    if (x.sent.follower && x.told.outcome === "miss") x.is("miss", "follower");
  };
  const failure = await replyFrom(deps, request, ticket, settled);
  if (failure !== "alone") return failure;
  const alone = seated(flights.alone(start));
  x.answeredBy = { ...x.answeredBy, flight: alone.flight };
  const own = await replyFrom(deps, request, alone, settled);
  if (own === "alone") throw new UpstreamFault("cut", "upstream answered in a form that was not asked for");
  return own;
}

/** Who shares an upstream call: equal requests, but those whose answers repeat what each says of itself. */
function flightOf({ route, identity, bytes }: CacheableRequest): string {
  const echo = route === "responses" ? echoOf(bytes.toString()) : "";
  return echo === "" ? identity.key : `${identity.key} ${echo}`;
}

type Observed = Extract<Step, { do: "observe" }>;

/** The result of the look-up that ran beside upstream. */
export function observedIn({ step }: Walked): Observed {
  return step.do === "observe" ? step : { do: "observe", why: "internal", found: null, nearest: null };
}

/** Answers from one flight. "alone": this caller cannot use the flight and must be given one of its own. */
async function replyFrom(
  deps: FetchDeps,
  request: CacheableRequest,
  ticket: Seat,
  settled: () => void,
): Promise<Failure | null | "alone"> {
  const { x, caller } = request;
  const startMs = x.elapsedMs();
  x.res.once("close", () => ticket.leave());
  let head: Head;
  try {
    head = await ticket.flight.head;
  } catch (error) {
    ticket.leave();
    const fault =
      error instanceof UpstreamFault
        ? error
        : new UpstreamFault("cut", "it cannot be read", { cause: error });
    if (fault.why === "aborted" || x.gone) throw fault;
    return { fault };
  }
  x.sent.upstreamHeadMs = x.elapsedMs() - startMs;
  // Where tenants share on purpose, the flight may use another's credential: what upstream says of that one does not
  // hold for this caller's.
  if (ticket.flight.credential === caller.credential) noteCredential(deps, caller, head.status);
  else if (OF_THE_CREDENTIAL.has(head.status)) {
    ticket.leave();
    return "alone";
  }
  if (x.cors && ticket.first) x.cors.learn(head.status, head.rawHeaders);
  else if (x.cors && !(await x.cors.known())) {
    ticket.leave();
    return "alone";
  }
  settled();
  if (head.status >= 500) return { head, ticket };
  if (!(await replyFromFlight(request, ticket, head))) return "alone";
  if (deps.recorded && head.status === 200)
    ticket.flight.landing.then((landing) => record(deps, request, landing));
  return null;
}

function record(deps: FetchDeps, request: CacheableRequest, landing: Landing): void {
  if (!landing.ok || landing.recording === null) return;
  deps.recorded?.(exchanged(request, landing.head.form, landing.recording, landing.upstreamMs));
}

function tell(x: Exchange, step: Observed): void {
  if (step.found) {
    x.is("shadow", step.why);
    x.found(step.found);
    x.sent.wouldSave = wouldSave(step.found.entry, x);
  } else {
    x.is("miss", x.sent.follower ? "follower" : step.why);
    x.nearest(step.nearest);
  }
}

function launch(
  deps: FetchDeps,
  request: CacheableRequest,
  step: Fetch,
  signal: AbortSignal,
  landed: () => void,
): UpstreamFlight {
  const { x, caller, identity } = request;
  return new UpstreamFlight(
    {
      ...planOf(deps, request, outgoing),
      again: (status) => x.trace.again(status),
      onLanded: (landing) => {
        if (landing.ok) x.sent.upstreamMs = landing.upstreamMs;
        const saved = save(deps, savableOf(request), landing, step.store);
        x.saved(saved);
        if (saved.stored !== null) {
          // When its caller reports it as bad, the answer that was just stored is removed from the store.
          deps.remember(x.request, {
            owner: caller.owner,
            tenant: caller.facts.tenant,
            key: identity.key,
            entry: saved.stored,
            outcome: "exact",
            form: NO_FORM,
          });
        }
        x.sent.usage = saved.answer?.usage ?? null;
        learnFrom(deps, { ...request, settings: x.settings }, saved);
      },
    },
    signal,
    landed,
  );
}

interface LearntFrom {
  readonly settings: Settings;
  readonly identity: Pick<CacheableIdentity, "scope" | "exactOnly" | "question">;
}

/** Lets templates learn from a fresh answer, in a later turn: no request waits for it. */
export function learnFrom(
  deps: FetchDeps,
  { settings, route, identity, bytes }: Pick<CacheableRequest, "route" | "bytes"> & LearntFrom,
  { stored, answer }: SaveResult,
): void {
  if (stored === null || answer?.text == null || identity.exactOnly) return;
  if (route === "embeddings" || !settings.policy.adapt || !mayHaveSlot(identity.question)) return;
  const fresh = { scope: identity.scope, entry: stored, question: identity.question, answer: answer.text };
  deps.turns
    .next()
    .then(() => wantsForm(bytes) || deps.templates.learn(fresh))
    .catch((error) => deps.onFault("adapter", error));
}

/**
 * Sends the same request upstream once more on the gateway's own account, with the caller's own credential. The call
 * begins within this function, and no credential is kept after it. Stores nothing. Never rejects.
 */
export function askAgain(deps: FetchDeps, request: CacheableRequest, signal: AbortSignal): Promise<Landing> {
  const { caller, choice, x } = request;
  const plan = planOf(deps, request, outgoingAgain);
  const ended = x.trace.own(x.model, choice.baseUrl, "check");
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(AGAIN_MS_MAX)]);
  const onLanded = (landing: Landing): void => {
    ended(landing.ok);
    if (landing.ok) noteCredential(deps, caller, landing.head.status);
  };
  return new UpstreamFlight({ ...plan, again: () => ended(false), onLanded }, deadline, () => {}).landing;
}
const AGAIN_MS_MAX = 120_000;

/**
 * Stores the landing of an `askAgain`, which came at `atMs`, as the answer to the question that it repeated. What is told
 * apart only long after it came neither lives longer for it nor takes the place of a newer answer.
 */
export function saverOf(deps: FetchDeps, request: CacheableRequest) {
  const { vector } = request.look;
  const savable = { ...savableOf(request), vector: () => vector };
  const { key, ttlMs } = savable;
  const maySave = request.x.settings.policy.save;
  return (landing: Landing, atMs: number): void => {
    if (atMs + ttlMs <= deps.clock.nowMs() || deps.catalog.isNewer(key, atMs)) return;
    save(deps, { ...savable, atMs }, landing, maySave);
  };
}

export function savableOf({
  x,
  route,
  caller,
  identity,
  tags,
  purgesSeen,
  bytes,
  look,
}: CacheableRequest): Savable {
  const { settings } = x;
  return {
    route,
    tenant: caller.facts.tenant,
    owner: caller.owner,
    ...{ tags, purgesSeen, context: identity.retrieved?.digest },
    scope: identity.scope,
    key: identity.key,
    question: identity.question,
    questionBytes: identity.questionBytes,
    model: identity.model,
    trace: x.trace,
    stream: x.stream,
    promise: promiseOf(bytes),
    exactOnly: identity.exactOnly,
    semantic: settings.policy.semantic,
    ttlMs: ttlMsFor(settings, {
      ...{ model: x.model, route, tenant: caller.key?.tenant ?? null, question: identity.question, tags },
    }),
    staleMs: settings.staleMs,
    entryBytesMax: settings.entryBytesMax,
    vector: () => look.vector,
  };
}

export function planOf(
  deps: FetchDeps,
  { x, route, choice, caller, purgesSeen, bytes }: CacheableRequest,
  headers: typeof outgoing,
): Omit<FlightPlan, "onLanded" | "again"> {
  const mayEdit =
    x.stream &&
    choice.askUsage &&
    bytes.length <= LARGE_BYTES &&
    mayAskUsage(choice.upstream, deps.clock.monotonicMs());
  const usage = mayEdit ? askForUsage(bytes.toString("utf8")) : null;
  const raw = headers(x, choice, caller, (name) => DROPPED_WHEN_CACHED.has(name));
  raw.push("accept-encoding", "identity");
  return {
    upstream: choice.upstream,
    request: {
      method: "POST",
      path: x.target.path,
      rawHeaders: raw,
      body: usage ? Buffer.from(usage) : bytes,
    },
    asWritten: usage ? bytes : null,
    route,
    stream: x.stream,
    credential: caller.credential,
    keepBytes: x.settings.entryBytesMax,
    isCurrent: () => deps.purges.count === purgesSeen,
    clock: deps.clock,
    trace: x.trace,
    onFault: (error) => deps.onFault("internal", error),
  };
}

/** Statuses of refusals that depend on who asked, not on what was asked. */
const OF_THE_CREDENTIAL: ReadonlySet<number> = new Set([401, 402, 403, 429]);

/** Headers a cacheable request goes upstream without: the gateway heeds them itself, and sharers need one encoding. */
const DROPPED_WHEN_CACHED: ReadonlySet<string> = new Set([
  "content-length",
  "cache-control",
  "accept-encoding",
]);
