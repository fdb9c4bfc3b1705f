/**
 * The residue of a question: what it says apart from content words, of which the score sees little. Persons,
 * quantities, time and duty, form of the answer, literals. `gaps.ts` compares the residues of a pair, and a difference
 * refuses it.
 */
import { formOf } from "./form.ts";
import type { QuestionFrame } from "./frame.ts";
import { literalsOf } from "./literals.ts";
import { articleOf, negationsOf, type Persons, personsOf, quantitiesOf } from "./small-words.ts";
import type { Language } from "./tables.ts";
import { type Tense, tenseOf } from "./tense.ts";
import type { Word } from "./word.ts";

export interface Residue {
  readonly persons: Persons;
  readonly quantities: number;
  readonly article: number;
  readonly tense: Tense;
  readonly negations: number;
  /** The form of answer that is asked for; "" for none. `literals` likewise. */
  readonly form: string;
  readonly literals: string;
  /** True for a yes-or-no question, with or without an opening that marks it. */
  readonly isPolar: boolean;
}

export interface Read {
  /** The question with its courtesies, normalised to NFC. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly openingWords: number;
  readonly frame: QuestionFrame;
  readonly language: Language | null;
  readonly subjects: number;
  readonly grammar: number;
}

export function residueOf(read: Read): Residue {
  const { text, words, openingWords, frame, language } = read;
  return {
    persons: personsOf(words, openingWords, frame),
    quantities: quantitiesOf(words, openingWords),
    article: articleOf(words, frame, read.subjects, language),
    tense: tenseOf(words, language),
    negations: negationsOf(words),
    form: formOf(text),
    literals: literalsOf(text),
    isPolar: frame === "yes-no" || isPolarWithoutOpening(read),
  };
}

/** Is it a Portuguese yes-or-no question, which needs no opening: "Vocês entregam em Lisboa?" */
function isPolarWithoutOpening({ text, words, frame, language }: Read): boolean {
  if (frame !== "none" || language === "en" || !/\?\s*$/.test(text)) return false;
  let saysWho = false;
  for (const [i, { part, text: word }] of words.entries()) {
    if (part === "asker" && (i === 0 || word !== "que")) return false;
    if (part === "helper" || part === "person") saysWho = true;
  }
  return saysWho;
}

/** A text that is equal where two questions have the same function words and residue, articles aside. */
export function smallKey(
  { persons, quantities, tense, negations, form }: Residue,
  words: readonly Word[],
): string {
  let out = `${persons.bare.join()}|${quantities}|${tense.past || tense.finitePast}|${tense.future}|${tense.duty}|${negations}|${form}|`;
  for (const { part, text } of words) if (part === "role" || part === "other") out += ` ${text}`;
  return out;
}
