import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type CallerFacts, type Identity, identify, parseBody, tenantOf } from "../../src/core/identify.ts";
import type { NotCacheable } from "../../src/core/reasons.ts";
import type { Route } from "../../src/model.ts";

const secret = createSecretKey(Buffer.from("a secret of the tests"));

interface Request {
  readonly route?: Route;
  readonly path?: string;
  readonly upstream?: string;
  readonly body: unknown;
  readonly credential?: readonly (readonly [string, string])[];
  readonly organization?: string;
  readonly project?: string;
  readonly parting?: readonly (readonly [string, string])[];
  readonly context?: readonly (readonly [string, string])[];
  readonly questionHeader?: string;
  readonly maxTemperature?: number;
  readonly questionAfter?: string;
}

const PATHS: Record<Route, string> = {
  chat: "/chat/completions",
  responses: "/responses",
  completions: "/completions",
  embeddings: "/embeddings",
};

function identityOf(r: Request): Identity {
  const bytes = Buffer.isBuffer(r.body)
    ? r.body
    : Buffer.from(typeof r.body === "string" ? r.body : JSON.stringify(r.body));
  const route = r.route ?? "chat";
  const caller: CallerFacts = {
    tenant: tenantOf(secret, r.credential ?? [["authorization", "Bearer sk-a"]]),
    organization: r.organization ?? "",
    project: r.project ?? "",
    parting: r.parting ?? [],
    context: r.context ?? [["domain", "general"]],
    questionHeader: r.questionHeader ?? null,
  };
  const asked = { route, path: r.path ?? PATHS[route], upstream: r.upstream ?? "https://api.example/v1" };
  return identify(parseBody(bytes), asked, caller, {
    secret,
    maxTemperature: r.maxTemperature ?? 1,
    questionAfter: r.questionAfter ?? null,
  });
}

const Q = "How do I reset my password?";
const user = (content: unknown) => ({ role: "user", content });
const system = { role: "system", content: "You are careful." };
const chat = (more: object = {}, question: unknown = Q) => ({
  model: "m",
  temperature: 0,
  messages: [system, user(question)],
  ...more,
});
const response = (more: object = {}) => ({ model: "m", input: Q, store: false, ...more });
const completion = (more: object = {}) => ({ model: "m", prompt: Q, ...more });
const embedding = (more: object = {}) => ({ model: "e", input: Q, ...more });
const tool = (name: string) => ({ type: "function", function: { name, parameters: { type: "object" } } });
const turns = (reply: string) => ({
  messages: [system, user("Hi"), { role: "assistant", content: reply }, user(Q)],
});
const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
const text = (value: string) => ({ type: "text", text: value });

/** A cache breakpoint, as OpenAI and Anthropic name theirs. */
const marked = (value: string) => ({
  ...text(value),
  prompt_cache_breakpoint: true,
  cache_control: { type: "ephemeral" },
});
const numbered = (seed: string, temperature = "0") =>
  JSON.stringify(chat()).replace('"temperature":0', `"temperature":${temperature},"seed":${seed}`);

type Pair = readonly [name: string, a: Request, b: Request];
const same = (name: string, a: unknown, b: unknown, more: Partial<Request> = {}): Pair => [
  name,
  { ...more, body: a },
  { ...more, body: b },
];
const by = (name: string, more: Partial<Request>): Pair => [
  name,
  { body: chat() },
  { body: chat(), ...more },
];

