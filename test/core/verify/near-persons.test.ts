/** Near questions about another person, act or thing, told by an ending or one word: none is served, and harmless ones are. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const SURGERY =
  "Good morning, I have been using your blue pills against my high blood pressure for three years and now my doctor wants me to have surgery on my {}, should I stop taking them before?";
const CONTRATO =
  "Olá, aderi ao vosso tarifário de internet em maio com fidelização de dois anos, mas vou mudar de {}, tenho de pagar penalização?";

const KINDS: readonly NearKind[] = [
  {
    kind: "what is the asker's, and any of its kind",
    other: [
      ["How do I delete my account?", "How do I delete an account?"],
      ["Can I see my payslip?", "Can I see a payslip?"],
      ["Como bloqueio o meu cartão?", "Como bloqueio um cartão?"],
    ],
    same: [
      ["How do I delete my Zoosk account?", "How do I delete a Zoosk account?"],
      ["How do I promote my blog?", "How do I promote a blog?"],
      ["Can I cancel my order?", "Can I cancel an order?"],
      ["How do I delete my account?", "How do I delete the account?"],
    ],
  },
  {
    kind: "a man or a woman, a male or a female",
    other: [
      ["presente para o meu sobrinho", "presente para a minha sobrinha"],
      ["Como cuidar de um coelho?", "Como cuidar de uma coelha?"],
      ["roupa para bailarino", "roupa para bailarina"],
      ["o que dizer ao vendedor", "o que dizer à vendedora"],
      ["costume for a duke", "costume for a duchess"],
      ["How tall is a lion?", "How tall is a lioness?"],
      ["letter to my grandmother", "letter to my grandfather"],
      ["card for my granddaughter", "card for my grandmother"],
    ],
    same: [
      ["Como cancelo a conta?", "Como cancela a conta?"],
      ["Como faço uma troca?", "como fazer uma troca"],
    ],
  },
  {
    kind: "who does something, and what is done or where",
    other: [
      ["What does a dietitian do?", "What does a diet do?"],
      ["how do I find a gardener", "how do I find gardening"],
      ["What is a bakery?", "What is a baker?"],
      ["how to choose a consultant", "how to choose a consultation"],
      ["Como escolher um fotógrafo?", "Como escolher uma fotografia?"],
      ["quanto custa um tradutor", "quanto custa uma tradução"],
      ["how do I find a good agent", "how do I find a good agency"],
      ["Como ser um bom agente?", "Como ser uma boa agência?"],
    ],
    same: [
      ["mortgage calculator", "calculate mortgage"],
      ["What should managers read?", "what should a manager read"],
      ["How do I recover a deleted file?", "recovery of a deleted file"],
    ],
  },
  {
    kind: "a prefix that makes another act or its opposite",
    other: [
      ["how do you store ripe mangoes", "how do you store unripe mangoes"],
      ["como emitir o boleto", "como reemitir o boleto"],
      ["Is my paid invoice visible?", "Is my unpaid invoice visible?"],
      ["What is a reissued passport?", "What is an issued passport?"],
    ],
    same: [["Can I stay until noon?", "May I stay until noon?"]],
  },
  {
    kind: "two words of one stem",
    other: [
      ["How do I change my plan?", "How do I change my plane?"],
      ["How much does a filling cost?", "How much does a filing cost?"],
      ["how do I write a story", "how do I write a store"],
      ["How do I clean a tube?", "How do I clean a tub?"],
      ["how to plan a party", "how to plan a part"],
      ["what to do with a broken tooth", "what to do with a breaking tooth"],
      ["Como fazer bolo?", "Como fazer bola?"],
      ["dor no parto", "dor na parte"],
      ["receita de goiabada", "receita de goiaba"],
    ],
    same: [
      ["storing winter clothes", "how to store winter clothes"],
      ["How do I file taxes?", "filing taxes"],
      ["planning a trip", "how to plan a trip"],
      ["Como compro um barco?", "como comprar um barco"],
      ["Como limpo a calça?", "como limpar calças"],
      ["Como posso instalar o programa?", "Como é a instalação do programa?"],
    ],
  },
  {
    kind: "words that a thesaurus takes for one",
    other: [
      ["How do I frost a cake?", "How do I freeze a cake?"],
      ["Can a baby drink tea?", "Can a child drink tea?"],
      ["How do I lease a car?", "How do I rent a car?"],
      ["discounts for vets", "discounts for veterans"],
      ["How is diabetes cured?", "How is diabetes treated?"],
      ["nomes de menino", "nomes de criança"],
    ],
    same: [
      ["gift for a kid", "gift for a child"],
      ["How do I learn to hack?", "How can I learn hacking?"],
      ["How is diabetes treated?", "How do you treat diabetes?"],
    ],
  },
  {
    kind: "one word exchanged in a long question",
    other: [
      [SURGERY.replace("{}", "knee"), SURGERY.replace("{}", "eye")],
      [CONTRATO.replace("{}", "casa"), CONTRATO.replace("{}", "emprego")],
    ],
    same: [
      [SURGERY.replace("{}", "knee"), SURGERY.replace("{}", "knees").replace("should I", "do I have to")],
      [CONTRATO.replace("{}", "casa"), CONTRATO.replace("{}", "casa").replace("tenho de", "preciso de")],
    ],
  },
  {
    kind: "whether he does it or the asker",
    other: [
      ["How do I change my password?", "How do they change my password?"],
      ["How can I see my photos?", "How can she see my photos?"],
      ["How can you read my messages?", "How can he read my messages?"],
      ["How do I cancel the order?", "How does he cancel the order?"],
      ["Where can I sign the form?", "Where can she sign the form?"],
      ["How do I get a refund?", "How does she get a refund?"],
      ["How should I report the theft?", "How should he report the theft?"],
      ["What is his username?", "What is a username?"],
      ["What is their tax number?", "What is a tax number?"],
      ["How do I find my address?", "How do they find my address?"],
      ["How do I log in?", "How does he log in?"],
    ],
    same: [
      ["How does she get a refund?", "how she gets a refund"],
      ["How do I know if he likes me?", "How can I know if he likes me?"],
      ["How do they deliver mail?", "How is mail delivered?"],
      ["How do I cancel the order?", "How do you cancel the order?"],
      ["What is his full name?", "What's his full name?"],
      ["How do they know that quarks exist?", "How do we know that quarks exist?"],
    ],
  },
];

partsByKind(KINDS);
