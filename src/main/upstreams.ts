/** The configured upstreams, and which of them a model goes to. */
import { createHttpUpstream, type HttpUpstream } from "../adapters/upstream-http.ts";
import type { Config } from "../config.ts";
import { globbed } from "../gateway/settings.ts";
import type { UpstreamChoice } from "../gateway.ts";

export interface Upstreams {
  pick(model: string): UpstreamChoice & { readonly upstream: HttpUpstream };
  readonly provider: string;
  close(): Promise<void>;
}

export function createUpstreams(config: Config, demoUrl: string | null): Upstreams {
  const build = (name: string, baseUrl: string, apiKey: string, askUsage: boolean) => {
    const url = baseUrl === "demo" && demoUrl !== null ? demoUrl : baseUrl;
    const upstream = createHttpUpstream({
      name,
      baseUrl: url,
      connectTimeoutMs: config.upstream.connect_timeout_ms,
      idleTimeoutMs: config.upstream.idle_timeout_ms,
    });
    // The demo model listens on another port at each start; its answers are the same ones.
    return { upstream, baseUrl, apiKey: apiKey || null, askUsage };
  };
  const first = build(
    "upstream",
    config.upstream.base_url,
    config.upstream.api_key,
    config.upstream.ask_usage,
  );
  const others = config.upstreams.map((u) => ({
    models: u.models,
    choice: build(u.name, u.base_url, u.api_key, u.ask_usage),
  }));
  return {
    pick(model) {
      const other = others.find(({ models }) => models.some((pattern) => globbed(pattern, model)));
      return other?.choice ?? first;
    },
    provider: config.upstream.base_url === "demo" ? "semblance.demo" : "openai",
    async close() {
      await Promise.all([first, ...others.map((o) => o.choice)].map(({ upstream }) => upstream.close()));
    },
  };
}
