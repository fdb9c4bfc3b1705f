/** A request that a stored answer may stand for, with all its states. */
import type { CacheableAsk } from "../core/neighbours.ts";
import type { Exchange } from "./exchange.ts";
import type { Look } from "./look.ts";
import type { CacheableIdentity, Identified } from "./request.ts";

export interface CacheableRequest extends Identified {
  readonly x: Exchange;
  readonly identity: CacheableIdentity;
  readonly ask: CacheableAsk;
  /** What was looked up for it, and the bodies behind. */
  readonly look: Look;
}
