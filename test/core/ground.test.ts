/** May an answer that was made of one retrieved context stand on another? Tables of sentences, and the policy over them. */
import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decide, nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import { otherVersion } from "../../src/core/ground/sources.ts";
import { splitPrompt } from "../../src/core/ground/split.ts";
import { unsupported } from "../../src/core/ground/support.ts";
import { identify, parseBody } from "../../src/core/identify.ts";
import type { Ask, BodySays, Candidate, Known, Policy } from "../../src/core/known.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";

const RETURNS = `Returns
Laptops can be returned within 30 days of delivery. The box must be unopened.

Phones can be returned within 14 days of delivery.

Shipping
Orders over 50 euros ship free to Lisbon. The warehouse is not open on Sundays.`;
const LAPTOP = "Within how long can I return a laptop?";

type Row = readonly [why: string | null, answer: string, question?: string, context?: string];
const ENGLISH: readonly Row[] = [
  [null, "Laptops can be returned within 30 days of delivery."],
  [null, "Within 30 days."],
  [null, "Sure! Laptops can be returned within 30 days. I hope this helps!"],
  ["order", "You can return laptops within 30 days."],
  [null, "Laptops: within 30 days. The box must be unopened."],
  [null, "Orders over 50 euros ship free.", "Do orders of over 50 euros ship to Lisbon free?"],
  [null, "The warehouse is not open on Sundays.", "Is the warehouse open on Sundays?"],
  ["number", "Laptops can be returned within 60 days of delivery."],
  ["word", "Laptops can be refunded within 30 days of delivery."],
  ["name", "Orders over 50 euros ship free to Porto.", "Do orders ship free?"],
  ["word", "Yes."],
  ["negation", "Laptops cannot be returned within 30 days."],
  ["negation", "The warehouse is open on Sundays.", "Is the warehouse open on Sundays?"],
  ["word", "I could not find anything about that."],
  ["contradicted", "Within 14 days."],
  ["beside-the-question", "Orders over 50 euros ship free to Lisbon."],
  ["asks-of-all", "Phones can be returned within 14 days of delivery.", "List all return periods"],
  ["structure", '{"days": 30}'],
  ["structure", "```\nLaptops can be returned within 30 days of delivery.\n```"],
  ["says-nothing", "Sure! I hope this helps!"],
  [null, "Ana Prado.", "Who leads the team?", "Ana Prado leads the team."],
  ["name", "Ana Prado.", "Who leads the team?", "Rui Costa leads the team. Ana Prado left."],
  ["word", "Porto.", "Where is the office?", "The office is in Braga. Wine comes from Porto."],
  ["number", "In 1962.", "When was the vote?", "The vote was held in 1965. It rained in 1962."],
  ["limit", "Tickets are free.", "Are tickets free?", "Tickets are free only for members."],
  ["limit", "Tickets are free.", "Are tickets free?", "Tickets are free unless the show is sold out."],
  ["limit", "Ana Prado leads the team.", "Who leads the team?", "Ana Prado formerly leads the team."],
  ["order", "Rome beat Milan in 2019.", "Who won in 2019?", "Milan beat Rome in 2019."],
  [
    "contradicted",
    "The monthly fee is 20 euros.",
    "What is the monthly fee?",
    "The monthly fee is 20 euros.\n\nFrom May on the monthly fee is 25 euros.",
  ],
];
const PORTUGUESE: readonly Row[] = [
  [
    null,
    "O prazo de devolução é de 30 dias.",
    "Qual é o prazo de devolução?",
    "O prazo de devolução é de 30 dias.",
  ],
  ["number", "O prazo é de 30 dias.", "Qual é o prazo?", "O prazo é de 7 dias."],
  ["negation", "A loja abre aos domingos.", "A loja abre aos domingos?", "A loja não abre aos domingos."],
  ["limit", "A entrada é grátis.", "A entrada é grátis?", "A entrada é grátis somente para crianças."],
  [null, "A loja fica no Porto.", "Onde fica a loja?", "A loja fica no Porto."],
];

