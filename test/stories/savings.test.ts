/** What a hit saved, as its record tells it: over loopback, with what upstream said of its usage. */
import { afterEach, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { type Script, startUpstream, type TestUpstream } from "../support/upstream.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Of the harness's wall clock, ahead of the real one. */
const now = { ms: 0 };

async function start(script: Script): Promise<{ gateway: Harness; up: TestUpstream }> {
  const up = await startUpstream(script);
  const clock = { nowMs: () => Date.now() + now.ms, monotonicMs: () => performance.now() };
  const gateway = await startHarness({ upstream: up.url, clock });
  closing.push(
    () => up.close(),
    () => gateway.close(),
  );
  return { gateway, up };
}

const completion = (usage?: object): Script =>
  function answer(_, res) {
    res.setHeader("content-type", "application/json");
    const message = { role: "assistant", content: "Eight characters, and then some." };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    res.end(JSON.stringify({ id: "c", object: "chat.completion", created: 1, model: "m", choices, usage }));
  };

it("is what upstream billed, cached and written tokens among it", async () => {
  const { gateway } = await start(
    completion({
      prompt_tokens: 1_000,
      completion_tokens: 50,
      total_tokens: 1_050,
      prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 300 },
    }),
  );
  await gateway.chat("What is it?");
  expect((await gateway.record()).saved).toBeNull();
  await gateway.chat("What is it?");
  const { outcome, saved } = await gateway.record();
  expect(outcome).toBe("exact");
  expect(saved).toMatchObject({
    ...{ inputTokens: 1_000, outputTokens: 50, cachedTokens: 600, writtenTokens: 300, estimated: false },
  });
});

it("is estimated by the length of texts where upstream told no usage, and says so", async () => {
  const { gateway } = await start(completion());
  await gateway.chat("What is it?");
  await gateway.record();
  await gateway.chat("What is it?");
  const { saved } = await gateway.record();
  expect(saved).toMatchObject({ estimated: true, outputTokens: 8 });
  expect(saved?.inputTokens).toBeGreaterThan(10);
});

it("is nothing where a stale answer stands in for one that upstream could not give", async () => {
  const { gateway, up } = await start(
    completion({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }),
  );
  now.ms = 0;
  gateway.set({ settings: { ttlMs: 1_000, staleMs: 600_000 } });
  await gateway.chat("What is it?");
  await gateway.record();
  up.script = (_, res) => void res.writeHead(503).end("{}");
  now.ms = 2_000;
  await gateway.chat("What is it?");
  const record = await gateway.record();
  expect([record.outcome, record.saved]).toEqual(["stale", null]);
});

it("is told apart in shadow as what would have been saved", async () => {
  const { gateway } = await start(completion({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }));
  await gateway.chat("what is a reverse proxy good for");
  await gateway.record();
  gateway.set({ policy: { serveFound: false } });
  await gateway.chat("what good is a reverse proxy for");
  const record = await gateway.record();
  expect([record.outcome, record.saved]).toEqual(["shadow", null]);
  expect(record.wouldSave).toMatchObject({ inputTokens: 10, outputTokens: 5, estimated: false });
});
