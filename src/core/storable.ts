/**
 * Which answers may be kept: whole, good, and of the form that was asked for. A table of refusals, each with a name;
 * what none of them refuses is stored.
 */
import type { Form, Header, Route } from "../model.ts";
import type { Answer, Unreadable } from "../wire/answer.ts";
import { headerOf } from "../wire/headers.ts";

export const NOT_STORABLE = [
  "status",
  "content-type",
  "unexpected-form",
  "too-large",
  "unreadable",
  "error-body",
  "no-choices",
  "incomplete",
  "finish-length",
  "finish-filter",
  "finish-other",
  "refused",
  "empty",
] as const;
export type NotStorable = (typeof NOT_STORABLE)[number];

export type Storable =
  | { readonly store: true /** May it be found by meaning? */; readonly semantic: boolean }
  | { readonly store: false; readonly why: NotStorable };

export interface Answered {
  readonly route: Route;
  /** Did the request ask for a stream? */
  readonly requestStream: boolean;
  readonly status: number;
  readonly headers: readonly string[];
  readonly form: Form;
  readonly answer: Answer | Unreadable;
  readonly bytes: number;
  readonly bytesMax: number;
}

export function storable(a: Answered): Storable {
  const why = refusal(a);
  if (why) return { store: false, why };
  return {
    store: true,
    semantic: a.route !== "embeddings" && !("problem" in a.answer) && !a.answer.toolCalls,
  };
}

function refusal(a: Answered): NotStorable | null {
  if (a.status !== 200) return "status";
  const type = (headerOf(a.headers, "content-type") ?? "").trim().toLowerCase();
  if (a.form === "json" && !/^application\/(?:[\w.+-]+\+)?json\b/.test(type)) return "content-type";
  const wantsStream = a.requestStream && a.route !== "embeddings";
  if (wantsStream !== (a.form === "sse")) return "unexpected-form";
  if (a.bytes > a.bytesMax) return "too-large";
  const { answer } = a;
  if ("problem" in answer) return "unreadable";
  if (answer.error) return "error-body";
  if (answer.choices === 0 && !(a.route === "responses" && answer.complete))
    return a.form === "sse" ? "incomplete" : "no-choices";
  if (answer.refusal) return "refused";
  const finish = finishRefusal(a.route, answer);
  if (finish) return finish;
  if (!answer.complete) return "incomplete";
  return answer.empty ? "empty" : null;
}

const GOOD_ENDS: ReadonlySet<string | null> = new Set(["stop", "tool_calls", "function_call", "completed"]);

function finishRefusal(route: Route, answer: Answer): NotStorable | null {
  if (route === "embeddings") return null;
  for (const reason of answer.finishReasons) {
    if (reason === "length" || reason === "incomplete") return "finish-length";
    if (reason === "content_filter") return "finish-filter";
    if (reason === null) return "incomplete";
    if (!GOOD_ENDS.has(reason)) return "finish-other";
  }
  return null;
}

/** Upstream's headers that speak of the answer and of nothing else; what is not named here is not replayed. */
const REPLAYED: ReadonlySet<string> = new Set([
  "content-type",
  "content-language",
  "openai-version",
  "openai-model",
  "x-model-id",
]);

export function replayableHeaders(raw: readonly string[]): Header[] {
  const out: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (REPLAYED.has(raw[i]!.toLowerCase())) out.push([raw[i]!.toLowerCase(), raw[i + 1]!]);
  }
  return out;
}
