/** Every cacheable request is counted once, and what could not be checked never as right: told over loopback. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Settings } from "../../src/gateway/settings.ts";
import type { JudgedPair } from "../../src/label/deps.ts";
import type { Embedder, Judge } from "../../src/ports.ts";
import {
  type Answered,
  type Harness,
  type HarnessOptions,
  KEY,
  replacing,
  startHarness,
  wordEmbedder,
} from "../support/harness.ts";
import {
  type Arrived,
  answerEcho,
  answerText,
  startUpstream,
  type TestUpstream,
} from "../support/upstream.ts";

interface Counted {
  readonly score: number | null;
  readonly q: number;
  readonly qServed: number;
  readonly verdict: "same" | "different" | null;
}

/** What the gateway is told, and what it told. */
interface Bench {
  readonly gw: Harness;
  readonly counted: Counted[];
  readonly labels: JudgedPair[];
  readonly doubles: boolean[];
  readonly known: boolean[];
  readonly judged: string[];
  /** What it was told of calls: saved by a hit, spent on a check or a prompt asked twice. */
  readonly calls: string[];
  checkChance: number;
  doubleChance: number;
  /** Of every draw. */
  draw: number;
  hasRoom: boolean;
  billed: number;
  verdict: "same" | "different" | "unsure";
}

let up: TestUpstream;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  up = await startUpstream((arrived, res) => answerText(arrived, res, "Practise a little."));
  ends.push(() => up.close());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function bench(options: Partial<HarnessOptions> = {}, judge?: Judge): Promise<Bench> {
  const out: Omit<Bench, "gw"> = {
    ...{ counted: [], labels: [], doubles: [], known: [], judged: [], calls: [] },
    ...{ checkChance: 1, doubleChance: 0, draw: 0, hasRoom: true, billed: 0, verdict: "same" },
  };
  const labels: NonNullable<HarnessOptions["labels"]> = {
    judge: () =>
      judge ?? {
        kind: "answer",
        judge: ({ stored, fresh }) => {
          out.judged.push(`${stored} | ${fresh}`);
          return { verdict: out.verdict, why: "" };
        },
      },
    measuring: {
      observe: ({ score, q, qServed, verdict }) => out.counted.push({ score, q, qServed, verdict }),
      doubleAsked: (different) => out.doubles.push(different),
      knownPair: (same) => out.known.push(same),
      allowance: { saved: () => out.calls.push("saved"), spent: () => out.calls.push("spent") },
      get checkChance() {
        return out.checkChance;
      },
      get doubleChance() {
        return out.doubleChance;
      },
    },
    keepLabel: (pair) => out.labels.push(pair),
    chance: () => out.draw,
    budget: {
      hasRoom: () => out.hasRoom,
      take: () => out.hasRoom,
      billed: (_, { outputTokens }) => {
        out.billed += outputTokens;
      },
    },
  };
  const gw = await startHarness({ upstream: up.url, policy: { adapt: false }, ...options, labels });
  ends.push(() => gw.close());
  return Object.assign(out, { gw });
}

const outside = { settings: { percentage: 0 } } satisfies { settings: Partial<Settings> };
const STORED = "how to learn guitar";
/** The same words: the stand-in verifier gives them 0.95. */
const REWORDED = "guitar how to learn";
/** One word more: 0.3, and one number other: a veto. */
const NEAR = "how to learn guitar well";
const UNFOUND = { score: null, q: 1, verdict: null };

async function counts(b: Bench, n: number): Promise<readonly Counted[]> {
  await expect.poll(() => b.counted.length).toBe(n);
  return b.counted;
}

/** Everything that was begun is over: a request that is only counted comes behind it. */
async function settled(b: Bench): Promise<void> {
  await expect.poll(() => b.gw.inflight).toBe(0);
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
}

