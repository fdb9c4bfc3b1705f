/** `_cache_info` in a JSON body, in the seed's shape, where the request asks for it. */
import { isHit } from "../core/record.ts";
import { withCacheInfo } from "../wire/answer.ts";
import type { Exchange } from "./exchange.ts";

/** The body, told or as it was. */
export function told(x: Exchange, body: Buffer): Buffer {
  if (!x.asks("x-semblance-cache-info")) return body;
  const hit = isHit(x.outcome);
  const same = x.outcome === "exact" || x.outcome === "stale";
  return withCacheInfo(body, {
    hit,
    source: x.outcome === "exact" ? "traditional" : hit ? x.outcome : "none",
    confidence: same ? 1 : hit ? (x.confidence ?? 0) : 0,
    processing_time: x.elapsedMs() / 1000,
    metadata: {
      similarity: same ? 1 : x.similarity,
      entry: x.entry?.id ?? null,
      age: x.entry && hit ? Math.max(0, (x.clock.nowMs() - x.entry.storedAtMs) / 1000) : null,
      model: x.entry?.model ?? x.model,
      tokens_saved: x.saved ? x.saved.inputTokens + x.saved.outputTokens : 0,
      processing_time_saved: x.saved?.seconds ?? 0,
    },
  });
}
