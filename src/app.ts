/**
 * Ingress: what is order-free at the edge. The data plane answers /v1, feedback and health; the admin plane has its
 * own listener. Malformed targets are refused before anything reads them, so that every later part sees one path.
 */
import http from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { GatewayError } from "./errors.ts";
import { discard, readBody } from "./gateway/body.ts";
import type { Target } from "./gateway/exchange.ts";
import type { Gateway } from "./gateway.ts";
import type { Route } from "./model.ts";
import { fieldsOf } from "./narrow.ts";

export interface Health {
  /** Null when ready; else why not yet, or not any more. */
  readonly notReady: () => string | null;
  readonly draining: () => boolean;
}

export interface DataServerParts {
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
/** Of a body that a person or a script writes by hand. */
export const SMALL_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 20_000;

export function createDataServer(plane: DataServerParts): http.Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.post("/semblance/feedback", async (c) => {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
      throw new GatewayError("unsupported_media_type", "Feedback is JSON.");
    }
    const text = (await readBody(c.env.incoming, SMALL_BYTES_MAX)).toString("utf8");
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
  const late = new WeakSet<Duplex>();
  const api = (req: http.IncomingMessage, res: http.ServerResponse): boolean => {
    if (!req.url?.startsWith("/v1/")) return false;
    if (late.has(req.socket)) return refuseRead(req, res, SHUTTING_DOWN);
    void plane.gateway.handle(req, res, targetOf(req));
    return true;
  };
  return listening(app, plane.health, api, (server) => {
    // While running answers end, new callers are told to go elsewhere; who was here before is served.
    server.on("connection", (socket) => plane.health.draining() && late.add(socket));
    server.on("upgrade", (req, socket, head) => {
      // Node took its own listener away with the request.
      socket.on("error", () => socket.destroy());
      server.emit("tunnel", socket);
      const refusal =
        (plane.health.draining() ? SHUTTING_DOWN : null) ??
        refusalOf(req) ??
        bodyOfUpgrade(req) ??
        (pathnameOf(req.url ?? "").startsWith("/v1/") ? null : NO_SUCH_PAGE);
      if (refusal) return refuseSocket(socket, refusal);
      req.url = originForm(req.url ?? "/");
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
      // Any other upgrade (h2c, as some HTTP clients offer by default) is declined by going on in HTTP/1.1.
      shouldUpgradeCallback: (req: http.IncomingMessage) => /^websocket$/i.test(req.headers.upgrade ?? ""),
    },
    (req, res) => {
      if (health.draining()) res.setHeader("connection", "close");
      const twice = severalHosts(req) ?? codingRefusal(req);
      if (!twice && answersHealth(req, res, health)) return;
      const refusal = twice ?? targetRefusal(req);
      if (refusal) {
        refuse(res, refusal);
        return;
      }
      req.url = originForm(req.url ?? "/");
      if (!takes(req, res)) void hono(req, res);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (refused.has(socket)) return;
    if (socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const [status, message] = CLIENT_ERRORS[error.code ?? ""] ?? [
      400,
      "The request is not HTTP as RFC 9112 has it.",
    ];
    const { reason } = fieldsOf(error);
    if (/invalid `Transfer-Encoding`/i.test(String(reason))) refuseSocket(socket, unknownCoding());
    else refuseSocket(socket, new GatewayError("bad_request", message), status);
  });
  more(server);
  return server;
}

/** Have their answer already, though the parser goes on to fail. */
const refused = new WeakSet<Duplex>();

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "The request's headers are larger than 72 KiB."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not come whole in time."],
};

const SHUTTING_DOWN = new GatewayError("shutting_down", "This gateway is ending; another may answer.");
const NO_SUCH_PAGE = new GatewayError("not_found", "The API is below /v1.");

/** Health is asked by load balancers of every age: it needs no Host, and nothing else of the request. */
function answersHealth(req: http.IncomingMessage, res: http.ServerResponse, health: Health): boolean {
  if (req.method !== "GET" && req.method !== "HEAD") return false;
  const path = pathnameOf(req.url ?? "");
  if (path !== "/livez" && path !== "/readyz") return false;
  const why = path === "/livez" ? null : health.notReady();
  const text = why === null ? "ok\n" : `${why}\n`;
  res.writeHead(why === null ? 200 : 503, {
    "content-type": "text/plain",
    "content-length": Buffer.byteLength(text),
  });
  res.end(text);
  return true;
}

/** An answer on a socket that has no response object. */
export function refuseSocket(socket: Duplex, error: GatewayError, status = error.status): void {
  const body = error.toJson();
  const head = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Should-Retry: ${error.retry}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
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
  return severalHosts(req) ?? targetRefusal(req);
}

/** Upstream would hear of a body that never comes, or take what follows for one. */
function bodyOfUpgrade(req: http.IncomingMessage): GatewayError | null {
  const { "content-length": length, "transfer-encoding": coding } = req.headers;
  if (coding === undefined && (length === undefined || /^0+$/.test(length))) return null;
  return new GatewayError("bad_request", "A request to upgrade must not have a body.");
}

/** A coding that we do not undo must not be dropped either: the body would be read as what it is not (RFC 9112 §6.1). */
function codingRefusal(req: http.IncomingMessage): GatewayError | null {
  const coding = req.headers["transfer-encoding"];
  if (coding === undefined || coding.trim().toLowerCase() === "chunked") return null;
  return unknownCoding();
}

function unknownCoding(): GatewayError {
  return new GatewayError("not_implemented", "No transfer coding but chunked is understood.");
}

function severalHosts(req: http.IncomingMessage): GatewayError | null {
  let hosts = 0;
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts > 1
    ? new GatewayError("bad_request", "The header Host must not be sent more than once.", "host")
    : null;
}

function targetRefusal(req: http.IncomingMessage): GatewayError | null {
  // The paths that nearly every request names need no second look.
  if (req.url?.startsWith("/v1/") && CACHED.has(req.url.slice("/v1".length))) return null;
  const target = originForm(req.url ?? "/");
  if (!target.startsWith("/")) return new GatewayError("bad_request", "The request target is not a path.");
  const plain = unescaped(pathnameOf(target));
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

/** Percent-decoded, byte for byte, until nothing changes (three rounds at most); null where an escape is broken. */
function unescaped(path: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(path)) return null;
  let plain = path;
  for (let round = 0; round < 3 && plain.includes("%"); round++) {
    plain = plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return plain;
}

/** A refusal once the body is read: a connection that closes with unread bytes is reset, and the answer lost. */
function refuseRead(req: http.IncomingMessage, res: http.ServerResponse, error: GatewayError): true {
  const timer = setTimeout(answer, REFUSED_BODY_MS_MAX);
  function answer() {
    clearTimeout(timer);
    if (!res.headersSent && !res.destroyed) refuse(res, error);
  }
  req.once("end", answer);
  discard(req, REFUSED_BODY_BYTES_MAX);
  return true;
}

const REFUSED_BODY_MS_MAX = 2_000;
const REFUSED_BODY_BYTES_MAX = 128 * 1024 * 1024;

function refuse(res: http.ServerResponse, error: GatewayError): void {
  refused.add(res.req.socket);
  const body = error.toJson();
  res.writeHead(error.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-should-retry": String(error.retry),
    connection: "close",
  });
  res.end(body);
}