describe("an answer on another context", () => {
  it.each([...ENGLISH, ...PORTUGUESE].map((row) => ({ row })))("$row.0: $row.1", ({ row }) => {
    const [why, answer, question = LAPTOP, context = RETURNS] = row;
    expect(unsupported(answer, { context, question })?.why ?? null).toBe(why);
  });

  it("is told by its sentence and its word", () => {
    const answer =
      "Laptops can be returned within 30 days of delivery. Phones can be returned within 21 days.";
    expect(unsupported(answer, { context: RETURNS, question: LAPTOP })).toMatchObject({
      ...{ sentence: 2, why: "number", word: "21" },
      text: "Phones can be returned within 21 days.",
    });
  });

  it("keeps a citation only where the passage of that number says it", () => {
    const context = "[1] Phones are sold in Faro.\n\n[2] Laptops are sold in Braga.";
    const on = (answer: string) => unsupported(answer, { context, question: "Where are laptops sold?" });
    expect(on("Laptops are sold in Braga [2].")).toBeNull();
    expect(on("Laptops are sold in Braga [1].")).not.toBeNull();
  });

  it("stands on nothing that is empty, and on no end of text", () => {
    expect(unsupported("Within 30 days.", { context: "", question: LAPTOP })).not.toBeNull();
    expect(unsupported("", { context: RETURNS, question: LAPTOP })?.why).toBe("says-nothing");
    const long = `${RETURNS}\n${"A filler. ".repeat(7_000)}`;
    expect(unsupported("Within 30 days.", { context: long, question: LAPTOP })?.why).toBe("structure");
    expect(unsupported("x ".repeat(5_000), { context: RETURNS, question: LAPTOP })?.why).toBe("structure");
  });

  it("takes time that grows no faster than the text, whatever the text is", () => {
    for (const hostile of [
      "\n<doc".repeat(9_000),
      "a-".repeat(20_000),
      "[1".repeat(20_000),
      "\n\n[1] a".repeat(5_000),
      ". A".repeat(20_000),
    ])
      expect(() => unsupported("Within 30 days.", { context: hostile, question: LAPTOP })).not.toThrow();
  });
});

describe("versions of sources", () => {
  it.each([
    [["doc:42@v7"], ["doc:42@v7"], null],
    [["doc:42@v7"], ["doc:42@v8"], "doc:42@v8"],
    [["doc:42@v7"], ["doc:43@v8"], null],
    [["doc:42@v7"], [], null],
    [["doc:42", "team:a"], ["doc:42@v8"], null],
    [["a@b@1"], ["a@b@2"], "a@b@2"],
  ])("%j, now %j", (stored, asked, differs) => {
    expect(otherVersion(stored, asked)).toBe(differs);
  });
});

describe("what stands before a question", () => {
  it("is frame above its label and on the last line, and context between", () => {
    const split = splitPrompt(`Answer briefly.\nContext:\n${RETURNS}\n\nQuestion: `, "");
    expect(split.context).toBe(RETURNS);
    expect(split.frame).toContain("Answer briefly.");
  });

  it("is frame wherever it speaks to the model", () => {
    for (const order of [
      "Answer in French.",
      "Given the context information, answer the query.",
      "Responda em inglês.",
      "You are a pirate.",
    ]) {
      const split = splitPrompt(`${RETURNS}\n${order}\nQuestion: `, "");
      expect([split.context, split.frame.includes(order)]).toEqual([RETURNS, true]);
    }
  });

  it("is frame behind the question", () => {
    expect(splitPrompt("Context: Paris is large.\nQ: ", "\nIn one word.")).toEqual({
      frame: "Context: \nQ: \u0000\nIn one word.",
      context: "Paris is large.",
    });
  });
});

const SECRET = createSecretKey(Buffer.from("a secret of the tests"));
const CALLER = {
  ...{ tenant: "tenant" as TenantId, organization: "", project: "", parting: [], context: [] },
  questionHeader: null,
};

function identityOf(content: string, grounded = true) {
  const body = parseBody(Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content }] })));
  const asked = { route: "chat", path: "/chat/completions", upstream: "u" } as const;
  const policy = { secret: SECRET, maxTemperature: 1, questionAfter: "Question:", grounded };
  const identity = identify(body, asked, CALLER, policy);
  if (!identity.cacheable) throw new Error(identity.why);
  return identity;
}
const prompt = (context: string, question = LAPTOP, order = "Answer briefly.") =>
  `${order}\nContext:\n${context}\n\nQuestion: ${question}`;

describe("the identity of a grounded request", () => {
  const one = identityOf(prompt(RETURNS));

  it("shares a scope with another context, and never a key", () => {
    const other = identityOf(prompt("Phones only."));
    expect(other.scope).toBe(one.scope);
    expect(other.key).not.toBe(one.key);
    expect(other.retrieved?.digest).not.toBe(one.retrieved?.digest);
    expect(identityOf(prompt(RETURNS)).key).toBe(one.key);
  });

  it("parts by what is said to the model, and from what is not grounded", () => {
    expect(identityOf(prompt(RETURNS, LAPTOP, "Answer in French.")).scope).not.toBe(one.scope);
    expect(identityOf(prompt(RETURNS), false).scope).not.toBe(one.scope);
    expect(identityOf(prompt(RETURNS), false).retrieved).toBeNull();
  });

  it("leaves the context in the scope where the question leans on it, or there is none", () => {
    const [a, b] = [identityOf(prompt(RETURNS, "And in Java?")), identityOf(prompt("x y", "And in Java?"))];
    expect([a.retrieved, a.scope === b.scope]).toEqual([null, false]);
    expect(identityOf(LAPTOP).retrieved).toBeNull();
  });
});

