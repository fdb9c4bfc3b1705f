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
    [
      "who won, by one verb in the active and another in the passive",
      "Norte beat Sul in the final of 2004, but lost the title on appeal.",
      "In the final of 2004, Norte was defeated by Sul and lost the title on appeal.",
    ],
    [
      "the same in Portuguese",
      "O Norte venceu o Sul na final de 2004, mas perdeu o título no tribunal.",
      "Na final de 2004, o Norte foi derrotado pelo Sul e perdeu o título no tribunal.",
    ],
    [
      "who does what, each in a sentence of its own",
      "Invoices are checked by the sales office. Those above 500 euros also need the signature of the warehouse.",
      "The warehouse checks the invoices. Those over 500 euros need the sales office's signature as well.",
    ],
    [
      "a name that was asked for and one that is told twice",
      "A Lua costuma ser o corpo mais claro da noite, a 384 mil km. O planeta Vênus tem a maior temperatura.",
      "Costuma-se ver a Lua como o corpo mais claro da noite, a 384 mil km. A maior temperatura também é da Lua.",
    ],
    [
      "more in place of less than one year",
      "Members with more than a year can vote; the others can only watch the assembly.",
      "Members with less than a year can vote; the others just watch the assembly.",
    ],
    [
      "the same in Portuguese, of a month",
      "Quem tem mais de um mês de casa recebe o bônus; os outros recebem só o vale.",
      "Quem tem menos de um mês de casa recebe o bônus; os outros recebem apenas o vale.",
    ],
    [
      "which came first, one of them told again",
      "Bell filed the patent before Gray. Gray came two hours later and lost the case.",
      "Gray filed the patent before Bell, who came two hours later and lost the case.",
    ],
    ["what has been beside what will be", "The lift has been repaired.", "The lift will be repaired."],
  ])("is not called the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
  });

  it.each([
    [
      "two words for one thing used in turn",
      "Adults need a tetanus booster every ten years. If you have a deep or dirty wound and your last shot was more than five years ago, see a doctor within 48 hours. The vaccine protects you, but it does not treat an infection that has already begun.",
      "A tetanus booster is recommended every 10 years for adults. In case of a dirty or deep wound, you should go to a doctor within 48 hours if more than five years have passed since your last vaccination. The shot is for prevention; it cannot cure an existing infection.",
    ],
    [
      "a passive that tells who did it, with the same verb",
      "The museum was opened by the mayor in 2004.",
      "The mayor opened the museum in 2004.",
    ],
    ["what one must do", "You have to register.", "You will have to register."],
    [
      "more than one year, in both",
      "Wait more than a year before you repaint it.",
      "Before repainting it, wait more than a year.",
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
