/**
 * A stored answer as a line of an export, and back. In front the form that recordings have, so that any tool reads it;
 * behind it, in `entry`, what only a gateway of the same secret can use: scope and key are digests, and what was asked
 * beside the question is in no other place. The response stands as upstream wrote it, down to the spelling of numbers.
 */
import { createHmac, type KeyObject } from "node:crypto";
import { type Entry, FORMS, ROUTES, type Route, type TenantId } from "../model.ts";
import { asFields, type Fields, isOneOf } from "../narrow.ts";
import { isReplayable, replay, UnreadableAnswer } from "../wire/answer.ts";
import { memberText } from "../wire/json-member.ts";

const VERSION = 1;

export interface ExportHead {
  readonly fingerprint: string | null;
  readonly count: number;
  /** SHA-256 over the rows with their line ends, in hexadecimal. */
  readonly digest: string;
  /** Names the secret that the tenants' digests are made with. */
  readonly secret: string;
}

/** The same for equal secrets, and tells nothing of them. */
export function secretName(secret: KeyObject): string {
  return createHmac("sha256", secret).update("semblance-export").digest("base64url").slice(0, 12);
}

const COUNT_DIGITS = 12;

/** A line of the same length whatever it says, so that it can be written last and stand first. */
export function headLine(head: ExportHead, createdAt: string): string {
  const { fingerprint, count, digest, secret } = head;
  const rest = JSON.stringify({ digest, created_at: createdAt, fingerprint, secret }).slice(1);
  return `{"semblance_export":${VERSION},"version":${VERSION},"count":${String(count).padStart(COUNT_DIGITS)},${rest}\n`;
}

export function readHead(line: string): ExportHead | { readonly problem: string } {
  const head = parsed(line);
  const mark = head?.["semblance_export"];
  if (head === null || mark === undefined)
    return { problem: "this is no export (warm takes rows without a header)" };
  const version = [mark, head["version"] ?? mark].find((each) => each !== VERSION);
  if (version !== undefined)
    return { problem: `the export is of version ${version}, this semblance reads version ${VERSION}` };
  const { count, digest, fingerprint, secret } = head;
  if (
    typeof count !== "number" ||
    !Number.isInteger(count) ||
    count < 0 ||
    !/^[0-9a-f]{64}$/.test(`${digest}`)
  )
    return { problem: "the header has no count or no digest" };
  return {
    count,
    digest: `${digest}`,
    fingerprint: typeof fingerprint === "string" ? fingerprint : null,
    secret: typeof secret === "string" ? secret : "",
  };
}

/** Without its line end. */
export function exportLine(entry: Entry): string {
  const { model, tenant, storedAtMs, expiresAtMs, route, tags } = entry;
  const document = documentOf(entry);
  const more = {
    ...{ model, tenant, at: new Date(storedAtMs).toISOString() },
    ttl_seconds: Math.max(0, (expiresAtMs - storedAtMs) / 1000),
    ...(tags === undefined ? {} : { tags }),
    entry: {
      ...{ id: entry.id, key: entry.key, scope: entry.scope, owner: entry.owner, route },
      ...(entry.context === undefined ? {} : { context: entry.context }),
      ...{ question: entry.question, semantic: entry.semantic, form: document === null ? "sse" : "json" },
      ...{ headers: entry.headers, usage: entry.usage, upstream_ms: entry.upstreamMs },
      ...(document === null ? { stream: entry.body.toString("utf8") } : {}),
    },
  };
  const request = JSON.stringify(requestOf(route, model, entry.question));
  // Outside its strings a document may be printed over many lines.
  const response = document?.replace(/[\r\n]+/g, " ").trim() ?? "null";
  return `{"request":${request},"response":${response},${JSON.stringify(more).slice(1)}`;
}

/** Null where what was streamed cannot be told as one. */
function documentOf(entry: Entry): string | null {
  if (!isReplayable(entry, { stream: false })) return null;
  try {
    return replay(entry, { stream: false, includeUsage: true }).body.toString();
  } catch (error) {
    if (error instanceof UnreadableAnswer) return null;
    throw error;
  }
}

