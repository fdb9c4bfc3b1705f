import { createSecretKey } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AskedFor } from "../../src/core/warming/asked.ts";
import { keyDigest } from "../../src/gateway/caller.ts";
import { createRefreshing, type HeldRequest, type Refreshing } from "../../src/gateway/refresh.ts";
import type { Settings } from "../../src/gateway/settings.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const QUESTION = "How are tides made?";
const OWN = "sk-the-gateways-own";
const APP = "gw-key-of-an-app";
const secret = createSecretKey(Buffer.from("a secret of the tests"));

let up: TestUpstream;
let gateway: Harness;
let refreshing: Refreshing;
let told: AskedFor<HeldRequest>[];
let wallMs: number;

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(() => up.close());
beforeEach(() => {
  told = [];
  wallMs = Date.now();
  let answers = 0;
  up.script = (arrived, res) => answerText(arrived, res, `Answer ${++answers}.`);
});
afterEach(() => gateway.close());

const keysOf = (upstreamKey: string | null): Settings["keys"] =>
  new Map([[keyDigest(secret, APP), { name: "app", tenant: "team", upstreamKey }]]);

async function start(options: { apiKey?: string; keys?: Settings["keys"] }): Promise<void> {
  gateway = await startHarness({
    upstream: up.url,
    clock: { nowMs: () => wallMs, monotonicMs: () => performance.now() },
    settings: { keys: options.keys ?? null, ttlMs: 100_000 },
    asked: (x) => {
      const of = refreshing.asked(x);
      if (of !== null) told.push(of);
    },
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
  });
  refreshing = createRefreshing({ ...gateway.deps, settings: () => gateway.settings });
}

const ask = async (headers: Record<string, string>, more: object = {}) => {
  const answered = await gateway.chat(QUESTION, more, headers);
  await gateway.record();
  return `${answered.outcome} ${answered.content}`;
};
const byApp = { authorization: `Bearer ${APP}` };
const held = () => told.at(-1)?.request?.() ?? null;
const anew = async (request: HeldRequest | null) =>
  request && (await refreshing.ask(request, AbortSignal.timeout(60_000)));

describe("an answer asked for anew", () => {
  it("takes the place of the old one, with the gateway's own key and nothing of the caller's", async () => {
    await start({ keys: keysOf(OWN) });
    expect(await ask({ ...byApp, "x-semblance-tags": "sea" })).toBe("miss Answer 1.");
    wallMs += 95_000;
    const request = held();
    expect(JSON.stringify(request)).not.toContain(APP);
    expect(JSON.stringify(request)).not.toContain(OWN);
    const refreshed = await anew(request);
    expect(refreshed).toMatchObject({
      life: { storedAtMs: wallMs, expiresAtMs: wallMs + 100_000 },
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    const sent = up.arrived.slice(-2).map(({ headers, body }) => ({
      authorization: headers.authorization,
      tags: headers["x-semblance-tags"],
      body: body.toString(),
    }));
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[1]).toMatchObject({ authorization: `Bearer ${OWN}` });
    expect(await ask(byApp)).toBe("exact Answer 2.");
    wallMs += 20_000;
    expect(await ask(byApp)).toBe("exact Answer 2.");
    expect(told.at(-1)?.life).toEqual({ storedAtMs: wallMs - 20_000, expiresAtMs: wallMs + 80_000 });
  });

  it("is a stream where one was asked for, and is found by meaning", async () => {
    await start({ keys: keysOf(OWN) });
    await ask(byApp, { stream: true });
    await anew(held());
    expect(await ask(byApp, { stream: true })).toBe("exact Answer 2.");
    const near = await gateway.chat("How are made tides?", {}, byApp);
    expect(`${near.outcome} ${near.content}`).toBe("semantic Answer 2.");
    await gateway.record();
    expect(told.at(-1)).toMatchObject({ request: null, key: told.at(-2)?.key });
  });

  it("is sent with the upstream's own key where the caller brings none", async () => {
    await start({ apiKey: OWN });
    await ask({ authorization: "" });
    await anew(held());
    expect(up.arrived.at(-1)?.headers.authorization).toBe(`Bearer ${OWN}`);
  });

  it("leaves the old one where upstream fails, and nothing at all where it was purged meanwhile", async () => {
    await start({ keys: keysOf(OWN) });
    await ask(byApp);
    const good = up.script;
    up.script = (_, res) => void res.writeHead(500).end("{}");
    expect(await anew(held())).toEqual({ life: null, usage: null });
    expect(await ask(byApp)).toBe("exact Answer 1.");
    up.script = async (arrived, res) => {
      gateway.deps.purges.add({ all: true });
      await good(arrived, res);
    };
    expect(await anew(held())).toMatchObject({ life: null });
    expect(await ask(byApp)).toBe("exact Answer 1.");
  });

  it("is remembered as refused where upstream refuses the key", async () => {
    await start({ keys: keysOf(OWN) });
    await ask(byApp);
    const request = held();
    expect(request && refreshing.isAllowed(request)).toBe(true);
    up.script = (_, res) => void res.writeHead(401).end("{}");
    await anew(request);
    expect(request && refreshing.isAllowed(request)).toBe(false);
  });
});

describe("nothing is asked for anew", () => {
  it("of a caller who brings a credential, or a header that parts answers", async () => {
    await start({ apiKey: OWN });
    await ask({});
    expect(held()).toBeNull();
    await ask({ authorization: "", cookie: "session=1" });
    expect(held()).toBeNull();
  });

  it("where the gateway holds no key, or the key that was asked with is gone", async () => {
    await start({ keys: keysOf(null) });
    await ask(byApp);
    expect(held()).toBeNull();
    gateway.set({ settings: { keys: keysOf(OWN) } });
    await ask(byApp);
    const request = held();
    expect(request && refreshing.isAllowed(request)).toBe(true);
    gateway.set({ settings: { keys: new Map() } });
    expect(request && refreshing.isAllowed(request)).toBe(false);
    const before = up.arrived.length;
    expect(await anew(request)).toEqual({ life: null, usage: null });
    expect(up.arrived).toHaveLength(before);
  });

  it("for who wants no stored answer", async () => {
    await start({ keys: keysOf(OWN) });
    await ask({ ...byApp, "cache-control": "no-cache" });
    await ask({ ...byApp, "cache-control": "no-store" });
    await ask({ ...byApp, "cache-control": "max-age=5" });
    expect(told).toEqual([]);
  });
});
