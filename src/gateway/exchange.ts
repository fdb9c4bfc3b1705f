/**
 * One request and its answer while it is under way: what is known so far, what was sent, and, at the end, the record.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Ask, Candidate, Found, Policy } from "../core/decide.ts";
import { withLearned } from "../core/learned.ts";
import type { Outcome, Reason } from "../core/reasons.ts";
import type { Fault, RequestRecord, SecondLookRecord, Stage } from "../core/record.ts";
import { replyHeaders, storedHeader } from "../core/reply-headers.ts";
import type { NotStored } from "../core/storable.ts";
import { PortFault } from "../errors.ts";
import type { EntryFacts, EntryId, Header, RequestId, Route, TenantId, Usage } from "../model.ts";
import type { Clock, FaultPart, RequestTrace } from "../ports.ts";
import { headerOf } from "../wire/headers.ts";
import type { CorsOfRequest } from "./cors.ts";
import type { Settings } from "./settings.ts";

export interface Target {
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  /** Null: passed through. */
  readonly route: Route | null;
}

export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly target: Target;
  readonly settings: Settings;
  readonly request: RequestId;
  readonly trace: RequestTrace;
  readonly clock: Clock;
  readonly atMs: number;
  readonly #startMs: number;

  /** Null where no page asks. */
  cors: CorsOfRequest | null = null;
  /** The settings' own until the group of the request is known; then with what was learned of it. */
  policy: Policy;
  model = "";
  /** Null until it is known who calls. */
  tenant: TenantId | null = null;
  stream = false;
  includeUsage = false;
  outcome: Outcome = "bypass";
  reason: Reason = "not-cacheable:route";
  /** Shared an upstream call that was already running. */
  follower = false;
  entry: EntryFacts | null = null;
  similarity: number | null = null;
  confidence: number | null = null;
  bucket: number | null = null;
  upstreamHeadMs: number | null = null;
  upstreamMs: number | null = null;
  usage: Usage | null = null;
  saved: RequestRecord["saved"] = null;
  wouldSave: RequestRecord["wouldSave"] = null;
  stored = false;
  /** Null until it is known, and where it was. */
  notStored: NotStored | null = null;
  bytesOut = 0;
  lookupMs: number | null = null;
  /** When the look-up began, milliseconds after arrival. */
  lookFromMs: number | null = null;
  /** What was asked, and what the verifier said of its neighbours: for whoever asks why. Never in the record. */
  ask: Ask | null = null;
  question: string | null = null;
  candidates: readonly Candidate[] = [];
  readonly stages: Partial<Record<Stage, number>> = {};
  readonly faults: Fault[] = [];
  /** Null where no second look was asked for. */
  second: {
    readonly result: SecondLookRecord["result"];
    readonly scores: ReadonlyMap<EntryId, number>;
  } | null = null;
  /** Of which entry similarity and confidence speak. */
  #spokenOf: EntryId | null = null;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    target: Target,
    settings: Settings,
    request: RequestId,
    trace: RequestTrace,
    clock: Clock,
  ) {
    this.req = req;
    this.res = res;
    this.target = target;
    this.settings = settings;
    this.policy = settings.policy;
    this.request = request;
    this.trace = trace;
    this.clock = clock;
    this.atMs = clock.nowMs();
    this.#startMs = clock.monotonicMs();
  }

  /** The client is no longer there, or has its whole answer. */
  get gone(): boolean {
    return this.res.destroyed || this.res.writableFinished;
  }

  asks(header: string): boolean {
    return this.req.headers[header] === "1";
  }

  /** From here on with what was learned of requests of this route and model. */
  takeLearned(route: Route, model: string): void {
    this.policy = withLearned(
      this.settings.policy,
      this.settings.learned(`${route} ${model}`),
      this.settings.adaptedFrom(),
    );
  }

  elapsedMs(): number {
    return this.clock.monotonicMs() - this.#startMs;
  }

  /** Runs a stage and keeps its time, failed or not. */
  timed<T>(stage: Stage, work: () => T | Promise<T>): T | Promise<T> {
    const from = this.clock.monotonicMs();
    const over = () => {
      this.stages[stage] = (this.stages[stage] ?? 0) + this.clock.monotonicMs() - from;
    };
    let done: T | Promise<T>;
    try {
      done = work();
    } catch (error) {
      over();
      throw error;
    }
    // What is there at once is not made to wait a turn of the event loop.
    if (done instanceof Promise) return done.finally(over);
    over();
    return done;
  }

  /** Takes the faults that come when the record is out: of what runs on beside it. */
  afterwards: ((part: FaultPart, error: unknown) => void) | null = null;

  /** Notes a fault of ours; it shows in the record and never to the client as an error. */
  fault(part: FaultPart, error: unknown): void {
    if (this.afterwards) {
      this.afterwards(part, error);
      return;
    }
    const why = error instanceof PortFault ? error.why : error instanceof Error ? error.name : "unknown";
    if (this.faults.length < 16) this.faults.push({ part, why });
  }

  is(outcome: Outcome, reason: Reason): void {
    this.outcome = outcome;
    this.reason = reason;
  }

  /** Takes over what was found, served or not. */
  found(found: Found): void {
    this.entry = found.entry;
    this.#spokenOf = found.entry.id;
    this.similarity = found.similarity;
    this.confidence = found.confidence;
  }

  nearest(candidate: Candidate | null): void {
    this.#spokenOf = candidate?.entry.id ?? null;
    this.similarity = candidate?.similarity ?? null;
    this.confidence = candidate?.verdict.probability ?? null;
  }

  /** Our own headers for the answer, as things stand now. */
  ownHeaders(upstreamHeaders: readonly string[] = []): Header[] {
    if (this.target.route === null) return [["x-semblance-request", this.request]];
    return replyHeaders({
      request: this.request,
      trace: this.trace.traceId,
      outcome: this.outcome,
      reason: this.reason,
      entry: this.entry,
      similarity: this.similarity,
      confidence: this.confidence,
      nowMs: this.clock.nowMs(),
      cacheStatusBefore: headerOf(upstreamHeaders, "cache-status"),
      timing: this.asks("x-semblance-debug")
        ? { stages: this.stages, upstreamMs: this.upstreamHeadMs }
        : null,
    });
  }

  /** What became of upstream's answer, for who asked by `x-semblance-debug`; null while nobody knows. */
  get storedHeader(): Header | null {
    if (!this.asks("x-semblance-debug")) return null;
    return storedHeader(this.stored, this.notStored);
  }

  record(): RequestRecord {
    return {
      request: this.request,
      atMs: this.atMs,
      route: this.target.route,
      method: this.req.method ?? "",
      model: this.model,
      tenant: this.tenant,
      stream: this.stream,
      outcome: this.outcome,
      reason: this.reason,
      status: this.res.statusCode,
      entry: this.entry?.id ?? null,
      similarity: this.similarity,
      confidence: this.confidence,
      threshold: this.target.route ? this.policy.similarityThreshold : null,
      thresholdFrom: this.target.route ? (this.policy.thresholdFrom ?? "floor") : null,
      bucket: this.bucket,
      durationMs: this.elapsedMs(),
      lookupMs: this.lookupMs,
      stages: this.stages,
      upstreamMs: this.upstreamMs,
      upstreamHeadMs: this.upstreamHeadMs,
      usage: this.usage,
      saved: this.saved,
      wouldSave: this.outcome === "shadow" ? this.wouldSave : null,
      bytesOut: this.bytesOut,
      stored: this.stored,
      notStored: this.notStored,
      follower: this.follower,
      faults: this.faults,
      secondLook: this.second && {
        result: this.second.result,
        score: this.#spokenOf === null ? null : (this.second.scores.get(this.#spokenOf) ?? null),
      },
      cut: !this.res.writableFinished,
      trace: this.trace.traceId,
    };
  }
}
