/**
 * Recorded rows as the gateway would have seen them: who asked, under which key, and whether the answer may be stored.
 * All are held in memory and ordered by time, as exports often come newest first.
 */
import type { KeyObject } from "node:crypto";
import { identify, parseBody } from "../core/identify.ts";
import { jsonPromised } from "../core/json-answer.ts";
import { storable } from "../core/storable.ts";
import { callerIn } from "../gateway/caller.ts";
import { type Settings, ttlMsFor } from "../gateway/settings.ts";
import type { Key, Route, Scope, TenantId, Usage } from "../model.ts";
import { inspectAnswer } from "../wire/answer.ts";
import { ReplayFault } from "./formats.ts";
import type { Taken } from "./read.ts";
import type { DigestRow, Row } from "./row.ts";

/** A cacheable request with its recorded answer. */
export interface RecordedRequest {
  readonly line: number;
  atMs: number;
  readonly ttlMs: number;
  readonly model: string;
  readonly route: Route;
  readonly tenant: TenantId;
  readonly scope: Scope;
  readonly key: Key;
  readonly question: string;
  /** True where only an equal request may share the answer. */
  readonly exactOnly: boolean;
  /** True where its answer may be found by meaning. */
  readonly isFindable: boolean;
  readonly isStored: boolean;
  /** The recorded answer's text; null where it has none, or none was kept. */
  readonly text: string | null;
  readonly usage: Usage | null;
  readonly latencyMs: number | null;
  readonly costUsd: number | null;
  readonly cached: Row["cached"];
}

export interface Traffic {
  /** The cacheable requests, ordered by time. */
  readonly asked: readonly RecordedRequest[];
  /** How many requests no cache may answer, by reason. */
  readonly bypassed: ReadonlyMap<string, number>;
  /** Cacheable requests without an answer to compare with; they are left out. */
  readonly unanswered: number;
  /** Requests of which only digests were kept. */
  readonly digests: number;
  /** Milliseconds between the first and the last request; null where no row has a time, so that nothing expires. */
  readonly spanMs: number | null;
}

/** Most characters of questions and answers held in memory. */
const CHARS_MAX = 1_500_000_000;
const PATHS: Readonly<Record<Route, string>> = {
  chat: "/chat/completions",
  responses: "/responses",
  completions: "/completions",
  embeddings: "/embeddings",
};

export class TrafficReader {
  readonly #settings: Settings;
  readonly #secret: KeyObject;
  readonly #asked: RecordedRequest[] = [];
  readonly #bypassed = new Map<string, number>();
  readonly #scopes = new Map<Scope, Scope>();
  #unanswered = 0;
  #digests = 0;
  #chars = 0;
  #timed = 0;

  constructor(settings: Settings, secret: KeyObject) {
    // A recording holds no gateway keys, and nobody is let in by it, so none are required.
    this.#settings = { ...settings, keys: null };
    this.#secret = secret;
  }

  /** Adds a request. Throws ReplayFault where the file holds more than may be held. */
  take(taken: Taken, line: number): void {
    if ("digest" in taken) this.#asked.push(this.#digest(taken.digest, line));
    else this.#row(taken.row, line);
    if (this.#chars > CHARS_MAX)
      throw new ReplayFault(`more than ${CHARS_MAX} characters of questions and answers: use --limit`);
  }

  finish(): Traffic {
    const asked = this.#asked;
    let lastMs = 0;
    for (const row of asked) {
      if (row.atMs < 0) row.atMs = lastMs;
      lastMs = row.atMs;
    }
    // A stable sort: rows of one moment stay in the file's order.
    asked.sort((a, b) => a.atMs - b.atMs);
    const spanMs = this.#timed < 2 ? null : asked.at(-1)!.atMs - asked.find((row) => row.atMs > 0)!.atMs;
    return {
      asked,
      bypassed: this.#bypassed,
      unanswered: this.#unanswered,
      digests: this.#digests,
      spanMs,
    };
  }

  #row(row: Row, line: number): void {
    const { route, request } = row;
    const body = parseBody(Buffer.from(JSON.stringify(request)));
    const headers = row.credential === null ? [] : ["authorization", row.credential];
    const caller = callerIn(headers, body.facts.user, this.#settings, this.#secret);
    const identity = identify(body, { route, path: PATHS[route], upstream: "" }, caller.facts, {
      secret: this.#secret,
      maxTemperature: this.#settings.maxTemperature,
      normalise: this.#settings.normalise,
      questionAfter: this.#settings.questionAfter,
    });
    if (!identity.cacheable) {
      this.#bypassed.set(identity.why, (this.#bypassed.get(identity.why) ?? 0) + 1);
      return;
    }
    const bytes = Buffer.from(JSON.stringify(row.response));
    const answer = inspectAnswer(route, "json", bytes);
    if ("problem" in answer) {
      this.#unanswered++;
      return;
    }
    const kept = storable({
      route,
      requestStream: false,
      status: 200,
      headers: ["content-type", "application/json"],
      form: "json",
      decoded: false,
      answer,
      promise: jsonPromised(request),
      bytes: bytes.length,
      bytesMax: this.#settings.entryBytesMax,
    });
    const text = answer.text;
    this.#chars += identity.question.length + (text?.length ?? 0);
    if (row.atMs !== null) this.#timed++;
    this.#asked.push({
      line,
      atMs: row.atMs ?? -1,
      ttlMs: ttlMsFor(this.#settings, {
        ...{ model: identity.model, route, tenant: null, question: identity.question, tags: [] },
      }),
      model: identity.model,
      route,
      tenant: caller.facts.tenant,
      scope: this.#scope(identity.scope),
      key: identity.key,
      question: identity.question,
      exactOnly: identity.exactOnly,
      isFindable: kept.store && kept.semantic && !identity.exactOnly,
      isStored: kept.store,
      text,
      usage: row.usage ?? answer.usage,
      latencyMs: row.latencyMs,
      costUsd: row.costUsd,
      cached: row.cached,
    });
  }

  #digest({ key, model, atMs, usage, latencyMs }: DigestRow, line: number): RecordedRequest {
    this.#digests++;
    if (atMs !== null) this.#timed++;
    return {
      line,
      atMs: atMs ?? -1,
      ttlMs: ttlMsFor(this.#settings, { model, route: "chat", tenant: null, question: "", tags: [] }),
      model,
      route: "chat",
      tenant: "" as TenantId,
      scope: "digests" as Scope,
      key: key as Key,
      question: "",
      exactOnly: true,
      isFindable: false,
      isStored: true,
      text: null,
      usage,
      latencyMs,
      costUsd: null,
      cached: null,
    };
  }

  #scope(scope: Scope): Scope {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    this.#scopes.set(scope, scope);
    return scope;
  }
}
