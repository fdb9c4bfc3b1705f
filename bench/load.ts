/** Load for a while, closed loop: each connection asks anew once it is answered. */
import { type Answer, connect } from "./connection.ts";

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
async function worker(l: Load, next: () => number, done: Done): Promise<void> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const connection = await connect(l.port, reject);
  const send = () => connection.ask(l.request(next()), finish);
  const finish = ({ head, sentMs, firstMs, doneMs }: Answer) => {
    l.head?.(head);
    if (!done(sentMs, firstMs, doneMs, head.startsWith("http/1.1 200"))) resolve();
    else if (l.pauseMs) setTimeout(send, l.pauseMs);
    else send();
  };
  send();
  await ended.finally(connection.close);
}
