/**
 * Upstream over node:http(s): keep-alive, header lists as they stand on the wire, bodies with back-pressure.
 *
 * Not the global fetch: its 300 s limits have no setting, it decodes bodies but keeps their encoding header, and it
 * loses the case and order of headers. Nothing is retried here: a POST that may have reached upstream is the caller's
 * to repeat.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { UpstreamFault } from "../errors.ts";
import type { Upstream, UpstreamRequest, UpstreamResponse } from "../ports.ts";

export interface HttpUpstreamOptions {
  readonly name: string;
  /** With its path, for example https://api.openai.com/v1; no trailing slash needed. */
  readonly baseUrl: string;
  /** 1 ms and up. From the first try to connect to the end of the TLS handshake. */
  readonly connectTimeoutMs: number;
  /** 1 ms and up. Between two bytes while we wait for upstream; a reader that is slow does not count against it. */
  readonly idleTimeoutMs: number;
  /** Default 4096. */
  readonly socketsMax?: number;
}

export interface HttpUpstream extends Upstream {
  /** Tunnels an upgrade: the client's socket is spliced to upstream's once upstream agrees. */
  upgrade(request: Omit<UpstreamRequest, "body" | "signal">, socket: Duplex, head: Buffer): void;
}

/** How long an answer may follow the error that ended its request's body. */
const EARLY_ANSWER_MS = 250;

export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const base = new URL(options.baseUrl);
  const secure = base.protocol === "https:";
  const client = secure ? https : http;
  const agent = new client.Agent({
    keepAlive: true,
    maxSockets: options.socketsMax ?? 4096,
    maxFreeSockets: 256,
    scheduling: "lifo",
  });
  const prefix = base.pathname.replace(/\/+$/, "");
  const target = {
    agent,
    protocol: base.protocol,
    host: base.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: base.port || (secure ? 443 : 80),
    setHost: false,
    setDefaultHeaders: false,
  } as const;

  function open(
    request: Omit<UpstreamRequest, "body" | "signal">,
    extra: readonly string[],
  ): http.ClientRequest {
    return client.request({
      ...target,
      method: request.method,
      path: prefix + request.path,
      headers: ["Host", base.host, ...request.rawHeaders, ...extra],
    });
  }

  return {
    name: options.name,

    request(request) {
      return new Promise<UpstreamResponse>((resolve, reject) => {
        if (request.signal.aborted) return reject(new UpstreamFault("aborted", "the caller left"));
        const outgoing = open(request, framing(request));
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
        const giveUp = (fault: UpstreamFault, afterMs: number) => {
          setTimeout(() => {
            if (answered) return;
            over();
            reject(ended ?? fault);
          }, afterMs).unref();
        };
        outgoing.on("error", (error: NodeJS.ErrnoException) => {
          // Upstream may answer and close before the body is through (413): its answer is given a moment to arrive.
          const early = !sent && (error.code === "EPIPE" || error.code === "ECONNRESET");
          giveUp(asFault(error, early ? "cut" : "unreachable"), early ? EARLY_ANSWER_MS : 0);
        });
        // A connection that ends with neither an answer nor an error, for example by a 101 that nobody asked for.
        outgoing.on("close", () => {
          if (!answered)
            giveUp(new UpstreamFault("cut", "upstream closed without an answer"), EARLY_ANSWER_MS);
        });
        outgoing.on("response", (incoming) => {
          answered = true;
          idle.stop();
          resolve({
            status: incoming.statusCode ?? 502,
            statusText: incoming.statusMessage ?? "",
            rawHeaders: incoming.rawHeaders,
            body: bodyOf(incoming, idle, over, (error) => ended ?? asFault(error, "cut")),
          });
        });
        send(outgoing, request.body, idle)
          .then(() => {
            sent = true;
          })
          .catch((error) => outgoing.destroy(asFault(error, "aborted")));
      });
    },

    upgrade(request, socket, head) {
      const outgoing = open(request, ["Connection", "Upgrade"]);
      const timer = setTimeout(
        () => outgoing.destroy(new UpstreamFault("timeout", "no answer to an upgrade")),
        options.idleTimeoutMs,
      );
      const fail = () => {
        clearTimeout(timer);
        if (!socket.destroyed)
          socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      };
      limitConnect(outgoing, options.connectTimeoutMs, null);
      outgoing.on("error", fail);
      socket.on("error", () => outgoing.destroy());
      socket.on("close", () => outgoing.destroy());
      outgoing.on("upgrade", (answer, other, otherHead) => {
        clearTimeout(timer);
        other.on("error", () => socket.destroy());
        other.on("close", () => socket.destroy());
        socket.on("close", () => other.destroy());
        socket.write(headOf(answer));
        if (otherHead.length > 0) socket.write(otherHead);
        if (head.length > 0) other.write(head);
        socket.pipe(other);
        other.pipe(socket);
      });
      outgoing.on("response", (answer) => {
        clearTimeout(timer);
        socket.write(headOf(answer, true));
        answer.on("error", () => socket.destroy());
        answer.pipe(socket);
      });
      outgoing.end();
    },

    async close() {
      agent.destroy();
    },
  };
}

/** Content-Length or chunked, decided here: the caller's own framing was hop-by-hop. */
function framing(request: UpstreamRequest): string[] {
  if (Buffer.isBuffer(request.body))
    return ["Content-Length", String(request.body.length), "Connection", "keep-alive"];
  const hasLength = request.rawHeaders.some((v, i) => i % 2 === 0 && v.toLowerCase() === "content-length");
  if (request.body === null || hasLength) return ["Connection", "keep-alive"];
  return ["Transfer-Encoding", "chunked", "Connection", "keep-alive"];
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

function asFault(error: unknown, otherwise: UpstreamFault["why"]): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  return new UpstreamFault(otherwise, `upstream ${otherwise}${code ? ` (${code})` : ""}`, { cause: error });
}

function headOf(answer: http.IncomingMessage, close = false): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i]!;
    if (close && /^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name)) continue;
    lines.push(`${name}: ${answer.rawHeaders[i + 1]}`);
  }
  if (close) lines.push("Connection: close");
  return `${lines.join("\r\n")}\r\n\r\n`;
}
