/**
 * Every attribute name in one place: the GenAI conventions still move (open-telemetry/semantic-conventions-genai,
 * 2026-10). Where they have moved since what collectors read today (1.37 to 1.41), the setting of their own says which.
 */
export const HTTP_METHOD = "http.request.method";
export const HTTP_ROUTE = "http.route";
export const HTTP_STATUS = "http.response.status_code";
export const URL_PATH = "url.path";
export const URL_SCHEME = "url.scheme";
export const SERVER_ADDRESS = "server.address";
export const SERVER_PORT = "server.port";
export const ERROR_TYPE = "error.type";
export const OPERATION = "gen_ai.operation.name";
export const PROVIDER = "gen_ai.provider.name";
export const REQUEST_MODEL = "gen_ai.request.model";
export const REQUEST_STREAM = "gen_ai.request.stream";
export const INPUT_TOKENS = "gen_ai.usage.input_tokens";
export const OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
export const CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens";
export const OUTCOME = "semblance.outcome";
export const REASON = "semblance.reason";
export const SIMILARITY = "semblance.similarity";
export const CONFIDENCE = "semblance.confidence";
export const THRESHOLD = "semblance.threshold";
export const ENTRY = "semblance.entry";
export const REQUEST_ID = "semblance.request";
export const BUCKET = "semblance.rollout.bucket";
export const SAVED_INPUT = "semblance.saved.input_tokens";
export const SAVED_OUTPUT = "semblance.saved.output_tokens";
export const SAVED_SECONDS = "semblance.saved.seconds";
/** Attribute: the purpose of a call on the gateway's own account. */
export const PURPOSE = "semblance.purpose";
export const FAULT = "semblance.fault";
export const ROLLOUT_FROM = "semblance.rollout.from";
export const ROLLOUT_TO = "semblance.rollout.to";
export const ROLLOUT_WHY = "semblance.rollout.why";
export const ROLLOUT_BY_HAND = "semblance.rollout.by_hand";

/** Attribute names that differ between versions of the conventions. */
export interface GenAiNames {
  readonly cacheWriteTokens: string;
}

const OPT_IN = "gen_ai_latest_experimental";

/** The names chosen by OTEL_SEMCONV_STABILITY_OPT_IN, a comma-separated list. */
export function genAiNames(env: Readonly<Record<string, string | undefined>>): GenAiNames {
  const opted = (env["OTEL_SEMCONV_STABILITY_OPT_IN"] ?? "").split(",").map((name) => name.trim());
  return opted.includes(OPT_IN)
    ? { cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens" }
    : { cacheWriteTokens: "gen_ai.usage.cache_creation.input_tokens" };
}
