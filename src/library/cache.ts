/**
 * The cache as a library: `get` is the gateway's look-up without upstream behind it, `set` the gateway's save.
 * Identity, policy, steps, store, index and verifier are the gateway's own; only where answers come from differs.
 */

import type { Found, Known, Step } from "../core/known.ts";
import { ageS } from "../core/life.ts";
import type { Reason } from "../core/reasons.ts";
import { mayHaveSlot } from "../core/slot-frame.ts";
import { lateFormDigest, NO_FORM } from "../gateway/form.ts";
import { askOf, createWhoAsks, type IdentifyDeps } from "../gateway/identified.ts";
import { Landed } from "../gateway/landing.ts";
import { Look, type LookDeps } from "../gateway/look.ts";
import type { CacheableIdentity } from "../gateway/request.ts";
import { type StoringDeps, save } from "../gateway/save.ts";
import { policyFor, type Settings, ttlMsFor } from "../gateway/settings.ts";
import { Watch } from "../gateway/watch.ts";
import type { Entry } from "../model.ts";
import { type Walked, walk } from "../walk.ts";
import { askedOf, LIBRARY_PATH, setFacts } from "./asked.ts";
import { bodyOf, CONTENT_BYTES_MAX, contentOf, valueText } from "./content.ts";
import type { Call, OnCall } from "./told.ts";
import type { CacheContext, CacheResponse, CacheSource, SetOptions, Stored } from "./types.ts";

export interface LookupDeps extends LookDeps, StoringDeps, IdentifyDeps {
  readonly settings: () => Settings;
  /** Confidence, 0 to 1, below which an answer is kept for the very same question only. */
  readonly semanticFrom: number;
  readonly on: OnCall;
}

const SOURCES = {
  exact: "traditional",
  stale: "stale",
  semantic: "semantic",
  adapted: "adapted",
} as const satisfies Record<Found["tier"], CacheSource>;

export class Lookups {
  readonly #deps: LookupDeps;
  readonly #whoAsks: ReturnType<typeof createWhoAsks>;

  constructor(deps: LookupDeps) {
    this.#deps = deps;
    this.#whoAsks = createWhoAsks(deps);
  }

