/** Answers from a flight: as upstream sends it, or in the caller's other form (stream or document) once it is whole. */
import { STORED_HEADER } from "../core/reply-headers.ts";
import type { Ticket } from "../flight/single-flight.ts";
import type { Header, Route } from "../model.ts";
import { createLiveUsageFilter, isReplayable, replay } from "../wire/answer.ts";
import { withCacheInfoFor } from "./cache-info.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import type { Head } from "./landing.ts";
import { sendStream, sendWhole, writeHead } from "./reply.ts";
import type { UpstreamFlight } from "./upstream-flight.ts";

/** A ticket with a reader of the flight's body. */
export interface Seat extends Ticket<UpstreamFlight> {
  readonly body: AsyncIterableIterator<Buffer>;
}

/**
 * Takes the reader along with the ticket: of a body that is too large to be kept, what no reader waits for is let go, and
 * a stale answer or a page's origin may be looked for before the first byte is read.
 */
export function seated(ticket: Ticket<UpstreamFlight>): Seat {
  const body = ticket.flight.body.read();
  const leave = () => {
    ticket.leave();
    void body.return?.();
  };
  return { ...ticket, body, leave };
}

/**
 * Answers from a flight. False where this caller wants the other form than upstream sends and the answer cannot be
 * converted (too large to keep, or not whole by its own word): nothing was sent, and upstream must be asked again for
 * this caller alone.
 */
export async function replyFromFlight(request: CacheableRequest, ticket: Seat, head: Head): Promise<boolean> {
  const { x } = request;
  try {
    if (x.gone) return true;
    if (ticket.flight.stream !== x.stream && head.status === 200)
      return await replyConverted(request, ticket, head);
    await replyLive(request, ticket, head);
    return true;
  } finally {
    ticket.leave();
  }
}

/** Sends upstream's answer as it comes, to a caller who asked for the form that upstream was asked for. */
async function replyLive(request: CacheableRequest, ticket: Seat, head: Head): Promise<void> {
  const { x, route } = request;
  const { body } = ticket;
  // Usage that upstream sends of its own accord is for the first caller; a follower who did not ask for it gets none.
  const wasAsked = ticket.flight.asksUsage || !ticket.first;
  const isChunked = head.form === "sse" && (route === "chat" || route === "completions");
  const strips = isChunked && wasAsked && !x.includeUsage;
  const tells = head.form === "json" && head.status === 200 && x.asks("x-semblance-cache-info");
  const explains = ticket.first && x.asks("x-semblance-debug");
  const rawHeaders = ticket.first ? head.rawHeaders : sharedHeaders(head);
  const parts = {
    status: head.status,
    statusText: head.statusText,
    rawHeaders,
    reshaped: head.decoded || strips || tells || explains,
    own: ticket.first,
  };
  if (tells || (explains && head.form === "json")) {
    const whole = await gathered(body);
    await ticket.flight.landing;
    await x.toldOfStore();
    const headers = x.storedHeader ? [x.storedHeader] : [];
    return sendWhole(x, { ...parts, headers }, tells ? withCacheInfoFor(x, whole) : whole);
  }
  const trails = explains && canTrail(x.req.httpVersion, head.status);
  writeHead(x, trails ? { ...parts, headers: [["trailer", STORED_HEADER]] } : parts);
  const trailers = async () => {
    await ticket.flight.landing;
    await x.toldOfStore();
    return x.storedHeader;
  };
  await sendStream(x, strips ? withoutUsage(body, route) : body, trails ? trailers : undefined);
}

/** Trailers stand behind chunks, which HTTP/1.0 and an answer without a body have not. */
function canTrail(httpVersion: string, status: number): boolean {
  return httpVersion !== "1.0" && status !== 204 && status !== 304;
}

/** Sends the other form than upstream's, made from the whole answer once it is there. */
async function replyConverted(request: CacheableRequest, ticket: Seat, head: Head): Promise<boolean> {
  const { x, route } = request;
  // Reads the body along, so that a slow reader of the live form does not hold this caller up.
  await drain(ticket.body);
  const landing = await ticket.flight.landing;
  if (ticket.first) await x.toldOfStore();
  if (!landing.ok) throw landing.fault;
  const whole = landing.answer();
  if (landing.recording === null || whole === null || "problem" in whole || !whole.complete) return false;
  if (!isReplayable({ route, form: head.form, body: landing.recording }, x)) return false;
  const made = replay(
    { route, form: head.form, body: landing.recording },
    { stream: x.stream, includeUsage: x.includeUsage },
  );
  const headers: Header[] = [["content-type", made.contentType]];
  sendWhole(x, { status: 200, headers }, x.stream ? made.body : withCacheInfoFor(x, made.body));
  return true;
}

async function drain(body: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const chunk of body) void chunk;
  } catch {
    // The landing tells how the body ended.
  }
}

/** The upstream headers that a follower sees: none that belong to the first caller's request. */
function sharedHeaders(head: Head): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < head.rawHeaders.length; i += 2) {
    const name = head.rawHeaders[i]!.toLowerCase();
    if (SHARED.has(name)) out.push(head.rawHeaders[i]!, head.rawHeaders[i + 1]!);
  }
  return out;
}

const SHARED: ReadonlySet<string> = new Set([
  "content-type",
  "content-length",
  "cache-control",
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
  "openai-version",
]);

async function* withoutUsage(body: AsyncIterable<Buffer>, route: Route): AsyncGenerator<Buffer> {
  const filter = createLiveUsageFilter(route);
  for await (const chunk of body) yield* filter.push(chunk);
  yield* filter.end();
}

async function gathered(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
