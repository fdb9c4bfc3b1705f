/** One question told in two ways, and its near ones: words of two countries, initials, accents, verb forms, a phrase in front. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "a word of another country",
    other: [
      ["Onde compro um fato preto?", "Onde compro uma roupa de banho preta?"],
      ["where is the car park", "where is the park"],
      ["Onde fica a paragem de autocarro?", "Onde fica a estação de comboios?"],
      ["como tirar a carta de condução", "como tirar a carta da caixa de correio"],
    ],
    same: [
      ["Onde fica a paragem de autocarro?", "Onde fica o ponto de ônibus?"],
      ["como tirar a carta de condução", "como tirar a carteira de motorista"],
      ["quanto custa a portagem", "quanto custa o pedágio"],
      ["Qual é a morada do escritório?", "Qual é o endereço do escritório?"],
      ["how do I roast an aubergine", "how do I roast an eggplant"],
      ["what is your postcode", "what is your zip code"],
      ["is there a car park nearby", "is there a parking lot nearby"],
    ],
  },
  {
    kind: "a name by its initials",
    other: [
      ["What does NATO stand for?", "What does North Atlantic Treaty Organization stand for?"],
      ["o que significa a sigla ONU", "o que significa Organização das Nações Unidas"],
      ["who runs the FAO", "who runs the Federal Aviation Office"],
      ["how does a PDF work", "how does a portable disk formatter work"],
      ["How do I contact the IRS?", "How do I contact the Indian Railway Station?"],
    ],
    same: [
      ["What does the FDA regulate?", "What does the Food and Drug Administration regulate?"],
      ["who is the president of the IMF", "Who is the president of the International Monetary Fund?"],
      ["Como pago o IPTU?", "Como pago o Imposto Predial e Territorial Urbano?"],
      ["Qual o PIB de Angola?", "Qual o produto interno bruto de Angola?"],
    ],
  },
  {
    kind: "an accent that English leaves out",
    other: [
      ["How do I make rosé?", "How do I make rose?"],
      ["How much is a lamé dress?", "How much is a lame dress?"],
      ["Was bedeutet schon?", "Was bedeutet schön?"],
      ["what does pelo mean in Portuguese", "what does pêlo mean in Portuguese"],
    ],
    same: [
      ["What is crème brûlée made of?", "what is creme brulee made of"],
      ["How do I make crêpes without eggs?", "how do I make crepes without eggs"],
      ["Is Beyoncé on a world stage?", "is beyonce on a world stage"],
    ],
  },
  {
    kind: "a Portuguese verb whose stem changes",
    other: [
      ["Como é que peço desculpa?", "Como é que peço demissão?"],
      ["como perco peso", "como ponho peso"],
      ["como me sinto melhor", "como sento melhor"],
    ],
    same: [
      ["Como meço a tensão arterial em casa?", "Como medir a tensão arterial em casa?"],
      ["como é que peço uma licença de paternidade", "como pedir uma licença de paternidade"],
      ["Como faço para sair de um grupo?", "Como eu saio de um grupo?"],
      ["Como é que trago o meu cão do Brasil?", "Como trazer o meu cão do Brasil?"],
      ["como ouço música sem internet", "como ouvir música sem internet"],
    ],
  },
  {
    kind: "a phrase before its question",
    other: [
      [
        "Somos 3 e a conta é 900 ao todo, quanto paga cada um?",
        "Somos 3 e a conta é 900 para cada um, quanto é ao todo?",
      ],
      ["Para Angola, quanto tempo demora o visto?", "De Angola, quanto tempo demora o visto?"],
      ["After surgery, when can I drive?", "When can I have surgery after I drive?"],
    ],
    same: [
      ["What should I see in Paris in one day?", "In one day, what should I see in Paris?"],
      ["A que horas abre o banco às segundas?", "Às segundas, a que horas abre o banco?"],
      [
        "Que documentos preciso de levar no dia da escritura?",
        "No dia da escritura, que documentos preciso de levar?",
      ],
      ["Do I need a visa to visit Japan as a Canadian?", "As a Canadian, do I need a visa to visit Japan?"],
    ],
  },
];

partsByKind(KINDS);
