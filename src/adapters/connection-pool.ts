/**
 * Idle connections to one upstream, kept for the next request. A connection is kept only where its request was wholly
 * written and its answer wholly read; it is closed when upstream sends anything on it unasked, or when it was idle too
 * long.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

export interface PoolOptions {
  readonly secure: boolean;
  /** The most connections at one time, 1 and up. */
  readonly socketsMax: number;
  /** How long a connection is kept unused, 1 ms and up. */
  readonly idleConnectionMs: number;
}

export interface ConnectionPool {
  /** The agent for the next request; connections that were idle too long are closed first. */
  agent(): http.Agent;
  /** Notes which connection a request uses. Call it for every request of the agent's, before it is sent. */
  watch(outgoing: http.ClientRequest): void;
  close(): void;
}

const WAITING_MAX = 256;

export function createConnectionPool(options: PoolOptions): ConnectionPool {
  const agent = new (options.secure ? https : http).Agent({
    keepAlive: true,
    maxSockets: options.socketsMax,
    maxFreeSockets: WAITING_MAX,
    scheduling: "lifo",
    // Closes idle connections; during an exchange nothing listens for this time-out.
    timeout: options.idleConnectionMs,
  });
  const last = new WeakMap<Duplex, { request: http.ClientRequest; answer: http.IncomingMessage | null }>();
  const waitsSinceMs = new WeakMap<Duplex, number>();
  const endUnasked = function (this: Duplex) {
    this.destroy();
  };

  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket): boolean => {
    const exchange = last.get(socket);
    if (!exchange?.request.writableFinished || !exchange.answer?.complete) return false;
    if (socket.writableLength > 0 || socket.readableLength > 0) return false;
    // Node's own function, which heeds upstream's Keep-Alive header, returns false where its types declare nothing.
    const may: unknown = keep(socket);
    if (may === false) return false;
    waitsSinceMs.set(socket, performance.now());
    socket.on("data", endUnasked);
    return true;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    socket.off("data", endUnasked);
    reuse(socket, request);
  };

  return {
    agent() {
      // The newest idle connection would be used next: where it was idle too long, all were. A timer alone fires late
      // in a busy event loop.
      for (const waiting of Object.values(agent.freeSockets)) {
        const newest = waiting?.at(-1);
        const sinceMs = newest && waitsSinceMs.get(newest);
        if (sinceMs === undefined || performance.now() - sinceMs < options.idleConnectionMs) continue;
        for (const socket of waiting ?? []) socket.destroy();
      }
      return agent;
    },
    watch(outgoing) {
      outgoing.once("socket", (socket) => {
        // Node takes its own listener away when an answer has ended, and a moment before that the connection may have been
        // ended with an error, which its request has told already.
        if (!last.has(socket)) socket.on("error", () => {});
        last.set(socket, { request: outgoing, answer: null });
      });
      outgoing.once("response", (answer) => {
        const exchange = outgoing.socket && last.get(outgoing.socket);
        if (exchange) exchange.answer = answer;
      });
    },
    close: () => agent.destroy(),
  };
}
