/** What changes while a neighbourhood is fitted in a thread, and measured between requests. */
import { describe, expect, it } from "vitest";
import type { Challenged } from "../../src/core/verify/calibration/challenge.ts";
import { type Fit, makeFit } from "../../src/core/verify/calibration/fit.ts";
import { fitInThread } from "../../src/learn/fitting.ts";
import type { Compared } from "../../src/learn/remeasuring.ts";
import { BETTER, SHIPPED, told, World } from "../support/learning.ts";
import { ByHand } from "../support/pieces.ts";

/** A world whose fits, and whose measurements, are made when the test says so. */
function waitingWorld() {
  const world = new World();
  const fits: Fit[] = [];
  let fit = Promise.withResolvers<Challenged>();
  let comparison = Promise.withResolvers<Compared>();
  let compared = 0;
  world.fitNeighbourhood = (asked) => {
    fits.push(asked);
    fit = Promise.withResolvers();
    return fit.promise;
  };
  world.compare = () => {
    compared++;
    comparison = Promise.withResolvers();
    return comparison.promise;
  };
  const settled = () => new Promise(setImmediate);
  return {
    ...{ world, fits, settled },
    comparisons: () => compared,
    async fitted(): Promise<void> {
      fit.resolve(makeFit(fits.at(-1)!));
      await settled();
    },
    async measured(as: Compared = BETTER): Promise<void> {
      comparison.resolve(as);
      await settled();
    },
    async failed(): Promise<void> {
      fit.reject(new Error("the thread ended"));
      await settled();
    },
  };
}

/** A label for which no fit is due by itself. */
const another = (world: World): void => told(world, 1);

describe("a learner that does its work in pieces", () => {
  it("adopts and takes back what one does that does it at once, label by label", async () => {
    const [whole, later] = [new World(), new World()];
    const byHand = new ByHand();
    later.drive = byHand.drive;
    const label = async (count: number, labelled: (world: World) => void): Promise<void> => {
      for (let i = 0; i < count; i++) {
        labelled(whole);
        labelled(later);
        // To the end of a look back, of a fit, of who bears it out.
        for (let turn = 0; turn < 3; turn++) await byHand.end();
      }
    };
    await label(400, (world) => world.label(1));
    for (const world of [whole, later]) world.shift = 0;
    await label(400, (world) => world.label(1));
    await label(300, (world) => told(world, 1));
    expect(whole.changes.length).toBeGreaterThan(2);
    expect(later.learner.standing).toEqual(whole.learner.standing);
    expect([later.changes, later.alerts, later.tries]).toEqual([whole.changes, whole.alerts, whole.tries]);
    expect(later.learner.raisesFor("")).toBe(whole.learner.raisesFor(""));
  });

  it("takes back nothing by itself where a hand chose while it looked back", async () => {
    const world = new World();
    world.label(300);
    const [adopted] = world.changes;
    world.shift = 0;
    world.label(199);
    const byHand = new ByHand();
    world.drive = byHand.drive;
    world.label(1);
    expect(byHand.take(1)).toBe(1);
    world.learner.use("auto");
    world.learner.use(adopted!);
    await byHand.end();
    expect([world.learner.inForce?.version, world.changes]).toEqual([adopted, [adopted]]);
  });
});

