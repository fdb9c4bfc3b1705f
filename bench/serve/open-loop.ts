/**
 * Latency in an open loop: requests leave by the clock, whether or not those before were answered, and each is measured
 * from when it was due. A server that stalls is so charged for all that waited (coordinated omission).
 */
import { type Connection, connect } from "../connection.ts";
import { quantile } from "../spread.ts";

export interface OpenLoop {
  readonly port: number;
  /** Requests a second. */
  readonly rate: number;
  readonly requests: number;
  readonly connections: number;
  readonly request: (n: number) => Buffer;
  /** Behind the clock by more ms, server or machine do not stand the rate: there is no latency to tell. Default 1,000. */
  readonly behindMsMax?: number;
}

export interface Latencies {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** To the first byte of the body, from when the request was due. */
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  readonly errors: number;
}

/** A timer is late by up to this; the rest is waited for turn by turn of the loop. */
const TIMER_MS = 2;
const BEHIND_MS_MAX = 1_000;

/** The rate is more than what was measured stands. */
export class FellBehind extends Error {
  override readonly name = "FellBehind";
}

/** Rejects where a connection breaks, and by FellBehind. */
export async function openLoop(o: OpenLoop): Promise<Latencies> {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  const idle = await Promise.all(Array.from({ length: o.connections }, () => connect(o.port, reject)));
  const all = [...idle];
  try {
    return await Promise.race([paced(o, idle), broken]);
  } finally {
    for (const connection of all) connection.close();
  }
}

function paced(o: OpenLoop, idle: Connection[]): Promise<Latencies> {
  const [took, firsts]: [number[], number[]] = [[], []];
  let errors = 0;
  let sent = 0;
  let stopped = false;
  const fromMs = performance.now() + TIMER_MS;
  const dueMs = (n: number) => fromMs + (n * 1_000) / o.rate;
  const { promise, resolve, reject } = Promise.withResolvers<Latencies>();
  const behindMsMax = o.behindMsMax ?? BEHIND_MS_MAX;
  const giveUp = (ms: number): void => {
    stopped = true;
    reject(new FellBehind(`${ms.toFixed(0)} ms behind the clock at ${o.rate} a second`));
  };
  const send = (connection: Connection) => {
    const due = dueMs(sent);
    connection.ask(o.request(sent++), ({ head, firstMs, doneMs }) => {
      if (doneMs - due > behindMsMax) return giveUp(doneMs - due);
      took.push(doneMs - due);
      firsts.push(firstMs - due);
      if (!head.startsWith("http/1.1 200")) errors++;
      // Late already: what is due goes out over the connection that has come free.
      if (sent < o.requests && dueMs(sent) <= performance.now()) send(connection);
      else idle.push(connection);
      if (took.length === o.requests) resolve(latencies(took, firsts, errors));
    });
  };
  const tick = (): void => {
    while (sent < o.requests && idle.length > 0 && dueMs(sent) <= performance.now()) send(idle.pop()!);
    if (stopped || sent >= o.requests) return;
    const waitMs = dueMs(sent) - performance.now();
    if (waitMs < -behindMsMax) giveUp(-waitMs);
    else if (waitMs > TIMER_MS) setTimeout(tick, waitMs - TIMER_MS);
    else setImmediate(tick);
  };
  tick();
  return promise;
}

function latencies(took: number[], firsts: number[], errors: number): Latencies {
  return {
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    firstByteP50Ms: quantile(firsts, 0.5),
    firstByteP99Ms: quantile(firsts, 0.99),
    errors,
  };
}
