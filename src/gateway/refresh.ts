/**
 * Asks for a stored answer anew before its life is over, with a key that the gateway itself holds. Nothing of a
 * caller's credential is kept, so requests that bring one are never repeated.
 */
import { UNTRACED } from "../core/untraced.ts";
import type { AskedFor, Repeatable } from "../core/warming/asked.ts";
import type { Life } from "../core/warming/window.ts";
import type { Key, Usage } from "../model.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import type { Exchange } from "./exchange.ts";
import { type FetchDeps, learnFrom, planOf, savableOf } from "./fetch.ts";
import { outgoingUncredited } from "./forward.ts";
import { noteCredential } from "./identified.ts";
import type { UpstreamChoice } from "./request.ts";
import { type Savable, save } from "./save.ts";
import { type Settings, ttlMsFor } from "./settings.ts";
import { type FlightPlan, UpstreamFlight } from "./upstream-flight.ts";

/** Bytes above which a request's body is not kept for repeating. */
const BODY_BYTES_MAX = 64 * 1024;
/** Bytes that a held request takes beside headers and body. */
const HELD_BYTES = 2_000;
const REFRESH_MS_MAX = 120_000;

/** A request that can be sent again, without the key to send it with. */
export interface HeldRequest extends Repeatable {
  readonly model: string;
  readonly key: Key;
  /** The name of the caller's gateway key; null: callers bring nothing, and the upstream's own key is sent. */
  readonly keyName: string | null;
  /** Keyed digests of the credential that it would be sent with. */
  readonly credentials: readonly string[];
  readonly bytes: Buffer;
  readonly plan: Pick<FlightPlan, "request" | "asWritten" | "route" | "stream" | "credential">;
  readonly savable: Omit<Savable, "trace" | "purgesSeen" | "ttlMs" | "vector">;
}

export interface Refreshed {
  /** The life of the new answer; null: there is none, and the old one stays. */
  readonly life: Life | null;
  readonly usage: Usage | null;
}

export interface Refreshing {
  /** What the count of demand is given of a request that has ended; null: nothing. */
  readonly asked: (x: Exchange) => AskedFor<HeldRequest> | null;
  /** The life of the answer stored now and the usage it was billed; null: there is no such answer. */
  standing(key: Key): Promise<{ readonly life: Life; readonly usage: Usage | null } | null>;
  /** May the gateway still use the key that this request was asked with? */
  isAllowed(held: HeldRequest): boolean;
  /** The base URL of the upstream that would be asked; shown in spans. */
  baseUrlOf(held: HeldRequest): string;
  /** Asks upstream again and stores the answer. Never rejects. */
  ask(held: HeldRequest, signal: AbortSignal): Promise<Refreshed>;
}

export type RefreshDeps = FetchDeps & { readonly settings: () => Settings };

export function createRefreshing(deps: RefreshDeps): Refreshing {
  const standing: Refreshing["standing"] = async (key) => {
    const entry = await deps.store.get(key, deps.clock.nowMs());
    if (entry === null || deps.clock.nowMs() >= entry.expiresAtMs) return null;
    const { storedAtMs, expiresAtMs, usage } = entry;
    return { life: { storedAtMs, expiresAtMs }, usage };
  };
  return {
    asked: (x) => askedIn(deps, x),
    standing,
    isAllowed(held) {
      const { credentials, model } = held;
      const ownKey = ownKeyOf(deps.settings(), deps.upstreamFor(model), held.keyName);
      return ownKey !== null && !deps.refusedCredentials.has(credentials);
    },
    baseUrlOf: ({ model }) => deps.upstreamFor(model).baseUrl,
    async ask(held, signal) {
      const asked = await fetched(deps, held, signal);
      const isKept = asked.kept !== undefined && (await asked.kept);
      return { life: isKept ? ((await standing(held.key))?.life ?? null) : null, usage: asked.usage };
    },
  };
}

