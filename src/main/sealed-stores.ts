/**
 * Remembers beside the secret which stores have had all their rows sealed. A store carries a mark of it too, but
 * whoever can write into the store could remove that mark, and have unsealed rows believed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dataPath, type Environment } from "../config.ts";

const STORES_MAX = 64;

/** `store`: a keyed digest of the path or URL and prefix by which a store is reached. */
export interface SealedStores {
  has(store: string): boolean;
  /** Never throws: where the file cannot be written, only the store's own mark says that it is sealed. */
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
        // The mark in the store remains.
      }
    },
  };
}
