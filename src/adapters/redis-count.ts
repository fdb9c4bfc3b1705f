/**
 * How many answers Redis holds, and their bytes: counted by a scan, updated with this process's own writes between two
 * scans, and counted again in the background, since other gateways write too.
 */

import type { RedisLink } from "./redis-link.ts";
import type { RedisNames } from "./redis-names.ts";
import { hintsOf } from "./redis-rows.ts";

const COUNT_EVERY_MS = 2_000;
/** Milliseconds that whoever reads the totals waits for a scan; a larger store gives those before it. */
const PATIENCE_MS = 250;
/** Largest share of the time that scans take. */
const SHARE_MAX = 1 / 20;

export interface Totals {
  entries: number;
  bytes: number;
}

export class RedisCount {
  readonly #link: RedisLink;
  readonly #names: RedisNames;
  /** The current totals; null before the first scan. */
  #totals: Totals | null = null;
  #counting: Promise<void> | null = null;
  #dueMs = 0;
  /** How often this process has written. */
  #writes = 0;

  constructor(link: RedisLink, names: RedisNames) {
    this.#link = link;
    this.#names = names;
  }

  /** The totals. Waits for the first scan to its end, rejects where that fails, and for others if they are short. */
  async read(): Promise<Totals> {
    if (performance.now() >= this.#dueMs)
      this.#counting ??= this.#scan().finally(() => {
        this.#counting = null;
      });
    if (this.#totals === null) await this.#counting;
    // A Redis that went away is reported by whoever needed an answer from it.
    else if (this.#counting !== null)
      await Promise.race([this.#counting.catch(() => {}), elapsed(PATIENCE_MS)]);
    return { ...(this.#totals ?? { entries: 0, bytes: 0 }) };
  }

  /** Takes the totals that a scan for another purpose found. */
  set(totals: Totals): void {
    this.#totals = totals;
  }

  add(entries: number, bytes: number): void {
    this.#writes++;
    if (this.#totals === null) return;
    this.#totals.entries = Math.max(0, this.#totals.entries + entries);
    this.#totals.bytes = Math.max(0, this.#totals.bytes + bytes);
  }

  async #scan(): Promise<void> {
    const fromMs = performance.now();
    const writes = this.#writes;
    const totals = { entries: 0, bytes: 0 };
    for await (const hints of hintsOf(this.#link, this.#names.entries)) {
      totals.entries += hints.length;
      for (const { bytes } of hints) totals.bytes += bytes;
    }
    this.#totals = totals;
    const nowMs = performance.now();
    // Of what was written meanwhile nobody knows whether the scan met it: the next one comes as soon as it may.
    const restMs = this.#writes === writes ? COUNT_EVERY_MS : 0;
    this.#dueMs = nowMs + Math.max(restMs, (nowMs - fromMs) / SHARE_MAX);
  }
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
