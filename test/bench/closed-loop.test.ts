import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../bench/closed-loop/builtin.ts";
import { type GatewayOptions, runGateway } from "../../bench/closed-loop/gateway.ts";
import { INTRUDERS, isIntruder, withIntruder } from "../../bench/closed-loop/intruders.ts";
import { Near } from "../../bench/closed-loop/near.ts";
import { runStatic } from "../../bench/closed-loop/static.ts";
import type { Stream } from "../../bench/closed-loop/streams.ts";
import { teller } from "../../bench/closed-loop/told.ts";
import { exploreChance, runVCache } from "../../bench/closed-loop/vcache.ts";
import { noisyJudge, World } from "../../bench/closed-loop/world.ts";
import { type UnitVector, unitVector } from "../../src/model.ts";

/** Texts on a circle, a degree apart; ten degrees are a class. */
const TEXTS = Array.from({ length: 60 }, (_, i) => ({
  ...{ text: `text ${i}`, class: `${Math.floor(i / 10)}`, group: "chat model" },
}));
const vectors = TEXTS.map((_, i): UnitVector => {
  const angle = (i * Math.PI) / 180;
  const out = new Float32Array(8);
  out[0] = Math.cos(angle);
  out[1] = Math.sin(angle);
  return unitVector(out)!;
});

function stream(requests: readonly number[]): Stream {
  return {
    ...{ name: "circle", texts: TEXTS, requests: Int32Array.from(requests) },
    callers: new Int32Array(requests.length),
  };
}
const inOrder = stream(TEXTS.map((_, i) => i));
const near = new Near(TEXTS, vectors);

describe("what policies are compared by", () => {
  it("finds the nearest of what is stored, and nothing that is not", () => {
    const stored = new Uint8Array(TEXTS.length);
    expect(near.of(20, stored, 2)).toEqual([]);
    stored[3] = 1;
    stored[12] = 1;
    expect(near.of(20, stored, 2).map(({ at }) => at)).toEqual([12, 3]);
  });

  it("counts a hit of another class as wrong, and a repeated text as exact", () => {
    const still = new World(inOrder, null, 1);
    const eachInClass = runStatic(inOrder, near, still, Math.cos((9.5 * Math.PI) / 180));
    expect([eachInClass.hits, eachInClass.wrong]).toEqual([54, 0]);
    const lax = runStatic(inOrder, near, still, -1);
    expect([lax.hits, lax.wrong]).toEqual([59, 50]);
    expect(runStatic(stream([0, 0, 0]), near, still, 2)).toMatchObject({ exact: 2, hits: 0 });
  });

  it("lets answers change half-way for a share of classes, and only there", () => {
    const world = new World(inOrder, { classes: 1 }, 1);
    expect(world.answer(0, world.half - 1)).toBe("0");
    expect(world.answer(0, world.half)).toBe("0, changed");
  });

  it("turns verdicts round as often as its noise says", () => {
    const judge = noisyJudge(0.2, 3);
    const turned = Array.from({ length: 5_000 }, () => judge(true)).filter((v) => v === "different").length;
    expect(turned / 5_000).toBeCloseTo(0.2, 1);
    expect(noisyJudge(0, 1)(false)).toBe("different");
  });
});

describe("intruders", () => {
  it("ask beside the others, in scopes of their own, one or three of them; the others ask as without", () => {
    const asked = stream(Array.from({ length: 3_000 }, (_, i) => i % TEXTS.length));
    for (const kind of INTRUDERS) {
      const { requests, texts, tenants = [] } = withIntruder(asked, kind, 3);
      const names = new Set(tenants.filter(isIntruder));
      expect(names.size).toBe(kind === "none" ? 0 : kind === "all three" ? 3 : 1);
      const others = [...requests].filter((_, i) => !isIntruder(tenants[i]!));
      expect(others.map((at) => texts[at]!.text)).toEqual([...asked.requests].map((at) => TEXTS[at]!.text));
      const scopes = [...requests].map(
        (at, i) => texts[at]!.scope === (isIntruder(tenants[i]!) ? tenants[i] : undefined),
      );
      expect(scopes).not.toContain(false);
    }
  });
});

