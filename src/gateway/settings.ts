/** The operator's will in the shell's own terms, made anew at each load of the configuration and never changed. */
import type { Policy } from "../core/decide.ts";

export interface GatewayKey {
  readonly name: string;
  readonly tenant: string;
  /** Sent upstream in place of the caller's; null: the upstream's own key. */
  readonly upstreamKey: string | null;
}

export interface Settings {
  readonly policy: Policy;
  /** 0 to 100: callers to whom found answers are served. */
  readonly percentage: number;
  readonly stickyBy: readonly string[];
  readonly maxTemperature: number;
  readonly questionAfter: string | null;
  readonly contextFields: readonly string[];
  /** "credential", "header:NAME", "body:user" or "shared". */
  readonly tenantBy: string;
  /** By keyed digest of the key; null: callers bring upstream's own credentials. */
  readonly keys: ReadonlyMap<string, GatewayKey> | null;
  readonly lookupMsMax: number;
  readonly ttlMs: number;
  readonly staleMs: number;
  readonly entryBytesMax: number;
  readonly bodyBytesMax: number;
}
