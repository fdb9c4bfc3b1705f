/** Words by which `word-itself.ts` finds a word that is spoken of: "the plural of child", "does car rhyme". Tables only. */
import { wordSet } from "../../word-set.ts";

/** What is asked of a word: behind these, but for small words, stands the word itself. */
export const OF_WORDS =
  wordSet(`plural singular tense participle gerund infinitive comparative superlative diminutive feminine masculine
  synonym synonyms antonym antonyms homophone homophones homonym opposite rhyme rhymes rhyming anagram anagrams palindrome etymology
  spell spelled spelt spelling misspelled pronounce pronounced pronunciation conjugate conjugation conjugations acrostic hyphenate
  hyphenated crossword crosswords clue scrabble
  particípio gerúndio infinitivo comparativo superlativo diminutivo aumentativo feminino masculino sinônimo sinônimos sinónimo
  sinónimos antônimo antônimos antónimo antónimos contrário rima rimam anagrama anagramas etimologia soletrar soletra soletre pronuncia
  pronúncia pronunciar conjuga conjugar conjugação acróstico coletivo cruzadas`);
/** Those that also have another sense: the word stands directly behind, or behind words of `FORM_OF`. */
export const OF_WORDS_NEAR = wordSet(
  "word term verb noun adjective adverb prefix suffix palavra termo verbo substantivo adjetivo advérbio prefixo sufixo",
);
export const FORM_OF = wordSet("to form of forma de");
/** What is counted or made of these is no word: "word count", "a word document". */
export const NO_WORDS = wordSet(
  "count counts counter limit limits length document documents doc docs file files processor order cloud online art search problem problems office excel template table tables page pages number app",
);
/** What a word has: it stands behind these and such words as "in", "of", "does" or "tem". */
export const PARTS_OF_WORDS = wordSet(
  "letters letter syllables syllable vowels vowel consonants consonant letras letra sílabas sílaba vogais vogal consoantes consoante",
);
export const BETWEEN_PARTS =
  wordSet(`score points in of does do are there appear appears appearing occur occurs is contain have has start
  starts begin begins end ends with form english tem têm há aparece aparecem na no da de forma palavra word the a em inglês português
  começa termina com`);
/** Behind a word and an article these tell what word it is. */
export const SORTS_OF_WORDS = wordSet(
  "noun verb adjective adverb pronoun preposition conjunction palindrome anagram acronym word homophone substantivo verbo adjetivo advérbio pronome preposição palíndromo oxítona paroxítona proparoxítona",
);
/** What a word has written: "ônibus tem acento". */
export const MARKS_OF_WORDS = wordSet(
  "acento hífen trema cedilha crase acentuada acentuado hyphen hyphenated accent capitalized capitalised",
);
/** "Is gotten correct?" */
export const CORRECT = wordSet("correct incorrect grammatical proper acceptable");
/** What stands behind a word that is asked about; behind the first, its plural is no other word. */
export const MEANING_VERBS = wordSet("mean means meant significa significam quer");
export const BEHIND_WORDS = wordSet(
  "rhyme rhymes spelled spelt pronounced rima soletrado pronunciado backwards",
);
/** What a word may be replaced in. */
export const TEXTS = wordSet(
  "document doc text file word string sentence vim sed excel spreadsheet sheets docs notepad vscode documento texto arquivo frase planilha",
);

/** Words that `near-hints.ts` looks for. */
export const SPOKEN: ReadonlySet<string> = new Set([
  ...[...OF_WORDS, ...OF_WORDS_NEAR, ...PARTS_OF_WORDS, ...SORTS_OF_WORDS, ...MARKS_OF_WORDS],
  ...[...CORRECT, ...MEANING_VERBS, ...BEHIND_WORDS, "sentence", "frase", "replace", "short"],
]);
