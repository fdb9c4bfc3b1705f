import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string): string =>
  judge({ asked: "", stored: "", fresh, held }).verdict;
/** What a text says besides, which makes one word's share of it small. */
const AROUND: Readonly<Record<"en" | "pt", string>> = {
  en: "Keep the receipt, since the team on the second floor asks for it. The door is next to the stairs.",
  pt: "Guarde o recibo, pois a equipe do segundo andar pede por ele. A porta fica ao lado da escada.",
};

type Row = readonly [kind: string, language: "en" | "pt", held: string, fresh: string];

const OTHERS: readonly Row[] = [
  ["a scope", "en", "The deposit is refundable.", "The deposit is non-refundable."],
  ["a scope", "en", "It works in most cases.", "It works in all cases."],
  ["a scope", "pt", "Nem todos podem votar.", "Todos podem votar."],
  ["a scope", "pt", "Somente adultos entram no parque.", "Adultos entram no parque."],
  ["a degree", "en", "The pool is nearly full of water.", "The pool is full of water."],
  ["a degree", "pt", "A piscina está quase cheia.", "A piscina está cheia."],
  ["a frequency", "en", "It meets every other day.", "It meets every day."],
  ["a hedge", "en", "Some say the wall is hollow.", "The wall is hollow."],
  ["a hedge", "pt", "Talvez o muro seja oco.", "O muro é oco."],
  ["a limit", "en", "It takes up to 5 days.", "It takes 5 days."],
  ["a limit", "en", "It costs from $10.", "It costs $10."],
  ["a limit", "pt", "O prazo é até sexta-feira.", "O prazo é a partir de sexta-feira."],
  ["a limit", "en", "The building dates from before 1900.", "The building dates from 1900."],
  ["what a price is for", "en", "It costs 50 dollars per user.", "It costs 50 dollars."],
  [
    "what a price is for",
    "en",
    "Members pay 30 euros per night per person.",
    "Members pay 30 euros per night.",
  ],
  ["working days", "en", "Refunds are paid within 14 business days.", "Refunds are paid within 14 days."],
  ["working days", "pt", "O reembolso leva 5 dias úteis.", "O reembolso leva 5 dias."],
  ["a rank", "en", "She is the second oldest child.", "She is the oldest child."],
  ["a rank", "pt", "É o segundo maior rio.", "É o maior rio."],
  ["a rank", "pt", "É um dos maiores rios.", "É o maior rio."],
  ["a range", "pt", "A loja abre de segunda a sexta.", "A loja abre segunda e sexta."],
  ["what was once", "en", "The firm used to sell radios.", "The firm sells radios."],
  ["what could have been", "en", "He could have won.", "He won."],
  ["what could have been", "pt", "Ele poderia ter vendido a casa.", "Ele vendeu a casa."],
  ["what would be", "en", "He would pay if he could.", "He pays."],
  ["what would be", "pt", "Ele ia pagar a conta.", "Ele pagou a conta."],
  ["what is to come", "en", "The bridge will be closed.", "The bridge was closed."],
  ["what is to come", "pt", "A ponte será fechada.", "A ponte foi fechada."],
  ["labels in each other's place", "en", "Press A to save and B to quit.", "Press B to save and A to quit."],
  [
    "labels in each other's place",
    "pt",
    "Tecle S para salvar e N para sair.",
    "Tecle N para salvar e S para sair.",
  ],
  [
    "counts in each other's place",
    "en",
    "Let it rise for an hour and bake for two.",
    "Let it rise for two hours and bake for one.",
  ],
  ["an owner in the owned one's place", "en", "The king's brother ruled.", "The brother's king ruled."],
];

const ALIKE: readonly Row[] = [
  ["one scope", "pt", "Apenas os sócios recebem o boletim.", "Somente os sócios recebem o boletim."],
  ["one degree", "en", "The pool is nearly full of water.", "The pool is almost full of water."],
  ["one limit", "en", "The battery lasts up to 12 hours.", "The battery lasts at most 12 hours."],
  ["one rate", "en", "The fee is 5 euros per day.", "The fee is 5 euros a day."],
  ["an estimate", "en", "There are roughly 40 rooms here.", "There are approximately 40 rooms here."],
  ["working days", "en", "It takes 4 working days.", "Four working days is what it takes."],
  ["leave", "en", "You can open the door with the card.", "Open the door with the card."],
  ["a short form", "en", "It's closed on Monday.", "It is closed on Monday."],
  ["what began", "en", "It began to rain at noon.", "It began raining at noon."],
  ["a past", "en", "The law has been changed.", "The law was changed."],
  ["a future told as present", "pt", "O pacote vai chegar em 3 dias.", "O pacote chega em 3 dias."],
  [
    "other words around labels",
    "en",
    "Press X to copy and Y to paste.",
    "You can press X to copy and Y to paste.",
  ],
];

