/** An answer that upstream's own fresh answers confirmed for a question: told from the first label to the last. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Builtin, loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemIds } from "../../src/adapters/system.ts";
import { defaults } from "../../src/config.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";
import { confirmationsNeeded } from "../../src/core/measure/confirmations.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { KeptEvidence } from "../../src/gateway/evidence.ts";
import { explainCall } from "../../src/gateway/explain-call.ts";
import type { Explained, RolloutSummary } from "../../src/gateway/explained.ts";
import { loadIndex } from "../../src/gateway/load-index.ts";
import { ConfirmedPairs } from "../../src/learn/confirmed-pairs.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import type { Measured } from "../../src/learn/measuring-port.ts";
import { createLabelling, type Labelling } from "../../src/main/labelling.ts";
import { genAiNames } from "../../src/observe/semconv.ts";
import type { Clock, Store } from "../../src/ports.ts";
import { type Harness, KEY, startHarness } from "../support/harness.ts";
import { type GatewayProcess, removeDir, startProcess } from "../support/process.ts";
import { answerText, completionOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

const STORED = "What is the best way to learn to play the guitar at home?";
/** Nobody has a veto against it, and the score alone will not do. */
const ASKED = "What helps to learn the guitar at home?";
/** The same in a trivially other form. */
const FORM = "Please, what helps to learn the guitar at home";
const MAX_ERROR = 0.05;
const LIFE_MS = 60_000;
const standing: RolloutSummary = { mode: "auto", threshold_source: "config", labels: 0 };

let builtin: Builtin;
let up: TestUpstream;
let dir = "";
let store: Store;
const times = { wall: 1_800_000_000_000, passed: 0 };
const clock: Clock = { nowMs: () => times.wall, monotonicMs: () => times.passed };
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  builtin = await loadBuiltin();
});
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "semblance-confirmed-"));
  up = await startUpstream((arrived, res) => answerText(arrived, res, "Practise a little every day."));
  store = createMemoryStore({ entriesMax: 100, bytesMax: 1e6 });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await up.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Gateway {
  readonly gw: Harness;
  readonly labelling: Labelling;
  readonly measuring: RiskMeasuring;
  readonly evidence: KeptEvidence;
  /** What was counted, in order; exact hits and questions without a neighbour are left out. */
  readonly counted: Measured[];
  /** Of every draw: 0 checks each served answer, 1 none. */
  draw: number;
  ask(question: string, headers?: Record<string, string>): ReturnType<Harness["chat"]>;
  labels(count: number): Promise<void>;
  end(): Promise<void>;
}

/** A gateway with its labels, measurement and confirmations, over the store and the file of the one before. */
async function open(certified = true): Promise<Gateway> {
  const verifier = createVerifier(builtin.lexicon, builtin.pairModel);
  const words = createWordJudge(builtin.lexicon, builtin.pairModel, builtin.thesaurus);
  const fail = (_: unknown, error: unknown) => {
    throw error;
  };
  const measuring = new RiskMeasuring(
    { delta: MAX_ERROR, confidence: 0.95, floor: 0.85, sampleShare: 0.02, judge: "answer" },
    { onObserved: () => {}, onFault: (error) => fail("", error) },
  );
  const group = "chat m";
  for (let i = 0; i < 100; i++) measuring.knownPair(false);
  for (let i = 0; certified && i < 600; i++)
    measuring.observe({ score: 0.95, q: 1, qServed: 1, verdict: "same", group, atMs: times.wall });
  const confirmed = new ConfirmedPairs(() => confirmationsNeeded(measuring.noise.falseSameHigh, MAX_ERROR));
  const labelling = createLabelling({
    genAi: genAiNames({}),
    path: join(dir, "labels.jsonl"),
    ...{ verifier, words, clock, mayAsk: () => true, billed: () => {}, onFault: fail, onAlert: () => {} },
    ...{ heard: [confirmed], onLabel: () => {}, judgeVectors: null },
  });
  await labelling.load();
  const config = defaults();
  const counted: Measured[] = [];
  const evidence = new KeptEvidence(
    () => standing,
    () => false,
  );
  const out = { draw: 1 };
  const gw = await startHarness({
    ...{ upstream: up.url, store, clock, verifier, embedder: builtin.embedder, evidence },
    confirmedPairs: confirmed,
    settings: { learned: (of) => measuring.learned(of) },
    labels: {
      judge: () => labelling.judge(config),
      measuring: {
        observe: (of) => {
          if (of.score !== null) counted.push(of);
          measuring.observe(of);
        },
        doubleAsked: () => {},
        knownPair: () => {},
        checkChance: 0.5,
        doubleChance: 0,
      },
      keepLabel: (pair) => labelling.keep(pair),
      chance: () => out.draw,
      budget: { hasRoom: () => true, take: () => true, billed: () => {} },
    },
  });
  const { signal } = new AbortController();
  await loadIndex(
    { ...gw.deps, secondLook: null, ids: systemIds },
    { limit: 100, signal, onProgress: () => {} },
  );
  let isOpen = true;
  const end = async () => {
    if (!isOpen) return;
    isOpen = false;
    await gw.close();
    await labelling.labels.close();
  };
  ends.push(end);
  return Object.assign(out, {
    ...{ gw, labelling, measuring, evidence, counted, end },
    ask: (question: string, headers: Record<string, string> = {}) => gw.chat(question, {}, headers),
    labels: (count: number) => expect.poll(() => labelling.labels.size).toBe(count),
  });
}

