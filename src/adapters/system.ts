/** The clock, ids and random numbers of a real process. */
import { randomBytes, randomInt } from "node:crypto";
import type { EntryId, RequestId } from "../model.ts";
import type { Clock, Ids } from "../ports.ts";

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** Ids of 96 random bits; drawn from the system in blocks, since a call for each id would show in a profile. */
export const systemIds: Ids = {
  request: () => `req_${next()}` as RequestId,
  entry: () => `ent_${next()}` as EntryId,
};

/**
 * A random number, 0 up to but not including 1. Callers must not be able to foresee which of their answers are checked.
 */
export function systemChance(): number {
  return randomInt(2 ** 48 - 1) / (2 ** 48 - 1);
}

const BLOCK = 12 * 256;
let pool = Buffer.alloc(0);
let used = 0;

function next(): string {
  if (used + 12 > pool.length) {
    pool = randomBytes(BLOCK);
    used = 0;
  }
  used += 12;
  return pool.toString("base64url", used - 12, used);
}