  async get(question: string, context?: CacheContext): Promise<CacheResponse> {
    const call = await this.#call(question, context);
    const { identity, ask } = call;
    if (identity === null || ask === null) return this.#none(call, null);
    const look = new Look(this.#deps, call.received, { identity, ask });
    call.look = look;
    const walked = await this.#walked(look, look.known, call);
    const { step } = walked;
    if (step.do === "serve") return this.#served(call, step.found, step.why, look);
    // Nothing may be served to this caller; what would have been is reported all the same, as beside a call to
    // upstream.
    const isBeside = step.do === "fetch" && step.beside;
    const beside = isBeside ? await this.#walked(look, { ...look.known, upstream: "running" }, call) : null;
    return this.#none(call, beside?.step ?? step);
  }

  async set(question: string, response: unknown, options?: SetOptions): Promise<Stored> {
    const facts = setFacts(options);
    const { model, tokens } = facts;
    // As the value is now: it is its owner's again once the call has returned.
    const text = valueText(response, Math.min(CONTENT_BYTES_MAX, this.#deps.settings().entryBytesMax));
    const recording = bodyOf(response, text, tokens, model);
    const call = await this.#call(question, facts.context);
    const { identity, settings } = call;
    if (identity === null) return { stored: false, entry: null, why: call.why };
    const savable = {
      ...({ route: "chat", tags: facts.tags, model, stream: false, promise: null } as const),
      ...{ tenant: call.caller.facts.tenant, owner: call.caller.owner, purgesSeen: call.purgesSeen },
      ...{ scope: identity.scope, key: identity.key, question: identity.question },
      questionBytes: identity.questionBytes,
      exactOnly: identity.exactOnly || facts.confidence < this.#deps.semanticFrom,
      semantic: settings.policy.semantic,
      ttlMs: ttlMsFor(settings, {
        ...{ model, route: "chat", tenant: null, question: identity.question, tags: facts.tags },
      }),
      staleMs: settings.staleMs,
      // The value's size was checked above; the body holds its words a second time.
      entryBytesMax: Number.MAX_SAFE_INTEGER,
      vector: () => null,
    };
    const rawHeaders = ["content-type", "application/json"];
    const head = { status: 200, statusText: "OK", form: "json", decoded: false, rawHeaders } as const;
    const landing = new Landed("chat", head, recording, facts.seconds * 1000);
    const saved = save(this.#deps, savable, landing, settings.policy.save);
    const isKept = (await saved.kept) ?? false;
    this.#deps.on.stored(call, saved.answer?.text ?? null, isKept);
    if (isKept && typeof response === "string" && saved.stored !== null && !savable.exactOnly)
      this.#learn(identity, saved.stored, response, settings);
    return {
      stored: isKept,
      entry: isKept ? saved.stored : null,
      why: isKept ? null : (saved.why ?? "store-failed"),
    };
  }

  #learn(identity: CacheableIdentity, entry: Entry["id"], answer: string, settings: Settings): void {
    if (!settings.policy.adapt || !mayHaveSlot(identity.question)) return;
    this.#deps.templates.learn({ scope: identity.scope, entry, question: identity.question, answer });
  }

  /** Works out who asks for what. Throws TypeError where the question or its context is invalid. */
  async #call(question: string, context: CacheContext | undefined): Promise<Call> {
    const { clock, ids, purges } = this.#deps;
    const settings = this.#deps.settings();
    const { bytes, rawHeaders } = askedOf(question, context);
    const watch = new Watch(clock, settings.lookupMsMax);
    const atMs = clock.nowMs();
    const received = { rawHeaders, path: LIBRARY_PATH, settings, watch, atMs };
    const { identity, caller, bucket } = await this.#whoAsks(received, "chat", bytes);
    const ask = askOf(this.#deps, received, { identity, caller, bucket });
    return {
      ...{ request: ids.request(), atMs, settings, received, caller, bucket },
      identity: identity.cacheable ? identity : null,
      ask: identity.cacheable && ask.cacheable ? ask : null,
      why: identity.cacheable ? null : `not-cacheable:${identity.why}`,
      policy: policyFor(settings, "chat", identity.model),
      purgesSeen: purges.count,
      look: null,
    };
  }

  async #walked(look: Look, from: Known, { policy, received }: Call): Promise<Walked> {
    try {
      return await walk(from, policy, look);
    } catch (error) {
      received.watch.fault("internal", error);
      this.#deps.onFault("internal", error);
      return { step: { do: "observe", why: "internal", found: null, nearest: null }, known: from };
    }
  }

  #served(call: Call, found: Found, why: Reason, look: Look): CacheResponse {
    const { tier } = found;
    const edited = tier === "adapted" ? look.edited : null;
    const entry = edited?.entry ?? look.bodyOf(found.entry);
    const isExact = tier === "exact" || tier === "stale";
    this.#deps.catalog.touch(entry.id);
    const tokens = (entry.usage?.inputTokens ?? 0) + (entry.usage?.outputTokens ?? 0);
    const seconds = Math.max(0, entry.upstreamMs - call.received.watch.elapsedMs()) / 1000;
    this.#deps.on.served(call, found, why, { entry, seconds, form: isExact ? NO_FORM : this.#form(call) });
    return {
      content: contentOf(entry, edited?.text ?? null),
      source: SOURCES[tier],
      confidence: isExact ? 1 : (found.confidence ?? 0),
      metadata: {
        ...{ request: call.request, reason: why, similarity: found.similarity, entry: entry.id },
        ...{ age: ageS(entry, this.#deps.clock.nowMs()), model: entry.model },
        ...{ tokens_saved: tokens, processing_time_saved: seconds },
      },
    };
  }

  #none(call: Call, step: Step | null): CacheResponse {
    const reason = call.why ?? (step !== null && "why" in step ? step.why : "internal");
    const nearest = step !== null && "nearest" in step ? step.nearest : null;
    const found = step?.do === "observe" ? step.found : null;
    this.#deps.on.missed(call, { reason, nearest, found });
    return {
      content: null,
      source: FAILED.has(reason) ? "error" : "none",
      confidence: 0,
      metadata: {
        ...{ request: call.request, reason, entry: null, age: null, model: null },
        similarity: found?.similarity ?? nearest?.similarity ?? null,
        ...{ tokens_saved: 0, processing_time_saved: 0 },
      },
    };
  }

  #form({ identity, ask }: Call): () => string | null {
    if (identity === null || ask === null) return NO_FORM;
    const { secret, verifier } = this.#deps;
    return lateFormDigest(secret, verifier, identity.scope, identity.question);
  }
}

/** Reasons that mean that the store itself failed; without it nothing could have been found. */
const FAILED: ReadonlySet<string> = new Set(["store-failed", "internal"]);
