/** The gateway with another embedder than its own, and with a second look. */
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PortFault } from "../../src/errors.ts";
import type { SecondLook } from "../../src/ports.ts";
import { type EmbeddingsServer, startEmbeddings, WRONG_ANSWERS, wordVectors } from "../support/embeddings.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { type GatewayProcess, removeDir, roundOf, startProcess, temporaryDir } from "../support/process.ts";
import { onnxIsThere, writeTinyModel } from "../support/tiny-onnx.ts";
import { answerEcho, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  up = await startUpstream();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => up.close());

async function embeddings(turn = 0): Promise<EmbeddingsServer> {
  const server = await startEmbeddings(wordVectors(turn));
  ends.push(() => server.close());
  return server;
}

interface Wanted {
  readonly embedder?: object;
  readonly second_look?: object;
  readonly save?: boolean;
  readonly dir?: string;
}

async function start({ embedder, second_look, save = true, dir }: Wanted): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: {
      cache_migration: {
        traffic_percentage: 100,
        enable_background_save: save,
        semantic_cache: {
          ...(embedder === undefined ? {} : { embedder }),
          ...(second_look === undefined ? {} : { second_look }),
        },
      },
    },
    ...(dir === undefined ? {} : { dir }),
    env: { SEMBLANCE_UPSTREAM: up.url },
  });
  ends.push(async () => {
    await gateway.end();
    removeDir(gateway.dir);
  });
  return gateway;
}

async function ask(gateway: GatewayProcess, question: string) {
  const client = new OpenAI({ baseURL: gateway.url, apiKey: "sk-meaning", maxRetries: 0 });
  const { data, response } = await client.chat.completions
    .create({ model: "m", messages: [{ role: "user", content: question }] })
    .withResponse();
  return {
    text: data.choices[0]?.message.content,
    outcome: response.headers.get("x-semblance-outcome"),
    reason: response.headers.get("x-semblance-reason"),
    similarity: response.headers.get("x-semblance-similarity"),
  };
}

/** The question was stored, and its vector is in the index. */
async function findable(gateway: GatewayProcess, count = 1): Promise<void> {
  const stats = async () =>
    (await (await fetch(`${gateway.admin}/admin/stats`)).json()) as Record<string, number>;
  await expect.poll(async () => (await stats())["semantic_entries"]).toBe(count);
}

/** A model that ships with a calibration, at the revision that the test gives it. */
const known = (server: EmbeddingsServer, revision = "1") => ({
  kind: "openai",
  base_url: server.url,
  model: "multilingual-e5-small",
  revision,
});

const STORED = "How do I reset my password?";
const REWORDED = "How can I reset my password?";

