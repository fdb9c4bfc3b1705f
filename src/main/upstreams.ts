/** The configured upstreams, and the choice among them by a request's model. */

import { createHttpUpstream, type HttpUpstream } from "../adapters/upstream-http.ts";
import type { Config } from "../config.ts";
import { type DemoModel, startDemoModel } from "../demo/model.ts";
import { globbed } from "../gateway/settings.ts";
import type { UpstreamChoice } from "../gateway.ts";
import { namesDemo } from "./config-views.ts";
import type { Configuration } from "./configuration.ts";

export interface UpstreamsPart extends AsyncDisposable {
  /** The first of `upstreams` with a pattern that matches the model, else `upstream`. */
  pick(model: string): UpstreamChoice & { readonly upstream: HttpUpstream };
}

/** After a reload, connections to a removed upstream stay open this long for answers under way. */
const OLD_UPSTREAM_MS = 30_000;

/** Rejects where the demo model cannot listen. */
export async function startUpstreams(configuration: Configuration): Promise<UpstreamsPart> {
  /** Started at the first configuration that names the demo model. */
  let demo: DemoModel | null = null;
  const made = async (wanted: Config): Promise<Upstreams> => {
    if (namesDemo(wanted)) demo ??= await startDemoModel();
    return createUpstreams(wanted, demo?.url ?? null);
  };
  let inForce = await made(configuration.current);
  configuration.onReload(async (next) => {
    const before = inForce;
    const isOther = upstreamsIn(configuration.current) !== upstreamsIn(next);
    const after = isOther ? await made(next) : before;
    return {
      commit() {
        inForce = after;
        // Closing at once would break off answers under way.
        if (isOther) setTimeout(() => void before.close(), OLD_UPSTREAM_MS).unref();
      },
      discard() {
        if (isOther) void after.close();
      },
    };
  });
  return {
    pick: (model) => inForce.pick(model),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([inForce.close(), demo?.close()]);
    },
  };
}

function upstreamsIn({ upstream, upstreams }: Config): string {
  return JSON.stringify([upstream, upstreams]);
}

interface Upstreams {
  pick(model: string): UpstreamChoice & { readonly upstream: HttpUpstream };
  close(): Promise<void>;
}

function createUpstreams(config: Config, demoUrl: string | null): Upstreams {
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
    // `baseUrl` as configured: "demo" stays the same although the demo model's port changes at each start.
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
    async close() {
      await Promise.all([first, ...others.map((o) => o.choice)].map(({ upstream }) => upstream.close()));
    },
  };
}
