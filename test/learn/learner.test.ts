import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { type Challenge, type Challenged, challenge } from "../../src/core/verify/calibration/challenge.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";
import { EVIDENCE } from "../../src/core/verify/evidence.ts";
import { VERSIONS_MAX } from "../../src/learn/calibration-versions.ts";
import type { Store } from "../../src/ports.ts";
import { SECRET } from "../support/entries.ts";
import { BETTER, KNOTS, SHIPPED, told, World } from "../support/learning.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const memory = (): Store => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });

describe("a gateway that learns what its scores mean", () => {
  it("tries at 300 labels, adopts what is better, says so once, and counts no other label", () => {
    const world = new World();
    world.label(400, { source: "feedback" });
    world.label(400, { version: "pairs-1" });
    world.label(400, { tier: "adapted" });
    world.label(400, { verdict: "unsure" });
    world.label(299);
    expect(world.tries).toEqual([]);
    world.label(1);
    expect(world.tries).toEqual([300]);
    expect(world.learner.inForce?.version).toMatch(/^learned-2026-/);
    expect([world.changes.length, world.alerts.length]).toEqual([1, 1]);
    expect(world.learner.standing.versions[0]).toMatchObject({ kind: "line", labels: 300, takenBack: null });
  });

  it("tries every 300 labels while nothing is served, and at twice as many once something is", () => {
    const world = new World(() => ({ adopted: false, why: "none" }));
    world.label(900);
    expect(world.tries).toEqual([300, 600, 900]);
    world.serving = { ...world.serving, percentage: 10, isIdle: false };
    world.label(899);
    expect(world.tries).toHaveLength(3);
    world.label(1);
    expect(world.tries).toEqual([300, 600, 900, 1800]);
  });

  it("adopts nothing for a better calibration alone while answers are served", () => {
    const world = new World();
    world.serving = { ...world.serving, percentage: 10, isIdle: false };
    world.label(700);
    expect([world.tries, world.changes]).toEqual([[300, 600], []]);
    expect(world.learner.why).toContain("not worth measuring anew");
  });

  it("opens an embedder that ships without a calibration, whatever the percentage", () => {
    const world = new World(challenge, null);
    world.serving = { ...world.serving, percentage: 10, isIdle: false };
    expect(world.learner.inForce).toBeNull();
    world.label(300);
    expect(world.learner.inForce?.version).toMatch(/^learned-/);
  });

  it("leaves the decision to the gateway that decides", () => {
    const world = new World();
    world.serving = { ...world.serving, decides: false };
    world.label(700);
    expect(world.tries).toEqual([]);
  });

  it("takes back what the labels since deny, with an alert that says why in numbers", () => {
    const world = new World();
    world.label(300);
    const [adopted] = world.changes;
    // The world is again as it shipped.
    world.shift = 0;
    world.label(199);
    expect(world.learner.inForce?.version).toBe(adopted);
    world.label(1);
    expect(world.learner.standing).toMatchObject({ inForce: "shipped", watch: null });
    expect(world.changes).toEqual([adopted, "pairs-2"]);
    expect(world.alerts.at(-1)).toMatch(
      /is taken back for shipped: .*falls from 0\.\d+ to 0\.\d+ on 200 labels/,
    );
    expect(world.learner.standing.versions[0]!.takenBack).toBe(world.alerts.at(-1));
  });

  it("takes back what was adopted last once wrong answers have risen, and nothing where nothing was adopted", () => {
    const world = new World();
    expect(world.learner.alarmed()).toBe(false);
    world.label(300);
    expect(world.learner.alarmed()).toBe(true);
    expect(world.learner.standing).toMatchObject({ inForce: "shipped", watch: null });
    expect(world.alerts.at(-1)).toMatch(/is taken back for shipped: wrong answers have risen/);
    expect(world.learner.alarmed()).toBe(false);
  });

  it("stays with what the labels since bear out", () => {
    const world = new World();
    world.label(2000);
    expect(world.learner.standing.versions[0]!.takenBack).toBeNull();
    expect(world.learner.inForce?.version).toMatch(/^learned-/);
  });

  it("goes back by hand, adopts nothing from then on, and learns again on auto", () => {
    const world = new World();
    world.label(300);
    expect(world.learner.use("nothing of this name")).toBe(false);
    expect(world.learner.use("shipped")).toBe(true);
    expect([world.learner.inForce, world.changes.at(-1)]).toEqual([SHIPPED, "pairs-2"]);
    world.label(900);
    expect([world.tries, world.learner.inForce]).toEqual([[300], SHIPPED]);
    world.learner.use("auto");
    expect(world.learner.inForce).toEqual(SHIPPED);
    world.label(1);
    expect(world.tries).toHaveLength(2);
    expect(world.learner.standing.versions).toHaveLength(2);
    const [first] = world.learner.standing.versions;
    world.learner.use(first!.version);
    expect(world.learner.inForce?.version).toBe(first!.version);
  });

  it("says nothing new where a hand chooses what is in force already", () => {
    const world = new World();
    world.learner.use("shipped");
    expect([world.changes, world.learner.standing.byHand]).toEqual([[], true]);
  });

  it("drops what was makeFit meanwhile where a hand chose, or answers came to be served", async () => {
    for (const meanwhile of [
      (world: World) => void world.learner.use("shipped"),
      (world: World) => void (world.serving = { ...world.serving, percentage: 1, isIdle: false }),
    ]) {
      const waiting = Promise.withResolvers<Challenged>();
      let asked: Challenge | null = null;
      const world = new World((given) => {
        asked = given;
        return waiting.promise;
      });
      world.label(320);
      expect(world.tries).toEqual([300]);
      meanwhile(world);
      waiting.resolve(challenge(asked!));
      await waiting.promise;
      await Promise.resolve();
      expect(world.learner.inForce).toEqual(SHIPPED);
      world.label(1);
    }
  });

  it("counts anew where labels were deleted", () => {
    const world = new World(() => ({ adopted: false, why: "none" }));
    world.label(299);
    world.labels.splice(0, 200);
    world.label(200);
    expect(world.tries).toEqual([]);
    world.label(1);
    expect(world.tries).toEqual([300]);
  });
});