describe("another embedder", () => {
  it("is never compared with the vectors of the one before; those are made anew, and found again", async () => {
    const a = await embeddings();
    const first = await start({ embedder: known(a, "1") });
    await ask(first, STORED);
    await findable(first);
    expect((await ask(first, REWORDED)).outcome).toBe("semantic");
    await first.end();

    const b = await embeddings(7);
    const held: (() => void)[] = [];
    const right = b.answering;
    b.answering = (asked, res) => {
      if (asked.body["input"] === STORED) held.push(() => right(asked, res));
      else right(asked, res);
    };
    const second = await start({ embedder: known(b, "2"), save: false, dir: first.dir });
    expect(second.screen()).toContain("1 stored questions are embedded again in the background");
    expect(await ask(second, REWORDED)).toMatchObject({ outcome: "miss", reason: "index-behind" });
    expect((await ask(second, STORED)).outcome).toBe("exact");
    for (const release of held) release();
    await findable(second);
    expect((await ask(second, REWORDED)).outcome).toBe("semantic");
    expect((await ask(second, REWORDED)).text).toBe(`You asked: ${STORED}`);
    await expect.poll(() => second.log()).toContain("stored questions embedded again");
    await second.end();

    const asked = b.asked.length;
    const third = await start({ embedder: known(b, "2"), save: false, dir: first.dir });
    expect((await ask(third, REWORDED)).outcome).toBe("semantic");
    expect(b.texts().slice(asked)).not.toContain(STORED);
  });

  it("without a calibration serves nothing by meaning, reports what it would, and says so everywhere", async () => {
    const server = await embeddings();
    const gateway = await start({ embedder: { kind: "openai", base_url: server.url, model: "my-model" } });
    await ask(gateway, STORED);
    expect((await ask(gateway, STORED)).outcome).toBe("exact");
    await findable(gateway);
    // Upstream is slower than the look-up beside it.
    const embedded = Promise.withResolvers<void>();
    const right = server.answering;
    server.answering = (asked, res) => {
      res.once("finish", embedded.resolve);
      right(asked, res);
    };
    up.script = async (arrived, res) => {
      await embedded.promise;
      await roundOf(gateway);
      answerEcho(arrived, res);
    };
    expect(await ask(gateway, REWORDED)).toMatchObject({
      outcome: "shadow",
      reason: "uncalibrated",
      text: `You asked: ${REWORDED}`,
    });
    up.script = answerEcho;
    expect(gateway.screen()).toContain("no calibration for the embedder my-model");
    const rollout = (await (await fetch(`${gateway.admin}/admin/rollout`)).json()) as { why: string };
    expect(rollout.why).toContain("no calibration for the embedder my-model");
  });

  it("that answers wrongly turns the tier off with one alert, leaves exact hits alone, and comes back by itself", async () => {
    const server = await embeddings();
    const gateway = await start({ embedder: known(server) });
    await ask(gateway, STORED);
    await findable(gateway);
    expect((await ask(gateway, REWORDED)).outcome).toBe("semantic");
    server.answering = WRONG_ANSWERS["zeros"]!;
    const before = server.asked.length;
    expect(await ask(gateway, "How may I reset my password?")).toMatchObject({
      outcome: "miss",
      reason: "embedder-failed",
    });
    for (const word of ["would", "might", "could"])
      expect(await ask(gateway, `How ${word} I reset my password?`)).toMatchObject({
        reason: "embedder-off",
      });
    expect((await ask(gateway, STORED)).outcome).toBe("exact");
    expect(server.asked.length - before).toBeLessThanOrEqual(3);
    server.answering = wordVectors();
    // Each time another key: an exact hit would ask the embedder nothing.
    let marks = "?";
    await expect
      .poll(async () => (await ask(gateway, `How should I reset my password${(marks += "?")}`)).outcome, {
        interval: 200,
      })
      .toBe("semantic");
    const alerts = () =>
      gateway
        .log()
        .split("\n")
        .filter((line) => line.includes('"alert"'))
        .map((line) => (JSON.parse(line) as { alert: string }).alert);
    await expect.poll(alerts).toEqual(["embedder-off", "embedder-on"]);
    // What was asked while it was off is found by meaning too.
    await expect.poll(() => server.texts().includes("How would I reset my password?")).toBe(true);
  });
});

