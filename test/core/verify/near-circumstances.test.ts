/** Near questions of circumstances, parties to one act, and how it is to do something: none is served, and other wordings are. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "a circumstance that one alone names",
    other: [
      ["Can I drink coffee?", "Can I drink coffee while breastfeeding?"],
      ["Can I charge my phone?", "Can I charge my phone while using it?"],
      ["Can I eat sushi?", "Can I eat sushi while pregnant?"],
      ["Can I listen to music?", "Can I listen to music while driving?"],
      ["Posso tomar café?", "Posso tomar café durante a gravidez?"],
      ["Posso comer sushi?", "Posso comer sushi enquanto amamento?"],
    ],
    same: [
      ["Can I drink coffee while breastfeeding?", "can i drink coffee while breast feeding"],
      ["Can I drive while taking codeine?", "Can I drive when taking codeine?"],
    ],
  },
  {
    kind: "whose thing it is",
    other: [
      ["Como mudo a minha senha?", "Como mudo a senha do meu marido?"],
      ["Como cancelo o meu plano?", "Como cancelo o plano da minha mãe?"],
      ["Como renovo o meu passaporte?", "Como renovo o passaporte da minha filha?"],
    ],
    same: [["Como mudo a minha senha?", "Como mudo minha senha?"]],
  },
  {
    kind: "the other party",
    other: [
      ["O vendedor paga a comissão?", "O comprador paga a comissão?"],
      ["O vendedor pode desistir da venda?", "O comprador pode desistir da venda?"],
      ["O anfitrião pode cancelar a reserva?", "O hóspede pode cancelar a reserva?"],
      ["O professor pode faltar sem avisar?", "O aluno pode faltar sem avisar?"],
      ["Can the driver refuse a trip?", "Can the passenger refuse a trip?"],
      ["Does the sender pay customs?", "Does the recipient pay customs?"],
    ],
    same: [["O vendedor paga a comissão?", "A comissão é paga pelo vendedor?"]],
  },
  {
    kind: "how it is done, and how it is to do it",
    other: [
      ["Como ser feliz?", "Como é ser feliz?"],
      ["Como trabalhar no Google?", "Como é trabalhar no Google?"],
      ["Como morar em Portugal?", "Como é morar em Portugal?"],
      ["How to work at Google?", "How is it to work at Google?"],
      ["How to live alone?", "What is it like to live alone?"],
      ["How do I live alone?", "What is it like to live alone?"],
    ],
    same: [
      ["What is it like to live alone?", "What's it like to live alone?"],
      ["What is it like being a doctor?", "What is it really like being a doctor?"],
      ["Como é feito o queijo?", "Como fazem queijo?"],
    ],
  },
];

partsByKind(KINDS);
