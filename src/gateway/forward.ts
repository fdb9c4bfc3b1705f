/**
 * Passes a request on unchanged: its headers without the gateway's own, its body as bytes, upstream's answer as it
 * comes.
 */
import type { IncomingMessage } from "node:http";
import type { UpstreamRequest } from "../ports.ts";
import { endToEnd } from "../wire/headers.ts";
import { type Caller, CREDENTIAL_HEADERS } from "./caller.ts";
import { isPreflight } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { sendStream, writeHead } from "./reply.ts";
import type { UpstreamChoice } from "./request.ts";

export async function forward(
  x: Exchange,
  choice: UpstreamChoice,
  raw: string[],
  body: UpstreamRequest["body"],
  onStatus: (status: number) => void,
): Promise<void> {
  const gone = new AbortController();
  // An abort makes an error object, which is not needed after the answer's end.
  x.res.once("close", () => x.res.writableFinished || gone.abort());
  const startMs = x.elapsedMs();
  const head = await choice.upstream.request({
    method: x.req.method ?? "GET",
    path: x.target.path,
    rawHeaders: raw,
    body,
    // With a body, on a path that is not known, it may create something.
    once: body !== null && x.target.route === null,
    signal: gone.signal,
  });
  x.sent.upstreamHeadMs = x.elapsedMs() - startMs;
  onStatus(head.status);
  if (x.gone) return;
  const { status, statusText, rawHeaders } = head;
  if (isPreflight(x.req)) x.cors?.learnPreflight(status, rawHeaders);
  else x.cors?.learn(status, rawHeaders);
  writeHead(x, { status, statusText, rawHeaders, own: true });
  try {
    await sendStream(x, head.body);
  } finally {
    x.sent.upstreamMs = x.elapsedMs() - startMs;
  }
}

/** The caller's headers as they go upstream, with the credential that the access mode asks for. */
export function outgoing(
  x: Exchange,
  choice: UpstreamChoice,
  caller: Caller,
  drop: (name: string) => boolean,
): string[] {
  const traced = x.trace.upstream(x.model, choice.baseUrl);
  const raw = credited(
    x.req,
    caller,
    choice.apiKey,
    (name) => drop(name) || traced.some(([given]) => given === name),
  );
  for (const [name, value] of traced) raw.push(name, value);
  return raw;
}

/** Headers for a repeated call, sent later on the gateway's own account: without the request's trace. */
export function outgoingAgain(
  x: Exchange,
  choice: UpstreamChoice,
  caller: Caller,
  drop: (name: string) => boolean,
): string[] {
  return credited(x.req, caller, choice.apiKey, drop);
}

/** Headers for a later call with the gateway's own key: without any credential of the caller's. */
export function outgoingUncredited(x: Exchange, drop: (name: string) => boolean): string[] {
  return endToEnd(
    x.req.rawHeaders,
    (name) => isOurs(name) || drop(name) || CREDENTIAL_HEADERS.includes(name),
  );
}

/** The headers of an upgrade, with `Connection` and `Upgrade`, which are otherwise hop-by-hop. */
export function upgradeHeaders(req: IncomingMessage, caller: Caller, apiKey: string | null): string[] {
  return [...credited(req, caller, apiKey, () => false), "Upgrade", req.headers.upgrade ?? "websocket"];
}

/**
 * The end-to-end headers with the credential for upstream: a gateway key is replaced by its upstream key, and a caller
 * without a credential gets the upstream's own.
 */
function credited(
  req: IncomingMessage,
  caller: Caller,
  apiKey: string | null,
  drop: (name: string) => boolean,
): string[] {
  const raw = endToEnd(req.rawHeaders, (name) => {
    if (isOurs(name) || drop(name)) return true;
    return caller.key !== null && CREDENTIAL_HEADERS.includes(name);
  });
  const key = caller.key ? (caller.key.upstreamKey ?? apiKey) : caller.hasCredential ? null : apiKey;
  if (key) raw.push("authorization", `Bearer ${key}`);
  return raw;
}

/** True for headers that belong to this connection or are meant for this gateway. */
function isOurs(name: string): boolean {
  return name === "host" || name === "expect" || name.startsWith("x-semblance-");
}
