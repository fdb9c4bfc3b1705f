/**
 * Ingress: what is order-free at the edge. The data plane answers /v1, feedback and health; the admin plane has its
 * own listener. Malformed targets are refused before anything reads them, so that every later part sees one path.
 */
import http from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { GatewayError } from "./errors.ts";
import type { Target } from "./gateway/exchange.ts";
import type { Gateway } from "./gateway.ts";
import type { Route } from "./model.ts";

export interface Health {
  /** Null when ready; else why not yet, or not any more. */
  readonly notReady: () => string | null;
  readonly draining: () => boolean;
}

export interface DataPlane {
  readonly gateway: Gateway;
  readonly health: Health;
  /** Answers POST /semblance/feedback: status and body. */
  readonly feedback: (
    rawHeaders: readonly string[],
    body: unknown,
  ) => Promise<{ status: number; body: unknown }>;
  /** Tunnels an upgrade below /v1. */
  readonly upgrade: (req: http.IncomingMessage, target: Target, socket: Duplex, head: Buffer) => void;
}

/** POST on these is cached; `Target.path` is below /v1. */
const CACHED: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/chat/completions", "chat"],
  ["/responses", "responses"],
  ["/completions", "completions"],
  ["/embeddings", "embeddings"],
]);

/** OpenAI promises its clients 64 KiB of headers; Node's own limit is 16. */
const HEADER_BYTES_MAX = 72 * 1024;
const FEEDBACK_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 20_000;

export function createDataServer(plane: DataPlane): http.Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get("/livez", (c) => c.text("ok\n"));
  app.get("/readyz", (c) => ready(plane.health, c));
  app.post("/semblance/feedback", async (c) => {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
      throw new GatewayError("unsupported_media_type", "Feedback is JSON.");
    }
    const text = await c.req.text();
    if (text.length > FEEDBACK_BYTES_MAX)
      throw new GatewayError("body_too_large", "Feedback is at most 16 KiB.");
    const { status, body } = await plane.feedback(c.env.incoming.rawHeaders, parsed(text));
    return c.json(body as object, status as 200);
  });
  app.notFound((c) => {
    throw new GatewayError(
      "not_found",
      `Nothing is served at ${c.req.method} ${c.req.path}; the API is below /v1.`,
    );
  });
  app.onError((error) => errorResponse(error));
  // The API goes to the gateway as raw node:http messages: header case, back-pressure and cuts survive, and a hit does
  // not pay for a Request and a Response that nothing reads.
  const api = (req: http.IncomingMessage, res: http.ServerResponse): boolean => {
    if (!req.url?.startsWith("/v1/")) return false;
    void plane.gateway.handle(req, res, targetOf(req));
    return true;
  };
  return listening(app, plane.health, api, (server) => {
    server.on("upgrade", (req, socket, head) => {
      const refusal = refusalOf(req);
      if (refusal || !pathnameOf(req.url ?? "").startsWith("/v1/")) {
        socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      plane.upgrade(req, targetOf(req), socket, head);
    });
  });
}

/** A server for a Hono app, with the limits and the target check that both planes share. */
export function listening(
  app: Hono<{ Bindings: HttpBindings }>,
  health: Health,
  /** Takes a request that is not Hono's; false leaves it. */
  takes: (req: http.IncomingMessage, res: http.ServerResponse) => boolean = () => false,
  more: (server: http.Server) => void = () => {},
): http.Server {
  const hono = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = http.createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 75_000,
      noDelay: true,
    },
    (req, res) => {
      const refusal = refusalOf(req);
      if (health.draining()) res.setHeader("connection", "close");
      if (refusal) return refuse(res, refusal);
      req.url = originForm(req.url ?? "/");
      if (!takes(req, res)) void hono(req, res);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (socket.destroyed || !socket.writable) return void socket.destroy();
    const status =
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  more(server);
  return server;
}

export function ready(health: Health, c: { text(body: string, status: 200 | 503): Response }): Response {
  const why = health.notReady();
  return why === null ? c.text("ready\n", 200) : c.text(`${why}\n`, 503);
}

export function errorResponse(error: unknown): Response {
  const known = error instanceof GatewayError ? error : new GatewayError("internal", "The gateway failed.");
  return new Response(known.toJson(), {
    status: known.status,
    headers: { "content-type": "application/json", "x-should-retry": String(known.retry) },
  });
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError("malformed_body", "The body is not JSON.");
  }
}

function targetOf(req: http.IncomingMessage): Target {
  const path = (req.url ?? "/").slice("/v1".length);
  const at = path.indexOf("?");
  const route = req.method === "POST" ? (CACHED.get(at < 0 ? path : path.slice(0, at)) ?? null) : null;
  return { path, route };
}

/**
 * What two readers could take for different requests: several Host headers (RFC 9112 §3.2), a target that leaves
 * /v1 when its dots or escapes are resolved, characters that do not belong into one.
 */
function refusalOf(req: http.IncomingMessage): GatewayError | null {
  let hosts = 0;
  for (let i = 0; i < req.rawHeaders.length; i += 2) if (req.rawHeaders[i]!.toLowerCase() === "host") hosts++;
  if (hosts > 1)
    return new GatewayError("bad_request", "The header Host must not be sent more than once.", "host");
  const target = originForm(req.url ?? "/");
  if (!target.startsWith("/") && target !== "*")
    return new GatewayError("bad_request", "The request target is not a path.");
  const pathname = pathnameOf(target);
  const plain = unescaped(pathname);
  if (plain === null)
    return new GatewayError("bad_request", "The request target holds a broken percent-encoding.");
  if (
    /[\\\0-\x1f#]/.test(plain) ||
    plain.includes("//") ||
    plain.split("/").some((s) => s === "." || s === "..")
  ) {
    return new GatewayError("bad_request", "The request target is not a plain path.");
  }
  return null;
}

/** absolute-form (RFC 9112 §3.2.2) names an authority that we do not follow: the upstream is configured. */
function originForm(target: string): string {
  const match = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!match) return target;
  const rest = target.slice(match[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function pathnameOf(target: string): string {
  const at = target.indexOf("?");
  return at < 0 ? target : target.slice(0, at);
}

/** Percent-decoded until nothing changes (three rounds at most), null where an escape is broken. */
function unescaped(path: string): string | null {
  let plain = path;
  for (let round = 0; round < 3 && plain.includes("%"); round++) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return round === 0 ? null : plain;
    }
  }
  return plain;
}

function refuse(res: http.ServerResponse, error: GatewayError): void {
  const body = error.toJson();
  res.writeHead(error.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-should-retry": String(error.retry),
    connection: "close",
  });
  res.end(body);
}
