/** A small handbook, and a retriever over it: BM25 over words, as any search engine has it. */

export interface Document {
  readonly id: string;
  readonly version: number;
  readonly text: string;
}

export const HANDBOOK: readonly Document[] = [
  {
    id: "cancel",
    version: 7,
    text: "A subscription is cancelled by letter, thirty days before the end of the term. The letter goes to the office in Porto.",
  },
  {
    id: "invoice",
    version: 2,
    text: "An invoice is printed from the page Billing, behind the button Download. Invoices are kept for ten years.",
  },
  {
    id: "address",
    version: 4,
    text: "A delivery address is changed in the account settings until the parcel has left. After that the carrier changes it.",
  },
  {
    id: "refund",
    version: 1,
    text: "A refund is paid to the card that was charged, within five working days after the return has arrived.",
  },
];

export interface Hit {
  readonly document: Document;
  readonly score: number;
}

const K1 = 1.2;
const B = 0.75;

/** The best documents for a question, best first. */
export function search(documents: readonly Document[], question: string, count: number): Hit[] {
  const all = documents.map((document) => ({ document, words: wordsOf(document.text) }));
  const mean = all.reduce((sum, { words }) => sum + words.length, 0) / all.length;
  const asked = [...new Set(wordsOf(question))];
  return all
    .map(({ document, words }) => {
      let score = 0;
      for (const word of asked) {
        const holders = all.filter((other) => other.words.includes(word)).length;
        const often = words.filter((other) => other === word).length;
        const rarity = Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5));
        score += (rarity * often * (K1 + 1)) / (often + K1 * (1 - B + (B * words.length) / mean));
      }
      return { document, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}

/** Words in small letters, less their commonest endings. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.filter((word) => word.length > 2).map((word) => word.replace(/(?:led|ling|ing|ed|s)$/, ""));
}
