/** Fits to labels in a thread of its own: it takes up to seconds, and requests do not wait for it. */
import { Worker } from "node:worker_threads";
import type { Challenged } from "../core/verify/calibration/challenge.ts";
import type { Fit } from "../core/verify/calibration/fit.ts";
import { memoryOf, packed } from "./fitting-packed.ts";
import type { Drive } from "./slices.ts";

/** Longest time for a fit, ms; enough for a slow and busy machine. */
const FIT_MS_MAX = 300_000;

/**
 * Makes one fit in a thread. Rejects where it fails or takes too long; the thread does not keep the process alive. `drive`:
 * how the labels are made ready for the thread.
 */
export async function fitInThread(fit: Fit, drive: Drive): Promise<Challenged> {
  const message = await drive(packed(fit));
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
    worker.postMessage(message, memoryOf(message));
    return await promise;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
