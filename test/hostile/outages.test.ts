/**
 * Embedder and store come and go, the tier is turned off and on, and questions are stored all the while, replaced,
 * removed and expired, in any order. Then all is well again.
 */

import { expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { PortFault } from "../../src/errors.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { catchUp } from "../../src/gateway/catch-up.ts";
import { keep, type SaveDeps } from "../../src/gateway/save.ts";
import type { Entry, Scope, UnitVector } from "../../src/model.ts";
import type { Embedder, Store } from "../../src/ports.ts";
import { anEntry, fingerprint, NOW_MS, scope, vectorOf } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 300 };
const NAMES = 12;
const LIFE_MS = 3_600_000;

const name = fc.nat(NAMES - 1);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("stores" as const), name }) },
  fc.record({ do: fc.constant("removes" as const), name }),
  fc.record({
    do: fc.constant("embedder" as const),
    is: fc.constantFrom("up" as const, "off" as const, "unavailable" as const, "timeout" as const),
  }),
  fc.record({ do: fc.constant("store" as const), isUp: fc.boolean() }),
  fc.record({ do: fc.constant("tier" as const), isOn: fc.boolean() }),
  fc.record({ do: fc.constant("catches-up" as const), for: fc.nat(6) }),
  fc.record({ do: fc.constant("waits" as const), ms: fc.constantFrom(1_000, LIFE_MS / 2) }),
);

/** Two numbers for each name: no two have one direction. */
const vectorFor = (question: string): UnitVector => {
  const at = Number(/\d+/.exec(question)?.[0] ?? 0) + 1;
  return vectorOf(Math.cos(at / 2), Math.sin(at / 2));
};
const scopeFor = (at: number): Scope => scope(`scope-${at % 3}`);

it("whatever was away and when: nothing is lost or found twice, and until it is found the scope is known to be behind", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 40 }), async (steps) => {
      let nowMs = NOW_MS;
      let embedderIs: "up" | "off" | "unavailable" | "timeout" = "up";
      let isStoreUp = true;
      let isOn = true;
      const faults: string[] = [];
      const embedder: Embedder = {
        kind: "builtin",
        fingerprint: fingerprint("f"),
        embed(question) {
          if (embedderIs !== "up") throw new PortFault("embedder", embedderIs, "away");
          return vectorFor(question);
        },
        close: async () => {},
      };
      const memory = createMemoryStore({ entriesMax: 100, bytesMax: 1e6 });
      const store: Store = Object.assign(Object.create(memory) as Store, {
        async put(entry: Entry) {
          if (!isStoreUp) throw new PortFault("store", "unavailable", "away");
          await memory.put(entry, null);
        },
        async putVector() {
          if (!isStoreUp) throw new PortFault("store", "unavailable", "away");
        },
      });
      const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 100);
      const deps: SaveDeps = {
        ...{ store, catalog, embedder, secondLook: null },
        clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
        ids: { request: () => "r" as never, entry: () => "e" as never },
        onFault: (part) => faults.push(part),
      };
      /** What is stored, by name: the newest of each. */
      const there = new Map<number, Entry>();
      let made = 0;
      const isFound = (entry: Entry) =>
        catalog.search(entry.scope, vectorFor(entry.question), 100).filter((it) => it.facts.id === entry.id);

      for (const each of steps) {
        switch (each.do) {
          case "stores": {
            const entry = anEntry(`${each.name}`, {
              ...{ id: `ent-${each.name}-${made++}` as Entry["id"], scope: scopeFor(each.name) },
              ...{ storedAtMs: nowMs, expiresAtMs: nowMs + LIFE_MS, staleUntilMs: nowMs + LIFE_MS },
            });
            await keep(deps, entry, isOn, null);
            there.set(each.name, entry);
            break;
          }
          case "removes": {
            const gone = there.get(each.name);
            if (gone === undefined) break;
            there.delete(each.name);
            catalog.remove(gone.id);
            catalog.backlog.delete(gone.id);
            break;
          }
          case "embedder":
            embedderIs = each.is;
            break;
          case "store":
            isStoreUp = each.isUp;
            break;
          case "tier":
            isOn = each.isOn;
            break;
          case "waits":
            nowMs += each.ms;
            break;
          case "catches-up": {
            // The tier may be turned off, or the gateway closed, in the middle.
            let left = each.for;
            await catchUp(deps, () => isOn && left-- > 0);
            break;
          }
        }
        for (const entry of there.values()) {
          if (nowMs >= entry.expiresAtMs) continue;
          const times = isFound(entry).length;
          expect(times).toBeLessThanOrEqual(1);
          if (times === 0) expect(catalog.backlog.holds(entry.scope)).toBe(true);
        }
      }

      embedderIs = "up";
      isStoreUp = true;
      await catchUp(deps, () => true);
      expect(catalog.backlog.size).toBe(0);
      for (const entry of there.values())
        if (nowMs < entry.expiresAtMs) expect(isFound(entry)).toHaveLength(1);
      const all = new Set([...there.values()].map(({ id }) => id));
      for (let at = 0; at < 3; at++)
        for (const { facts } of catalog.search(scopeFor(at), vectorOf(1, 0), 100))
          expect(all.has(facts.id)).toBe(true);
    }),
    RUNS,
  );
});