describe("what was learned, kept in the store", () => {
  it("is there after a restart, by hand or not, in a real SQLite file", async () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-learn-"));
    closing.push(() => rmSync(dir, { recursive: true, force: true }));
    const onFault = (_part: string, error: unknown) => {
      throw error;
    };
    const open = () => createSqliteStore({ secret: SECRET, path: join(dir, "s.db"), onFault });
    const first = new World();
    let store = open();
    const { kept, saves } = first.keptIn(store);
    await kept.sync();
    first.label(300);
    await kept.sync();
    // What was measured under the calibration before is written off first.
    expect(saves).toEqual([first.learner.standing.inForce]);
    await store.close();

    const second = new World();
    store = open();
    const again = second.keptIn(store);
    await again.kept.sync();
    expect(second.learner.standing).toEqual(first.learner.standing);
    expect([second.changes, again.followed]).toEqual([[], []]);
    second.learner.use("shipped");
    again.kept.touch(true);
    await again.kept.sync();
    await store.close();

    const third = new World();
    store = open();
    closing.push(() => store.close());
    await third.keptIn(store).kept.sync();
    expect(third.learner.standing).toMatchObject({ inForce: "shipped", byHand: true });
    third.label(700);
    expect(third.tries).toEqual([]);
  });

  it("is followed by gateways that share the store, and a hand on one wins over a try on another", async () => {
    const store = memory();
    const [leader, follower] = [new World(), new World()];
    const [one, other] = [leader.keptIn(store), follower.keptIn(store)];
    await one.kept.sync();
    await other.kept.sync();
    leader.label(300);
    await one.kept.sync();
    await other.kept.sync();
    expect(follower.learner.standing.inForce).toBe(leader.learner.standing.inForce);
    expect(other.followed).toHaveLength(1);
    follower.learner.use("shipped");
    other.kept.touch(true);
    leader.label(300);
    await one.kept.sync();
    await other.kept.sync();
    await one.kept.sync();
    expect(leader.learner.standing).toMatchObject({ inForce: "shipped", byHand: true });
    expect(leader.learner.standing.versions.length).toBeGreaterThan(0);
    expect(one.followed).toHaveLength(1);
  });

  it("keeps 20 versions, the one in force among them, within what a note takes", async () => {
    const columns = EVIDENCE.length + 1;
    const numbers = (n: number) => Array.from({ length: n }, (_, i) => -0.000123456 - i);
    let round = 0;
    const world = new World(({ version }) => ({
      ...{ adopted: true, kind: "figures", heldOut: { before: 0.5, after: 0.4 }, why: `round ${round++}` },
      reading: {
        knots: KNOTS,
        refit: {
          ...{ format: 1, version, figures: columns, usesSecond: false },
          ...{ mean: numbers(columns), spread: numbers(columns), weights: numbers(columns + 2) },
        },
      },
    }));
    const store = memory();
    const { kept } = world.keptIn(store);
    await kept.sync();
    world.label(300);
    for (let n = 0; n < 25; n++) {
      // Each fits the same, so none is ever taken back.
      world.label(300);
      await kept.sync();
    }
    const { versions, inForce } = world.learner.standing;
    expect(versions.length).toBeLessThanOrEqual(VERSIONS_MAX);
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.map(({ version }) => version)).toContain(inForce);
    const again = new World();
    await again.keptIn(store).kept.sync();
    expect(again.learner.standing.inForce).toBe(inForce);
  });

  it.each([
    ["damaged", "{", "damaged"],
    ["newer", '{"format":3,"model":"pairs-2+words"}', "format 3"],
    ["of another model", '{"format":2,"model":"pairs-1"}', "another scoring model"],
    ["not whole", '{"format":2,"model":"pairs-2+words","versions":[{}]}', "damaged"],
    [
      "of falling knots",
      JSON.stringify(
        ofFormat1([
          [0, 0.5],
          [1, 0.4],
        ]),
      ),
      "damaged",
    ],
  ])("is left behind where it is %s, and that is said", async (_, note, said) => {
    const store = memory();
    await store.putNote("calibration:builtin", note);
    const world = new World();
    const { kept, notes } = world.keptIn(store);
    await kept.sync();
    expect(world.learner.inForce).toEqual(SHIPPED);
    expect(notes).toEqual([expect.stringContaining(said)]);
    expect(await store.getNote("calibration:builtin")).toBe(note);
  });

  it("takes up a single calibration as it was kept before there were versions", async () => {
    const store = memory();
    await store.putNote("calibration:builtin", JSON.stringify(ofFormat1(KNOTS)));
    const world = new World();
    await world.keptIn(store).kept.sync();
    expect(world.learner.inForce).toMatchObject({ version: "learned-x", knots: KNOTS, refit: null });
  });
});

