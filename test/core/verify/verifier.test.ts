/** What the verifier serves and what it refuses, with the shipped model, at the default threshold of 0.85. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import type { Embedder, Verifier } from "../../../src/ports.ts";
import { fc } from "../../support/property.ts";

const THRESHOLD = 0.85;
let verifier: Verifier;
let embedder: Embedder;
beforeAll(async () => {
  const builtin = await loadBuiltin();
  embedder = builtin.embedder;
  verifier = createVerifier(builtin.lexicon, builtin.pairModel);
});

async function cosine(a: string, b: string): Promise<number> {
  const [x, y] = [await embedder.embed(a, 100), await embedder.embed(b, 100)];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}

/** As the gateway would: no veto, and at least the default threshold. */
async function isServed(stored: string, asked: string): Promise<boolean> {
  const { veto, probability } = verifier.compare(stored, asked, await cosine(stored, asked));
  return veto === null && probability >= THRESHOLD;
}

const REWORDED: readonly (readonly [string, string])[] = [
  ["What's a load balancer?", "What is a load balancer?"],
  ["How can I grow basil indoors?", "How do I grow basil indoors?"],
  ["How do I grow basil indoors?", "How to grow basil indoors"],
  ["How do I change my tyres?", "how do i change the tyres"],
  ["How do I peel a mango?", "How do I peel a mango, please?"],
  ["How do I peel a mango?", "Please tell me: how do I peel a mango?"],
  ["How do I peel a mango?", "Quick question: how do I peel a mango?"],
  ["How do I peel a mango?", "HOW DO I PEEL A MANGO"],
  ["Which foods should a diabetic avoid?", "Which foods should diabetics avoid?"],
  ["What is the best way to learn to draw faces?", "What is the best way to learn drawing faces?"],
  ["Explain the difference between RAM and ROM", "What is the difference between RAM and ROM?"],
  ["What is the difference between RAM and ROM?", "What is the difference between ROM and RAM?"],
  ["In Python, how do I sort a list?", "How do I sort a list in Python?"],
  ["Why doesn't my oven heat up?", "Why does my oven not heat up?"],
  ["Qual é a moeda do Chile?", "Qual a moeda do Chile?"],
  ["Como faço para trocar a minha senha?", "Como posso trocar minha senha?"],
  ["Como trocar a senha?", "Como faço para trocar a senha?"],
  ["Como trocar a senha?", "Por favor, como trocar a senha"],
  ["Quais são os sintomas da anemia?", "Quais os sintomas da anemia?"],
];

describe("a trivial rewording is served", () => {
  it.each(REWORDED)("%s | %s", async (stored, asked) => {
    expect(await isServed(stored, asked)).toBe(true);
    expect(await isServed(asked, stored)).toBe(true);
  });
});

const SWAPPED: readonly (readonly [string, string])[] = [
  ["How do I read a file in Rust?", "How do I read a file in Perl?"],
  ["how do i read a file in rust", "how do i read a file in perl"],
  ["Is it safe to eat raw salmon while pregnant?", "Is it safe to eat raw oysters while pregnant?"],
  ["Who won the 2018 World Cup?", "Who hosted the 2018 World Cup?"],
  ["When was the bridge built?", "Where was the bridge built?"],
  ["Who is the prime minister of Norway?", "Who was the prime minister of Norway?"],
  ["Can I take the exam twice?", "Should I take the exam twice?"],
  ["What does zorblaxin treat?", "What does zorblaxim treat?"],
  ["What does [] mean in Python?", "What does {} mean in Python?"],
  ["Is vitamin B good for hair?", "Is vitamin C good for hair?"],
  ["How do I create an index in Postgres?", "How do I drop an index in Postgres?"],
  ["What are the causes of anaemia?", "What are the symptoms of anaemia?"],
  ["Does the dog chase the cat?", "Does the cat chase the dog?"],
  ["Como criar um índice no banco?", "Como excluir um índice no banco?"],
  ["Quais são as causas da anemia?", "Quais são os sintomas da anemia?"],
  ["Qual é a população da Suécia?", "Qual é a população da Suíça?"],
  ["Quando foi construída a ponte?", "Onde foi construída a ponte?"],
  ["O que é fotossíntese?", "O que é respiração celular?"],
];

describe("a question with one thing swapped is not served", () => {
  it.each(SWAPPED)("%s | %s", async (stored, asked) => {
    expect(await isServed(stored, asked)).toBe(false);
    expect(await isServed(asked, stored)).toBe(false);
  });
});

