/**
 * Fills the cache with given questions and answers: each is stored as if the question had been asked with this
 * credential and upstream had given the answer, with the same identity, rules and lives.
 */
import { type JsonPromise, jsonPromised } from "../core/json-answer.ts";
import { readTags } from "../core/tags.ts";
import { Callers } from "../gateway/callers.ts";
import { type IdentifyDeps, whoseAnswer } from "../gateway/identified.ts";
import { Landed } from "../gateway/landing.ts";
import { type SaveResult, type StoringDeps, save } from "../gateway/save.ts";
import { type Settings, ttlMsFor } from "../gateway/settings.ts";
import { Watch } from "../gateway/watch.ts";
import type { Route } from "../model.ts";
import { asFields, type Fields } from "../narrow.ts";
import { memberText } from "../wire/json-member.ts";

export interface WarmDeps extends StoringDeps, IdentifyDeps {
  readonly settings: () => Settings;
}

export interface Warmed {
  readonly stored: number;
  /** How many rows were not stored, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The first row that is invalid, counted from 0, and why; rows after it were not looked at. Null: all are valid. */
  readonly problem: { readonly row: number; readonly why: string } | null;
}

/** What holds for rows that do not say. Null: a row must. */
export interface WarmDefaults {
  /** "" is a caller without one. */
  readonly credential: string | null;
  /** A request of another model is another question, so nobody could be served an answer without one. */
  readonly model: string | null;
}

/** Stores the rows. Rejects with GatewayError for an unknown gateway key. */
export async function warmRows(
  deps: WarmDeps,
  lines: readonly string[],
  defaults: WarmDefaults,
): Promise<Warmed> {
  const skipped: Record<string, number> = {};
  const callers = new Callers(deps.secret);
  let stored = 0;
  let problem: Warmed["problem"] = null;
  const kept: Promise<boolean>[] = [];
  const skip = (why: string): void => {
    skipped[why] = (skipped[why] ?? 0) + 1;
  };
  for (const [row, line] of lines.entries()) {
    const read = readWarmRow(line, defaults);
    if ("problem" in read) {
      problem = { row, why: read.problem };
      break;
    }
    const saved = await warmed(deps, read, callers);
    if (saved.kept === undefined) skip(saved.why ?? "not-stored");
    else kept.push(saved.kept);
  }
  for (const isKept of await Promise.all(kept)) {
    if (isKept) stored++;
    else skip("store-failed");
  }
  return { stored, skipped, problem };
}

/** A row with all its members checked. */
interface WarmRow {
  readonly route: Exclude<Route, "embeddings">;
  readonly request: string;
  readonly response: string;
  readonly promise: JsonPromise | null;
  readonly credential: string;
  readonly tags: readonly string[];
  /** When upstream answered, milliseconds since 1970: its life began then. Null: the row does not say. */
  readonly atMs: number | null;
}

const PATHS = { chat: "/chat/completions", completions: "/completions", responses: "/responses" } as const;

function readWarmRow(line: string, defaults: WarmDefaults): WarmRow | { readonly problem: string } {
  const row = parsed(line);
  if (row === null) return { problem: "this is no JSON object" };
  if (row["semblance_export"] !== undefined)
    return { problem: "this is an export: semblance import takes it" };
  const own = row["credential"] ?? null;
  if (own !== null && typeof own !== "string") return { problem: "the credential is no text" };
  const credential = own === null || own.startsWith("digest:") ? defaults.credential : own;
  if (credential === null)
    return {
      problem: "whose it is: the row has no credential, and neither --credential nor OPENAI_API_KEY says",
    };
  const given = row["tags"] ?? [];
  if (!Array.isArray(given) || !given.every((tag) => typeof tag === "string"))
    return { problem: "the tags are no list of texts" };
  const tags = readTags(given.join(","));
  if ("problem" in tags) return tags;
  const atMs = timeOf(row["at"]);
  if (Number.isNaN(atMs)) return { problem: "at is no time" };
  const model = row["model"] ?? defaults.model;
  if (model !== null && (typeof model !== "string" || model === ""))
    return { problem: "the model is no text, or an empty one" };
  const said = row["question"] === undefined ? longForm(line, row, model) : shortForm(row, model);
  return "problem" in said ? said : { ...said, credential, tags, atMs };
}

/**
 * Milliseconds since 1970, of ISO 8601 (UTC where it names no zone) or of seconds or milliseconds since 1970. Null
 * where nothing is given, NaN where it is no time.
 */
