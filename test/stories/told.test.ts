/** What is told of a request that went another way than it might have: why nothing was stored, and whose fault it was. */
import http from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createFrontedStore } from "../../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { PortFault } from "../../src/errors.ts";
import { Metrics } from "../../src/observe/metrics.ts";
import { StatsCollector } from "../../src/observe/stats.ts";
import { rejecting } from "../chaos/chaos.ts";
import {
  type Harness,
  type HarnessOptions,
  replacing,
  startHarness,
  wordEmbedder,
} from "../support/harness.ts";
import { type Script, startUpstream, type TestUpstream } from "../support/upstream.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(
  script?: Script,
  options: Partial<HarnessOptions> = {},
): Promise<{ gateway: Harness; up: TestUpstream }> {
  const up = await startUpstream(script);
  const gateway = await startHarness({ upstream: up.url, ...options });
  closing.push(
    () => up.close(),
    () => gateway.close(),
  );
  return { gateway, up };
}

const answers = (choice: object, status = 200, type = "application/json"): Script =>
  function answer(_, res) {
    res.writeHead(status, { "content-type": type });
    const message = { role: "assistant", content: "An answer." };
    const choices = [{ index: 0, message, finish_reason: "stop", ...choice }];
    res.end(JSON.stringify({ id: "c", object: "chat.completion", created: 1, model: "m", choices }));
  };

const DEBUG = { "x-semblance-debug": "1" };

describe("why an answer was not stored", () => {
  it.each([
    ["finish-length", answers({ finish_reason: "length" })],
    ["finish-filter", answers({ finish_reason: "content_filter" })],
    ["empty", answers({ message: { role: "assistant", content: "" } })],
    ["status", answers({}, 429)],
    ["content-type", answers({}, 200, "text/html")],
    ["unreadable", (_, res) => void res.setHeader("content-type", "application/json").end("{")],
  ] as [string, Script][])("is told in header, record and metric: %s", async (why, script) => {
    const { gateway } = await start(script);
    const answer = await gateway.chat("What is it?", {}, DEBUG);
    expect(answer.headers.get("x-semblance-stored")).toBe(`no; why=${why}`);
    const record = await gateway.record();
    expect([record.stored, record.notStored]).toEqual([false, why]);
    const metrics = new Metrics(
      () => null,
      () => Promise.reject(new Error("no gauges here")),
    );
    metrics.report(record);
    expect(await metrics.registry.getSingleMetricAsString("semblance_not_stored_total")).toContain(
      `semblance_not_stored_total{why="${why}"} 1`,
    );
  });

  it("is told of one that is too large, and of saving that is off", async () => {
    const { gateway } = await start(answers({}), { settings: { entryBytesMax: 60 } });
    const large = await gateway.chat("What is it?", {}, DEBUG);
    expect(large.headers.get("x-semblance-stored")).toBe("no; why=too-large");
    gateway.set({ settings: { entryBytesMax: 1e6 }, policy: { save: false } });
    const off = await gateway.chat("What is it?", {}, DEBUG);
    expect(off.headers.get("x-semblance-stored")).toBe("no; why=saving-off");
  });

  it("is not said of one that was, nor to who does not ask", async () => {
    const { gateway } = await start(answers({}));
    expect((await gateway.chat("What is it?", {}, DEBUG)).headers.get("x-semblance-stored")).toBe("yes");
    expect((await gateway.chat("What is that?")).headers.get("x-semblance-stored")).toBeNull();
    expect((await gateway.record()).notStored).toBeNull();
  });

  it("says of one that the store refused that it is in memory only, and reports the store once", async () => {
    const back = createMemoryStore({ entriesMax: 10, bytesMax: 2 ** 20 });
    const front = createMemoryStore({ entriesMax: 10, bytesMax: 2 ** 20 });
    const store = createFrontedStore(front, rejecting(back, ["put"]));
    const { gateway } = await start(answers({}), { store });
    for (const question of ["What is it?", "What is that?", "Who is it?"]) {
      const first = await gateway.chat(question, {}, DEBUG);
      expect(first.headers.get("x-semblance-stored")).toBe("memory; why=store");
      expect((await gateway.chat(question)).headers.get("x-semblance-outcome")).toBe("exact");
    }
    expect(gateway.faults).toEqual(["store: chaos"]);
  });

  it("says so as well of one that the store has not taken within a second", async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const memory = createMemoryStore({ entriesMax: 10, bytesMax: 2 ** 20 });
    const back = replacing(memory, { put: () => taken });
    const front = createMemoryStore({ entriesMax: 10, bytesMax: 2 ** 20 });
    const { gateway } = await start(answers({}), { store: createFrontedStore(front, back) });
    const first = await gateway.chat("What is it?", {}, DEBUG);
    expect(first.headers.get("x-semblance-stored")).toBe("memory; why=store");
    take();
  });

  it("follows a stream as a trailer, whose end alone tells", async () => {
    const { gateway } = await start((_, res) => {
      res.setHeader("content-type", "text/event-stream");
      const chunk = (choice: object) =>
        `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, ...choice }] })}\n\n`;
      res.write(chunk({ delta: { role: "assistant", content: "A" }, finish_reason: null }));
      res.end(`${chunk({ delta: {}, finish_reason: "length" })}data: [DONE]\n\n`);
    });
    const trailers = await new Promise<NodeJS.Dict<string>>((resolve, reject) => {
      const request = http.request(
        `${gateway.url}/chat/completions`,
        { method: "POST", headers: DEBUG },
        (res) => {
          res.resume().once("end", () => resolve(res.trailers));
        },
      );
      request.once("error", reject);
      request.end(
        JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: "What is it?" }] }),
      );
    });
    expect(trailers["x-semblance-stored"]).toBe("no; why=finish-length");
  });
});

