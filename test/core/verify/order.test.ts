import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const builtin = await loadBuiltin();
const verifier = createVerifier(builtin.lexicon, builtin.pairModel);
const vetoOf = (a: string, b: string) => {
  const { veto, doubt } = verifier.compare(a, b, 0.9);
  return veto ?? doubt ?? null;
};

describe("words in another order", () => {
  it.each([
    ["Where can I use my badge to enter?", "Where do I enter with my badge?"],
    ["How many rooms does floor 2 of the hotel have?", "How many rooms does the hotel have on floor 2?"],
    ["What is the plural of ox?", "What is ox in the plural?"],
  ])("are no other roles in a phrase that is built otherwise: %s | %s", (a, b) => {
    expect(vetoOf(a, b)).not.toBe("roles-differ");
    expect(vetoOf(b, a)).not.toBe("roles-differ");
  });

  it.each([
    ["What is a red-black tree?", "Can you explain what a red-black tree is?"],
    ["What is a left-handed screw?", "Could you explain what a left-handed screw is?"],
    ["What is a bed frame?", "Please explain what a bed frame is."],
    ["What are nested loops?", "Can you explain what nested loops are?"],
    ["What are hard-boiled eggs?", "Explain hard-boiled eggs."],
    ["What is a poorly written test?", "Can you tell me what a poorly written test is?"],
    ["How is a left-handed guitar strung?", "Can you explain how a left-handed guitar is strung?"],
    ["Why is a used-car dealer useful?", "Can you explain why a used-car dealer is useful?"],
  ])("are no other roles where what looks like a participle is none: %s | %s", (a, b) => {
    expect([vetoOf(a, b), vetoOf(b, a)]).toEqual([null, null]);
  });

  it.each([
    ["Is the thief chased by the dog?", "Does the thief chase the dog?"],
    ["Was the captain accused by the crew?", "Did the captain accuse the crew?"],
    ["Which bank was bought by the fund?", "Which bank bought the fund?"],
    ["What is a taxed company paid?", "What does a taxed company pay?"],
    ["Has the chemist been sued?", "Has the chemist sued?"],
    ["Were the tiles glued by the apprentice?", "Did the tiles glue the apprentice?"],
  ])("are other roles where a passive makes them so: %s | %s", (a, b) => {
    expect([vetoOf(a, b), vetoOf(b, a)]).not.toContain(null);
  });

  it.each([
    ["How do I turn litres into gallons?", "How do I turn gallons into litres?"],
    ["Does the tenant pay the agent?", "Does the agent pay the tenant?"],
    ["Who answers to the captain?", "Who does the captain answer to?"],
    ["O fiscal pode multar o motorista?", "O motorista pode multar o fiscal?"],
  ])("are other roles where each takes the other's place: %s | %s", (a, b) => {
    expect([vetoOf(a, b), vetoOf(b, a)]).not.toContain(null);
  });
});

describe("a question wrapped in a polite one", () => {
  it.each([
    ["Could you tell me the size of the tank?", "What is the size of the tank?"],
    ["Can you explain why the lift stopped?", "Why did the lift stop?"],
    ["Can you help me figure out how to mute a call?", "How do I mute a call?"],
    ["Is there a reason why the page is empty?", "Why is the page empty?"],
    ["Há algum motivo para a página estar vazia?", "Por que a página está vazia?"],
  ])("asks what that asks: %s | %s", (a, b) => {
    expect(vetoOf(a, b)).not.toBe("asks-otherwise");
  });

  it.each([
    ["Can you explain why the lift stopped?", "When did the lift stop?"],
    ["Is there a reason why the page is empty?", "Is the page empty?"],
    ["Can you tell me if the tank is full?", "Can you tell me why the tank is full?"],
  ])("asks no more than that: %s | %s", (a, b) => {
    expect(vetoOf(a, b)).not.toBeNull();
  });
});