function timeOf(at: unknown): number | null {
  if (at === undefined || at === null) return null;
  if (typeof at === "string") return Date.parse(/T[\d:.]+$/.test(at) ? `${at}Z` : at);
  return typeof at === "number" && at > 0 ? at * (at < SECONDS_MAX ? 1000 : 1) : Number.NaN;
}
const SECONDS_MAX = 1e11;

type Said = Pick<WarmRow, "route" | "request" | "response" | "promise">;

const NO_MODEL = { problem: "of which model: neither the row nor --model says" };

function longForm(line: string, row: Fields, model: string | null): Said | { readonly problem: string } {
  const request = asFields(row["request"]);
  if (request === null) return { problem: "neither a question nor a request" };
  const route = routeOf(request);
  if (route === null) return { problem: "the request has neither messages, prompt nor input" };
  if (asFields(row["response"]) === null) return { problem: "the row has no response" };
  const adds = request["model"] === undefined;
  if (adds && model === null) return NO_MODEL;
  return {
    route,
    request: adds ? JSON.stringify({ model, ...request }) : (memberText(line, "request") ?? ""),
    response: memberText(line, "response") ?? "",
    promise: jsonPromised(request),
  };
}

function routeOf(request: Fields): WarmRow["route"] | null {
  if (Array.isArray(request["messages"])) return "chat";
  if (request["prompt"] !== undefined) return "completions";
  return request["input"] === undefined ? null : "responses";
}

function shortForm({ question, answer }: Fields, model: string | null): Said | { readonly problem: string } {
  if (typeof question !== "string" || question.trim() === "") return { problem: "the question is no text" };
  if (typeof answer !== "string" || answer.trim() === "") return { problem: "the answer is no text" };
  if (model === null) return NO_MODEL;
  const message = { role: "assistant", content: answer, refusal: null };
  return {
    route: "chat",
    promise: null,
    request: JSON.stringify({ model, messages: [{ role: "user", content: question }] }),
    response: JSON.stringify({
      ...{ id: "chatcmpl-warmed", object: "chat.completion", created: 0, model },
      choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    }),
  };
}

/** Stores a row's answer with its own age, unless a newer answer is stored. */
async function warmed(
  deps: WarmDeps,
  { route, request, response, promise, credential, tags, atMs }: WarmRow,
  callers: Callers,
): Promise<SaveResult | NotCached> {
  const settings = deps.settings();
  const bytes = Buffer.from(request);
  const path = PATHS[route];
  const rawHeaders = credential === "" ? [] : ["authorization", `Bearer ${credential}`];
  const watch = new Watch(deps.clock, settings.lookupMsMax);
  const received = { atMs: deps.clock.nowMs(), rawHeaders, path, settings, watch };
  const { identity, caller } = whoseAnswer(deps, received, route, bytes, callers);
  if (!identity.cacheable) return { why: `not-cacheable:${identity.why}` };
  const recording = Buffer.from(response);
  const head = {
    ...({ status: 200, statusText: "OK", form: "json", decoded: false } as const),
    rawHeaders: ["content-type", "application/json"],
  };
  const savable = {
    ...{ route, tags, tenant: caller.facts.tenant, owner: caller.owner, purgesSeen: deps.purges.count },
    ...{ scope: identity.scope, key: identity.key, question: identity.question, model: identity.model },
    ...{ questionBytes: identity.questionBytes, exactOnly: identity.exactOnly, stream: false },
    context: identity.retrieved?.digest,
    promise,
    semantic: settings.policy.semantic,
    ttlMs: ttlMsFor(settings, {
      ...{ model: identity.model, route, tenant: caller.key?.tenant ?? null },
      ...{ question: identity.question, tags },
    }),
    staleMs: settings.staleMs,
    entryBytesMax: settings.entryBytesMax,
    vector: () => null,
  };
  if (atMs !== null) {
    const nowMs = deps.clock.nowMs();
    if (nowMs >= atMs + savable.ttlMs) return { why: "expired" };
    const there = await deps.store.get(identity.key, nowMs);
    if (there !== null && there.storedAtMs >= atMs) return { why: "newer-is-stored" };
    return save(deps, { ...savable, atMs }, new Landed(route, head, recording, 0), true);
  }
  return save(deps, savable, new Landed(route, head, recording, 0), true);
}

interface NotCached {
  readonly kept?: undefined;
  readonly why: string;
}

function parsed(line: string): Fields | null {
  try {
    return asFields(JSON.parse(line));
  } catch {
    return null;
  }
}
