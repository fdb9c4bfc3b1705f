/** Works out who asks for what, and states it as `decide` reads it. */
import type { KeyObject } from "node:crypto";
import { readCacheControl, readMinConfidence } from "../core/directives.ts";
import { type BodyFacts, type Identity, identify, type ParsedBody, parseBody } from "../core/identify.ts";
import type { Ask, AskedGrounds } from "../core/known.ts";
import { bucketOf, callerOf, isInside } from "../core/rollout.ts";
import { readTags } from "../core/tags.ts";
import { GatewayError } from "../errors.ts";
import type { Route } from "../model.ts";
import { headerOf, headersOf } from "../wire/headers.ts";
import { type Caller, callerIn, utf8Header } from "./caller.ts";
import { Callers, headersRead } from "./callers.ts";
import { IdentityCache, type WhoAsks } from "./identity-cache.ts";
import { LARGE_BYTES, LargeBodies } from "./large-body.ts";
import type { CacheableIdentity, Received, UpstreamChoice } from "./request.ts";

export interface IdentifyDeps {
  readonly secret: KeyObject;
  readonly upstreamFor: (model: string) => UpstreamChoice;
  /** Credentials that upstream refused, by `Caller.credentials`; see learn/refused-credentials.ts. */
  readonly refusedCredentials: {
    has(credentials: readonly string[]): boolean;
    add(credentials: readonly string[]): void;
    accept(credentials: readonly string[]): void;
  };
}

/** Gives the caller, from the headers and the body's `user`. */
type CallerBy = (user: string | null) => Caller;

/** Works out caller and identity of a request from its body. Throws GatewayError unauthorized. */
export function identified(
  deps: IdentifyDeps,
  received: Received,
  route: Route,
  bytes: Buffer,
  callerBy: CallerBy = callerReader(deps, received),
): WhoAsks {
  const body = encodingOf(received) === "identity" ? parseBody(bytes) : ENCODED;
  const { asked, caller, policy } = aboutOf(deps, received, route, body.facts, callerBy);
  return withBucket(deps, received, caller, identify(body, asked, caller.facts, policy));
}

/**
 * Whose answer a request would get, where nobody sent it and no percentage applies. `callers`: callers known already.
 */
export function whoseAnswer(
  deps: IdentifyDeps,
  received: Received,
  route: Route,
  bytes: Buffer,
  callers: Callers,
): Pick<WhoAsks, "identity" | "caller"> {
  const body = parseBody(bytes);
  const callerBy: CallerBy = (user) => callers.of(received.settings, received.rawHeaders, user);
  const { asked, caller, policy } = aboutOf(deps, received, route, body.facts, callerBy);
  return { identity: identify(body, asked, caller.facts, policy), caller };
}

/**
 * Makes the function that identifies a request of any size: small bodies are cached, large ones are read in a thread.
 */
export function createWhoAsks(deps: IdentifyDeps, callers = new Callers(deps.secret)) {
  const large = new LargeBodies();
  const identities = new IdentityCache();
  return (received: Received, route: Route, bytes: Buffer): WhoAsks | Promise<WhoAsks> => {
    if (bytes.length > LARGE_BYTES) return identifiedApart(deps, large, received, route, bytes);
    identities.under(received.settings);
    const headers = headersRead(received.settings, received.rawHeaders);
    const key = identities.keyOf(received.path, headers, bytes);
    let who = identities.get(key);
    if (!who) {
      const callerBy: CallerBy = (user) => callers.of(received.settings, received.rawHeaders, user, headers);
      who = identified(deps, received, route, bytes, callerBy);
      identities.set(key, who);
    }
    return who;
  };
}

/** Identifies a large body in a thread. A body that cannot be read there is passed through. */
async function identifiedApart(
  deps: IdentifyDeps,
  large: LargeBodies,
  received: Received,
  route: Route,
  bytes: Buffer,
): Promise<WhoAsks> {
  if (encodingOf(received) !== "identity") return identified(deps, received, route, bytes);
  let caller: Caller | null = null;
  try {
    const identity = await large.identify(bytes, (facts) => {
      const about = aboutOf(deps, received, route, facts);
      caller = about.caller;
      return { ...about, caller: about.caller.facts };
    });
    return withBucket(deps, received, caller ?? aboutOf(deps, received, route, identity).caller, identity);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    received.watch.fault("internal", error);
    const identity: Identity = { ...UNREAD, cacheable: false, why: "unread" };
    return withBucket(deps, received, aboutOf(deps, received, route, UNREAD).caller, identity);
  }
}

