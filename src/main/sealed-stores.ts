/**
 * Which stores have been sealed whole, remembered beside the secret: whoever can write into a store, and removes the
 * mark in it, still cannot have rows believed that are not sealed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dataPath, type Environment } from "../config.ts";

const STORES_MAX = 64;

/** A digest of the names by which a store is reached. */
export interface SealedStores {
  has(store: string): boolean;
  /** Never throws: what cannot be kept is asked of the store's own mark. */
  add(store: string): void;
}

export function sealedStores(env: Environment): SealedStores {
  const path = dataPath(env, "storage/sealed");
  const read = (): string[] => {
    try {
      return readFileSync(path, "utf8").split("\n").filter(Boolean);
    } catch {
      return [];
    }
  };
  return {
    has: (store) => read().includes(store),
    add(store) {
      const kept = read();
      if (kept.includes(store)) return;
      try {
        writeFileSync(path, `${[...kept, store].slice(-STORES_MAX).join("\n")}\n`, { mode: 0o600 });
      } catch {
        // The store's own mark is left.
      }
    },
  };
}
