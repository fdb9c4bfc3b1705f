/** What is measured: one kind of request each, over a gateway of its own, with what its cache holds beforehand. */
import { question, reworded } from "./words.ts";

export interface Case {
  readonly name: string;
  readonly title: string;
  /** What upstream, and the bare server, answer: bytes of the text of a whole answer, events of a streamed one. */
  readonly bytes: number;
  readonly events: number;
  readonly connections: number;
  /** Of one round. */
  readonly requests: number;
  /** Sent once beforehand. */
  readonly fill?: { readonly count: number; readonly request: (n: number) => Buffer };
  /** The n-th request of a server, warming up included. */
  readonly request: (n: number) => Buffer;
  /** What `x-semblance-outcome` must say; "none" where it must be absent. */
  readonly outcome: string;
  /** The share of answers that may say otherwise: two questions of many may be found alike. Default 0.01. */
  readonly astrayMax?: number;
  /** What `x-semblance-reason` must say of at least this share of the answers. */
  readonly reason?: { readonly is: string; readonly share: number };
  /** Of the gateway, in this folder's parent. Default "bench.yaml". */
  readonly config?: string;
  /** That upstream takes; the bare server takes none. Default 0. */
  readonly delayMs?: number;
  /** Upstream's answers repeat the last word of the question. */
  readonly echo?: true;
  /** Takes minutes, and is left out of a quick run. */
  readonly large?: true;
  /** Takes many minutes, and is measured with `--long` alone. */
  readonly long?: true;
}

const SMALL = { bytes: 1_000, events: 62, connections: 8 } as const;
/** Questions of the miss cases begin here, those of the fill at 0. */
const FRESH = 100_000;
const PER_SCOPE = 500;
const SCOPES = 500;
/** Connections that ask the same question at once. */
const CROWD = 64;

