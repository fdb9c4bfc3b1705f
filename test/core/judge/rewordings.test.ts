import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string, question = ""): string =>
  judge({ asked: question, stored: question, fresh, held }).verdict;

describe("one fact told twice", () => {
  it.each([
    [
      "an apology before and an offer behind",
      "I'm sorry to hear that the parcel was damaged. We will send you a new one.",
      "I apologize for the damaged parcel. We will send you a new one. Please don't hesitate to contact us!",
    ],
    [
      "thanks and a wish, in Portuguese",
      "Agradecemos o contato. O reembolso foi feito em 3 de maio. Tenha um ótimo dia!",
      "O reembolso foi feito em 3 de maio.",
    ],
    [
      "a connection in one word or in several",
      "As there was fog, the flight was delayed.",
      "The flight was delayed as a result of fog.",
    ],
    [
      "an irregular verb with a prefix",
      "The loan must be repaid in 36 installments.",
      "You must repay the loan in 36 installments.",
    ],
    [
      "forms of a rare verb",
      "Never concatenate user input into queries.",
      "User input should never be concatenated into queries.",
    ],
    [
      "the noun of what a verb does",
      "O bilhete não pode ser alterado depois da emissão.",
      "O bilhete não pode ser alterado depois de emitido.",
    ],
    [
      "an irregular participle",
      "A garantia cobre defeitos de fabricação.",
      "Defeitos de fabricação são cobertos pela garantia.",
    ],
    [
      "a denial told in two ways",
      "Choose the address that you want to change. Orders which have shipped cannot be changed.",
      "Choose the address you want to change. It isn't possible to change orders that have shipped.",
    ],
    [
      "more or less and about",
      "A instalação leva cerca de dez minutos.",
      "A instalação leva mais ou menos 10 minutos.",
    ],
    [
      "a verb phrase in another form",
      "`NULL` represents a missing value, which leads to surprises.",
      "`NULL` stands for a missing value. This causes surprises.",
    ],
    [
      "both and two",
      "An inner join returns only the rows that match in the two tables.",
      "Only the rows that match in both tables are returned by an inner join.",
    ],
    [
      "a limit whose number is a word",
      "A bateria dura até dez horas.",
      "A bateria tem duração de até 10 horas.",
    ],
    [
      "a verb in the passive or not",
      "Hotel costs are covered, and no extra fee will be charged.",
      "Hotel costs are covered, and we will not charge an extra fee.",
    ],
    [
      "another form of a short verb",
      "Bata os ovos por dois minutos e leve a massa ao forno.",
      "Por dois minutos, você deve bater os ovos; depois, levar a massa ao forno.",
    ],
    [
      "the future of an auxiliary",
      "O valor será devolvido quando os documentos forem entregues.",
      "O valor é devolvido quando os documentos são entregues.",
    ],
    [
      "an irregular verb in two tenses",
      "A chave é válida se o sistema propuser uma troca.",
      "A chave é válida se o sistema propõe uma troca.",
    ],
    [
      "who did it, in the passive or not",
      "The bridge was designed by Ana Torres in Lisbon.",
      "Ana Torres designed the bridge in Lisbon.",
    ],
    [
      "a denial that is stressed",
      "Nothing, not even money, can buy friendship.",
      "Not even money can buy friendship.",
    ],
    [
      "a denial that is stressed, in Portuguese",
      "Nada, nem mesmo o dinheiro, compra a amizade.",
      "Nem o dinheiro compra a amizade.",
    ],
    [
      "steps in one line or in sentences",
      "1. Wash the rice. 2. Boil the water. 3. Add the rice and cover the pan.",
      "Wash the rice and boil the water. Then add the rice and cover the pan.",
    ],
    [
      "a number of order",
      "The battle is told in chapter 2 of the book.",
      "The second chapter of the book tells of the battle.",
    ],
    [
      "a number beside another word before it",
      "Bata 2 ovos com 1 xícara de leite no copo.",
      "No copo, bata 2 ovos com 1 xícara de leite.",
    ],
    [
      "an adverb and its adjective",
      "Stir the sauce gently until it thickens.",
      "Give the sauce a gentle stir until it thickens.",
    ],
    [
      "what a command is called",
      "Use the `ls` command to show the files of the folder.",
      "Use `ls` to show the files of the folder.",
    ],
    [
      "another verb for being",
      "As portas ficam fechadas às segundas.",
      "Às segundas, as portas estão fechadas.",
    ],
    [
      "who did it, with a name of several words",
      "Guernica was painted by Pablo Ruiz Picasso in 1937 and hangs in Madrid.",
      "Pablo Ruiz Picasso painted Guernica in 1937, and it hangs in Madrid.",
    ],
    [
      "a conjunction for another",
      "The law allows it; nevertheless, the landlord must give his consent in writing.",
      "The law allows it, but the landlord's written consent is required.",
    ],
    [
      "a pronoun for another",
      "Anyone with a card may enter the garden, whenever the gate is open.",
      "Whoever has a card can enter the garden when the gate is open.",
    ],
    [
      "a connective for a preposition",
      "A entrada é livre, mediante apresentação do documento.",
      "A entrada é livre com a apresentação do documento.",
    ],
  ])("is the same with %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
    expect(verdictOf(fresh, held)).toBe("same");
  });
});

