/**
 * Writes answers to the client: heads with the gateway's own headers beside upstream's, bodies with back-pressure. A
 * broken answer is cut off: after its head went out, nothing here gives it a clean end.
 */
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { GatewayError } from "../errors.ts";
import type { Header } from "../model.ts";
import { endToEnd } from "../wire/headers.ts";
import type { Exchange } from "./exchange.ts";

export interface HeadParts {
  readonly status: number;
  readonly statusText?: string;
  /** Upstream's header names and values in turn, as on the wire; hop-by-hop ones are dropped here. */
  readonly rawHeaders?: readonly string[];
  readonly headers?: readonly Header[];
  /** True where the body differs from upstream's, so that its length and encoding no longer hold. */
  readonly reshaped?: boolean;
  readonly length?: number;
  /** True where upstream gave this answer to this very request, so that its CORS headers stand. */
  readonly own?: boolean;
}

const RESHAPED: ReadonlySet<string> = new Set([
  "content-length",
  "content-encoding",
  "content-md5",
  "etag",
  "digest",
]);

export function writeHead(x: Exchange, parts: HeadParts): void {
  const cors = x.target.route === null ? null : x.cors;
  const drop = (name: string) =>
    (cors !== null && parts.own !== true && name.startsWith("access-control-")) ||
    (name === "cache-status" && x.target.route !== null) ||
    name.startsWith("x-semblance-") ||
    (parts.reshaped === true && RESHAPED.has(name));
  const out = endToEnd(parts.rawHeaders ?? [], drop);
  for (const [name, value] of parts.headers ?? []) out.push(name, value);
  for (const [name, value] of x.ownHeaders(parts.rawHeaders)) out.push(name, value);
  if (parts.length !== undefined) out.push("content-length", String(parts.length));
  cors?.complete(out, parts.own === true);
  const hasDate = out.some((v, i) => i % 2 === 0 && v.length === 4 && v.toLowerCase() === "date");
  if (hasDate) x.res.sendDate = false;
  x.res.writeHead(parts.status, sayable(parts.statusText), out);
}

/** Upstream's words for its status; undefined where they hold what may not be sent on, though it may be received. */
function sayable(statusText: string | undefined): string | undefined {
  return !statusText || /[^\t\x20-\x7e\x80-\xff]/.test(statusText) ? undefined : statusText;
}

/** Sends a whole answer at once. */
export function sendWhole(x: Exchange, parts: HeadParts, body: Buffer): void {
  if (x.gone) return;
  writeHead(x, { ...parts, length: body.length });
  x.sent.bytesOut += body.length;
  x.res.end(body);
}

/**
 * Sends chunks as they come, after a head that was written. What comes in one turn of the event loop leaves in one
 * packet, with the head before it and the end behind it; the head waits no longer than that turn. Resolves when the last chunk was handed to the
 * socket or the client left. Throws what `chunks` throws.
 */
export async function sendStream(
  x: Exchange,
  chunks: AsyncIterable<Buffer>,
  trailer?: () => Promise<Header | null>,
): Promise<void> {
  const { res } = x;
  const alone = setImmediate(() => res.flushHeaders());
  try {
    for await (const chunk of chunks) {
      clearImmediate(alone);
      if (res.destroyed) return;
      x.sent.bytesOut += chunk.length;
      together(res);
      if (!res.write(chunk)) await drained(res);
    }
  } finally {
    clearImmediate(alone);
  }
  const [name, value] = (await trailer?.()) ?? [];
  if (name !== undefined && value !== undefined) res.addTrailers([[name, value]]);
  if (!res.destroyed) res.end();
}

/** Sends an error of the gateway's own in OpenAI's shape; breaks the transfer off where a head already went out. */
export function sendError(x: Exchange, error: GatewayError): void {
  if (x.res.headersSent) cut(x.res);
  if (x.res.headersSent || x.gone) return;
  const body = Buffer.from(error.toJson());
  const out = [
    "content-type",
    "application/json",
    "content-length",
    String(body.length),
    "x-should-retry",
    String(error.retry),
    "x-semblance-request",
    x.request,
  ];
  if (x.target.route) out.push("x-semblance-outcome", x.told.outcome, "x-semblance-reason", x.told.reason);
  if (x.trace.traceId) out.push("x-semblance-trace", x.trace.traceId);
  x.cors?.complete(out, false);
  // By name: a head that failed half-way has left the words of another status behind.
  x.res.writeHead(error.status, STATUS_CODES[error.status], out);
  x.sent.bytesOut += body.length;
  x.res.end(body);
}

/** Breaks the connection, so that the client sees that the answer is not whole. */
export function cut(res: ServerResponse): void {
  // What is held until the end of this turn came before the break, and leaves before it.
  while (res.socket !== null && res.socket.writableCorked > 0) res.socket.uncork();
  // To HTTP/1.0, in which many proxies ask, a closed connection is the clean end of an answer.
  if (res.req.httpVersion === "1.0") res.socket?.resetAndDestroy();
  res.destroy();
}

/**
 * Holds the socket's writes until all that has arrived in this turn was read. Node holds them for less: the end of a
 * stream would leave in a packet of its own. The response's own `cork` is no way: with it Node 24 can send the end of a
 * chunked body before its last chunk.
 */
function together({ socket }: ServerResponse): void {
  if (socket === null || socket.writableCorked > 0) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off("drain", done);
      res.off("close", done);
      resolve();
    };
    res.once("drain", done);
    res.once("close", done);
  });
}