/** One question is stored; two answers to another, whose own are past their lives, are found to say the same. */
async function confirmed(gateway: Gateway): Promise<void> {
  await gateway.ask(STORED);
  gateway.gw.set({ settings: { ttlMs: LIFE_MS, staleMs: 0 } });
  for (const [i, question] of [ASKED, FORM].entries()) {
    const answer = await gateway.ask(question, { "x-session-id": `caller-${i}` });
    expect(answer.outcome).toBe("miss");
    await gateway.labels(i + 1);
    times.wall += LIFE_MS + 1;
  }
}

describe("a pair that labels confirm", () => {
  it("is served below the threshold when it is asked again, over a restart, until a check says different", async () => {
    const first = await open();
    await confirmed(first);
    const asked = up.arrived.length;
    const client: OpenAI = first.gw.openai();
    const messages = [{ role: "user" as const, content: ASKED }];
    const { data, response } = await client.chat.completions
      .create({ model: "m", temperature: 0, messages })
      .withResponse();
    const header = (name: string) => response.headers.get(`x-semblance-${name}`);
    expect(data.choices[0]!.message.content).toBe("Practise a little every day.");
    expect([header("outcome"), header("reason"), header("confidence")]).toEqual([
      "semantic",
      "confirmed",
      "0.8500",
    ]);
    expect(up.arrived.length).toBe(asked);
    await first.end();

    const again = await open();
    again.gw.set({ settings: { ttlMs: LIFE_MS, staleMs: 0 } });
    expect((await again.ask(FORM)).reason).toBe("confirmed");
    up.script = (arrived, res) => answerText(arrived, res, "Do not practise every day.");
    again.draw = 0;
    expect((await again.ask(ASKED)).reason).toBe("confirmed");
    await again.labels(3);
    expect(again.labelling.labels.all.at(-1)).toMatchObject({ source: "sample", verdict: "different" });
    times.wall += LIFE_MS + 1;
    expect((await again.ask(FORM)).outcome).toBe("miss");
  });

  it("is counted by its plain score until it is confirmed, and as served at every threshold from then on", async () => {
    const gateway = await open();
    await confirmed(gateway);
    const plain = gateway.counted.map(({ score }) => score!);
    expect(plain).toHaveLength(2);
    for (const score of plain) expect(score).toBeLessThan(0.85);
    expect(gateway.labelling.labels.all.map(({ probability }) => probability)).toEqual(plain);
    gateway.draw = 0;
    up.script = (arrived, res) => answerText(arrived, res, "Do not practise every day.");
    const strictest = () => gateway.measuring.ledger.frontier.at(-1)!;
    const before = strictest();
    await gateway.ask(ASKED);
    await gateway.labels(3);
    expect(gateway.counted.at(-1)).toMatchObject({ score: 1, q: 0.5, qServed: 0.5, verdict: "different" });
    // What is kept of the pair is its own probability, not the one that was reported.
    expect(gateway.labelling.labels.all.at(-1)!.probability).toBeCloseTo(plain[0]!, 6);
    expect(strictest().labels).toBe(before.labels + 1);
    expect(strictest().wrongShare).toBeGreaterThan(0);
    expect(strictest().bound).toBeGreaterThan(before.bound);
  });

  it("is not served, but counted at every threshold, where nothing is certified or the caller wants more", async () => {
    const gateway = await open(false);
    await confirmed(gateway);
    const shadow = await gateway.ask(ASKED);
    expect([shadow.outcome, shadow.reason]).toEqual(["shadow", "uncertified"]);
    await gateway.labels(3);
    expect(gateway.counted.at(-1)).toMatchObject({ score: 1, verdict: "same" });
    times.wall += LIFE_MS + 1;
    gateway.gw.set({ settings: { learned: () => null } });
    const picky = await gateway.ask(ASKED, { "x-semblance-min-confidence": "0.9" });
    expect(picky.outcome).toBe("miss");
    await gateway.labels(4);
    expect(gateway.counted.at(-1)).toMatchObject({ score: 1, verdict: "same" });
    times.wall += LIFE_MS + 1;
    expect((await gateway.ask(ASKED)).reason).toBe("confirmed");
  });

  it("is a miss as before where confirmed_pairs is false, or where its labels are deleted", async () => {
    const gateway = await open();
    await confirmed(gateway);
    gateway.gw.set({ settings: { confirmedPairs: false } });
    expect((await gateway.ask(ASKED)).outcome).toBe("miss");
    await gateway.labels(3);
    expect(gateway.counted.at(-1)!.score).toBeLessThan(0.85);
    times.wall += LIFE_MS + 1;
    gateway.gw.set({ settings: { confirmedPairs: true } });
    expect((await gateway.ask(ASKED)).reason).toBe("confirmed");
    await gateway.labelling.labels.delete({ all: true });
    expect((await gateway.ask(ASKED)).outcome).toBe("miss");
  });

  it("does not outlive its entry: a newer answer to the stored question begins anew", async () => {
    const gateway = await open();
    await confirmed(gateway);
    await gateway.ask(STORED, { "cache-control": "no-cache" });
    expect((await gateway.ask(ASKED)).outcome).toBe("miss");
  });

  it("is explained by the labels behind it, before and after it was served, and keeps no text", async () => {
    const gateway = await open();
    await confirmed(gateway);
    const explain = (body: unknown): Promise<Explained> =>
      explainCall({ ...gateway.gw.deps, standing: () => standing }, gateway.evidence, body);
    const request = { model: "m", temperature: 0, messages: [{ role: "user", content: ASKED }] };
    const told = await explain({ request, headers: { authorization: `Bearer ${KEY}` } });
    expect(told.decision).toMatchObject({ outcome: "semantic", reason: "confirmed", probability: 0.85 });
    const near = told.nearest.find(({ entry }) => entry === told.decision.entry)!;
    expect(near).toMatchObject({
      why_not: null,
      evidence: expect.arrayContaining(["confirmed by 2 labels"]),
    });
    expect(near.probability).toBeLessThan(0.85);
    const hit = await gateway.ask(ASKED);
    await gateway.gw.record(({ reason }) => reason === "confirmed");
    const kept = await explain({ request_id: hit.headers.get("x-semblance-request") });
    expect(kept.nearest.flatMap(({ evidence }) => evidence)).toContain("confirmed by 2 labels");
    await gateway.end();
    const file = readFileSync(join(dir, "labels.jsonl"), "utf8");
    for (const secret of ["guitar", "Practise", KEY]) expect(file).not.toContain(secret);
  });
});

