/** Types of what the record of demand gets of each request. */
import type { Key } from "../../model.ts";
import type { Life } from "./window.ts";

/** A request that could be sent again; what it is made of is the gateway's. */
export interface Repeatable {
  /** Bytes of memory that the kept request takes. */
  readonly size: number;
}

/** A request that was answered from the store, or whose fresh answer was stored. */
export interface AskedFor<H extends Repeatable> {
  /** Key of the stored answer; for a hit by meaning that of the stored question, not of the asked one. */
  readonly key: Key;
  /** Identifier of the caller; null: unknown. */
  readonly caller: string | null;
  /** Time of the request, milliseconds since 1970. */
  readonly atMs: number;
  /**
   * Makes the request that refreshes this answer, or null where it must not be repeated; null: this request asked
   * another question.
   */
  readonly request: (() => H | null) | null;
  /** Life of the stored answer that was served; null: upstream answered. */
  readonly life: Life | null;
}
