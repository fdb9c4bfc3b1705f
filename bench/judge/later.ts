/** Wordings that were written when the judge was finished: no table or limit of it was changed after they were measured. */
import type { Told } from "./wordings.ts";

export const LATER: readonly Told[] = [
  {
    lang: "en",
    asked: "How do I change a flat bicycle tube?",
    tellings: [
      "Take the wheel off and let out the remaining air. Lift one side of the tire over the rim with two tire levers and pull out the old tube. Put in the new tube, press the tire back and pump it to 4 bar.",
      "First remove the wheel and release whatever air is left. With two tire levers, pry one side of the tire off the rim, then take the old tube out. Insert a new one, push the tire back onto the rim and inflate it to 4 bar.",
      "1. Remove the wheel\n2. Let the air out\n3. Lift one side of the tire off the rim with two levers\n4. Swap the old tube for the new one\n5. Push the tire back and pump up to 4 bar",
      "You need two tire levers and a new tube. Once the wheel is off and the air is out, lever one side of the tire over the rim, exchange the tubes, press the tire back into place and pump it up to four bar.",
      "Sure! After taking off the wheel and deflating the tube, use two levers to lift one edge of the tire over the rim. Replace the tube, fit the tire again and inflate it to 4 bar.",
    ],
    changes: [
      ["number", 0, "4 bar", "6 bar"],
      ["noun", 1, "wheel", "saddle"],
      ["antonym", 0, "let out", "let in"],
      ["verb", 4, "inflate", "sell"],
    ],
  },
  {
    lang: "en",
    asked: "Who painted the Mona Lisa?",
    tellings: [
      "Leonardo da Vinci painted the Mona Lisa, beginning around 1503. It shows Lisa Gherardini, the wife of a Florentine merchant, and hangs in the Louvre in Paris.",
      "The Mona Lisa was painted by Leonardo da Vinci, who started it in about 1503. The portrait depicts Lisa Gherardini, who was married to a merchant from Florence. Today it can be seen in the Louvre in Paris.",
      "- Painter: Leonardo da Vinci\n- Begun: around 1503\n- Sitter: Lisa Gherardini, wife of a merchant of Florence\n- Where: Louvre, Paris",
      "It is a work by Leonardo da Vinci, begun in roughly 1503. The woman in the picture is Lisa Gherardini, a Florentine merchant's wife. You'll find the painting in the Louvre in Paris.",
      "That was Leonardo da Vinci. He began the portrait of Lisa Gherardini, whose husband was a merchant in Florence, around 1503. It is on display at the Louvre in Paris.",
    ],
    changes: [
      ["name", 0, "Leonardo da Vinci", "Sandro Botticelli"],
      ["number", 1, "1503", "1530"],
      ["noun", 4, "husband", "father"],
      ["name", 3, "Paris", "Vienna"],
    ],
  },
  {
    lang: "en",
    asked: "What should I do if my flight is delayed?",
    tellings: [
      "Ask the airline for a written confirmation of the delay. If you arrive more than three hours late, you can claim up to 600 euros, unless the cause was the weather. During the wait the airline must give you food and drinks.",
      "Get the airline to confirm the delay in writing. You may be owed up to 600 euros if you reach your destination over three hours late, except when bad weather was to blame. While you wait, the airline has to provide meals and drinks.",
      "- Ask for written confirmation of the delay\n- More than 3 hours late: claim up to 600 euros (not if the weather was the cause)\n- The airline must provide food and drinks while you wait",
      "You are entitled to food and drinks from the airline while waiting. Have the delay confirmed in writing; for an arrival more than three hours late, compensation of up to 600 euros can be claimed, but not for delays caused by weather.",
      "First, have the airline give you a written confirmation. As long as the weather wasn't the reason, a delay of more than three hours on arrival entitles you to as much as 600 euros. They also have to offer you something to eat and drink in the meantime.",
    ],
    changes: [
      ["number", 0, "600", "250"],
      ["noun", 1, "weather", "traffic"],
      ["negation", 0, "must give", "must not give"],
      ["noun", 3, "food", "blankets"],
    ],
  },
  {
    lang: "en",
    asked: "How do I store bread?",
    tellings: [
      "Keep bread in a paper bag at room temperature, where it stays fresh for about three days. Do not put it in the fridge, because it goes stale faster there. You can freeze it in slices for up to three months.",
      "Bread is best kept at room temperature in a paper bag; it lasts around three days that way. The refrigerator is a bad place, as bread turns stale more quickly in it. Sliced, it can be frozen for as long as three months.",
      "- Room temperature, in a paper bag: about three days\n- Not in the fridge: it gets stale faster\n- Freezer, in slices: up to three months",
      "Store it in a bag made of paper at room temperature and eat it within roughly three days. It would become stale sooner in the fridge, so avoid that. If you slice it first, bread freezes well for up to 3 months.",
      "A paper bag at room temperature keeps bread fresh for some three days. Don't refrigerate it, since that makes it go stale faster. For longer storage, freeze the slices; they keep for up to three months.",
    ],
    changes: [
      ["noun", 0, "paper", "plastic"],
      ["number", 1, "three months", "six months"],
      ["antonym", 0, "faster", "slower"],
      ["negation", 4, "Don't refrigerate", "Refrigerate"],
    ],
  },
  {
    lang: "pt",
    asked: "Como conservo o pão?",
    tellings: [
      "Guarde o pão em um saco de papel em temperatura ambiente, onde ele fica fresco por cerca de três dias. Não o coloque na geladeira, porque lá ele endurece mais rápido. Você pode congelá-lo em fatias por até três meses.",
      "O melhor é manter o pão em temperatura ambiente, num saco de papel; assim ele dura uns três dias. A geladeira não é recomendada, pois o pão endurece mais depressa nela. Fatiado, pode ser congelado por até três meses.",
      "- Temperatura ambiente, em saco de papel: cerca de três dias\n- Não na geladeira: endurece mais rápido\n- Congelador, em fatias: até três meses",
      "Em saco de papel e em temperatura ambiente, o pão se mantém fresco por aproximadamente três dias. Evite a geladeira, que o faz endurecer mais rápido. Se quiser guardar por mais tempo, congele as fatias por até 3 meses.",
      "Deixe o pão num saco de papel, fora da geladeira, onde endureceria mais rápido. Em temperatura ambiente ele dura por volta de três dias, e cortado em fatias aguenta até três meses no congelador.",
    ],
    changes: [
      ["noun", 0, "papel", "plástico"],
      ["number", 1, "três meses", "seis meses"],
      ["negation", 0, "Não o coloque", "Coloque"],
      ["noun", 3, "fatias", "sementes"],
    ],
  },
  {
    lang: "pt",
    asked: "Quem pintou a Mona Lisa?",
    tellings: [
      "Leonardo da Vinci pintou a Mona Lisa a partir de 1503, aproximadamente. O quadro mostra Lisa Gherardini, esposa de um comerciante de Florença, e está no Louvre, em Paris.",
      "A Mona Lisa foi pintada por Leonardo da Vinci, que a começou por volta de 1503. O retrato é de Lisa Gherardini, casada com um comerciante florentino. Hoje a obra pode ser vista no Louvre, em Paris.",
      "- Pintor: Leonardo da Vinci\n- Início: por volta de 1503\n- Retratada: Lisa Gherardini, esposa de um comerciante de Florença\n- Local: Louvre, Paris",
      "É uma obra de Leonardo da Vinci, iniciada em torno de 1503. A mulher do quadro é Lisa Gherardini, esposa de um comerciante florentino. A pintura fica no Louvre, em Paris.",
      "Foi Leonardo da Vinci. Ele começou por volta de 1503 o retrato de Lisa Gherardini, cujo marido era comerciante em Florença. O quadro está exposto no Louvre, em Paris.",
    ],
    changes: [
      ["name", 0, "Leonardo da Vinci", "Sandro Botticelli"],
      ["number", 1, "1503", "1530"],
      ["noun", 4, "marido", "pai"],
      ["name", 3, "Paris", "Viena"],
    ],
  },
  {
    lang: "pt",
    asked: "Como peço reembolso de uma consulta médica?",
    tellings: [
      "Abra o aplicativo, toque em Reembolso e envie a nota fiscal e o pedido do médico. O plano responde em até dez dias úteis. O valor é depositado na conta do titular.",
      "No aplicativo, escolha Reembolso e anexe a nota fiscal junto com o pedido médico. A resposta do plano sai em no máximo dez dias úteis, e o dinheiro cai na conta bancária do titular.",
      "1. Abra o aplicativo e toque em Reembolso\n2. Envie a nota fiscal e o pedido do médico\n3. Aguarde até 10 dias úteis\n4. O valor é depositado na conta do titular",
      "O reembolso é solicitado pelo aplicativo, na opção Reembolso, com a nota fiscal e o pedido do médico. Em até dez dias úteis o plano dá a resposta e deposita o valor na conta do titular.",
      "Você precisa da nota fiscal e do pedido do médico. Envie os dois pela opção Reembolso do aplicativo; dentro de dez dias úteis o plano responde, e o titular recebe o valor na conta dele.",
    ],
    changes: [
      ["number", 0, "dez", "trinta"],
      ["noun", 1, "titular", "médico"],
      ["name", 2, "Reembolso", "Agenda"],
      ["noun", 3, "nota fiscal", "carteirinha"],
    ],
  },
];