describe("the whole gateway", () => {
  const migration = {
    traffic_percentage: 100,
    // All is allowed: two labels are enough, however little is known of the judge.
    rollout: { max_error_rate: 1, sample_percentage: 0 },
    semantic_cache: { similarity_threshold: 0.85 },
  };

  async function start(before: { dir?: string } = {}, more: object = {}): Promise<GatewayProcess> {
    const gateway = await startProcess({
      config: { cache_migration: { ...migration, rollout: { ...migration.rollout, ...more } } },
      env: { SEMBLANCE_UPSTREAM: up.url },
      ...before,
    });
    ends.push(() => gateway.end());
    return gateway;
  }

  async function ask(gateway: GatewayProcess, question: string): Promise<string | null> {
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: question }] }),
    });
    await response.arrayBuffer();
    return response.headers.get("x-semblance-reason");
  }

  async function labelled(gateway: GatewayProcess, count: number): Promise<void> {
    const total = async () => {
      const told = await (await fetch(`${gateway.admin}/admin/labels?source=miss`)).json();
      return (told as { labels: object[] }).labels.length;
    };
    await expect.poll(total).toBe(count);
  }

  it("confirms by its own labels, knows it after a restart, and forgets it with them", async () => {
    // Only the taught answer ends as it should and is stored: the other question never has one of its own.
    up.script = ({ question }, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const finish = question === STORED ? "stop" : "length";
      res.end(JSON.stringify(completionOf("Practise a little every day.", finish)));
    };
    const first = await start();
    ends.push(() => removeDir(first.dir));
    await ask(first, STORED);
    for (const count of [1, 2]) {
      expect(await ask(first, ASKED)).toBe("below-threshold");
      await labelled(first, count);
    }
    expect(await ask(first, FORM)).toBe("confirmed");
    await first.end();

    const off = await start({ dir: first.dir }, { confirmed_pairs: false });
    expect(await ask(off, ASKED)).toBe("below-threshold");
    await off.end();

    const again = await start({ dir: first.dir });
    expect(await ask(again, ASKED)).toBe("confirmed");
    const deleted = await fetch(`${again.admin}/admin/labels`, {
      method: "DELETE",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ all: true }),
    });
    expect(deleted.status).toBe(200);
    expect(await ask(again, ASKED)).toBe("below-threshold");
  });
});
