/** Which embedder and which index the configuration asks for. */
import { createOpenAiEmbedder } from "../adapters/embedder-openai.ts";
import type { Config } from "../config.ts";
import type { Embedder } from "../ports.ts";

const EMBEDDER_START_MS_MAX = 3_000;

export function embedderOf(config: Config, builtin: Embedder): Embedder {
  const { embedder } = config.cache_migration.semantic_cache;
  if (embedder.kind !== "openai") return builtin;
  return createOpenAiEmbedder({
    baseUrl: embedder.base_url,
    model: embedder.model,
    apiKey: embedder.api_key,
    timeoutMs: embedder.timeout_ms,
    ...(embedder.dimensions === undefined ? {} : { dimensions: embedder.dimensions }),
  });
}

/** A remote embedder tells its dimension with its first answer; it is given a moment at start. */
export async function embedderReady(embedder: Embedder): Promise<void> {
  if (embedder.fingerprint !== null) return;
  try {
    await embedder.embed("semblance", EMBEDDER_START_MS_MAX);
  } catch {
    // Said on the start screen; the semantic tier names the fault on each request until it answers.
  }
}

export function indexKind(config: Config): "auto" | "flat" | "hnsw" {
  const { index } = config.cache_migration.semantic_cache;
  return index === "redis-vectorset" ? "auto" : index;
}

export function indexLine(note: string | null): string {
  return note === null ? "flat scan, HNSW from about 2,000 vectors in a scope" : "flat scan only";
}
