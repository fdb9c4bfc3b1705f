/**
 * Who asks, and what was asked: tenant, scope, exact key, and whether the request may be cached at all.
 *
 * Scope is a keyed digest of everything in the request but the wording of the last user text. What is left out is
 * named (`LEFT_OUT`); what is in never is, so a parameter invented tomorrow parts answers by itself.
 */
import { isUtf8 } from "node:buffer";
import type { KeyObject } from "node:crypto";
import { macText } from "../mac.ts";
import type { Key, Route, Scope, TenantId } from "../model.ts";
import type { Fields } from "../narrow.ts";
import { asFields } from "../narrow.ts";
import { canonicalJson } from "../wire/canonical-json.ts";
import { type JsonScan, scanJson } from "../wire/json-scan.ts";
import { numberOf, parseLongNumbers } from "../wire/json-value.ts";
import { isAboutNow } from "./about-now.ts";
import { withoutCacheMarkers } from "./cache-markers.ts";
import { type NormaliseRule, normalised } from "./normalise.ts";
import { isTooLong, type QuestionFound, questionIn } from "./question.ts";
import type { ExactOnly, NotCacheable } from "./reasons.ts";

/** Top-level members of the body that do not part answers: they are in neither scope nor key. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "stream",
  "stream_options",
  "user",
  "metadata",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "service_tier",
]);

/** A body nested deeper, or with more members, is passed through and never cached. */
const DEPTH_MAX = 200;
const MEMBERS_MAX = 100_000;

/** What identity needs of the headers; each value as sent, "" when absent. */
export interface CallerFacts {
  readonly tenant: TenantId;
  readonly organization: string;
  readonly project: string;
  /** Other headers that part answers, by name; see parting-headers.ts. */
  readonly parting: readonly (readonly [string, string])[];
  /** Context fields that narrow the scope, in configured order: [name, value]. */
  readonly context: readonly (readonly [string, string])[];
  /** `x-semblance-question`: the part of the last user text that is the question. */
  readonly questionHeader: string | null;
}

export interface IdentityPolicy {
  readonly secret: KeyObject;
  /** Requests with a higher temperature are not cached; an absent temperature counts as 1. */
  readonly maxTemperature: number;
  /** Marker in the last user text: the question is what follows its last occurrence; null: the whole text. */
  readonly questionAfter: string | null;
  /**
   * True: retrieved context is not part of the scope, and each sentence of an answer must be supported by it. Default
   * false.
   */
  readonly grounded?: boolean;
  /** Text cut out of the body before requests are compared. Absent: nothing is. */
  readonly normalise?: readonly NormaliseRule[];
}

export interface RequestTarget {
  readonly route: Route;
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  /** The upstream that will be asked: its base URL. */
  readonly upstream: string;
}

/** What is known of every body that could be parsed, cacheable or not. */
export interface BodyFacts {
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly user: string | null;
}

export type Identity = BodyFacts &
  (
    | { readonly cacheable: false; readonly why: NotCacheable }
    | {
        readonly cacheable: true;
        /** Only an equal request may share: no semantic, no adapted answer, and none stored for them. */
        readonly exactOnly: boolean;
        /** Why `exactOnly` is true; null where rewordings may share. */
        readonly exactWhy: ExactOnly | null;
        readonly scope: Scope;
        readonly key: Key;
        /** True where the temperature is above 0 or absent: upstream would word a second answer differently. */
        readonly varies: boolean;
        /** Index of the answer, from 0, where several are kept for one question. */
        readonly variant: number;
        /** The question's text; "" where it is too long to be kept. */
        readonly question: string;
        /** Length of the question in bytes of UTF-8, also where its text is not kept. */
        readonly questionBytes: number;
        /** The retrieved context, where it is no part of the scope; null where it is, or there is none. */
        readonly retrieved: Retrieved | null;
      }
  );

