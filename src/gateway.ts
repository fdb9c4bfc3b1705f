/**
 * The obedient shell: one request, step by step.
 *
 *   read       the body, by counted bytes                      gateway/body.ts
 *   admit      who calls                                       gateway/caller.ts
 *   identify   tenant, scope, exact key, cacheable or not      core/identify.ts
 *   roll out   the caller's bucket against the percentage      core/rollout.ts
 *   decide     what to do next, until it is done               core/decide.ts
 *     look up, search, adapt                                   gateway/look.ts
 *     fetch    one upstream call for equal requests            gateway/upstream-flight.ts
 *     serve, bypass, refuse                                    here, written by gateway/reply.ts
 *   save       whole answers, off the request path             gateway/save.ts
 *   report     one record, when the last byte is out           core/record.ts
 *
 * Nothing here judges: every choice is `decide`'s. Nothing of ours that fails becomes an error of the client's.
 */
import type { KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Ask, decide, type Found, type Known, type Step } from "./core/decide.ts";
import { readCacheControl, readMinConfidence } from "./core/directives.ts";
import { type Identity, identify, type ParsedBody, parseBody } from "./core/identify.ts";
import type { Reason } from "./core/reasons.ts";
import type { RequestRecord } from "./core/record.ts";
import { bucketOf, callerOf, isInside } from "./core/rollout.ts";
import { GatewayError, UpstreamFault } from "./errors.ts";
import { SingleFlight, type Ticket } from "./flight/single-flight.ts";
import { discard, readBody } from "./gateway/body.ts";
import { type Caller, CREDENTIAL_HEADERS, callerIn, refuseRepeated } from "./gateway/caller.ts";
import { Exchange, type Target } from "./gateway/exchange.ts";
import { type Identified, IdentityCache } from "./gateway/identity-cache.ts";
import { adapt, bodyOf, type Edited, type LookDeps, lookUp, named, search } from "./gateway/look.ts";
import { cut, sendError, sendStream, sendWhole, writeHead } from "./gateway/reply.ts";
import { type Savable, type SaveDeps, save } from "./gateway/save.ts";
import { type Settings, ttlMsFor } from "./gateway/settings.ts";
import { type Head, UpstreamFlight } from "./gateway/upstream-flight.ts";
import type { Entry, Header, Key, RequestId, Route, UnitVector } from "./model.ts";
import type { Reporter, Tracing, Upstream } from "./ports.ts";
import {
  askForUsage,
  createUsageFilter,
  editText,
  inspectAnswer,
  replay,
  withCacheInfo,
} from "./wire/answer.ts";
import { endToEnd, headerOf } from "./wire/headers.ts";
import { createSseReader } from "./wire/sse.ts";

export interface UpstreamChoice {
  readonly upstream: Upstream;
  readonly baseUrl: string;
  /** Sent when the caller brings none. */
  readonly apiKey: string | null;
  /** May usage be asked for on behalf of a stream that did not? */
  readonly askUsage: boolean;
}

export interface GatewayDeps extends LookDeps, SaveDeps {
  readonly secret: KeyObject;
  /** As of now; a request keeps the settings it began with. */
  readonly settings: () => Settings;
  readonly upstreamFor: (model: string) => UpstreamChoice;
  readonly reporter: Reporter<RequestRecord>;
  readonly tracing: Tracing<RequestRecord>;
  /** Credentials that upstream refused lately, and takes back once upstream accepts them. */
  readonly refusedCredentials: {
    has(tenant: string): boolean;
    add(tenant: string): void;
    delete(tenant: string): void;
  };
  /** Who asked for what, kept for feedback. */
  readonly remember: (request: RequestId, asked: Remembered) => void;
}

export interface Remembered {
  readonly tenant: string;
  readonly key: Key;
  readonly entry: string;
  readonly outcome: string;
}