describe("the gateway where answers are texts", () => {
  it("has them judged by words: two wordings of an answer are no error of the cache", async () => {
    const builtin = await loadBuiltin();
    const texts = ["how do I reset my router", "how can I reset my router"].map((text) => ({
      ...{ text, class: "router", group: "chat model" },
    }));
    const two: Stream = { ...stream([0, 1, 0, 1]), texts };
    const of = await Promise.all(texts.map(({ text }) => builtin.embedder.embed(text, 1_000)));
    const never = (): never => {
      throw new Error("names are not compared");
    };
    const { tally } = await runGateway(two, new Near(texts, of), new World(two, null, 1), builtin, {
      ...{ delta: 0.05, floor: 0, judge: never, seed: 1, say: teller("five wordings", 1) },
    });
    expect([tally.requests, tally.exact, tally.wrong]).toEqual([4, 2, 0]);
  });
});

describe("vCache's rule", () => {
  const entry = (same: readonly (0 | 1)[], cosines: readonly number[]) => ({
    ...{ cosines: [0, 1, ...cosines], same: [0, 1, ...same] as (0 | 1)[], fit: null },
  });

  it("explores until there are six observations", () => {
    expect(exploreChance(entry([1, 1, 1], [0.9, 0.9, 0.9]), 0.99, 0.01)).toBe(1);
  });

  it("explores less the nearer a question is, the more is allowed, and the more was seen", () => {
    const seen = entry([0, 0, 0, 1, 1, 1], [0.5, 0.55, 0.6, 0.8, 0.85, 0.9]);
    const [far, close] = [exploreChance(seen, 0.6, 0.05), exploreChance(seen, 0.99, 0.05)];
    expect(close).toBeLessThan(far);
    expect(exploreChance(seen, 0.99, 0.01)).toBeGreaterThan(close);
    const more = entry(
      [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
      [0.4, 0.45, 0.5, 0.52, 0.55, 0.6, 0.8, 0.82, 0.85, 0.87, 0.9, 0.95],
    );
    expect(exploreChance(more, 0.99, 0.05)).toBeLessThan(close);
  });

  it("stores less where only what differs is inserted, and serves more for it", () => {
    const many = stream(Array.from({ length: 60 }, (_, i) => (i * 7) % 60));
    const still = new World(many, null, 1);
    const ran = (insert: "always" | "different") =>
      runVCache(many, near, still, { delta: 0.2, insert, judge: noisyJudge(0, 1), seed: 1 });
    expect(ran("different").hits).toBeGreaterThanOrEqual(ran("always").hits);
  });
});

describe("the gateway in the closed loop", () => {
  const CLASSES = ["reset my password", "cancel my order", "change my address", "track my parcel"];
  const FRAMES = ["how do I X", "how can I X", "how do I X please", "X, how?", "please X", "I want to X now"];
  const wordings = CLASSES.flatMap((of) =>
    FRAMES.map((frame) => ({ text: frame.replace("X", of), class: of, group: "chat model" })),
  );
  /** Each wording twice, in an order that mixes classes. */
  const requests = Int32Array.from({ length: 2 * wordings.length }, (_, i) => (i * 7) % wordings.length);
  const asked: Stream = {
    ...{ name: "wordings", texts: wordings, requests, callers: new Int32Array(requests.length) },
  };
  const ran = async (over: Partial<GatewayOptions> = {}, judged: boolean[] = []) => {
    const builtin = await loadBuiltin();
    const vectors = await Promise.all(wordings.map(async ({ text }) => builtin.embedder.embed(text, 1_000)));
    const judge = (isSame: boolean) => {
      judged.push(isSame);
      return isSame ? "same" : "different";
    };
    const world = new World(asked, null, 1);
    const options = { delta: 0.05, floor: 0, judge, seed: 1, ...over } as const;
    return runGateway(asked, new Near(wordings, vectors), world, builtin, options);
  };

  it("answers what was asked before by itself, and has the rest judged by the labeller that ships", async () => {
    const judged: boolean[] = [];
    const { tally, at } = await ran({}, judged);
    expect([tally.requests, tally.exact, tally.hits]).toEqual([48, 24, 0]);
    // Two answers to one prompt, answers that are known to differ, and stored answers that came near.
    expect(new Set(judged)).toEqual(new Set([true, false]));
    expect(judged.length).toBeGreaterThan(tally.extra);
    // Without a measurement nothing would be served, and no label speaks of what is.
    expect(at.labels.at(-1)).toBe(0);
  });

  it("is a function of stream and seed, though its labels come behind the answers", async () => {
    const [a, b] = [await ran(), await ran()];
    expect(b).toEqual(a);
  });
});