/** Retrieved context: part of the key, and not of the scope. */
export interface Retrieved {
  /** Keyed digest of the text. */
  readonly digest: string;
  readonly text: string;
}

export type ParsedBody =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>>; readonly facts: BodyFacts }
  | { readonly ok: false; readonly why: NotCacheable; readonly facts: BodyFacts };

/** Parses a request body strictly enough that two readers cannot disagree about it. Never throws. */
export function parseBody(bytes: Buffer): ParsedBody {
  const text = utf8(bytes);
  if (text === null) return unread("not-json");
  const scan = scanJson(text, { depthMax: DEPTH_MAX, membersMax: MEMBERS_MAX });
  if (!scan.ok)
    return unread(scan.why === "too-deep" || scan.why === "too-many-members" ? "too-deep" : "not-json");
  const value: unknown = scan.longNumber ? parseLongNumbers(text) : JSON.parse(text);
  const body = asFields(value);
  if (body === null) return unread("not-an-object");
  const why = ambiguity(scan);
  const facts = bodyFacts(body);
  return why ? { ok: false, why, facts } : { ok: true, value: body, facts };
}

/** The identity of a parsed request. Pure but for reading `policy.secret`. */
export function identify(
  body: ParsedBody,
  asked: RequestTarget,
  caller: CallerFacts,
  policy: IdentityPolicy,
): Identity {
  if (!body.ok) return { ...body.facts, cacheable: false, why: body.why };
  const found = foundIn(body.value, asked.route, caller, policy);
  if ("why" in found) return { ...body.facts, cacheable: false, why: found.why };
  const scope = digest(policy.secret, [
    ["semblance-scope", "1"],
    ["tenant", caller.tenant],
    ["organization", caller.organization],
    ["project", caller.project],
    ["route", asked.path],
    ["upstream", asked.upstream],
    ...caller.parting.map(([name, value]) => [`header-${name}`, value] as const),
    ...caller.context.map(([name, value]) => [`context-${name}`, value] as const),
    ["question-at", found.at],
    ...(found.context === null ? [] : [["grounded", "1"] as const]),
    ["body", canonicalJson(withoutCacheMarkers(found.withoutQuestion), { omit: leftOut(body.value) })],
  ]) as Scope;
  const key = digest(policy.secret, [
    ["semblance-key", "1"],
    ["scope", scope],
    ["question", found.question],
    ...(found.context === null ? [] : [["context", found.context] as const]),
  ]) as Key;
  const { exactOnly: exactWhy } = found;
  return {
    ...{ ...body.facts, cacheable: true, exactOnly: exactWhy !== null, exactWhy, scope, key },
    question: isTooLong(found.question) ? "" : found.question,
    questionBytes: Buffer.byteLength(found.question),
    retrieved: found.context === null ? null : retrieved(policy.secret, found.context),
    ...{ varies: asked.route !== "embeddings" && isWarm(body.value["temperature"]), variant: 0 },
  };
}

function retrieved(secret: KeyObject, text: string): Retrieved {
  return {
    digest: digest(secret, [
      ["semblance-context", "1"],
      ["context", text],
    ]),
    text,
  };
}

/** True where the temperature is above 0; an absent one counts as 1. */
function isWarm(temperature: unknown): boolean {
  if (temperature === undefined || temperature === null) return true;
  return (numberOf(temperature) ?? 0) > 0;
}

/** Key of the answer number `variant` to one question; number 0 has the question's own key. */
export function variantKey(secret: KeyObject, key: Key, variant: number): Key {
  if (variant === 0) return key;
  return digest(secret, [
    ["semblance-variant", String(variant)],
    ["key", key],
  ]) as Key;
}

/**
 * The question in the body, normalised. Nothing is cut where it is about the present: it may depend on the date in
 * the text.
 */