describe("what is counted", () => {
  it("is every cacheable request that no exact hit answers, once, whatever its end and its form", async () => {
    const b = await bench();
    await b.gw.chat(STORED);
    await counts(b, 1);
    expect((await b.gw.chat(STORED)).outcome).toBe("exact");
    await b.gw.chat(REWORDED);
    await counts(b, 2);
    await b.gw.chat(REWORDED, { stream: true });
    await counts(b, 3);
    expect(b.counted).toEqual([
      { ...UNFOUND, qServed: 1 },
      { score: 0.95, q: 1, qServed: 1, verdict: "same" },
      { score: 0.95, q: 1, qServed: 1, verdict: "same" },
    ]);
    expect(b.labels.map(({ source, tier }) => `${source} ${tier}`)).toEqual([
      "sample semantic",
      "sample semantic",
    ]);
  });

  it.each<[string, object, Record<string, string>]>([
    ["no-store", {}, { "cache-control": "no-store" }],
    ["no-cache", {}, { "cache-control": "no-cache" }],
    ["only-if-cached", {}, { "cache-control": "only-if-cached" }],
    ["not cacheable", { n: 2 }, {}],
  ])("is not what asked for no cache: %s", async (_, more, headers) => {
    const b = await bench();
    await b.gw.chat(STORED, more, headers);
    await b.gw.chat("another question altogether");
    await counts(b, 1);
  });

  it("is not a request that got no whole answer", async () => {
    const b = await bench();
    up.script = (_, res) => void res.writeHead(400, { "content-type": "application/json" }).end("{}");
    await b.gw.chat(STORED);
    up.script = answerEcho;
    await b.gw.chat(STORED);
    await counts(b, 1);
  });

  it("is each follower of a call, whose pair of answers is judged once", async () => {
    const b = await bench(outside);
    await b.gw.chat(STORED);
    await counts(b, 1);
    const held: (() => void)[] = [];
    up.script = (arrived, res) => void held.push(() => answerText(arrived, res, "Practise."));
    const both = [b.gw.chat(REWORDED), b.gw.chat(REWORDED)];
    await expect.poll(() => held.length).toBe(1);
    await b.gw.joined(2);
    held[0]!();
    await Promise.all(both);
    await counts(b, 3);
    expect(b.counted.slice(1).map(({ score, verdict }) => [score, verdict])).toEqual([
      [0.95, "same"],
      [0.95, "same"],
    ]);
    expect(b.judged).toHaveLength(1);
    expect(b.labels.map(({ follower }) => follower)).toEqual([false, true]);
    expect(up.asked(REWORDED)).toBe(1);
  });
});

describe("a look-up beside upstream", () => {
  it("has its find judged, also where it ends after the client's answer", async () => {
    const held: (() => void)[] = [];
    const words = wordEmbedder();
    const embedder: Embedder = replacing(words, {
      embed: (text, ms) =>
        text === REWORDED
          ? new Promise((resolve) => held.push(() => resolve(words.embed(text, ms))))
          : words.embed(text, ms),
    });
    const b = await bench({ embedder, settings: { percentage: 0 } });
    await b.gw.chat(STORED);
    await counts(b, 1);
    expect((await b.gw.chat(REWORDED)).reason).toBe("lookup-late");
    for (const release of held) release();
    await counts(b, 2);
    expect(b.counted[1]).toEqual({ score: 0.95, q: 1, qServed: 1, verdict: "same" });
    expect(b.labels[0]).toMatchObject({ source: "shadow", tier: "semantic", probability: 0.95, q: 1 });
  });

  it.each<[string, (arrived: Arrived) => object]>([
    [
      "calls a tool",
      () => ({ tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }] }),
    ],
    ["refuses", () => ({ refusal: "I cannot say." })],
  ])("counts a stored text as wrong where the fresh answer %s", async (_, more) => {
    const b = await bench(outside);
    await b.gw.chat(STORED);
    up.script = (arrived, res) => {
      const message = { role: "assistant", content: null, ...more(arrived) };
      const finish_reason = "tool_calls" in message ? "tool_calls" : "stop";
      const choices = [{ index: 0, message, finish_reason }];
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify({ id: "c", object: "chat.completion", created: 1, model: "m", choices }));
    };
    await b.gw.chat(REWORDED);
    await counts(b, 2);
    expect(b.counted[1]).toMatchObject({ score: 0.95, verdict: "different" });
    expect(b.judged).toEqual([]);
  });

  it("counts doubt as wrong, and says in the label that it was doubt", async () => {
    const b = await bench(outside);
    await b.gw.chat(STORED);
    b.verdict = "unsure";
    await b.gw.chat(REWORDED);
    await counts(b, 2);
    expect(b.counted[1]!.verdict).toBe("different");
    expect(b.labels[0]!.verdict).toBe("unsure");
  });
});

