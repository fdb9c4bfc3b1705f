/** The open connections of a server, and which of them are kept open only in case another request comes. */
import type http from "node:http";
import type { Socket } from "node:net";

interface Use {
  running: number;
  /** Bytes read from the socket when its last answer was out; null: no complete request came yet. */
  readBytes: number | null;
}

export class Connections {
  readonly #open = new Map<Socket, Use>();
  /** When the newest connection came, by `performance.now()`; 0: none did. */
  newestMs = 0;

  /** Watches a server without connections yet; keeps at most as many as the server accepts. */
  constructor(server: http.Server) {
    server.on("connection", (socket: Socket) => {
      this.newestMs = performance.now();
      this.#open.set(socket, { running: 0, readBytes: null });
      socket.once("close", () => this.#open.delete(socket));
    });
    server.on("request", ({ socket }: http.IncomingMessage, res: http.ServerResponse) => {
      const use = this.#open.get(socket);
      if (!use) return;
      use.running++;
      res.once("close", () => {
        use.running--;
        use.readBytes = socket.bytesRead;
      });
    });
    server.on("upgrade", (req: http.IncomingMessage) => this.#open.delete(req.socket));
  }

  /** Closes connections that got an answer and have sent nothing since. */
  closeUnused(): void {
    for (const [socket, { running, readBytes }] of this.#open) {
      if (running === 0 && readBytes === socket.bytesRead) socket.destroySoon();
    }
  }
}