async function fetched(
  deps: RefreshDeps,
  held: HeldRequest,
  signal: AbortSignal,
): Promise<{ readonly kept?: Promise<boolean>; readonly usage: Usage | null }> {
  const settings = deps.settings();
  const choice = deps.upstreamFor(held.model);
  const ownKey = ownKeyOf(settings, choice, held.keyName);
  if (ownKey === null) return { usage: null };
  const { plan, bytes } = held;
  const purgesSeen = deps.purges.count;
  const request = {
    ...plan.request,
    rawHeaders: [...plan.request.rawHeaders, "authorization", `Bearer ${ownKey}`],
  };
  const flight = new UpstreamFlight(
    {
      ...{ ...plan, request, upstream: choice.upstream, keepBytes: settings.entryBytesMax },
      ...{ clock: deps.clock, trace: UNTRACED, again: () => [] },
      isCurrent: () => deps.purges.count === purgesSeen,
      onLanded: (landing) => {
        if (landing.ok) noteCredential(deps, held, landing.head.status);
      },
      onFault: (error) => deps.onFault("internal", error),
    },
    AbortSignal.any([signal, AbortSignal.timeout(REFRESH_MS_MAX)]),
    () => {},
  );
  const landing = await flight.landing;
  const { savable } = held;
  const { question, model, tags } = savable;
  const life = {
    ...{ model, question, tags, route: plan.route },
    tenant: held.keyName && tenantOfKey(settings, held.keyName),
  };
  const saved = save(
    deps,
    {
      ...{ ...savable, purgesSeen, vector: () => null },
      ...{ semantic: settings.policy.semantic, ttlMs: ttlMsFor(settings, life) },
      ...{ staleMs: settings.staleMs, entryBytesMax: settings.entryBytesMax },
    },
    landing,
    settings.policy.save,
  );
  learnFrom(deps, { settings, route: plan.route, identity: savable, bytes }, saved);
  return { usage: saved.answer?.usage ?? null, ...(saved.kept ? { kept: saved.kept } : {}) };
}

function tenantOfKey(settings: Settings, name: string): string | null {
  return keyNamed(settings, name)?.tenant ?? null;
}

function keyNamed({ keys }: Settings, name: string) {
  return [...(keys?.values() ?? [])].find((key) => key.name === name);
}

/** The key of the gateway's own to send; null: there is none, or it may no longer be used for this request. */
function ownKeyOf(settings: Settings, { apiKey }: UpstreamChoice, keyName: string | null): string | null {
  if (keyName === null) return settings.keys === null ? apiKey : null;
  const key = keyNamed(settings, keyName);
  return key === undefined ? null : (key.upstreamKey ?? apiKey);
}

function askedIn(deps: RefreshDeps, x: Exchange): AskedFor<HeldRequest> | null {
  const { identified, look, told, sent, atMs } = x;
  if (identified === null || look === null) return null;
  const { identity, ask, caller, bucket } = identified;
  if (!identity.cacheable || !ask.cacheable || ask.directives.noCache || ask.directives.maxAgeS !== null)
    return null;
  const who = { atMs, caller: bucket === null ? null : `${caller.facts.tenant} ${bucket}` };
  const request = () => heldOf(deps, { ...identified, identity, ask, x, look });
  const { outcome, entry } = told;
  if (outcome === "miss" && (sent.stored || sent.follower))
    return { ...who, key: identity.key, request, life: null };
  if ((outcome !== "exact" && outcome !== "semantic") || entry === null) return null;
  const { key, storedAtMs, expiresAtMs } = entry;
  const life = { storedAtMs, expiresAtMs };
  return { ...who, key, life, request: key === identity.key ? request : null };
}

/** The request to keep for repeating; null where the gateway must not ask it by itself. */
function heldOf(deps: RefreshDeps, request: CacheableRequest): HeldRequest | null {
  const { x, bytes, caller, choice, identity } = request;
  if (bytes.length > BODY_BYTES_MAX || caller.facts.parting.length > 0) return null;
  if (caller.key === null && caller.hasCredential) return null;
  const keyName = caller.key?.name ?? null;
  if (ownKeyOf(x.settings, choice, keyName) === null) return null;
  const plan = planOf(deps, request, (of, _choice, _caller, drop) => outgoingUncredited(of, drop));
  const { request: sent, asWritten, route, stream, credential } = plan;
  const { trace: _, purgesSeen: _purges, ttlMs: _ttl, vector: _vector, ...savable } = savableOf(request);
  const headerBytes = sent.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  return {
    size: HELD_BYTES + headerBytes + bytes.length * (asWritten === null ? 1 : 2),
    ...{ model: identity.model, key: identity.key, keyName, credentials: caller.credentials, bytes, savable },
    plan: { request: sent, asWritten, route, stream, credential },
  };
}
