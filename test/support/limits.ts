/** A machine may be busy: in tests, time ends only what hangs. */

/** Longest wait, ms, for what comes later, in `soon` and `expect.poll`. */
export const SOON_MS_MAX = 60_000;
/** Longest test, ms. */
export const TEST_MS_MAX = 4 * SOON_MS_MAX;
