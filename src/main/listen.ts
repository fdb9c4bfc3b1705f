/**
 * Starts and ends listeners. A port in use is a one-line error; a drain lets running answers finish, and resets
 * nobody but who comes in the instant in which the port closes.
 */
import type http from "node:http";
import net, { type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause, setImmediate as polled } from "node:timers/promises";
import { Connections } from "./connections.ts";

const DRAIN_MS_MAX = 30_000;
/**
 * The port closes after so many ms without a new connection, at the latest after the maximum, so that none is reset.
 */
const QUIET_MS = 300;
const QUIET_MS_MAX = 3_000;
/** Longest wait, ms, for the first request on an open connection. */
const FIRST_REQUEST_MS = 1_000;
const LOOK_MS = 25;
/** Longest wait, ms, for a moment at which no connection waits to be accepted. */
const LULL_MS_MAX = 1_000;

const connectionsOf = new WeakMap<http.Server, Connections>();

/** Starts listening. `setting`: name of the port's setting, for error messages. */
export function listen(server: http.Server, host: string, port: number, setting: string): Promise<void> {
  connectionsOf.set(server, new Connections(server));
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? `is taken: end what listens there, or set ${setting} to another port (0: any free one)`
          : `cannot be listened on (${error.code}): set ${setting} to a port that may be`;
      reject(new StartFault(`${host}:${port} ${why}`));
    });
    server.listen({ host, port, backlog: 4096 }, () => resolve());
  });
}

/** An error at start, shown as one line, with exit status 2. */
export class StartFault extends Error {}

export function origin(server: http.Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** The server's open upgraded sockets, which it neither counts nor closes itself. */
export function tunnelsOf(server: http.Server): Set<Duplex> {
  const open = new Set<Duplex>();
  server.on("tunnel", (socket: Duplex) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}

export interface DrainOptions {
  readonly tunnels?: ReadonlySet<Duplex>;
  /** Requests on new connections are answered until no new one has come for a while; only then the port closes. */
  readonly untilQuiet?: boolean;
  /** Called before the port closes, with what resolves when it is closed. */
  readonly onClosing?: (closed: Promise<void>) => void;
}

/**
 * Lets running answers finish; what still runs after the drain time is cut, visibly. Tunnels have no end of their own:
 * they are closed once the last answer is out.
 */
export async function drained(
  server: http.Server,
  busy: { readonly inflight: number },
  options: DrainOptions = {},
): Promise<void> {
  const connections = connectionsOf.get(server) ?? new Connections(server);
  connections.closeUnused();
  if (options.untilQuiet) await quiet(connections);
  const port = Promise.withResolvers<void>();
  options.onClosing?.(port.promise);
  const closed = await stopListening(server, connections);
  port.resolve();
  const fromMs = performance.now();
  const cutTunnels = () => {
    for (const socket of options.tunnels ?? []) socket.destroy();
  };
  const settle = () => {
    connections.closeUnused();
    if (busy.inflight > 0) return;
    if (performance.now() - fromMs > FIRST_REQUEST_MS) server.closeIdleConnections();
    cutTunnels();
  };
  settle();
  const idle = setInterval(settle, LOOK_MS);
  const late = setTimeout(() => {
    server.closeAllConnections();
    cutTunnels();
  }, DRAIN_MS_MAX);
  await closed.ended;
  clearInterval(idle);
  clearTimeout(late);
  // Ends the server's timers; its error that nothing listens any more is ignored.
  server.close(() => {});
}

/**
 * Closes the listening socket only. Node's `http.Server.close` would also destroy connections without a request so far,
 * although one may be arriving. Connections that wait to be accepted would be reset: it is closed right after a poll of the
 * event loop that brought none.
 */
async function stopListening(
  server: http.Server,
  connections: Connections,
): Promise<{ readonly ended: Promise<void> }> {
  const fromMs = performance.now();
  for (let seen = -1; seen !== connections.count && performance.now() - fromMs < LULL_MS_MAX; ) {
    seen = connections.count;
    await polled();
  }
  return { ended: new Promise((resolve) => net.Server.prototype.close.call(server, () => resolve())) };
}

async function quiet(connections: Connections): Promise<void> {
  const fromMs = performance.now();
  for (;;) {
    const nowMs = performance.now();
    if (nowMs - Math.max(fromMs, connections.newestMs) >= QUIET_MS || nowMs - fromMs >= QUIET_MS_MAX) return;
    await pause(LOOK_MS);
    connections.closeUnused();
  }
}