describe("a miss with a near question", () => {
  it("shows what a lower threshold would cost", async () => {
    const b = await bench();
    await b.gw.chat(STORED);
    expect((await b.gw.chat(NEAR)).reason).toBe("below-threshold");
    await counts(b, 2);
    expect(b.counted[1]).toEqual({ score: 0.3, q: 1, qServed: 1, verdict: "same" });
    expect(b.labels[0]).toMatchObject({ source: "miss", probability: 0.3 });
  });

  it("is nothing to a caller whose own limit no threshold would pass", async () => {
    const b = await bench();
    await b.gw.chat(STORED);
    await b.gw.chat(NEAR, {}, { "x-semblance-min-confidence": "0.9" });
    expect((await counts(b, 2))[1]).toEqual({ ...UNFOUND, qServed: 1 });
  });

  it("has the judge tried on a pair that is known to differ, at no call's cost", async () => {
    const b = await bench();
    await b.gw.chat("how to learn guitar in 7 days");
    expect((await b.gw.chat("how to learn guitar in 9 days")).reason).toBe("numbers-differ");
    await expect.poll(() => b.known).toEqual([true]);
    expect((await counts(b, 2))[1]).toEqual({ ...UNFOUND, qServed: 1 });
    expect(b.labels).toMatchObject([{ source: "known", tier: null, verdict: "same" }]);
    expect(up.arrived).toHaveLength(2);
  });
});

describe("a check of a served hit", () => {
  async function stored(b: Bench): Promise<Answered> {
    const answer = await b.gw.chat(STORED);
    await expect.poll(() => b.counted.length).toBe(1);
    return answer;
  }

  it("asks upstream once more with the credential of the caller who was served, and no other's", async () => {
    const b = await bench({ settings: { tenantBy: "shared" } });
    await stored(b);
    const hit = await b.gw.chat(REWORDED, { temperature: 0 }, { authorization: "Bearer sk-bob" });
    expect(hit.outcome).toBe("semantic");
    await counts(b, 2);
    expect(b.calls).toEqual(["saved", "spent"]);
    expect(up.arrived.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${KEY}`,
      "Bearer sk-bob",
    ]);
    expect(up.arrived[1]!.question).toBe(REWORDED);
    expect(b.billed).toBe(7);
  });

  it("is not made where it was not drawn, and the hit counts as unchecked with its chance", async () => {
    const b = await bench();
    await stored(b);
    Object.assign(b, { checkChance: 0.25, draw: 0.25 });
    await b.gw.chat(REWORDED);
    expect((await counts(b, 2))[1]).toEqual({ score: 0.95, q: 0.25, qServed: 0.25, verdict: null });
    expect(up.arrived).toHaveLength(1);
    expect(b.calls).toEqual(["saved"]);
    b.draw = 0.24;
    await b.gw.chat(REWORDED);
    expect((await counts(b, 3))[2]).toEqual({ score: 0.95, q: 0.25, qServed: 0.25, verdict: "same" });
    expect(b.labels[0]!.q).toBe(0.25);
  });

  it("that finds the answer wrong stores the fresh one as that question's own", async () => {
    const b = await bench();
    await stored(b);
    b.verdict = "different";
    up.script = (arrived, res) => answerText(arrived, res, "Find a teacher.");
    expect((await b.gw.chat(REWORDED)).content).toBe("Practise a little.");
    await counts(b, 2);
    expect(await b.gw.chat(REWORDED)).toMatchObject({ outcome: "exact", content: "Find a teacher." });
  });

  it("cannot be had while the budget is spent: then nobody inside is counted, whatever was found", async () => {
    const b = await bench();
    await stored(b);
    b.hasRoom = false;
    for (const draw of [0, 0.99]) {
      b.draw = draw;
      expect((await b.gw.chat(REWORDED)).outcome).toBe("semantic");
    }
    expect((await b.gw.chat(STORED)).outcome).toBe("exact");
    // What upstream says anyway is learned from all the same.
    await b.gw.chat(NEAR);
    await expect.poll(() => b.labels.length).toBe(1);
    expect(up.arrived).toHaveLength(2);
    b.gw.set(outside);
    await b.gw.chat(`${NEAR} today`);
    expect((await counts(b, 2))[1]!.qServed).toBe(1);
  });

  it("that fails is a named fault and no label, and nobody inside counts until one succeeds", async () => {
    const b = await bench();
    await stored(b);
    up.script = (_, res) => void res.writeHead(429, { "content-type": "application/json" }).end("{}");
    await b.gw.chat(REWORDED);
    await expect.poll(() => b.gw.faults).toEqual(["upstream: a check of a served answer failed: status 429"]);
    expect((await b.gw.chat(STORED)).outcome).toBe("exact");
    b.draw = 0.99;
    b.checkChance = 0.5;
    expect((await b.gw.chat(REWORDED)).outcome).toBe("semantic");
    expect(b.counted).toHaveLength(1);
    // The next that is drawn tries again; it is a label, and from then on all are counted.
    b.draw = 0;
    up.script = (arrived, res) => answerText(arrived, res, "Practise.");
    await b.gw.chat(REWORDED);
    await expect.poll(() => b.labels.length).toBe(1);
    expect(b.counted).toHaveLength(1);
    await b.gw.chat("how to mend a broken chair");
    expect((await counts(b, 2))[1]).toMatchObject({ qServed: 0.5 });
  });

  it("that upstream refuses the credential takes stored answers from it", async () => {
    const b = await bench();
    await stored(b);
    up.script = (_, res) => void res.writeHead(401, { "content-type": "application/json" }).end("{}");
    await b.gw.chat(REWORDED);
    await expect.poll(() => b.gw.faults.length).toBe(1);
    expect((await b.gw.chat(STORED)).status).toBe(401);
  });

  it("is never made of an exact hit, nor where nothing is sampled", async () => {
    const b = await bench();
    await stored(b);
    await b.gw.chat(STORED);
    Object.assign(b, { checkChance: 0, doubleChance: 1 });
    await b.gw.chat(REWORDED);
    await b.gw.chat("something else that nobody asked");
    await settled(b);
    expect(up.arrived).toHaveLength(2);
    expect(b.counted).toHaveLength(1);
  });
});

describe("a prompt asked twice", () => {
  it("tells how often the judge finds two right answers different, by the caller's own credential", async () => {
    const b = await bench();
    b.doubleChance = 1;
    let n = 0;
    up.script = (arrived, res) => answerText(arrived, res, `answer ${++n}`);
    expect((await b.gw.chat(STORED)).content).toBe("answer 1");
    await expect.poll(() => b.doubles).toEqual([false]);
    expect(b.judged).toEqual(["answer 1 | answer 2"]);
    expect(up.arrived.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${KEY}`,
      `Bearer ${KEY}`,
    ]);
    expect(b.labels).toMatchObject([{ source: "double", tier: null, texts: null }]);
    // What came second is not stored.
    expect((await b.gw.chat(STORED)).content).toBe("answer 1");
  });

  it("is asked for by no follower, and not where upstream has failed", async () => {
    const b = await bench();
    b.doubleChance = 1;
    up.script = (_, res) => void res.writeHead(400, { "content-type": "application/json" }).end("{}");
    await b.gw.chat(STORED);
    await settled(b);
    expect(up.arrived).toHaveLength(1);
  });
});

