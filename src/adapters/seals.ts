/**
 * Seals: HMAC-SHA256 under a subkey of the gateway's secret, over everything that a store keeps for us. Whoever can write
 * into a store and has no secret can remove what is there, put an older state back, or make it unreadable; nothing
 * that they write is believed.
 *
 * Stores of before hold plain SHA-256 sums and notes without any. They are believed once, while the whole store is
 * sealed anew, and never again: a mark in the store, and one in the data dir (main/sealed-stores.ts), say that it was
 * done. An attacker who removes both marks reads as an old store; so the second lies where the secret lies.
 */
import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";

/** Name of the note that says: everything here has been sealed. Its presence counts, whatever it holds. */
export const SEALED_MARK = "semblance:sealed";

/** In front of a sealed note: the form, and 43 characters of base64url. */
const NOTE = /^s1:([\w-]{43}):/;

export interface SealOptions {
  /** The gateway's. A subkey of it is used (RFC 5869), so that no digest made elsewhere under it is a seal. */
  readonly secret: KeyObject;
  /** The store was sealed whole once, as far as is known outside of it. Absent: no. */
  readonly isSealed?: boolean;
  /** It is sealed whole from now on. */
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

  /** Rows and notes of before, without a seal of ours, are believed. See above. */
  get believesUnsealed(): boolean {
    return this.#believesUnsealed;
  }

  /** From here on nothing without a seal is believed. */
  complete(): void {
    if (!this.#believesUnsealed) return;
    this.#believesUnsealed = false;
    this.#onSealed();
  }

  /** 32 bytes over the kind and the parts, each with its length. */
  of(kind: "entry" | "vector" | "note" | "store", parts: readonly (string | Uint8Array)[]): Buffer {
    const mac = createHmac("sha256", this.#key).update(kind);
    for (const part of parts) {
      const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
      mac.update(`\n${bytes.byteLength}:`).update(bytes);
    }
    return mac.digest();
  }

  /** A note as it is kept. */
  note(name: string, value: string): string {
    return `s1:${this.of("note", [name, value]).toString("base64url")}:${value}`;
  }

  /** What a kept note says; null where it is not ours. */
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

/** In the same time for every wrong seal. */
export function isEqual(given: Uint8Array, wanted: Uint8Array): boolean {
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}

/** The sum under which rows of before were kept. */
export function plainSum(...parts: readonly (string | Uint8Array)[]): Buffer {
  const bytes = parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : part));
  return hash("sha256", Buffer.concat(bytes), "buffer");
}
