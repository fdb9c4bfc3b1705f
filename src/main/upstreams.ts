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
  const build = (name: string, from: Config["upstream"]) => {
    const { base_url: baseUrl, api_key: apiKey, ask_usage: askUsage } = from;
    const url = baseUrl === "demo" && demoUrl !== null ? demoUrl : baseUrl;
    const upstream = createHttpUpstream({
      name,
      baseUrl: url,
      connectTimeoutMs: from.connect_timeout_ms,
      idleTimeoutMs: from.idle_timeout_ms,
      idleConnectionMs: from.idle_connection_ms,
    });
    // The demo model listens on another port at each start; its answers are the same ones.
    return { upstream, baseUrl, apiKey: apiKey || null, askUsage };
  };
  const first = build("upstream", config.upstream);
  const others = config.upstreams.map((u) => ({
    models: u.models,
    choice: build(u.name, u),
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
