/** The facts about an answer, whatever its route and form, that decide whether it may be stored. */
import type { Usage } from "../model.ts";
import { type Json, numberOf, own, record, textOf } from "./json-value.ts";

export interface Answer {
  /**
   * True where the answer reached its format's end: finish reasons and, for a stream, the terminal event after them.
   */
  readonly complete: boolean;
  /**
   * The finish reason of every choice, in upstream's words. A response has one: "stop" when completed, "length" or
   * "content_filter" when it says that it was cut so, null while it runs, else its status. Embeddings have none.
   */
  readonly finishReasons: readonly (string | null)[];
  /** Assistant text of the first choice, or all output text of a response; null where there is none. */
  readonly text: string | null;
  readonly refusal: boolean;
  /** True where it asks the caller to act (tool calls), or tells of acts of the model. */
  readonly toolCalls: boolean;
  /** True where a function is called with arguments that are no JSON: cut, or slipped by the model. */
  readonly brokenCalls: boolean;
  /** True where some choice has neither text nor calls. */
  readonly empty: boolean;
  /** True where it has an `error` member, or an error event. */
  readonly error: boolean;
  readonly choices: number;
  readonly usage: Usage | null;
  readonly model: string;
}

/**
 * Why an answer cannot be read at all. "not-json" includes nesting deeper than 200; "uncertain": a stream that clients
 * fold differently.
 */
export type Problem =
  | "not-utf8"
  | "not-json"
  | "bad-event"
  | "bad-shape"
  | "no-end"
  | "not-a-stream"
  | "uncertain";

export interface Unreadable {
  readonly problem: Problem;
}

/** A stream folded to the document it stands for. */
export interface Folded {
  readonly json: Json;
  /** True where its terminal event came, and nothing after it. */
  readonly ended: boolean;
  readonly error: boolean;
  /** True where every client would assemble the same document. */
  readonly certain: boolean;
}

/** The usage by the given names of its counts; null unless both are there and plausible. */
export function usageIn(answer: Json, input: string, output: string): Usage | null {
  const usage = record(own(answer, "usage"));
  if (usage === null) return null;
  const inputTokens = numberOf(own(usage, input));
  const outputTokens = numberOf(own(usage, output)) ?? (output in usage ? null : 0);
  if (!isCount(inputTokens) || !isCount(outputTokens)) return null;
  const details = record(own(usage, `${input}_details`));
  const cachedTokens = part(details && own(details, "cached_tokens"), inputTokens);
  const writtenTokens = part(details && own(details, "cache_write_tokens"), inputTokens - cachedTokens);
  return {
    inputTokens,
    outputTokens,
    ...(cachedTokens > 0 ? { cachedTokens } : {}),
    ...(writtenTokens > 0 ? { writtenTokens } : {}),
  };
}

/** A count that is part of another; 0 where it is no count, or more than `max`. */
function part(value: unknown, max: number): number {
  const count = numberOf(value);
  return isCount(count) && count <= max ? count : 0;
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isSafeInteger(value) && value >= 0;
}

/** True for arguments of a function that no client can read. A function without parameters may be given none. */
export function isBrokenCall(call: Json | null): boolean {
  const given = call && textOf(own(call, "arguments"));
  if (isBlank(given)) return false;
  try {
    JSON.parse(given ?? "");
    return false;
  } catch {
    return true;
  }
}

export function isBlank(text: string | null): boolean {
  return text === null || text.trim() === "";
}

/** True where an `error` member is there and not empty. */
export function tellsError(json: Json): boolean {
  const error = own(json, "error");
  return error !== undefined && error !== null && error !== false && error !== "";
}
