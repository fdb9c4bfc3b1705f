import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { type Config, defaults } from "../../src/config.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { judgeVectorsOf } from "../../src/main/embedders.ts";
import { createLabelling } from "../../src/main/labelling.ts";
import { genAiNames } from "../../src/observe/semconv.ts";
import type { Embedder } from "../../src/ports.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { onnxIsThere, writeTinyModel } from "../support/tiny-onnx.ts";

const dir = temporaryDir();
afterAll(() => removeDir(dir));

function withLocal(model_path: string, tokenizer_path: string): Config {
  const { cache_migration: cache } = defaults();
  const judge = {
    ...{ kind: "local", model_path, tokenizer_path, model: "", prefix: "" },
    ...{ likeness: 0.9, languages: ["en"], timeout_ms: 10_000 },
  } satisfies Config["cache_migration"]["rollout"]["judge"];
  return { ...defaults(), cache_migration: { ...cache, rollout: { ...cache.rollout, judge } } };
}

async function judgeOf(config: Config, judgeVectors: Embedder | null) {
  const { lexicon, pairModel, thesaurus } = await loadBuiltin();
  const labelling = createLabelling({
    path: join(dir, "labels.jsonl"),
    genAi: genAiNames({}),
    verifier: createVerifier(lexicon, pairModel),
    words: createWordJudge(lexicon, pairModel, thesaurus),
    clock: systemClock,
    ...{ judgeVectors, mayAsk: () => true, billed: () => {}, onAlert: () => {} },
    ...{ heard: [], onLabel: () => {} },
    onFault: (_, error) => {
      throw error;
    },
  });
  return labelling.judge(config);
}

const DOUBTED = {
  question: "How do I clean it?",
  stored: "Rinse the pan under a hot tap.",
  fresh: "Flush the skillet with warm water.",
};

describe("the judge's local model", () => {
  it("is asked for by no other judge", async () => {
    expect(await judgeVectorsOf({ config: defaults(), env: {} })).toBeNull();
  });

  it("that cannot be loaded is named by its setting", async () => {
    const config = withLocal("/nowhere/model.onnx", "/nowhere/tokenizer.json");
    await expect(judgeVectorsOf({ config, env: {} })).rejects.toThrow(/^cache_migration\.rollout\.judge: /);
  });

  it.skipIf(!onnxIsThere)("decides what words leave in doubt (needs onnxruntime-node)", async () => {
    const words = Object.fromEntries(["rinse", "flush", "pan", "skillet"].map((word) => [word, [1, 0]]));
    const { modelPath, tokenizerPath } = writeTinyModel(dir, words);
    const config = withLocal(modelPath, tokenizerPath);
    const vectors = await judgeVectorsOf({ config, env: {} });
    const judge = await judgeOf(config, vectors);
    expect(judge.kind).toBe("local");
    expect(await judge.judge(DOUBTED, 10_000)).toMatchObject({ verdict: "same", by: "local" });
    await vectors?.close();
  });

  it("leaves the judging to words where a start has not loaded it", async () => {
    const judge = await judgeOf(withLocal("m.onnx", "tokenizer.json"), null);
    expect(judge.kind).toBe("answer");
    expect(await judge.judge(DOUBTED, 10_000)).toMatchObject({ verdict: "unsure", by: "answer" });
  });
});
