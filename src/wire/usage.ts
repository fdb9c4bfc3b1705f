/**
 * Usage of streams: asked for on behalf of callers who did not, so that savings are real, and taken out again of what
 * they get. All as text, so that every other byte is theirs as they sent it, or upstream's as it came.
 */
import { isUtf8 } from "node:buffer";
import type { Route } from "../model.ts";
import { memberText, removeMember, setMember } from "./json-member.ts";
import { type Json, own, parseRecord, record } from "./json-value.ts";
import { readSse, type SseEvent, withData } from "./sse.ts";

export interface UsageFilter {
  /** Bytes to pass on, at once: nothing is held back. */
  push(events: readonly SseEvent[]): Buffer[];
}

/**
 * Drops the chunk that holds nothing but usage, and cuts `usage` alone out of the others. Routes that have no such chunks
 * are passed on as they are.
 */
export function createUsageFilter(route: Route): UsageFilter {
  if (route !== "chat" && route !== "completions") return { push: (events) => events.map((e) => e.raw) };
  return {
    push(events) {
      const out: Buffer[] = [];
      for (const event of events) {
        const raw = withoutUsage(event);
        if (raw !== null) out.push(raw);
      }
      return out;
    },
  };
}

/** A whole stream, as the filter leaves it. */
export function streamLessUsage(route: Route, body: Buffer): Buffer {
  if ((route !== "chat" && route !== "completions") || !body.includes(USAGE)) return body;
  const text = body.includes(CR) || !isUtf8(body) ? null : textLessUsage(body.toString("utf8"));
  if (text !== null) return Buffer.from(text);
  const { events, rest } = readSse(body);
  return Buffer.concat([...createUsageFilter(route).push(events), rest]);
}

/** Looks at no block but those that name usage; null where one of them is not a single line of data. */
function textLessUsage(text: string): string | null {
  let out = "";
  let done = 0;
  for (let at = text.indexOf(NAME); at >= 0; at = text.indexOf(NAME, done)) {
    const before = text.lastIndexOf("\n\n", at);
    const from = before < 0 ? 0 : before + 2;
    const to = text.indexOf("\n\n", at);
    const isOneLine = to >= 0 && text.startsWith("data: ", from) && text.indexOf("\n", from) === to;
    if (!isOneLine) return null;
    const data = dataLessUsage(text.slice(from + 6, to));
    out += text.slice(done, from);
    if (data !== null) out += `data: ${data}\n\n`;
    done = to + 2;
  }
  return out + text.slice(done);
}

function withoutUsage(event: SseEvent): Buffer | null {
  if (!event.raw.includes(USAGE) || event.data === null) return event.raw;
  const data = dataLessUsage(event.data);
  if (data === event.data) return event.raw;
  return data === null ? null : withData(event, data);
}

/** The same text where there is nothing to take out; null where nothing would be left. */
function dataLessUsage(data: string): string | null {
  if (data.endsWith(NONE_LAST) && data.indexOf(NAME) === data.length - NONE_LAST.length + 1) {
    return `${data.slice(0, -NONE_LAST.length)}}`;
  }
  const usage = memberText(data, "usage");
  if (usage === null) return data;
  // In nearly every chunk there is none, and no more need be known of it.
  if (usage === "null") return removeMember(data, "usage");
  const chunk = parseRecord(data);
  if (chunk === null) return data;
  return isOfUsageAlone(chunk) ? null : removeMember(data, "usage");
}

/** What stands in every chunk says nothing more in this one. */
const IN_EVERY_CHUNK: ReadonlySet<string> = new Set([
  ...["id", "object", "created", "model", "choices", "usage"],
  ...["obfuscation", "provider", "service_tier", "system_fingerprint"],
]);

/** Timings, citations and the like ride on the last chunk, and are the caller's. */
function isOfUsageAlone(chunk: Json): boolean {
  const choices = own(chunk, "choices");
  return (
    Array.isArray(choices) &&
    choices.length === 0 &&
    record(own(chunk, "usage")) !== null &&
    Object.keys(chunk).every((name) => IN_EVERY_CHUNK.has(name))
  );
}

const NAME = '"usage"';
/** Where upstream puts it: what stands right before the last brace is at the top. */
const NONE_LAST = ',"usage":null}';
const USAGE = Buffer.from(NAME);
const CR = 13;

/**
 * The text of a request that also asks for usage. Null where it needs no change or allows none: it is no stream, says
 * already whether it wants usage, has odd `stream_options`, or is of another route (only chat and completions know the
 * option).
 */
export function askForUsage(text: string): string | null {
  const body = parseRecord(text);
  if (
    body === null ||
    own(body, "stream") !== true ||
    !isOfChunkRoute(own(body, "messages"), own(body, "prompt"))
  ) {
    return null;
  }
  if (record(own(body, "usage"))?.["include"] !== undefined) return null;
  const options = own(body, "stream_options");
  if (options === undefined || options === null) {
    return setMember(text, ["stream_options"], '{"include_usage":true}');
  }
  const given = record(options);
  if (given === null) return null;
  const asked = own(given, "include_usage");
  if (asked !== undefined && asked !== null) return null;
  return setMember(text, ["stream_options", "include_usage"], "true");
}

/** A request of the responses route has neither messages nor a prompt that is text. */
function isOfChunkRoute(messages: unknown, prompt: unknown): boolean {
  return Array.isArray(messages) || typeof prompt === "string" || Array.isArray(prompt);
}
