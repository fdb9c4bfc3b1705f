/**
 * Connections to one upstream that wait for their next request. One goes back only when its request was wholly written
 * and the answer wholly read; whatever upstream sends on it unasked ends it; none waits longer than it may.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

export interface PoolOptions {
  readonly secure: boolean;
  /** 1 and up. */
  readonly socketsMax: number;
  /** 1 ms and up. How long a connection is kept unused. */
  readonly idleConnectionMs: number;
}

export interface ConnectionPool {
  /** For the next request; connections that have waited too long are gone from it. */
  agent(): http.Agent;
  /** Watches what a connection is used for; called for every request of the agent's, before it is sent. */
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
    // Ends what waits; while an exchange runs nobody listens to it.
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
    // Node's own, which heeds upstream's Keep-Alive header, says false where its types say nothing.
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
      // The newest is taken first: where it has waited too long, so have all. A timer alone fires late in a busy loop.
      for (const waiting of Object.values(agent.freeSockets)) {
        const newest = waiting?.at(-1);
        const sinceMs = newest && waitsSinceMs.get(newest);
        if (sinceMs === undefined || performance.now() - sinceMs < options.idleConnectionMs) continue;
        for (const socket of waiting ?? []) socket.destroy();
      }
      return agent;
    },
    watch(outgoing) {
      outgoing.once("socket", (socket) => last.set(socket, { request: outgoing, answer: null }));
      outgoing.once("response", (answer) => {
        const exchange = outgoing.socket && last.get(outgoing.socket);
        if (exchange) exchange.answer = answer;
      });
    },
    close: () => agent.destroy(),
  };
}
