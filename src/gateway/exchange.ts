/**
 * One request and its answer on their connection: what arrived, what became known of it step by step, and what was
 * sent. The record is made of it when the last byte is out; see record-of.ts.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Candidate, Found } from "../core/known.ts";
import type { Outcome, Reason } from "../core/reasons.ts";
import type { RequestRecord } from "../core/record.ts";
import { replyHeaders, storedHeader } from "../core/reply-headers.ts";
import type { NotStored } from "../core/storable.ts";
import type { EntryFacts, EntryId, Header, RequestId, Route, Usage } from "../model.ts";
import type { Clock, RequestTrace } from "../ports.ts";
import { headerOf } from "../wire/headers.ts";
import type { CorsOfRequest } from "./cors.ts";
import { within } from "./deadline.ts";
import type { Look } from "./look.ts";
import type { AnsweredBy, Identified, Received } from "./request.ts";
import type { SaveResult } from "./save.ts";
import type { Settings } from "./settings.ts";
import { Watch } from "./watch.ts";

export interface Target {
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  /** The cached route that the path names; null: the request is passed through. */
  readonly route: Route | null;
}

/** What response headers and record say of how the request was answered. */
interface Told {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly entry: EntryFacts | null;
  /** The entry whose similarity and confidence are told. */
  readonly about: EntryId | null;
  readonly similarity: number | null;
  readonly confidence: number | null;
}

/** What was measured while the answer was sent. */
interface Sent {
  /** True where the request shared an upstream call that was already running. */
  follower: boolean;
  upstreamHeadMs: number | null;
  upstreamMs: number | null;
  usage: Usage | null;
  saved: RequestRecord["saved"];
  wouldSave: RequestRecord["wouldSave"];
  stored: boolean;
  /** Resolves to whether the store took the answer; null while that is unknown, or where it was not stored. */
  kept: Promise<boolean> | null;
  /** True where the store refused the answer, so that it is in memory only. */
  inMemoryOnly: boolean;
  /** Why the answer was not stored; null while that is unknown, or where it was stored. */
  notStored: NotStored | null;
  bytesOut: number;
}

/** Longest wait, ms, of a request that asks whether its answer was stored. */
const KEPT_MS_MAX = 1_000;

export class Exchange implements Received {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly target: Target;
  readonly settings: Settings;
  readonly request: RequestId;
  readonly trace: RequestTrace;
  readonly watch: Watch;
  readonly atMs: number;
  /** The request's CORS state; null where it has no Origin header. */
  readonly cors: CorsOfRequest | null;

  identified: Identified | null = null;
  /** The request's look-up; null where it may not be answered from the cache. */
  look: Look | null = null;
  answeredBy: AnsweredBy | null = null;
  told: Told = {
    ...{ outcome: "bypass", reason: "not-cacheable:route" },
    ...{ entry: null, about: null, similarity: null, confidence: null },
  };
  readonly sent: Sent = {
    ...{ follower: false, upstreamHeadMs: null, upstreamMs: null },
    ...{ usage: null, saved: null, wouldSave: null, stored: false, notStored: null, bytesOut: 0 },
    ...{ kept: null, inMemoryOnly: false },
  };

  constructor(parts: {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly target: Target;
    readonly settings: Settings;
    readonly request: RequestId;
    readonly trace: RequestTrace;
    readonly clock: Clock;
    readonly cors: CorsOfRequest | null;
  }) {
    this.req = parts.req;
    this.res = parts.res;
    this.target = parts.target;
    this.settings = parts.settings;
    this.request = parts.request;
    this.trace = parts.trace;
    this.cors = parts.cors;
    this.watch = new Watch(parts.clock, parts.settings.lookupMsMax);
    this.atMs = parts.clock.nowMs();
  }

  get rawHeaders(): readonly string[] {
    return this.req.rawHeaders;
  }

  get path(): string {
    return this.target.path;
  }

  get stream(): boolean {
    return this.identified?.identity.stream ?? false;
  }

  get includeUsage(): boolean {
    return this.identified?.identity.includeUsage ?? false;
  }

  get model(): string {
    return this.identified?.identity.model ?? "";
  }

  /** True where the client has disconnected or has its whole answer. */
  get gone(): boolean {
    return this.res.destroyed || this.res.writableFinished;
  }

  asks(header: string): boolean {
    return this.req.headers[header] === "1";
  }

  elapsedMs(): number {
    return this.watch.elapsedMs();
  }

  is(outcome: Outcome, reason: Reason): void {
    this.told = { ...this.told, outcome, reason };
  }

  /** Notes the stored answer that was found, whether or not it is served. */
  found({ entry, similarity, confidence }: Found): void {
    this.told = { ...this.told, entry, about: entry.id, similarity, confidence };
  }

  nearest(candidate: Candidate | null): void {
    this.told = {
      ...this.told,
      about: candidate?.entry.id ?? null,
      similarity: candidate?.similarity ?? null,
      confidence: candidate?.verdict.probability ?? null,
    };
  }

  /**
   * The header that says whether upstream's answer was stored, sent where `x-semblance-debug` asks for it; null while
   * that is unknown.
   */
  get storedHeader(): Header | null {
    if (!this.asks("x-semblance-debug")) return null;
    return storedHeader(this.sent);
  }

  saved({ stored, why, kept }: SaveResult): void {
    this.sent.stored = stored !== null;
    this.sent.notStored = why;
    this.sent.kept = kept ?? null;
  }

  /** Waits, where `x-semblance-debug` asks what became of the answer, until the store took or refused it. */
  async toldOfStore(): Promise<void> {
    const { kept } = this.sent;
    if (kept === null || !this.asks("x-semblance-debug")) return;
    try {
      this.sent.inMemoryOnly = !(await within(kept, KEPT_MS_MAX, "store"));
    } catch {
      // Nobody waits longer, and until the store has said so the answer is in memory alone.
      this.sent.inMemoryOnly = true;
    }
  }

  /** The gateway's own response headers, as things stand now. */
  ownHeaders(upstreamHeaders: readonly string[] = []): readonly Header[] {
    if (this.target.route === null) return [["x-semblance-request", this.request]];
    const { outcome, reason, entry, similarity, confidence } = this.told;
    return replyHeaders({
      ...{ outcome, reason, entry, similarity, confidence },
      request: this.request,
      trace: this.trace.traceId,
      nowMs: this.watch.clock.nowMs(),
      cacheStatusBefore: headerOf(upstreamHeaders, "cache-status"),
      timing: this.asks("x-semblance-debug")
        ? { stages: this.watch.stages, upstreamMs: this.sent.upstreamHeadMs }
        : null,
    });
  }
}
