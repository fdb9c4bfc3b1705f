import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const builtin = await loadBuiltin();
const verifier = createVerifier(builtin.lexicon, builtin.pairModel);
const served = (a: string, b: string) => {
  const { veto, probability } = verifier.compare(a, b, 0.9);
  return veto === null && probability >= 0.85;
};

describe("the opening of a question", () => {
  it.each([
    ["How tall is Mount Everest?", "How old is Mount Everest?"],
    ["How deep is the ocean?", "How wide is the ocean?"],
    ["How far is the moon?", "How big is the moon?"],
    ["How many days in a leap year?", "How many weeks in a leap year?"],
    ["Quantos dias tem um ano?", "Quantas horas tem um ano?"],
    ["What year was Einstein born?", "What day was Einstein born?"],
    ["Em que ano nasceu Pelé?", "Em que dia nasceu Pelé?"],
    ["In which country is Mount Fuji?", "In which city is Mount Fuji?"],
    ["Em que país fica o Kilimanjaro?", "Em que cidade fica o Kilimanjaro?"],
    ["What is the fastest way to Rome?", "What is the best way to Rome?"],
    ["What time does the museum open?", "What day does the museum open?"],
    ["What do cats eat?", "What eats cats?"],
  ])("does not swallow what is asked for: %s | %s", (a, b) => {
    expect(served(a, b)).toBe(false);
    expect(served(b, a)).toBe(false);
  });

  it.each([
    ["How old is the universe?", "How old's the universe?"],
    ["How many days does it take to get a visa?", "How long does it take to get a visa?"],
    ["Quantos dias leva a entrega?", "Quanto tempo demora a entrega?"],
    ["How far is it from Rome to Paris?", "How far is Rome from Paris?"],
    ["What is the best way to learn Spanish?", "How do I learn Spanish?"],
    ["What time do you open?", "When do you open?"],
  ])("is one for many ways to ask: %s | %s", (a, b) => {
    expect(served(a, b)).toBe(true);
  });
});
