/** The provider at a host, named as in the GenAI conventions; for other hosts the host itself. */
const PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)openai\.azure\.com$/, "azure.ai.openai"],
  [/(^|\.)services\.ai\.azure\.com$/, "azure.ai.inference"],
  [/(^|\.)openai\.com$/, "openai"],
  [/(^|\.)anthropic\.com$/, "anthropic"],
  [/(^|\.)deepseek\.com$/, "deepseek"],
  [/(^|\.)groq\.com$/, "groq"],
  [/(^|\.)mistral\.ai$/, "mistral_ai"],
  [/(^|\.)x\.ai$/, "x_ai"],
  [/(^|\.)cohere\.(com|ai)$/, "cohere"],
  [/(^|\.)perplexity\.ai$/, "perplexity"],
  [/^generativelanguage\.googleapis\.com$/, "gcp.gemini"],
  [/aiplatform\.googleapis\.com$/, "gcp.vertex_ai"],
  [/(^|\.)amazonaws\.com$/, "aws.bedrock"],
];

export interface Addressed {
  readonly provider: string;
  /** Host name; null for the demo model, which is no server. */
  readonly host: string | null;
  readonly port: number | null;
}

/** Provider, host and port of an upstream. `baseUrl`: its base URL, or "demo". */
export function addressedBy(baseUrl: string): Addressed {
  if (!URL.canParse(baseUrl)) return { provider: "semblance.demo", host: null, port: null };
  const { hostname: host, port, protocol } = new URL(baseUrl);
  const provider = PROVIDERS.find(([pattern]) => pattern.test(host))?.[1] ?? host;
  return { provider, host, port: Number(port) || (protocol === "https:" ? 443 : 80) };
}
