/** Waits for what comes later: as long as the busiest machine may take, and no longer than it takes. */
import { vi } from "vitest";
import { SOON_MS_MAX } from "./limits.ts";

/** What `look` returns, once it does without throwing. Rejects with what it threw last. */
export function soon<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: SOON_MS_MAX, interval: 20 });
}
