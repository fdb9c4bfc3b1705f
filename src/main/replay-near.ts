/**
 * Finds the neighbours that all simulations of a replay share, in a thread of its own: that takes as long as all
 * simulations together, so a second core halves the time.
 */
import { Worker } from "node:worker_threads";
import { itemAt } from "../narrow.ts";
import type { NearSlot, NearSource } from "../replay/near.ts";
import type { NearAnswer, NearAsk } from "./replay-near-thread.ts";

/** Longest wait for one block of questions, which takes seconds on a slow machine. */
const BLOCK_MS_MAX = 120_000;

export function nearInThread(): NearSource {
  const worker = new Worker(new URL("./replay-near-thread.ts", import.meta.url), {
    // Node's warnings from the thread would be printed in the middle of the report.
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  let failed: Error | null = null;
  let waiting: PromiseWithResolvers<NearAnswer> | null = null;
  const fail = (error: Error): void => {
    failed ??= error;
    waiting?.reject(error);
  };
  worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", (code) => fail(new Error(`the thread that finds neighbours ended (${code})`)));
  worker.on("message", (answer: NearAnswer) => waiting?.resolve(answer));
  return {
    async ask(block, drop, k) {
      if (failed) throw failed;
      waiting = Promise.withResolvers();
      const late = setTimeout(() => fail(new Error("finding neighbours took too long")), BLOCK_MS_MAX);
      late.unref();
      const vectors = new Float32Array(block.reduce((sum, { vector }) => sum + vector.length, 0));
      block.reduce((at, { vector }) => {
        vectors.set(vector, at);
        return at + vector.length;
      }, 0);
      const ask: NearAsk = {
        scopes: block.map(({ scope }) => scope),
        slots: block.map(({ slot }) => slot),
        adds: block.map(({ add }) => add),
        vectors,
        drop,
        k,
      };
      try {
        worker.postMessage(ask, [vectors.buffer]);
        return nearOf(await waiting.promise);
      } finally {
        clearTimeout(late);
      }
    },
    async close() {
      worker.removeAllListeners();
      await worker.terminate();
    },
  };
}

function nearOf({ counts, slots, similarities }: NearAnswer): NearSlot[][] {
  let at = 0;
  return Array.from(counts, (count) => {
    const near: NearSlot[] = [];
    for (const end = at + count; at < end; at++)
      near.push({ slot: itemAt(slots, at), similarity: itemAt(similarities, at) });
    return near;
  });
}
