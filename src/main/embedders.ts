/** Makes what the configuration asks for to compare meaning: embedder, second look, verifier, index. */
import { basename, dirname } from "node:path";
import { createOnnxEmbedder } from "../adapters/embedder-onnx.ts";
import { Breaker } from "../adapters/guard/breaker.ts";
import { guardedEmbedder, guardedSecondLook, tellingTexts } from "../adapters/guard/guarded.ts";
import { type AutoIndex, type AutoIndexOptions, GRAPH_FROM } from "../adapters/index-auto.ts";
import { createRerankSecondLook } from "../adapters/second-look-rerank.ts";
import { createVectorSecondLook } from "../adapters/second-look-vectors.ts";
import { type Config, dataPath, type Environment } from "../config.ts";
import { calibrationName } from "../core/verify/calibration/calibrations.ts";
import type { PairModel } from "../core/verify/pair-model.ts";
import { createVerifier, type NamedCalibrationMap } from "../core/verify/verifier.ts";
import { PortFault } from "../errors.ts";
import { heapRoom } from "../heap-room.ts";
import { messageOf } from "../narrow.ts";
import { tracedCall } from "../observe/other-spans.ts";
import { genAiNames } from "../observe/semconv.ts";
import type { Clock, Embedder, Lexicon, SecondLook, Verifier } from "../ports.ts";

const EMBEDDER_START_MS_MAX = 3_000;

type EmbedderConfig = Config["cache_migration"]["semantic_cache"]["embedder"];
type SecondConfig = Config["cache_migration"]["semantic_cache"]["second_look"];
type OnnxConfig = Extract<EmbedderConfig, { kind: "onnx" }>;

export interface MeaningDeps {
  readonly config: Config;
  readonly env: Environment;
  readonly clock: Clock;
  /** Called when a remote part is switched off after failures, or is back. */
  readonly onChange: (part: "embedder" | "second-look", on: boolean, why: string) => void;
  /** Called with the tokens that a remote call was billed. */
  readonly onSpent: (purpose: "embedding" | "second-look", model: string, tokens: number) => void;
}

export interface ChosenEmbedder {
  readonly embedder: Embedder;
  /** Name of the embedder, under which its calibration is found. */
  readonly name: string;
}

/** The configured embedder. Rejects with PortFault where a local model cannot be loaded. */
export async function embedderOf(deps: MeaningDeps, builtin: Embedder): Promise<ChosenEmbedder> {
  const { embedder: wanted } = deps.config.cache_migration.semantic_cache;
  if (wanted.kind === "builtin") return { embedder: builtin, name: "builtin" };
  const made = tellingTexts(await vectorsOf(deps, wanted, "embedding"));
  return {
    embedder: guardedEmbedder(made, breakerOf(deps, "embedder")),
    name: calibrationName(nameOf(wanted)),
  };
}

/** The configured local model of the judge; null: none. Rejects with PortFault where it cannot be loaded. */
export async function judgeVectorsOf({
  config,
  env,
}: Pick<MeaningDeps, "config" | "env">): Promise<Embedder | null> {
  const { judge } = config.cache_migration.rollout;
  if (judge.kind !== "local") return null;
  try {
    return await createOnnxEmbedder({
      modelPath: dataPath(env, judge.model_path),
      tokenizerPath: dataPath(env, judge.tokenizer_path),
      model: onnxName(judge),
      prefix: judge.prefix,
      revision: "",
      timeoutMs: judge.timeout_ms,
    });
  } catch (cause) {
    const why = `cache_migration.rollout.judge: ${messageOf(cause)}`;
    throw new PortFault("judge", "unavailable", why, { cause });
  }
}

/** The configured second look; null: none. `mayAsk` counts remote calls against the budget; a local model is free. */
export async function secondLookOf(deps: MeaningDeps, mayAsk: () => boolean): Promise<SecondLook | null> {
  const { second_look: wanted, max_memory_entries } = deps.config.cache_migration.semantic_cache;
  if (wanted.kind === "off") return null;
  const breaker = breakerOf(deps, "second-look");
  const model = calibrationName(nameOf(wanted));
  if (wanted.kind === "openai" && wanted.api === "rerank") {
    const { base_url: baseUrl, model: name, api_key: apiKey, timeout_ms: timeoutMs } = wanted;
    const onTokens = (tokens: number) => deps.onSpent("second-look", name, tokens);
    const options = {
      baseUrl,
      model: name,
      apiKey,
      timeoutMs,
      calibration: `rerank:${model}`,
      mayAsk,
      onTokens,
    };
    const looks = createRerankSecondLook(options);
    const call = { operation: "rerank", model: name, baseUrl, genAi: genAiNames(deps.env) };
    const compare: SecondLook["compare"] = (...asked) => tracedCall(call, () => looks.compare(...asked));
    return guardedSecondLook({ ...looks, compare }, breaker);
  }
  return createVectorSecondLook({
    embedder: tellingTexts(await vectorsOf(deps, wanted, "second-look")),
    guard: breaker,
    model,
    timeoutMs: wanted.timeout_ms,
    vectorsMax: max_memory_entries,
    mayAsk: wanted.kind === "onnx" ? () => true : mayAsk,
  });
}

