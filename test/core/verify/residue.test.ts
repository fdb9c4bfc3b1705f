/** What small words, marks and word order say refuses a pair by name; what says nothing does not. */
import { beforeAll, describe, expect, it } from "vitest";
import { byKind, server, trapsOf } from "../../../bench/quality/traps.ts";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import type { Veto } from "../../../src/model.ts";
import type { Verifier } from "../../../src/ports.ts";

let verifier: Verifier;
beforeAll(async () => {
  const { lexicon, pairModel } = await loadBuiltin();
  verifier = createVerifier(lexicon, pairModel);
});

const REFUSED: readonly (readonly [Veto, string, string])[] = [
  ["persons-differ", "Where is my parcel?", "Where is your parcel?"],
  ["persons-differ", "Do I owe you rent?", "Do you owe me rent?"],
  ["persons-differ", "How do I mute someone who follows me?", "How do I mute someone I follow?"],
  ["persons-differ", "Onde está a minha mala?", "Onde está a mala dela?"],
  ["quantities-differ", "How do I archive a chat?", "How do I archive all chats?"],
  ["quantities-differ", "Can I use only one coupon?", "Can I use one coupon?"],
  ["quantities-differ", "What is the Guardian?", "What is a guardian?"],
  ["quantities-differ", "Como apagar uma nota?", "Como apagar todas as notas?"],
  ["tense-differs", "Which forms have been signed?", "Which forms have to be signed?"],
  ["tense-differs", "Did they ship the parcel?", "Will they ship the parcel?"],
  ["tense-differs", "Posso renovar o passe?", "Tenho que renovar o passe?"],
  ["tense-differs", "Quando começa o curso?", "Quando começou o curso?"],
  ["tense-differs", "Who owns the bakery?", "Who owned the bakery?"],
  ["tense-differs", "Which team wins the cup?", "Which team won the cup?"],
  ["tense-differs", "What can I sign?", "What must I sign?"],
  ["tense-differs", "Will the gates be locked?", "Are the gates locked?"],
  ["tense-differs", "Who ran the auction?", "Who will run the auction?"],
  ["tense-differs", "How many guests left?", "How many guests leave?"],
  ["tense-differs", "Which fees have I got to settle?", "Which fees have I settled?"],
  ["tense-differs", "Which posts should be removed?", "Which posts can be removed?"],
  ["tense-differs", "Quem podia pescar?", "Quem pode pescar?"],
  ["tense-differs", "O pacote incluía jantar?", "O pacote inclui jantar?"],
  ["tense-differs", "Comprei o ingresso?", "Compro o ingresso?"],
  ["tense-differs", "Vai ter missa no domingo?", "Tem missa no domingo?"],
  ["tense-differs", "Por que a loja fecha às seis?", "Por que a loja fechava às seis?"],
  ["tense-differs", "Quem faz o bolo?", "Quem fez o bolo?"],
  ["asks-otherwise", "Is there a fee for the transfer?", "What is the fee for the transfer?"],
  ["asks-otherwise", "Vocês vendem selos?", "Como vocês vendem selos?"],
  ["roles-differ", "Can a guest sue a host?", "Can a host sue a guest?"],
  ["roles-differ", "What causes packet loss?", "What does packet loss cause?"],
  ["roles-differ", "Was the fox chased by the dog?", "Was the dog chased by the fox?"],
  ["roles-differ", "Who trained Ana?", "Who was trained by Ana?"],
  ["roles-differ", "Quem contratou a Rita?", "Quem a Rita contratou?"],
  ["roles-differ", "How do I sign up?", "How do I sign in?"],
  ["roles-differ", "Is a cheap bike with fast wheels safe?", "Is a fast bike with cheap wheels safe?"],
  ["roles-differ", "O juiz pode substituir?", "O juiz pode ser substituído?"],
  ["roles-differ", "By whom was the fox chased?", "Who was chased by the fox?"],
  ["roles-differ", "What does stand by mean?", "What does stand out mean?"],
  ["roles-differ", "How do I give away a sofa?", "How do I give a sofa?"],
  ["roles-differ", "How do I get along with my aunt?", "How do I get away with my aunt?"],
  ["roles-differ", "How do I wait for a lift?", "How do I wait on a lift?"],
  ["roles-differ", "How do I care for a parrot?", "How do I care about a parrot?"],
  ["roles-differ", "How do I write to a senator?", "How do I write about a senator?"],
  ["roles-differ", "Como escrever sobre a vizinha?", "Como escrever para a vizinha?"],
  ["roles-differ", "Como respondo pela empresa?", "Como respondo à empresa?"],
  ["roles-differ", "How do I buy from my uncle?", "How do I buy for my uncle?"],
  ["antonyms", "How do I migrate to Kafka?", "How do I migrate from Kafka?"],
  ["direction-differs", "Is it cold above the lake?", "Is it cold at the lake?"],
  ["direction-differs", "Tem trem para Braga?", "Tem trem de Braga?"],
  ["negation-differs", "O plano cobre óculos?", "O plano não cobre nenhuns óculos?"],
  ["negation-differs", "O que acontece se eu nao votar?", "O que acontece se eu votar?"],
  ["numbers-differ", "What is the cube of 4?", "What is the cube of -4?"],
  ["units-differ", "How much is 30 € in pesos?", "How much is 30 $ in pesos?"],
  ["units-differ", "How do I convert 7 mW?", "How do I convert 7 MW?"],
  ["units-differ", "What does Mb stand for?", "What does MB stand for?"],
  ["names-differ", "Is hepatitis B curable?", "Is hepatitis C curable?"],
  ["names-differ", "What is vitamin A?", "What is vitamin D?"],
  ["names-differ", "Is model TP20 sold here?", "Is model TP20S sold here?"],
  ["numbers-differ", "Where is order 8812?", "Where is order 8812C?"],
  ["numbers-differ", "Where is seat 14A on the bus?", "Where is seat 14 on the bus?"],
  ["numbers-differ", "Onde fica a sala 14a?", "Onde fica a sala 14?"],
  ["literals-differ", "What does && do in Bash?", "What does || do in Bash?"],
  ["literals-differ", "Which rows have a size ≥ 3?", "Which rows have a size ≤ 3?"],
  ["literals-differ", "Why does print(None) work?", "Why does print(none) work?"],
  ["literals-differ", "What does \\d match?", "What does \\D match?"],
  ["literals-differ", "What time is noon in UTC-5?", "What time is noon in UTC+5?"],
  ["literals-differ", "Make a folder named Ana", "Make a folder named Ana's"],
  ["literals-differ", "Crie uma pasta chamada Rui para mim", "Crie uma pasta chamada Rui's para mim"],
  ["literals-differ", "What does 👍 mean?", "What does 👎 mean?"],
  ["literals-differ", 'How do you say "my hat" in Greek?', 'How do you say "your hat" in Greek?'],
  ["literals-differ", "What is printed?\n\nif a:\n  b()\n  c()", "What is printed?\n\nif a:\n  b()\nc()"],
  ["literals-differ", "How do I subclass Thread in Java?", "How do I subclass thread in Java?"],
  ["literals-differ", "What does the variable SHELL hold?", "What does the variable shell hold?"],
  ["literals-differ", "What does onClick do?", "What does OnClick do?"],
  ["literals-differ", "What does key N do in vim?", "What does key n do in vim?"],
  ["literals-differ", "Is Nil the same as nil?", "Is nil the same as nil?"],
  ["literals-differ", "What is on the reel Wq7tB?", "What is on the reel wq7Tb?"],
  ["literals-differ", "What does Main.ts hold?", "What does main.ts hold?"],
  ["literals-differ", "What does SS mean in a date pattern?", "What does ss mean in a date pattern?"],
  ["literals-differ", "Wq7tB is on which reel?", "Wq7Tb is on which reel?"],
  ["literals-differ", "How do I call Merge in pandas?", "How do I call merge in pandas?"],
  ["literals-differ", "Como itero um Set em JavaScript?", "Como itero um set em JavaScript?"],
  ["accents-differ", "O que é forro?", "O que é forró?"],
  ["accents-differ", "Quem é a avó dela?", "Quem é o avô dela?"],
  ["form-differs", "Explain tides", "Explain tides in Dutch"],
  ["form-differs", "Explain tides to a child", "Explain tides to an engineer"],
  ["form-differs", "Explique a osmose", "Explique a osmose em uma frase"],
  ["form-differs", "What is an isotope?", "What is an isotope? Answer with one word."],
];

