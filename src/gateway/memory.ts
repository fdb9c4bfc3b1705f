/**
 * Frees the memory of large request bodies, and of what starting left. Such bodies lie outside JavaScript's heap, and
 * an idle process allocates nothing that would make the collector run: three bodies of 30 MB stayed for as long as
 * nothing was asked. So once it is quiet, one collection is forced, of some 50 ms where the heap is small.
 */
import v8 from "node:v8";
import vm from "node:vm";
import { LARGE_BYTES } from "./large-body.ts";

/**
 * How long it must be quiet before a collection: upstream connections, which hold the last body sent, have ended then.
 */
const QUIET_MS = 6_000;

export class IdleMemory {
  readonly #isIdle: () => boolean;
  readonly #quietMs: number;
  #timer: NodeJS.Timeout | null = null;

  /** `isIdle`: true while nobody waits for an answer; otherwise nothing is collected. */
  constructor(isIdle: () => boolean, quietMs = QUIET_MS) {
    this.#isIdle = isIdle;
    this.#quietMs = quietMs;
  }

  /** Plans a collection after the start, which leaves some 60 MB of modules read and compiled. */
  started(): void {
    this.#later();
  }

  /** A request has ended, with a body of so many bytes: a large one plans a collection, any puts a planned one off. */
  ended(bytes: number): void {
    if (bytes > LARGE_BYTES) this.#later();
    else this.#timer?.refresh();
  }

  #later(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#isIdle()) collect();
      else this.#later();
    }, this.#quietMs);
    this.#timer.unref();
  }
}

let gc: (() => void) | null = null;

/** Runs the collector. Node exposes it under a flag only; a context made after the flag was set has it. */
function collect(): void {
  if (gc === null) {
    v8.setFlagsFromString("--expose-gc");
    const found: unknown = vm.runInNewContext("typeof gc === 'function' ? gc : null");
    gc = typeof found === "function" ? () => void found() : () => {};
  }
  gc();
}
