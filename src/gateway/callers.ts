/** A cache of callers by their headers: most requests of one caller differ in their body alone. */
import type { KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { isPartingHeader } from "../core/parting-headers.ts";
import { type Caller, CREDENTIAL_HEADERS, callerIn } from "./caller.ts";
import type { Settings } from "./settings.ts";

const CALLERS_MAX = 2_000;
const BYTES_MAX = 4 * 1024 * 1024;
/** Headers longer than this in total are read anew for each request. */
const HEADER_BYTES_MAX = 16 * 1024;

export class Callers {
  readonly #secret: KeyObject;
  readonly #known = new LRUCache<string, Caller>({
    max: CALLERS_MAX,
    maxSize: BYTES_MAX,
    maxEntrySize: HEADER_BYTES_MAX,
    sizeCalculation: (_, key) => 2 * key.length + 500,
  });
  #settings: Settings | null = null;

  constructor(secret: KeyObject) {
    this.#secret = secret;
  }

  /**
   * The caller of a request. `user`: the body's `user`, by which tenants may be told apart. `read`: see headersRead.
   * Throws GatewayError unauthorized.
   */
  of(
    settings: Settings,
    raw: readonly string[],
    user: string | null,
    read = headersRead(settings, raw),
  ): Caller {
    if (this.#settings !== settings) {
      this.#known.clear();
      this.#settings = settings;
    }
    const key = `${user === null ? "" : `=${user.length}:${user}`}\n${read}`;
    let caller = this.#known.get(key);
    if (!caller) this.#known.set(key, (caller = callerIn(raw, user, settings, this.#secret)));
    return caller;
  }
}

/** All the headers that identity reads as one string, each length-prefixed. */
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
