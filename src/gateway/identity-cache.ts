/**
 * Who asks what, by the bytes that say it: repeated requests skip parsing, canonical form and digests. The key is
 * everything that identity reads, length-prefixed; so a wrong answer here would need equal bytes.
 */
import { LRUCache } from "lru-cache";
import type { Identity } from "../core/identify.ts";
import { isPartingHeader } from "../core/parting-headers.ts";
import type { Caller } from "./caller.ts";
import { CREDENTIAL_HEADERS } from "./caller.ts";
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

/** Callers that are known by their headers. */
const CALLERS_MAX = 2_000;
const CALLERS_BYTES_MAX = 4 * 1024 * 1024;

export class IdentityCache {
  readonly #known = new LRUCache<string, WhoAsks>({
    max: ENTRIES_MAX,
    maxSize: BYTES_MAX,
    sizeCalculation: (_, key) => 2 * key.length + 500,
  });
  readonly #callers = new LRUCache<string, Caller>({
    max: CALLERS_MAX,
    maxSize: CALLERS_BYTES_MAX,
    maxEntrySize: BODY_BYTES_MAX,
    sizeCalculation: (_, key) => 2 * key.length + 500,
  });
  #settings: Settings | null = null;

  /** Settings that changed forget everything. */
  under(settings: Settings): void {
    if (this.#settings === settings) return;
    this.#known.clear();
    this.#callers.clear();
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

  /** Most requests of one caller differ in their body alone. `user`: of the body, which tenants may be told by. */
  caller(headers: string, user: string | null, read: () => Caller): Caller {
    const key = `${headers}\n${user === null ? "" : `=${user}`}`;
    let caller = this.#callers.get(key);
    if (!caller) this.#callers.set(key, (caller = read()));
    return caller;
  }
}

/** All of the headers that identity reads, length-prefixed. */
export function headersRead(settings: Settings, raw: readonly string[]): string {
  let key = "";
  const sticky = settings.stickyHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const isRead = READ.has(name) || sticky.has(name) || name.startsWith("x-semblance-");
    if (!isRead && !isPartingHeader(name)) continue;
    const value = raw[i + 1]!;
    key += `${name}:${value.length}:${value}`;
  }
  return key;
}

const READ: ReadonlySet<string> = new Set([
  ...CREDENTIAL_HEADERS,
  "content-encoding",
  "openai-organization",
  "openai-project",
]);
