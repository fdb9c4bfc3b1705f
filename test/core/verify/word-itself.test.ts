/** A word that is spoken of has no synonym, and a name in small letters no plural; the same words used may be reworded. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const isServed = (stored: string, asked: string): boolean => {
  const { veto, probability } = verifier.compare(stored, asked, 0.95);
  return veto === null && probability >= 0.85;
};

describe("a word that is spoken of, or a name", () => {
  it.each([
    ["How many letters are in the word photo?", "How many letters are in the word picture?"],
    ["How many syllables does begin have?", "How many syllables does start have?"],
    ["What is the past tense of begin?", "What is the past tense of start?"],
    ["What is a synonym for big?", "What is a synonym for large?"],
    ["What rhymes with movie?", "What rhymes with film?"],
    ["Is sick an adjective or a noun?", "Is ill an adjective or a noun?"],
    ["What is the etymology of colour?", "What is the etymology of color?"],
    ["Qual é o plural de carro?", "Qual é o plural de automóvel?"],
    ["Ônibus tem acento?", "Autocarro tem acento?"],
    ["How do I delete the branch test?", "How do I delete the branch tests?"],
    ["Write an SQL query to drop the column price", "Write an SQL query to drop the column cost"],
    ["How do I rename my branch to fix?", "How do I rename my branch to repair?"],
    ["How do I create a folder named docs?", "How do I create a folder named doc?"],
    ["How do I pip install request?", "How do I pip install requests?"],
    ["How do I send an email to the user admin?", "How do I send an email to the user administrator?"],
    ["redis command to delete the key session", "redis command to delete the key sessions"],
    ["Who wrote the novel home?", "Who wrote the novel house?"],
    ["Como apagar a tabela clientes?", "Como apagar a tabela cliente?"],
  ])("is no other word: %s | %s", (a, b) => {
    expect([isServed(a, b), isServed(b, a)]).toEqual([false, false]);
  });

  it.each([
    ["What is the plural of child?", "What's the plural of child?"],
    ["How do I delete the branch test?", "How can I delete the branch test?"],
    ["How do I create a folder named docs?", "How can I create a folder named docs?"],
    ["How do I delete a column from a table?", "How do I remove a column from a table?"],
    ["How do I change my profile picture?", "How do I change my profile photo?"],
    ["What do electric wiring symbols mean?", "What does an electric wiring symbol mean?"],
    ["What are the best romance movies?", "What are the best romance films?"],
    ["How do I add a user to a group?", "How do I add users to a group?"],
  ])("is still one where it is equal, or only used: %s | %s", (a, b) => {
    expect([isServed(a, b), isServed(b, a)]).toEqual([true, true]);
  });
});
