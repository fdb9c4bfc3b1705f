/** Nouns that are put to another owner, receiver, place or adjective: none is served as shipped, and harmless ones of each kind are. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "an owner in place of the asker",
    other: [
      ["How do I change my name on the account?", "How can I change the account's name?"],
      ["Can I use my key in the lock of the shop?", "Can I use the shop's key in my lock?"],
      ["What is my limit on the card?", "What is the card's limit?"],
      ["Como acho o recibo da loja?", "Como acho o meu recibo na loja?"],
      ["O cachorro do inquilino é problema meu?", "O meu cachorro é problema do inquilino?"],
    ],
    same: [
      ["How do I deactivate a Facebook account?", "How do I deactivate my account on Facebook?"],
      ["How do I get a copy of the contract?", "How do I get my copy of the contract?"],
      ["How do I pay rent?", "How do I pay my rent?"],
      ["How can I overcome my fear of public speaking?", "How can I overcome my fear of speaking in public?"],
      ["Como mudo a senha do site?", "Como mudo a minha senha no site?"],
    ],
  },
  {
    kind: "who gets it, and for whom it is done",
    other: [
      ["Do you ship for third-party sellers?", "Do you ship to third-party sellers?"],
      ["How do I send the invoice to my accountant?", "How can I send the invoice for my accountant?"],
      ["Can I bring the cake to my aunt?", "Can I bring the cake for my aunt?"],
    ],
    same: [
      ["What is the key to happiness?", "What is the key for happiness?"],
      ["Where can I buy a ticket to the museum?", "Where can I buy a ticket for the museum?"],
      ["How do I write a letter to the judge?", "How can I write a letter to the judge?"],
    ],
  },
  {
    kind: "which noun an adjective describes, by its place",
    other: [
      ["Can I grow small trees in pots?", "Can I grow trees in small pots?"],
      ["How do I use a soft brush on a carpet?", "How do I use a brush on a soft carpet?"],
      ["Qual o melhor remédio para cachorro velho?", "Qual o melhor remédio velho para cachorro?"],
      ["Posso ter um gato grande em apartamento?", "Posso ter um gato em apartamento grande?"],
      ["O banco dá cartão novo ao cliente?", "O banco dá cartão ao novo cliente?"],
    ],
    same: [
      ["Onde compro uma caneca grande de barro?", "Onde compro uma caneca de barro grande?"],
      ["Where can I submit my press release for free?", "Where can I submit a free press release?"],
      ["Onde compro passagem barata para Lisboa?", "Onde compro passagem para Lisboa barata?"],
    ],
  },
  {
    kind: "the head of two Portuguese nouns",
    other: [
      ["Como escolher o cachorro guia?", "Como escolher o guia do cachorro?"],
      ["Onde fica o hotel escola?", "Onde fica a escola do hotel?"],
    ],
    same: [
      ["Qual é o rate limit da API?", "Qual o rate limit da API?"],
      ["Qual é o prazo de entrega?", "Qual o prazo da entrega?"],
    ],
  },
  {
    kind: "of what it is or for whom, told alone",
    other: [
      ["Como abrir uma conta bancária?", "Como abrir uma conta bancária para o meu filho?"],
      ["Como comprar ingresso?", "Como comprar ingresso para a minha mãe?"],
      ["Como pedir segunda via do cartão?", "Como pedir segunda via do cartão para a minha esposa?"],
      ["How should I invest $1,000?", "How should I invest $1,000 for my business?"],
      ["When is a good time to get married?", "When is a good time to get married for a man?"],
      ["Como trocar a lâmpada do farol?", "Como faço para trocar a lâmpada do farol de milha?"],
      ["Quais são os direitos do inquilino?", "Quais são os direitos do filho do inquilino?"],
      ["What is electrical resistance?", "What is the electrical resistance of ice?"],
    ],
    same: [["How do I overcome the fear of failure?", "How can I overcome fear of failure?"]],
  },
  {
    kind: "whom, and where or when",
    other: [
      ["Com quem fica o cachorro no divórcio?", "Onde fica o cachorro no divórcio?"],
      ["A quem entrego o laudo?", "Onde entrego o laudo?"],
      ["To whom do I send the form?", "When do I send the form?"],
    ],
    same: [["Para quem mando o laudo?", "Pra quem mando o laudo?"]],
  },
  {
    kind: "how to find out whether it is, and what it is",
    other: [
      ["Como sei que o remédio é falso?", "O que é um remédio falso?"],
      ["How do I know if a bill is fake?", "What is a fake bill?"],
      ["How do I find out whether a will is valid?", "What is a valid will?"],
    ],
    same: [
      ["How do I know if an egg is fresh?", "How can I know if an egg is fresh?"],
      ["Como saber se o gato está doente?", "Como sei se o gato está doente?"],
    ],
  },
];

partsByKind(KINDS);