function foundIn(body: Fields, route: Route, caller: CallerFacts, policy: IdentityPolicy): QuestionFound {
  const rules = {
    maxTemperature: policy.maxTemperature,
    after: policy.questionAfter,
    header: caller.questionHeader,
    grounded: policy.grounded ?? false,
  };
  const { normalise = [] } = policy;
  const found = questionIn(route, normalise.length === 0 ? body : normalised(body, normalise), rules);
  if (normalise.length === 0 || "why" in found || !isAboutNow(found.question)) return found;
  return questionIn(route, body, rules);
}

/**
 * Keyed digest of what parts callers. Values keep case and every byte; names and values are length-prefixed, so
 * that no two lists read alike.
 */
export function tenantOf(
  secret: KeyObject,
  parts: readonly (readonly [name: string, value: string])[],
): TenantId {
  return digest(secret, [["semblance-tenant", "1"], ...parts]) as TenantId;
}

function digest(secret: KeyObject, parts: readonly (readonly [string, string])[]): string {
  const said: string[] = [];
  // Short parts go together; a long one is not copied.
  let gathered = "";
  for (const [name, value] of parts) {
    gathered += `${name.length}:${name}${value.length}:`;
    if (value.length <= GATHERED_MAX) gathered += value;
    else {
      said.push(gathered, value);
      gathered = "";
    }
  }
  return macText(secret, ...said, gathered);
}

const GATHERED_MAX = 4_096;

/** The documented type of each member in `LEFT_OUT`; the value null always fits. */
const TYPE_OF: Readonly<Record<string, "boolean" | "string" | "object">> = {
  stream: "boolean",
  stream_options: "object",
  metadata: "object",
  prompt_cache_options: "object",
};

/** The members of `LEFT_OUT` to ignore in this body; one whose type is not the documented one parts answers. */
function leftOut(body: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const odd = [...LEFT_OUT].filter((name) => {
    const value = body[name];
    if (value === undefined || value === null) return false;
    return typeof value !== (TYPE_OF[name] ?? "string") || Array.isArray(value);
  });
  return odd.length === 0 ? LEFT_OUT : new Set([...LEFT_OUT].filter((name) => !odd.includes(name)));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes above which a text is decoded in pieces of so many. */
const DECODED_AT_ONCE = 512 * 1024;

/**
 * The text; null where the bytes are no UTF-8. The decoder keeps the letters of a large text outside the heap, in memory
 * of the thread that asks, and in pieces too: of ten bodies of 30 MB up to 130 MB were never handed back to the system.
 */
function utf8(bytes: Buffer): string | null {
  if (bytes.length > DECODED_AT_ONCE) return isUtf8(bytes) ? inPieces(bytes) : null;
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** The text of bytes that are UTF-8. */
function inPieces(bytes: Buffer): string {
  let text = "";
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    to = endOfPiece(bytes, from);
    text += bytes.toString("utf8", from, to);
  }
  return text;
}

/** Where a piece from `from` on ends: never within a character, whose bytes after the first begin with the bits 10. */
function endOfPiece(bytes: Buffer, from: number): number {
  let to = Math.min(bytes.length, from + DECODED_AT_ONCE);
  while (to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
  return to;
}

function ambiguity(scan: Extract<JsonScan, { ok: true }>): NotCacheable | null {
  if (scan.duplicateKeys) return "duplicate-keys";
  if (scan.unfaithfulNumber) return "number";
  if (scan.loneSurrogate) return "text";
  return null;
}

function unread(why: NotCacheable): ParsedBody {
  return { ok: false, why, facts: { model: "", stream: false, includeUsage: false, user: null } };
}

function bodyFacts(body: Record<string, unknown>): BodyFacts {
  const options = asFields(body["stream_options"]);
  const usage = asFields(body["usage"]);
  return {
    model: typeof body["model"] === "string" ? body["model"] : "",
    stream: body["stream"] === true,
    // OpenRouter reads `usage.include` in place of `stream_options.include_usage`.
    includeUsage: options?.["include_usage"] === true || usage?.["include"] === true,
    user: typeof body["user"] === "string" ? body["user"] : null,
  };
}
