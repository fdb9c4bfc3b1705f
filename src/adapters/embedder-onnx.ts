/**
 * Vectors from an ONNX encoder on this machine, in a thread of its own, so that the thread that answers requests never
 * waits for it. `onnxruntime-node` and `@huggingface/tokenizers` are optional peers, loaded only where this is
 * configured.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { PortFault } from "../errors.ts";
import { fingerprintOf, type UnitVector, unitVector } from "../model.ts";
import { messageOf } from "../narrow.ts";
import type { Embedder } from "../ports.ts";
import { NORMALISER, readable } from "./embedded-text.ts";
import type { FromWorker, ToWorker } from "./onnx-worker.ts";

export interface OnnxOptions {
  /** The encoder's file. It takes token ids and a mask, and gives a vector for each token or one for the text. */
  readonly modelPath: string;
  /** Path of Hugging Face's tokenizer.json; a tokenizer_config.json beside it is read too. */
  readonly tokenizerPath: string;
  /** The model's name, shown to people and used to find its calibration. */
  readonly model: string;
  /** Put in front of each text, as the model was trained ("query: "). */
  readonly prefix: string;
  /** The operator's name for this version of the model; the files' digest is part of the fingerprint too. */
  readonly revision: string;
  /** Most milliseconds to wait for one vector; a shorter deadline of the caller wins. */
  readonly timeoutMs: number;
}

/** Milliseconds that the thread may take to start; a model may have some hundred megabytes. */
const START_MS_MAX = 60_000;
/** Most texts that wait for the thread. */
const WAITING_MAX = 256;

interface Waiting {
  readonly resolve: (vector: UnitVector) => void;
  readonly reject: (fault: PortFault) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Rejects with a PortFault, worded for the start screen, where a package or a file is missing or the model is
 * unsuitable.
 */
export async function createOnnxEmbedder(options: OnnxOptions): Promise<Embedder> {
  const { modelPath, tokenizerPath, model, prefix, revision } = options;
  const worker = new Worker(new URL("./onnx-worker.ts", import.meta.url), {
    workerData: { modelPath, tokenizerPath },
  });
  const { dimension, digest } = await started(worker).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  worker.unref();
  const calls = callsOf(worker, dimension);
  return {
    kind: "onnx",
    fingerprint: fingerprintOf({
      kind: "onnx",
      model,
      dimension,
      revision: revision === "" ? digest : `${digest}-${revision}`,
      prefix,
      normaliser: NORMALISER,
    }),
    async embed(text, deadlineMs) {
      const input = prefix + readable(text);
      return await calls.ask(input, Math.max(1, Math.min(options.timeoutMs, deadlineMs)));
    },
    async close() {
      calls.end(fault("unavailable", "the embedder was closed"));
      await worker.terminate();
    },
  };
}

/** Texts sent to the thread: each call settles once, by its vector, its fault or its time limit. */
interface Calls {
  ask(text: string, ms: number): Promise<UnitVector>;
  /** Rejects all calls that wait, and all later ones. */
  end(fault: PortFault): void;
}

function callsOf(worker: Worker, dimension: number): Calls {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: PortFault | null = null;
  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one) clearTimeout(one.timer);
    return one;
  };
  const end = (fault: PortFault): void => {
    ended ??= fault;
    for (const id of [...waiting.keys()]) settle(id)?.reject(fault);
  };
  worker.on("message", (message: FromWorker) => {
    if (message.is === "vector") {
      const vector = message.values.length === dimension ? unitVector(message.values) : null;
      const one = settle(message.id);
      if (vector) one?.resolve(vector);
      else
        one?.reject(
          fault("invalid", "the model gave a vector that is zero, not finite or of another length"),
        );
    } else if (message.is === "failed") {
      settle(message.id ?? -1)?.reject(fault("invalid", message.why));
    }
  });
  worker.on("error", (cause) => end(fault("unavailable", "the model's thread failed", cause)));
  worker.on("exit", () => end(fault("unavailable", "the model's thread has ended")));
  return {
    async ask(text, ms) {
      if (ended) throw ended;
      if (waiting.size >= WAITING_MAX) throw fault("refused", "too many texts wait for the model");
      const id = next++;
      return await new Promise<UnitVector>((resolve, reject) => {
        const timer = setTimeout(() => {
          worker.postMessage({ cancel: id } satisfies ToWorker);
          settle(id)?.reject(fault("timeout", "the model did not answer in time"));
        }, ms);
        waiting.set(id, { resolve, reject, timer });
        worker.postMessage({ id, text } satisfies ToWorker);
      });
    },
    end,
  };
}

async function started(worker: Worker): Promise<{ dimension: number; digest: string }> {
  const signal = AbortSignal.timeout(START_MS_MAX);
  try {
    const [message] = (await once(worker, "message", { signal })) as [FromWorker];
    if (message.is === "ready") return message;
    throw fault(
      "unavailable",
      message.is === "failed" ? message.why : "the model's thread speaks out of turn",
    );
  } catch (cause) {
    if (cause instanceof PortFault) throw cause;
    const why = signal.aborted ? "took too long to start" : `failed: ${messageOf(cause)}`;
    throw fault("unavailable", `the model's thread ${why}`, cause);
  }
}

function fault(why: PortFault["why"], message: string, cause?: unknown): PortFault {
  return new PortFault("embedder", why, message, { cause });
}