const SERVED: readonly (readonly [string, string])[] = [
  ["I can't log in to my account", "I am unable to log in to my account"],
  ["Não consigo acessar a conta", "Nao consigo acessar a conta"],
  ["What's the API rate limit?", "What is the rate limit of the API?"],
  ["Is my data encrypted at rest?", "Do you encrypt my data at rest?"],
  ["What is DNS?", "Explain to me what DNS is"],
  ["How do I turn on two-factor authentication?", "How do I turn on 2FA?"],
  ["Is chat support available on weekends?", "On weekends, is chat support available?"],
  ["What is the population of the us?", "What is the population of the US?"],
  ["How many countries are in the EU?", "How many countries are in the European Union?"],
  ["Qual é o PIB dos EUA?", "Qual é o PIB dos Estados Unidos?"],
  ["When did World War Two end?", "When did WWII end?"],
  ["Is the gym open Mondays?", "Is the gym open on Monday?"],
  ["A loja abre aos domingos?", "A loja abre no domingo?"],
  ["What happens when my card expires?", "When my card expires, what happens?"],
  ["Who wrote Dom Casmurro?", "Who was Dom Casmurro written by?"],
  ["Qual é o prazo de entrega?", "Qual e o prazo de entrega?"],
  ["How do I turn the alarm off?", "How do I turn off the alarm?"],
  ["How do I sort an array in Python?", "how do i sort an array in python"],
  ["How do I upgrade Node on Mac?", "How do I upgrade node on mac?"],
  ["What is the Best Way to learn Java?", "What is the best way to learn Java?"],
  ["How do I log in to the portal?", "How do I log into the portal?"],
  ["How do I use Node.js?", "how do I use node.js?"],
  ["What is in README.md?", "What is in readme.md?"],
  ["What is SQLite3?", "What is sqlite3?"],
  ["Como pedir a 2a via da conta?", "Como pedir a 2ª via da conta?"],
  ["What can I do about dandruff?", "What can I do for dandruff?"],
  ["How do I talk to the agent?", "How do I talk with the agent?"],
  ["Posso pagar com cartão?", "Posso pagar por cartão?"],
  ["Por quem a tela foi pintada?", "Quem pintou a tela?"],
  ["Who wrote the anthem?", "Who was the anthem written by?"],
  ["How often should I water a cactus?", "How often should you water a cactus?"],
];

