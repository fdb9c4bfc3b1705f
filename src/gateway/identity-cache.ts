/**
 * A cache of identities by request bytes: repeated requests skip parsing, canonical form and digests. The key is
 * everything that identity reads, length-prefixed; so two requests share an identity only where those bytes are equal.
 */
import { LRUCache } from "lru-cache";
import type { Identity } from "../core/identify.ts";
import { heapRoom } from "../heap-room.ts";
import type { Caller } from "./caller.ts";
import type { Settings } from "./settings.ts";

export interface WhoAsks {
  readonly identity: Identity;
  readonly caller: Caller;
  /** The caller's bucket, 0 up to but not including 1; null where the request is not cacheable. */
  readonly bucket: number | null;
}

/** Fewer in a small heap. */
const ENTRIES_MAX = 10_000;
const BYTES_MAX = 32 * 1024 * 1024;
/** Bytes above which a body is not cached: such are rarely repeated, and cost more to keep than to read again. */
const BODY_BYTES_MAX = 16 * 1024;

export class IdentityCache {
  readonly #known = new LRUCache<string, WhoAsks>({
    max: Math.ceil(ENTRIES_MAX * heapRoom()),
    maxSize: BYTES_MAX,
    sizeCalculation: (_, key) => 2 * key.length + 500,
  });
  #settings: Settings | null = null;

  /** Uses these settings from now on; where they changed, the cache is emptied. */
  under(settings: Settings): void {
    if (this.#settings === settings) return;
    this.#known.clear();
    this.#settings = settings;
  }

  /** The cache key of a request; null where its body is too large to be kept. `headers`: see headersRead. */
  keyOf(path: string, headers: string, body: Buffer): string | null {
    if (body.length > BODY_BYTES_MAX) return null;
    return `${path.length}:${path}${headers}\n${body.toString("latin1")}`;
  }

  get(key: string | null): WhoAsks | undefined {
    return key === null ? undefined : this.#known.get(key);
  }

  set(key: string | null, who: WhoAsks): void {
    if (key !== null) this.#known.set(flat(key), who);
  }
}

/**
 * The same string in one piece. A key is put together from pieces, which V8 keeps as a tree of them: for a key of 170
 * characters some 770 bytes in place of 250.
 */
function flat(key: string): string {
  const copy = Buffer.from(key, "latin1").toString("latin1");
  return copy === key ? copy : key;
}