/** One answer may serve both, without a look at the wording. */
const SHARE: Pair[] = [
  same("equal bodies", chat(), chat()),
  same("order of members", chat(), {
    messages: [
      { content: "You are careful.", role: "system" },
      { content: Q, role: "user" },
    ],
    temperature: 0,
    model: "m",
  }),
  same("white space", chat(), JSON.stringify(chat(), null, 4)),
  same("escapes", chat(), JSON.stringify(chat()).replace("careful", "c\\u0061reful")),
  same(
    "an escaped slash",
    chat({ stop: ["a/b"] }),
    JSON.stringify(chat({ stop: ["a/b"] })).replace("a/b", "a\\/b"),
  ),
  same(
    "number spelling",
    chat({ top_p: 1 }),
    JSON.stringify(chat({ top_p: 1 })).replace('"top_p":1', '"top_p":1.0'),
  ),
  same(
    "exponent spelling",
    chat({ top_p: 0.5 }),
    JSON.stringify(chat({ top_p: 0.5 })).replace("0.5", "5e-1"),
  ),
  same(
    "a seed of 64 bits in another spelling",
    numbered("12345678901234567890"),
    numbered("1234567890123456789e1"),
  ),
  same("marks of a provider's own cache", chat(), {
    ...chat(),
    messages: [{ ...system, cache_control: { type: "ephemeral" } }, user(Q)],
  }),
  same(
    "marks of a provider's own cache, moved",
    chat({ messages: [{ role: "system", content: [marked("A"), text("B")] }, user(Q)] }),
    chat({ messages: [{ role: "system", content: [text("A"), marked("B")] }, user(Q)] }),
  ),
  same("stream", chat(), chat({ stream: true })),
  same("stream false", chat(), chat({ stream: false })),
  same("stream_options", chat(), chat({ stream: true, stream_options: { include_usage: true } })),
  same("user", chat({ user: "a" }), chat({ user: "b" })),
  same("metadata", chat({ metadata: { a: "1" } }), chat()),
  same("safety_identifier", chat({ safety_identifier: "x" }), chat()),
  same("prompt_cache_key", chat({ prompt_cache_key: "x" }), chat()),
  same("prompt_cache_options", chat({ prompt_cache_options: { a: 1 } }), chat()),
  same("prompt_cache_retention", chat({ prompt_cache_retention: "24h" }), chat()),
  same("service_tier", chat({ service_tier: "flex" }), chat()),
  same(
    "responses, order of members",
    response(),
    { store: false, input: Q, model: "m" },
    { route: "responses" },
  ),
  same("responses, stream", response(), response({ stream: true }), { route: "responses" }),
  same("completions, stream", completion(), completion({ stream: true }), { route: "completions" }),
  same("embeddings, user", embedding(), embedding({ user: "b" }), { route: "embeddings" }),
];

