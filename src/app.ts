/**
 * Ingress: what both listeners do before a request is read. The data plane answers /v1, feedback and health; the admin
 * plane has its own listener. Malformed targets are refused first, so that every later part sees the same path.
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
  /** Why the gateway is not ready, not yet or no longer; null when it is ready. */
  readonly notReady: () => string | null;
  readonly draining: () => boolean;
  /** Resolves when the port is closed; null while that is not about to happen. */
  readonly portClosed: () => Promise<void> | null;
}

export interface DataServerParts {
  readonly gateway: Gateway;
  readonly health: Health;
  /** Answers POST /semblance/feedback with a status and a body. */
  readonly feedback: (
    rawHeaders: readonly string[],
    body: unknown,
  ) => Promise<{ status: number; body: unknown }>;
  /** Tunnels an upgrade below /v1. */
  readonly upgrade: (req: http.IncomingMessage, target: Target, socket: Duplex, head: Buffer) => void;
}

/** Paths below /v1 on which POST requests are cached, and their routes. */
const CACHED: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/chat/completions", "chat"],
  ["/responses", "responses"],
  ["/completions", "completions"],
  ["/embeddings", "embeddings"],
]);

/** Most bytes of headers: OpenAI promises its clients 64 KiB; Node's default limit is 16 KiB. */
const HEADER_BYTES_MAX = 72 * 1024;
/** Most bytes of a body that a person or a script writes by hand. */
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
    // A caller who asks again as soon as it is refused would keep the port from a moment at which it can be closed.
    if (late.has(req.socket)) return refuseRead(req, res, SHUTTING_DOWN, plane.health.portClosed());
    void plane.gateway.handle(req, res, targetOf(req));
    return true;
  };
  return listening(app, plane.health, api, (server) => {
    // While running answers end, new connections are refused; those opened before are still served.
    server.on("connection", (socket) => plane.health.draining() && late.add(socket));
    server.on("upgrade", (req, socket, head) => {
      // Node removed its own error listener together with the request.
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
  /** Takes a request that Hono is not to handle; returns false to leave it to Hono. */
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
      // Any other upgrade (h2c, as some HTTP clients offer by default) is declined by answering in HTTP/1.1.
      shouldUpgradeCallback: (req: http.IncomingMessage) =>
        /^websocket$/i.test(req.headers.upgrade ?? "") && !isBehindAnother(req),
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

/**
 * Does a request wait behind one on its connection that is not answered yet? A tunnel would be joined to the connection
 * before that answer, and the client would take what comes out of it for the answer. Node tells it by no public name.
 */
function isBehindAnother(req: http.IncomingMessage): boolean {
  return fieldsOf(req.socket)["_httpMessage"] != null;
}

/** Sockets that were already sent an error; later parser errors on them are ignored. */
const refused = new WeakSet<Duplex>();

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  // Node's parser ends with the same code where there are too many.
  HPE_HEADER_OVERFLOW: [431, "The request's headers are larger than 72 KiB, or more than 999."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not come whole in time."],
};

const SHUTTING_DOWN = new GatewayError("shutting_down", "This gateway is ending; another may answer.");
const NO_SUCH_PAGE = new GatewayError("not_found", "The API is below /v1.");

/**
 * Answers a health check, which needs no Host or anything else, as load balancers of every age ask it. False: it is
 * none.
 */
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

/** Sends an error on a socket that has no response object, and closes it. */
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
 * Refuses what two readers could take for different requests: several Host headers (RFC 9112 §3.2), a target that
 * leaves /v1 when its dots or escapes are resolved, characters that a target must not have. Null: nothing is wrong.
 */
function refusalOf(req: http.IncomingMessage): GatewayError | null {
  return severalHosts(req) ?? targetRefusal(req);
}

/** Refuses an upgrade with a body: upstream would wait for it, or take what follows for it. */
function bodyOfUpgrade(req: http.IncomingMessage): GatewayError | null {
  const { "content-length": length, "transfer-encoding": coding } = req.headers;
  if (coding === undefined && (length === undefined || /^0+$/.test(length))) return null;
  return new GatewayError("bad_request", "A request to upgrade must not have a body.");
}

/** Refuses a transfer coding other than chunked: if it were ignored, the body would be misread (RFC 9112 §6.1). */
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
  // The paths that nearly all requests name need no further check.
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

/** The path of an absolute-form target (RFC 9112 §3.2.2). Its authority is ignored, as the upstream is configured. */
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

/**
 * The path percent-decoded, byte for byte, until nothing changes (three rounds at most); null where an escape is
 * broken.
 */
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

/**
 * Sends an error once the body is read (closing a connection with unread bytes resets it, and the answer is lost) and
 * `after` has resolved.
 */
function refuseRead(
  req: http.IncomingMessage,
  res: http.ServerResponse,
  error: GatewayError,
  after: Promise<void> | null,
): true {
  const timer = setTimeout(answer, REFUSED_BODY_MS_MAX);
  async function answer() {
    clearTimeout(timer);
    await after;
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
