/** The thread of embedder-onnx.ts: from text to tokens, to the encoder's output, to one vector; one text at a time. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { type Fields, fieldsOf, messageOf } from "../narrow.ts";

export type ToWorker = { readonly id: number; readonly text: string } | { readonly cancel: number };

export type FromWorker =
  | { readonly is: "ready"; readonly dimension: number; readonly digest: string }
  | { readonly is: "vector"; readonly id: number; readonly values: Float32Array }
  /** Without an id the thread could not start; `why` says why. */
  | { readonly is: "failed"; readonly id?: number; readonly why: string };

/** The parts used of the two packages, declared here because they need not be installed when types are checked. */
interface Tensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, unknown>): Promise<Record<string, Tensor>>;
}
interface Runtime {
  readonly InferenceSession: { create(path: string, options: object): Promise<Session> };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => unknown;
}
interface Tokenizer {
  encode(text: string): { readonly ids: readonly number[] };
}

/**
 * Most tokens of one text, as encoders of this kind have so many positions; fewer where the tokenizer's files say so.
 */
const TOKENS_MAX = 512;
/** Characters read of a text; the tokens of more would be cut anyway. */
const CHARS_MAX = 8_000;
/** Threads that the encoder uses; the other cores are left to the gateway. */
const THREADS = 2;
const KNOWN_INPUTS: ReadonlySet<string> = new Set(["input_ids", "attention_mask", "token_type_ids"]);
const PREFERRED_OUTPUTS = ["sentence_embedding", "last_hidden_state", "token_embeddings"];

if (!isMainThread && parentPort) await serve(parentPort, workerData as Files);

interface Files {
  readonly modelPath: string;
  readonly tokenizerPath: string;
}

async function serve(port: NonNullable<typeof parentPort>, files: Files): Promise<void> {
  const tell = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  let embed: (text: string) => Promise<Float32Array>;
  try {
    embed = await load(files);
    const { length } = await embed("semblance");
    tell({ is: "ready", dimension: length, digest: await digestOf(files) });
  } catch (error) {
    tell({ is: "failed", why: messageOf(error) });
    return;
  }
  const waiting = new Map<number, string>();
  let isBusy = false;
  port.on("message", (message: ToWorker) => {
    if ("cancel" in message) waiting.delete(message.cancel);
    else waiting.set(message.id, message.text);
    if (!isBusy) void work();
  });

  async function work(): Promise<void> {
    isBusy = true;
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [id, text] = next.value;
      waiting.delete(id);
      try {
        const values = await embed(text);
        tell({ is: "vector", id, values }, [values.buffer as ArrayBuffer]);
      } catch (error) {
        tell({ is: "failed", id, why: messageOf(error) });
      }
      // Gives cancellations that came meanwhile a chance to be read.
      await new Promise((resolve) => setImmediate(resolve));
    }
    isBusy = false;
  }
}

async function load({ modelPath, tokenizerPath }: Files): Promise<(text: string) => Promise<Float32Array>> {
  const runtime = peer<Runtime>("onnxruntime-node");
  const { Tokenizer } = peer<{ Tokenizer: new (json: object, config: object) => Tokenizer }>(
    "@huggingface/tokenizers",
  );
  for (const path of [modelPath, tokenizerPath])
    if (!existsSync(path)) throw new Error(`${path} is not there`);
  const json = readJson(tokenizerPath);
  const configPath = join(dirname(tokenizerPath), "tokenizer_config.json");
  const config = existsSync(configPath) ? readJson(configPath) : {};
  const tokenizer = new Tokenizer(json, config);
  const tokensMax = tokensMaxOf(json, config);
  const session = await runtime.InferenceSession.create(modelPath, {
    executionProviders: ["cpu"],
    intraOpNumThreads: THREADS,
  });
  const output =
    PREFERRED_OUTPUTS.find((name) => session.outputNames.includes(name)) ?? session.outputNames[0];
  if (output === undefined) throw new Error(`${modelPath} has no output`);
  const unknown = session.inputNames.filter((name) => !KNOWN_INPUTS.has(name));
  if (unknown.length > 0) throw new Error(`${modelPath} wants ${unknown.join(", ")}: it is no text encoder`);

  return async (text) => {
    const ids = cut(tokenizer.encode(text.slice(0, CHARS_MAX)).ids, tokensMax);
    const feeds: Record<string, unknown> = {};
    for (const name of session.inputNames) {
      const fill = name === "input_ids" ? null : name === "attention_mask" ? 1n : 0n;
      const values =
        fill === null
          ? BigInt64Array.from(ids, (id) => BigInt(id))
          : new BigInt64Array(ids.length).fill(fill);
      feeds[name] = new runtime.Tensor("int64", values, [1, ids.length]);
    }
    const { [output]: result } = await session.run(feeds);
    if (!result) throw new Error(`the model gave no ${output}`);
    return pooled(result);
  };
}

/**
 * Loads an optional package by CommonJS resolution, which finds it beside the gateway, in NODE_PATH and among npm's
 * global packages.
 */
function peer<T>(name: string): T {
  try {
    return createRequire(import.meta.url)(name) as T;
  } catch (cause) {
    throw new Error(`the package ${name} is not installed: npm install ${name}`, { cause });
  }
}

function readJson(path: string): Fields {
  try {
    return fieldsOf(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new Error(`${path} is not JSON`, { cause });
  }
}

function tokensMaxOf(json: Fields, config: Fields): number {
  const { max_length: truncation } = fieldsOf(json["truncation"]);
  const named = [truncation, config["model_max_length"]].filter(
    (value): value is number => typeof value === "number" && value >= 2,
  );
  return Math.min(TOKENS_MAX, ...named);
}

/** At most `max` tokens: the first ones, and the last one, which marks the end of the text for the model. */
function cut(ids: readonly number[], max: number): readonly number[] {
  return ids.length <= max ? ids : [...ids.slice(0, max - 1), ids[ids.length - 1]!];
}

/** One vector for the text: the encoder's own, or the mean of its token vectors. There is no padding to leave out. */
function pooled({ dims, data }: Tensor): Float32Array {
  const size = dims[dims.length - 1] ?? 0;
  const out = new Float32Array(size);
  const rows = size === 0 ? 0 : data.length / size;
  for (let i = 0; i < data.length; i++) out[i % size]! += data[i]! / rows;
  return out;
}

/** SHA-256 of model and tokenizer: other files under the same name make other vectors. */
async function digestOf({ modelPath, tokenizerPath }: Files): Promise<string> {
  const hash = createHash("sha256");
  for (const path of [modelPath, tokenizerPath]) {
    const one = createHash("sha256");
    await pipeline(createReadStream(path), one);
    hash.update(one.digest());
  }
  return hash.digest("hex").slice(0, 12);
}
