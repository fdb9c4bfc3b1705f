import { describe, expect, it } from "vitest";
import { isSlotValue } from "../../src/core/slot-value.ts";
import { type FreshAnswer, TemplateBook } from "../../src/core/template-book.ts";
import type { EntryId, Scope } from "../../src/model.ts";
import { type AnsweredFamily, LATE_EXCEPTIONS, PLAIN, WITH_EXCEPTIONS } from "../data/families.ts";
import { fc } from "../support/property.ts";

const SCOPE = "scope" as Scope;

function fresh(question: string, answer: string): FreshAnswer {
  return { scope: SCOPE, entry: `ent ${question}` as EntryId, question, answer };
}

function taught(...answers: (readonly [string, string])[]): TemplateBook {
  const book = new TemplateBook();
  for (const [question, answer] of answers) book.learn(fresh(question, answer));
  return book;
}

/** From whichever of the questions that were learnt, as a look-up would have it. */
function foretold(book: TemplateBook, learnt: readonly string[], question: string): string | null {
  for (const stored of learnt) {
    const made = book.foretold(SCOPE, `ent ${stored}` as EntryId, stored, question);
    if (made) return made.text;
  }
  return null;
}

const ask = (v: string) => `Write a note for ${v} please`;
const say = (v: string) => `Dear ${v}, thank you.`;
const QUESTIONS = ["Ana", "Bia", "Caio"].map(ask);

describe("a book of templates", () => {
  it("keeps nothing of a scope whose answers and templates are gone", () => {
    const book = new TemplateBook();
    const of = (scope: string, v: string): FreshAnswer => ({
      ...fresh(ask(v), say(v)),
      scope: scope as Scope,
    });
    for (const v of ["Ana", "Bia"]) book.learn(of("left", v));
    // Answers kept at hand are bounded over all scopes: these push out those of the first.
    for (let i = 0; i < 2_000; i++) book.learn(of(`scope ${i}`, "Ana"));
    const before = book.scopes;
    for (const v of ["Ana", "Bia"]) book.forget(fresh(ask(v), say(v)).entry);
    expect([book.scopes, book.size]).toEqual([before - 1, 0]);
  });
});

describe("a template", () => {
  const book = (...values: string[]) => taught(...values.map((v) => [ask(v), say(v)] as const));

  it("is used after the third of three answers that it foretold, and not before", () => {
    expect(foretold(book("Ana", "Bia"), QUESTIONS, ask("Davi"))).toBeNull();
    expect(foretold(book("Ana", "Bia", "Caio"), QUESTIONS, ask("Davi"))).toBe(say("Davi"));
  });

  it("is not proved by a value that it had seen", () => {
    expect(foretold(book("Ana", "Bia", "Bia", "Ana"), QUESTIONS, ask("Davi"))).toBeNull();
  });

  it("grows surer with each answer that it foretold", () => {
    const sure = (...values: string[]) =>
      book(...values).foretold(SCOPE, `ent ${ask("Ana")}` as EntryId, ask("Ana"), ask("Zoe"))?.confidence;
    expect(sure("Ana", "Bia", "Caio")).toBe(3 / 4);
    expect(sure("Ana", "Bia", "Caio", "Davi", "Eva")).toBe(5 / 6);
  });

  it.each([0, 1, 2, 3])("has ended for good with one other answer, the %i-th of five", (at) => {
    const values = ["Ana", "Bia", "Caio", "Davi", "Eva"];
    const of = taught(...values.map((v, i) => [ask(v), i === at ? "No." : say(v)] as const));
    expect(foretold(of, values.map(ask), ask("Zoe"))).toBeNull();
  });

  it("has ended with one bad report", () => {
    const of = book("Ana", "Bia", "Caio");
    of.end(`ent ${ask("Bia")}` as EntryId);
    of.learn(fresh(ask("Eva"), say("Eva")));
    expect(foretold(of, QUESTIONS, ask("Davi"))).toBeNull();
  });

  it("is not edited from an entry that is gone", () => {
    const of = book("Ana", "Bia", "Caio");
    for (const question of QUESTIONS) of.forget(`ent ${question}` as EntryId);
    expect([foretold(of, QUESTIONS, ask("Davi")), of.size]).toEqual([null, 0]);
  });

  it("never reaches into another scope", () => {
    const of = book("Ana", "Bia", "Caio");
    expect(of.foretold("other" as Scope, `ent ${ask("Ana")}` as EntryId, ask("Ana"), ask("Davi"))).toBeNull();
  });
});