describe("a second look", () => {
  it("is asked of pairs in doubt by a running gateway, and its score is in the log", async () => {
    const server = await embeddings();
    const gateway = await start({ second_look: known(server) });
    expect(gateway.screen()).toContain("second look by multilingual-e5-small");
    await ask(gateway, "How do I reset the password of my account?");
    await expect.poll(() => server.asked.length).toBeGreaterThan(0);
    await ask(gateway, "How do I change the password of my account?");
    await expect.poll(() => gateway.log()).toMatch(/"second_look":\{"result":"looked","score":0\.\d+/);
  });

  it.skipIf(!onnxIsThere)(
    "by a local model answers in a running gateway, as an embedder too (needs onnxruntime-node)",
    async () => {
      const dir = temporaryDir();
      ends.push(() => removeDir(dir));
      const words = Object.fromEntries(
        ["password", "reset", "account", "change"].map((word, i) => [
          word,
          [0, 1, 2, 3].map((at) => +(at === i)),
        ]),
      );
      const { modelPath, tokenizerPath } = writeTinyModel(dir, words, { unknown: [0.1, 0.1, 0.1, 0.1] });
      const local = {
        kind: "onnx",
        model_path: modelPath,
        tokenizer_path: tokenizerPath,
        model: "multilingual-e5-small",
      };
      const gateway = await start({ embedder: local, second_look: { ...local, prefix: "query: " } });
      expect(gateway.screen()).toContain("onnx:multilingual-e5-small:4:");
      await ask(gateway, "How do I reset the password of my account?");
      await findable(gateway);
      await ask(gateway, "How do I change the password of my account?");
      await expect.poll(() => gateway.log()).toMatch(/"second_look":\{"result":"looked","score":0\.\d+/);
    },
  );

  const looking = async (compare: SecondLook["compare"], more: object = {}): Promise<Harness> => {
    const harness = await startHarness({
      upstream: up.url,
      secondLook: { model: "m", compare, prepare: () => {}, close: async () => {} },
      policy: {
        secondLook: {
          low: 0.2,
          high: 0.9,
          calibration: { version: "t", bias: 0, first: 0, second: 1, centre: 0.5, scale: 20 },
        },
      },
      ...more,
    });
    ends.push(() => harness.close());
    return harness;
  };
  const inDoubt = async (h: Harness) => {
    await h.chat("alpha beta gamma");
    await h.record();
    const answered = await h.chat("alpha beta delta");
    return { ...answered, record: await h.record() };
  };

  it("serves what it is sure of", async () => {
    const h = await looking(async (_, stored) => stored.map(() => 0.9));
    expect(await inDoubt(h)).toMatchObject({
      outcome: "semantic",
      content: "You asked: alpha beta gamma",
      record: { secondLook: { result: "looked", score: 0.9 }, confidence: expect.closeTo(0.9997, 3) },
    });
  });

  it("serves nothing that it doubts", async () => {
    const h = await looking(async (_, stored) => stored.map(() => 0.1));
    expect(await inDoubt(h)).toMatchObject({
      outcome: "miss",
      reason: "below-threshold",
      record: { secondLook: { result: "looked", score: 0.1 } },
    });
  });

  it.each([
    ["that fails", () => Promise.reject(new Error("broken")), "failed", ["second-look"]],
    [
      "that throws",
      () => {
        throw new Error("broken");
      },
      "failed",
      ["second-look"],
    ],
    ["that answers NaN", async () => [Number.NaN], "looked", []],
    ["that answers too little", async () => [], "looked", []],
    [
      "whose budget is spent",
      () => Promise.reject(new PortFault("second-look", "refused", "spent")),
      "refused",
      [],
    ],
    ["that is off", () => Promise.reject(new PortFault("second-look", "off", "off")), "off", []],
  ] as [string, SecondLook["compare"], string, string[]][])(
    "%s leaves the first score standing, and the record says so",
    async (_name, compare, result, parts) => {
      const h = await looking(compare);
      const { outcome, reason, record } = await inDoubt(h);
      expect([outcome, reason, record.confidence]).toEqual(["miss", "below-threshold", 0.3]);
      expect(record.secondLook).toEqual({ result, score: null });
      expect(record.faults.map(({ part }) => part)).toEqual(parts);
    },
  );

  it("that hangs costs the request no more than the look-up's own time", async () => {
    const h = await looking(() => new Promise(() => {}), { settings: { lookupMsMax: 40 } });
    const { outcome, reason, record } = await inDoubt(h);
    expect([outcome, reason, record.secondLook]).toEqual([
      "miss",
      "below-threshold",
      { result: "timeout", score: null },
    ]);
  });

  it("is never asked about a veto", async () => {
    let asked = 0;
    const h = await looking(async (_, stored) => {
      asked++;
      return stored.map(() => 1);
    });
    await h.chat("what is 7 plus");
    const answered = await h.chat("what is 8 plus");
    expect([answered.reason, asked]).toEqual(["numbers-differ", 0]);
  });
});
