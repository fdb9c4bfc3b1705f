/** Why is a request answered as it is? Told by the walk that answers it, and changing nothing. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { reliabilityOf } from "../../src/core/reliability.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { GatewayError } from "../../src/errors.ts";
import { KeptEvidence } from "../../src/gateway/evidence.ts";
import { explainCall } from "../../src/gateway/explain-call.ts";
import type { Explained, RolloutSummary } from "../../src/gateway/explained.ts";
import type { Embedder } from "../../src/ports.ts";
import { type Harness, KEY, replacing, startHarness } from "../support/harness.ts";
import { type GatewayProcess, removeDir, runCommand, startProcess } from "../support/process.ts";
import { answerEcho, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
let gw: Harness;
let nowMs = 0;
let keepsText = false;
let embedderFails = false;
const standing: RolloutSummary = { mode: "auto", threshold_source: "config", labels: 0 };
const kept = new KeptEvidence(
  () => standing,
  () => keepsText,
);

beforeAll(async () => {
  up = await startUpstream();
  const { embedder, lexicon, pairModel } = await loadBuiltin();
  const faulty = replacing<Embedder>(embedder, {
    embed: (text, deadlineMs) => {
      if (embedderFails) throw new Error("the embedder is away");
      return embedder.embed(text, deadlineMs);
    },
  });
  gw = await startHarness({
    upstream: up.url,
    embedder: faulty,
    verifier: createVerifier(lexicon, pairModel),
    clock: { nowMs: () => systemClock.nowMs() + nowMs, monotonicMs: () => systemClock.monotonicMs() },
    evidence: kept,
  });
});
beforeEach(() => {
  nowMs = 0;
  keepsText = false;
  embedderFails = false;
  gw.set({ policy: { serveFound: true, semantic: true, calibrated: true }, settings: { percentage: 100 } });
});
afterAll(async () => {
  await gw.close();
  await up.close();
});

const chat = (question: string, more: object = {}) => ({
  model: "m",
  temperature: 0,
  messages: [{ role: "user", content: question }],
  ...more,
});
const explain = (body: unknown) => explainCall({ ...gw.deps, standing: () => standing }, kept, body);
const explainChat = (question: string, headers: Record<string, string> = {}, more: object = {}) =>
  explain({ request: chat(question, more), headers: { authorization: `Bearer ${KEY}`, ...headers } });
const words = (explained: Explained) => explained.nearest.flatMap((near) => near.evidence).join("\n");

async function refusal(body: unknown): Promise<{ status: number; param: string | null }> {
  try {
    await explain(body);
  } catch (error) {
    if (error instanceof GatewayError) return { status: error.status, param: error.param };
    throw error;
  }
  throw new Error("it was explained");
}

describe("explaining a request that was never sent", () => {
  it("names what is near, the evidence in words, the threshold, the rollout and the decision", async () => {
    const first = await gw.chat("How do I use JWT in Python?");
    const entry = (await gw.chat("How do I use JWT in Python?")).headers.get("x-semblance-entry");
    const told = await explainChat("How do I use JWT in Java?");
    expect(told).toMatchObject({
      of: "request",
      route: "chat",
      model: "m",
      question: "How do I use JWT in Java?",
      decision: { outcome: "miss", reason: "names-differ", entry: null },
      threshold: 0.85,
      threshold_source: "config",
      labels: 0,
      rollout: { mode: "auto", percentage: 100, inside: true },
    });
    expect(told.steps.map((step) => step.do)).toEqual(["look-up", "search", "adapt", "fetch"]);
    expect(told.nearest[0]).toMatchObject({
      entry,
      question: "How do I use JWT in Python?",
      veto: "names-differ",
      why_not: "names-differ",
    });
    expect(words(told)).toContain('"Java" is not in the stored question');
    expect(first.outcome).toBe("miss");
  });

  it("decides as the gateway then does, and changes nothing", async () => {
    const questions = [
      "How do I prune a rose bush?",
      "How can I prune a rose bush?",
      "How do I water a rose bush?",
      "and in winter?",
      "How do I prune a rose bush?",
    ];
    await gw.chat(questions[0]!);
    for (const question of questions.slice(1)) {
      const asked = up.arrived.length;
      const entries = (await gw.deps.store.stats()).entries;
      const told = await explainChat(question);
      expect([up.arrived.length, (await gw.deps.store.stats()).entries]).toEqual([asked, entries]);
      const live = await gw.chat(question);
      expect([told.decision.outcome, told.decision.reason]).toEqual([live.outcome, live.reason]);
      const digits = live.headers.get("x-semblance-confidence");
      if (live.outcome !== "exact" && digits !== null)
        expect(told.decision.probability).toBeCloseTo(Number(digits), 3);
    }
  });

  it("says what a caller outside the percentage would have been served", async () => {
    await gw.chat("How do I sharpen a kitchen knife?");
    gw.set({ settings: { percentage: 0 } });
    const told = await explainChat("How can I sharpen a kitchen knife?");
    expect(told.decision).toMatchObject({ outcome: "shadow", reason: "rollout" });
    expect(told.decision.entry).not.toBeNull();
    expect(told.rollout).toMatchObject({ percentage: 0, inside: false });
    expect(told.rollout!.bucket).toBeGreaterThanOrEqual(0);
  });

  it("shows what is near an exact hit and a question that does not stand alone, too", async () => {
    await gw.chat("How do I bleed a radiator?");
    const exact = await explainChat("How do I bleed a radiator?");
    expect(exact.decision).toMatchObject({ outcome: "exact", reason: "equal" });
    expect(exact.nearest.map((near) => near.question)).toContain("How do I bleed a radiator?");
    const leans = await explainChat("How do I bleed it?");
    expect([leans.decision.reason, leans.exact_only]).toEqual(["not-standalone", "not-standalone"]);
    expect(leans.nearest.length).toBeGreaterThan(0);
    expect(leans.nearest[0]?.why_not).toBe("not-standalone");
  });

  it("sees only the scope of the credential that the headers name", async () => {
    await gw.chat("How do I season a wok?");
    expect((await explainChat("How do I season a wok?")).decision.outcome).toBe("exact");
    const other = await explainChat("How do I season a wok?", { authorization: "Bearer sk-other" });
    expect([other.decision.outcome, other.nearest]).toEqual(["miss", []]);
  });

  it("knows the directives: bypass, only-if-cached, a raised threshold, a header that is none", async () => {
    await gw.chat("How do I clean a cast iron pan?");
    const reworded = "How can I clean a cast iron pan?";
    const told = async (headers: Record<string, string>, more: object = {}) =>
      (await explainChat(reworded, headers, more)).decision;
    expect(await told({ "Cache-Control": "no-store" })).toMatchObject({
      outcome: "bypass",
      reason: "client-no-store",
    });
    expect(await told({}, { n: 2 })).toMatchObject({ outcome: "bypass", reason: "not-cacheable:n" });
    const raised = await explainChat(reworded, { "x-semblance-min-confidence": "0.999" });
    expect(raised).toMatchObject({
      threshold: 0.999,
      threshold_source: "request",
      decision: { outcome: "miss", reason: "min-confidence" },
    });
    expect(await told({ "x-semblance-min-confidence": "high" })).toMatchObject({
      outcome: "error",
      reason: "bad-request",
    });
    const only = await explainChat("How do I fold a fitted sheet?", { "cache-control": "only-if-cached" });
    expect(only.decision.reason).toBe("only-if-cached");
  });

  it("takes a second look where live traffic would, and tells what it said", async () => {
    await gw.chat("How do I descale a kettle?");
    const calibration = { version: "t", bias: 0, first: 0, second: 1, centre: 0.5, scale: 20 };
    const policy = { ...gw.settings.policy, secondLook: { low: 0, high: 1, calibration } };
    const deps = {
      ...gw.deps,
      standing: () => standing,
      settings: () => ({ ...gw.settings, policy }),
      secondLook: {
        model: "m",
        compare: async (_asked: string, stored: readonly unknown[]) => stored.map(() => 0.9),
        prepare: () => {},
        close: async () => {},
      },
    };
    const body = {
      request: chat("How does one descale a kettle?"),
      headers: { authorization: `Bearer ${KEY}` },
    };
    const told = await explainCall(deps, kept, body);
    expect(told.steps.map((step) => step.do)).toContain("second-look");
    expect(told.decision).toMatchObject({ outcome: "semantic", reason: "reworded" });
    expect(told.nearest[0]).toMatchObject({ second_score: 0.9, why_not: null });
    expect(told.nearest[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-8)), 6);
  });

  it("says that an embedder without a calibration serves nothing", async () => {
    await gw.chat("How do I oil a bicycle chain?");
    gw.set({ policy: { calibrated: false } });
    const told = await explainChat("How can I oil a bicycle chain?");
    expect(told.decision).toMatchObject({ outcome: "shadow", reason: "uncalibrated" });
    expect(told.nearest[0]?.why_not).toBe("uncalibrated");
    const pair = await explain({ pair: ["How do I oil a chain?", "How can I oil a chain?"] });
    expect(pair.decision).toMatchObject({ outcome: "miss", reason: "uncalibrated" });
  });

  it("tells a fault by its name", async () => {
    await gw.chat("How do I tune a piano?");
    embedderFails = true;
    const told = await explainChat("How can I tune a piano?");
    expect(told.decision.reason).toBe("embedder-failed");
    expect(told.faults).toEqual([{ part: "embedder", why: "Error" }]);
    const pair = await explain({ pair: ["How do I tune a piano?", "How can I tune a piano?"] });
    expect(pair.decision).toMatchObject({ outcome: "miss", reason: "embedder-failed", similarity: null });
    expect(pair.nearest[0]?.evidence.length).toBeGreaterThan(0);
  });

  it("reads the text of a body where its very bytes matter", async () => {
    const told = await explain({ request: '{"model":"m","model":"n","messages":[]}' });
    expect(told.decision).toMatchObject({ outcome: "bypass", reason: "not-cacheable:duplicate-keys" });
    expect((await explain({ request: { model: "m", prompt: "x" } })).route).toBe("completions");
    expect((await explain({ request: { model: "m", input: "x" }, route: "embeddings" })).route).toBe(
      "embeddings",
    );
  });
});

describe("explaining two questions", () => {
  it("decides as for one caller who asked the first and now asks the second", async () => {
    const decided = async (a: string, b: string) => (await explain({ pair: [a, b] })).decision;
    expect(await decided("How do I peel a mango?", "How can I peel a mango?")).toMatchObject({
      outcome: "semantic",
      reason: "reworded",
    });
    expect((await decided("Who won in 2018?", "Who won in 2022?")).reason).toMatch(/-differ$/);
    expect((await decided("What is tea?", "What is tea?")).outcome).toBe("exact");
    expect((await decided("and in Java?", "And in Java")).reason).toBe("not-standalone");
  });
});

describe("explaining a request that was answered", () => {
  it("keeps numbers and names for a day, and no text", async () => {
    await gw.chat("How do I repot an orchid?");
    const hit = await gw.chat("How can I repot an orchid?");
    const request_id = hit.headers.get("x-semblance-request");
    const told = await explain({ request_id });
    expect(told).toMatchObject({
      of: "request_id",
      request_id,
      question: null,
      decision: { outcome: "semantic", reason: "reworded", entry: hit.headers.get("x-semblance-entry") },
      threshold: 0.85,
      rollout: { percentage: 100, inside: true },
    });
    expect(told.nearest[0]).toMatchObject({ question: null, slot: null, why_not: null });
    expect(told.nearest.every((near) => near.question === null)).toBe(true);
    expect(JSON.stringify(told)).not.toMatch(/orchid|repot/);
    nowMs = 23 * 3_600_000;
    expect((await explain({ request_id })).request_id).toBe(request_id);
    nowMs = 25 * 3_600_000;
    expect(await refusal({ request_id })).toEqual({ status: 404, param: "request_id" });
  });

  it("keeps the evidence in words where the operator said so", async () => {
    keepsText = true;
    await gw.chat("How do I brew oolong tea?");
    const miss = await gw.chat("How do I brew jasmine tea?");
    const told = await explain({ request_id: miss.headers.get("x-semblance-request") });
    expect(told.question).toBe("How do I brew jasmine tea?");
    expect(words(told)).toContain('"jasmine" is not in the stored question');
  });

  it("says what its last step did where upstream gave no answer", async () => {
    const { ttlMs, staleMs } = gw.settings;
    gw.set({ settings: { ttlMs: 1_000, staleMs: 600_000 } });
    const stepsOf = async (question: string, headers?: Record<string, string>) => {
      const { headers: told } = await gw.chat(question, {}, headers);
      const { steps } = await explain({ request_id: told.get("x-semblance-request") });
      return steps.map(({ do: name, why }) => (why ? `${name} (${why})` : name));
    };
    await gw.chat("How do I wax a surfboard?");
    nowMs = 2_000;
    up.script = (_, res) => void res.destroy();
    expect(await stepsOf("How do I wax a surfboard?")).toEqual([
      "look-up",
      "search",
      "fetch",
      "serve (upstream-failed)",
    ]);
    expect((await stepsOf("How do I sharpen an axe?")).at(-1)).toBe("fetch (upstream-failed)");
    up.script = answerEcho;
    const only = await stepsOf("How do I grind a lens?", { "cache-control": "only-if-cached" });
    expect(only.at(-1)).toBe("refuse (only-if-cached)");
    gw.set({ settings: { ttlMs, staleMs } });
  });

  it("does not know what it never saw", async () => {
    expect(await refusal({ request_id: "req_unknown" })).toEqual({ status: 404, param: "request_id" });
  });
});

const NONSENSE: readonly (readonly [string, unknown, string | null])[] = [
  ["no object", [], null],
  ["null", null, null],
  ["nothing", {}, "request"],
  ["an unknown member", { question: "x" }, "question"],
  ["two kinds", { pair: ["a", "b"], request_id: "x" }, "request_id"],
  ["one question", { pair: ["a"] }, "pair"],
  ["three questions", { pair: ["a", "b", "c"] }, "pair"],
  ["an empty question", { pair: ["a", " "] }, "pair"],
  ["a number for a question", { pair: ["a", 1] }, "pair"],
  ["no text for an id", { request_id: 7 }, "request_id"],
  ["an empty id", { request_id: "" }, "request_id"],
  ["a list for a body", { request: [] }, "request"],
  ["an unknown route", { request: {}, route: "images" }, "route"],
  ["a list for headers", { request: {}, headers: [] }, "headers"],
  ["a header name with a space", { request: {}, headers: { "a b": "c" } }, "headers"],
  ["a header with a line end", { request: {}, headers: { a: "b\r\nc: d" } }, "headers.a"],
  ["a number for a header", { request: {}, headers: { a: 1 } }, "headers.a"],
];

describe("nonsense", () => {
  it.each(NONSENSE)("is refused by name: %s", async (_name, body, param) => {
    expect(await refusal(body)).toEqual({ status: 400, param });
  });
});

describe("a reliability diagram", () => {
  it("lays what was predicted beside what was right, by weight, and says where nothing is known", () => {
    const bins = reliabilityOf([
      { probability: 0.92, right: true, weight: 1 },
      { probability: 0.98, right: false, weight: 3 },
      { probability: 1, right: true, weight: 1 },
      { probability: 0, right: false, weight: 1 },
      { probability: Number.NaN, right: true, weight: 1 },
      { probability: 0.5, right: true, weight: 0 },
    ]);
    expect(bins).toHaveLength(10);
    expect(bins[9]).toMatchObject({ from: 0.9, to: 1, observed: 0.4, count: 3 });
    expect(bins[9]!.predicted).toBeCloseTo((0.92 + 3 * 0.98 + 1) / 5, 12);
    expect(bins[0]).toEqual({ from: 0, to: 0.1, predicted: 0, observed: 0, count: 1 });
    expect(bins[5]).toEqual({ from: 0.5, to: 0.6, predicted: 0.55, observed: null, count: 0 });
  });
});

describe("semblance explain", () => {
  const NOBODY = { SEMBLANCE_ADMIN_PORT: "9" };
  let running: GatewayProcess;
  const dir = mkdtempSync(join(tmpdir(), "semblance-explain-"));
  const file = join(dir, "body.json");

  beforeAll(async () => {
    running = await startProcess();
    writeFileSync(file, JSON.stringify(chat("What is a reverse proxy?")));
  });
  afterAll(async () => {
    await running.end();
    removeDir(running.dir);
    removeDir(dir);
  });
  const live = (...args: string[]) =>
    runCommand(["explain", ...args, "--admin", running.admin], { OPENAI_API_KEY: KEY });

  it("tells of two questions with no gateway running, in words and as JSON", async () => {
    const pair = ["--pair", "How do I use JWT in Python?", "How do I use JWT in Java?"];
    const page = await runCommand(["explain", ...pair], NOBODY);
    expect([page.code, page.err]).toEqual([0, ""]);
    expect(page.out).toContain("miss: names-differ");
    expect(page.out).toContain('"Java" is not in the stored question');
    expect(page.out).not.toContain("\x1b");
    const json = await runCommand(["explain", ...pair, "--json"], NOBODY);
    expect(JSON.parse(json.out)).toMatchObject({ of: "pair", threshold_source: "auto" });
  });

  it("shows the calibration with no gateway running", async () => {
    const ran = await runCommand(["explain", "--calibration", "--json"], NOBODY);
    const { knots, bins, labels } = JSON.parse(ran.out);
    expect([ran.code, labels, bins.length]).toEqual([0, 0, 10]);
    expect(knots.length).toBeGreaterThan(2);
    expect((await runCommand(["explain", "--calibration"], NOBODY)).out).toContain("score to probability");
  });

  it("asks the running gateway of a body, with the credential at hand, and of a request by its id", async () => {
    const post = () =>
      fetch(`${running.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
        body: JSON.stringify(chat("What is a reverse proxy?")),
      });
    const first = await post();
    await first.text();
    expect((await live(file)).out).toMatch(/^exact: equal\n/);
    const other = await live(file, "--header", "authorization: Bearer sk-other");
    expect(other.out).toMatch(/^miss: absent\n/);
    const id = first.headers.get("x-semblance-request") as string;
    const told = JSON.parse((await live("--request", id, "--json")).out);
    expect(told).toMatchObject({ request_id: id, decision: { outcome: "miss", reason: "absent" } });
    const calibration = await fetch(`${running.admin}/admin/calibration`);
    expect(await calibration.json()).toMatchObject({ source: "shipped", labels: 0 });
  });

  it("ends with 1 where it failed and with 2 where it was called wrongly", async () => {
    const unknown = await live("--request", "req_unknown");
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("No such request")]);
    expect((await runCommand(["explain", file], NOBODY)).code).toBe(1);
    for (const args of [
      [],
      ["--pair", "one"],
      ["--pair", "a", "b", "c"],
      [file, "--calibration"],
      [join(dir, "absent.json")],
      [file, "--header", "nonsense"],
      [file, "--route", "images", "--admin", running.admin],
    ]) {
      const ran = await runCommand(["explain", ...args], NOBODY);
      expect([args, ran.code, ran.out]).toEqual([args, 2, ""]);
    }
  });
});
