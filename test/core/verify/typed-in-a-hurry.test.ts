/** Questions typed in a hurry or opened in many words: each is served, and what only looks like one is not. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "short asking words and long openings",
    other: [
      ["y = 3x + 2", "why = 3x + 2"],
      ["What is y?", "Why?"],
      ["Quando vence minha fatura?", "qnto vence minha fatura"],
      ["oq é MEI?", "qdo é MEI?"],
      ["Quem faz o passo a passo da obra?", "Como fazer a obra?"],
      ["O que existe no mundo?", "O que é o mundo?"],
      ["Como faço para vender milhas?", "Como faço para comprar milhas?"],
      ["Qual o passo a passo para abrir um MEI?", "Qual o passo a passo para fechar um MEI?"],
    ],
    same: [
      ["Quando vence minha fatura?", "qdo vence minha fatura"],
      ["Quando sai o resultado?", "qnd sai o resultado"],
      ["Quanto custa o frete?", "qnto custa o frete"],
      ["Quanto tempo demora a análise?", "qto tempo demora a análise"],
      ["O que fazer se o carro não liga?", "oq fazer se o carro não liga"],
      ["O que é juros compostos?", "oq é juros compostos?"],
      ["Quantos dias tenho para trocar?", "qtos dias tenho para trocar"],
      ["Why is my screen flickering?", "y is my screen flickering"],
      ["Why does my battery drain so fast?", "y does my battery drain so fast"],
      ["Why can't I log in?", "y can't i log in"],
      ["How do I update my card?", "can u tell me how to update my card"],
      ["When does the sale end?", "do u know when the sale ends?"],
      ["Como faço para renovar a CNH?", "Como renovar a CNH?"],
      ["Como faço pra desativar as notificações?", "como desativo as notificações"],
      ["Como faz para compartilhar a tela?", "Como compartilhar a tela?"],
      ["Qual é o passo a passo para abrir um MEI?", "Como abrir um MEI?"],
      ["Qual a montanha mais alta que existe no mundo?", "Qual a montanha mais alta do mundo?"],
      ["What is the deepest lake that exists in the world?", "What is the deepest lake in the world?"],
      ["Como faço para cancelar minha conta?", "Como eu cancelo minha conta"],
      ["Como altero meu plano", "Como faço para alterar meu plano?"],
      ["Como faco para cancelar a conta", "Como eu cancelo a conta?"],
      ["What is your refund policy?", "could u tell me what your refund policy is"],
    ],
  },
];

partsByKind(KINDS);
