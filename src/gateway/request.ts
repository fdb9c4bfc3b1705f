/**
 * A request on a cached route by its states: received, identified, looked up (look.ts), answered. Each state holds only
 * what it adds; see exchange.ts for the connection it came over.
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

/** A request before its body is read, with the settings in force when it came. */
export interface Received {
  /** Wall-clock time of its arrival. */
  readonly atMs: number;
  /** Header names and values in turn, as on the wire. */
  readonly rawHeaders: readonly string[];
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  readonly settings: Settings;
  readonly watch: Watch;
}

/** A request whose caller and identity are known. */
export interface Identified {
  readonly route: Route;
  readonly bytes: Buffer;
  readonly choice: UpstreamChoice;
  readonly caller: Caller;
  readonly identity: Identity;
  /** The caller's bucket, 0 up to but not including 1; null where the request is not cacheable. */
  readonly bucket: number | null;
  readonly ask: Ask;
  /** The tags that its answer is stored under. */
  readonly tags: readonly string[];
  /** The number of purges when it arrived. */
  readonly purgesSeen: number;
  /** The policy in force, with what was learned of requests with this route and model. */
  readonly policy: Policy;
}

export type CacheableIdentity = Extract<Identity, { cacheable: true }>;

/** What gave the answer. `beside`: the look-up that ran while upstream was asked; null where there was none. */
export type AnsweredBy =
  | { readonly by: "store"; readonly found: Found; readonly entry: Entry }
  | { readonly by: "upstream"; readonly flight: UpstreamFlight; readonly beside: Promise<Walked> | null };

export interface UpstreamChoice {
  readonly upstream: Upstream;
  readonly baseUrl: string;
  /** The upstream's own key, sent where the caller brings none. */
  readonly apiKey: string | null;
  /** May the gateway ask for usage on behalf of a stream that did not? */
  readonly askUsage: boolean;
}
