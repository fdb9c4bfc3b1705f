/** The member `_cache_info` of a JSON answer, added where the request asks for it by header. */
import { isHit } from "../core/record.ts";
import { withCacheInfo } from "../wire/answer.ts";
import type { Exchange } from "./exchange.ts";

/** The body with `_cache_info` in it, or unchanged where it was not asked for. */
export function withCacheInfoFor(x: Exchange, body: Buffer): Buffer {
  if (!x.asks("x-semblance-cache-info")) return body;
  const hit = isHit(x.told.outcome);
  const same = x.told.outcome === "exact" || x.told.outcome === "stale";
  return withCacheInfo(body, {
    hit,
    source: x.told.outcome === "exact" ? "traditional" : hit ? x.told.outcome : "none",
    confidence: same ? 1 : hit ? (x.told.confidence ?? 0) : 0,
    processing_time: x.elapsedMs() / 1000,
    metadata: {
      similarity: same ? 1 : x.told.similarity,
      entry: x.told.entry?.id ?? null,
      age: x.told.entry && hit ? Math.max(0, (x.watch.clock.nowMs() - x.told.entry.storedAtMs) / 1000) : null,
      model: x.told.entry?.model ?? x.model,
      tokens_saved: x.sent.saved ? x.sent.saved.inputTokens + x.sent.saved.outputTokens : 0,
      processing_time_saved: x.sent.saved?.seconds ?? 0,
    },
  });
}
