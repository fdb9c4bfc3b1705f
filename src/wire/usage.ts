/**
 * Usage of streams: asked for on behalf of callers who did not, so that savings are real, and taken out again of what
 * they get. All as text, so that every other byte is theirs as they sent it, or upstream's as it came.
 */
import type { Route } from "../model.ts";
import { memberText, removeMember, setMember } from "./json-member.ts";
import { own, parseRecord, record } from "./json-value.ts";
import { type SseEvent, withData } from "./sse.ts";

export interface UsageFilter {
  /** Bytes to pass on, at once: nothing is held back. */
  push(events: readonly SseEvent[]): Buffer[];
}

/**
 * Drops the chunk that holds nothing but usage, and cuts `usage` out of the others. Routes that have no such chunks
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

function withoutUsage(event: SseEvent): Buffer | null {
  if (!event.raw.includes(USAGE) || event.data === null) return event.raw;
  const usage = memberText(event.data, "usage");
  if (usage === null) return event.raw;
  // In nearly every chunk there is none, and no more need be known of it.
  if (usage === "null") return withData(event, removeMember(event.data, "usage"));
  const chunk = parseRecord(event.data);
  if (chunk === null) return event.raw;
  const choices = own(chunk, "choices");
  if (Array.isArray(choices) && choices.length === 0 && record(own(chunk, "usage")) !== null) return null;
  return withData(event, removeMember(event.data, "usage"));
}

const USAGE = Buffer.from('"usage"');

/**
 * The text of a request that also asks for usage. Null where it needs no change or allows none: it is no stream, asks
 * already, has odd `stream_options`, or is of another route (only chat and completions know the option).
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
  const options = own(body, "stream_options");
  if (options === undefined || options === null) {
    return setMember(text, ["stream_options"], '{"include_usage":true}');
  }
  const given = record(options);
  if (given === null) return null;
  const asked = own(given, "include_usage");
  if (asked !== undefined && asked !== null && asked !== false) return null;
  return setMember(text, ["stream_options", "include_usage"], "true");
}

/** A request of the responses route has neither messages nor a prompt that is text. */
function isOfChunkRoute(messages: unknown, prompt: unknown): boolean {
  return Array.isArray(messages) || typeof prompt === "string" || Array.isArray(prompt);
}