describe("what stands beside the words of content", () => {
  it.each(REFUSED)("%s: %s | %s", (veto, a, b) => {
    for (const told of [verifier.compare(a, b, 1), verifier.compare(b, a, 1)]) {
      expect(told.veto ?? told.doubt).toBe(veto);
      expect(told.probability).toBeLessThan(0.5);
    }
    expect(verifier.explain(a, b, 1)[0]).toContain(`(${veto})`);
  });

  it.each(SERVED)("does not part %s | %s", (a, b) => {
    expect(verifier.compare(a, b, 1)).toMatchObject({ veto: null });
    expect(verifier.compare(a, b, 1).probability).toBeGreaterThanOrEqual(0.85);
  });

  it("parts the digests by which confirmed pairs are known", () => {
    for (const [, a, b] of REFUSED)
      for (const form of [verifier.canonical!, verifier.wording!])
        expect(form(a), `${a} | ${b}`).not.toBe(form(b));
    for (const form of [verifier.canonical!, verifier.wording!])
      expect(form("How do I log in?")).toBe(form("how do I log in"));
  });

  it.each([
    ["How do I change my plan?", "How do I change my plane?"],
    ["How do I find a filling for a tooth?", "How do I find a filing for a tooth?"],
    ["Como faço o bolo?", "Como faço a bola?"],
    ["Who is the founder of Fiat?", "Who founded Fiat?"],
  ])("does not take a confirmation of %s for one of %s, whose words share a stem alone", (a, b) => {
    expect(verifier.wording!(a)).not.toBe(verifier.wording!(b));
  });

  it.each([
    ["How do I change my plan?", "how do I change my plan"],
    ["How can I reset a password?", "Please, how can I reset the passwords?"],
    ["Como troco a senha?", "como troco as senhas"],
  ])("takes a confirmation of %s for one of %s", (a, b) => {
    expect(verifier.wording!(a)).toBe(verifier.wording!(b));
  });
});

describe("near questions by kind", () => {
  it.each(["dev", "blind"])("serves few traps and most rewordings of %s.tsv", async (name) => {
    const kinds = byKind(trapsOf(name), await server(0.85));
    const sum = (same: boolean, of: "count" | "served"): number =>
      kinds.filter((kind) => kind.same === same).reduce((total, kind) => total + kind[of], 0);
    expect(sum(false, "served") / sum(false, "count")).toBeLessThanOrEqual(0.02);
    expect(sum(true, "served") / sum(true, "count")).toBeGreaterThanOrEqual(0.8);
  });
});
