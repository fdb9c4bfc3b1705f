/**
 * A gateway over loopback, built from the real shell and ingress with ports that a test may replace: what main.ts
 * does, less the file, the command line and the network beyond this machine.
 */
import { createSecretKey } from "node:crypto";
import type http from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemClock, systemIds } from "../../src/adapters/system.ts";
import { createHttpUpstream } from "../../src/adapters/upstream-http.ts";
import { createDataServer } from "../../src/app.ts";
import { defaults } from "../../src/config.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { createLabeller, type LabelTells } from "../../src/gateway/label.ts";
import { Purges } from "../../src/gateway/purges.ts";
import { RefusedPairs } from "../../src/gateway/refused-pairs.ts";
import { type Settings, settingsOf } from "../../src/gateway/settings.ts";
import { Turns } from "../../src/gateway/turns.ts";
import { createGateway, type GatewayDeps } from "../../src/gateway.ts";
import { Templates } from "../../src/learn/templates.ts";
import { type Fingerprint, type PairVerdict, type UnitVector, unitVector } from "../../src/model.ts";
import { NO_TRACING } from "../../src/observe/no-tracing.ts";
import type { Clock, Embedder, SecondLook, Store, VectorIndex, Verifier } from "../../src/ports.ts";

export interface HarnessOptions {
  readonly upstream: string;
  readonly settings?: Partial<Settings>;
  readonly policy?: Partial<Settings["policy"]>;
  readonly store?: Store;
  readonly index?: VectorIndex;
  readonly embedder?: Embedder;
  readonly verifier?: Verifier;
  readonly secondLook?: SecondLook;
  readonly clock?: Clock;
  readonly connectTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  readonly idleConnectionMs?: number;
  readonly evidence?: NonNullable<GatewayDeps["evidence"]>;
  readonly recorded?: GatewayDeps["recorded"];
  readonly asked?: NonNullable<GatewayDeps["asked"]>;
  /** The upstream's own. */
  readonly apiKey?: string;
  readonly confirmedPairs?: GatewayDeps["confirmedPairs"];
  readonly answerGroups?: GatewayDeps["answerGroups"];
  /** Answers are counted and judged with these. */
  readonly labels?: LabelTells;
  readonly tracing?: GatewayDeps["tracing"];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly text: string;
  /** The assistant's text, of a document or a stream. */
  readonly content: string;
}

export interface Harness {
  readonly origin: string;
  readonly url: string;
  readonly records: RequestRecord[];
  readonly faults: string[];
  readonly settings: Settings;
  /** What the gateway is made of. */
  readonly deps: GatewayDeps;
  /** Requests under way. */
  readonly inflight: number;
  /** Resolves when so many requests are under way and their small bodies are read: who may share a call shares it. */
  joined(count: number): Promise<void>;
  /** In force for the next request. */
  set(change: { settings?: Partial<Settings>; policy?: Partial<Settings["policy"]> }): void;
  /** The record of the request that ends next, or has ended and was not waited for yet. */
  record(fits?: (record: RequestRecord) => boolean): Promise<RequestRecord>;
  chat(question: string, more?: object, headers?: Record<string, string>): Promise<Answered>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>;
  openai(): OpenAI;
  close(): Promise<void>;
}

export const KEY = "sk-test-alice";

