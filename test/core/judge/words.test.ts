import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const judged = (held: string, fresh: string, stored = "", asked = stored) =>
  judge({ asked, stored, fresh, held });

const PARIS = "The capital of France is Paris. It lies on the Seine and has about 2.1 million inhabitants.";
const PYTHON = "Use a list comprehension:\n\n```python\nsquares = [n * n for n in range(10)]\n```\n";

describe("the judge of answers, by words", () => {
  it.each([
    ["the same text", PARIS, PARIS],
    ["layout and case", PARIS, `**${PARIS.toLowerCase().replace("it lies", "\n- it  lies")}**`],
    [
      "sentences in another order",
      PARIS,
      "It lies on the Seine and has about 2.1 million inhabitants. The capital of France is Paris.",
    ],
    ["courtesy", PARIS, `Great question! ${PARIS} Let me know if you need anything else.`],
    [
      "another order of clauses",
      "If the light blinks, press the button.",
      "Press the button if the light blinks.",
    ],
    [
      "the passive",
      "The manager approves the booking before the trip.",
      "The booking is approved by the manager before the trip.",
    ],
    ["other words", "You can purchase the item in our shop.", "You can buy the product in our store."],
    ["a list", "You need eggs, flour and milk.", "You need:\n- flour\n- eggs\n- milk"],
    ["numbers in words", "Wait for twenty-five minutes.", "Wait for 25 minutes."],
    ["another unit", "It takes 24 hours.", "It takes 1440 minutes."],
    ["JSON in another layout", '{"a": 1, "b": [2, 3]}', '```json\n{\n  "b": [2, 3],\n  "a": 1\n}\n```'],
    ["code in another layout", PYTHON, PYTHON.replace("n * n", "n  *  n")],
    [
      "Portuguese in other words",
      "Você pode comprar o produto na nossa loja.",
      "Claro! O produto pode ser adquirido na nossa loja.",
    ],
    [
      "the order of two attributes",
      "O jardim tem flores brancas e amarelas durante o verão.",
      "O jardim tem flores amarelas e brancas durante o verão.",
    ],
    [
      "the order of what a verb governs",
      "Plants turn water and sunlight into sugar.",
      "Plants turn sunlight and water into sugar.",
    ],
    ["one and a", "Stir in a tablespoon of vinegar.", "Add 1 tablespoon of vinegar."],
    ["one and 1", "Add one cup of milk and stir it.", "Add 1 cup of milk and stir it."],
    [
      "a number of years in words",
      "Adults need a booster every ten years.",
      "Every 10 years adults need a booster.",
    ],
    ["a number in words, in Portuguese", "Espere trinta minutos e sirva.", "Espere 30 minutos e sirva."],
    ["regret", "Block the card in the app.", "I'm so sorry to hear that. Block the card in the app."],
    [
      "regret, in Portuguese",
      "Acompanhe o pedido no site.",
      "Sinto muito pelo atraso! Acompanhe o pedido no site.",
    ],
    ["words with hyphens", "The Wi-Fi password is on the label.", "The wireless password is on the sticker."],
    [
      "forms of one Portuguese verb",
      "A senha é gerada na hora e vence em três dias.",
      "A senha sai imediatamente e expira em 3 dias.",
    ],
    ["pointing words", "Neste caso, a loja devolve o frete.", "A loja reembolsa o frete nesse caso."],
    ["Portuguese denied twice", "Não há nenhuma multa.", "Não há multa."],
  ])("calls answers that differ in %s the same", (_, held, fresh) => {
    expect(judged(held, fresh).verdict).toBe("same");
    expect(judged(fresh, held).verdict).toBe("same");
  });

  it.each([
    ["in English", "The sale ends on June 7.", "The sale ends on June 9."],
    ["in Portuguese", "O evento vai até 14 de outubro.", "O evento vai até 19 de outubro."],
    ["with its year", "It was signed on 1 July 2002.", "It was signed on July 8, 2002."],
  ])("hears another day of the month %s", (_, held, fresh) => {
    expect(judged(held, fresh).verdict).toBe("different");
    expect(judged(held, held.replace("June 7", "7 June").replace("1 July", "July 1,")).verdict).toBe("same");
  });

  it.each([
    ["number", PARIS, PARIS.replace("2.1", "3.4")],
    ["name", PARIS, PARIS.replace("Seine", "Rhine")],
    ["word", "Open the menu and delete the folder.", "Open the menu and paint the folder."],
    ["word", "Wash the lamp with soap and warm water.", "Wash the wok with soap and warm water."],
    ["word", "The door of the shop is open on Sunday.", "The door of the shop is closed on Sunday."],
    ["negation", "Use page 1 for that.", "Do not use page 1 for that."],
    ["negation", "You can take ibuprofen with food.", "You can not take ibuprofen with food."],
    ["negation", "Yes, it is safe for most people.", "No, it is safe for few people."],
    ["number", "Espere trinta minutos e sirva.", "Espere 40 minutos e sirva."],
    ["number", "Adults need a booster every ten years.", "Every 20 years adults need a booster."],
    ["role", "The dog follows the old man home.", "The man follows the old dog home."],
    ["role", "A man near a small house feeds a cat.", "A cat near a small house feeds a man."],
    ["person", "He lost his keys in the park.", "He lost her keys in the park."],
    ["number", "Bake it for 40 minutes at 180 degrees.", "Bake it for 180 minutes at 40 degrees."],
    ["code", PYTHON, PYTHON.replace("n * n", "n + n")],
    ["structure", '{"ok": true}', '{"ok": false}'],
    ["number", "A garantia vale por 12 meses.", "A garantia vale por 24 meses."],
    ["negation", "O produto pode ser trocado.", "O produto não pode ser trocado."],
    ["word", "Lave a panela com água quente.", "Lave a panela com água fria."],
    ["word", "O plural é avós, de avó.", "O plural é avós, de avô."],
    ["content", PARIS, "Bread needs flour, water, salt and yeast, besides a hot oven."],
  ])("calls answers of which one has another %s different", (kind, held, fresh) => {
    expect(judged(held, fresh)).toMatchObject({ verdict: "different", kind });
    expect(judged(fresh, held)).toMatchObject({ verdict: "different", kind });
  });

  it("finds one exchanged word in 100,000 characters, wherever it stands", () => {
    const sentences = Array.from(
      { length: 2_000 },
      (_, i) => `Room ${i} has a table, two chairs and a blue window.`,
    );
    const text = sentences.join(" ").slice(0, 99_000);
    for (const at of [0, 700, 1_500]) {
      const changed = text.replace(`Room ${at} has a table`, `Room ${at} has a piano`);
      expect(changed).not.toBe(text);
      expect(judged(text, changed)).toMatchObject({ verdict: "different", kind: "word" });
    }
  });

  it("hears what was asked: the answers differ in what the questions differ in", () => {
    expect(
      judged(
        "Run npm i glaze in a terminal, and you are done with it.",
        "Type npm i rsrc, which is all there is to do.",
        "How do I install glaze?",
        "How do I install rsrc?",
      ),
    ).toMatchObject({ verdict: "different", kind: "question" });
  });

  it.each([
    [
      "another language",
      "Der Zug fährt um neun Uhr vom Bahnhof ab.",
      "Um neun Uhr fährt der Zug vom Bahnhof ab.",
    ],
    ["marks and pictures", "😀😀", "😁!"],
    ["a yes beside nothing", "", "Yes."],
    ["one relation for another", "A cat sits on a tv stand.", "A cat sits next to a tv stand."],
    ["how many there are of each", "Two women share a pizza.", "A woman shares two pizzas."],
    [
      "an attribute that another thing has",
      "A group of people walks past a tall clock.",
      "Past a clock walks a tall group of people.",
    ],
    [
      "how many there are, beside another noun",
      "One bicycle is parked next to many motorcycles.",
      "Many bicycles are parked next to one motorcycle.",
    ],
    [
      "verbs that belong to other names",
      "In 1980, the Pope proposed a solution which was rejected by Chile and accepted by Argentina.",
      "The Pope proposed a solution accepted by Chile in 1980 and rejected by Argentina.",
    ],
    [
      "names in each other's place",
      "Lieutenant Robert Ramsey commissioned her in May 1805. Lieutenant John Gedge replaced him in 1806.",
      "Lieutenant John Gedge commissioned them in May 1805, and Lieutenant Robert Ramsey replaced him in 1806.",
    ],
    [
      "names with initials in each other's place",
      "Eugene D. Engley was born April 5, 1851 in Attleborough, the son of James Henry Engley and his wife Mary.",
      "James Henry Engley was born on 5 April 1851 in Attleborough, the son of Eugene D. Engley and his wife Mary.",
    ],
    ["what one word may deny", "Do not use ice or butter.", "Ice and butter should be avoided."],
    [
      "where it is, which one alone says",
      "An elephant is being fed while in a truck.",
      "An elephant is being fed next to a truck.",
    ],
    [
      "two words next to the same neighbour",
      "Vá em Meus Pedidos e selecione o pedido. A mudança é grátis e possível até o pacote sair do depósito.",
      "Abra Meus Pedidos e escolha o pedido. Você pode mudar até o pacote sair do nosso país. A mudança não custa nada.",
    ],
    ["two languages", "The shop is open on Sunday.", "A loja está aberta no domingo."],
    [
      "facts that only one has",
      PARIS,
      "The capital of France is Paris, where the Louvre and the Eiffel Tower stand.",
    ],
    [
      "a word that a dictionary may know for another",
      "The road was closed.",
      "The road was slippery and closed in June.",
    ],
  ])("is unsure of %s", (_, held, fresh) => {
    expect(judged(held, fresh).verdict).toBe("unsure");
  });

  it.each([
    ["one word again and again", "dog ", "dog cat "],
    ["denials", "not ", "not good "],
    ["numbers", "1 2 3 4 5 ", "5 4 3 2 1 "],
    ["one long word", "a", "b"],
    ["marks", ".,;", "!?"],
    ["brackets", "[[[[", "{{{{"],
    ["pictures", "😀", "😁"],
  ])("reads 100,000 characters of %s, and never calls them the same", (_, a, b) => {
    const [held, fresh] = [a, b].map((text) => text.repeat(100_000).slice(0, 100_000)) as [string, string];
    expect(judged(held, fresh).verdict).not.toBe("same");
  });

  it("says why, and never holds more than a clause of the answers", () => {
    const long = `the ${"very ".repeat(300)}end`;
    expect(
      judged(`${PARIS} It is ${long}.`, `${PARIS} It was ${long} of it all in 1999.`).why.length,
    ).toBeLessThan(220);
  });
});
