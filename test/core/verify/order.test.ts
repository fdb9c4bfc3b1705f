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
