/**
 * A delay that ends when it should. Node's timers end on whole milliseconds of the event loop: with one connection the
 * next request then waits for the same tick whether the gateway took 0.2 ms or 0.8, and what is to be measured is
 * hidden. A thread that waits on a condition is woken within some 0.05 ms.
 *
 * One delay for all, so those who wait are served in the order they came.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Of those that wait at once. */
const WAITING_MAX = 4096;

interface Shared {
  /** How many came, ever. */
  readonly count: Int32Array;
  /** When each is to go on, by the system's monotonic clock. */
  readonly dueNs: BigInt64Array;
}

/** Calls back after `delayMs`, which may be a fraction; at once for 0. */
export function exactDelay(delayMs: number): (then: () => void) => void {
  if (delayMs <= 0) return (then) => then();
  const shared: Shared = {
    count: new Int32Array(new SharedArrayBuffer(4)),
    dueNs: new BigInt64Array(new SharedArrayBuffer(8 * WAITING_MAX)),
  };
  const waiting: (() => void)[] = [];
  const thread = new Worker(new URL(import.meta.url), { workerData: shared });
  thread.on("message", () => waiting.shift()?.());
  thread.unref();
  const delayNs = BigInt(Math.round(delayMs * 1e6));
  return (then) => {
    if (waiting.length >= WAITING_MAX) throw new Error(`more than ${WAITING_MAX} wait at once`);
    waiting.push(then);
    shared.dueNs[shared.count[0]! % WAITING_MAX] = process.hrtime.bigint() + delayNs;
    Atomics.add(shared.count, 0, 1);
    Atomics.notify(shared.count, 0);
  };
}

if (!isMainThread && parentPort !== null && (workerData as Shared | null)?.dueNs) wait(workerData as Shared);

function wait({ count, dueNs }: Shared): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let served = 0; ; served++) {
    while (Atomics.load(count, 0) === served) Atomics.wait(count, 0, served);
    for (;;) {
      const leftNs = dueNs[served % WAITING_MAX]! - process.hrtime.bigint();
      if (leftNs <= 0n) break;
      Atomics.wait(never, 0, 0, Number(leftNs) / 1e6);
    }
    parentPort?.postMessage(null);
  }
}
