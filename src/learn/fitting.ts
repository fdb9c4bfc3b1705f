/** Fits to labels in a thread of its own: it takes seconds, and requests do not wait for it. */
import { Worker } from "node:worker_threads";
import type { Challenge, Challenged } from "../core/verify/challenge.ts";
import { packed } from "./fitting-packed.ts";

/** Longest time for a fit, ms; enough for a slow and busy machine. */
const FIT_MS_MAX = 300_000;

/**
 * Runs one challenge in a thread. Rejects where it fails or takes too long; the thread does not keep the process
 * alive.
 */
export async function fitInThread(given: Challenge): Promise<Challenged> {
  const worker = new Worker(new URL("./fitting-thread.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  worker.unref();
  const { promise, resolve, reject } = Promise.withResolvers<Challenged>();
  const late = setTimeout(() => reject(new Error("fitting to the labels took too long")), FIT_MS_MAX);
  late.unref();
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.once("exit", (code) => reject(new Error(`the thread that fits to the labels ended (${code})`)));
  try {
    const message = packed(given);
    worker.postMessage(message, [
      message.figures.buffer as ArrayBuffer,
      message.starts.buffer as ArrayBuffer,
    ]);
    return await promise;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