describe("whose fault it was", () => {
  it("an unreachable upstream is the reason of a miss, also where nothing is served by meaning", async () => {
    const { gateway, up } = await start(undefined, { policy: { serveFound: false } });
    await gateway.chat("what is a reverse proxy good for");
    await gateway.record();
    up.script = (_, res) => void res.destroy();
    const answer = await gateway.chat("what good is a reverse proxy for");
    expect([answer.status, answer.reason]).toEqual([502, "upstream-failed"]);
    expect((await gateway.record()).reason).toBe("upstream-failed");
  });

  it("an embedder that is off is named where stored questions have no vector for want of it", async () => {
    const embedder = {
      ...wordEmbedder(),
      embed: () => Promise.reject(new PortFault("embedder", "off", "it is off")),
    };
    const { gateway } = await start(undefined, { embedder });
    await gateway.chat("what is a reverse proxy good for");
    await gateway.record();
    const answer = await gateway.chat("what good is a reverse proxy for");
    expect(answer.reason).toBe("embedder-off");
    expect((await gateway.record()).faults).toEqual([{ part: "embedder", why: "off" }]);
  });

  it("a look-up in shadow that fails after its record is out is still a fault", async () => {
    const failing = Promise.withResolvers<never>();
    failing.promise.catch(() => {});
    let isFailing = false;
    const words = wordEmbedder();
    const embedder = {
      ...words,
      embed: (text: string, ms: number) => (isFailing ? failing.promise : words.embed(text, ms)),
    };
    const { gateway } = await start(undefined, {
      embedder,
      policy: { serveFound: false },
    });
    await gateway.chat("what is a reverse proxy good for");
    await gateway.record();
    isFailing = true;
    await gateway.chat("what good is a reverse proxy for");
    const record = await gateway.record();
    expect([record.reason, record.faults]).toEqual(["lookup-late", []]);
    failing.reject(new PortFault("embedder", "timeout", "no vector in time"));
    await expect.poll(() => gateway.faults).toContain("embedder: no vector in time");
  });

  it("is no error where a caller asked wrongly, or for what is stored alone", async () => {
    const { gateway, up } = await start();
    const stats = new StatsCollector(() => null);
    const errors = async () => {
      stats.report(await gateway.record());
      return stats.read().error_count;
    };
    const bad = await gateway.chat("What is it?", {}, { "x-semblance-min-confidence": "7" });
    expect([bad.status, await errors()]).toEqual([400, 0]);
    const alone = await gateway.chat("What is it?", {}, { "cache-control": "only-if-cached" });
    expect([alone.status, await errors()]).toEqual([504, 0]);
    up.script = (_, res) => void res.destroy();
    const away = await gateway.chat("What is it?");
    expect([away.status, await errors()]).toEqual([502, 1]);
  });
});
