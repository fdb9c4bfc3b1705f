/** What stands before a question decides whether one that does not stand alone may share with its rewordings. */
import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decide, nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import { identify, parseBody } from "../../src/core/identify.ts";
import type { TenantId } from "../../src/model.ts";

const secret = createSecretKey(Buffer.from("a secret of the tests"));

interface More {
  readonly route?: "chat" | "responses" | "completions";
  readonly header?: string;
  readonly after?: string;
}

function identityOf(body: object, { route = "chat", header, after }: More = {}) {
  const caller = {
    tenant: "tenant" as TenantId,
    organization: "",
    project: "",
    parting: [],
    context: [],
    questionHeader: header ?? null,
  };
  const asked = { route, path: `/${route}`, upstream: "https://api.example/v1" };
  const policy = { secret, maxTemperature: 1, questionAfter: after ?? null };
  const identity = identify(parseBody(Buffer.from(JSON.stringify(body))), asked, caller, policy);
  if (!identity.cacheable) throw new Error(identity.why);
  return identity;
}

const user = (content: unknown) => ({ role: "user", content });
const said = { role: "assistant", content: "Use sorted()." };
const system = { role: "system", content: "You are a careful teacher of programming." };
const text = (value: string) => ({ type: "text", text: value });
const LEANS = "And in Java?";
const FIRST = user("How do I sort a list in Python?");

type Row = readonly [name: string, why: string | null, body: object, more?: More];
const ROWS: readonly Row[] = [
  ["a whole question", null, { messages: [FIRST] }],
  ["a leaning question with nothing before it", "not-standalone", { messages: [user(LEANS)] }],
  ["instructions are no antecedent", "not-standalone", { messages: [system, user(LEANS)] }],
  [
    "a developer's instructions neither",
    "not-standalone",
    { messages: [{ role: "developer", content: "x" }, user(LEANS)] },
  ],
  ["after earlier turns", null, { messages: [system, FIRST, said, user(LEANS)] }],
  ["after an earlier message of the same user", null, { messages: [FIRST, user(LEANS)] }],
  ["after an earlier part of its message", null, { messages: [user([text("a long text"), text(LEANS)])] }],
  ["as the only part of its message", "not-standalone", { messages: [user([text(LEANS)])] }],
  [
    "after its context, cut at a marker",
    null,
    { messages: [user("Some context.\nQuestion: What does it do?")] },
    { after: "Question:" },
  ],
  [
    "after a marker with nothing before it",
    "not-standalone",
    { messages: [user("Question: What does it do?")] },
    { after: "Question:" },
  ],
  [
    "named by header inside a message that says more",
    null,
    { messages: [user("Docker is a tool. What does it do? Be brief.")] },
    { header: "What does it do?" },
  ],
  [
    "named by header as all of its message",
    "not-standalone",
    { messages: [user("What does it do?")] },
    { header: "What does it do?" },
  ],
  ["a prompt", "not-standalone", { prompt: LEANS }, { route: "completions" }],
  ["an input", "not-standalone", { input: LEANS, store: false }, { route: "responses" }],
  [
    "an input after earlier turns",
    null,
    { input: [FIRST, said, user(LEANS)], store: false },
    { route: "responses" },
  ],
  ["a prefill keeps its own name", "exact-only", { messages: [user(LEANS), said] }],
];

describe("a question that does not stand alone", () => {
  it.each(ROWS.map(([name, ...rest]) => ({ name, rest })))("$name", ({ rest: [why, body, more] }) => {
    const identity = identityOf({ model: "m", temperature: 0, ...body }, more);
    expect([identity.exactOnly, identity.exactWhy]).toEqual([why !== null, why]);
  });

  it("shares a scope only where the whole earlier conversation is equal", () => {
    const scope = (messages: object[]) => identityOf({ model: "m", temperature: 0, messages }).scope;
    const before = [FIRST, said];
    expect(scope([...before, user("and in java")])).toBe(scope([...before, user(LEANS)]));
    const other = [FIRST, { ...said, content: "Use sorted()!" }];
    expect(scope([...other, user(LEANS)])).not.toBe(scope([...before, user(LEANS)]));
  });

  it("is told by its name where the search would begin", () => {
    const identity = identityOf({ model: "m", temperature: 0, messages: [user(LEANS)] });
    const { scope, key, exactOnly, exactWhy } = identity;
    const step = decide(
      {
        ...nothingKnown({
          cacheable: true,
          scope,
          key,
          exactOnly,
          exactWhy,
          directives: NO_DIRECTIVES,
          minConfidence: null,
          inside: true,
          credentialRefused: false,
        }),
        exact: { at: "absent" },
      },
      {
        exactForAll: true,
        semantic: true,
        serveFound: true,
        save: true,
        similarityThreshold: 0.85,
        adaptationThreshold: 0.75,
        adapt: true,
        calibrated: true,
        secondLook: null,
      },
      0,
    );
    expect(step).toMatchObject({ do: "fetch", why: "not-standalone" });
  });
});