describe("a fact changed while the rest is told anew", () => {
  it.each([
    ["a unit", "Boil the egg for 7 minutes.", "Cook the egg in boiling water for 7 seconds."],
    [
      "the side of a limit",
      "Your refund should appear on your statement within 10 business days.",
      "It should show up on your statement after 10 business days, your refund.",
    ],
    [
      "before and after",
      "Não podemos alterar o nome na reserva depois da emissão do bilhete.",
      "O nome na reserva não pode ser alterado antes de o bilhete ser emitido.",
    ],
    [
      "whose value it is",
      "Nitrogen makes up about 78% of Earth's atmosphere, and oxygen about 21%.",
      "The Earth's atmosphere consists of roughly 78 percent oxygen and 21 percent nitrogen.",
    ],
    [
      "a condition and its exception",
      "Haverá cobrança se você ultrapassar a cota gratuita.",
      "Haverá cobrança a menos que você ultrapasse a cota gratuita.",
    ],
    [
      "an attribute beside one word",
      "Aqueça o azeite em uma frigideira em fogo médio e acrescente o alho.",
      "Numa frigideira, aqueça o azeite em fogo alto. Adicione o alho.",
    ],
    [
      "a thing of two words",
      "Photosynthesis releases oxygen as a byproduct.",
      "In photosynthesis, carbon dioxide is given off as a byproduct.",
    ],
    [
      "a word that denies by itself",
      "Cyclists must wear a helmet on public roads.",
      "On public roads, wearing a helmet is optional for cyclists.",
    ],
    [
      "a rate",
      "Adults should sleep between seven and nine hours per night.",
      "It's recommended that adults get 7 to 9 hours of sleep a week.",
    ],
    [
      "more than a number",
      "Delivery usually takes 5 to 7 business days.",
      "Orders typically arrive after more than 5-7 business days.",
    ],
    [
      "the way that something goes",
      "Inflation is a general increase in prices, which reduces the purchasing power of money.",
      "Inflation means that prices generally rise, so the purchasing power of money grows.",
    ],
    [
      "which of two opposites comes first",
      "Preheat the oven, mix the dry ingredients, add the wet ingredients, and bake for 25 minutes.",
      "Preheat your oven. Then mix the wet ingredients, add the dry ingredients, and bake for 25 minutes.",
    ],
    [
      "one denial more",
      "Note that orders which have already shipped cannot be changed.",
      "Please note that it isn't possible to change orders that have not yet shipped.",
    ],
    [
      "who did what to whom, in the passive",
      "In 2015 Nordal was bought by Kestrel for a large sum.",
      "In 2015 Nordal bought Kestrel for a large sum.",
    ],
    [
      "who did what to whom, in the passive in Portuguese",
      "O gato foi mordido pelo cachorro.",
      "O gato mordeu o cachorro.",
    ],
    [
      "a stressed denial that is gone",
      "Nothing, not even money, can buy friendship.",
      "Even money can buy friendship.",
    ],
    [
      "a denial that is gone",
      "Seats in the balcony need a ticket. Children under three need no ticket, and dogs stay out.",
      "Dogs stay out. A ticket is needed for seats in the balcony and for children under three.",
    ],
    [
      "who does it and to whom",
      "The employer pays the fee every month.",
      "Every month the fee is paid by the employee.",
    ],
    [
      "who does it and to whom, in Portuguese",
      "O treinador escolhe os horários do time.",
      "Os horários do time são escolhidos pelo treinado.",
    ],
  ])("is never the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
    expect(verdictOf(fresh, held)).not.toBe("same");
  });

  it("is found beside what was asked, however often that is said", () => {
    const held = "The harbor of Norway is Bergen, with 290,000 inhabitants.";
    const fresh = "Bergen is the capital of Norway. It has 290,000 inhabitants.";
    expect(verdictOf(held, fresh, "What is the capital of Norway?")).not.toBe("same");
  });

  it("is found where it takes the place of what was asked about", () => {
    const held = "Tides are caused mainly by the gravitational pull of the Moon.";
    const fresh = "It is mainly the Moon's gravitational pull that causes seasons.";
    expect(verdictOf(held, fresh, "What causes tides?")).not.toBe("same");
  });
});

describe("two questions for one thing", () => {
  it.each([
    [
      "may name it otherwise in their answers",
      [
        "How do I change my password?",
        "Open Security. Enter the old password, then the new one twice, and save it.",
      ],
      [
        "Where can I update my password?",
        "To update the password, open Security. Enter the old password, then the new one twice, and save it.",
      ],
    ],
    [
      "may ask for a way or for a command",
      [
        "How do I view the files of a folder?",
        "`ls` shows the files of the folder, and `ls -a` the hidden ones too.",
      ],
      [
        "Which command shows the files of a folder?",
        "With the `ls` command you see the files of the folder, and with `ls -a` the hidden ones too.",
      ],
    ],
  ] as const)("%s", (_, [stored, held], [asked, fresh]) => {
    expect(judge({ stored, held, asked, fresh }).verdict).toBe("same");
  });

  it("are not one where they ask for two things of one kind", () => {
    const held = { stored: "Which city is the capital of Kenya?", held: "Nairobi is the city." };
    const fresh = { asked: "Which river is the longest of Kenya?", fresh: "Tana is the river." };
    expect(judge({ ...held, ...fresh }).verdict).toBe("different");
  });
});
