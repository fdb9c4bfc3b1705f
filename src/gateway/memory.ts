/**
 * Gives back the memory of large request bodies, and of what starting left. Such bodies lie outside of JavaScript's heap, and a process that has nothing
 * to do makes nothing that would let the collector see that they are gone: three of 30 MB stayed for as long as nobody
 * asked anything. So once it is quiet one collection is asked for, of some 50 ms where the heap is small.
 */
import v8 from "node:v8";
import vm from "node:vm";
import { LARGE_BYTES } from "./large-body.ts";

/** Connections to upstream, which hold the last body that was sent, have ended by then. */
const QUIET_MS = 6_000;

export class IdleMemory {
  readonly #isIdle: () => boolean;
  readonly #quietMs: number;
  #timer: NodeJS.Timeout | null = null;

  /** `isIdle`: nobody waits for an answer; while somebody does, nothing is collected. */
  constructor(isIdle: () => boolean, quietMs = QUIET_MS) {
    this.#isIdle = isIdle;
    this.#quietMs = quietMs;
  }

  /** Starting leaves some 60 MB behind, of modules read and compiled. */
  started(): void {
    this.#later();
  }

  /** A request with a body of so many bytes has ended. */
  ended(bytes: number): void {
    if (bytes > LARGE_BYTES) this.#later();
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

/** Node gives the collector to who asks for it by flag; a context made after the flag was set has it. */
function collect(): void {
  if (gc === null) {
    v8.setFlagsFromString("--expose-gc");
    const found: unknown = vm.runInNewContext("typeof gc === 'function' ? gc : null");
    gc = typeof found === "function" ? () => void found() : () => {};
  }
  gc();
}
