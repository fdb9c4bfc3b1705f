/** Load over raw keep-alive sockets, so that the generator costs little and reads every answer whole. */
import net from "node:net";

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Bytes of one request, by its running number. */
  readonly request: (n: number) => Buffer;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Told the head of each answer, in lower case. */
  readonly head?: (head: string) => void;
  /** Between an answer and the next request of a connection. Default 0. */
  readonly pauseMs?: number;
  /** Ends the load early: no request is sent once it says no. */
  readonly goOn?: () => boolean;
}

export interface Measured {
  /** Answers a second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** To the first byte of the body. */
  readonly firstByteP50Ms: number;
  readonly errors: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");

export async function load(l: Load): Promise<Measured> {
  const latencies: number[] = [];
  const firsts: number[] = [];
  let errors = 0;
  let n = 0;
  const startMs = performance.now();
  const fromMs = startMs + l.warmUpMs;
  const untilMs = fromMs + l.measureMs;
  await Promise.all(
    Array.from({ length: l.connections }, () =>
      worker(
        l,
        () => n++,
        (sentMs, firstMs, doneMs, ok) => {
          if (!ok) errors++;
          if (doneMs >= fromMs && doneMs <= untilMs) {
            latencies.push(doneMs - sentMs);
            firsts.push(firstMs - sentMs);
          }
          return doneMs < untilMs && (l.goOn?.() ?? true);
        },
      ),
    ),
  );
  latencies.sort((a, b) => a - b);
  firsts.sort((a, b) => a - b);
  const at = (list: number[], q: number) =>
    list[Math.min(list.length - 1, Math.floor(list.length * q))] ?? Number.NaN;
  return {
    rate: (latencies.length / l.measureMs) * 1000,
    p50Ms: at(latencies, 0.5),
    p99Ms: at(latencies, 0.99),
    firstByteP50Ms: at(firsts, 0.5),
    errors,
  };
}

type Done = (sentMs: number, firstMs: number, doneMs: number, ok: boolean) => boolean;

/** One connection, one request at a time. */
function worker(l: Load, next: () => number, done: Done): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(l.port, "127.0.0.1");
    let sentMs = 0;
    let firstMs = 0;
    let held: Buffer = Buffer.alloc(0);
    /** Bytes of the body still to come; -1 while the head is read, -2 for a chunked body. */
    let left = -1;
    let ok = true;
    const send = () => {
      held = Buffer.alloc(0);
      left = -1;
      sentMs = performance.now();
      firstMs = 0;
      socket.write(l.request(next()));
    };
    const finish = () => {
      if (done(sentMs, firstMs, performance.now(), ok)) {
        if (l.pauseMs) setTimeout(send, l.pauseMs);
        else send();
      } else {
        socket.destroy();
        resolve();
      }
    };
    socket.setNoDelay(true);
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      if (left === -1) {
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        const end = held.indexOf(HEAD_END);
        if (end < 0) return;
        const head = held.toString("latin1", 0, end).toLowerCase();
        ok = head.startsWith("http/1.1 200");
        l.head?.(head);
        const length = /\r\ncontent-length: *(\d+)/.exec(head);
        const body = held.subarray(end + 4);
        if (body.length > 0) firstMs ||= performance.now();
        if (length) left = Number(length[1]) - body.length;
        else {
          left = -2;
          held = body;
        }
      } else {
        firstMs ||= performance.now();
        if (left >= 0) left -= chunk.length;
        else held = Buffer.concat([held.subarray(-16), chunk]);
      }
      if (left === 0 || (left === -2 && held.subarray(-5).toString("latin1") === "0\r\n\r\n")) finish();
    });
  });
}