async function vectorsOf(
  deps: MeaningDeps,
  wanted: Exclude<EmbedderConfig | SecondConfig, { kind: "off" | "builtin" }>,
  purpose: "embedding" | "second-look",
): Promise<Embedder> {
  const { prefix, revision, timeout_ms: timeoutMs } = wanted;
  if (wanted.kind === "onnx") {
    return await createOnnxEmbedder({
      modelPath: dataPath(deps.env, wanted.model_path),
      tokenizerPath: dataPath(deps.env, wanted.tokenizer_path),
      model: nameOf(wanted),
      prefix,
      revision,
      timeoutMs,
    });
  }
  const dimensions = "dimensions" in wanted ? wanted.dimensions : undefined;
  const { base_url: baseUrl, model } = wanted;
  const { createOpenAiEmbedder } = await import("../adapters/embedder-openai.ts");
  return tracedEmbedder(
    { operation: "embeddings", model, baseUrl, genAi: genAiNames(deps.env) },
    createOpenAiEmbedder({
      baseUrl,
      model,
      apiKey: wanted.api_key,
      prefix,
      revision,
      timeoutMs,
      onTokens: (tokens) => deps.onSpent(purpose, wanted.model, tokens),
      ...(dimensions === undefined ? {} : { dimensions }),
    }),
  );
}

/** An embedder whose calls are spans in the trace of the caller. */
function tracedEmbedder(call: Parameters<typeof tracedCall>[0], embedder: Embedder): Embedder {
  return {
    kind: embedder.kind,
    get fingerprint() {
      return embedder.fingerprint;
    },
    embed: (text, deadlineMs) => tracedCall(call, () => embedder.embed(text, deadlineMs)),
    close: () => embedder.close(),
  };
}

function nameOf(wanted: Exclude<EmbedderConfig | SecondConfig, { kind: "off" | "builtin" }>): string {
  return wanted.kind === "onnx" ? onnxName(wanted) : wanted.model;
}

/** The name of an ONNX model: `model`; else the file's name; for a file named model.onnx, that of its folder. */
function onnxName({ model, model_path: path }: Pick<OnnxConfig, "model" | "model_path">): string {
  if (model !== "") return model;
  const file = basename(path);
  if (!/^model[._-]/i.test(file)) return file;
  const folder = dirname(path);
  return basename(folder) === "onnx" ? basename(dirname(folder)) : basename(folder);
}

function breakerOf({ clock, onChange }: MeaningDeps, part: "embedder" | "second-look"): Breaker {
  return new Breaker({ part, clock, onChange: (on, why) => onChange(part, on, why) });
}

export interface CalibratedVerifier extends Verifier {
  /** Sets the calibration for the next pairs; null: the pair model's own knots. */
  use(learned: NamedCalibrationMap | null): void;
}

/** `room`: share of the full number of parsed questions that are kept; in full they take some 60 MB. */
export function calibratedVerifier(
  lexicon: Lexicon,
  trained: PairModel,
  room = heapRoom(),
): CalibratedVerifier {
  let now = createVerifier(lexicon, trained, room);
  let inUse: NamedCalibrationMap | null = null;
  return {
    get version() {
      return now.version;
    },
    compare: (stored, asked, similarity) => now.compare(stored, asked, similarity),
    explain: (stored, asked, similarity) => now.explain(stored, asked, similarity),
    features: (stored, asked) => now.features?.(stored, asked) ?? null,
    canonical: (text) => now.canonical?.(text) ?? null,
    wording: (text) => now.wording?.(text) ?? null,
    use(learned) {
      if (learned === inUse) return;
      inUse = learned;
      now = createVerifier(lexicon, trained, room, learned);
    },
  };
}

/** Waits briefly at start for a remote embedder's first answer, which tells its dimension. */
export async function embedderReady(embedder: Embedder): Promise<void> {
  if (embedder.fingerprint !== null) return;
  try {
    await embedder.embed("semblance", EMBEDDER_START_MS_MAX);
  } catch {
    // The start screen says so, and each request names the fault until the embedder answers.
  }
}

/** The line, at start and in /admin/rollout, for an embedder without a calibration. */
export function uncalibratedLine(name: string): string {
  return `no calibration for the embedder ${name}: what is found by meaning is reported (reason uncalibrated), never served, until labels give it one`;
}

export function secondLookLine(secondLook: SecondLook | null, isCalibrated: boolean): string | null {
  if (secondLook === null) return null;
  return isCalibrated
    ? `second look by ${secondLook.model} at pairs in doubt`
    : `second look by ${secondLook.model}: not calibrated, so it is measured beside upstream and changes nothing`;
}

export function indexKind(config: Config): "auto" | "flat" | "hnsw" {
  const { index } = config.cache_migration.semantic_cache;
  return index === "redis-vectorset" ? "auto" : index;
}

export function indexLine({ note, graphed, lagging }: AutoIndex, kind: AutoIndexOptions["kind"]): string {
  if (note !== null || kind === "flat") return "flat scan only";
  const wanted =
    kind === "hnsw" ? "HNSW" : `flat scan, HNSW from ${GRAPH_FROM.toLocaleString("en")} vectors in a scope`;
  if (graphed + lagging === 0) return wanted;
  const behind = lagging === 0 ? "" : `, ${lagging.toLocaleString("en")} behind`;
  return `${wanted} (${graphed.toLocaleString("en")} vectors in a graph${behind})`;
}
