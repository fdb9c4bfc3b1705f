/** What is found by meaning over the life of a running gateway: after outages and switches, and once a graph holds it. */
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hnswAvailable } from "../../src/adapters/index-hnsw.ts";
import { type EmbeddingsServer, startEmbeddings, wordVectors } from "../support/embeddings.ts";
import { type GatewayProcess, removeDir, startProcess } from "../support/process.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

const STORED = "How do I reset my password?";
const REWORDED = "How can I reset my password?";

let up: TestUpstream;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  up = await startUpstream();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => up.close());

const configOf = (cache: object, semantic: object = {}) => ({
  cache_migration: {
    traffic_percentage: 100,
    ...cache,
    semantic_cache: semantic,
  },
});

async function start(config: object): Promise<GatewayProcess> {
  const gateway = await startProcess({ config, env: { SEMBLANCE_UPSTREAM: up.url } });
  ends.push(async () => {
    await gateway.end();
    removeDir(gateway.dir);
  });
  return gateway;
}

/** What is stored may answer; nothing else does, so that no question of this kind is stored. */
async function look(
  gateway: GatewayProcess,
  question: string,
  cacheControl = "only-if-cached",
): Promise<string | null> {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: "Bearer sk-later",
      "cache-control": cacheControl,
    },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
  });
  await response.text();
  return response.headers.get("x-semblance-reason");
}

async function store(gateway: GatewayProcess, question: string): Promise<void> {
  const client = new OpenAI({ baseURL: gateway.url, apiKey: "sk-later", maxRetries: 0 });
  await client.chat.completions.create({ model: "m", messages: [{ role: "user", content: question }] });
  await expect.poll(() => look(gateway, question)).toBe("equal");
}

const found = (gateway: GatewayProcess, question: string) =>
  expect.poll(() => look(gateway, question)).toBe("reworded");

describe("what was stored while it could not be indexed is found by meaning without a restart", () => {
  it("once the semantic tier is turned on", async () => {
    const gateway = await start(configOf({ enable_semantic_cache: false }));
    await store(gateway, STORED);
    expect(await look(gateway, REWORDED)).not.toBe("reworded");
    gateway.writeConfig(configOf({ enable_semantic_cache: true }));
    await fetch(`${gateway.admin}/admin/reload`, { method: "POST", body: "{}" });
    await found(gateway, REWORDED);
  });

  it("once an embedder answers that was away from the start, and until then the reason names it", async () => {
    const server: EmbeddingsServer = await startEmbeddings(wordVectors());
    ends.push(() => server.close());
    const right = server.answering;
    server.answering = (_, res) => res.destroy();
    const gateway = await start(
      configOf(
        {},
        { embedder: { kind: "openai", base_url: server.url, model: "multilingual-e5-small", revision: "1" } },
      ),
    );
    await store(gateway, STORED);
    expect(await look(gateway, "Where is the nearest library?", "max-age=600")).toBe("embedder-failed");
    server.answering = right;
    await found(gateway, REWORDED);
  });
});

describe.skipIf(!hnswAvailable())("a graph (needs hnswlib-node)", () => {
  it("holds what was stored, soon after and with nothing else going on, and answers searches", async () => {
    const gateway = await start(configOf({}, { index: "hnsw", adaptation: { mode: "off" } }));
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => store(gateway, `What is the capital of country number ${i}?`)),
    );
    await store(gateway, STORED);
    const metric = async (name: string) => {
      const text = await (await fetch(`${gateway.admin}/metrics`)).text();
      return Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1]);
    };
    await expect.poll(() => metric("semblance_index_graph_vectors")).toBe(41);
    expect(await metric("semblance_index_graph_lag_vectors")).toBe(0);
    await found(gateway, REWORDED);
  });
});
