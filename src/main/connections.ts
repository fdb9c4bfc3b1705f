/** The open connections of a server, and which of them are kept open only in case another request comes. */
import type http from "node:http";
import type { Socket } from "node:net";

interface Use {
  running: number;
  /** Bytes read from the socket when its last answer was out; null: no complete request came yet. */
  readBytes: number | null;
  /** When that was, by `performance.now()`. */
  freeMs: number;
}

/** A client that asks again at once has its next request on the way: closing the connection then would reset it. */
const UNUSED_MS_MIN = 300;

export class Connections {
  readonly #open = new Map<Socket, Use>();
  /** When the newest connection came, by `performance.now()`; 0: none did. */
  newestMs = 0;
  /** How many came so far. */
  count = 0;

  /** Watches a server without connections yet; keeps at most as many as the server accepts. */
  constructor(server: http.Server) {
    server.on("connection", (socket: Socket) => {
      this.newestMs = performance.now();
      this.count++;
      this.#open.set(socket, { running: 0, readBytes: null, freeMs: 0 });
      socket.once("close", () => this.#open.delete(socket));
    });
    server.on("request", ({ socket }: http.IncomingMessage, res: http.ServerResponse) => {
      const use = this.#open.get(socket);
      if (!use) return;
      use.running++;
      res.once("close", () => {
        use.running--;
        use.readBytes = socket.bytesRead;
        use.freeMs = performance.now();
      });
    });
    server.on("upgrade", (req: http.IncomingMessage) => this.#open.delete(req.socket));
  }

  /** Closes connections that got an answer a while ago and have sent nothing since. */
  closeUnused(): void {
    const untilMs = performance.now() - UNUSED_MS_MIN;
    for (const [socket, { running, readBytes, freeMs }] of this.#open) {
      if (running === 0 && readBytes === socket.bytesRead && freeMs <= untilMs) socket.destroySoon();
    }
  }
}