describe("a neighbourhood that is fitted elsewhere", () => {
  it("is the one that is fitted at once, and comes into force as that does", async () => {
    const [here, there] = [new World(), new World()];
    const byHand = new ByHand();
    const fits: Promise<Challenged>[] = [];
    there.fitNeighbourhood = (fit) => {
      const found = fitInThread(fit, byHand.drive);
      fits.push(found);
      return found;
    };
    there.compare = () => Promise.resolve(BETTER);
    // The first try is made at one and the same label.
    while (here.changes.length === 0) {
      told(here, 1);
      told(there, 1);
    }
    await byHand.end();
    await Promise.all(fits);
    await new Promise(setImmediate);
    expect(fits).toHaveLength(1);
    expect(there.learner.standing).toEqual(here.learner.standing);
    expect(there.changes).toEqual(here.changes);
    expect(["", "a"].map((of) => there.learner.raisesFor(of))).toEqual(
      ["", "a"].map((of) => here.learner.raisesFor(of)),
    );
  });

  it("rests on the labels there were; those that come meanwhile begin no other, and bear it out", async () => {
    const { world, fits, fitted, measured } = waitingWorld();
    told(world, 250);
    expect(fits).toHaveLength(1);
    const count = fits[0]!.given.labels.length;
    told(world, 250);
    await fitted();
    told(world, 250, { tenant: "b" });
    expect([fits.length, world.tries, world.changes]).toEqual([1, [], []]);
    await measured();
    expect(world.changes).toHaveLength(1);
    expect(world.learner.standing.versions[0]).toMatchObject({ kind: "neighbourhood", labels: count });
    expect(["", "b", "c"].map((tenant) => world.learner.raisesFor(tenant))).toEqual([true, true, false]);
  });

  it("is measured without the tenant of most labels where it does not hold by all", async () => {
    const { world, fits, fitted, measured, comparisons } = waitingWorld();
    const { serving } = world;
    world.serving = { ...serving, decides: false };
    for (let i = 0; i < 100; i++) {
      told(world, 4, { tenant: "loud" });
      told(world, 3, { tenant: "other" });
    }
    world.serving = serving;
    another(world);
    expect(fits).toHaveLength(1);
    await fitted();
    await measured({ ended: "no-better" });
    expect(fits).toHaveLength(2);
    expect(fits[1]!.given.labels.length).toBeLessThan(fits[0]!.given.labels.length / 2);
    await fitted();
    await measured();
    expect([comparisons(), world.changes.length]).toEqual([2, 1]);
  });

  it.each<[string, (world: World) => void, boolean]>([
    ["a hand chose", (world) => void world.learner.use("shipped"), false],
    [
      "this gateway decides no more",
      (world) => void (world.serving = { ...world.serving, decides: false }),
      false,
    ],
    ["the gateway closed", (world) => world.learner.close(), false],
    ["labels of it were deleted", (world) => void world.labels.splice(0, 10), true],
    [
      "another gateway's reading came into force",
      (world) => {
        const theirs = { ...SHIPPED, version: "theirs", atMs: 1, kind: "line", labels: 1, heldOut: null };
        const versions = [{ ...theirs, why: "", takenBack: null }] as never;
        world.learner.restore({ ...world.learner.standing, versions, inForce: "theirs" });
      },
      true,
    ],
  ])("is dropped where meanwhile %s", async (_, meanwhile, isTriedAgain) => {
    for (const isLate of [false, true]) {
      const { world, fits, fitted, measured, comparisons } = waitingWorld();
      told(world, 250);
      if (isLate) await fitted();
      meanwhile(world);
      if (isLate) await measured();
      else await fitted();
      expect([world.changes, comparisons()]).toEqual([[], isLate ? 1 : 0]);
      // It counts as none: the next label tries again, where anything may be learnt at all.
      another(world);
      expect(fits).toHaveLength(isTriedAgain ? 2 : 1);
    }
  });

  it("is tried again where measuring began anew meanwhile, and nothing else is learnt in its place", async () => {
    const overtaken: Compared[] = [{ ended: "overtaken" }, { ended: "better", takeOver: () => false }];
    for (const ended of overtaken) {
      const { world, fits, fitted, measured } = waitingWorld();
      told(world, 310);
      await fitted();
      await measured(ended);
      expect([world.changes, world.tries]).toEqual([[], []]);
      another(world);
      expect(fits).toHaveLength(2);
      await fitted();
      await measured();
      expect(world.changes).toHaveLength(1);
    }
  });

  it("leaves its turn to the words' reading where it is refused", async () => {
    const { world, fitted, measured } = waitingWorld();
    told(world, 310);
    await fitted();
    await measured({ ended: "no-better" });
    expect(world.tries).toHaveLength(1);
  });

  it("counts as tried where the fit fails, which is told", async () => {
    const { world, fits, failed } = waitingWorld();
    const faults: unknown[] = [];
    world.onFault = (error) => faults.push(error);
    told(world, 250);
    await failed();
    expect(faults).toHaveLength(1);
    told(world, 20);
    expect([fits.length, world.changes]).toEqual([1, []]);
  });
});