export async function startHarness(options: HarnessOptions): Promise<Harness> {
  const records: RequestRecord[] = [];
  const faults: string[] = [];
  const waiting: { fits: (r: RequestRecord) => boolean; resolve: (r: RequestRecord) => void }[] = [];
  // A busy machine may take its time: no deadline of the look-up decides, unless a test is about one.
  const base = { ...settingsOf({ config: defaults(), percentage: 100, keys: null }), lookupMsMax: 60_000 };
  let settings: Settings = merged(base, options);
  const upstream = createHttpUpstream({
    name: "upstream",
    baseUrl: options.upstream,
    connectTimeoutMs: options.connectTimeoutMs ?? 60_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    idleConnectionMs: options.idleConnectionMs ?? 60_000,
  });
  const store = options.store ?? createMemoryStore({ entriesMax: 10_000, bytesMax: 1e8 });
  const index = options.index ?? createAutoIndex({ kind: "flat" });
  const refused = new Set<string>();
  const deps: GatewayDeps = {
    store,
    catalog: new Catalog(index, 10_000),
    embedder: options.embedder ?? wordEmbedder(),
    verifier: options.verifier ?? wordVerifier(),
    refusedPairs: new RefusedPairs(store),
    purges: new Purges(),
    answerGroups: options.answerGroups ?? { of: (key) => key },
    confirmedPairs: options.confirmedPairs ?? { labelsFor: () => 0 },
    templates: new Templates({
      ...{ store, clock: options.clock ?? systemClock },
      onFault: (error) => faults.push(`templates: ${error}`),
    }),
    secondLook: options.secondLook ?? null,
    clock: options.clock ?? systemClock,
    ids: systemIds,
    secret: createSecretKey(Buffer.from("a secret of the tests")),
    settings: () => settings,
    upstreamFor: () => ({
      upstream,
      baseUrl: options.upstream,
      apiKey: options.apiKey ?? null,
      askUsage: true,
    }),
    onFault: (part, error) => faults.push(`${part}: ${error instanceof Error ? error.message : error}`),
    tracing: options.tracing ?? NO_TRACING,
    refusedCredentials: {
      has: (all) => all.some((one) => refused.has(one)),
      add: (all) => {
        for (const one of all) refused.add(one);
      },
      accept: (all) => {
        for (const one of all) refused.delete(one);
      },
    },
    remember: () => {},
    ...(options.evidence ? { evidence: options.evidence } : {}),
    ...(options.asked ? { asked: options.asked } : {}),
    recorded: options.recorded ?? null,
    turns: new Turns(),
    reporter: {
      report(record) {
        records.push(record);
        for (const w of waiting.splice(0)) {
          if (w.fits(record)) w.resolve(record);
          else waiting.push(w);
        }
      },
    },
  };
  const labeller = options.labels ? createLabeller(deps, options.labels) : null;
  const gateway = createGateway(labeller ? { ...deps, labeller } : deps);
  const server = createDataServer({
    gateway,
    health: { notReady: () => null, draining: () => false, portClosed: () => null },
    feedback: async () => ({ status: 200, body: {} }),
    upgrade: (req, target, socket, head) =>
      upstream.upgrade(
        {
          method: req.method ?? "GET",
          path: target.path,
          rawHeaders: ["Upgrade", "websocket"],
        },
        socket,
        head,
      ),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const post = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const response = await fetch(`${origin}/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${KEY}`, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const { headers: got, status } = response;
    const outcome = got.get("x-semblance-outcome");
    return {
      status,
      headers: got,
      outcome,
      reason: got.get("x-semblance-reason"),
      text,
      content: contentOf(text),
    };
  };

  return {
    origin,
    url: `${origin}/v1`,
    records,
    faults,
    deps,
    get inflight() {
      return gateway.inflight;
    },
    async joined(count) {
      while (gateway.inflight < count) await aTurn();
      for (let i = 0; i < 20; i++) await aTurn();
    },
    get settings() {
      return settings;
    },
    set(change) {
      settings = merged(settings, change);
    },
    record: (fits = () => true) => {
      const at = records.findIndex(fits);
      if (at >= 0) return Promise.resolve(records.splice(at, 1)[0] as RequestRecord);
      return new Promise((resolve) => waiting.push({ fits, resolve }));
    },
    post,
    chat: (question, more = {}, headers = {}) =>
      post(
        "/chat/completions",
        { model: "m", temperature: 0, messages: [{ role: "user", content: question }], ...more },
        headers,
      ),
    openai: () => new OpenAI({ baseURL: `${origin}/v1`, apiKey: KEY, maxRetries: 0 }),
    close: async () => {
      await closed(server);
      await labeller?.close();
      await upstream.close();
      index.close();
    },
  };
}

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function merged(
  base: Settings,
  change: { settings?: Partial<Settings>; policy?: Partial<Settings["policy"]> },
): Settings {
  return {
    ...base,
    ...change.settings,
    policy: { ...base.policy, ...change.settings?.policy, ...change.policy },
  };
}

function closed(server: http.Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

export function contentOf(text: string): string {
  if (!text.startsWith("data:")) {
    try {
      const json = JSON.parse(text) as { choices?: { message?: { content?: string } }[] };
      return json.choices?.[0]?.message?.content ?? "";
    } catch {
      return "";
    }
  }
  let out = "";
  for (const line of text.split("\n")) {
    if (!line.startsWith("data: {")) continue;
    const chunk = JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string } }[] };
    out += chunk.choices?.[0]?.delta?.content ?? "";
  }
  return out;
}

/** A stand-in with a meaning that a test can see through: one dimension for each of 64 word hashes. */
export function wordEmbedder(): Embedder {
  return {
    kind: "builtin",
    fingerprint: "words-64" as Fingerprint,
    embed(text): UnitVector {
      const values = new Float32Array(64).fill(0.001);
      for (const word of wordsOf(text)) {
        let hash = 7;
        for (const c of word) hash = (hash * 31 + c.charCodeAt(0)) >>> 0;
        values[hash % 64]! += 1;
      }
      return unitVector(values) as UnitVector;
    },
    async close() {},
  };
}

/** Sure of two texts with the same words in any order; a number that differs is a veto; one word that differs is a slot. */
export function wordVerifier(): Verifier {
  return {
    version: "words",
    compare(stored, asked): PairVerdict {
      const a = wordsOf(stored);
      const b = wordsOf(asked);
      const same = [...a].sort().join(" ") === [...b].sort().join(" ");
      const differ = a.length === b.length ? a.flatMap((w, i) => (w === b[i] ? [] : [i])) : [];
      const at = differ.length === 1 ? (differ[0] as number) : -1;
      const numbers = at >= 0 && /^\d+$/.test(a[at] as string);
      const slot =
        at < 0
          ? null
          : {
              kind: "word" as const,
              stored: a[at] as string,
              asked: b[at] as string,
              template: a.map((w, i) => (i === at ? "\0" : w)).join(" "),
            };
      return { veto: numbers ? "numbers-differ" : null, probability: same ? 0.95 : 0.3, score: 0, slot };
    },
    explain: () => [],
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A port with some of its methods replaced; the others run on the port itself. */
export function replacing<P extends object>(port: P, methods: Partial<P>): P {
  return new Proxy(port, {
    get(target, name) {
      if (name in methods) return Reflect.get(methods, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
