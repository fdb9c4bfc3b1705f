/** All that the judge knows of a word apart from its sentence, found out once. */

import { root } from "../../verify/read/stem.ts";
import { IRREGULAR, PT_IRREGULAR, PT_PARTICIPLE } from "../../verify/read/syntax-tables.ts";
import type { Language } from "../../verify/read/tables.ts";
import type { Vocabulary } from "../../verify/read/vocabulary.ts";
import type { Stems, WordForm } from "../../verify/read/word.ts";
import { wordSet } from "../../word-set.ts";
import { type Lemmas, verbBase } from "./lemma.ts";
import { HEDGES, SOFT } from "./loose.ts";
import { LIGHT, type SmallWord, smallWord } from "./small.ts";
import type { Begun, Synonyms } from "./synonyms.ts";
import { timesOf } from "./times.ts";

export interface KnownWord {
  readonly form: WordForm;
  /** Null for a token with a digit, which has no inflected forms. */
  readonly stems: Stems | null;
  /** Equal keys are equal words, inflection apart. */
  readonly key: number;
  /** The key where the word is the unit of a number before it; 0: it is no unit. */
  readonly unitKey: number;
  readonly small: SmallWord;
  /** Number that identifies the preposition that the word is. */
  readonly preposition: number;
  /** Phrases that begin with the word, by their second; undefined: none. */
  readonly begun: Begun | undefined;
  /** Numbers of the synonym groups that the word is in, see `Synonyms`. */
  readonly groups: readonly number[];
  /** Numbers of the loose groups that the word is in, see `LOOSE`. */
  readonly fields: readonly number[];
  /** Number for a Portuguese verb without its ending, or for the root of an English lemma; 0: none. */
  readonly base: number;
  /** How much an answer loses without the word, 0 to 1; `named`: where it is a name. */
  readonly weight: number;
  readonly namedWeight: number;
  readonly isParticiple: boolean;
  /** Bits of `timesOf`. */
  readonly times: number;
}

/** Most words kept of each language, of about 300 bytes each. */
const KNOWN_MAX = 12_000;
const NONE: readonly number[] = [];
const LIGHT_WEIGHT = 0.1;
const SOFT_WEIGHT = 0.3;

export class Dictionary {
  readonly #known = { en: new Map<string, KnownWord>(), pt: new Map<string, KnownWord>() };
  readonly #vocabulary: Vocabulary;
  readonly #lemmas: Lemmas;
  readonly #synonyms: Synonyms;

  constructor(vocabulary: Vocabulary, lemmas: Lemmas, synonyms: Synonyms) {
    this.#vocabulary = vocabulary;
    this.#lemmas = lemmas;
    this.#synonyms = synonyms;
  }

  /** Due whenever the vocabulary is cleared, whose numbers are kept here. */
  clear(): void {
    this.#known.en.clear();
    this.#known.pt.clear();
  }

  /** `text`: a word in lower case. */
  wordOf(text: string, language: Language): KnownWord {
    const known = this.#known[language];
    let out = known.get(text);
    if (out === undefined) {
      out = this.#newWord(text, language, !/\d/.test(text));
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(out.form.text, out);
    }
    return out;
  }

  /** "Refrigerating" and "refrigerator" meet in the root of "refrigerate"; 0 where the word's own root is that. */
  #englishBase(lemma: string, stems: Stems | null): number {
    const id = this.#vocabulary.idOf(root(this.#adjectiveOf(lemma), "en"));
    return id === stems?.rootId ? 0 : id;
  }

  /** "Gentle" for "gently", "automatic" for "automatically"; any other word itself. */
  #adjectiveOf(word: string): string {
    if (word.length < 6 || !word.endsWith("ly") || NO_ADJECTIVES.has(word)) return word;
    const bare = word.slice(0, -2);
    const others = bare.endsWith("ical")
      ? [bare, bare.slice(0, -2)]
      : [`${bare}le`, bare, `${bare.slice(0, -1)}y`];
    return others.find((other) => this.#lemmas.isListed(other)) ?? word;
  }

  /** What there is to know of a token that is no word, as a version or a file's name. Not kept: few recur. */
  markOf(text: string, language: Language): KnownWord {
    return this.#newWord(text, language, false);
  }

  #newWord(text: string, language: Language, isWord: boolean): KnownWord {
    const vocabulary = this.#vocabulary;
    const form = vocabulary.formOf(text);
    const stems = isWord ? vocabulary.stemsOf(form, language) : null;
    const lemma = isWord ? this.#lemmas.of(form.text, language) : "";
    const base = isWord && language === "pt" ? verbBase(form.fold).base : "";
    const small = smallWord(form.text, language);
    const stem = stems?.stem ?? form.text;
    const isLight = LIGHT.has(stem) || LIGHT.has(base);
    // "Became" is "become".
    const isIrregular = isWord && language === "en" && !form.text.startsWith(lemma);
    const ofLemma = isIrregular ? vocabulary.stemsOf(vocabulary.formOf(lemma), language).stem : stem;
    const isSoft = SOFT.has(stem) || SOFT.has(ofLemma) || SOFT.has(base) || HEDGES.has(text);
    const most = isManner(form.text, language) ? MANNER_MAX : 1;
    return {
      form,
      stems,
      key: isWord ? vocabulary.idOf(lemma) : form.foldId,
      unitKey: form.unit === undefined ? 0 : vocabulary.idOf(`unit ${form.unit}`),
      small,
      preposition: small.governor === 0 ? 0 : vocabulary.idOf(small.preposition),
      begun: this.#synonyms.begunBy(form.text),
      groups: isWord ? this.#synonyms.groupsOf(form, language) : NONE,
      fields: isWord ? this.#synonyms.fieldsOf(form, language) : NONE,
      base: language === "en" ? this.#englishBase(lemma, stems) : vocabulary.idOf(base),
      weight: isLight ? LIGHT_WEIGHT : isSoft ? SOFT_WEIGHT : Math.min(most, Math.max(0.25, form.weight)),
      namedWeight: isLight ? LIGHT_WEIGHT : 1,
      isParticiple: isParticiple(form.text, language),
      times: timesOf(form.text),
    };
  }
}

/** Adverbs that say another thing than their adjectives. */
const NO_ADJECTIVES = wordSet("hardly lately nearly shortly barely scarcely merely directly presently");

/** How something is done: said more often than it is a fact, but for how often ("daily") and for what is no adverb ("supply"). */
function isManner(text: string, language: Language): boolean {
  if (language === "pt") return text.length > 7 && text.endsWith("mente") && !PT_OFTEN.test(text);
  return text.length > 5 && text.endsWith("ly") && !NO_MANNER.test(text) && !NO_ADJECTIVES.has(text);
}
const PT_OFTEN =
  /^(?:diaria|semanal|mensal|anual|quinzenal|bimestral|trimestral|semestral|dupla|unica|única|diária)/;
const NO_MANNER =
  /^(?:(?:hour|dai|night|week|fortnight|month|quarter|year|annual|on)ly|(?:re|sup|ap|im|com|multi)ply|assembly|family|butterfly|monopoly|anomaly|jelly|belly|bully|rally|likely|elderly|friendly)$/;
/** Below the weight of a fact of its own. */
const MANNER_MAX = 0.6;

function isParticiple(text: string, language: Language): boolean {
  if (language === "pt") return PT_PARTICIPLE.test(text) || PT_IRREGULAR.has(text);
  return (/[^e]ed$/.test(text) && !NO_PARTICIPLES.has(text)) || IRREGULAR.has(text);
}
const NO_PARTICIPLES = wordSet("red bed shed sled hundred kindred sacred naked wicked rugged");
