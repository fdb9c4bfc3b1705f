/** The clock, ids and random numbers of a real process. */
import { randomBytes, randomInt } from "node:crypto";
import type { EntryId, RequestId } from "../model.ts";
import type { Clock, Ids } from "../ports.ts";

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/**
 * Ids of 96 random bits; drawn from the system in blocks, since a call for each id would show in a profile. An entry's
 * begins with the second that it was made in: a store's index of them then grows at its end, where random ones would
 * have each entry write a page of their own.
 */
export const systemIds: Ids = {
  request: () => `req_${next()}` as RequestId,
  entry: () => `ent_${secondNow()}${next()}` as EntryId,
};

/** In the order of their bytes. */
const DIGITS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const SECOND_DIGITS = 6;
let second = 0;
let secondText = "";

/** The time in seconds in base 64, six digits, so that later ones come later in the order of their bytes. */
function secondNow(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now === second) return secondText;
  second = now;
  secondText = "";
  for (let place = SECOND_DIGITS - 1; place >= 0; place--)
    secondText += DIGITS[Math.floor(now / 64 ** place) % 64];
  return secondText;
}

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
