/** Notes that were written before notes had one reader: test/data/kept-notes.json, by the keepers of that time. */
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/ports.ts";
import { anEntry, scope } from "../support/entries.ts";
import {
  AT_MS,
  emptyStore,
  freshOf,
  type Keepers,
  keepersOf,
  learnAndKeep,
  notesIn,
} from "../support/kept-notes.ts";

const BEFORE = JSON.parse(
  readFileSync(new URL("../data/kept-notes.json", import.meta.url), "utf8"),
) as Record<string, string>;

describe("notes of a store", () => {
  it("are written byte for byte as they were before", async () => {
    const store = emptyStore();
    await learnAndKeep(keepersOf(store, "one"));
    // The mark by which other gateways hear of refusals came later, and differs each time.
    const mark = expect.stringMatching(/^[\w-]{36}$/);
    await expect.poll(() => notesIn(store)).toEqual({ ...BEFORE, "refused-credentials": mark });
  });

  describe("that were written before", () => {
    let store: Store;
    beforeEach(async () => {
      store = emptyStore();
      for (const [name, text] of Object.entries(BEFORE)) await store.putNote(name, text);
      for (const name of ["Ana", "Bia", "Caio"]) {
        const { entry: id, question } = freshOf(name);
        const times = { storedAtMs: AT_MS, expiresAtMs: AT_MS * 2, staleUntilMs: AT_MS * 2 };
        await store.put(anEntry(name, { id, question, scope: scope("scope"), ...times }), null);
      }
    });

    it("are taken up whole by each of their keepers", async () => {
      const it = keepersOf(store, "two");
      await it.load();
      expect(it.told).toEqual([]);
      const { ledger, counts } = it.measuring;
      expect([ledger.requests, ledger.labels, counts.known]).toEqual([400, 400, 100]);
      expect(it.rollout.state).toMatchObject({ mode: "manual", traffic_percentage: 25 });
      expect(it.walk.position.percentage).toBe(100);
      expect(it.walk.position.changes.map(({ to }) => to)).toEqual([10, 100, 25]);
      expect(it.learner.standing).toMatchObject({ inForce: "learned-2026-01-01T00:11:40.000Z" });
      expect(it.budget.today.usd).toBe(0.625);
      expect(it.templates.meter.tried).toEqual({ trials: 1, wrong: 1 });
      const { scope: of, entry, question } = freshOf("Ana");
      expect(it.templates.foretold(of, entry, question, freshOf("Zoe").question)?.text).toBe(
        freshOf("Zoe").answer,
      );
      expect(it.refused.has(["credential-digest"])).toBe(true);
    });

    it("stay as they are where nothing new is learnt", async () => {
      const it = keepersOf(store, "one");
      await it.load();
      it.clock.ms = AT_MS + 700_000;
      await it.state.save();
      await it.calibrations.sync();
      await it.rollout.sync();
      expect(await notesIn(store)).toEqual({
        ...BEFORE,
        // Its writer is alive again, and says so.
        "rollout:auto": BEFORE["rollout:auto"]!.replace('"aliveMs":0', `"aliveMs":${it.clock.ms}`),
      });
    });

    /** By the name of a note, or its beginning: was it left behind? */
    const LEFT: Readonly<Record<string, (it: Keepers) => boolean>> = {
      "adapted-measured": (it) => it.templates.meter.tried.trials === 0,
      "budget:day": (it) => it.budget.today.usd === 0,
      "calibration:builtin": (it) => it.learner.standing.inForce === "shipped",
      "measure:head": (it) => it.measuring.ledger.requests === 0,
      "measure:window:0": (it) => it.measuring.ledger.requests === 0,
      "rollout:auto": (it) => it.walk.position.changes.length === 0,
      "rollout:by-hand": (it) => it.rollout.mode === "auto",
      template: (it) => it.templates.size === 0,
    };
    const damages = Object.entries(LEFT).flatMap(([name, isLeft]) =>
      ["{", "null", "[]", '{"version":2,"format":2}'].map((text) => [name, text, isLeft] as const),
    );

    it.each(damages)(
      "are left behind where %s holds %s, and the others are not",
      async (of, text, isLeft) => {
        const name = Object.keys(BEFORE).find((name) => name.startsWith(of))!;
        await store.putNote(name, text);
        const it = keepersOf(store, "two");
        await it.load();
        expect(isLeft(it)).toBe(true);
        const other = of === "budget:day" ? "calibration:builtin" : "budget:day";
        expect(LEFT[other]!(it)).toBe(false);
      },
    );
  });
});
