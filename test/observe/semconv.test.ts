import { describe, expect, it } from "vitest";
import { genAiNames } from "../../src/observe/semconv.ts";
import { answeredAttributes, callAttributes } from "../../src/observe/span-attributes.ts";
import { aRecord } from "../support/records.ts";

const usage = { inputTokens: 100, outputTokens: 20, cachedTokens: 60, writtenTokens: 30 };

/** Attributes of the GenAI conventions on a call, under this environment. */
function told(env: Record<string, string>): Record<string, unknown> {
  const genAi = genAiNames(env);
  const call = { baseUrl: "https://api.x.ai/v1", operation: "chat", model: "grok" };
  const all = {
    ...callAttributes(call, genAi),
    ...answeredAttributes(aRecord({ usage, stream: true }), genAi),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith("gen_ai.")));
}

describe("the names of the GenAI conventions follow the version that is asked for", () => {
  const common = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "grok",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
  };
  const since137 = {
    ...common,
    "gen_ai.provider.name": "x_ai",
    "gen_ai.request.stream": true,
    "gen_ai.usage.cache_read.input_tokens": 60,
  };
  const creation = { ...since137, "gen_ai.usage.cache_creation.input_tokens": 30 };
  const write = { ...since137, "gen_ai.usage.cache_write.input_tokens": 30 };
  const opted = { OTEL_SEMCONV_STABILITY_OPT_IN: "http, gen_ai_latest_experimental" };

  it.each([
    ["by default", {}, creation],
    ["1.41", { SEMBLANCE_GENAI_CONVENTIONS: "1.41" }, creation],
    ["latest", { SEMBLANCE_GENAI_CONVENTIONS: "latest" }, write],
    ["latest by OpenTelemetry's own variable", opted, write],
    ["ours over OpenTelemetry's", { ...opted, SEMBLANCE_GENAI_CONVENTIONS: "1.41" }, creation],
    // Before 1.37 the provider was the system, and nothing was said of streams and prompt caches.
    ["1.36", { SEMBLANCE_GENAI_CONVENTIONS: "1.36" }, { ...common, "gen_ai.system": "xai" }],
  ])("%s", (_, env, expected) => {
    expect(told(env)).toEqual(expected);
  });
});