/** What is known of the request: the rest of it is in the scope alone. */
function requestOf(route: Route, model: string, question: string): object {
  switch (route) {
    case "chat":
      return { model, messages: [{ role: "user", content: question }] };
    case "responses":
    case "embeddings":
      return { model, input: question };
    case "completions":
      return { model, prompt: question };
    default:
      return route satisfies never;
  }
}

type ExportRowRead = { readonly entry: Entry } | { readonly problem: string };

/** What stands in a row behind request and response. */
interface KeptRow {
  readonly model: string;
  readonly tenant: TenantId;
  readonly at: string;
  readonly ttl_seconds: number;
  readonly tags?: readonly string[];
  readonly entry: Pick<
    Entry,
    | "id"
    | "key"
    | "scope"
    | "owner"
    | "context"
    | "route"
    | "question"
    | "semantic"
    | "form"
    | "headers"
    | "usage"
  > & { readonly upstream_ms: number; readonly stream?: string };
}

const DIGEST = /^[\w-]{43}$/;
const ENTRY_ID = /^ent_[\w-]{1,64}$/;
const TTL_SECONDS_MAX = 315_360_000;

/** `staleMs`: how long past its life it may be served here. Never throws. */
export function readRow(line: string, staleMs: number): ExportRowRead {
  const row = parsed(line);
  if (row === null) return { problem: "this is no JSON object" };
  if (!isKeptRow(row)) return { problem: `${problemIn(row)} is missing, or not what an export writes` };
  const { upstream_ms: upstreamMs, stream, ...facts } = row.entry;
  const body = facts.form === "sse" ? stream : memberText(line, "response");
  if (typeof body !== "string" || body === "null") return { problem: "the row has no response" };
  const storedAtMs = Date.parse(row.at);
  const expiresAtMs = storedAtMs + row.ttl_seconds * 1000;
  return {
    entry: {
      ...facts,
      ...(row.tags === undefined || row.tags.length === 0 ? {} : { tags: row.tags }),
      ...{ tenant: row.tenant, model: row.model, upstreamMs },
      ...{ storedAtMs, expiresAtMs, staleUntilMs: expiresAtMs + staleMs },
      body: Buffer.from(body),
    },
  };
}

function isKeptRow(row: Fields): row is Fields & KeptRow {
  return problemIn(row) === null;
}

/** The first member that is not what an export writes. */
function problemIn({ tenant, at, model, ttl_seconds: ttl, tags, entry: of }: Fields): string | null {
  const entry = asFields(of) ?? {};
  const {
    id,
    key,
    scope,
    owner,
    route,
    question,
    semantic,
    form,
    headers,
    usage,
    context,
    upstream_ms: took,
  } = entry;
  const checks: readonly (readonly [boolean, string])[] = [
    [isText(id) && ENTRY_ID.test(id), "entry.id"],
    [isDigest(key), "entry.key"],
    [isDigest(scope), "entry.scope"],
    [isDigest(tenant), "tenant"],
    [owner === undefined || isDigest(owner), "entry.owner"],
    [context === undefined || isDigest(context), "entry.context"],
    [isOneOf(ROUTES, route), "entry.route"],
    [isOneOf(FORMS, form), "entry.form"],
    [isText(model), "model"],
    [isText(question), "entry.question"],
    [typeof semantic === "boolean", "entry.semantic"],
    [isText(at) && Number.isFinite(Date.parse(at)), "at"],
    [typeof ttl === "number" && ttl >= 0 && ttl <= TTL_SECONDS_MAX, "ttl_seconds"],
    [typeof took === "number" && took >= 0, "entry.upstream_ms"],
    [usage === null || isUsage(usage), "entry.usage"],
    [Array.isArray(headers) && headers.every(isHeader), "entry.headers"],
    [tags === undefined || (Array.isArray(tags) && tags.every(isText)), "tags"],
  ];
  return checks.find(([isGood]) => !isGood)?.[1] ?? null;
}

function parsed(line: string): Fields | null {
  try {
    return asFields(JSON.parse(line));
  } catch {
    return null;
  }
}

const isText = (value: unknown): value is string => typeof value === "string";
const isDigest = (value: unknown): boolean => isText(value) && DIGEST.test(value);

function isUsage(value: unknown): boolean {
  const { inputTokens, outputTokens } = asFields(value) ?? {};
  return typeof inputTokens === "number" && typeof outputTokens === "number";
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}