/** Not even the same wording may share. */
const PART: Pair[] = [
  ...Object.entries({
    model: "m2",
    temperature: 0.3,
    top_p: 0.5,
    max_tokens: 5,
    max_completion_tokens: 5,
    stop: ["\n"],
    seed: 7,
    presence_penalty: 1,
    frequency_penalty: 1,
    logit_bias: { 50256: -100 },
    logprobs: true,
    top_logprobs: 2,
    reasoning_effort: "high",
    verbosity: "low",
    response_format: { type: "json_object" },
    tools: [tool("weather")],
    tool_choice: "auto",
    parallel_tool_calls: false,
    prediction: { type: "content", content: "x" },
    modalities: ["text"],
    moderation: "block",
    n: 1,
    store: false,
    functions: [{ name: "f" }],
    function_call: "auto",
    invented_tomorrow: "slow",
    extra_body: { nested: { deep: 1 } },
    stop_null: null,
  }).map(([name, value]) => same(`chat ${name}`, chat(), chat({ [name]: value }))),
  same("model in another case", chat(), chat({ model: "M" })),
  same(
    "seeds that differ in the last of twenty digits",
    numbered("12345678901234567890"),
    numbered("12345678901234567891"),
  ),
  same("a temperature of 17 digits", chat({ temperature: 0.7 }), numbered("1", "0.69999999999999996")),
  same(
    "a member of a schema that is named like a mark",
    chat({ tools: [{ type: "function", function: { name: "a", parameters: { cache_control: 1 } } }] }),
    chat({ tools: [{ type: "function", function: { name: "a", parameters: { cache_control: 2 } } }] }),
  ),
  same("null is not absent", chat(), chat({ stop: null })),
  same("false is not absent", chat(), chat({ logprobs: false })),
  same("a string is not a number", chat({ seed: 1 }), chat({ seed: "1" })),
  same("order of items", chat({ stop: ["a", "b"] }), chat({ stop: ["b", "a"] })),
  same("one item or its list", chat({ stop: "a" }), chat({ stop: ["a"] })),
  same("empty list or none", chat({ tools: [] }), chat()),
  same("names of tools", chat({ tools: [tool("a")] }), chat({ tools: [tool("b")] })),
  same("order of tools", chat({ tools: [tool("a"), tool("b")] }), chat({ tools: [tool("b"), tool("a")] })),
  same(
    "deep inside a schema",
    chat({
      response_format: { type: "json_schema", json_schema: { name: "a", schema: { type: "object" } } },
    }),
    chat({ response_format: { type: "json_schema", json_schema: { name: "a", schema: { type: "array" } } } }),
  ),
  same(
    "system prompt",
    chat(),
    chat({ messages: [{ role: "system", content: "You are a pirate." }, user(Q)] }),
  ),
  same(
    "system prompt by a full stop",
    chat(),
    chat({ messages: [{ role: "system", content: "You are careful" }, user(Q)] }),
  ),
  same(
    "system prompt by case",
    chat(),
    chat({ messages: [{ role: "system", content: "You are Careful." }, user(Q)] }),
  ),
  same("no system prompt", chat(), chat({ messages: [user(Q)] })),
  same(
    "developer for system",
    chat(),
    chat({ messages: [{ role: "developer", content: "You are careful." }, user(Q)] }),
  ),
  same("earlier turns", chat(), chat(turns("Hello."))),
  same("wording of an earlier turn", chat(turns("Hello.")), chat(turns("Hello!"))),
  same("name of the speaker", chat(), chat({ messages: [system, { ...user(Q), name: "bob" }] })),
  same("a new member of a message", chat(), chat({ messages: [system, { ...user(Q), weight: 2 }] })),
  same(
    "earlier text moved into the question",
    chat({ messages: [system, user("a"), user("b")] }),
    chat({ messages: [system, user("ab")] }),
  ),
  same("a text part for a string", chat(), chat({}, [text(Q)])),
  same("two parts for one", chat({}, [text("a"), text("b")]), chat({}, [text("ab")])),
  same("an earlier part", chat({}, [text("x"), text(Q)]), chat({}, [text("y"), text(Q)])),
  same("an image", chat({}, [text(Q)]), chat({}, [text(Q), image])),
  same(
    "another image",
    chat({}, [text(Q), image]),
    chat({}, [text(Q), { ...image, image_url: { url: "data:image/png;base64,BBBB" } }]),
  ),
  same(
    "__proto__ as a member",
    chat(),
    JSON.stringify(chat()).replace('"model"', '"__proto__":{"x":1},"model"'),
  ),
  same("constructor as a member", chat(), chat({ constructor: { prototype: 1 } })),
  same("the letter é, composed or not", chat({ stop: ["\u00e9"] }), chat({ stop: ["e\u0301"] })),
  by("another credential", { credential: [["authorization", "Bearer sk-b"]] }),
  by("a credential that is a prefix", { credential: [["authorization", "Bearer sk-"]] }),
  by("a credential in another case", { credential: [["authorization", "Bearer SK-A"]] }),
  by("scheme in another case", { credential: [["authorization", "bearer sk-a"]] }),
  by("no credential", { credential: [["authorization", ""]] }),
  by("the same value in another header", { credential: [["api-key", "Bearer sk-a"]] }),
  by("a second credential beside it", {
    credential: [
      ["authorization", "Bearer sk-a"],
      ["x-api-key", "k"],
    ],
  }),
  by("organisation", { organization: "org-b" }),
  by("project", { project: "proj-b" }),
  [
    "organisation and project change places",
    { body: chat(), organization: "a", project: "b" },
    { body: chat(), organization: "b", project: "a" },
  ],
  [
    "a value does not flow into its neighbour",
    { body: chat(), organization: "ab", project: "c" },
    { body: chat(), organization: "a", project: "bc" },
  ],
  by("upstream", { upstream: "https://other.example/v1" }),
  by("query of the path", { path: "/chat/completions?api-version=2" }),
  by("context field", { context: [["domain", "law"]] }),
  by("one more context field", {
    context: [
      ["domain", "general"],
      ["user_id", "7"],
    ],
  }),
  ["route", { body: completion(), route: "completions" }, { body: completion(), route: "embeddings" }],
  same("responses instructions", response(), response({ instructions: "Be brief." }), { route: "responses" }),
  same("responses store absent", response(), { model: "m", input: Q }, { route: "responses" }),
  same("responses reasoning", response(), response({ reasoning: { effort: "low" } }), { route: "responses" }),
  same("responses text format", response(), response({ text: { format: { type: "json_object" } } }), {
    route: "responses",
  }),
  same("responses include", response(), response({ include: ["x"] }), { route: "responses" }),
  same("responses a message for a string", response(), response({ input: [user(Q)] }), {
    route: "responses",
  }),
  same("completions suffix", completion(), completion({ suffix: "x" }), { route: "completions" }),
  same("completions echo", completion(), completion({ echo: true }), { route: "completions" }),
  same("completions best_of", completion(), completion({ best_of: 2 }), { route: "completions" }),
  same("completions prompt in a list", completion(), completion({ prompt: [Q] }), { route: "completions" }),
  same("embeddings encoding", embedding(), embedding({ encoding_format: "base64" }), { route: "embeddings" }),
  same("embeddings dimensions", embedding(), embedding({ dimensions: 8 }), { route: "embeddings" }),
  same("embeddings input", embedding(), embedding({ input: `${Q} ` }), { route: "embeddings" }),
  [
    "text around a named question",
    { body: chat({}, `A: ${Q}`), questionAfter: "A:" },
    { body: chat({}, `B A: ${Q}`), questionAfter: "A:" },
  ],
  [
    "text around a question in a header",
    { body: chat({}, `doc1 ${Q}`), questionHeader: Q },
    { body: chat({}, `doc2 ${Q}`), questionHeader: Q },
  ],
];