export interface Gateway {
  /** Answers one request below /v1. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void>;
  readonly inflight: number;
  readonly flights: number;
}

/** More than the longest walk through `decide` (look up, search, a gone body for each neighbour, adapt, serve). */
const TURNS_MAX = 40;
const FLIGHTS_MAX = 10_000;
/** A body that is refused is read on for this long, so that the client sees the refusal instead of a reset. */
const DISCARD_BYTES = 128 * 1024 * 1024;

export function createGateway(deps: GatewayDeps): Gateway {
  const flights = new SingleFlight<Key, UpstreamFlight>(FLIGHTS_MAX);
  const identities = new IdentityCache();
  let inflight = 0;

  async function handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void> {
    const header = (name: string) => one(req.headers[name]);
    const trace = deps.tracing.begin(`${req.method} /v1${target.route ? pathOf(target.path) : "/*"}`, header);
    const x = new Exchange(req, res, target, deps.settings(), deps.ids.request(), trace, deps.clock);
    inflight++;
    res.once("close", () => {
      inflight--;
      const record = x.record();
      deps.tracing.end(trace, record);
      deps.reporter.report(record);
    });
    try {
      refuseRepeated(req.rawHeaders);
      await (target.route ? answer(x, target.route) : passThrough(x));
    } catch (error) {
      fail(x, error);
    }
  }

  function fail(x: Exchange, error: unknown): void {
    if (!x.req.complete) discard(x.req, DISCARD_BYTES);
    if (error instanceof GatewayError) {
      if (error.code !== "only_if_cached") x.is("error", reasonOf(error));
      sendError(x, error);
    } else if (error instanceof UpstreamFault) {
      if (error.why === "aborted") cut(x.res);
      else sendError(x, upstreamError(error));
    } else {
      x.fault("internal", error);
      x.is("error", "internal");
      deps.onFault("internal", error);
      sendError(x, new GatewayError("internal", "The gateway failed while it answered this request."));
    }
  }

  /** A path that is not cached: bytes in, bytes out. */
  async function passThrough(x: Exchange): Promise<void> {
    const { req } = x;
    const choice = deps.upstreamFor("");
    const caller = callerIn(req.rawHeaders, null, x.settings, deps.secret);
    const hasBody =
      req.headers["content-length"] !== undefined || req.headers["transfer-encoding"] !== undefined;
    const raw = outgoing(x, choice, caller, () => false);
    await forward(x, choice, raw, hasBody ? req : null);
  }

  async function forward(
    x: Exchange,
    choice: UpstreamChoice,
    raw: string[],
    body: Buffer | IncomingMessage | null,
  ) {
    const gone = new AbortController();
    x.res.once("close", () => gone.abort());
    const startMs = x.elapsedMs();
    const head = await choice.upstream.request({
      method: x.req.method ?? "GET",
      path: x.target.path,
      rawHeaders: raw,
      body,
      signal: gone.signal,
    });
    x.upstreamHeadMs = x.elapsedMs() - startMs;
    if (x.gone) return;
    writeHead(x, { status: head.status, statusText: head.statusText, rawHeaders: head.rawHeaders });
    x.res.flushHeaders();
    try {
      await sendStream(x, head.body);
    } finally {
      x.upstreamMs = x.elapsedMs() - startMs;
    }
  }

  async function answer(x: Exchange, route: Route): Promise<void> {
    const bytes = await readBody(x.req, x.settings.bodyBytesMax);
    const startMs = deps.clock.monotonicMs();
    const key = identities.keyOf(x.settings, x.target.path, x.req.rawHeaders, bytes);
    let who = identities.get(key);
    if (!who) {
      who = identified(x, route, bytes);
      identities.set(key, who);
    }
    x.stages.identify = deps.clock.monotonicMs() - startMs;
    const { identity, caller } = who;
    x.model = identity.model;
    x.stream = identity.stream;
    x.includeUsage = identity.includeUsage;
    x.bucket = who.bucket;
    const choice = deps.upstreamFor(x.model);
    await obey(
      { x, route, bytes, choice, caller, identity, vector: null, entry: null, edited: null },
      askOf(x, who),
    );
  }

  /** Reads a request that was not seen before. Throws GatewayError unauthorized. */
  function identified(x: Exchange, route: Route, bytes: Buffer): Identified {
    const { settings } = x;
    const encoding = headerOf(x.req.rawHeaders, "content-encoding")?.trim().toLowerCase() ?? "identity";
    const body = encoding === "identity" ? parseBody(bytes) : ENCODED;
    const caller = callerIn(x.req.rawHeaders, body.facts.user, settings, deps.secret);
    const asked = { route, path: x.target.path, upstream: deps.upstreamFor(body.facts.model).baseUrl };
    const identity = identify(body, asked, caller.facts, {
      secret: deps.secret,
      maxTemperature: settings.maxTemperature,
      questionAfter: settings.questionAfter,
    });
    const bucket = identity.cacheable ? bucketOf(deps.secret, stickyCaller(x, identity, caller)) : null;
    return { identity, caller, bucket };
  }

  interface Asked {
    readonly x: Exchange;
    readonly route: Route;
    readonly bytes: Buffer;
    readonly choice: UpstreamChoice;
    readonly caller: Caller;
    readonly identity: Identity;
    /** Made by the search, kept for the save. */
    vector: UnitVector | null;
    /** The body behind what `known.exact` found. */
    entry: Entry | null;
    edited: Edited | null;
  }

  function askOf(x: Exchange, { identity, caller, bucket }: Identified): Ask {
    const directives = readCacheControl(one(x.req.headers["cache-control"]));
    const minConfidence = readMinConfidence(one(x.req.headers["x-semblance-min-confidence"]));
    if (minConfidence === "invalid") {
      throw new GatewayError(
        "invalid_header",
        "x-semblance-min-confidence must be a number from 0 to 1.",
        "x-semblance-min-confidence",
      );
    }
    if (!identity.cacheable)
      return { cacheable: false, why: identity.why, onlyIfCached: directives.onlyIfCached };
    return {
      cacheable: true,
      scope: identity.scope,
      key: identity.key,
      exactOnly: identity.exactOnly,
      directives,
      minConfidence,
      inside: isInside(bucket ?? 1, x.settings.percentage),
      credentialRefused: deps.refusedCredentials.has(caller.facts.tenant),
    };
  }

  /** Walks from step to step until the request has its answer. */
  async function obey(asked: Asked, ask: Ask): Promise<void> {
    const { x } = asked;
    const known: Mutable<Known> = {
      ask,
      exact: { at: "unasked" },
      near: { at: "unasked" },
      adapted: { at: "unasked" },
      upstream: "unasked",
    };
    let failure: Failure | null = null;
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const step = decide(known, x.settings.policy, deps.clock.nowMs());
      switch (step.do) {
        case "look-up":
        case "search":
        case "adapt":
          await look(asked, known, step);
          break;
        case "serve":
          if (await serve(asked, known, step.found, step.why)) return;
          break;
        case "fetch": {
          failure = await fetchAndReply(asked, known, step);
          if (failure === null) return;
          known.upstream = "failed";
          break;
        }
        case "bypass": {
          x.is("bypass", step.why);
          const raw = outgoing(x, asked.choice, asked.caller, (name) => name === "content-length");
          return await forward(x, asked.choice, raw, asked.bytes);
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
          return await replyFromFlight(asked, failure.ticket, failure.head);
        case "observe":
          throw new Error("observed without a running upstream");
        default:
          return step satisfies never;
      }
    }
    throw new Error(`no answer after ${TURNS_MAX} steps`);
  }

  async function look(
    asked: Asked,
    known: Mutable<Known>,
    step: Extract<Step, { do: "look-up" | "search" | "adapt" }>,
  ) {
    const { x, identity } = asked;
    if (!identity.cacheable) throw new Error("a look-up for what is not cacheable");
    const from = x.elapsedMs();
    if (step.do === "look-up") {
      const found = await lookUp(deps, x, identity.key);
      known.exact = found.exact;
      asked.entry = found.entry;
    } else if (step.do === "search") {
      const found = await search(deps, x, identity);
      known.near = found.near;
      asked.vector = found.vector;
    } else {
      const found = await adapt(deps, x, step.candidates);
      known.adapted = found.adapted;
      asked.edited = found.edited;
    }
    x.lookupMs = (x.lookupMs ?? 0) + x.elapsedMs() - from;
  }

  /** False where the body turned out to be gone; `known` then says so. */
  async function serve(asked: Asked, known: Mutable<Known>, found: Found, why: Reason): Promise<boolean> {
    const { x } = asked;
    const entry = await entryBehind(asked, known, found);
    if (entry === null) return false;
    x.is(found.tier, why);
    x.found(found);
    x.usage = entry.usage;
    x.saved = {
      inputTokens: entry.usage?.inputTokens ?? 0,
      outputTokens: entry.usage?.outputTokens ?? 0,
      seconds: Math.max(0, entry.upstreamMs - x.elapsedMs()) / 1000,
    };
    if (found.tier !== "exact" && found.tier !== "stale") deps.catalog.touch(entry.id);
    sendEntry(x, entry);
    if (asked.identity.cacheable) {
      deps.remember(x.request, {
        tenant: entry.tenant,
        key: asked.identity.key,
        entry: entry.id,
        outcome: found.tier,
      });
    }
    return true;
  }

  async function entryBehind(asked: Asked, known: Mutable<Known>, found: Found): Promise<Entry | null> {
    const { x } = asked;
    if (found.tier === "exact" || found.tier === "stale") return asked.entry;
    if (found.tier === "adapted") {
      const { edited } = asked;
      const body = edited ? edit(edited) : null;
      if (edited && body) return { ...edited.entry, form: "json", body };
      known.adapted = { at: "unconfirmed" };
      return null;
    }
    try {
      const entry = await bodyOf(deps, x, found.entry);
      if (entry) return entry;
      if (known.near.at === "found") {
        const candidates = known.near.candidates.map((c) =>
          c.entry.id === found.entry.id ? { ...c, gone: true } : c,
        );
        known.near = { at: "found", candidates };
      }
    } catch (error) {
      known.near = { at: "failed", why: named(x, "store", error) };
    }
    return null;
  }

  function edit(edited: Edited): Buffer | null {
    const { entry, text } = edited;
    const json = replay(entry, { stream: false, includeUsage: true }).body;
    return editText(entry.route, json, () => text);
  }

  function sendEntry(x: Exchange, entry: Entry): void {
    const answer = replay(entry, { stream: x.stream, includeUsage: x.includeUsage });
    const headers: Header[] = [
      ...entry.headers.filter(([name]) => name.toLowerCase() !== "content-type"),
      ["content-type", answer.contentType],
      ["x-request-id", x.request],
    ];
    sendWhole(x, { status: 200, headers }, x.stream ? answer.body : told(x, answer.body));
  }

  type Failure =
    | { readonly fault: UpstreamFault }
    | { readonly head: Head; readonly ticket: Ticket<UpstreamFlight> };

  /** Asks upstream (or follows a call that runs) and answers. Gives back a failure that a stale answer may replace. */
  async function fetchAndReply(
    asked: Asked,
    known: Known,
    step: Extract<Step, { do: "fetch" }>,
  ): Promise<Failure | null> {
    const { x, identity } = asked;
    if (!identity.cacheable) throw new Error("a fetch for what is not cacheable");
    const startMs = x.elapsedMs();
    const start = (signal: AbortSignal, landed: () => void) => launch(asked, step, signal, landed);
    const ticket = step.join ? flights.join(identity.key, start) : flights.alone(start);
    x.res.once("close", () => ticket.leave());
    x.is("miss", ticket.first ? step.why : "follower");
    x.nearest(step.nearest);
    let observed = step.beside ? false : null;
    const beside = step.beside
      ? observe(asked, { ...known, upstream: "running" }).then((seen) => {
          observed = true;
          return seen;
        })
      : null;
    let head: Head;
    try {
      head = await ticket.flight.head;
    } catch (error) {
      ticket.leave();
      const fault =
        error instanceof UpstreamFault
          ? error
          : new UpstreamFault("cut", "upstream's answer broke", { cause: error });
      if (fault.why === "aborted" || x.gone) throw fault;
      return { fault };
    }
    x.upstreamHeadMs = x.elapsedMs() - startMs;
    noteCredential(asked.caller, head.status);
    if (beside) {
      // The look-up has had all of upstream's time to its first byte; it is not waited for beyond that.
      if (observed) apply(x, await beside);
      else {
        x.is("miss", "lookup-late");
        beside.then((seen) => x.gone || apply(x, seen));
      }
    }
    if (head.status >= 500) return { head, ticket };
    await replyFromFlight(asked, ticket, head);
    return null;
  }

  interface Seen {
    readonly step: Extract<Step, { do: "observe" }>;
  }

  /** The look-up beside upstream: the same walk, whose end is only told. Never rejects. */
  async function observe(asked: Asked, from: Known): Promise<Seen> {
    const known: Mutable<Known> = { ...from };
    const { x } = asked;
    try {
      for (let turn = 0; turn < TURNS_MAX; turn++) {
        const step = decide(known, x.settings.policy, deps.clock.nowMs());
        if (step.do === "observe") return { step };
        if (step.do !== "look-up" && step.do !== "search" && step.do !== "adapt") break;
        await look(asked, known, step);
      }
    } catch (error) {
      x.fault("internal", error);
    }
    return { step: { do: "observe", why: "internal", found: null, nearest: null } };
  }

  function apply(x: Exchange, { step }: Seen): void {
    if (step.found) {
      x.is("shadow", step.why);
      x.found(step.found);
    } else {
      x.is("miss", step.why);
      x.nearest(step.nearest);
    }
  }

  function launch(
    asked: Asked,
    step: Extract<Step, { do: "fetch" }>,
    signal: AbortSignal,
    landed: () => void,
  ): UpstreamFlight {
    const { x, route, choice, caller, identity } = asked;
    if (!identity.cacheable) throw new Error("a flight for what is not cacheable");
    const { settings } = x;
    const usage = x.stream && choice.askUsage ? askForUsage(asked.bytes.toString("utf8")) : null;
    const savable: Savable = {
      route,
      tenant: caller.facts.tenant,
      scope: identity.scope,
      key: identity.key,
      question: identity.question,
      model: identity.model,
      stream: x.stream,
      exactOnly: identity.exactOnly,
      semantic: settings.policy.semantic,
      ttlMs: ttlMsFor(settings, { model: x.model, route, tenant: caller.key?.tenant ?? null }),
      staleMs: settings.staleMs,
      entryBytesMax: settings.entryBytesMax,
      vector: () => asked.vector,
    };
    const raw = outgoing(x, choice, caller, (name) => DROPPED_WHEN_CACHED.has(name));
    raw.push("accept-encoding", "identity");
    return new UpstreamFlight(
      {
        upstream: choice.upstream,
        request: {
          method: "POST",
          path: x.target.path,
          rawHeaders: raw,
          body: usage ? Buffer.from(usage) : asked.bytes,
        },
        route,
        stream: x.stream,
        keepBytes: settings.entryBytesMax,
        clock: deps.clock,
        onLanded: (landing) => {
          if (landing.ok) x.upstreamMs = landing.upstreamMs;
          const saved = save(deps, savable, landing, step.store);
          x.stored = saved.stored;
          x.usage = saved.answer?.usage ?? null;
        },
      },
      signal,
      landed,
    );
  }

  async function replyFromFlight(asked: Asked, ticket: Ticket<UpstreamFlight>, head: Head): Promise<void> {
    const { x } = asked;
    try {
      if (x.gone) return;
      if (ticket.flight.stream !== x.stream && head.status === 200) await replyConverted(asked, ticket, head);
      else await replyLive(asked, ticket, head);
    } finally {
      ticket.leave();
    }
  }

  /** Upstream's answer as it comes: to who asked for the form that upstream was asked for. */
  async function replyLive(asked: Asked, ticket: Ticket<UpstreamFlight>, head: Head): Promise<void> {
    const { x, route } = asked;
    const body = ticket.flight.body.read();
    const strips = head.form === "sse" && !x.includeUsage && (route === "chat" || route === "completions");
    const tells = head.form === "json" && head.status === 200 && x.asks("x-semblance-cache-info");
    const rawHeaders = ticket.first ? head.rawHeaders : sharedHeaders(head);
    const parts = {
      status: head.status,
      statusText: head.statusText,
      rawHeaders,
      reshaped: head.decoded || strips || tells,
    };
    if (tells) return sendWhole(x, parts, told(x, await gathered(body)));
    writeHead(x, parts);
    x.res.flushHeaders();
    await sendStream(x, strips ? withoutUsage(body, route) : body);
  }

  /** The other form than upstream sends: made from the whole, once it is there. */
  async function replyConverted(asked: Asked, ticket: Ticket<UpstreamFlight>, head: Head): Promise<void> {
    const { x, route } = asked;
    const landing = await ticket.flight.landing;
    if (!landing.ok) throw landing.fault;
    const whole = landing.recording === null ? null : inspectAnswer(route, head.form, landing.recording);
    if (landing.recording === null || whole === null || "problem" in whole || !whole.complete) {
      throw new UpstreamFault("cut", "the answer that was shared did not come whole");
    }
    const made = replay(
      { route, form: head.form, body: landing.recording },
      { stream: x.stream, includeUsage: x.includeUsage },
    );
    const headers: Header[] = [["content-type", made.contentType]];
    sendWhole(x, { status: 200, headers }, x.stream ? made.body : told(x, made.body));
  }

  /** `_cache_info`, where it was asked for. */
  function told(x: Exchange, body: Buffer): Buffer {
    if (!x.asks("x-semblance-cache-info")) return body;
    const hit =
      x.outcome === "exact" || x.outcome === "semantic" || x.outcome === "adapted" || x.outcome === "stale";
    return withCacheInfo(body, {
      hit,
      source: x.outcome === "exact" ? "traditional" : hit ? x.outcome : "none",
      confidence: x.outcome === "exact" || x.outcome === "stale" ? 1 : hit ? (x.confidence ?? 0) : 0,
      processing_time: x.elapsedMs() / 1000,
      metadata: {
        similarity: x.outcome === "exact" ? 1 : x.similarity,
        entry: x.entry?.id ?? null,
        age: x.entry && hit ? Math.max(0, (deps.clock.nowMs() - x.entry.storedAtMs) / 1000) : null,
        model: x.entry?.model ?? x.model,
        tokens_saved: x.saved ? x.saved.inputTokens + x.saved.outputTokens : 0,
        processing_time_saved: x.saved?.seconds ?? 0,
      },
    });
  }

  /** The caller's headers as they go upstream, the credential as the access mode says. */
  function outgoing(
    x: Exchange,
    choice: UpstreamChoice,
    caller: Caller,
    drop: (name: string) => boolean,
  ): string[] {
    const traced = x.trace.upstream(x.model);
    const raw = endToEnd(x.req.rawHeaders, (name) => {
      if (name === "host" || name === "expect" || name.startsWith("x-semblance-") || drop(name)) return true;
      if (caller.key && CREDENTIAL_HEADERS.includes(name)) return true;
      return traced.some(([given]) => given === name);
    });
    const key = caller.key
      ? (caller.key.upstreamKey ?? choice.apiKey)
      : caller.hasCredential
        ? null
        : choice.apiKey;
    if (key) raw.push("authorization", `Bearer ${key}`);
    for (const [name, value] of traced) raw.push(name, value);
    return raw;
  }

  function noteCredential(caller: Caller, status: number): void {
    const { tenant } = caller.facts;
    if (status === 401 || status === 403) deps.refusedCredentials.add(tenant);
    else if (status < 300) deps.refusedCredentials.delete(tenant);
  }

  function stickyCaller(x: Exchange, identity: Extract<Identity, { cacheable: true }>, caller: Caller) {
    const read = (source: string): string | null => {
      if (source === "user") return identity.user;
      if (source === "credential") return caller.hasCredential ? caller.facts.tenant : null;
      return source.startsWith("header:") ? headerOf(x.req.rawHeaders, source.slice(7).toLowerCase()) : null;
    };
    return callerOf(x.settings.stickyBy, read, identity.scope);
  }

  return {
    handle,
    get inflight() {
      return inflight;
    },
    get flights() {
      return flights.size;
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A body in an encoding is passed on unread. */
const ENCODED: ParsedBody = {
  ok: false,
  why: "content-encoding",
  facts: { model: "", stream: false, includeUsage: false, user: null },
};

/** Ours to answer, not upstream's to know; and one encoding for all who share the answer. */
const DROPPED_WHEN_CACHED: ReadonlySet<string> = new Set([
  "content-length",
  "cache-control",
  "accept-encoding",
]);

/** What a follower sees of upstream's headers: nothing that belongs to the other caller's request. */
function sharedHeaders(head: Head): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < head.rawHeaders.length; i += 2) {
    const name = head.rawHeaders[i]!.toLowerCase();
    if (SHARED.has(name)) out.push(head.rawHeaders[i]!, head.rawHeaders[i + 1]!);
  }
  return out;
}

const SHARED: ReadonlySet<string> = new Set([
  "content-type",
  "content-length",
  "cache-control",
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
  "openai-version",
]);

async function* withoutUsage(body: AsyncIterable<Buffer>, route: Route): AsyncGenerator<Buffer> {
  const reader = createSseReader({ eventBytesMax: EVENT_BYTES_MAX });
  const filter = createUsageFilter(route);
  for await (const chunk of body) yield* filter.push(reader.push(chunk));
  yield* filter.push(reader.end());
  if (reader.rest.length > 0) yield reader.rest;
}

/** One event may be this large (a base64 image in a delta); a longer one ends the transfer. */
const EVENT_BYTES_MAX = 32 * 1024 * 1024;

async function gathered(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function upstreamError(fault: UpstreamFault): GatewayError {
  switch (fault.why) {
    case "timeout":
      return new GatewayError("upstream_timeout", "The upstream did not answer in time.");
    case "cut":
      return new GatewayError("upstream_cut", "The upstream's answer broke off.");
    default:
      return new GatewayError("upstream_unreachable", "The upstream cannot be reached.");
  }
}

function reasonOf(error: GatewayError) {
  switch (error.code) {
    case "body_too_large":
      return "body-too-large";
    case "unauthorized":
      return "unauthorized";
    case "internal":
      return "internal";
    default:
      return "bad-request";
  }
}

function pathOf(path: string): string {
  const at = path.indexOf("?");
  return at < 0 ? path : path.slice(0, at);
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