function callerReader({ secret }: IdentifyDeps, { rawHeaders, settings }: Received): CallerBy {
  return (user) => callerIn(rawHeaders, user, settings, secret);
}

/** What identity depends on beside the body: headers, caller and settings. Throws GatewayError unauthorized. */
function aboutOf(
  deps: IdentifyDeps,
  received: Received,
  route: Route,
  facts: BodyFacts,
  callerBy: CallerBy = callerReader(deps, received),
) {
  const { settings } = received;
  const { secret } = deps;
  return {
    caller: callerBy(facts.user),
    asked: { route, path: received.path, upstream: deps.upstreamFor(facts.model).baseUrl },
    policy: {
      ...{ secret, maxTemperature: settings.maxTemperature, questionAfter: settings.questionAfter },
      normalise: settings.normalise,
      grounded: settings.grounded,
    },
  };
}

function withBucket(deps: IdentifyDeps, received: Received, caller: Caller, identity: Identity): WhoAsks {
  const bucket = identity.cacheable ? bucketOf(deps.secret, stickyCaller(received, identity, caller)) : null;
  return { identity, caller, bucket };
}

function encodingOf(received: Received): string {
  return headerOf(received.rawHeaders, "content-encoding")?.trim().toLowerCase() ?? "identity";
}

export function askOf(deps: IdentifyDeps, received: Received, { identity, caller, bucket }: WhoAsks): Ask {
  const directives = readCacheControl(headersOf(received.rawHeaders, "cache-control"));
  const minConfidence = readMinConfidence(headersOf(received.rawHeaders, "x-semblance-min-confidence"));
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
    exactWhy: identity.exactWhy,
    directives,
    minConfidence,
    inside: isInside(bucket ?? 1, received.settings.percentage),
    grounds: groundsOf(received, identity),
    credentialRefused: deps.refusedCredentials.has(caller.credentials),
  };
}

function groundsOf(received: Received, { retrieved, question }: CacheableIdentity): AskedGrounds | null {
  if (retrieved === null) return null;
  return { digest: retrieved.digest, context: retrieved.text, question, tags: tagsIn(received) };
}

/** The tags of `x-semblance-tags`. Throws GatewayError invalid_header for too many of them. */
export function tagsIn({ rawHeaders }: Received): readonly string[] {
  const tags = readTags(utf8Header(rawHeaders, "x-semblance-tags"));
  if ("problem" in tags) throw new GatewayError("invalid_header", tags.problem, "x-semblance-tags");
  return tags;
}

/** Notes whether upstream accepted a caller's credential, from its answer on a cached route. */
export function noteCredential(
  deps: IdentifyDeps,
  caller: Pick<Caller, "credentials">,
  status: number,
): void {
  if (status < 300) deps.refusedCredentials.accept(caller.credentials);
  else noteRefusal(deps, caller, status);
}

/** Notes only refusals (401, 403), from an answer on any path: other paths may accept anybody. */
export function noteRefusal(deps: IdentifyDeps, caller: Pick<Caller, "credentials">, status: number): void {
  if (status === 401 || status === 403) deps.refusedCredentials.add(caller.credentials);
}

function stickyCaller(received: Received, identity: Extract<Identity, { cacheable: true }>, caller: Caller) {
  const read = (source: string): string | null => {
    if (source === "user") return identity.user;
    if (source === "credential") return caller.hasCredential ? caller.facts.tenant : null;
    return source.startsWith("header:") ? headerOf(received.rawHeaders, source.slice(7).toLowerCase()) : null;
  };
  return callerOf(received.settings.stickyBy, read, identity.scope);
}

const UNREAD: BodyFacts = { model: "", stream: false, includeUsage: false, user: null };

/** A body with a content-encoding counts as unreadable, and is passed through. */
const ENCODED: ParsedBody = {
  ok: false,
  why: "content-encoding",
  facts: UNREAD,
};
