import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const words = createWordJudge(lexicon, pairModel, thesaurus);
const judged = (stored: string, fresh: string) => words.judge({ asked: "", stored: "", fresh, held: stored });

const PARIS = "The capital of France is Paris. It lies on the Seine and has about 2.1 million inhabitants.";
const STEPS = "Open the valve, wait a minute and close it again.";
const PYTHON = "Use a list comprehension:\n\n```python\nsquares = [n * n for n in range(10)]\n```\n";

describe("the judge of answers", () => {
  it.each([
    ["a negation", `Here is what holds. ${STEPS}`, `Here is not what holds. ${STEPS}`],
    ["a word that tells", `These are poisonous. ${STEPS}`, `These are edible. ${STEPS}`],
  ])("does not call the same what differs in %s of what looks like an introduction", (_, stored, fresh) => {
    expect(judged(stored, fresh).verdict).not.toBe("same");
  });

  it.each([
    ["the same text", PARIS, PARIS],
    [
      "emphasis, spaces and case",
      PARIS,
      "**the capital of France is Paris**.  It lies on the Seine and has about 2.1 million inhabitants",
    ],
    ["an introduction that says nothing", `Here are the steps: ${STEPS}`, STEPS],
    ["list marks", "Eggs.\nFlour.\nMilk.", "- Eggs\n- Flour\n- Milk"],
    [
      "sentences in another order",
      PARIS,
      "It lies on the Seine and has about 2.1 million inhabitants. The capital of France is Paris.",
    ],
    ["JSON in another layout", '{"a": 1, "b": [2, 3]}', '```json\n{\n  "b": [2, 3],\n  "a": 1\n}\n```'],
    ["code in another layout", PYTHON, PYTHON.replace("n * n", "n  *  n")],
    ["an ordinal in digits", "It was the third planet found.", "It was the 3rd planet found."],
    ["a price in thousands", "It costs $5,000 to enter.", "It costs $5k to enter."],
    ["an hour without minutes", "The shop opens at 9:00 am.", "The shop opens at 9 am."],
    ["a time with another mark", "O trem parte às 18h45.", "O trem parte às 18:45."],
    ["a number in words", "He won twenty-three medals.", "He won 23 medals."],
    ["Portuguese but for an article", "A capital do Brasil é Brasília.", "A capital do Brasil é a Brasília."],
  ])("calls %s the same", (_, stored, fresh) => {
    expect(judged(stored, fresh).verdict).toBe("same");
  });

  it.each([
    [
      "a name in an introduction",
      `Here is what holds for Lisbon. ${STEPS}`,
      `Here is what holds for Porto. ${STEPS}`,
    ],
    [
      "a number in a Portuguese introduction",
      `Aqui estão as 3 regras. ${STEPS}`,
      `Aqui estão as 4 regras. ${STEPS}`,
    ],
    ["a number", PARIS, PARIS.replace("2.1", "3.4")],
    ["a name", PARIS, PARIS.replace("Seine", "Rhine")],
    ["the name that was asked for", PARIS, PARIS.replace("Paris", "Lyon")],
    ["a negation", "You can take ibuprofen with food.", "You can not take ibuprofen with food."],
    ["yes and no", "Yes, it is safe for most people.", "No, it is safe for few people."],
    ["an ordinal", "It was the third planet found.", "It was the 4th planet found."],
    ["a price", "It costs $5,000 to enter.", "It costs $50k to enter."],
    ["minutes", "The shop opens at 9:00 am.", "The shop opens at 9:30 am."],
    ["a unit", "Bake it for 40 minutes at 180 degrees.", "Bake it for 40 hours at 180 degrees."],
    ["a token of code", PYTHON, PYTHON.replace("n * n", "n + n")],
    ["a value in JSON", '{"ok": true}', '{"ok": false}'],
    ["JSON and prose", '{"ok": true}', "It is fine."],
    ["another subject", PARIS, "Bread needs flour, water, salt and yeast, and a hot oven."],
    ["Portuguese: a number", "A garantia vale por 12 meses.", "A garantia vale por 24 meses."],
    ["Portuguese: a negation", "O produto pode ser trocado.", "O produto não pode ser trocado."],
  ])("calls answers that differ in %s different", (_, stored, fresh) => {
    expect(judged(stored, fresh).verdict).toBe("different");
  });

  it("says why, and never holds more than a clause of the answers", () => {
    const { why } = judged(PARIS, PARIS.replace("2.1", "3.4"));
    for (const told of ["2.1", "3.4"]) expect(why).toContain(told);
    expect(why.length).toBeLessThan(220);
  });
});
