/**
 * A Redis master that sentinels name: how the driver asks them, and word of another master. The one of before may answer
 * as a master for many seconds still, and what it takes then is lost, a purge too; so nobody waits for it to break off.
 */
import { Redis } from "ioredis";

export interface RedisSentinels {
  /** One at least; what they know of further ones is added. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** The master's name. */
  readonly master: string;
  /** The sentinels' own; "": none is asked for. */
  readonly password: string;
}

export interface SentinelOptions {
  readonly sentinels: RedisSentinels;
  /** Are they, and the master, spoken to by TLS? */
  readonly secure: boolean;
  /** Milliseconds before the next attempt, by the number of those that failed. */
  readonly reconnectMs: (times: number) => number;
}

/** Milliseconds that one sentinel may take, so that a hung one does not hold up the next. */
const SENTINEL_MS_MAX = 1_000;
const SWITCHED = "+switch-master";

/** What the driver's connection is made with, besides the URL, whose host and port are passed over. */
export function bySentinels({ sentinels, secure, reconnectMs }: SentinelOptions) {
  const { nodes, master, password } = sentinels;
  return {
    sentinels: nodes.map(({ host, port }) => ({ host, port })),
    name: master,
    sentinelRetryStrategy: reconnectMs,
    sentinelCommandTimeout: SENTINEL_MS_MAX,
    enableTLSForSentinelMode: secure,
    ...(password !== "" && { sentinelPassword: password }),
    ...(secure && { sentinelTLS: {} }),
  };
}

/** Calls `onMoved` when a sentinel says that another server is the master; several may say so. Returns how to end it. */
export function watchSentinels(options: SentinelOptions, onMoved: () => void): () => void {
  const { sentinels, secure, reconnectMs } = options;
  const watching = sentinels.nodes.map(({ host, port }) => {
    const { password } = sentinels;
    const access = { ...(password !== "" && { password }), ...(secure && { tls: {} }) };
    const client = new Redis({
      ...{ host, port, ...access, retryStrategy: reconnectMs, maxRetriesPerRequest: null },
      ...{ keepAlive: 10_000, enableReadyCheck: false },
    });
    // One that is away is asked again by itself; that none answers is told by who looks for the master.
    client.on("error", () => {});
    client.on("message", (_, text: string) => {
      if (text.split(" ")[0] === sentinels.master) onMoved();
    });
    client.subscribe(SWITCHED).catch(() => {});
    return client;
  });
  return () => {
    for (const client of watching) client.disconnect();
  };
}
