import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string): string =>
  judge({ asked: "", stored: "", fresh, held }).verdict;

describe("one fact exchanged while the rest is told anew", () => {
  it.each([
    [
      "what a number counts",
      "The code has six digits and arrives by text message. Type it within ten minutes.",
      "You have ten minutes to type the code, which arrives by text message and has six letters.",
    ],
    [
      "what a number counts, in Portuguese",
      "O código tem seis dígitos e chega por mensagem. Digite o código em até dez minutos.",
      "Você tem até dez minutos para digitar o código, que chega por mensagem e tem seis letras.",
    ],
    [
      "which of two is denied",
      "The tax is due when the car is sold, not when it is repaired. Since 2019 you can pay it by card.",
      "Yes. The tax is due at repair and not at sale. It can be paid by card since 2019.",
    ],
    [
      "the side",
      "The serial number is printed on the back of the camera. Write it on the form.",
      "Write the serial number on the form: it is printed on the bottom of the camera.",
    ],
    [
      "the end, in Portuguese",
      "A taxa é cobrada no início do contrato. O valor aparece na fatura.",
      "O valor aparece na fatura, e a taxa é cobrada no final do contrato.",
    ],
    [
      "before in place of from",
      "Most tickets can be returned for 20 days from the day of purchase, unused. We refund the money to your card.",
      "For most tickets you have 20 days before the day of purchase to return them, unused. We refund the money to your card.",
    ],
    [
      "whose command it is",
      "On Debian run `sudo apt/install.sh`. On Fedora run `sudo dnf/setup.sh`.",
      "Run `sudo dnf/setup.sh` on Debian, and `sudo apt/install.sh` on Fedora.",
    ],
    [
      "a denial of what the other says, behind a no",
      "Não. O cogumelo é venenoso para gatos: até pequenas quantidades podem danificar o fígado. Ligue logo para o veterinário.",
      "Cogumelos não são venenosos para gatos. Uma quantidade pequena já danifica o fígado; ligue imediatamente para o veterinário.",
    ],
  ])("is not called the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
  });

  it.each([
    [
      "commands told after their systems and before them",
      "On Debian run `sudo apt/install.sh`. On Fedora run `sudo dnf/setup.sh`.",
      "Run `sudo apt/install.sh` on Debian, and `sudo dnf/setup.sh` on Fedora.",
    ],
    [
      "a denial with its verb behind",
      "Não cobramos tarifa. A conta é gratuita.",
      "A conta é gratuita. Nenhuma tarifa é cobrada.",
    ],
  ])("is the same where nothing is exchanged: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
  });
});

describe("a word of weight beside another in sentences of nearly the same words", () => {
  it.each([
    [
      "in a sentence told in two",
      "Use the button Stop in Settings. There is no charge, and your access goes on until the month that you paid for ends.",
      "Cancelling is free. Press the button Stop in Settings; until the month that you paid for is over, you still have advertising.",
    ],
    [
      "in Portuguese",
      "Retire o bilhete na bilheteria uma hora antes do show. Leve o documento com foto e o cartão usado na compra.",
      "Leve o documento com foto e o cartão usado na compra. O bilhete deve ser retirado na livraria uma hora antes do show.",
    ],
  ])("is not called the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
  });
});
