/**
 * Words by which providers say that the model itself ended its answer. Each is kept and replayed as it came; of one
 * that nobody documents nothing is promised, and the answer is not stored.
 */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  /** platform.openai.com, API reference, chat completion object; `function_call` is its older form. */
  openai: ["stop", "tool_calls", "function_call"],
  /** docs.anthropic.com, Messages, stop_reason: as gateways in front of it pass it on. */
  anthropic: ["end_turn", "stop_sequence", "tool_use"],
  /** ai.google.dev, GenerateContentResponse, FinishReason. */
  google: ["STOP"],
  /** docs.cohere.com, Chat, finish_reason. */
  cohere: ["COMPLETE", "STOP_SEQUENCE", "TOOL_CALL"],
  /** docs.together.ai and Hugging Face TGI, FinishReason. */
  tgi: ["eos", "eos_token"],
  /** Older servers of llama.cpp and DeepInfra. */
  other: ["end", "complete", "completed"],
};

export const GOOD_ENDS: ReadonlySet<string> = new Set(Object.values(ENDS).flat());

/** Finish reasons, of several providers, that mean: the answer was cut at a length limit. */
export const LENGTH_ENDS: ReadonlySet<string> = new Set([
  "length",
  "max_tokens",
  "MAX_TOKENS",
  "model_length",
]);

/** Finish reasons that mean: the answer was cut or withheld by a content filter. */
export const FILTER_ENDS: ReadonlySet<string> = new Set([
  "content_filter",
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "refusal",
]);