describe("judges that do not keep up", () => {
  it("let requests go uncounted, all of them, until they have", async () => {
    const held: (() => void)[] = [];
    const slow: Judge = {
      kind: "answer",
      judge: () => new Promise((resolve) => held.push(() => resolve({ verdict: "same", why: "" }))),
    };
    const b = await bench(outside, slow);
    await b.gw.chat(STORED);
    await counts(b, 1);
    b.draw = 0.99;
    for (let i = 0; i < 64; i++) await b.gw.chat(`${NEAR} ${"x".repeat(i + 1)}`);
    await expect.poll(() => held.length).toBe(64);
    await b.gw.chat(STORED);
    await b.gw.chat("yet another one");
    await settled(b);
    expect(b.counted).toHaveLength(1);
    for (const release of held) release();
    await counts(b, 65);
    await b.gw.chat("and one more");
    await counts(b, 66);
  });
});

describe("a gateway that ends", () => {
  it("waits for the pairs at hand, whose labels are kept before it has ended", async () => {
    const held: (() => void)[] = [];
    const b = await bench(outside, {
      kind: "answer",
      judge: () => new Promise((resolve) => held.push(() => resolve({ verdict: "same", why: "" }))),
    });
    await b.gw.chat(STORED);
    await counts(b, 1);
    b.draw = 0.99;
    await b.gw.chat(NEAR);
    await expect.poll(() => held.length).toBe(1);
    let hasEnded = false;
    // The end has a deadline of its own, which a busy machine must not reach.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const ending = b.gw.close().then(() => {
        hasEnded = true;
      });
      await settled(b);
      expect(hasEnded).toBe(false);
      held[0]!();
      await ending;
    } finally {
      vi.useRealTimers();
    }
    expect([b.labels.length, b.counted.length]).toEqual([1, 2]);
  });
});
