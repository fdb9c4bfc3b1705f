/** An identified request that may be answered from the cache, with all that is known of it. */
import type { CacheableAsk } from "../core/neighbours.ts";
import type { Exchange } from "./exchange.ts";
import type { Look } from "./look.ts";
import type { CacheableIdentity, Identified } from "./request.ts";

export interface CacheableRequest extends Identified {
  readonly x: Exchange;
  readonly identity: CacheableIdentity;
  readonly ask: CacheableAsk;
  /** The request's look-up: its results, and the stored bodies that it read. */
  readonly look: Look;
}