const NOW = 1_800_000_000_000;
const GROUNDS = { digest: "now", context: RETURNS, question: LAPTOP, tags: ["doc:1@2"] };
const ASK: Extract<Ask, { cacheable: true }> = {
  ...{ cacheable: true, scope: "s" as Scope, key: "k" as Key, exactOnly: false, directives: NO_DIRECTIVES },
  ...{ minConfidence: null, inside: true, credentialRefused: false, grounds: GROUNDS },
};
const POLICY: Policy = {
  ...{ exactForAll: true, semantic: true, serveFound: true, save: true, adapt: true, calibrated: true },
  ...{ similarityThreshold: 0.9, adaptationThreshold: 0.5, secondLook: null },
};
const FALLEN = { sentence: 1, why: "number", text: "", word: "" } as const;

function candidate(over: Partial<EntryFacts>, more: Partial<Candidate> = {}): Candidate {
  const entry: EntryFacts = {
    ...{
      id: "e" as EntryId,
      key: "o" as Key,
      scope: ASK.scope,
      tenant: "t" as TenantId,
      route: "chat",
      model: "m",
    },
    ...{ question: LAPTOP, semantic: true, storedAtMs: NOW - 9, expiresAtMs: NOW + 9, staleUntilMs: NOW + 9 },
    ...{ form: "json", usage: null, upstreamMs: 1, context: "then", ...over },
  };
  return {
    ...{ entry, similarity: 1, refusedPair: false, confirmedPair: false },
    verdict: { veto: null, probability: 0.99, score: 5, slot: null },
    ...more,
  };
}

function known(
  candidates: readonly Candidate[],
  bodies: readonly (readonly [string, BodySays])[],
  over = {},
): Known {
  return {
    ...nothingKnown(ASK),
    ...{ exact: { at: "absent" }, near: { at: "found", candidates } },
    ...{ bodies: new Map(bodies.map(([id, says]) => [id as EntryId, says])) },
    ...over,
  };
}

describe("the policy over an answer of another context", () => {
  const other = candidate({});

  it("reads it, and serves it where it stands", () => {
    expect(decide(known([other], []), POLICY, NOW)).toMatchObject({ do: "read" });
    expect(decide(known([other], [["e", "stands"]]), POLICY, NOW)).toMatchObject({
      do: "serve",
      why: "reworded",
    });
  });

  it("names why it does not: a sentence, or a source of another version", () => {
    expect(decide(known([other], [["e", FALLEN]]), POLICY, NOW)).toMatchObject({
      do: "fetch",
      why: "not-grounded",
    });
    const older = candidate({ tags: ["doc:1@1"] });
    expect(decide(known([older], [["e", "stands"]]), POLICY, NOW)).toMatchObject({ why: "sources-differ" });
    const same = candidate({ tags: ["doc:1@2"] });
    expect(decide(known([same], [["e", "stands"]]), POLICY, NOW)).toMatchObject({ do: "serve" });
  });

  it("goes on to one that stands", () => {
    const second = candidate({ id: "f" as EntryId });
    expect(decide(known([other, second], [["e", FALLEN]]), POLICY, NOW)).toMatchObject({
      ...{ do: "read", candidate: { entry: { id: "f" } } },
    });
  });

  it("reads it beside upstream too, so that what is measured is what would be served", () => {
    const beside = known([other], [], { upstream: "running" });
    expect(decide(beside, { ...POLICY, serveFound: false }, NOW)).toMatchObject({ do: "read" });
  });

  it("never serves it unread, fallen, of an older source, or edited, whoever confirmed it", () => {
    const slot = { kind: "number", stored: "30", asked: "60", template: "x" } as const;
    const verdicts = [
      { veto: null, probability: 0.99, score: 5, slot: null },
      { veto: "numbers-differ", probability: 0.99, score: 5, slot },
      { veto: null, probability: 0.6, score: 5, slot },
    ] as const;
    for (const verdict of verdicts)
      for (const confirmedPair of [false, true])
        for (const upstream of ["unasked", "running", "failed"] as const)
          for (const tags of [[], ["doc:1@1"]])
            for (const says of [null, FALLEN, "gone", "depends"] as const) {
              const near = candidate({ tags }, { verdict, confirmedPair });
              const adapted = { entry: near.entry, similarity: 1, confidence: 1 };
              const state = known([near], says === null ? [] : [["e", says]], {
                ...{ upstream, adapted: { at: "made", adapted } },
              });
              const step = decide(state, POLICY, NOW);
              const isConfirmed = confirmedPair && says === "depends" && tags.length === 0;
              if (!isConfirmed) expect(step.do).not.toBe("serve");
              if (step.do === "observe" && !isConfirmed) expect(step.found).toBeNull();
            }
  });

  it("treats one of the same context as any other", () => {
    const same = candidate({ context: "now" });
    expect(decide(known([same], [["e", "stands"]]), POLICY, NOW)).toMatchObject({ do: "serve" });
    expect(
      decide(known([same], [], { upstream: "running" }), { ...POLICY, serveFound: false }, NOW),
    ).toMatchObject({
      do: "observe",
    });
  });

  it("serves none that was made of a context where none is asked with", () => {
    const ask = { ...ASK, grounds: null };
    expect(decide(known([other], [["e", "stands"]], { ask }), POLICY, NOW)).toMatchObject({ do: "fetch" });
  });
});
