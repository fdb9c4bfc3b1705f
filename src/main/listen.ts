/** Listening and ending: a taken port is one clear line, a drain lets running answers finish. */
import type http from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

const DRAIN_MS_MAX = 30_000;

export function listen(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is taken" : `cannot be listened on (${error.code})`;
      reject(new StartFault(`${host}:${port} ${why}`));
    });
    server.listen({ host, port, backlog: 4096 }, () => resolve());
  });
}

/** One clear line and exit status 2. */
export class StartFault extends Error {}

export function origin(server: http.Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Upgraded sockets, which a server neither counts nor closes. */
export function tunnelsOf(server: http.Server): Set<Duplex> {
  const open = new Set<Duplex>();
  server.on("tunnel", (socket: Duplex) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}

/**
 * Lets running answers finish; what still runs after the drain time is cut, visibly. Tunnels have no end of their own:
 * they are closed once the last answer is out.
 */
export async function drained(
  server: http.Server,
  busy: { readonly inflight: number },
  tunnels: ReadonlySet<Duplex> = new Set(),
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cutTunnels = () => {
    for (const socket of tunnels) socket.destroy();
  };
  const settle = () => {
    if (busy.inflight > 0) return;
    server.closeIdleConnections();
    cutTunnels();
  };
  server.closeIdleConnections();
  const idle = setInterval(settle, 50);
  const late = setTimeout(() => {
    server.closeAllConnections();
    cutTunnels();
  }, DRAIN_MS_MAX);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
