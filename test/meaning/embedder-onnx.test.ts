import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOnnxEmbedder, type OnnxOptions } from "../../src/adapters/embedder-onnx.ts";
import type { Embedder } from "../../src/ports.ts";
import { onnxIsThere, writeTinyModel } from "../support/tiny-onnx.ts";

const WORDS = { bread: [1, 0, 0], bake: [0, 1, 0], proxy: [0, 0, 1], query: [0, 2, 0], ":": [0, 0, 0] };
let dir = "";
const open: Embedder[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-onnx-"));
});
afterEach(async () => {
  for (const embedder of open.splice(0)) await embedder.close();
  rmSync(dir, { recursive: true, force: true });
});

async function embedderOf(
  more: Partial<OnnxOptions> = {},
  files = writeTinyModel(dir, WORDS, { unknown: [0.5, 0.5, 0.5] }),
): Promise<Embedder> {
  const options = { ...files, model: "tiny", prefix: "", revision: "", timeoutMs: 60_000, ...more };
  const embedder = await createOnnxEmbedder(options);
  open.push(embedder);
  return embedder;
}
const rounded = (vector: Float32Array) => [...vector].map((value) => Number(value.toFixed(3)));

describe.skipIf(!onnxIsThere)("an ONNX encoder (needs onnxruntime-node and @huggingface/tokenizers)", () => {
  it("gives the mean of its tokens' vectors at length 1", async () => {
    const embedder = await embedderOf();
    expect(rounded(await embedder.embed("Bake BREAD", 5_000))).toEqual(
      rounded(Float32Array.of(Math.SQRT1_2, Math.SQRT1_2, 0)),
    );
    expect(rounded(await embedder.embed("bread bread proxy", 5_000))).toEqual([0.894, 0, 0.447]);
  });

  it("puts the prefix in front", async () => {
    const embedder = await embedderOf({ prefix: "query: " });
    expect(rounded(await embedder.embed("bread", 5_000))).toEqual([0.447, 0.894, 0]);
  });

  it("feeds token types where the model asks for them", async () => {
    const inputs = ["input_ids", "attention_mask", "token_type_ids"];
    const embedder = await embedderOf({}, writeTinyModel(dir, WORDS, { inputs, unknown: [1, 1, 1] }));
    expect(rounded(await embedder.embed("proxy", 5_000))).toEqual([0, 0, 1]);
  });

  it("reads no more tokens than the tokenizer's files say", async () => {
    const embedder = await embedderOf({}, writeTinyModel(dir, WORDS, { tokensMax: 4, unknown: [1, 1, 1] }));
    expect(rounded(await embedder.embed("bread bread proxy proxy proxy", 5_000))).toEqual([1, 0, 0]);
  });

  it("names model, dimension, files, prefix and revision in its fingerprint", async () => {
    const print = async (
      more: Partial<OnnxOptions>,
      files = writeTinyModel(dir, WORDS, { unknown: [1, 1, 1] }),
    ) => (await embedderOf(more, files)).fingerprint;
    const first = await print({});
    expect(first).toMatch(/^onnx:tiny:3:[0-9a-f]{12}::n1$/);
    expect(await print({})).toBe(first);
    const others = [
      await print({ model: "other" }),
      await print({ prefix: "query: " }),
      await print({ revision: "2" }),
      await print({}, writeTinyModel(dir, { ...WORDS, bread: [1, 0, 0.1] }, { unknown: [1, 1, 1] })),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it("is late at the deadline, and answers the next text all the same", async () => {
    const embedder = await embedderOf();
    const busy = Array.from({ length: 100 }, () => embedder.embed("bake bread ".repeat(300), 60_000));
    await expect(embedder.embed("bread", 1)).rejects.toMatchObject({ part: "embedder", why: "timeout" });
    await Promise.all(busy);
    expect(rounded(await embedder.embed("bread", 5_000))).toEqual([1, 0, 0]);
  });

  it("refuses a text of nothing, one that is no question, and more than may wait", async () => {
    const embedder = await embedderOf();
    for (const text of [" ", "word ".repeat(200_000)])
      await expect(embedder.embed(text, 5_000)).rejects.toMatchObject({ why: "refused" });
    const many = Array.from({ length: 300 }, () =>
      Promise.resolve(embedder.embed("bread", 60_000)).then(
        () => "answered",
        (error: { why: string }) => error.why,
      ),
    );
    const ends = await Promise.all(many);
    expect(ends.filter((end) => end === "answered")).toHaveLength(256);
    expect(ends.filter((end) => end === "refused")).toHaveLength(44);
  });

  it("calls a vector of no length invalid", async () => {
    const embedder = await embedderOf({}, writeTinyModel(dir, WORDS, { unknown: [1, 1, 1] }));
    await expect(embedder.embed(":", 5_000)).rejects.toMatchObject({ why: "invalid" });
  });

  it("never holds up the thread that asks", async () => {
    const embedder = await embedderOf();
    const order: string[] = [];
    const answered = Promise.resolve(embedder.embed("bake bread ".repeat(300), 60_000));
    const told = answered.then(() => order.push("vector"));
    for (let i = 0; i < 3; i++) await turn().then(() => order.push("turn"));
    await told;
    expect(order).toEqual(["turn", "turn", "turn", "vector"]);
  });

  it.each([
    ["a model file that is not there", { modelPath: "/nowhere/model.onnx" }, /is not there/],
    ["a tokenizer that is not there", { tokenizerPath: "/nowhere/tokenizer.json" }, /is not there/],
  ])("says at start that it is %s", async (_name, more, message) => {
    await expect(embedderOf(more)).rejects.toMatchObject({
      name: "PortFault",
      why: "unavailable",
      message: expect.stringMatching(message),
    });
  });

  it("refuses at start a damaged model, a tokenizer that is none, and a model of something else", async () => {
    const good = writeTinyModel(dir, WORDS, { unknown: [1, 1, 1] });
    const damaged = join(dir, "damaged.onnx");
    writeFileSync(damaged, "not a model");
    const text = join(dir, "text.json");
    writeFileSync(text, "not JSON");
    await expect(embedderOf({ modelPath: damaged }, good)).rejects.toMatchObject({ why: "unavailable" });
    await expect(embedderOf({ tokenizerPath: text }, good)).rejects.toThrow(/is not JSON/);
    const image = writeTinyModel(dir, WORDS, { inputs: ["pixel_values"], unknown: [1, 1, 1] });
    await expect(embedderOf({}, image)).rejects.toThrow(/no text encoder/);
  });

  it("lets go of what is under way when it is closed", async () => {
    const embedder = await embedderOf();
    const under = Promise.resolve(embedder.embed("bread ".repeat(300), 60_000));
    const settled = under.catch((error: { why: string }) => error.why);
    await embedder.close();
    expect(await settled).toBe("unavailable");
    await expect(embedder.embed("bread", 5_000)).rejects.toMatchObject({ why: "unavailable" });
  });
});

describe.skipIf(onnxIsThere)(
  "an ONNX encoder without its packages (needs onnxruntime-node to be away)",
  () => {
    it("says at start what to install", async () => {
      await expect(embedderOf()).rejects.toThrow(/npm install onnxruntime-node/);
    });
  },
);