describe("a small word that changes a claim", () => {
  it.each(OTHERS)("parts two answers by %s, in %s: %s", (_, language, held, fresh) => {
    for (const around of ["", ` ${AROUND[language]}`]) {
      expect(verdictOf(held + around, fresh + around)).not.toBe("same");
      expect(verdictOf(fresh + around, held + around)).not.toBe("same");
    }
  });

  it.each(ALIKE)("does not part two answers that tell %s, in %s: %s", (_, language, held, fresh) => {
    for (const around of ["", ` ${AROUND[language]}`]) {
      expect(verdictOf(held + around, fresh + around)).toBe("same");
      expect(verdictOf(fresh + around, held + around)).toBe("same");
    }
  });
});

describe("letters and signs", () => {
  it.each([
    ["a flag's case", "Run `git branch -d name`.", "Run `git branch -D name`."],
    ["a flag's case, outside of code spans", "Run chmod -R 755 dir.", "Run chmod -r 755 dir."],
    ["an escape", "The regex \\d matches a digit.", "The regex \\D matches a digit."],
    ["bits and bytes", "The disk is 500 Gb.", "The disk is 500 GB."],
    ["bits and bytes a second", "The speed is 100 Mbps.", "The speed is 100 MBps."],
    ["milli and mega", "The signal is 5 mW.", "The signal is 5 MW."],
    ["a word in capitals", "Set the variable PATH.", "Set the variable path."],
    ["a formula", "CO is a poisonous gas.", "Co is a poisonous gas."],
    ["a code block", "Run:\n```\ntar -x\n```", "Run:\n```\ntar -X\n```"],
  ])("make answers different by %s", (_, held, fresh) => {
    expect(judge({ asked: "", stored: "", fresh, held })).toMatchObject({
      verdict: "different",
      kind: "code",
    });
  });

  it.each([
    ["an operator", "Use `a == b`.", "Use `a === b`."],
    ["the order of arguments", "Call `getItem(a, b)`.", "Call `getItem(b, a)`."],
    ["the order of arguments, outside of code spans", "Call getItem(a, b).", "Call getItem(b, a)."],
    ["a unit beside other words", "You get 100 Mbps of speed.", "100 MBps of speed you get."],
  ])("part answers by %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
  });

  it.each([
    ["code spans", "Use the `map` function.", "Use the map function."],
    ["titles", "Open the Settings page and click SAVE.", "Open the settings page and click Save."],
    ["units in small letters", "The file may have 25 mb.", "The file may have 25 MB."],
    ["spaces in code", "Call `getItem(a, b)`.", "Call `getItem(a,b)`."],
  ])("of no meaning do not: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
  });
});

describe("one fact told in two ways", () => {
  it.each([
    ["a sentence turned round", "Paris is the capital of France.", "France's capital is Paris."],
    ["a sentence turned round, in Portuguese", "Lima é a capital do Peru.", "A capital do Peru é Lima."],
    ["an acronym", "The UN has 193 members.", "The United Nations has 193 members."],
    ["an acronym with a letter more", "The USA has 50 states.", "The United States has fifty states."],
    ["an acronym, in Portuguese", "Os EUA têm 50 estados.", "Os Estados Unidos têm 50 estados."],
    ["a clock of 24 hours", "A loja abre às 17h.", "A loja abre às 5 da tarde."],
    ["half an hour past", "The store opens at 8:30.", "The store opens at half past eight."],
    ["half an hour past, in Portuguese", "A loja abre às 8h30.", "A loja abre às oito e meia."],
    ["cents", "It costs 99 cents.", "It costs $0.99."],
    ["degrees", "Water freezes at 0 °C.", "Water freezes at 32 °F."],
    ["pounds", "The box weighs 1 kg.", "The box weighs 2.2 lb."],
  ])("is not called different: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("different");
    expect(verdictOf(fresh, held)).not.toBe("different");
  });

  it.each([
    ["another owner", "Lima is Ana's sister.", "Lima is Rui's sister."],
    ["another acronym", "The UK has 4 nations.", "The United States has 4 nations."],
    ["another hour", "A loja abre às 17h.", "A loja abre às 6 da tarde."],
    ["dollars for cents", "It costs 99 cents.", "It costs $99."],
    ["another unit", "The box weighs 10 kg.", "The box weighs 10 lb."],
    ["another pronoun", "He lost his keys at 5 pm.", "He lost her keys at 17h."],
  ])("is never found in %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("different");
  });
});
