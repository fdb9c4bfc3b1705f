/** Other phrasings of a question, polite ones too: each is served, and what only looks like one is left as it is. */
import { describe, expect, it } from "vitest";
import { asked } from "../../../src/core/verify/read/courtesy.ts";
import { phrased } from "../../../src/core/verify/read/phrasings.ts";
import { isServed } from "../../support/near-kinds.ts";

describe("a question in another phrasing", () => {
  it.each([
    ["Is my landlord allowed to raise the rent?", "Can my landlord raise the rent?"],
    ["Is a company permitted to cut wages?", "Can a company cut wages?"],
    ["É permitido levar comida no avião?", "Posso levar comida no avião?"],
    ["O locador pode aumentar o aluguel?", "O locador está autorizado a aumentar o aluguel?"],
    ["A empresa tem permissão para ler meus e-mails?", "A empresa pode ler meus e-mails?"],
    ["What are the symptoms of flu?", "List the symptoms of flu"],
    ["Quais são os sintomas da gripe?", "Liste os sintomas da gripe"],
    ["Qual é a fórmula da amônia?", "Me diga a fórmula da amônia"],
    ["Can a four-year-old eat honey?", "Can a child four years old eat honey?"],
    ["Can a 6-month-old baby eat eggs?", "Can a baby who is 6 months old eat eggs?"],
    ["How do I turn off the alarm?", "How do I disable the alarm?"],
    ["How do I turn notifications on?", "How do I enable notifications?"],
    ["How do I fill in the form?", "How do I complete the form?"],
    ["How do I get in touch with HR?", "How do I contact HR?"],
    ["O que é um boleto?", "Boleto: o que é?"],
    ["What is escrow?", "Escrow, what is it?"],
    ["What is escrow?", "What do you mean by escrow?"],
    ["What does escrow mean?", "escrow meaning"],
    ["O que é fiança?", "O que vem a ser fiança?"],
    ["Quanto é a taxa?", "Qual é o valor da taxa?"],
    ["Quanto custa o frete?", "Quanto é o frete?"],
    ["How do I change my address?", "how do i change my adress"],
    ["Como mudo meu endereço?", "como mudo meu enderesso?"],
    ["Onde vejo as configurações?", "onde vejo as configuraçoes?"],
    ["Como raspar um site em Python?", "Como raspar um site com Python?"],
    ["O que o bebê come no café da manhã?", "O que o bebé come ao pequeno-almoço?"],
  ])("is served: %s / %s", (stored, other) => {
    expect([isServed(stored, other), isServed(other, stored)]).toEqual([true, true]);
  });

  it.each([
    ["is it a list of allowed words", "is it a list of allowed words"],
    ["list the files in a folder", "list the files in a folder"],
    ["why does my phone turn off by itself", "why does my phone turn off by itself"],
    ["Berlin, when does it snow", "Berlin, when does it snow"],
    ["qual é o valor do salário", "qual é o valor do salário"],
    ["my son is 4 years old", "my son is 4 years old"],
    ["o empregado tem direito a férias", "o empregado tem direito a férias"],
    ["em que lugar fica o cartório", "em que lugar fica o cartório"],
  ])("is left as it is where it means another thing: %s", (text, same) => {
    expect(phrased(text)).toBe(same);
  });
});

describe("a polite opening", () => {
  it.each([
    "Hi there! How do I close my account?",
    "Sorry to bother you, but how do I close my account?",
    "Excuse me, how do I close my account?",
    "Good morning, how do I close my account?",
    "Would you happen to know how do I close my account?",
  ])("asks nothing: %s", (text) => {
    expect(asked(text).toLowerCase()).toBe("how do i close my account");
  });

  it.each([
    "Olá, tudo bem? Como encerrar a conta?",
    "Desculpe incomodar, como encerrar a conta?",
    "Com licença, como encerrar a conta?",
    "Você saberia me dizer como encerrar a conta?",
  ])("asks nothing in Portuguese: %s", (text) => {
    expect(asked(text).toLowerCase()).toBe("como encerrar a conta");
  });

  it.each([
    "Com licença médica posso viajar",
    "Good evening dress for a wedding",
    "Desculpa em inglês como se diz",
  ])("is none where it belongs to the matter: %s", (text) => {
    expect(asked(text)).toBe(text);
  });
});
