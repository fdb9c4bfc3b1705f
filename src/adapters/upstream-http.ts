/**
 * Upstream over node:http(s): keep-alive, header lists as they stand on the wire, bodies with back-pressure.
 *
 * Not the global fetch: its 300 s limits have no setting, it decodes bodies but keeps their encoding header, and it
 * loses the case and order of headers. One thing is sent again: a request whose kept connection broke before a byte of
 * the answer, once, on a new connection, where its body is at hand. Upstreams close connections that wait, and the word
 * of it may be on its way while the next request is.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { UpstreamFault } from "../errors.ts";
import type { Upstream, UpstreamRequest, UpstreamResponse } from "../ports.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { asFault, howItFailed } from "./upstream-failure.ts";
import { tunnel } from "./upstream-tunnel.ts";

export interface HttpUpstreamOptions {
  readonly name: string;
  /** With its path, for example https://api.openai.com/v1; no trailing slash needed. */
  readonly baseUrl: string;
  /** 1 ms and up. From the first try to connect to the end of the TLS handshake. */
  readonly connectTimeoutMs: number;
  /** 1 ms and up. Between two bytes while we wait for upstream; a reader that is slow does not count against it. */
  readonly idleTimeoutMs: number;
  /** 1 ms and up; default 4000, below the 5 s after which usual servers close. How long a connection is kept unused. */
  readonly idleConnectionMs?: number;
  /** Default 4096. */
  readonly socketsMax?: number;
}

export interface HttpUpstream extends Upstream {
  /** Tunnels an upgrade: the client's socket is spliced to upstream's once upstream agrees. */
  upgrade(request: Omit<UpstreamRequest, "body" | "signal">, socket: Duplex, head: Buffer): void;
}

/** How long an answer may follow the error that ended its request's body. */
const EARLY_ANSWER_MS = 250;
const IDLE_CONNECTION_MS = 4000;

type Asked =
  | { readonly ok: true; readonly answer: UpstreamResponse }
  /** `stale`: a kept connection broke before a byte of the answer. */
  | { readonly ok: false; readonly fault: UpstreamFault; readonly stale: boolean };

export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const base = new URL(options.baseUrl);
  const secure = base.protocol === "https:";
  const client = secure ? https : http;
  const pool = createConnectionPool({
    secure,
    socketsMax: options.socketsMax ?? 4096,
    idleConnectionMs: options.idleConnectionMs ?? IDLE_CONNECTION_MS,
  });
  const prefix = base.pathname.replace(/\/+$/, "");
  const target = {
    protocol: base.protocol,
    host: base.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: base.port || (secure ? 443 : 80),
    setHost: false,
    setDefaultHeaders: false,
  } as const;

  /** Without an agent the connection is this request's own and ends with it. */
  function open(
    request: Omit<UpstreamRequest, "body" | "signal">,
    extra: readonly string[],
    agent: http.Agent | false,
  ): http.ClientRequest {
    return client.request({
      ...target,
      agent,
      method: request.method,
      path: prefix + request.path,
      headers: ["Host", base.host, ...request.rawHeaders, ...extra],
    });
  }

  function ask(request: UpstreamRequest, kept: boolean): Promise<Asked> {
    return new Promise<Asked>((resolve) => {
      const extra = [...framing(request), "Connection", kept ? "keep-alive" : "close"];
      const outgoing = open(request, extra, kept && pool.agent());
      if (kept) pool.watch(outgoing);
      const progress = progressOf(outgoing);
      // Node reports every end of a response as a reset; why it ended is kept here.
      let ended: UpstreamFault | null = null;
      const end = (fault: UpstreamFault) => {
        ended ??= fault;
        outgoing.destroy(fault);
      };
      const idle = idleTimer(options.idleTimeoutMs, () =>
        end(new UpstreamFault("timeout", `no byte within ${options.idleTimeoutMs} ms`)),
      );
      const abort = () => end(new UpstreamFault("aborted", "the caller left"));
      request.signal.addEventListener("abort", abort, { once: true });
      const over = () => {
        idle.stop();
        request.signal.removeEventListener("abort", abort);
      };
      limitConnect(outgoing, options.connectTimeoutMs, idle);
      let sent = false;
      let answered = false;
      const giveUp = (error: unknown, otherwise: UpstreamFault["why"], afterMs: number) => {
        setTimeout(() => {
          if (answered) return;
          over();
          const broke = ended === null && !(error instanceof UpstreamFault);
          const fault =
            ended ??
            asFault(
              error,
              otherwise,
              howItFailed(base.host, outgoing.reusedSocket, progress.connected, error),
            );
          resolve({ ok: false, fault, stale: broke && outgoing.reusedSocket && !progress.heard });
        }, afterMs).unref();
      };
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        // Upstream may answer and close before the body is through (413): its answer is given a moment to arrive.
        const early = !sent && (error.code === "EPIPE" || error.code === "ECONNRESET");
        giveUp(error, early ? "cut" : "unreachable", early ? EARLY_ANSWER_MS : 0);
      });
      // A connection that ends with neither an answer nor an error, for example by a 101 that nobody asked for.
      outgoing.on("close", () => {
        if (!answered) giveUp(null, "cut", EARLY_ANSWER_MS);
      });
      outgoing.on("response", (incoming) => {
        answered = true;
        idle.stop();
        resolve({
          ok: true,
          answer: {
            status: incoming.statusCode ?? 502,
            statusText: incoming.statusMessage ?? "",
            rawHeaders: incoming.rawHeaders,
            body: bodyOf(incoming, idle, over, (error) => ended ?? asFault(error, "cut")),
          },
        });
      });
      send(outgoing, request.body, idle)
        .then(() => {
          sent = true;
        })
        .catch((error) => outgoing.destroy(asFault(error, "aborted")));
    });
  }

  return {
    name: options.name,

    async request(request) {
      if (request.signal.aborted) throw new UpstreamFault("aborted", "the caller left");
      const first = await ask(request, true);
      if (first.ok) return first.answer;
      const again = request.body === null || Buffer.isBuffer(request.body);
      if (!first.stale || !again || request.signal.aborted) throw first.fault;
      const second = await ask(request, false);
      if (second.ok) return second.answer;
      const { why, message } = second.fault;
      throw new UpstreamFault(why, `${first.fault.message}; then ${message}`, { cause: second.fault });
    },

    upgrade(request, socket, head) {
      const own = request.rawHeaders.filter(
        (_, i) => !FRAMING.has(request.rawHeaders[i - (i % 2)]!.toLowerCase()),
      );
      const outgoing = open({ ...request, rawHeaders: own }, ["Connection", "Upgrade"], false);
      limitConnect(outgoing, options.connectTimeoutMs, null);
      tunnel(outgoing, socket, head, options.idleTimeoutMs);
    },

    async close() {
      pool.close();
    },
  };
}

