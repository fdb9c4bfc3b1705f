/**
 * The residue of a question: what it says apart from content words, of which the score sees little. Persons,
 * quantities, time and duty, form of the answer, literals. `gaps.ts` compares the residues of a pair, and a difference
 * refuses it.
 */

import { literalsOf } from "../literals.ts";
import { formOf } from "./form.ts";
import type { QuestionFrame } from "./frame.ts";
import { articleOf, negationsOf, type Persons, personsOf, quantitiesOf } from "./small-words.ts";
import type { Language } from "./tables.ts";
import { type Tense, tenseOf } from "./tense.ts";
import type { Word } from "./word.ts";

/** A parsed question, as far as its residue depends on it. */
export interface Read {
  /** The question with its courtesies, normalised to NFC. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly openingWords: number;
  readonly frame: QuestionFrame;
  readonly language: Language | null;
}

/** The residue of one question. Each part is computed at first use, since most pairs are refused by less. */
export class Residue {
  readonly #read: Read;
  readonly #subjects: number;
  #persons: Persons | undefined;
  #quantities: number | undefined;
  #article: number | undefined;
  #tense: Tense | undefined;
  #negations: number | undefined;
  #form: string | undefined;
  #literals: string | undefined;
  #isPolar: boolean | undefined;

  /** `subjects`: number of words in the question's subject. */
  constructor(read: Read, subjects: number) {
    this.#read = read;
    this.#subjects = subjects;
  }

  get persons(): Persons {
    const { words, openingWords, frame } = this.#read;
    return (this.#persons ??= personsOf(words, openingWords, frame));
  }

  get quantities(): number {
    return (this.#quantities ??= quantitiesOf(this.#read.words, this.#read.openingWords));
  }

  get article(): number {
    const { words, frame, language } = this.#read;
    return (this.#article ??= articleOf(words, frame, this.#subjects, language));
  }

  get tense(): Tense {
    return (this.#tense ??= tenseOf(this.#read.words, this.#read.language));
  }

  get negations(): number {
    return (this.#negations ??= negationsOf(this.#read.words));
  }

  /** The form of answer that is asked for; "" for none. `literals` likewise. */
  get form(): string {
    return (this.#form ??= formOf(this.#read.text));
  }

  get literals(): string {
    return (this.#literals ??= literalsOf(this.#read.text));
  }

  /** True where a question mark ends the text. */
  get isMarked(): boolean {
    return MARKED.test(this.#read.text);
  }

  /** True for a yes-or-no question, with or without an opening that marks it. */
  get isPolar(): boolean {
    return (this.#isPolar ??= this.#read.frame === "yes-no" || isPolarWithoutOpening(this.#read));
  }
}

const MARKED = /\?\s*$/;

/** Is it a Portuguese yes-or-no question, which needs no opening: "Vocês entregam em Lisboa?" */
function isPolarWithoutOpening({ text, words, frame, language }: Read): boolean {
  if (frame !== "none" || language === "en" || !MARKED.test(text)) return false;
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
