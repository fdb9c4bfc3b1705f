/** Numbers, ordinals, times, dates and quoted words in other spellings are the same facts; other facts still refuse. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { withNumbers } from "../../../src/core/verify/read/number-phrases.ts";
import { tokensOf } from "../../../src/core/verify/read/tokens.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import { fc } from "../../support/property.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);

describe("a number in words", () => {
  it.each([
    ["2.3 million islands", ["2300000", "islands"]],
    ["forty-five or forty five", ["45", "or", "45"]],
    ["five hundred dollars", ["500", "dollars"]],
    ["two hundred and five; five hundred and two thousand", ["205", "500", "and", "2000"]],
    ["one hundred and two hundred", ["100", "and", "200"]],
    ["two hundred plus two", ["200", "plus", "2"]],
    ["one third, two, three", ["one", "3", "2", "3"]],
    ["twenty-first floor", ["21", "floor"]],
    ["$5k and $1.0 bn and 4 k", ["5000", "usd", "and", "1000000000", "usd", "and", "4", "k"]],
    ["mil e quinhentos reais", ["1500", "reais"]],
    ["vinte e cinco mil", ["25000"]],
    ["1.1 thousand", ["1100"]],
    ["five, six", ["5", "6"]],
    ["a 3rd and a third", ["a", "3", "and", "a", "3"]],
    ["the 2nd, a 2ª via, a 2a via", ["the", "second", "a", "segunda", "via", "a", "segunda", "via"]],
    ["07:45 18h45 9:00 pm 8:00", ["7:45", "18:45", "9", "pm", "8", "h"]],
    ["on 04/07/1776 or 4-7-1776", ["on", "4-7-1776", "or", "4-7-1776"]],
    ["a phase III trial, Rocky IV, an IV", ["a", "phase", "3", "trial", "rocky", "4", "an", "iv"]],
    ["25:10 99h99", ["25:10", "99h99"]],
  ])("is one: %s", (text, said) => {
    const values: Readonly<Record<string, string>> = { two: "2", three: "3", five: "5", six: "6" };
    expect(withNumbers(tokensOf(text), text).map((token) => values[token.text] ?? token.text)).toEqual(said);
  });

  it("keeps its place in the text", () => {
    const text = "Is $ 2.5 million, or twenty-one, much?";
    const tokens = withNumbers(tokensOf(text), text);
    expect(
      tokens.map(({ start, end, raw }) => [raw, text.slice(start, end)]).filter(([a, b]) => a !== b),
    ).toEqual([]);
    expect(tokens.map(({ raw }) => raw)).toContain("$ 2.5 million");
  });
});

it("joins nothing out of order, whatever the text", () => {
  const word = fc.constantFrom(
    ..."two twenty hundred thousand million mil e and k bn 5 2.5 $3 R$ first third 3rd 2ª 10:00 18h45 1/2/2024 II Rocky one - , ; constructor __proto__".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 14 }).map((words) => words.join(" ")),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(text, (said) => {
      const plain = said.toWellFormed().normalize("NFC");
      let from = 0;
      for (const { kind, text: value, start, end } of withNumbers(tokensOf(plain), plain)) {
        expect([start >= from, end > start, end <= plain.length, value !== ""]).toEqual([
          true,
          true,
          true,
          true,
        ]);
        if (kind === "number") expect(value).not.toMatch(/NaN|Infinity|undefined/);
        from = start;
      }
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["Who was the 16th president of the US?", "Who was the sixteenth president of the US?"],
  ["Quem descobriu o oitavo planeta?", "Quem descobriu o 8º planeta?"],
  ["What is the 2nd law of thermodynamics?", "What is the second law of thermodynamics?"],
  ["Is $3k a month a good salary?", "Is $3,000 a month a good salary?"],
  ["Quanto rende R$ 1,5 milhão na poupança?", "Quanto rende R$ 1.500.000 na poupança?"],
  ["Does the train leave at 07:45?", "Does the train leave at 7:45?"],
  ["Does the bank close at 4:00 PM?", "Does the bank close at 4 pm?"],
  ["A farmácia fecha às 22:00?", "A farmácia fecha às 22h?"],
  ["Who was born on 01-02-1950?", "Who was born on 1/2/1950?"],
  ["Is Jan 6 a holiday?", "Is January 6 a holiday?"],
  ["What is type II diabetes?", "What is type 2 diabetes?"],
  ['How do you pronounce "quinoa"?', "How do you pronounce quinoa?"],
  ['What is the plural of "octopus"?', "What is the plural of 'octopus'?"],
  ['Who directed "Spirited Away"?', "Who directed Spirited Away?"],
])("the same fact in another spelling serves: %s | %s", (a, b) => {
  for (const [stored, asked] of [
    [a, b],
    [b, a],
  ] as const) {
    const { veto, probability } = verifier.compare(stored, asked, 0.9);
    expect({ veto, isServed: probability >= 0.85 }).toEqual({ veto: null, isServed: true });
  }
});

it.each([
  ["Qual é a 1ª lei de Newton?", "Qual é a 3ª lei de Newton?"],
  ["Who won the 98th Academy Awards?", "Who won the eighty-ninth Academy Awards?"],
  ["Can a yacht cost $12 million?", "Can a yacht cost $12,000?"],
  ["Is seventy-two a composite number?", "Is seventy a composite number?"],
  ["Is breakfast served until 11:00?", "Is breakfast served until 11:45?"],
  ["Does the bank close at 4:00 PM?", "Does the bank close at 4:00 AM?"],
  ["What is due 03/09/2024?", "What is due 09/03/2024?"],
  ["What happened in World War II?", "What happened in World War I?"],
  ["Who succeeded Henry VIII?", "Who succeeded Henry VII?"],
  ["Who came third in 2020?", "Who came in 2020?"],
  ['What is an antonym of "brave"?', 'What is an antonym of "bravery"?'],
  ['What does "runs" mean?', "What does run mean?"],
  ['What does "it" mean in this song?', "What does it mean in this song?"],
  ['Who sang "Purple Rain"?', 'Who sang "purple rain"?'],
  ['Which rows contain "null"?', "Which rows contain null?"],
  ['How do I print "hello"?', "How do I print hello?"],
])("another fact does not: %s | %s", (a, b) => {
  for (const [stored, asked] of [
    [a, b],
    [b, a],
  ] as const)
    expect(verifier.compare(stored, asked, 0.99).probability).toBeLessThan(0.5);
});
