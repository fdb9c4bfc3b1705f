/** What the record of demand is told of requests. */
import type { Key } from "../../model.ts";
import type { Life } from "./window.ts";

/** A request that could be sent again; what it is made of is the gateway's. */
export interface Repeatable {
  /** Bytes of memory. */
  readonly size: number;
}

/** One request that a stored answer answered, or that its answer was stored for. */
export interface AskedFor<H extends Repeatable> {
  /** Of the stored answer: of one that was found by meaning, not the asked question's own. */
  readonly key: Key;
  /** Who asked, as far as one is told from the other; null: not at all. */
  readonly caller: string | null;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Makes the request that stores this very answer, or null where it must not be repeated; null: this was another. */
  readonly request: (() => H | null) | null;
  /** Of the answer that was served; null: upstream gave it. */
  readonly life: Life | null;
}