/** The scope is one, the key is not: a rewording may be found by meaning and is never exact. */
const REWORD: Pair[] = [
  same("another wording", chat(), chat({}, "How can I reset my password?")),
  same("case of a letter", chat(), chat({}, "how do I reset my password?")),
  same("a trailing space", chat(), chat({}, `${Q} `)),
  same("a full stop for a question mark", chat(), chat({}, "How do I reset my password.")),
  same("composed or not", chat({}, "caf\u00e9"), chat({}, "cafe\u0301")),
  same("an invisible character", chat({}, "a b"), chat({}, "a\u200b b")),
  same("numbers", chat({}, "convert 5 miles"), chat({}, "convert 50 miles")),
  same("in one text part", chat({}, [text(Q)]), chat({}, [text("Another?")])),
  same(
    "in the last text part",
    chat({}, [text("context"), text(Q)]),
    chat({}, [text("context"), text("Another?")]),
  ),
  same(
    "two user messages at the end",
    chat({ messages: [user("context"), user(Q)] }),
    chat({ messages: [user("context"), user("Another?")] }),
  ),
  same("after equal earlier turns", chat(turns("Hello.")), {
    ...chat(turns("Hello.")),
    messages: [...turns("Hello.").messages.slice(0, 3), user("And then?")],
  }),
  same("responses string", response(), response({ input: "Another?" }), { route: "responses" }),
  same("responses message", response({ input: [user(Q)] }), response({ input: [user("Another?")] }), {
    route: "responses",
  }),
  same(
    "responses part",
    response({ input: [user([{ type: "input_text", text: Q }])] }),
    response({ input: [user([{ type: "input_text", text: "Another?" }])] }),
    { route: "responses" },
  ),
  same("completions prompt", completion(), completion({ prompt: "Another?" }), { route: "completions" }),
  [
    "what follows the marker",
    { body: chat({}, "Doc. Question: a?"), questionAfter: "Question:" },
    { body: chat({}, "Doc. Question: b?"), questionAfter: "Question:" },
  ],
  [
    "what a header names",
    { body: chat({}, "doc a?"), questionHeader: "a?" },
    { body: chat({}, "doc b?"), questionHeader: "b?" },
  ],
];

