/** The gateway keys of `auth.mode: keys`, with the contents of the variables that they name. */
import type { Environment } from "./expand.ts";
import type { Config } from "./schema.ts";

export interface ConfiguredKey {
  readonly name: string;
  readonly key: string;
  /** The tenant whose answers the key shares; two keys may name one tenant. */
  readonly tenant: string;
  /** The key sent upstream in place of the gateway key; null: the upstream's own `api_key`. */
  readonly upstreamKey: string | null;
}

/** The keys of a loaded configuration, which was checked, so that every variable named there is set. */
export function gatewayKeys(config: Config, env: Environment): ConfiguredKey[] {
  return config.auth.keys.map(({ name, key, key_env, tenant, upstream_key_env }) => ({
    name,
    key: key ?? keyIn(env, key_env) ?? "",
    tenant: tenant ?? name,
    upstreamKey: keyIn(env, upstream_key_env),
  }));
}

/** The key in a variable, without the line end that files of secrets often have; null where there is none. */
export function keyIn(env: Environment, variable: string | undefined): string | null {
  return (variable !== undefined && env[variable]?.trim()) || null;
}
