/** What stands round a question, over the wire: who is served by it, and what is told of it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NEIGHBOURHOOD } from "../../src/core/neighbourhood.ts";
import type { RefitModel } from "../../src/core/verify/calibration/refit.ts";
import { AnswerGroups } from "../../src/learn/answer-groups.ts";
import type { Label } from "../../src/learn/labels.ts";
import type { SecondLook } from "../../src/ports.ts";
import { type Harness, type HarnessOptions, startHarness } from "../support/harness.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  up = await startUpstream((arrived, res) => answerText(arrived, res, "Practise a little."));
  ends.push(() => up.close());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Log odds of each neighbour that has the answer: one of .3 is worth .57, three are worth .99. */
function perNeighbour(weight: number): RefitModel {
  const columns = NEIGHBOURHOOD.length + 1;
  const weights = new Array<number>(columns + 2).fill(0);
  weights[2 + NEIGHBOURHOOD.indexOf("sameAnswer")] = weight;
  return {
    ...{ format: 1, version: "learned", figures: columns, usesSecond: false },
    ...{ mean: new Array<number>(columns).fill(0), spread: new Array<number>(columns).fill(1), weights },
  };
}

interface Watched {
  readonly gw: Harness;
  readonly counted: { readonly question: string; readonly pair: unknown; readonly score: number | null }[];
  readonly groups: AnswerGroups;
}

async function start(options: Partial<HarnessOptions> = {}): Promise<Watched> {
  const groups = new AnswerGroups();
  const counted: Watched["counted"] = [];
  const gw = await startHarness({
    ...{ upstream: up.url, answerGroups: groups },
    policy: { adapt: false, neighbourhood: perNeighbour(1.12) },
    labels: {
      judge: () => ({ kind: "answer", judge: () => ({ verdict: "same", why: "" }) }),
      measuring: {
        observe: (of) => counted.push(of),
        doubleAsked: () => {},
        knownPair: () => {},
        ...{ checkChance: 0.5, doubleChance: 0 },
      },
      keepLabel: (pair) =>
        groups.added({ ...pair, id: "1", atMs: 1, version: "words", figures: null } as unknown as Label),
      chance: () => 0.9,
      budget: { hasRoom: () => true, take: () => true, billed: () => {} },
    },
    ...options,
  });
  ends.push(() => gw.close());
  return { gw, counted, groups };
}

/** Each differs from the others by a word: the stand-in verifier gives such pairs .3. */
const WORDINGS = ["how to learn guitar", "how to learn guitar well", "how to learn guitar fast"];
const NEXT = "how to learn guitar alone";

async function asked({ gw, counted }: Watched, questions: readonly string[]) {
  let last = null;
  for (const question of questions) {
    const before = counted.length;
    last = await gw.chat(question);
    await expect.poll(() => counted.length).toBe(before + 1);
  }
  return last!;
}

describe("a question in the midst of others", () => {
  it("is served where labels found its neighbours to have one answer, though its words say little", async () => {
    const it = await start();
    const first = await asked(it, WORDINGS);
    expect([first.outcome, it.groups.size]).toEqual(["miss", 2]);
    const next = await asked(it, [NEXT]);
    expect([next.outcome, next.reason]).toEqual(["semantic", "reworded"]);
    expect(Number(next.headers.get("x-semblance-confidence"))).toBeGreaterThan(0.85);
  });

  it("is not served where each of them has an answer of its own, nor where nothing was learnt", async () => {
    const alone = await start();
    await asked(alone, WORDINGS);
    alone.groups.anew([]);
    expect(await asked(alone, [NEXT])).toMatchObject({ outcome: "miss", reason: "below-threshold" });
    const untaught = await start({ policy: { adapt: false } });
    await asked(untaught, WORDINGS);
    expect(await asked(untaught, [NEXT])).toMatchObject({ outcome: "miss", reason: "below-threshold" });
  });

  it("is counted with its words' own probability and what stands round it, so that another reading can be measured", async () => {
    const it = await start();
    await asked(it, [...WORDINGS, NEXT]);
    const { score, pair, question } = it.counted.at(-1)!;
    expect(pair).toMatchObject({
      probability: 0.3,
      score: 0,
      neighbourhood: [expect.any(Number), 0, expect.any(Number), 3, 1],
    });
    expect(score).toBeGreaterThan(0.85);
    expect(question).toMatch(/^[\w-]{43}$/);
  });

  it("is judged however little its neighbourhood makes of it", async () => {
    const it = await start({ policy: { adapt: false, neighbourhood: perNeighbour(-3) } });
    await asked(it, WORDINGS);
    expect(it.groups.size).toBe(2);
    expect(it.counted.at(-1)!.score).toBeLessThan(0.1);
  });

  it("is left to its words where a second look is configured: that weighs words", async () => {
    const secondLook: SecondLook = {
      ...{ model: "none", compare: async (_, stored) => stored.map(() => null), prepare: () => {} },
      close: async () => {},
    };
    const it = await start({ secondLook });
    await asked(it, WORDINGS);
    expect(await asked(it, [NEXT])).toMatchObject({ outcome: "miss" });
    expect(it.counted.at(-1)!.pair).toBeNull();
  });
});
