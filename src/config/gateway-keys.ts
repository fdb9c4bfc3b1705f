/** The gateway keys of `auth.mode: keys`, with what their variables hold. */
import type { Environment } from "./expand.ts";
import type { Config } from "./schema.ts";

export interface ConfiguredKey {
  readonly name: string;
  readonly key: string;
  /** Who shares answers; two keys may name one tenant. */
  readonly tenant: string;
  /** What goes upstream in place of the gateway key; null: the upstream's own `api_key`. */
  readonly upstreamKey: string | null;
}

/** Of a loaded configuration: its rules hold, so that every variable named there is set. */
export function gatewayKeys(config: Config, env: Environment): ConfiguredKey[] {
  return config.auth.keys.map(({ name, key, key_env, tenant, upstream_key_env }) => ({
    name,
    key: key ?? env[key_env ?? ""] ?? "",
    tenant: tenant ?? name,
    upstreamKey: upstream_key_env === undefined ? null : (env[upstream_key_env] ?? null),
  }));
}
