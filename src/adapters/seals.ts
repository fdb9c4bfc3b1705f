/**
 * Seals: HMAC-SHA256 under a subkey of the gateway's secret, over everything that a store keeps for the gateway.
 * Whoever can write into a store without the secret can remove what is there, put an older state back, or make it
 * unreadable; nothing that they write is trusted.
 *
 * Older stores hold plain SHA-256 sums, and notes without any. These are trusted once, while the whole store is being
 * sealed, and never again: a mark in the store, and one in the data dir (main/sealed-stores.ts), say that it was done.
 * A store with both marks removed would pass as an old one; so the second mark lies beside the secret.
 */
import { createSecretKey, hash, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { mac } from "../mac.ts";

/** Name of the note that says that the whole store has been sealed. Only its presence counts. */
export const SEALED_MARK = "semblance:sealed";
/** Name of the note that says, in Redis, whose the store is (redis-names.ts). */
export const CLAIM_NOTE = "semblance:owner";

/** Notes that are the store's, not the gateway's. */
export const OWN_NOTES: ReadonlySet<string> = new Set([SEALED_MARK, CLAIM_NOTE]);

/** The prefix of a sealed note: the format "s1", and the seal in 43 characters of base64url. */
const NOTE = /^s1:([\w-]{43}):/;

export interface SealOptions {
  /**
   * The gateway's secret. A subkey of it is used (RFC 5869), so that no other digest made with the secret can be a
   * seal.
   */
  readonly secret: KeyObject;
  /** True where a record outside the store says that it was sealed whole. Default false. */
  readonly isSealed?: boolean;
  /** Called when the store has been sealed whole. */
  readonly onSealed?: () => void;
}

export class Seals {
  readonly #key: KeyObject;
  readonly #onSealed: () => void;
  #believesUnsealed: boolean;

  constructor({ secret, isSealed = false, onSealed = () => {} }: SealOptions) {
    const subkey = hkdfSync("sha256", secret, Buffer.alloc(0), "semblance store seal", 32);
    this.#key = createSecretKey(Buffer.from(subkey));
    this.#believesUnsealed = !isSealed;
    this.#onSealed = onSealed;
  }

  /** True while rows and notes without a seal, from older stores, are trusted. See above. */
  get believesUnsealed(): boolean {
    return this.#believesUnsealed;
  }

  /** From now on nothing without a seal is trusted. */
  complete(): void {
    if (!this.#believesUnsealed) return;
    this.#believesUnsealed = false;
    this.#onSealed();
  }

  /** The seal, 32 bytes, over the kind and the parts, each part with its length. */
  of(kind: "entry" | "vector" | "note" | "store", parts: readonly (string | Uint8Array)[]): Buffer {
    const said: (string | Uint8Array)[] = [kind];
    for (const part of parts) {
      const length = typeof part === "string" ? Buffer.byteLength(part, "utf8") : part.byteLength;
      said.push(`\n${length}:`, part);
    }
    return mac(this.#key, ...said);
  }

  /** A note's value as it is stored, with its seal in front. */
  note(name: string, value: string): string {
    return `s1:${this.of("note", [name, value]).toString("base64url")}:${value}`;
  }

  /** The value of a stored note; null where its seal is missing or wrong. */
  openNote(name: string, kept: string): string | null {
    const seal = NOTE.exec(kept);
    if (seal === null) return this.believesUnsealed ? kept : null;
    const [head, mac = ""] = seal;
    const value = kept.slice(head.length);
    return isEqual(Buffer.from(mac, "base64url"), this.of("note", [name, value])) ? value : null;
  }

  isSealedNote(kept: string): boolean {
    return NOTE.test(kept);
  }
}

/** Compares two seals in a time that does not tell where they differ. */
export function isEqual(given: Uint8Array, wanted: Uint8Array): boolean {
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}

/** The plain SHA-256 sum that older stores keep in place of a seal. */
export function plainSum(...parts: readonly (string | Uint8Array)[]): Buffer {
  const bytes = parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : part));
  return hash("sha256", Buffer.concat(bytes), "buffer");
}
