import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/system.ts";
import { type Harness, KEY, startHarness } from "../support/harness.ts";
import {
  answerEcho,
  answerText,
  completionOf,
  eventsOf,
  startUpstream,
  type TestUpstream,
} from "../support/upstream.ts";

let up: TestUpstream;
let gw: Harness;
let n = 0;
/** A question nobody asked before, of words that no other shares. */
const fresh = () => `w${++n}a w${n}b w${n}c`;

beforeAll(async () => {
  up = await startUpstream();
  // Its wall clock stands: an answer is as old as the test says.
  const clock = { ...systemClock, nowMs: () => 1_800_000_000_000 };
  gw = await startHarness({ upstream: up.url, clock });
});
beforeEach(() => {
  up.script = answerEcho;
  gw.set({
    policy: { exactForAll: true, semantic: true, serveFound: true, save: true, adapt: true },
    settings: { percentage: 100, ttlMs: 86_400_000, staleMs: 3_600_000 },
  });
});
afterAll(async () => {
  await gw.close();
  await up.close();
});

describe("the exact tier", () => {
  it("answers a repeated question without asking upstream, and says so", async () => {
    const q = fresh();
    const first = await gw.chat(q);
    const again = await gw.chat(q);
    expect([first.outcome, first.reason, again.outcome]).toEqual(["miss", "absent", "exact"]);
    expect(again.text).toBe(first.text);
    expect(up.asked(q)).toBe(1);
    expect(again.headers.get("age")).toBe("0");
    expect(again.headers.get("cache-status")).toMatch(/^Semblance; hit; ttl=\d+; detail=exact$/);
    expect(again.headers.get("x-ratelimit-remaining-requests")).toBeNull();
    expect(again.headers.get("x-request-id")).toBe(again.headers.get("x-semblance-request"));
  });

  it("replays a document to a stream and a stream to a document, with the usage that was billed", async () => {
    const a = fresh();
    await gw.chat(a);
    const streamed = await gw.openai().chat.completions.create({
      model: "m",
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "user", content: a }],
    });
    let text = "";
    let usage = 0;
    for await (const chunk of streamed) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage?.total_tokens ?? usage;
    }
    expect([text, usage]).toEqual([`You asked: ${a}`, 18]);

    const b = fresh();
    const live = await gw.chat(b, { stream: true });
    expect(live.text).not.toContain("usage");
    expect(live.text.endsWith("data: [DONE]\n\n")).toBe(true);
    const document = await gw.chat(b);
    expect(document.outcome).toBe("exact");
    expect(JSON.parse(document.text)).toMatchObject({
      object: "chat.completion",
      usage: { total_tokens: 18 },
    });
    expect(up.asked(b)).toBe(1);
  });

  it("keeps an answer to one credential from every other", async () => {
    const q = fresh();
    await gw.chat(q);
    const other = await gw.chat(q, {}, { authorization: "Bearer sk-test-bob" });
    expect([other.outcome, up.asked(q)]).toEqual(["miss", 2]);
  });

  it("stores nothing where background save is off", async () => {
    gw.set({ policy: { save: false } });
    const q = fresh();
    await gw.chat(q);
    expect((await gw.chat(q)).outcome).toBe("miss");
  });

  it("does not keep an answer that was cut short", async () => {
    const q = fresh();
    up.script = (_a, res) =>
      void res
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(completionOf("half", "length")));
    expect((await gw.chat(q)).content).toBe("half");
    expect((await gw.chat(q)).outcome).toBe("miss");
  });
});

