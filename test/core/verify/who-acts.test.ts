/** Small words that tell who acts, and on whom: found by somebody who tried to break it. */
import { expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const isServed = (stored: string, asked: string): boolean => {
  const { veto, probability } = verifier.compare(stored, asked, 0.95);
  return veto === null && probability >= 0.85;
};

it.each([
  ["How many died in the invasion of Russia?", "How many died in the invasion by Russia?"],
  ["What is the impact of inflation?", "What is the impact on inflation?"],
  ["Can I put foil on the oven?", "Can I put foil in the oven?"],
  ["Where can I get a visa in China?", "Where can I get a visa for China?"],
  ["How do I block WhatsApp?", "How do I block on WhatsApp?"],
  ["How do I report a manager?", "How do I report to a manager?"],
  ["How do I train a nurse?", "How do I train as a nurse?"],
  ["How do you delete my data?", "How do I delete my data?"],
  ["Como vocês protegem os dados?", "Como proteger os dados?"],
  ["How do I find my husband?", "How do I find a husband?"],
  ["How do I found a company?", "How do I find a company?"],
  ["Who found Apple?", "Who founded Apple?"],
  ["How do I treat hives?", "How do I treat a hive?"],
  ["Como matar?", "Como se matar?"],
  ["Como cortar?", "Como me cortar?"],
])("another does it, or to another: %s | %s", (a, b) => {
  expect([isServed(a, b), isServed(b, a)]).toEqual([false, false]);
});

it.each([
  ["How do you boil eggs?", "How do I boil eggs?"],
  ["Como me inscrever?", "Como se inscrever?"],
  ["How do I delete a column?", "How can I delete a column?"],
])("the same is asked: %s | %s", (a, b) => {
  expect([isServed(a, b), isServed(b, a)]).toEqual([true, true]);
});
