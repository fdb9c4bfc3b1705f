/** Who asks, drawn at random against a plain model of what must hold. */

import { describe, expect, it } from "vitest";
import { Seals } from "../../src/adapters/seals.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { AdminGuard } from "../../src/admin-guard.ts";
import { isPlausible } from "../../src/core/life.ts";
import { isPartingHeader } from "../../src/core/parting-headers.ts";
import { GatewayError } from "../../src/errors.ts";
import { RefusedCredentials } from "../../src/learn/refused-credentials.ts";
import { anEntry, SECRET } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 300 };
const around = fc.string({ unit: fc.constantFrom(..."abcxyz019-_"), maxLength: 8 });

describe("a header", () => {
  it("with a telling word anywhere in its name parts, unless it is ours", () => {
    fc.assert(
      fc.property(
        around,
        fc.constantFrom("key", "token", "auth", "secret"),
        around,
        (before, word, behind) => {
          expect(isPartingHeader(`x-${before}${word}${behind}`)).toBe(true);
          expect(isPartingHeader(`x-semblance-${before}${word}${behind}`)).toBe(false);
        },
      ),
      RUNS,
    );
  });
});

describe("refused credentials", () => {
  const name = fc.constantFrom("alice", "bob", "carol");
  const step = fc.oneof(
    fc.record({ do: fc.constantFrom("add" as const, "accept" as const), at: fc.nat(1), name }),
    fc.record({ do: fc.constant("junk" as const), at: fc.nat(1), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ do: fc.constantFrom("restart" as const, "hear" as const), at: fc.nat(1) }),
  );

  it("of three who were accepted before are exactly those that upstream refused last, whatever else comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
        const MAX = 12;
        const made = () => new RefusedCredentials(store, () => {}, MAX);
        const gateways = [made(), made()];
        const heard = async () => {
          // What one wrote has been taken by the store before another reads it.
          for (let i = 0; i < 4; i++) await new Promise(setImmediate);
          for (const one of gateways) await one.refresh();
        };
        for (const one of gateways) for (const known of ["alice", "bob", "carol"]) one.accept([known]);
        const refused = new Set<string>();
        let junk = 0;
        for (const step of steps) {
          const gateway = gateways[step.at]!;
          if (step.do === "add") {
            gateway.add([step.name]);
            refused.add(step.name);
          } else if (step.do === "accept") {
            gateway.accept([step.name]);
            refused.delete(step.name);
          } else if (step.do === "junk") for (let i = 0; i < step.count; i++) gateway.add([`junk-${junk++}`]);
          else if (step.do === "restart") {
            await heard();
            const next = made();
            await next.load();
            for (const known of ["alice", "bob", "carol"]) if (!next.has([known])) next.accept([known]);
            gateways[step.at] = next;
          }
          await heard();
          for (const one of gateways) {
            expect(["alice", "bob", "carol"].filter((known) => one.has([known]))).toEqual(
              [...refused].sort(),
            );
            expect(one.size).toBeLessThanOrEqual(MAX);
          }
        }
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});

describe("a sealed note", () => {
  it("that differs in any character, or stands under another name, says nothing", () => {
    const seals = new Seals({ secret: SECRET, isSealed: true });
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (name, value, at, c) => {
          const kept = seals.note(name, value);
          expect(seals.openNote(name, kept)).toBe(value);
          const place = at % kept.length;
          const changed = kept.slice(0, place) + c + kept.slice(place + 1);
          if (changed !== kept) expect(seals.openNote(name, changed)).toBeNull();
          expect(seals.openNote(`${name}${c}`, kept)).toBeNull();
          expect(seals.openNote(name, value)).toBeNull();
        },
      ),
      RUNS,
    );
  });
});

describe("a life", () => {
  it("is believed where the configuration could have given it, and the clock been right", () => {
    const NOW = 1_700_000_000_000;
    const ms = fc.oneof(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: -20_000, max: 20_000 }));
    fc.assert(
      fc.property(ms, ms, ms, fc.nat(1e7), fc.nat(1e7), (age, fresh, stale, freshMax, staleMax) => {
        const storedAtMs = NOW - age;
        const expiresAtMs = storedAtMs + fresh;
        const entry = anEntry("a", { storedAtMs, expiresAtMs, staleUntilMs: expiresAtMs + stale });
        const believed = isPlausible(entry, { fresh: freshMax, stale: staleMax }, NOW);
        expect(believed).toBe(age >= -10_000 && fresh <= freshMax && stale <= staleMax);
      }),
      RUNS,
    );
  });
});

describe("admin tokens", () => {
  const TOKEN = "the right token of the tests";
  const tried = fc.record({
    address: fc.constantFrom("10.0.0.1", "10.0.0.2", "::1"),
    given: fc.oneof(fc.constantFrom(TOKEN, TOKEN.toUpperCase(), `${TOKEN} `, "", null), fc.string()),
    afterMs: fc.constantFrom(0, 0, 0, 500, 1_500, 5_000, 1e6),
  });

  it("open for the right one alone, and never while its address waits; no other address pays", () => {
    fc.assert(
      fc.property(fc.array(tried, { maxLength: 80 }), (tries) => {
        let nowMs = 0;
        const guard = new AdminGuard(
          () => TOKEN,
          () => nowMs,
        );
        const wrong = new Map<string, number>();
        const until = new Map<string, number>();
        for (const { address, given, afterMs } of tries) {
          nowMs += afterMs;
          const waits = nowMs < (until.get(address) ?? 0);
          const said = outcomeOf(() => guard.checkToken(given, TOKEN, address));
          expect(said).toBe(waits ? "too_many_requests" : given === TOKEN ? "ok" : "unauthorized");
          if (waits || given === null) continue;
          const count = given === TOKEN ? 0 : (wrong.get(address) ?? 0) + 1;
          wrong.set(address, count);
          until.set(address, count < 10 ? 0 : nowMs + Math.min(900_000, 1_000 * 2 ** (count - 10)));
        }
      }),
      RUNS,
    );
  });
});

function outcomeOf(check: () => void): string {
  try {
    check();
    return "ok";
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}