describe("the semantic and the adapted tier", () => {
  it("answers a reworded question, with similarity, confidence and entry", async () => {
    const q = fresh();
    const [a, b, c] = q.split(" ");
    const first = await gw.chat(q);
    const hit = await gw.chat(`${c} ${a} ${b}?`);
    expect([hit.outcome, hit.reason, hit.text]).toEqual(["semantic", "reworded", first.text]);
    expect(hit.headers.get("x-semblance-confidence")).toBe("0.9500");
    expect(Number(hit.headers.get("x-semblance-similarity"))).toBeGreaterThan(0.9);
    expect(hit.headers.get("x-semblance-entry")).toMatch(/^ent_/);
  });

  it("never reaches into another scope, whatever the wording", async () => {
    const q = fresh();
    await gw.chat(q);
    const reworded = q.split(" ").reverse().join(" ");
    expect((await gw.chat(reworded, { seed: 1 })).outcome).toBe("miss");
    expect((await gw.chat(reworded, {}, { authorization: "Bearer sk-test-bob" })).outcome).toBe("miss");
  });

  it("names the veto that stood against the nearest answer", async () => {
    const q = fresh();
    await gw.chat(`${q} 5`);
    const trap = await gw.chat(`${q} 50`);
    expect([trap.outcome, trap.reason]).toEqual(["miss", "numbers-differ"]);
  });

  it("edits one slot when two other answers confirm the edit, and not before", async () => {
    up.script = (a, res) => {
      const word = a.question.split(" ").at(-1) ?? "";
      answerText(a, res, `To install ${word}, run apt install ${word}.`);
    };
    const q = (word: string) => `please explain how one installs ${word}`;
    await gw.chat(q("docker"));
    await gw.chat(q("nginx"));
    const early = await gw.chat(q("redis"));
    expect(early.outcome).toBe("miss");
    const adapted = await gw.chat(q("haproxy"));
    expect([adapted.outcome, adapted.content]).toEqual([
      "adapted",
      "To install haproxy, run apt install haproxy.",
    ]);
    expect(up.asked(q("haproxy"))).toBe(0);
    const streamed = await gw.chat(q("squid"), { stream: true });
    expect([streamed.outcome, streamed.content]).toEqual([
      "adapted",
      "To install squid, run apt install squid.",
    ]);
  });

  it("edits nothing when one stored answer contradicts the template", async () => {
    up.script = (a, res) => {
      const word = a.question.split(" ").at(-1) ?? "";
      answerText(a, res, word === "cobol" ? "Nobody does that." : `Use ${word}c to compile ${word}.`);
    };
    const q = (word: string) => `which compiler would you take for ${word}`;
    for (const word of ["java", "kotlin", "cobol"]) await gw.chat(q(word));
    expect((await gw.chat(q("scala"))).outcome).toBe("miss");
  });
});

describe("the switches and the rollout", () => {
  it("shadow looks up beside upstream, tells what it would have served, and serves upstream's answer", async () => {
    const q = fresh();
    await gw.chat(q);
    gw.set({ policy: { serveFound: false } });
    const reworded = q.split(" ").reverse().join(" ");
    const seen = await gw.chat(reworded);
    expect([seen.outcome, seen.reason, seen.content]).toEqual([
      "shadow",
      "shadow-mode",
      `You asked: ${reworded}`,
    ]);
    expect(seen.headers.get("x-semblance-entry")).toMatch(/^ent_/);
    expect((await gw.chat(q)).outcome).toBe("exact");
  });

  it("serves the callers inside the percentage, the same ones again, and growth only adds", async () => {
    const q = fresh();
    await gw.chat(q);
    gw.set({ policy: { save: false } });
    const reworded = q.split(" ").reverse().join(" ");
    const served = async (percentage: number) => {
      gw.set({ settings: { percentage, stickyBy: ["header:x-session-id"] } });
      const inside = new Set<string>();
      for (let i = 0; i < 60; i++) {
        const answer = await gw.chat(reworded, {}, { "x-session-id": `caller-${i}` });
        if (answer.outcome === "semantic") inside.add(`caller-${i}`);
        else expect([answer.outcome, answer.reason]).toEqual(["shadow", "rollout"]);
      }
      return inside;
    };
    const p30 = await served(30);
    const again = await served(30);
    const p70 = await served(70);
    expect(again).toEqual(p30);
    expect([...p30].every((caller) => p70.has(caller))).toBe(true);
    expect(p30.size).toBeGreaterThan(5);
    expect(p70.size).toBeLessThan(60);
    expect((await served(0)).size).toBe(0);
  });

  it("with enable_traditional off the exact tier takes part in the rollout", async () => {
    const q = fresh();
    await gw.chat(q);
    gw.set({ policy: { exactForAll: false }, settings: { percentage: 0 } });
    expect((await gw.chat(q)).outcome).toBe("shadow");
    gw.set({ settings: { percentage: 100 } });
    expect((await gw.chat(q)).outcome).toBe("exact");
  });
});