const NOT_CACHED: readonly (readonly [name: string, why: NotCacheable, request: Request])[] = [
  ["not JSON", "not-json", { body: "{" }],
  ["empty", "not-json", { body: "" }],
  ["a BOM", "not-json", { body: `\ufeff${JSON.stringify(chat())}` }],
  ["bytes that are not UTF-8", "not-json", { body: Buffer.from([0x7b, 0xff, 0x7d]) }],
  ["a list", "not-an-object", { body: [] }],
  ["a string", "not-an-object", { body: '"x"' }],
  ["null", "not-an-object", { body: "null" }],
  [
    "a name that stands twice",
    "duplicate-keys",
    { body: '{"model":"m","messages":[{"role":"user","content":"a"}],"messages":[]}' },
  ],
  [
    "twice, deep inside",
    "duplicate-keys",
    { body: JSON.stringify(chat()).replace('"role":"user"', '"role":"user","role":"user"') },
  ],
  ["twice, once escaped", "duplicate-keys", { body: '{"a":1,"\\u0061":2,"messages":[]}' }],
  ["5,000 levels", "too-deep", { body: `${"[".repeat(5000)}${"]".repeat(5000)}` }],
  [
    "a number beyond all",
    "number",
    { body: JSON.stringify(chat({ seed: 1 })).replace('"seed":1', '"seed":1e999') },
  ],
  ["minus zero", "number", { body: JSON.stringify(chat({ seed: 1 })).replace('"seed":1', '"seed":-0') }],
  [
    "half a surrogate pair",
    "text",
    { body: '{"model":"m","messages":[{"role":"user","content":"\\ud800"}]}' },
  ],
  ["no messages", "no-messages", { body: { model: "m", messages: [] } }],
  ["messages that are none", "no-messages", { body: { model: "m", messages: "x" } }],
  ["n of 2", "n", { body: chat({ n: 2 }) }],
  ["n that is no number", "n", { body: chat({ n: "1" }) }],
  ["store", "store", { body: chat({ store: true }) }],
  ["web_search_options", "web-search", { body: chat({ web_search_options: {} }) }],
  ["a search model", "web-search", { body: chat({ model: "gpt-4o-search-preview" }) }],
  ["a dated search model", "web-search", { body: chat({ model: "gpt-4o-mini-search-preview-2025-03-11" }) }],
  [
    "a web search tool",
    "web-search",
    { body: response({ tools: [{ type: "web_search_preview" }] }), route: "responses" },
  ],
  [
    "a file search tool",
    "server-tools",
    { body: response({ tools: [{ type: "file_search" }] }), route: "responses" },
  ],
  [
    "a code interpreter",
    "server-tools",
    { body: response({ tools: [{ type: "code_interpreter" }] }), route: "responses" },
  ],
  [
    "an MCP tool",
    "server-tools",
    { body: response({ tools: [tool("a"), { type: "mcp" }] }), route: "responses" },
  ],
  ["audio out", "audio-out", { body: chat({ modalities: ["text", "audio"] }) }],
  ["audio parameters", "audio-out", { body: chat({ audio: { voice: "a" } }) }],
  ["temperature above the limit", "temperature", { body: chat({ temperature: 1.4 }) }],
  ["temperature that is no number", "temperature", { body: chat({ temperature: "hot" }) }],
  [
    "an absent temperature is 1.0",
    "temperature",
    { body: { model: "m", messages: [user(Q)] }, maxTemperature: 0.9 },
  ],
  [
    "a tool result at the end",
    "tools-tail",
    {
      body: chat({
        messages: [
          user(Q),
          { role: "assistant", tool_calls: [] },
          { role: "tool", tool_call_id: "c", content: "rain" },
        ],
      }),
    },
  ],
  [
    "an old function result at the end",
    "tools-tail",
    { body: chat({ messages: [user(Q), { role: "function", name: "f", content: "rain" }] }) },
  ],
  [
    "a call's output at the end",
    "tools-tail",
    {
      body: response({ input: [user(Q), { type: "function_call_output", call_id: "c", output: "x" }] }),
      route: "responses",
    },
  ],
  ["background", "background", { body: response({ background: true }), route: "responses" }],
  [
    "previous_response_id",
    "previous-response",
    { body: response({ previous_response_id: "resp_1" }), route: "responses" },
  ],
  ["conversation", "conversation", { body: response({ conversation: "conv_1" }), route: "responses" }],
  ["a prompt template", "prompt-template", { body: response({ prompt: { id: "p" } }), route: "responses" }],
  ["responses store", "store", { body: response({ store: true }), route: "responses" }],
];

