/**
 * Every attribute name in one place: the GenAI conventions still move (open-telemetry/semantic-conventions-genai,
 * 2026-10). Where their versions differ, `genAiNames` has the names of the one that is asked for.
 */
import { GEN_AI_CONVENTIONS, type GenAiConventions } from "../model.ts";

export const HTTP_METHOD = "http.request.method";
export const HTTP_ROUTE = "http.route";
export const HTTP_STATUS = "http.response.status_code";
export const URL_PATH = "url.path";
export const URL_SCHEME = "url.scheme";
export const SERVER_ADDRESS = "server.address";
export const SERVER_PORT = "server.port";
export const ERROR_TYPE = "error.type";
export const OPERATION = "gen_ai.operation.name";
export const REQUEST_MODEL = "gen_ai.request.model";
export const INPUT_TOKENS = "gen_ai.usage.input_tokens";
export const OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
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

/** What the versions of the conventions name differently. Null: that version has no name for it. */
export interface GenAiNames {
  /** Attribute that names the provider, and the values of it that this version spells otherwise than the newest. */
  readonly provider: string;
  readonly spelt: Readonly<Record<string, string>>;
  readonly requestStream: string | null;
  readonly cacheReadTokens: string | null;
  readonly cacheWriteTokens: string | null;
}

const MOST_READ: GenAiNames = {
  provider: "gen_ai.provider.name",
  spelt: {},
  requestStream: "gen_ai.request.stream",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_creation.input_tokens",
};

/** By the version that `SEMBLANCE_GENAI_CONVENTIONS` asks for; the first is the default. */
const VERSIONS: Readonly<Record<GenAiConventions, GenAiNames>> = {
  "1.41": MOST_READ,
  latest: { ...MOST_READ, cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens" },
  "1.36": {
    ...{ provider: "gen_ai.system", spelt: { x_ai: "xai" } },
    ...{ requestStream: null, cacheReadTokens: null, cacheWriteTokens: null },
  },
};

const OPT_IN = "gen_ai_latest_experimental";

/**
 * The names of the version that is asked for: by `SEMBLANCE_GENAI_CONVENTIONS`, else the newest where
 * `OTEL_SEMCONV_STABILITY_OPT_IN`, a comma-separated list, opts in to it.
 */
export function genAiNames(env: Readonly<Record<string, string | undefined>>): GenAiNames {
  const asked = GEN_AI_CONVENTIONS.find((version) => version === env["SEMBLANCE_GENAI_CONVENTIONS"]);
  if (asked) return VERSIONS[asked];
  const opted = (env["OTEL_SEMCONV_STABILITY_OPT_IN"] ?? "").split(",").map((name) => name.trim());
  return opted.includes(OPT_IN) ? VERSIONS.latest : MOST_READ;
}
