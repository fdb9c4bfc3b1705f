/** What every embedder promises, whoever makes its vectors. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createOnnxEmbedder } from "../../src/adapters/embedder-onnx.ts";
import { createOpenAiEmbedder } from "../../src/adapters/embedder-openai.ts";
import type { Embedder } from "../../src/ports.ts";
import { startEmbeddings } from "../support/embeddings.ts";
import { onnxIsThere, writeTinyModel } from "../support/tiny-onnx.ts";

interface Opened {
  readonly embedder: Embedder;
  close(): Promise<void>;
}

function embedderContract(open: () => Promise<Opened>): void {
  let opened: Opened;
  let embedder: Embedder;
  beforeAll(async () => {
    opened = await open();
    embedder = opened.embedder;
  });
  afterAll(() => opened.close());
  const embed = async (text: string) => await embedder.embed(text, 10_000);

  it("gives finite vectors of length 1 and of one dimension, equal for equal texts", async () => {
    const texts = ["how do i bake bread", "como assar pão", "🦊", "bread \ud800", "a\0b", "x".repeat(5_000)];
    const vectors = await Promise.all(texts.map(embed));
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 3);
    expect(new Set(vectors.map(({ length }) => length)).size).toBe(1);
    expect([...(await embed(texts[0]!))]).toEqual([...vectors[0]!]);
  });

  it("has one fingerprint from its first answer on, which names its kind and dimension", async () => {
    const { length } = await embed("how do i bake bread");
    const { fingerprint, kind } = embedder;
    expect(fingerprint).toMatch(new RegExp(`^${kind}:[^:]+:${length}:[^:]*:[^:]*:n\\d+$`));
    await embed("what is a proxy");
    expect(embedder.fingerprint).toBe(fingerprint);
  });

  it("embeds many at once as it does one by one", async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `question ${i} about bread`);
    const together = await Promise.all(texts.map(embed));
    for (const [i, text] of texts.entries()) expect([...(await embed(text))]).toEqual([...together[i]!]);
  });

  it.each(["", " \n\t"])("refuses a text of nothing by name: %j", async (text) => {
    const end = await embed(text).catch((error: unknown) => error);
    expect(end).toMatchObject({
      name: "PortFault",
      part: "embedder",
      why: expect.stringMatching(/^(invalid|refused)$/),
    });
  });
}

describe("the built-in embedder", () =>
  embedderContract(async () => {
    const { embedder } = await loadBuiltin();
    return { embedder, close: () => embedder.close() };
  }));

describe("an embedder over OpenAI's API", () =>
  embedderContract(async () => {
    const server = await startEmbeddings();
    const embedder = createOpenAiEmbedder({ baseUrl: server.url, model: "m", apiKey: "", timeoutMs: 60_000 });
    return {
      embedder,
      async close() {
        await embedder.close();
        await server.close();
      },
    };
  }));

describe.skipIf(!onnxIsThere)("an ONNX embedder (needs onnxruntime-node)", () =>
  embedderContract(async () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-onnx-"));
    const files = writeTinyModel(dir, { bread: [1, 0], bake: [0, 1] }, { unknown: [0.3, 0.4] });
    const options = { ...files, model: "tiny", prefix: "", revision: "", timeoutMs: 60_000 };
    const embedder = await createOnnxEmbedder(options);
    return {
      embedder,
      async close() {
        await embedder.close();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  }),
);