const EXACT_ONLY: readonly (readonly [name: string, exactOnly: boolean, request: Request])[] = [
  ["a plain question", false, { body: chat() }],
  ["max_temperature itself", false, { body: chat({ temperature: 1 }) }],
  ["seed", false, { body: chat({ seed: 1 }) }],
  ["tools offered", false, { body: chat({ tools: [tool("a")] }) }],
  [
    "a tool result earlier",
    false,
    {
      body: chat({
        messages: [
          user("a"),
          { role: "assistant", tool_calls: [] },
          { role: "tool", content: "x" },
          { role: "assistant", content: "y" },
          user(Q),
        ],
      }),
    },
  ],
  ["a prefill", true, { body: chat({ messages: [user(Q), { role: "assistant", content: "Sure," }] }) }],
  ["an image beside the text", true, { body: chat({}, [text(Q), image]) }],
  ["audio in", true, { body: chat({}, [text(Q), { type: "input_audio", input_audio: {} }]) }],
  ["a file", true, { body: chat({}, [text(Q), { type: "file", file: { file_id: "f" } }]) }],
  ["no user at all", true, { body: chat({ messages: [system] }) }],
  ["an empty question", true, { body: chat({}, "  ") }],
  ["responses without store: false", true, { body: { model: "m", input: Q }, route: "responses" }],
  ["responses with store: false", false, { body: response(), route: "responses" }],
  ["a completion", false, { body: completion(), route: "completions" }],
  ["a completion with suffix", true, { body: completion({ suffix: "x" }), route: "completions" }],
  ["a completion with echo", true, { body: completion({ echo: true }), route: "completions" }],
  ["several prompts", true, { body: completion({ prompt: ["a", "b"] }), route: "completions" }],
  ["tokens for a prompt", true, { body: completion({ prompt: [1, 2] }), route: "completions" }],
  ["embeddings", true, { body: embedding(), route: "embeddings" }],
];

const ROWS = SHARE.length + PART.length + REWORD.length + NOT_CACHED.length + EXACT_ONLY.length;

function keys(r: Request) {
  const identity = identityOf(r);
  if (!identity.cacheable) throw new Error(`not cacheable: ${identity.why}`);
  return { scope: identity.scope, key: identity.key };
}

describe("identity: who may share an answer, and what was asked", () => {
  it("is held by a table of at least 150 rows", () => expect(ROWS).toBeGreaterThanOrEqual(150));

  it.each(SHARE)("shares: %s", (_name, a, b) => expect(keys(b)).toEqual(keys(a)));

  it.each(PART)("does not share: %s", (_name, a, b) => {
    expect(keys(b).scope).not.toBe(keys(a).scope);
    expect(keys(b).key).not.toBe(keys(a).key);
  });

  it.each(REWORD)("one scope, two keys: %s", (_name, a, b) => {
    expect(keys(b).scope).toBe(keys(a).scope);
    expect(keys(b).key).not.toBe(keys(a).key);
  });

  it.each(NOT_CACHED)("not cached: %s (%s)", (_name, why, request) => {
    expect(identityOf(request)).toMatchObject({ cacheable: false, why });
  });

  it.each(EXACT_ONLY)("%s: exact only is %s", (_name, exactOnly, request) => {
    expect(identityOf(request)).toMatchObject({ cacheable: true, exactOnly });
  });

  it("tells nothing without the secret", () => {
    const other = createSecretKey(Buffer.from("another secret"));
    const parts = [["authorization", "Bearer sk-a"]] as const;
    expect(tenantOf(other, parts)).not.toBe(tenantOf(secret, parts));
    expect(tenantOf(secret, parts)).toMatch(/^[\w-]{43}$/);
  });
});

it("reads a large body as a small one, wherever its pieces part a character, and refuses what is no UTF-8", () => {
  const read = (content: string, cut = 0) => {
    const bytes = Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content }] }));
    return parseBody(bytes.subarray(0, bytes.length - cut));
  };
  for (const letter of ["a", "é", "€", "😀"])
    for (const shift of [0, 1, 2, 3]) {
      const content = "x".repeat(shift) + letter.repeat(600_000);
      expect(read(content)).toMatchObject({ ok: true, value: { messages: [{ content }] } });
    }
  const broken = Buffer.from(`{"model":"m","messages":[{"role":"user","content":"${"€".repeat(300_000)}"}]}`);
  broken[broken.length - 7] = 0xff;
  expect(parseBody(broken)).toMatchObject({ ok: false, why: "not-json" });
});
