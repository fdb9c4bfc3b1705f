/**
 * Which answers may be kept: whole, good, and of the form that was asked for. A table of refusals, each with a name, in
 * the order in which they are asked; what none of them refuses is stored. And which of upstream's headers go with it.
 */
import type { Form, Header, Route } from "../model.ts";
import { itemAt } from "../narrow.ts";
import type { Answer, Unreadable } from "../wire/answer.ts";
import { countOf, headerOf } from "../wire/headers.ts";
import { FILTER_ENDS, GOOD_ENDS, LENGTH_ENDS } from "./good-ends.ts";
import { type JsonPromise, keepsPromise } from "./json-answer.ts";

export const NOT_STORABLE = [
  "status",
  "content-type",
  "charset",
  "content-encoding",
  "unexpected-form",
  "too-large",
  "unreadable",
  "error-body",
  "no-choices",
  "refused",
  "finish-length",
  "finish-filter",
  "finish-other",
  "incomplete",
  "empty",
  "not-as-promised",
] as const;
export type NotStorable = (typeof NOT_STORABLE)[number];

/** Why upstream's answer to a request that might be cached was not kept. */
export const NOT_STORED = [
  ...NOT_STORABLE,
  // enable_background_save is false
  "saving-off",
  // there was no whole answer
  "cut",
  // what it answers was purged while upstream was asked
  "purged",
] as const;
export type NotStored = (typeof NOT_STORED)[number];

export type Storable =
  | {
      readonly store: true;
      /**
       * May it be found by meaning? Only an answer in words may: calls of tools are replayed for equal requests
       * alone.
       */
      readonly semantic: boolean;
    }
  | { readonly store: false; readonly why: NotStorable };

export interface UpstreamAnswer {
  readonly route: Route;
  /** Did the request ask for a stream? */
  readonly requestStream: boolean;
  readonly status: number;
  /** Upstream's response headers as a flat list: name, value, name, value … */
  readonly headers: readonly string[];
  readonly form: Form;
  /** True where the body was decoded from the encoding that the headers name. */
  readonly decoded: boolean;
  readonly answer: Answer | Unreadable;
  /** JSON that the request asked for; null: none. */
  readonly promise: JsonPromise | null;
  /** Bytes of the recorded answer. */
  readonly bytes: number;
  readonly bytesMax: number;
}

export function storable(answered: UpstreamAnswer): Storable {
  for (const [why, refuses] of TRANSFER_RULES) if (refuses(answered)) return { store: false, why };
  const { answer } = answered;
  if ("problem" in answer) return { store: false, why: "unreadable" };
  for (const [why, refuses] of ANSWER_RULES) {
    if (refuses(answer, answered.route)) return { store: false, why };
  }
  const { promise } = answered;
  if (promise !== null && !answer.toolCalls && !keepsPromise(answer.text ?? "", promise))
    return { store: false, why: "not-as-promised" };
  const inWords = answer.text !== null && answer.text.trim() !== "";
  return { store: true, semantic: inWords && !answer.toolCalls && answer.choices === 1 };
}

/** Refusals that look at status, headers and size only, not at what the answer says. */
const TRANSFER_RULES: readonly (readonly [NotStorable, (a: UpstreamAnswer) => boolean])[] = [
  ["status", (a) => a.status !== 200],
  // A stream is recognised by its bytes; a body declared as JSON that is not JSON is refused by a later rule.
  [
    "content-type",
    (a) => countOf(a.headers, "content-type") > 1 || (a.form === "json" && !JSON_TYPE.test(typeOf(a))),
  ],
  ["charset", (a) => !UTF8.has(charsetOf(a))],
  // The header is not replayed, and encoded bytes without it would be misread.
  ["content-encoding", (a) => countOf(a.headers, "content-encoding") > 1 || (!a.decoded && isCoded(a))],
  // Embeddings are never streamed, whatever their request says.
  ["unexpected-form", (a) => (a.form === "sse") !== (a.requestStream && a.route !== "embeddings")],
  ["too-large", (a) => a.bytes > a.bytesMax],
];

function isCoded({ headers }: UpstreamAnswer): boolean {
  const coding = headerOf(headers, "content-encoding")?.trim().toLowerCase() ?? "";
  return coding !== "" && coding !== "identity";
}

const JSON_TYPE = /^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

const UTF8: ReadonlySet<string | null> = new Set([null, "utf-8", "utf8", "us-ascii"]);

function charsetOf(a: UpstreamAnswer): string | null {
  const match = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(typeOf(a));
  return match ? itemAt(match, 1).toLowerCase() : null;
}

function typeOf(a: UpstreamAnswer): string {
  return headerOf(a.headers, "content-type") ?? "";
}

/** Refusals that look at what the answer says; where several apply, the first names the reason. */
const ANSWER_RULES: readonly (readonly [NotStorable, (answer: Answer, route: Route) => boolean])[] = [
  ["error-body", (answer) => answer.error],
  ["no-choices", (answer) => answer.choices === 0],
  ["refused", (answer) => answer.refusal],
  ["finish-length", (answer) => answer.finishReasons.some((why) => why !== null && LENGTH_ENDS.has(why))],
  ["finish-filter", (answer) => answer.finishReasons.some((why) => why !== null && FILTER_ENDS.has(why))],
  ["finish-other", (answer) => answer.finishReasons.some((why) => why !== null && !GOOD_ENDS.has(why))],
  [
    "incomplete",
    (answer, route) => !answer.complete || (answer.finishReasons.length === 0) !== (route === "embeddings"),
  ],
  ["empty", (answer) => answer.empty],
  // A client that cannot read the call asks the same again, and must not be given it for as long as answers live.
  ["not-as-promised", (answer) => answer.brokenCalls],
];

/**
 * Upstream's headers that describe the answer itself, which are stored with it. All others (rate limits, request ids,
 * times, cookies, unknown ones) belong to the single call and are not stored.
 */
const REPLAYED: ReadonlySet<string> = new Set([
  "content-language",
  "content-type",
  "openai-model",
  "openai-version",
]);
const VALUE_CHARACTERS_MAX = 256;

/**
 * The headers to store: lower-case names, each at most once; content type without parameters, as stored text is
 * UTF-8.
 */
export function replayableHeaders(raw: readonly string[]): Header[] {
  const out = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = itemAt(raw, i).toLowerCase();
    const value = itemAt(raw, i + 1);
    if (!REPLAYED.has(name) || out.has(name) || value.length > VALUE_CHARACTERS_MAX) continue;
    out.set(name, name === "content-type" ? itemAt(value.split(";", 1), 0).trim().toLowerCase() : value);
  }
  return [...out];
}