describe("single flight", () => {
  it("asks upstream once for equal questions, streams and documents alike", async () => {
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerEcho(a, res);
    };
    const arrival = up.next();
    const all = Array.from({ length: 20 }, (_, i) => gw.chat(q, i % 2 ? { stream: true } : {}));
    await arrival;
    held.resolve();
    const answers = await Promise.all(all);
    expect(answers.every((a) => a.status === 200 && a.content === `You asked: ${q}`)).toBe(true);
    expect(up.asked(q)).toBe(1);
    expect(answers.filter((a) => a.reason === "follower" || a.outcome === "exact").length).toBe(19);
  });

  it("lets the first caller leave without failing anyone", async () => {
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerEcho(a, res);
    };
    const arrival = up.next();
    const first = new AbortController();
    const body = JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: q }] });
    const headers = { "content-type": "application/json", authorization: `Bearer ${KEY}` };
    const leader = fetch(`${gw.url}/chat/completions`, {
      method: "POST",
      headers,
      body,
      signal: first.signal,
    }).catch(() => "left");
    await arrival;
    const follower = gw.chat(q);
    await gw.joined(2);
    first.abort();
    expect(await leader).toBe("left");
    held.resolve();
    expect((await follower).content).toBe(`You asked: ${q}`);
  });

  it("stops upstream when the only caller leaves, and keeps nothing", async () => {
    const q = fresh();
    up.script = (_a, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(eventsOf("one two three", false)[0] as string);
    };
    const arrival = up.next();
    const alone = new AbortController();
    const asked = fetch(`${gw.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
      body: JSON.stringify({
        model: "m",
        temperature: 0,
        stream: true,
        messages: [{ role: "user", content: q }],
      }),
      signal: alone.signal,
    });
    const { gone } = await arrival;
    await asked;
    alone.abort();
    await gone;
    up.script = answerEcho;
    expect((await gw.chat(q)).outcome).toBe("miss");
  });

  it("shares nothing across credentials", async () => {
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerText(a, res, a.headers.authorization ?? "");
    };
    const arrivals = [
      up.next((a) => a.headers.authorization === `Bearer ${KEY}`),
      up.next((a) => a.headers.authorization === "Bearer sk-bob"),
    ];
    const both = [gw.chat(q), gw.chat(q, {}, { authorization: "Bearer sk-bob" })];
    await Promise.all(arrivals);
    held.resolve();
    const [alice, bob] = await Promise.all(both);
    expect([alice?.content, bob?.content]).toEqual([`Bearer ${KEY}`, "Bearer sk-bob"]);
  });

  it("gives every follower upstream's own error, once", async () => {
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (_a, res) => {
      await held.promise;
      res
        .writeHead(429, { "content-type": "application/json", "retry-after": "3" })
        .end('{"error":{"message":"slow down","type":"t","param":null,"code":"rate"}}');
    };
    const arrival = up.next();
    const all = [gw.chat(q), gw.chat(q), gw.chat(q)];
    await arrival;
    held.resolve();
    for (const answer of await Promise.all(all))
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
    expect(up.asked(q)).toBeLessThanOrEqual(2);
  });
});

describe("the caller's own directives", () => {
  it("no-cache asks upstream and replaces what is stored", async () => {
    const q = fresh();
    await gw.chat(q);
    up.script = (a, res) => answerText(a, res, "newer");
    const forced = await gw.chat(q, {}, { "cache-control": "no-cache" });
    expect([forced.outcome, forced.reason]).toEqual(["miss", "client-no-cache"]);
    expect((await gw.chat(q)).content).toBe("newer");
  });

  it("no-store is neither looked up nor stored, and upstream never sees the header", async () => {
    const q = fresh();
    expect((await gw.chat(q, {}, { "cache-control": "no-store" })).outcome).toBe("bypass");
    expect((await gw.chat(q)).outcome).toBe("miss");
  });

  it("only-if-cached on a miss is 504 that need not be retried", async () => {
    const q = fresh();
    const none = await gw.chat(q, {}, { "cache-control": "only-if-cached" });
    expect([none.status, none.headers.get("x-should-retry"), up.asked(q)]).toEqual([504, "false", 0]);
    expect(JSON.parse(none.text).error).toMatchObject({
      code: "only_if_cached",
      type: "gateway_error",
      param: null,
    });
  });

  it.each(["x", "1.5", "-1", "NaN", ""])("min-confidence %j is refused", async (value) => {
    expect((await gw.chat(fresh(), {}, { "x-semblance-min-confidence": value })).status).toBe(400);
  });

  it("min-confidence only tightens", async () => {
    const q = fresh();
    await gw.chat(q);
    const reworded = q.split(" ").reverse().join(" ");
    gw.set({ policy: { save: false } });
    const strict = await gw.chat(reworded, {}, { "x-semblance-min-confidence": "0.99" });
    expect([strict.outcome, strict.reason]).toEqual(["miss", "min-confidence"]);
    expect((await gw.chat(reworded, {}, { "x-semblance-min-confidence": "0" })).outcome).toBe("semantic");
  });

  it("_cache_info appears on hits and misses when it is asked for, in the seed's shape", async () => {
    const q = fresh();
    const ask = { "x-semblance-cache-info": "1" };
    expect(JSON.parse((await gw.chat(q, {}, ask)).text)._cache_info).toMatchObject({
      hit: false,
      source: "none",
      confidence: 0,
    });
    const { _cache_info: info } = JSON.parse((await gw.chat(q, {}, ask)).text);
    expect(info).toMatchObject({
      hit: true,
      source: "traditional",
      confidence: 1,
      metadata: { similarity: 1, tokens_saved: 18 },
    });
    expect(info.processing_time).toBeGreaterThan(0);
  });
});
