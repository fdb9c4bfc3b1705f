/**
 * Reads values that exporters write in many ways: numbers as text, JSON in strings, times and answers of several
 * shapes.
 */
import type { Route, Usage } from "../model.ts";
import { asFields } from "../narrow.ts";
import type { JsonFields } from "./row.ts";

/** An object or a list, parsed where it was written as a string; every other value as it is. */
export function unpackedRow(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function textIn(record: JsonFields, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = record[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

export function numberIn(record: JsonFields | null, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = record?.[name];
    const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof read === "number" && Number.isFinite(read) && read >= 0) return read;
  }
  return null;
}

/**
 * The first of the named members as milliseconds since 1970; null where none is a time. Reads seconds, milliseconds,
 * and ISO 8601, which is UTC where it names no zone.
 */
export function timeIn(record: JsonFields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = record[name];
    if (typeof value === "number" && Number.isFinite(value) && value > 0)
      return value < SECONDS_MAX ? value * 1000 : value;
    if (typeof value !== "string" || value === "") continue;
    const iso = value.trim().replace(" ", "T");
    const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) || !iso.includes("T") ? iso : `${iso}Z`;
    const ms = Date.parse(zoned);
    if (!Number.isNaN(ms)) return ms;
  }
  return null;
}
/** Numbers below this are seconds (up to the year 5138), others milliseconds (from 1973). */
const SECONDS_MAX = 1e11;

export function usageOf(input: number | null, output: number | null): Usage | null {
  return input === null && output === null ? null : { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

/** The route of a request body, told by its members; null where it is of none of the routes that answer in words. */
export function routeOf(request: JsonFields): Exclude<Route, "embeddings"> | null {
  if (Array.isArray(request["messages"])) return "chat";
  if (request["prompt"] !== undefined) return "completions";
  return request["input"] !== undefined ? "responses" : null;
}

/** A response document of the route: the value where it is one, else made of the text that the exporter kept. */
export function responseOf(route: Route, output: unknown): JsonFields | null {
  const value = unpackedRow(output);
  const object = asFields(value);
  if (object && (Array.isArray(object["choices"]) || Array.isArray(object["output"]))) return object;
  if (object && asFields(object["error"])) return null;
  const message = asFields(Array.isArray(value) ? value.at(-1) : value);
  if (message && Array.isArray(message["tool_calls"]) && message["tool_calls"].length > 0)
    return chatOf({ role: "assistant", ...message }, "tool_calls");
  const text = textOf(value);
  return text === null ? null : answerOf(route, text);
}

/** A response document of the route with this text as its answer. */
export function answerOf(route: Route, text: string): JsonFields {
  if (route === "completions") return { choices: [{ index: 0, text, finish_reason: "stop" }] };
  if (route === "responses")
    return {
      status: "completed",
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
    };
  return chatOf({ role: "assistant", content: text }, "stop");
}

function chatOf(message: JsonFields, finish: string): JsonFields {
  return { choices: [{ index: 0, message, finish_reason: finish }] };
}

/** The text in a string, a message, a list of parts, or an object with text under a usual name; null: none. */
function textOf(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return value;
  if (depth > 4) return null;
  if (Array.isArray(value)) {
    const parts = value.map((part) => textOf(part, depth + 1)).filter((part) => part !== null);
    return parts.length === 0 ? null : parts.join("");
  }
  const object = asFields(value);
  for (const name of ["content", "text", "output", "completion", "answer", "message"]) {
    const text = object && textOf(object[name], depth + 1);
    if (text) return text;
  }
  return null;
}
