/** What words leave in doubt: how many calls it may take. */
import { describe, expect, it } from "vitest";
import { CallAllowance } from "../../src/core/measure/call-allowance.ts";
import { fc } from "../support/property.ts";

const AHEAD = 200;
const SAVED = 20;

describe("calls for what words leave in doubt", () => {
  it("are never more than their share of the requests, what may be owed and what may be saved, in any order", () => {
    const steps = fc.array(fc.record({ mayOwe: fc.boolean(), wanted: fc.nat({ max: 3 }) }), {
      minLength: 1,
      maxLength: 2_000,
    });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.01, 0.05, 0.3, 1), (requests, share) => {
        const allowance = new CallAllowance();
        let calls = 0;
        for (const [i, { mayOwe, wanted }] of requests.entries()) {
          allowance.seen(share, mayOwe);
          for (let k = 0; k < wanted && allowance.allows(mayOwe); k++) {
            allowance.spent();
            calls++;
          }
          expect(calls).toBeLessThanOrEqual(share * (i + 1) + 1 + AHEAD);
          expect(allowance.callsOf(share, mayOwe)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("that were made ahead are paid back by two fifths of what later requests allow", () => {
    const allowance = new CallAllowance();
    let calls = 0;
    const ask = (requests: number, mayOwe: boolean): number => {
      const before = calls;
      for (let i = 0; i < requests; i++) {
        allowance.seen(0.05, mayOwe);
        for (; allowance.allows(mayOwe); calls++) allowance.spent();
      }
      return calls - before;
    };
    expect(ask(1_000, true)).toBeGreaterThanOrEqual(AHEAD + 50);
    expect(ask(9_000, false) / 9_000).toBeCloseTo(0.03, 2);
    ask(1_000, false);
    expect(ask(1_000, false)).toBeGreaterThanOrEqual(49);
    expect(calls).toBeLessThanOrEqual(12_000 * 0.05 + 1);
  });

  it("are for nearly every pair at first, for fewer as more is owed, and are saved up to a limit", () => {
    const young = new CallAllowance();
    const first = young.callsOf(0.05, true);
    expect(first).toBeGreaterThan(0.4);
    for (let i = 0; i < 150; i++) young.spent();
    expect(young.callsOf(0.05, true)).toBeLessThan(first / 3);
    const quiet = new CallAllowance();
    for (let i = 0; i < 10_000; i++) quiet.seen(0.05, false);
    let burst = 0;
    for (; quiet.allows(false); burst++) quiet.spent();
    expect(burst).toBe(SAVED);
  });
});
