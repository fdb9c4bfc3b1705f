/**
 * Which callers the percentage covers. A caller's bucket is a function of the secret and the caller alone: the same
 * after a restart and on every replica, so growth only ever adds callers.
 */
import type { KeyObject } from "node:crypto";
import { mac } from "../mac.ts";

export interface StickyCaller {
  /** Which `sticky_by` source named the caller, or "scope" when none was present. */
  readonly source: string;
  readonly value: string;
}

/** The caller's bucket: 0 up to but not including 1, uniform over callers; 48 bits of HMAC-SHA-256. */
export function bucketOf(secret: KeyObject, caller: StickyCaller): number {
  const code = mac(secret, `bucket\0${caller.source.length}:${caller.source}${caller.value}`);
  return code.readUIntBE(0, 6) / 2 ** 48;
}

export function isInside(bucket: number, percentage: number): boolean {
  return bucket * 100 < percentage;
}

/**
 * The first source that is present. Sources: "header:NAME", "user" (the body's `user`), "credential".
 * `read` answers null for what the request lacks.
 */
export function callerOf(
  stickyBy: readonly string[],
  read: (source: string) => string | null,
  scope: string,
): StickyCaller {
  for (const source of stickyBy) {
    const value = read(source);
    if (value !== null && value !== "") return { source, value };
  }
  return { source: "scope", value: scope };
}
