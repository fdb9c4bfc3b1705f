/**
 * Who asks what, by the bytes that say it: repeated requests skip parsing, canonical form and digests. The key is
 * everything that identity reads, length-prefixed; so a wrong answer here would need equal bytes.
 */
import { LRUCache } from "lru-cache";
import type { Identity } from "../core/identify.ts";
import type { Caller } from "./caller.ts";
import type { Settings } from "./settings.ts";

export interface WhoAsks {
  readonly identity: Identity;
  readonly caller: Caller;
  /** 0 up to but not including 1; null where the request is not cacheable. */
  readonly bucket: number | null;
}

const ENTRIES_MAX = 10_000;
const BYTES_MAX = 32 * 1024 * 1024;
/** Larger bodies are rarely repeated, and cost more to keep than to read again. */
const BODY_BYTES_MAX = 16 * 1024;

export class IdentityCache {
  readonly #known = new LRUCache<string, WhoAsks>({
    max: ENTRIES_MAX,
    maxSize: BYTES_MAX,
    sizeCalculation: (_, key) => 2 * key.length + 500,
  });
  #settings: Settings | null = null;

  /** Settings that changed forget everything. */
  under(settings: Settings): void {
    if (this.#settings === settings) return;
    this.#known.clear();
    this.#settings = settings;
  }

  /** Null for what is too large to be kept. `headers`: see headersRead. */
  keyOf(path: string, headers: string, body: Buffer): string | null {
    if (body.length > BODY_BYTES_MAX) return null;
    return `${path.length}:${path}${headers}\n${body.toString("latin1")}`;
  }

  get(key: string | null): WhoAsks | undefined {
    return key === null ? undefined : this.#known.get(key);
  }

  set(key: string | null, who: WhoAsks): void {
    if (key !== null) this.#known.set(key, who);
  }
}