function ofFormat1(knots: Knots): object {
  return { format: 1, model: "pairs-2+words", version: "learned-x", knots };
}

describe("what stands round a pair", () => {
  it("is learnt by each half for the other, measured, and in force with a way back", () => {
    const world = new World();
    const measured: string[] = [];
    world.compare = (version) => {
      measured.push(version);
      return BETTER;
    };
    told(world, 150);
    expect(world.changes).toEqual([]);
    told(world, 100);
    expect(world.changes).toHaveLength(1);
    expect(measured).toEqual(world.changes);
    const { inForce, standing } = world.learner;
    expect(inForce?.neighbourhood).not.toBeNull();
    expect(standing.versions[0]).toMatchObject({ kind: "neighbourhood" });
    expect(inForce?.openNeighbourhood).not.toEqual(inForce?.neighbourhood);
    expect(world.learner.use("shipped")).toBe(true);
    expect(world.learner.inForce?.neighbourhood).toBeUndefined();
  });

  it("is not adopted where what was held out speaks against it, and says so", () => {
    const world = new World();
    world.compare = () => ({ ended: "no-better" });
    told(world, 250);
    expect(world.changes).toEqual([]);
    expect(world.learner.why).toContain("it would serve no more");
  });

  it("is not given up for a reading that begins to be measured anew while answers are served", () => {
    const world = new World();
    told(world, 250);
    expect(world.changes).toHaveLength(1);
    const tries = world.tries.length;
    world.serving = { ...world.serving, percentage: 100, isIdle: false };
    told(world, 1_500);
    expect(world.tries).toHaveLength(tries);
  });

  it.each(["neighbourhood", "openNeighbourhood"])(
    "is kept over a restart, and left behind where its numbers are damaged: %s",
    async (weights) => {
      const world = new World();
      const store = memory();
      const { kept } = world.keptIn(store);
      told(world, 250);
      await kept.sync();
      const again = new World();
      await again.keptIn(store).kept.sync();
      expect(again.learner.inForce).toEqual(world.learner.inForce);
      const name = (await store.noteNames("calibration", 10))[0]!;
      const note = JSON.parse((await store.getNote(name))!);
      note.versions[0][weights].weights = [1];
      await store.putNote(name, JSON.stringify(note));
      const third = new World();
      const { kept: damaged, notes } = third.keptIn(store);
      await damaged.sync();
      expect(third.learner.standing.inForce).toBe("shipped");
      expect(notes).toEqual([expect.stringContaining("damaged")]);
    },
  );
});
