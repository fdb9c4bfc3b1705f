/**
 * Usage in streams: the gateway asks for it on behalf of callers who did not, so that savings are real, and removes it
 * from what they get. All on text, so that every other byte stays as the caller or upstream sent it.
 */
import { isUtf8 } from "node:buffer";
import type { Route } from "../model.ts";
import { memberText, removeMember, setMember } from "./json-member.ts";
import { type Json, own, parseRecord, record } from "./json-value.ts";
import { createSseReader, readSse, type SseEvent, withData } from "./sse.ts";

export interface UsageFilter {
  /** Returns at once the bytes to pass on: nothing is held back. */
  push(events: readonly SseEvent[]): Buffer[];
}

/**
 * Drops the chunk that holds only usage, and cuts `usage` out of all others. Streams of routes without such chunks pass
 * unchanged.
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

export interface LiveUsageFilter {
  /** Returns at once the bytes to pass on; only a block that has not ended is held back. */
  push(chunk: Buffer): Buffer[];
  /** The bytes that were held back. */
  end(): Buffer[];
}

/** Bytes above which an event (such as a base64 image in a delta) passes unread. */
const EVENT_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Takes usage out of a stream as it comes, as `createUsageFilter` does, and whole events that came together leave
 * together.
 */
export function createLiveUsageFilter(route: Route): LiveUsageFilter {
  const reader = createSseReader({ eventBytesMax: EVENT_BYTES_MAX });
  const filter = createUsageFilter(route);
  return {
    push(chunk) {
      const whole = reader.isBetween ? wholeEventsLessUsage(chunk) : null;
      if (whole === null) return filter.push(reader.push(chunk));
      reader.pass();
      return whole.length === 0 ? [] : [whole];
    },
    end: () => [...filter.push(reader.end()), ...(reader.rest.length === 0 ? [] : [reader.rest])],
  };
}

/**
 * Whole events without usage; null where they do not end with the chunk, or are written in another way. Read as Latin-1,
 * which keeps each byte as it is.
 */
function wholeEventsLessUsage(chunk: Buffer): Buffer | null {
  if (chunk.at(-1) !== LF || chunk.at(-2) !== LF || chunk.includes(CR)) return null;
  if (!chunk.includes(USAGE)) return chunk;
  const text = textLessUsage(chunk.toString("latin1"));
  return text === null ? null : Buffer.from(text, "latin1");
}

/** A whole stream without usage, as the filter would leave it. */
export function streamLessUsage(route: Route, body: Buffer): Buffer {
  if ((route !== "chat" && route !== "completions") || !body.includes(USAGE)) return body;
  const text = body.includes(CR) || !isUtf8(body) ? null : textLessUsage(body.toString("utf8"));
  if (text !== null) return Buffer.from(text);
  const { events, rest } = readSse(body);
  return Buffer.concat([...createUsageFilter(route).push(events), rest]);
}

/**
 * A whole stream's text without usage. Reads only blocks that name usage; null where one of them is more than a single
 * line of data.
 */
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

/** A chunk without its usage; unchanged where it has none, null where nothing would be left. */
function dataLessUsage(data: string): string | null {
  if (data.endsWith(NONE_LAST) && data.indexOf(NAME) === data.length - NONE_LAST.length + 1) {
    return `${data.slice(0, -NONE_LAST.length)}}`;
  }
  const usage = memberText(data, "usage");
  if (usage === null) return data;
  // Nearly every chunk has a usage of null; the rest of such a chunk need not be read.
  if (usage === "null") return removeMember(data, "usage");
  const chunk = parseRecord(data);
  if (chunk === null) return data;
  return isOfUsageAlone(chunk) ? null : removeMember(data, "usage");
}

/** Members that every chunk has, so that they add nothing here. */
const IN_EVERY_CHUNK: ReadonlySet<string> = new Set([
  ...["id", "object", "created", "model", "choices", "usage"],
  ...["obfuscation", "provider", "service_tier", "system_fingerprint"],
]);

/** True for a chunk that holds only usage. Timings, citations and the like come in the last chunk too, and stay. */
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
/** A usage of null as upstream puts it: right before the last brace, and so at the top level. */
const NONE_LAST = ',"usage":null}';
const USAGE = Buffer.from(NAME);
const CR = 13;
const LF = 10;

/**
 * The text of a request that also asks for usage. Null where nothing is to be changed, or may be: it asks for no
 * stream, says already whether it wants usage, has unusual `stream_options`, or is of another route (only chat and
 * completions know the option).
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

/**
 * True for a chat or completions request; one of the responses route has neither messages nor a prompt that is text.
 */
function isOfChunkRoute(messages: unknown, prompt: unknown): boolean {
  return Array.isArray(messages) || typeof prompt === "string" || Array.isArray(prompt);
}
