/** Long prompts of one template are compared on what differs, with the shipped model, at the default threshold. */
import { beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { payloadOf } from "../../../src/core/verify/payload.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import type { Verifier } from "../../../src/ports.ts";

const THRESHOLD = 0.85;
let verifier: Verifier;
beforeAll(async () => {
  const { lexicon, pairModel } = await loadBuiltin();
  verifier = createVerifier(lexicon, pairModel);
});

/** What a prompt may do at its longest: cosine 1, as an embedder gives for nearly the same text. */
const verdict = (stored: string, asked: string) => verifier.compare(stored, asked, 1);
function isServed(stored: string, asked: string): boolean {
  const { veto, probability } = verdict(stored, asked);
  return veto === null && probability >= THRESHOLD;
}

const SUPPORT = (
  q: string,
) => `You are a support assistant for Acme Cloud, a hosting company with 12 data centres.
Answer in at most 3 short paragraphs. Be friendly, and never promise refunds. If you do not know, say so.
Do not mention competitors. Use plain words, no jargon, and end with one question that helps the customer on.
Customer message: ${q}
Answer:`;

const RAG = (
  q: string,
) => `Use the context to answer the question. If the context does not hold it, say that you do not know.

Context:
The harbour of Porto Novo was opened in 1911 and rebuilt in 1974. It has 14 berths and two dry docks, and about
3,200 ships call every year. The north pier is closed in winter. The lighthouse, 31 metres high, is open to visitors
from May to September. Tickets are sold at the port office, which closes at 17:00 on weekdays and at noon on Saturdays.

Question: ${q}
Answer in one sentence.`;

const TRANSLATE = (q: string) => `You are a careful translator from English to Brazilian Portuguese.
Translate the following text. Keep names, numbers and formatting as they are, do not add notes, do not explain your
choices, and keep the register of the original: formal stays formal, casual stays casual.

Text: ${q}
Translation:`;

const REVIEW = (
  code: string,
) => `Review the following code as a senior engineer would. Look for bugs, races, unclear names,
missing tests and security problems. Answer as a list of findings, each with a severity from 1 to 5 and a suggestion.
Do not repeat the code, and do not praise it.

${code}
`;

const CLASSIFY = (
  q: string,
) => `Classify the customer message into exactly one of these categories: billing, shipping, returns,
account, other. Answer with the category alone, in lower case, without punctuation and without an explanation. When two
categories fit, choose the one that the customer asks for first.

Message: ${q}
Category:`;

const BLANK = (
  language: string,
) => `You are a programming tutor for absolute beginners who have never written a line of code.
Explain step by step, with one small example for each step, and end with two exercises and their solutions. Keep each
paragraph under 60 words. Use the programming language named below and no other.
Language: ${language}
Topic: loops.`;

const ATENDENTE = (
  q: string,
) => `Você é atendente de uma loja de livros com 8 unidades no Brasil. Responda em português, com no
máximo 4 frases curtas, sem prometer prazos e sem citar outras lojas. Se não souber, diga que vai verificar com a equipe
e peça o e-mail do cliente. Termine sempre com uma pergunta que ajude o cliente a continuar.
Mensagem do cliente: ${q}
Resposta:`;

const RESUMO = (
  q: string,
) => `Resuma o texto abaixo em 3 tópicos, em português, para leitores que não conhecem o assunto. Não
acrescente nada que não esteja no texto, não opine, mantenha os números como estão e não use siglas sem explicar. Cada
tópico deve ter no máximo 20 palavras.

Texto: ${q}`;

const SHARED: readonly (readonly [string, (q: string) => string, string, string])[] = [
  ["a support prompt", SUPPORT, "How do I reset my password?", "How can I reset my password?"],
  ["a support prompt", SUPPORT, "What is a load balancer?", "What's a load balancer"],
  ["a question over a context", RAG, "When was the harbour opened?", "When was the harbour opened, please?"],
  ["uma loja", ATENDENTE, "Como faço para trocar a minha senha?", "Como posso trocar minha senha?"],
];

const PARTED: readonly (readonly [string, (q: string) => string, string, string])[] = [
  ["a support prompt", SUPPORT, "How do I reset my password?", "How do I delete my account?"],
  ["a support prompt", SUPPORT, "Can I cancel my plan?", "Can I upgrade my plan?"],
  ["a support prompt", SUPPORT, "How do I pay with PayPal?", "How do I pay with Pix?"],
  ["a support prompt", SUPPORT, "My site is down", "My site is not down"],
  ["a question over a context", RAG, "When was the harbour opened?", "When was the harbour rebuilt?"],
  ["a question over a context", RAG, "How many berths are there?", "How many docks are there?"],
  ["a question over a context", RAG, "Why?", "How?"],
  ["a text to translate", TRANSLATE, "How do I reset my password?", "How can I reset my password?"],
  ["a text to translate", TRANSLATE, "Good morning, Ana.", "Good evening, Ana."],
  ["code to review", REVIEW, "function add(a, b) { return a + b; }", "function add(a, b) { return a - b; }"],
  ["code to review", REVIEW, "let total = 0; sum(total);", "let total = 1; sum(total);"],
  [
    "a message to classify",
    CLASSIFY,
    "I want my money back for order 1177",
    "I want my money back for order 1178",
  ],
  ["a message to classify", CLASSIFY, "Where is my parcel?", "Where is my invoice?"],
  ["a blank", BLANK, "Java", "Python"],
  ["a blank in small letters", BLANK, "java", "python"],
  ["a number in a blank", BLANK, "Python 2", "Python 3"],
  ["uma loja", ATENDENTE, "Como faço para trocar a minha senha?", "Como faço para excluir a minha conta?"],
  ["uma loja", ATENDENTE, "Vocês têm Dom Casmurro?", "Vocês têm Quincas Borba?"],
  ["um texto a resumir", RESUMO, "O porto abriu em 1911.", "O porto abriu em 1912."],
  ["um texto a resumir", RESUMO, "O porto fechou ontem à noite.", "O porto foi fechado ontem à noite."],
];

describe("two long prompts of one template", () => {
  it.each(SHARED)("share where only the payload's wording differs: %s", (_name, wrap, a, b) => {
    expect(isServed(wrap(a), wrap(b))).toBe(true);
    expect(isServed(wrap(b), wrap(a))).toBe(true);
  });

  it.each(PARTED)("do not look alike for the template's sake: %s: %#", (_name, wrap, a, b) => {
    expect(isServed(wrap(a), wrap(b))).toBe(false);
    expect(isServed(wrap(b), wrap(a))).toBe(false);
    expect(verdict(wrap(a), wrap(b)).probability).toBeLessThan(THRESHOLD);
  });

  it("are refused by name where a name or number fills a blank", () => {
    expect(verdict(BLANK("Java"), BLANK("Python")).veto).toBe("names-differ");
    expect(verdict(BLANK("17"), BLANK("18")).veto).toBe("numbers-differ");
    expect(verdict(RAG("Does it open on Monday?"), RAG("Does it open on Friday?")).veto).not.toBeNull();
  });

  it("offer no slot to edit: a payload's template would be equal under another wrapper", () => {
    expect(verdict(SUPPORT("How do I pay with PayPal?"), SUPPORT("How do I pay with Pix?")).slot).toBeNull();
  });

  it("are told of: how much is shared, and what decided", () => {
    const told = verifier.explain(BLANK("Java"), BLANK("Python"), 1);
    expect(told[0]).toContain("names-differ");
    expect(told.join("\n")).toMatch(/compared on what differs: \d+ of \d+ words are the same text in both/);
  });
});

describe("the payload", () => {
  it("is what differs, in the sentence it stands in", () => {
    expect(payloadOf(RAG("When was it opened?"), RAG("Who built it?"))).toMatchObject({
      blanks: [{ stored: "When was it opened?", asked: "Who built it?" }],
      isMaterial: false,
    });
    expect(payloadOf(TRANSLATE("Good morning"), TRANSLATE("Good night"))?.isMaterial).toBe(true);
  });

  it("is cut out only where what is cut is equal byte for byte", () => {
    const stored = SUPPORT("How do I reset my password?");
    const asked = SUPPORT("How can I reset my password?").replace("never promise", "always promise");
    const payload = payloadOf(stored, asked);
    expect(payload?.blanks.map(({ stored }) => stored).join()).toContain("never promise");
    expect(payload?.blanks.map(({ asked }) => asked).join()).toContain("always promise");
    expect(isServed(stored, asked)).toBe(false);
    expect(isServed(stored, SUPPORT("How can I reset my password?").replace("12", "13"))).toBe(false);
  });

  it("is told place by place: what fills two blanks the other way round is another request", () => {
    const route = (from: string, to: string) =>
      `${SUPPORT("Which plan do I need for my move?")}\nMove from: ${from}\nAnd further on to: ${to}\nThanks.`;
    const [a, b] = ["the small plan of last year", "the big plan for whole teams"];
    expect(payloadOf(route(a, b), route(b, a))?.blanks).toHaveLength(2);
    expect(isServed(route(a, b), route(b, a))).toBe(false);
    const told = verifier.explain(route(a, b), route(b, a), 1).join("\n");
    expect(told).toContain("they differ in 2 places");
    const more = (from: string, to: string) =>
      route(from, to).replace("And further", "Then wait.\nAnd further");
    expect(isServed(route(a, b), more(b, a))).toBe(false);
    expect(isServed(more(a, b), more(b, a))).toBe(false);
  });

  it("keeps what changed places", () => {
    const steps = (a: string, b: string) =>
      `${SUPPORT("Which comes first?")}\n${a}\nThen wait for ten minutes and look at the log.\n${b}\n`;
    expect(isServed(steps("Stop the server.", ""), steps("", "Stop the server."))).toBe(false);
  });

  it("is none where the texts are short, all shared, or mostly different", () => {
    expect(payloadOf("How do I sort a list?", "How do I sort a dictionary?")).toBeNull();
    const text = SUPPORT("How do I pay?");
    expect(payloadOf(text, text)).toBeNull();
    expect(payloadOf(text, `${text} Be brief.`)).toBeNull();
    expect(payloadOf(text, RAG("When was it opened?"))).toBeNull();
  });

  it("is the same in either order of the two texts", () => {
    for (const [, wrap, a, b] of [...SHARED, ...PARTED]) {
      const [one, two] = [payloadOf(wrap(a), wrap(b)), payloadOf(wrap(b), wrap(a))];
      expect(one?.blanks).toEqual(two?.blanks.map(({ stored, asked }) => ({ stored: asked, asked: stored })));
      expect(verdict(wrap(a), wrap(b)).probability).toBeCloseTo(verdict(wrap(b), wrap(a)).probability, 6);
    }
  });
});

describe("a text that is only read in part", () => {
  const report = "The council met on Monday and spoke about the harbour and its many ships. ".repeat(120);

  it("is not taken for another with the same beginning", () => {
    for (const [a, b] of [
      ["Who chaired the meeting?", "Who left the meeting?"],
      ["Profit rose by 3 %.", "Profit fell by 3 %."],
      ["x", "y"],
    ] as const) {
      expect(isServed(`${report}\n${a}`, `${report}\n${b}`), a).toBe(false);
      expect(isServed(`${report}${a}${report}`, `${report}${b}${report}`), a).toBe(false);
    }
    expect(isServed(report, `${report}And in 1912?`)).toBe(false);
  });

  it("is read in bounded time, however long", () => {
    const long = "a b ".repeat(250_000);
    expect(payloadOf(`${long}x`, `${long}y`)).toBeNull();
    expect(isServed(`${long}x`, `${long}y`)).toBe(false);
    for (const filling of [" ", "a. ", "a\n", "a b ", "\n"]) {
      const text = filling.repeat(100_000 / filling.length);
      expect(isServed(`x y ${text} Question: Java`, `z y ${text} Question: Python`)).toBe(false);
    }
  });
});