describe("a value", () => {
  it.each([
    ...[
      "-5",
      "−5",
      "5",
      "5 kg",
      "ten",
      "30 days",
      "dez",
      "$5",
      "x;y",
      "a.b",
      "a/b",
      "a\nb",
      "a\tb",
      "a  b",
      " a",
      "a ",
    ],
    ...[
      "\u202eParis",
      "P\u200baris",
      "P\u0430ris",
      "Pαris",
      "ﬁne",
      "Ana-",
      "'Ana",
      "\ud83d",
      "😀",
      "a_b",
      "",
      "１",
    ],
    ...["Dave}", 'Da"ve', "D\\ave", "x' OR 'a'='a", "Monday", "junho"],
  ])("is not %j", (value) => expect(isSlotValue(value)).toBe(false));

  it.each(["Ana", "Ana Luísa", "O'Brien", "Saint-Malo", "s3", "nginx", "São Paulo", "Мария", "東京"])(
    "may be %j",
    (value) => expect(isSlotValue(value)).toBe(true),
  );

  it.each([
    ["JSON", "Create a JSON object for {} please", '{"name":"{}","admin":false}', ["O'Brien", "Ana Luz"]],
    [
      "SQL",
      "Write a SQL query that finds {} please",
      "SELECT * FROM t WHERE name = '{}';",
      ["O'Brien", "Ana Luz"],
    ],
    ["shell", "How do I make a folder named {} now?", "mkdir '{}'", ["Bob's", "Ana Luz"]],
    [
      "a fence",
      "How do I make a folder named {} now?",
      "Run:\n```sh\nmkdir {}\n```\nDone.",
      ["O'Brien", "Ana Luz"],
    ],
    ["inline code", "How do I make a folder named {} now?", "Run `mkdir {}` there.", ["O'Brien", "Ana Luz"]],
    ["quotes", "Write a line that quotes {} please", 'You said "{}" twice.', ["O'Brien"]],
    ["another script", "Write a note for {} please", "Dear {}, thank you.", ["Мария", "東京"]],
  ])("in %s is of letters, digits and hyphen only", (_name, q, a, values) => {
    const learnt = ["Ida", "Bob", "Carol"];
    const of = taught(...learnt.map((v) => [q.replace("{}", v), a.replace("{}", v)] as const));
    const told = (v: string) =>
      foretold(
        of,
        learnt.map((w) => q.replace("{}", w)),
        q.replace("{}", v),
      );
    expect(told("Dave")).toBe(a.replace("{}", "Dave"));
    for (const value of values) expect(told(value)).toBeNull();
  });

  it("of any characters leaves JSON whole", () => {
    const learnt = ["Ida", "Bob", "Carol"];
    const q = (v: string) => `Create a JSON object for ${v} please`;
    const of = taught(...learnt.map((v) => [q(v), JSON.stringify({ name: v, admin: false })] as const));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (value) => {
        const text = foretold(of, learnt.map(q), q(value));
        if (text !== null) expect(JSON.parse(text)).toEqual({ name: value, admin: false });
      }),
    );
  });
});

/** Walks a family as requests come: what is foretold is served and not learnt from. */
function walked({ ask, say, learn, next, but = {} }: AnsweredFamily): { served: number; wrong: number } {
  const of = new TemplateBook();
  const stored: string[] = [];
  let served = 0;
  let wrong = 0;
  for (const value of [...learn, ...next]) {
    const question = ask.replaceAll("{}", value);
    const answer = but[value] ?? say.replaceAll("{}", value);
    const text = foretold(of, stored, question);
    if (text !== null) {
      served++;
      if (text !== answer) wrong++;
      continue;
    }
    of.learn(fresh(question, answer));
    stored.push(question);
  }
  return { served, wrong };
}

describe("families", () => {
  it.each(WITH_EXCEPTIONS)("is never answered wrongly: $ask", (family) =>
    expect(walked(family).wrong).toBe(0),
  );

  it("of plain questions are answered for three in ten and more, and rightly", () => {
    const all = PLAIN.map(walked);
    const asked = PLAIN.reduce((sum, { next }) => sum + next.length, 0);
    expect(all.reduce((sum, { wrong }) => sum + wrong, 0)).toBe(0);
    expect(all.reduce((sum, { served }) => sum + served, 0) / asked).toBeGreaterThanOrEqual(0.3);
  });

  it("with an exception that nothing has shown are wrong once at most where it comes first", () => {
    for (const family of LATE_EXCEPTIONS) expect(walked(family).wrong).toBeLessThanOrEqual(1);
  });
});
