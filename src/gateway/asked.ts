/** A request of a cached route on its walk: what was read of it, and the bodies behind what was found. */
import type { Found, Known, Step } from "../core/decide.ts";
import type { Identity } from "../core/identify.ts";
import type { Entry, Route, UnitVector } from "../model.ts";
import type { Upstream } from "../ports.ts";
import type { Caller } from "./caller.ts";
import type { Exchange } from "./exchange.ts";
import type { Edited } from "./look.ts";
import type { UpstreamFlight } from "./upstream-flight.ts";

export type Observed = Extract<Step, { do: "observe" }>;

export interface UpstreamChoice {
  readonly upstream: Upstream;
  readonly baseUrl: string;
  /** Sent when the caller brings none. */
  readonly apiKey: string | null;
  /** May usage be asked for on behalf of a stream that did not? */
  readonly askUsage: boolean;
}

export interface Asked {
  readonly x: Exchange;
  readonly route: Route;
  readonly bytes: Buffer;
  readonly choice: UpstreamChoice;
  readonly caller: Caller;
  readonly identity: Identity;
  /** What its answer is stored under. */
  readonly tags: readonly string[];
  /** Purges that were made when it came. */
  readonly purgesSeen: number;
  /** Made by the search, kept for the save. */
  vector: UnitVector | null;
  /** The body behind what `known.exact` found. */
  entry: Entry | null;
  edited: Edited | null;
  /** The call to upstream that answered it. */
  flight: UpstreamFlight | null;
  /** The look-up beside that call: what it would have served. */
  seen: Promise<Observed> | null;
  /** What was known when the walk ended. */
  known: Known | null;
  /** What was found by meaning and served, and the body that was sent. */
  served: { readonly found: Found; readonly entry: Entry } | null;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
