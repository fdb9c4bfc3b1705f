/** Answers of the embeddings route: one document, never a stream. */
import { type Answer, tellsError, usageIn } from "./facts.ts";
import { type Json, own, records, textOf } from "./json-value.ts";

export function embeddingFacts(json: Json): Answer {
  const data = own(json, "data");
  const rows = records(data);
  const isWhole =
    own(json, "object") === "list" &&
    Array.isArray(data) &&
    rows.length === data.length &&
    rows.every(hasVector);
  return {
    complete: isWhole && rows.length > 0,
    finishReasons: [],
    text: null,
    refusal: false,
    toolCalls: false,
    brokenCalls: false,
    empty: rows.length === 0 || !rows.every(hasVector),
    error: tellsError(json),
    choices: rows.length,
    usage: usageIn(json, "prompt_tokens", "completion_tokens"),
    model: textOf(own(json, "model")) ?? "",
  };
}

/** True where `embedding` holds a vector: numbers, or their bytes in base64. */
function hasVector(row: Json): boolean {
  const vector = own(row, "embedding");
  return (Array.isArray(vector) || typeof vector === "string") && vector.length > 0;
}
