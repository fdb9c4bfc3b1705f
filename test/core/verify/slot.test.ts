/** The one place where two questions differ, for the adapted tier; nothing where editing could turn the meaning. */
import { beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import type { Slot } from "../../../src/model.ts";
import type { Verifier } from "../../../src/ports.ts";

let verifier: Verifier;
beforeAll(async () => {
  const { lexicon, pairModel } = await loadBuiltin();
  verifier = createVerifier(lexicon, pairModel);
});

const SLOTS: readonly (readonly [string, string, Slot["kind"], string, string])[] = [
  ["What is the capital of France?", "what is the capital of Peru", "name", "France", "Peru"],
  ["Convert 5 miles to kilometres", "Convert 50 miles to kilometres!", "number", "5", "50"],
  ["What was the inflation rate in 2019?", "What was the inflation rate in 2021?", "date", "2019", "2021"],
  ["Rename a.txt in bash", "Rename notes.md in bash", "identifier", "a.txt", "notes.md"],
  [
    "Is it safe to take ibuprofen daily?",
    "Is it safe to take paracetamol daily?",
    "word",
    "ibuprofen",
    "paracetamol",
  ],
  ["Qual é a capital da França?", "Qual é a capital da Áustria?", "name", "França", "Áustria"],
  ["Flights to New York today", "Flights to Rio de Janeiro today", "name", "New York", "Rio de Janeiro"],
  ["Who is Anna's father?", "Who is Bruno's father?", "name", "Anna", "Bruno"],
];

describe("a single slot is told as it was written", () => {
  it.each(SLOTS)("%s | %s", (stored, asked, kind, cut, put) => {
    expect(verifier.compare(stored, asked, 0.9).slot).toMatchObject({ kind, stored: cut, asked: put });
  });

  it("gives one template to all questions that differ in this slot only", () => {
    const template = (a: string, b: string) => verifier.compare(a, b, 0.9).slot?.template;
    const one = template("What is the capital of France?", "What is the capital of Peru?");
    expect(one).toBe("what is the capital of \u0000");
    expect(template("What is the capital of Chile", "what is the capital of Peru!")).toBe(one);
  });
});

describe("no slot where", () => {
  it.each([
    ["the questions are equal but for case", "What is Rust?", "what is rust"],
    ["they differ in two places", "Trains from Rome to Pisa", "Buses from Rome to Turin"],
    [
      "one has words that the other has not",
      "What is the capital of France?",
      "What is the capital city of France?",
    ],
    ["the difference is a negation", "Which drugs are legal?", "Which drugs are not legal?"],
    ["the difference is an antonym", "What is the maximum dose?", "What is the minimum dose?"],
    [
      "the difference is an antonym in Portuguese",
      "Como cancelar minha assinatura?",
      "Como renovar minha assinatura?",
    ],
    [
      "the run is longer than four words",
      "Who wrote one two three four five?",
      "Who wrote six seven eight nine ten?",
    ],
    ["a number stands where a word was", "Who lives in house 5?", "Who lives in house green?"],
    ["nothing is equal", "Python", "Java"],
    ["only the question word differs", "Where is the party?", "When is the party?"],
  ])("%s", (_name, stored, asked) => {
    expect(verifier.compare(stored, asked, 0.9).slot).toBeNull();
  });
});
