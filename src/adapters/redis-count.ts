/**
 * How many answers Redis holds, and their bytes: counted by a scan, updated with this process's own writes between two
 * scans, and counted again in the background, since other gateways write too.
 */

import type { RedisLink } from "./redis-link.ts";
import type { RedisNames } from "./redis-names.ts";
import { hintsOf } from "./redis-rows.ts";

const COUNT_EVERY_MS = 2_000;
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

  constructor(link: RedisLink, names: RedisNames) {
    this.#link = link;
    this.#names = names;
  }

  /** The totals. Waits for the first scan only; rejects where that fails. */
  async read(): Promise<Totals> {
    if (performance.now() >= this.#dueMs)
      this.#counting ??= this.#scan().finally(() => {
        this.#counting = null;
      });
    if (this.#totals === null) await this.#counting;
    // A Redis that went away is reported by whoever needed an answer from it.
    else this.#counting?.catch(() => {});
    return { ...(this.#totals ?? { entries: 0, bytes: 0 }) };
  }

  /** Takes the totals that a scan for another purpose found. */
  set(totals: Totals): void {
    this.#totals = totals;
  }

  add(entries: number, bytes: number): void {
    if (this.#totals === null) return;
    this.#totals.entries = Math.max(0, this.#totals.entries + entries);
    this.#totals.bytes = Math.max(0, this.#totals.bytes + bytes);
  }

  async #scan(): Promise<void> {
    const fromMs = performance.now();
    const totals = { entries: 0, bytes: 0 };
    for await (const hints of hintsOf(this.#link, this.#names.entries)) {
      totals.entries += hints.length;
      for (const { bytes } of hints) totals.bytes += bytes;
    }
    this.#totals = totals;
    const nowMs = performance.now();
    this.#dueMs = nowMs + Math.max(COUNT_EVERY_MS, (nowMs - fromMs) / SHARE_MAX);
  }
}
