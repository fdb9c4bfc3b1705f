/** Ids of traces and spans, drawn from the system in blocks: a call for each would show in a profile. */
import { randomBytes } from "node:crypto";

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
const BLOCK = 4096;

let digits = "";
let used = 0;

function next(bytes: number): string {
  if (used + 2 * bytes > digits.length) {
    digits = randomBytes(BLOCK).toString("hex");
    used = 0;
  }
  used += 2 * bytes;
  const id = digits.slice(used - 2 * bytes, used);
  // An id of all zeros is invalid (W3C Trace Context §3.2.2.3).
  return /[^0]/.test(id) ? id : next(bytes);
}

export const newTraceId = (): string => next(TRACE_BYTES);
export const newSpanId = (): string => next(SPAN_BYTES);
