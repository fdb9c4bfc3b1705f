/**
 * Upstream over node:http(s): keep-alive, header lists as they stand on the wire, bodies with back-pressure.
 *
 * Not the global fetch: its 300 s limits have no setting, it decodes bodies but keeps their encoding header, and it
 * loses the case and order of headers. Only one kind of request is sent again, once and on a new connection: one whose
 * kept connection broke before a byte of the answer, and whose body is still there. Upstreams close idle connections,
 * and may do so while the next request is on its way.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { UpstreamFault } from "../errors.ts";
import { InStep } from "../in-step.ts";
import type { Upstream, UpstreamRequest } from "../ports.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { type Attempt, exchange, limitConnect } from "./upstream-exchange.ts";
import { tunnel } from "./upstream-tunnel.ts";

export interface HttpUpstreamOptions {
  readonly name: string;
  /** The upstream's address with its path, for example https://api.openai.com/v1; no trailing slash needed. */
  readonly baseUrl: string;
  /** Milliseconds from the first try to connect to the end of the TLS handshake, 1 and up. */
  readonly connectTimeoutMs: number;
  /** Milliseconds between two bytes while upstream is waited for, 1 and up; a slow reader does not count against it. */
  readonly idleTimeoutMs: number;
  /** How long a connection is kept unused, 1 ms and up; default 4000, below the 5 s after which usual servers close. */
  readonly idleConnectionMs?: number;
  /** Most connections at one time. Default 4096. */
  readonly socketsMax?: number;
}

export interface HttpUpstream extends Upstream {
  /** Tunnels an upgrade: the client's socket is joined to upstream's once upstream agrees. */
  upgrade(request: Omit<UpstreamRequest, "body" | "signal">, socket: Duplex, head: Buffer): void;
}

const IDLE_CONNECTION_MS = 4000;

export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const base = new URL(options.baseUrl);
  const pool = createConnectionPool({
    secure: base.protocol === "https:",
    socketsMax: options.socketsMax ?? 4096,
    idleConnectionMs: options.idleConnectionMs ?? IDLE_CONNECTION_MS,
  });
  const open = openerTo(base);
  // Answers of one turn are passed on together: each alone would have the processor fetch all code of that anew.
  const answers = new InStep();

  function ask(request: UpstreamRequest, kept: boolean): Promise<Attempt> {
    const extra = [...framing(request), "Connection", kept ? "keep-alive" : "close"];
    const outgoing = open(request, extra, kept && pool.agent());
    if (kept) pool.watch(outgoing);
    return exchange(outgoing, request, { ...options, host: base.host });
  }

  return {
    name: options.name,

    async request(request) {
      if (request.signal.aborted) throw new UpstreamFault("aborted", "the caller left");
      const first = await ask(request, true);
      if (first.ok) {
        await answers.wait();
        return first.answer;
      }
      const again = !request.once && (request.body === null || Buffer.isBuffer(request.body));
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

type Opener = (
  request: Omit<UpstreamRequest, "body" | "signal">,
  extra: readonly string[],
  agent: http.Agent | false,
) => http.ClientRequest;

/** As many as the gateway takes of its own callers. */
const HEADER_BYTES_MAX = 72 * 1024;

/**
 * Makes the function that opens requests below a base URL. Without an agent a request has a connection of its own,
 * which ends with it.
 */
function openerTo(base: URL): Opener {
  const secure = base.protocol === "https:";
  const client = secure ? https : http;
  const prefix = base.pathname.replace(/\/+$/, "");
  const target = {
    protocol: base.protocol,
    host: base.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: base.port || (secure ? 443 : 80),
    setHost: false,
    setDefaultHeaders: false,
  } as const;
  return (request, extra, agent) =>
    client.request({
      ...target,
      agent,
      maxHeaderSize: HEADER_BYTES_MAX,
      method: request.method,
      path: prefix + request.path,
      headers: ["Host", base.host, ...request.rawHeaders, ...extra],
    });
}

/** Headers that would turn bytes behind an upgrade's head into a body; an upgrade has none. */
const FRAMING: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "trailer", "expect"]);

/** The headers that frame the body, Content-Length or chunked; the caller's own framing was hop-by-hop. */
function framing(request: UpstreamRequest): string[] {
  const hasLength = request.rawHeaders.some((v, i) => i % 2 === 0 && v.toLowerCase() === "content-length");
  if (request.body === null || hasLength) return [];
  if (Buffer.isBuffer(request.body)) return ["Content-Length", String(request.body.length)];
  return ["Transfer-Encoding", "chunked"];
}
