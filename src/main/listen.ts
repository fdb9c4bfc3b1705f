/** Listening and ending: a taken port is one clear line, a drain lets running answers finish. */
import type http from "node:http";
import type { AddressInfo } from "node:net";

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

/** Lets running answers finish; what still runs after the drain time is cut, visibly. */
export async function drained(server: http.Server, busy: { readonly inflight: number }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => {
    if (busy.inflight === 0) server.closeIdleConnections();
  }, 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