describe("keyword queries that nothing was fitted on", () => {
  const rows = readFileSync(join(import.meta.dirname, "..", "..", "data", "twins.tsv"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("\t") as [string, string, string]);
  const served = async (label: string): Promise<number> => {
    const verdicts = await Promise.all(
      rows.filter((row) => row[0] === label).map(([, a, b]) => isServed(a, b)),
    );
    return verdicts.filter(Boolean).length;
  };

  it("are served for four of five questions in other words", async () => {
    expect(await served("1")).toBeGreaterThanOrEqual(32);
  });

  it("are never served for a question with one thing swapped", async () => {
    expect(await served("0")).toBe(0);
  });
});

describe("the score", () => {
  it("is the same in either order of the two questions", () => {
    for (const [a, b] of [...REWORDED, ...SWAPPED]) {
      expect(verifier.compare(a, b, 0.9).probability).toBeCloseTo(verifier.compare(b, a, 0.9).probability, 6);
    }
  });

  it("is never raised by the retrieving cosine, only lowered", () => {
    const at = (similarity: number) =>
      verifier.compare("How do I peel a mango?", "How can I peel mangos", similarity).probability;
    expect(at(1)).toBe(at(0.3));
    expect(at(0)).toBeLessThan(at(0.3));
    expect(at(Number.NaN)).toBe(0);
  });

  it("is a probability with a finite score, whatever the texts", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.constantFrom(
        "",
        " ",
        "\u0000",
        "\ud800",
        "?",
        "no",
        "not not",
        "__proto__",
        "constructor",
        "a".repeat(5_000),
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, fc.double(), (a, b, similarity) => {
        const verdict = verifier.compare(a, b, similarity);
        expect(verdict.probability).toBeGreaterThanOrEqual(0);
        expect(verdict.probability).toBeLessThanOrEqual(1);
        expect(Number.isFinite(verdict.score)).toBe(true);
        expect(verifier.explain(a, b, similarity).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses long texts that differ only beyond what is read", () => {
    const text = "Summarise this report. ".repeat(400);
    const verdict = verifier.compare(`${text}Profit rose.`, `${text}Profit fell.`, 1);
    expect(verdict.probability).toBeLessThan(0.1);
    expect(verdict.slot).toBeNull();
  });

  it("refuses long texts that differ in one word within what is read", () => {
    const text = "Summarise this report about the harbour and its many ships. ".repeat(60);
    expect(verifier.compare(text, text.replace("harbour", "airport"), 1).probability).toBeLessThan(THRESHOLD);
  });

  it("refuses texts of marks, signs or emoji that differ", () => {
    for (const [a, b] of [
      ["2 + 2", "2 - 2"],
      ["😀", "😡"],
      ["???", "!!!"],
      ["你好", "再见"],
      ["Что такое чай?", "Что такое кофе?"],
    ] as const) {
      expect(verifier.compare(a, b, 0.9).probability, `${a} | ${b}`).toBeLessThan(THRESHOLD);
    }
  });
});

describe("the explanation", () => {
  it("names what each question has alone, and the contradiction first", () => {
    const told = verifier.explain("How do I use JWT in Python 2?", "How do I use JWT in Python 3?", 0.95);
    expect(told[0]).toBe("refused (numbers-differ): the numbers differ");
    expect(told).toContain('"3" is not in the stored question');
    expect(told).toContain('"2" is not in the asked question');
  });

  it("says which words stand for one another", () => {
    const told = verifier.explain("Como implementar o login?", "implementação do login", 0.9);
    expect(told.join("\n")).toContain('"implementar" is read as "implementação" (same root)');
  });

  it("explains which word was read as the other question says it", () => {
    const told = verifier.explain("How do I cancel my subscription?", "how do i cancle my subscripton", 0.9);
    expect(told.join("\n")).toContain('"cancle" is read as "cancel" (misspelt)');
    expect(told.join("\n")).toContain('"subscripton" is read as "subscription" (misspelt)');
  });
});

/** Measured, not fitted: these rows may not be learnt from, and the figures are told in models/README.md. */
const QUORA = join(import.meta.dirname, "..", "..", "..", "..", "shared", "data", "qqp_train_clean.tsv.gz");
describe.skipIf(!existsSync(QUORA))("on natural questions (needs the folder ../shared/data)", () => {
  it("serves pairs at 0.85 of which Quora's noisy labels call at least four in five right", async () => {
    const { gunzipSync } = await import("node:zlib");
    const rows = gunzipSync(readFileSync(QUORA)).toString("utf8").split("\n");
    const drawn = rows.filter((row, i) => i % 8 === 0 && row.endsWith("\tgptcache"));
    const verdicts = drawn.map((row) => {
      const [label, a = "", b = ""] = row.split("\t");
      const { veto, probability } = verifier.compare(a, b, 1);
      return { right: label === "1", served: veto === null && probability >= THRESHOLD };
    });
    const served = verdicts.filter((verdict) => verdict.served);
    expect(served.length).toBeGreaterThan(300);
    expect(served.filter((verdict) => verdict.right).length / served.length).toBeGreaterThanOrEqual(0.8);
  });
});
