import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { PortFault } from "../../src/errors.ts";
import type { Clock, Embedder, Store, VectorIndex, Verifier } from "../../src/ports.ts";
import { type Harness, replacing, startHarness, wordEmbedder, wordVerifier } from "../support/harness.ts";
import { answerEcho, completionOf, eventsOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

/** Which ports are broken now, and how. */
type Broken = "throws" | "rejects" | "hangs" | null;
const broken: Record<"store" | "index" | "embedder" | "verifier", Broken> = {
  store: null,
  index: null,
  embedder: null,
  verifier: null,
};

function fail<T>(part: keyof typeof broken, work: () => T): T | Promise<never> {
  const how = broken[part];
  if (how === "throws") throw new Error(`${part} broke`);
  if (how === "rejects") return Promise.reject(new PortFault(part, "unavailable", `${part} is away`));
  if (how === "hangs") return new Promise<never>(() => {});
  return work();
}

let nowMs: number | null = null;
const clock: Clock = {
  nowMs: () => nowMs ?? systemClock.nowMs(),
  monotonicMs: () => systemClock.monotonicMs(),
};

let up: TestUpstream;
let gw: Harness;
/** Beside it, over the same answers: waits for a silent upstream for a moment only. */
let hasty: Harness;

beforeAll(async () => {
  up = await startUpstream();
  const memory = createMemoryStore({ entriesMax: 1000, bytesMax: 1e7 });
  const store = replacing<Store>(memory, {
    get: (key, now) => fail("store", () => memory.get(key, now)) as ReturnType<Store["get"]>,
    getById: (id, now) => fail("store", () => memory.getById(id, now)) as ReturnType<Store["getById"]>,
    put: (entry, vector) => fail("store", () => memory.put(entry, vector)) as ReturnType<Store["put"]>,
    putVector: (id, vector) =>
      fail("store", () => memory.putVector(id, vector)) as ReturnType<Store["putVector"]>,
  });
  const flat = createAutoIndex({ kind: "flat" });
  const index = replacing<VectorIndex>(flat, {
    add: (scope, id, vector) => void fail("index", () => flat.add(scope, id, vector)),
    search: (scope, vector, k) =>
      fail("index", () => flat.search(scope, vector, k)) as ReturnType<VectorIndex["search"]>,
  });
  const words = wordEmbedder();
  const embedder: Embedder = {
    ...words,
    embed: (text, ms) => fail("embedder", () => words.embed(text, ms)) as ReturnType<Embedder["embed"]>,
  };
  const pairs = wordVerifier();
  const verifier: Verifier = {
    ...pairs,
    compare: (a, b, s) => fail("verifier", () => pairs.compare(a, b, s)) as ReturnType<Verifier["compare"]>,
  };
  gw = await startHarness({
    upstream: up.url,
    store,
    index,
    embedder,
    verifier,
    clock,
    policy: { adapt: false },
  });
  hasty = await startHarness({ upstream: up.url, store: memory, clock, idleTimeoutMs: 50 });
});
afterAll(async () => {
  await gw.close();
  await hasty.close();
  await up.close();
});

describe("fallback: a fault of ours never fails a request", () => {
  const q = "one two three";
  const reworded = "three two one";
  const BRIEF = { settings: { lookupMsMax: 60 } };
  const PATIENT = { settings: { lookupMsMax: 60_000 } };

  it.each([
    ["index", "throws", "index-failed"],
    ["embedder", "throws", "embedder-failed"],
    ["embedder", "rejects", "embedder-failed"],
    ["embedder", "hangs", "lookup-timeout"],
    ["verifier", "throws", "verifier-failed"],
  ] as const)(
    "a fault of the %s (%s) still gives the exact hit, and is a named miss for a rewording",
    async (part, how, reason) => {
      const t = `${q} ${part} ${how}`;
      await gw.chat(t);
      broken[part] = how;
      try {
        expect((await gw.chat(t)).outcome).toBe("exact");
        if (how === "hangs") gw.set(BRIEF);
        const other = await gw.chat(`${reworded} ${how} ${part}`);
        expect([other.status, other.outcome, other.reason]).toEqual([200, "miss", reason]);
        expect(other.content).toBe(`You asked: ${reworded} ${how} ${part}`);
        const record = await gw.record((r) => r.reason === reason);
        expect(record.faults).toEqual([expect.objectContaining({ part })]);
      } finally {
        gw.set(PATIENT);
        broken[part] = null;
      }
    },
  );

  it.each([
    ["throws", "store-failed"],
    ["rejects", "store-failed"],
    ["hangs", "lookup-timeout"],
  ] as const)("a fault of the store (%s) is a named miss, answered by upstream", async (how, reason) => {
    const t = `${q} store ${how}`;
    await gw.chat(t);
    broken.store = how;
    if (how === "hangs") gw.set(BRIEF);
    try {
      const answer = await gw.chat(t);
      expect([answer.status, answer.outcome, answer.reason, answer.content]).toEqual([
        200,
        "miss",
        reason,
        `You asked: ${t}`,
      ]);
    } finally {
      gw.set(PATIENT);
      broken.store = null;
    }
    expect((await gw.chat(t)).outcome).toBe("exact");
  });

  it("everything of ours down at once is a plain proxy", async () => {
    Object.assign(broken, { store: "rejects", index: "throws", embedder: "rejects", verifier: "throws" });
    try {
      const answer = await gw.chat("all is lost");
      expect([answer.status, answer.content]).toEqual([200, "You asked: all is lost"]);
    } finally {
      Object.assign(broken, { store: null, index: null, embedder: null, verifier: null });
    }
  });
});

describe("stale if error", () => {
  const past = { ttlMs: 1000, staleMs: 600_000 };

  it.each([
    [
      "answers 503",
      (_a: unknown, res: { writeHead(s: number): { end(): void } }) => res.writeHead(503).end(),
    ],
    ["breaks off before its head", (_a: unknown, res: { destroy(): void }) => res.destroy()],
    ["says nothing in time", () => {}],
  ] as const)(
    "an answer past its life is served, and called stale, when upstream %s",
    async (name, script) => {
      for (const each of [gw, hasty]) each.set({ settings: past });
      const q = `stale ${name}`;
      up.script = answerEcho;
      await gw.chat(q);
      nowMs = systemClock.nowMs() + 5000;
      up.script = script as typeof up.script;
      try {
        const answer = await hasty.chat(q);
        expect([answer.status, answer.outcome, answer.content]).toEqual([200, "stale", `You asked: ${q}`]);
        expect(answer.headers.get("cache-status")).toMatch(/hit; ttl=-\d+; detail=stale/);
        expect(Number(answer.headers.get("age"))).toBeGreaterThan(1);
        nowMs += 700_000;
        expect((await hasty.chat(q)).status).toBeGreaterThanOrEqual(502);
      } finally {
        nowMs = null;
        up.script = answerEcho;
      }
    },
  );

  it("a question never asked gets upstream's failure in OpenAI's shape", async () => {
    up.script = () => {};
    const answer = await hasty.chat("never asked before");
    up.script = answerEcho;
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([504, "upstream_timeout"]);
    expect(answer.headers.get("x-should-retry")).toBe("true");
  });
});

describe("what is not whole", () => {
  it.each([
    [
      "a document cut in the middle",
      false,
      (res: import("node:http").ServerResponse) => {
        const body = JSON.stringify(completionOf("whole"));
        res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
        res.write(body.slice(0, 40));
        res.socket?.end();
      },
    ],
    [
      "a stream cut in the middle",
      true,
      (res: import("node:http").ServerResponse) => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.write(eventsOf("one two three", false)[1]);
        res.socket?.destroy();
      },
    ],
    [
      "a stream that ends without its [DONE]",
      true,
      (res: import("node:http").ServerResponse) => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.end(eventsOf("one two three", false).slice(0, -1).join(""));
      },
    ],
  ] as const)("%s reaches the client as it is and is never kept", async (name, stream, script) => {
    const q = `whole ${name}`;
    up.script = (_a, res) => script(res);
    const answer = await gw.chat(q, { stream }).catch((error: Error) => error);
    if (answer instanceof Error) expect(answer.message).toMatch(/terminated|fetch failed|aborted/);
    else expect(answer.text).not.toContain("[DONE]");
    up.script = answerEcho;
    expect((await gw.chat(q, { stream })).outcome).toBe("miss");
  });
});
