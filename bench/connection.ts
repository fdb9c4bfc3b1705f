/** One keep-alive connection over a raw socket, one request at a time: costs the load little and reads every answer whole. */
import net from "node:net";

export interface Answer {
  /** In lower case. */
  readonly head: string;
  readonly sentMs: number;
  /** At the first byte of the body; 0 where there is none. */
  readonly firstMs: number;
  readonly doneMs: number;
}

export interface Connection {
  /** Sends the bytes of one request; the one before must have been answered. */
  ask(request: Buffer, done: (answer: Answer) => void): void;
  close(): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** Rejects where nobody listens; `failed` hears of what breaks later, also of a server that closes amid an answer. */
export function connect(port: number, failed: (error: Error) => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let fail = reject;
    socket.setNoDelay(true);
    socket.on("error", (error) => fail(error));
    socket.on("connect", () => {
      fail = failed;
      resolve(over(socket, failed));
    });
  });
}

function over(socket: net.Socket, failed: (error: Error) => void): Connection {
  let done: ((answer: Answer) => void) | null = null;
  let sentMs = 0;
  let firstMs = 0;
  let head = "";
  let held: Buffer = Buffer.alloc(0);
  /** Bytes of the body still to come; -1 while the head is read, -2 for a chunked body. */
  let left = -1;
  socket.on("close", () => {
    if (done !== null) failed(new Error("the server closed a connection amid an answer"));
  });
  socket.on("data", (chunk) => {
    if (left === -1) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const end = held.indexOf(HEAD_END);
      if (end < 0) return;
      head = held.toString("latin1", 0, end).toLowerCase();
      const length = /\r\ncontent-length: *(\d+)/.exec(head);
      const body = held.subarray(end + 4);
      if (body.length > 0) firstMs = performance.now();
      left = length ? Number(length[1]) - body.length : -2;
      held = body;
    } else {
      firstMs ||= performance.now();
      if (left >= 0) left -= chunk.length;
      else held = Buffer.concat([held.subarray(-16), chunk]);
    }
    if (left !== 0 && !(left === -2 && held.subarray(-5).toString("latin1") === "0\r\n\r\n")) return;
    const tell = done;
    done = null;
    tell?.({ head, sentMs, firstMs, doneMs: performance.now() });
  });
  return {
    ask: (request, tell) => {
      if (socket.destroyed) return failed(new Error("the server has closed a connection that was kept open"));
      held = Buffer.alloc(0);
      left = -1;
      firstMs = 0;
      done = tell;
      sentMs = performance.now();
      socket.write(request);
    },
    close: () => {
      done = null;
      socket.destroy();
    },
  };
}
