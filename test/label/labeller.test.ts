/** The labeller by itself: no gateway, no store, no network; only functions that a benchmark could hand it as well. */
import { describe, expect, it } from "vitest";
import { nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import type { Candidate, Found, Known } from "../../src/core/known.ts";
import { PortFault } from "../../src/errors.ts";
import type { Answered, Fresh, ModelCalls, RepeatedCall, UpstreamCall } from "../../src/label/answered.ts";
import type { CountedRequest, JudgedPair, LabelDeps } from "../../src/label/deps.ts";
import { AnswerLabeller } from "../../src/label/labeller.ts";
import type { Judgement } from "../../src/ports.ts";
import { anEntry, key, NOW_MS } from "../support/entries.ts";
import { collector } from "../support/old-heap.ts";

const STORED = anEntry("guitar", { question: "how do I learn guitar" });
const CANDIDATE: Candidate = {
  ...{ entry: STORED, similarity: 0.9, refusedPair: false, confirmedPair: false },
  verdict: { veto: null, probability: 0.95, score: 3, slot: null },
};
const FOUND: Found = { tier: "semantic", entry: STORED, similarity: 0.9, confidence: 0.95 };

interface Room {
  readonly labeller: AnswerLabeller;
  readonly counted: CountedRequest[];
  readonly labels: JudgedPair[];
  readonly faults: string[];
  readonly judged: string[];
  leftOut: number;
  budget: number;
  draw: number;
}

function room(
  judge: () => Judgement | Promise<Judgement> = () => ({ verdict: "same", why: "" }),
  more: Partial<LabelDeps> & { readonly isYoung?: boolean } = {},
): Room {
  const out: Omit<Room, "labeller"> = {
    ...{ counted: [], labels: [], faults: [], judged: [], leftOut: 0, budget: 10, draw: 0 },
  };
  const deps: LabelDeps = {
    clock: { nowMs: () => NOW_MS },
    verifier: { compare: () => ({ veto: null, probability: 0.9, score: 0, slot: null }) },
    judge: () => ({
      kind: "answer",
      judge: ({ stored, fresh }) => {
        out.judged.push(`${stored} | ${fresh}`);
        return judge();
      },
    }),
    measuring: {
      observe: (of) => out.counted.push(of),
      doubleAsked: () => {},
      knownPair: () => {},
      ...{ checkChance: 0.5, doubleChance: 0, isYoung: more.isYoung === true },
    },
    keepLabel: (pair) => out.labels.push(pair),
    chance: () => out.draw,
    budget: { hasRoom: () => out.budget > 0, take: () => out.budget-- > 0, billed: () => {} },
    storedText: async () => "Practise.",
    form: () => null,
    later: async () => {},
    leftOut: () => out.leftOut++,
    onFault: (part, error) => out.faults.push(`${part}: ${(error as Error).message}`),
    ...more,
  };
  return Object.assign(out, { labeller: new AnswerLabeller(deps) });
}

const answers = (text: string): UpstreamCall => ({
  fresh: (): Fresh => ({ text, usage: null }),
  whyNone: () => "",
});

const ASK: Answered["ask"] = {
  ...{ cacheable: true, scope: STORED.scope, key: key("asked"), exactOnly: false },
  ...{ directives: NO_DIRECTIVES, minConfidence: null, inside: true, credentialRefused: false },
};
const KNOWN: Known = {
  ...nothingKnown(ASK),
  ...{ exact: { at: "absent" }, near: { at: "found", candidates: [CANDIDATE] } },
};

function request(over: Partial<Answered>): Answered {
  return {
    ...{ outcome: "miss", route: "chat", model: "m", question: "guitar, how to learn?", served: null },
    policy: {
      ...{ exactForAll: true, semantic: true, serveFound: true, save: true, adapt: false, calibrated: true },
      ...{ similarityThreshold: 0.99, adaptationThreshold: 0.99, secondLook: null },
    },
    ...{ ask: ASK, follower: false },
    upstream: async () => answers("Practise a little."),
    lookedUp: async () => ({ found: null, known: KNOWN, edited: null }),
    whenSent: (then) => then(),
    askAgain: () => Promise.reject(new Error("not to be asked")),
    ...over,
  };
}

const hit = (over: Partial<Answered> = {}): Answered =>
  request({
    ...{ outcome: "semantic", lookedUp: () => Promise.reject(new Error("not to be looked at")) },
    served: { found: FOUND, known: KNOWN, text: () => "Practise." },
    ...over,
  });

describe("a request that was answered", () => {
  it.each<[string, Partial<Answered>, Partial<CountedRequest>]>([
    ["a near miss", {}, { score: 0.95, q: 1, qServed: 0.5, verdict: "same" }],
    [
      "a miss with nothing near",
      { lookedUp: async () => ({ found: null, known: nothingKnown(ASK), edited: null }) },
      { score: null, q: 1, qServed: 0.5, verdict: null },
    ],
  ])("is counted once: %s", async (_, over, expected) => {
    const { labeller, counted } = room();
    labeller.afterwards(request(over), labeller.chanceNow);
    await labeller.idle();
    expect(counted).toEqual([{ ...counted[0], ...expected, group: "chat m", question: "asked" }]);
  });

  it.each(["exact", "stale"] as const)(
    "is not counted where the answer was %s: repeating a free hit dilutes nothing",
    async (outcome) => {
      const { labeller, counted } = room();
      labeller.afterwards(request({ outcome }), labeller.chanceNow);
      await labeller.idle();
      expect(counted).toEqual([]);
    },
  );

  it.each([
    ["is counted neither way where its pair was given up, which is no fault", "refused", 1, []],
    ["is counted neither way where its judge failed, which is one", "invalid", 0, ["judge: no verdict"]],
  ] as const)("%s", async (_, why, leftOut, faults) => {
    const made = room(() => Promise.reject(new PortFault("judge", why, "no verdict")));
    made.labeller.afterwards(request({}), made.labeller.chanceNow);
    await made.labeller.idle();
    expect(made).toMatchObject({ counted: [], leftOut, faults });
  });

  it("is not counted where upstream gave no whole answer, or nothing is counted at all", async () => {
    const { labeller, counted } = room();
    const none: UpstreamCall = { fresh: () => null, whyNone: () => "cut" };
    labeller.afterwards(request({ upstream: async () => none }), 0.5);
    labeller.afterwards(request({}), null);
    await labeller.idle();
    expect(counted).toEqual([]);
  });

  it("has what it shared with others judged once, and each of them counted", async () => {
    const { labeller, counted, labels, judged } = room();
    const call = answers("Practise a little.");
    for (const _ of [1, 2, 3]) labeller.afterwards(request({ upstream: async () => call }), 0.5);
    await labeller.idle();
    expect(judged).toEqual(["Practise. | Practise a little."]);
    expect(labels.map(({ follower }) => follower)).toEqual([false, true, true]);
    expect(counted.map(({ verdict }) => verdict)).toEqual(["same", "same", "same"]);
  });
});

describe("a check", () => {
  it("begins when the answer is out, and saves the fresh one where the judge finds another", async () => {
    const { labeller, counted } = room(() => ({ verdict: "different", why: "" }));
    const did: string[] = [];
    let sent = (): void => {};
    const again: RepeatedCall = { ...answers("Find a teacher."), save: () => did.push("saved") };
    const askAgain = async (): Promise<RepeatedCall> => {
      did.push("asked");
      return again;
    };
    labeller.afterwards(hit({ whenSent: (then) => (sent = then), askAgain }), 0.25);
    await labeller.idle();
    expect(did).toEqual([]);
    sent();
    await labeller.idle();
    expect(did).toEqual(["asked", "saved"]);
    // It counts by the chance that it had.
    expect(counted).toMatchObject([{ score: 0.95, q: 0.25, qServed: 0.25, verdict: "different" }]);
  });

  it("that brings no answer is a fault, and nothing could be checked until one does", async () => {
    const bench = room();
    const { labeller, counted, faults } = bench;
    const none = { fresh: () => null, whyNone: () => "status 500", save: () => {} };
    labeller.afterwards(hit({ askAgain: async () => none }), labeller.chanceNow);
    await labeller.idle();
    expect(faults).toEqual(["upstream: a check of a served answer failed: status 500"]);
    expect([counted.length, labeller.chanceNow]).toEqual([0, 0]);
    const again = { ...answers("Practise."), save: () => {} };
    labeller.afterwards(hit({ askAgain: async () => again }), labeller.chanceNow);
    await labeller.idle();
    expect(labeller.chanceNow).toBe(0.5);
  });

  it("is not made, and its hit not counted, where the budget went meanwhile", async () => {
    const bench = room();
    const chance = bench.labeller.chanceNow;
    bench.budget = 0;
    bench.labeller.afterwards(hit(), chance);
    await bench.labeller.idle();
    expect(bench.counted).toEqual([]);
    expect(bench.labeller.chanceNow).toBe(0);
  });
});

describe("what waits", () => {
  const collect = collector();
  /** What is waited for may come yet: nothing of it goes by itself. */
  const held: unknown[] = [];
  const never = <T>(): Promise<T> => new Promise((resolve) => held.push(resolve));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it.each<[string, () => Answered, boolean]>([
    ["for a check", () => hit({ askAgain: never }), false],
    ["for the judge", () => request({}), true],
  ])("%s holds nothing of the request, whose credential it would keep", async (_, made, isJudged) => {
    const { labeller, judged } = room(never);
    const begin = (): WeakRef<Answered> => {
      const answered = made();
      labeller.afterwards(answered, 0.5);
      return new WeakRef(answered);
    };
    const request = begin();
    for (let i = 0; i < 5; i++) await turn();
    expect(judged.length).toBe(isJudged ? 1 : 0);
    // One collection may find it in a register still.
    for (let i = 0; i < 10 && request.deref() !== undefined; i++) {
      await turn();
      collect();
    }
    expect(request.deref()).toBeUndefined();
    expect(held.splice(0)).toHaveLength(1);
  });

  it("for the call of another request holds nothing of its own, and is told and counted when that call was made", async () => {
    const unsure = (): Judgement => ({ verdict: "unsure", why: "" });
    const cascade = () => ({ model: null, share: 1, ahead: 0, pairs: 8 });
    const it = room(unsure, { cascade, isYoung: true });
    it.budget = 99;
    const refs: WeakRef<Answered>[] = [];
    const next = async (): Promise<void> => {
      const answered = request({
        modelCalls: () => ({ ask: saidSame, model: "m", with: "one scope", payer: "" }),
      });
      refs.push(new WeakRef(answered));
      it.labeller.afterwards(answered, 0.5);
      await it.labeller.idle();
    };
    // Two have calls of their own, until it is seen how quickly they come.
    for (let i = 0; i < 3; i++) await next();
    expect([it.labels.length, it.counted.length]).toEqual([2, 2]);
    for (let i = 0; i < 10 && refs.at(2)?.deref() !== undefined; i++) {
      await turn();
      collect();
    }
    expect([refs.length, refs.at(2)?.deref()]).toEqual([3, undefined]);
    await next();
    expect(it.labels.map(({ verdict, judge }) => `${verdict} ${judge}`)).toEqual(Array(4).fill("same model"));
    expect(it.counted.map(({ verdict }) => verdict)).toEqual(Array(4).fill("same"));
    // What still waits is left out as the gateway ends, and holds nothing up.
    await next();
    await it.labeller.close();
    expect([it.labels.length, it.counted.length, it.faults]).toEqual([4, 4, []]);
  });
});

describe("what waits while another judge comes into force", () => {
  it("is left out, and counts for neither of them", async () => {
    let kind: "answer" | "model" = "answer";
    const cascade = () => (kind === "model" ? null : { model: null, share: 1, ahead: 0, pairs: 8 });
    const judge = () => ({ kind, judge: (): Judgement => ({ verdict: "unsure", why: "" }) });
    const it = room(undefined, { cascade, judge, isYoung: true });
    it.budget = 99;
    const calls = (): ModelCalls => ({ ask: saidSame, model: "m", with: "one scope", payer: "" });
    const next = async (): Promise<void> => {
      it.labeller.afterwards(request({ modelCalls: calls }), 0.5);
      await it.labeller.idle();
    };
    for (let i = 0; i < 3; i++) await next();
    expect(it.labels).toHaveLength(2);
    kind = "model";
    for (let i = 0; i < 2_001; i++) it.labeller.afterwards(request({ modelCalls: calls }), null);
    expect([it.labels.length, it.counted.length]).toEqual([2, 2]);
    // The new one is heard as ever.
    await next();
    expect([it.labels.length, it.counted.length]).toEqual([3, 3]);
  });
});

describe("what the judge is tried on", () => {
  const unsure = (): Judgement => ({ verdict: "unsure", why: "" });
  const probes = () => [{ kind: "noun", text: "Practise a lamp." }];

  function tried(replies: ModelCalls["ask"]) {
    const doubles: boolean[] = [];
    const near: string[] = [];
    const known: boolean[] = [];
    const it = room(unsure, {
      ...{ probes, cascade: () => ({ model: null, share: 1, ahead: 500, pairs: 1 }) },
      verifier: { compare: () => ({ veto: "other", probability: 0.01, score: 0, slot: null }) as never },
      measuring: {
        ...{ observe: () => {}, checkChance: 0.5, doubleChance: 1, judgeIsKnown: false, isYoung: true },
        doubleAsked: (different) => void doubles.push(different),
        knownPair: (same) => void known.push(same),
        nearProbe: (kind, same) => void near.push(`${kind} ${same}`),
      },
    });
    it.budget = 1_000;
    let questions = 0;
    const next = async (modelCalls: Answered["modelCalls"]): Promise<void> => {
      const askAgain = async () => ({ ...answers("Practise now."), save: () => {} });
      const ask = { ...ASK, key: key(`asked ${questions++}`) };
      it.labeller.afterwards(request({ askAgain, ask, ...(modelCalls ? { modelCalls } : {}) }), 0.5);
      await it.labeller.idle();
    };
    const calls = (): ModelCalls => ({ ask: replies, model: "m", with: "one scope", payer: "" });
    return { ...it, doubles, near, known, backed: () => next(calls), alone: () => next(undefined) };
  }

  it("tells nothing where a model that was to tell told nothing: neither while it is asked nor while it rests", async () => {
    const it = tried(async () => ({ status: 503, text: "" }));
    for (let i = 0; i < 60; i++) await it.backed();
    // Else a model that was away at first would have had the judge's error subtracted that words alone make.
    expect(it.doubles.filter((different) => different)).toEqual([]);
    expect(it.faults.filter((fault) => fault.startsWith("judge")).length).toBeLessThanOrEqual(4);
    const before = it.near.length;
    // Words alone are tried, and tell as they are, once nobody is asked.
    await it.backed();
    expect(it.near.length).toBeGreaterThan(before);
    expect(new Set(it.near)).toEqual(new Set(["noun false"]));
  });

  it("tells of each kind what the model told, where it did", async () => {
    const it = tried(saidSame);
    for (let i = 0; i < 60; i++) await it.backed();
    expect([new Set(it.near), new Set(it.known), new Set(it.doubles)]).toEqual([
      new Set(["noun true"]),
      new Set([true]),
      new Set([false]),
    ]);
  });

  it("tells what words say, of whoever has no model to ask", async () => {
    const it = tried(saidSame);
    for (let i = 0; i < 60; i++) await it.alone();
    expect([new Set(it.near), new Set(it.known), new Set(it.doubles)]).toEqual([
      new Set(["noun false"]),
      new Set([false]),
      new Set([true]),
    ]);
  });
});

const saidSame: ModelCalls["ask"] = async (body) => {
  const { messages } = body as { readonly messages: readonly [object, { readonly content: string }] };
  const { pairs } = JSON.parse(messages[1].content) as {
    readonly pairs?: readonly { readonly id: string }[];
  };
  const said = pairs ? { verdicts: pairs.map(({ id }) => ({ id, verdict: "same" })) } : { verdict: "same" };
  return { status: 200, text: JSON.stringify({ choices: [{ message: { content: JSON.stringify(said) } }] }) };
};
