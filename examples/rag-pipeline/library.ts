/** The pipeline with the cache imported: processed once, then answered from the cache; then the handbook changes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntegratedCache } from "semblance-gateway";
import { HANDBOOK } from "./corpus.ts";
import { type PipelineAnswer, RAGPipelineAdvanced } from "./pipeline.ts";

const folder = mkdtempSync(join(tmpdir(), "rag-pipeline-"));
const cache = await createIntegratedCache({
  enable_semantic: true,
  enable_traditional: true,
  semantic_cache_config: { similarity_threshold: 0.85, db_path: join(folder, "cache.db") },
});
const pipeline = new RAGPipelineAdvanced(cache, HANDBOOK);

function tell(question: string, { answer, _cache_info }: PipelineAnswer): void {
  const { source = "processed" } = (_cache_info ?? {}) as { source?: string };
  console.log(`${source.padEnd(11)} ${question}\n${"".padEnd(12)}${answer}`);
}

const asked = [
  "How do I cancel my subscription?",
  "How can I cancel my subscription?",
  "How do I print an invoice?",
];
for (const question of [asked[0] ?? "", ...asked]) {
  tell(question, await pipeline.query(question, { user_id: "u1", session_id: "s1" }));
  await pipeline.settled();
}

console.log("\nthe handbook changes: cancelling is done in the app");
const gone = await pipeline.documentChanged({
  id: "cancel",
  version: 8,
  text: "A subscription is cancelled in the app, at any time.",
});
console.log(`${gone} stored answers went with version 7`);
for (const question of asked) {
  tell(question, await pipeline.query(question));
  await pipeline.settled();
}

console.log(`\nprocessed ${pipeline.processed}, hit rate ${cache.getStats().hit_rate.toFixed(2)}`);
await cache.close();
rmSync(folder, { recursive: true, force: true });
