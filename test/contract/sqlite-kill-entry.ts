import type { Entry } from "../../src/model.ts";
import { anEntry } from "../support/entries.ts";

/** The same answer in the process that writes it and in the one that looks for it. */
export function killEntry(name: string, n: number): Entry {
  const body = Buffer.alloc(500 + ((n * 7_919) % 20_000), `${name} ${n} `);
  return anEntry(`${name}-${n}`, { body, storedAtMs: 1_000, expiresAtMs: 2_000, staleUntilMs: 3_000 });
}