export const CASES: readonly Case[] = [
  {
    ...SMALL,
    name: "pass-through",
    title: "a path that is not cached, JSON",
    requests: 3_000,
    request: (n) => post({ model: "m", input: question(n) }, { path: "/v1/moderations" }),
    outcome: "none",
  },
  {
    ...SMALL,
    name: "bypass",
    title: "a cached path, a request that is not cacheable, JSON",
    requests: 3_000,
    request: (n) => post({ ...chat(question(n)), n: 3, store: true }),
    outcome: "bypass",
  },
  {
    ...SMALL,
    name: "bypass-stream",
    title: "a cached path, a request that is not cacheable, stream of 62 events",
    requests: 1_500,
    request: (n) => post({ ...chat(question(n)), n: 3, store: true, stream: true }),
    outcome: "bypass",
  },
  {
    ...SMALL,
    name: "miss-alone",
    title: "a miss alone in its scope, JSON",
    requests: 2_000,
    request: (n) => post(chat(question(n), n)),
    outcome: "miss",
  },
  {
    ...SMALL,
    name: "miss-500",
    title: "a miss among up to 500 in its scope, JSON",
    requests: 1_500,
    request: (n) => asking(n, question(n)),
    outcome: "miss",
  },
  {
    ...SMALL,
    name: "miss-10k",
    title: "a miss among 10,000 in its scope, JSON",
    requests: 500,
    fill: { count: 10_000, request: (n) => post(chat(question(n)), { cacheControl: "no-cache" }) },
    request: (n) => post(chat(question(FRESH + n))),
    outcome: "miss",
    large: true,
  },
  {
    ...SMALL,
    name: "miss-stream",
    title: "a miss among up to 500 in its scope, stream of 62 events",
    requests: 1_000,
    request: (n) => post({ ...chat(question(n), Math.floor(n / PER_SCOPE)), stream: true }),
    outcome: "miss",
  },
  {
    ...SMALL,
    name: "exact-hit",
    title: "an exact hit of 1 kB, 64 connections",
    connections: 64,
    requests: 12_000,
    request: () => post(chat(question(0))),
    outcome: "exact",
  },
  {
    ...SMALL,
    name: "exact-hit-20k",
    title: "an exact hit of 20 kB, 64 connections",
    bytes: 20_000,
    connections: 64,
    requests: 6_000,
    request: () => post(chat(question(0))),
    outcome: "exact",
  },
  {
    ...SMALL,
    name: "replay",
    title: "an exact hit, replayed as a stream of 62 events",
    requests: 5_000,
    request: () => post({ ...chat(question(0)), stream: true }),
    outcome: "exact",
  },
  {
    ...SMALL,
    name: "replay-200",
    title: "an exact hit, replayed as a stream of 200 events",
    events: 200,
    requests: 3_000,
    request: () => post({ ...chat(question(0)), stream: true }),
    outcome: "exact",
  },
  {
    ...SMALL,
    name: "semantic-few",
    title: "a hit by meaning among 20 in its scope",
    requests: 1_500,
    fill: { count: 20, request: (n) => post(chat(question(n)), { cacheControl: "no-cache" }) },
    request: (n) => post(chat(spelled(n % 20, Math.floor(n / 20))), { cacheControl: "only-if-cached" }),
    outcome: "semantic",
  },
  {
    ...SMALL,
    name: "semantic-10k",
    title: "a hit by meaning among 10,000 in its scope",
    requests: 1_000,
    fill: { count: 10_000, request: (n) => post(chat(question(n)), { cacheControl: "no-cache" }) },
    request: (n) => post(chat(reworded(n % 10_000)), { cacheControl: "only-if-cached" }),
    outcome: "semantic",
    large: true,
  },
  {
    ...SMALL,
    name: "semantic-scopes",
    title: "a hit by meaning among 10,000 over 500 scopes",
    requests: 1_000,
    fill: {
      count: 10_000,
      request: (n) => post(chat(question(n), n % SCOPES), { cacheControl: "no-cache" }),
    },
    request: (n) => post(chat(reworded(n % 10_000), n % SCOPES), { cacheControl: "only-if-cached" }),
    outcome: "semantic",
    large: true,
  },
  {
    ...SMALL,
    name: "semantic-100k",
    title: "a hit by meaning among 100,000 in its scope",
    requests: 1_000,
    config: "serve/many.yaml",
    fill: { count: 100_000, request: (n) => post(chat(question(n)), { cacheControl: "no-cache" }) },
    request: (n) => post(chat(reworded((n * 7) % 100_000)), { cacheControl: "only-if-cached" }),
    outcome: "semantic",
    long: true,
  },
  {
    ...SMALL,
    name: "adapted",
    title: "an answer adapted by a template, JSON",
    requests: 2_000,
    echo: true,
    fill: { count: 12, request: (n) => post(chat(installing(n))) },
    request: (n) => post(chat(installing(FRESH + n))),
    outcome: "adapted",
  },
  {
    ...SMALL,
    name: "shadow",
    title: "a rewording among 500 in shadow, upstream of 60 ms: looked up, decided, compared with its answer",
    connections: 4,
    requests: 300,
    delayMs: 60,
    // Upstream may be done first where others keep the look-up waiting.
    astrayMax: 0.05,
    config: "shadow/shadow.yaml",
    fill: { count: PER_SCOPE, request: (n) => post(chat(question(n))) },
    request: (n) => post(chat(spelled(n % PER_SCOPE, Math.floor(n / PER_SCOPE) + 1))),
    outcome: "shadow",
  },
  {
    ...SMALL,
    name: "follower",
    title: "64 at once ask the same of an upstream of 20 ms: 1 miss and 63 that wait for it, JSON",
    connections: CROWD,
    requests: 3_200,
    delayMs: 20,
    request: (n) => post(chat(question(Math.floor(n / CROWD)), Math.floor(n / CROWD))),
    outcome: "miss",
    reason: { is: "follower", share: 0.95 },
  },
];

/** Questions of one frame: what upstream's answers repeat, and no other word. */
function installing(n: number): string {
  return `How do I install tool${n}`;
}

/** A rewording that was not sent before: the n-th of them differ in white space, which parts exact keys. */
function spelled(n: number, turn: number): string {
  return `${reworded(n)}${" ".repeat(turn % 200)}`;
}

function chat(content: string, scope = 0) {
  const system = { role: "system", content: `You are assistant ${scope}.` };
  return { model: "m", temperature: 0, messages: [system, { role: "user", content }] };
}

/** What is asked of the n-th question, among up to 500 in its scope. */
export function asking(n: number, content: string, o: { cacheControl?: string } = {}): Buffer {
  return post(chat(content, Math.floor(n / PER_SCOPE)), o);
}

function post(body: object, o: { path?: string; cacheControl?: string } = {}): Buffer {
  const text = JSON.stringify(body);
  const lines = [
    `POST ${o.path ?? "/v1/chat/completions"} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    "Authorization: Bearer sk-bench",
    ...(o.cacheControl ? [`Cache-Control: ${o.cacheControl}`] : []),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}`);
}
