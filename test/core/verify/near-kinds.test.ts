/** Kinds of near questions that differ in what is asked: none is served as shipped, and harmless ones of each kind are. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const THRESHOLD = 0.85;

function isServed(stored: string, asked: string): boolean {
  const { veto, probability } = verifier.compare(stored, asked, 1);
  return veto === null && probability >= THRESHOLD;
}

interface Kind {
  readonly kind: string;
  readonly other: readonly (readonly [string, string])[];
  readonly same: readonly (readonly [string, string])[];
}

const KINDS: readonly Kind[] = [
  {
    kind: "a product's Pro",
    other: [
      ["How much is Windows 11?", "How much is Windows 11 Pro?"],
      ["Quanto custa o iPhone 15?", "Quanto custa o iPhone 15 Pro?"],
      ["Quanto custa o pixel 9?", "Quanto custa o pixel 9 pro?"],
    ],
    same: [
      [
        "Vou levar um presente pro meu pai, o que compro?",
        "Vou levar um presente para o meu pai, o que compro?",
      ],
      ["How do I reset the iPhone 15 Pro?", "How can I reset the iPhone 15 Pro?"],
    ],
  },
  {
    kind: "an acronym with an S of its own",
    other: [
      ["What port does SMTP use?", "What port does SMTPS use?"],
      ["What is HTTP?", "What is HTTPS?"],
      ["Como funciona o FTP?", "Como funciona o FTPS?"],
    ],
    same: [["How do I read PDFs?", "How do I read a PDF?"]],
  },
  {
    kind: "minutes to the hour",
    other: [
      ["O trem sai às 10 para as 8?", "O trem sai às 8 e 10?"],
      ["A aula começa às cinco para as sete?", "A aula começa às sete e cinco?"],
    ],
    same: [["O trem sai às 10 para as 8?", "O trem sai às dez para as oito?"]],
  },
  {
    kind: "units by their capitals",
    other: [
      ["Is 100 Mbps fast?", "Is 100 MBps fast?"],
      ["How much is 5 Kb in bits?", "How much is 5 KB in bits?"],
      ["Is 200 cal much?", "Is 200 Cal much?"],
    ],
    same: [
      ["Is 50 Mbps enough?", "Is 50 mbps enough?"],
      ["How much is 5 KG in pounds?", "How much is 5 kg in pounds?"],
    ],
  },
  {
    kind: "the two ends of one act",
    other: [
      ["Can an employer quit without notice?", "Can an employee quit without notice?"],
      ["What rights does a licensor have?", "What rights does a licensee have?"],
    ],
    same: [["What rights does an employee have?", "What rights do employees have?"]],
  },
];

describe.each(KINDS)("$kind", ({ other, same }) => {
  it.each(other)("makes another question: %s / %s", (stored, asked) => {
    expect([isServed(stored, asked), isServed(asked, stored)]).toEqual([false, false]);
  });

  it.each(same)("is served where nothing differs: %s / %s", (stored, asked) => {
    expect(isServed(stored, asked)).toBe(true);
  });
});
