/** The sentences of an answer without courtesy, and what of two answers is not said word for word by both. */

import { polarityOf, withoutCourtesy } from "./courtesy.ts";
import { nth } from "./words/nth.ts";

export interface Prose {
  readonly sentences: readonly string[];
  /** Does the answer open with yes (1), no (-1) or neither (0)? */
  readonly polarity: -1 | 0 | 1;
}

export function proseOf(sentences: readonly string[]): Prose {
  const out: string[] = [];
  let polarity: -1 | 0 | 1 = 0;
  for (const [at, sentence] of sentences.entries()) {
    // Only the first and last two sentences can be courtesy; in the middle the same words may be content.
    const isEdge = at < 2 || at >= sentences.length - 2;
    let text = isEdge ? withoutCourtesy(sentence) : sentence;
    if (text !== null && out.length === 0 && polarity === 0) {
      const told = polarityOf(text);
      polarity = told.polarity;
      text = told.rest;
    }
    if (text !== null && text.trim() !== "") out.push(text);
  }
  return { sentences: out, polarity };
}

export interface Rest {
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** Number of characters in sentences that both answers have. */
  readonly sharedChars: number;
  /**
   * A shared sentence with a pronoun ("it costs …") whose preceding sentences differ in the two answers; null: none.
   */
  readonly unmoored: string | null;
}

const POINTING =
  /^(?:it|its|this|that|these|those|they|he|she|his|her|their|ele|ela|eles|elas|isso|isto|este|esta|esse|essa|seu|sua)(?![\p{L}'’])/iu;

export function restOf(a: readonly string[], b: readonly string[]): Rest {
  const places = new Map<string, number[]>();
  for (let j = b.length - 1; j >= 0; j--) {
    const name = nameOf(nth(b, j));
    const list = places.get(name);
    if (list === undefined) places.set(name, [j]);
    else list.push(j);
  }
  const partner = new Map<number, number>();
  const met = new Set<number>();
  let sharedChars = 0;
  for (const [i, text] of a.entries()) {
    const j = places.get(nameOf(text))?.pop();
    if (j === undefined) continue;
    partner.set(i, j);
    met.add(j);
    sharedChars += text.length;
  }
  return {
    a: a.filter((_, i) => !partner.has(i)),
    b: b.filter((_, j) => !met.has(j)),
    sharedChars,
    unmoored: unmooredOf(a, partner),
  };
}

function unmooredOf(a: readonly string[], partner: ReadonlyMap<number, number>): string | null {
  // With one other sentence a pronoun has only one thing to refer to.
  if (a.length < 3) return null;
  for (const [i, j] of partner) {
    if (i === 0 || !POINTING.test(nth(a, i))) continue;
    const before = partner.get(i - 1);
    // The preceding sentence may be reworded; only where it moved elsewhere may the pronoun mean another thing.
    if (before !== undefined && before !== j - 1) return nth(a, i);
  }
  return null;
}

function nameOf(sentence: string): string {
  const lower = sentence.toLowerCase();
  const plain = HAS_LAYOUT.test(lower) ? lower.replace(/[\s"'“”‘’]+/g, " ") : lower;
  let end = plain.length;
  while (end > 0 && isEnding(plain.charCodeAt(end - 1))) end--;
  return plain.slice(0, end);
}
/** Anything but single spaces between words. */
const HAS_LAYOUT = /["'“”‘’]|\s\s|[^\S ]/;

/** Is it one of . ! : ; , or a space? */
function isEnding(code: number): boolean {
  return code === 46 || code === 33 || code === 58 || code === 59 || code === 44 || code === 32;
}