/** What would make bytes behind an upgrade's head its body; it has none. */
const FRAMING: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "trailer", "expect"]);

/** How far the request's connection got: was it there, and has upstream sent anything on it since? */
function progressOf(outgoing: http.ClientRequest): { connected: boolean; heard: boolean } {
  const progress = { connected: false, heard: false };
  outgoing.once("socket", (socket) => {
    const connected = () => {
      progress.connected = true;
    };
    const heard = () => {
      progress.heard = true;
    };
    if (socket.connecting) socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    else connected();
    socket.once("data", heard);
    outgoing.once("close", () => socket.off("data", heard));
  });
  return progress;
}

/** Content-Length or chunked, decided here: the caller's own framing was hop-by-hop. */
function framing(request: UpstreamRequest): string[] {
  if (Buffer.isBuffer(request.body)) return ["Content-Length", String(request.body.length)];
  const hasLength = request.rawHeaders.some((v, i) => i % 2 === 0 && v.toLowerCase() === "content-length");
  return request.body === null || hasLength ? [] : ["Transfer-Encoding", "chunked"];
}

async function send(
  outgoing: http.ClientRequest,
  body: UpstreamRequest["body"],
  idle: IdleTimer,
): Promise<void> {
  if (body === null || Buffer.isBuffer(body)) {
    outgoing.end(body ?? undefined);
    idle.start();
    return;
  }
  // The client's request is left open when upstream closes first: its answer still goes out on that socket.
  const chunks = body instanceof http.IncomingMessage ? body.iterator({ destroyOnReturn: false }) : body;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    if (outgoing.destroyed) return;
    if (outgoing.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      outgoing.once("drain", resolve);
      outgoing.once("close", resolve);
    });
  }
  outgoing.end();
  idle.start();
}

async function* bodyOf(
  incoming: http.IncomingMessage,
  idle: IdleTimer,
  over: () => void,
  fault: (error: unknown) => UpstreamFault,
): AsyncGenerator<Buffer> {
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      idle.start();
      const next = await chunks.next();
      idle.stop();
      if (next.done) break;
      yield next.value;
    }
    if (!incoming.complete) throw new UpstreamFault("cut", "upstream ended before its answer did");
  } catch (error) {
    throw fault(error);
  } finally {
    over();
    if (!incoming.complete) incoming.destroy();
  }
}

interface IdleTimer {
  start(): void;
  stop(): void;
}

function idleTimer(ms: number, fire: () => void): IdleTimer {
  let timer: NodeJS.Timeout | null = null;
  let on = false;
  return {
    start() {
      on = true;
      if (timer) timer.refresh();
      else {
        timer = setTimeout(() => {
          if (on) fire();
        }, ms);
        timer.unref();
      }
    },
    stop() {
      on = false;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

function limitConnect(outgoing: http.ClientRequest, ms: number, idle: IdleTimer | null): void {
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(
      () => outgoing.destroy(new UpstreamFault("unreachable", `no connection within ${ms} ms`)),
      ms,
    );
    const done = () => {
      clearTimeout(timer);
      idle?.start();
    };
    socket.once("encrypted" in socket ? "secureConnect" : "connect", done);
    socket.once("close", () => clearTimeout(timer));
  });
}
