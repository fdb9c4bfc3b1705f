/**
 * A request of a cached route by the states that it gains: received, identified, looked up (look.ts), answered. Each
 * holds only what it alone knows; see exchange.ts for the connection that it came over.
 */
import type { Identity } from "../core/identify.ts";
import type { Ask, Found, Policy } from "../core/known.ts";
import type { Entry, Route } from "../model.ts";
import type { Upstream } from "../ports.ts";
import type { Walked } from "../walk.ts";
import type { Caller } from "./caller.ts";
import type { Settings } from "./settings.ts";
import type { UpstreamFlight } from "./upstream-flight.ts";
import type { Watch } from "./watch.ts";

/** Before its body is read. Its settings are those it began with. */
export interface Received {
  /** Wall time of its arrival. */
  readonly atMs: number;
  /** Flat, as on the wire. */
  readonly rawHeaders: readonly string[];
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  readonly settings: Settings;
  readonly watch: Watch;
}

/** Who asks for what. */
export interface Identified {
  readonly route: Route;
  readonly bytes: Buffer;
  readonly choice: UpstreamChoice;
  readonly caller: Caller;
  readonly identity: Identity;
  /** 0 up to but not including 1; null where the request is not cacheable. */
  readonly bucket: number | null;
  readonly ask: Ask;
  /** What its answer is stored under. */
  readonly tags: readonly string[];
  /** Purges that were made when it came. */
  readonly purgesSeen: number;
  /** With what was learned of requests like this one. */
  readonly policy: Policy;
}

export type CacheableIdentity = Extract<Identity, { cacheable: true }>;

/** What gave the answer. `beside`: the look-up while upstream was asked; null where there was none. */
export type AnsweredBy =
  | { readonly by: "store"; readonly found: Found; readonly entry: Entry }
  | { readonly by: "upstream"; readonly flight: UpstreamFlight; readonly beside: Promise<Walked> | null };

export interface UpstreamChoice {
  readonly upstream: Upstream;
  readonly baseUrl: string;
  /** Sent when the caller brings none. */
  readonly apiKey: string | null;
  /** May usage be asked for on behalf of a stream that did not? */
  readonly askUsage: boolean;
}
