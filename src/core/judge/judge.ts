/**
 * Says whether two answers say the same, by words alone: the stored one and upstream's fresh one, with both questions.
 *
 * Equal but for form; then whole structures (JSON, code). Of prose what both say in the same sentences is set aside; the
 * words of the rest are laid side by side, wherever they stand. *Different* is said only where one place is told in two
 * ways, or where the answers differ in what the questions differ in; *same* where nothing that counts is left over;
 * all else is *unsure*.
 */
import type { Lexicon } from "../../ports.ts";
import type { Language } from "../verify/read/tables.ts";
import { type Relations, Vocabulary } from "../verify/read/vocabulary.ts";
import { codes, indentsPart, linesAsProse } from "./code.ts";
import { headingsPart } from "./differences/headings.ts";
import { nearVerbatimPart } from "./differences/near-verbatim.ts";
import { optionsPart } from "./differences/options.ts";
import { questionsPart } from "./differences/questions.ts";
import { signsPart } from "./differences/signs.ts";
import { stepsPart } from "./differences/steps.ts";
import { areEqualButForForm } from "./form.ts";
import { areOneWord } from "./match.ts";
import type { AnswerPair, WordVerdict } from "./pair.ts";
import { partsOf } from "./parts.ts";
import { type Probe, probesOf } from "./probes.ts";
import { proseOf, restOf } from "./prose.ts";
import { type ReadAnswer, readSentences, type Tongue } from "./read.ts";
import { weigh } from "./weigh.ts";
import { Dictionary } from "./words/dictionary.ts";
import { answerLanguage } from "./words/language.ts";
import { Lemmas } from "./words/lemma.ts";
import { lettersPart } from "./words/letters.ts";
import { Synonyms, shareGroup } from "./words/synonyms.ts";

export interface WordJudge {
  /** Judges one pair in time linear in its length; reads at most 100,000 characters of each answer. */
  judge(pair: AnswerPair): WordVerdict;
  /** What only one of two answers says, for a judge of what `judge` leaves in doubt; null: sentences cannot tell. */
  apart(pair: AnswerPair): ApartSentences | null;
  /**
   * Copies of an answer with one thing changed, one for each kind that finds a place in it. Equal seeds (any integer) give
   * equal copies. Called the same by `judge`, each is an error of its kind.
   */
  probes(answer: string, seed: number): readonly Probe[];
  /**
   * Reads some more of its tables ahead of their use, a millisecond or two; false once all are read. What is not read yet
   * is read by the first call that needs it.
   */
  prepare(): boolean;
}

/** Sentences that one answer has word for word and the other has not, without courtesy, code and list marks. */
export interface ApartSentences {
  readonly language: Language;
  /** Of the stored answer and of the fresh one; neither is empty. */
  readonly held: readonly string[];
  readonly fresh: readonly string[];
}

/** `thesaurus`: groups of English words parted by ";", their members by ",". */
export function createWordJudge(lexicon: Lexicon, relations: Relations, thesaurus: string): WordJudge {
  const vocabulary = new Vocabulary(lexicon, relations);
  const lemmas = new Lemmas(lexicon);
  const synonyms = new Synonyms(thesaurus, lemmas);
  const dictionary = new Dictionary(vocabulary, lemmas, synonyms);
  const tongue = { vocabulary, lemmas, synonyms, dictionary };
  const makeRoom = (): void => {
    if (!vocabulary.isFull) return;
    vocabulary.clear();
    dictionary.clear();
  };
  const isListed = (word: string): boolean => lemmas.isListed(word);
  return {
    judge(pair) {
      makeRoom();
      return judged(pair, tongue);
    },
    apart: (pair) => apartIn(pair, isListed),
    probes(answer, seed) {
      makeRoom();
      const language = answerLanguage(partsOf(answer).sentences, [], [], isListed);
      const areAlike = (a: string, b: string): boolean => mayReplace(a, b, language ?? "en", tongue);
      return probesOf(answer, { language, seed, areAlike });
    },
    prepare: () => synonyms.prepare(GROUPS_AT_A_TIME),
  };
}

const GROUPS_AT_A_TIME = 50;

/** Whether two words are forms of one, or may stand for each other. */
function mayReplace(
  a: string,
  b: string,
  language: Language,
  { vocabulary, lemmas, synonyms }: Tongue,
): boolean {
  if (lemmas.of(a, language) === lemmas.of(b, language)) return true;
  const x = vocabulary.formOf(a);
  const y = vocabulary.formOf(b);
  return (
    shareGroup(synonyms.groupsOf(x, language), synonyms.groupsOf(y, language)) ||
    shareGroup(synonyms.fieldsOf(x, language), synonyms.fieldsOf(y, language))
  );
}

function judged(pair: AnswerPair, tongue: Tongue): WordVerdict {
  const { asked, held, fresh } = pair;
  if (held === fresh) return EQUAL;
  const isEqual = areEqualButForForm(held, fresh);
  const verdict = isEqual ? (fencesPart(held, fresh) ?? EQUAL) : byWords(pair, tongue);
  if (verdict.verdict !== "same") return verdict;
  const why = lettersPart(held, fresh);
  if (why !== null) return { verdict: isEqual ? "different" : "unsure", kind: "code", why };
  const fenced = held.includes("```") && fresh.includes("```");
  const signs = (fenced ? indentsPart(partsOf(held), partsOf(fresh)) : null) ?? signsPart(held, fresh);
  if (signs !== null) return { verdict: "unsure", kind: "code", why: signs };
  return headingsPart(held, fresh) ?? optionsPart(asked, held, fresh) ?? verdict;
}

const EQUAL: WordVerdict = { verdict: "same", why: "equal but for form" };

/** Code blocks keep their case, which form leaves out. */
function fencesPart(held: string, fresh: string): WordVerdict | null {
  return held.includes("```") ? codes(partsOf(held).code, partsOf(fresh).code) : null;
}

function byWords({ asked, stored, fresh, held }: AnswerPair, tongue: Tongue): WordVerdict {
  const one = partsOf(held);
  const two = partsOf(fresh);
  if (one.json !== null || two.json !== null) return structures(one.json, two.json);
  const told = linesAsProse(one, two);
  const code = told === null ? codes(one.code, two.code) : null;
  if (code !== null) return code;
  const a = proseOf(told?.[0] ?? one.sentences);
  const b = proseOf(told?.[1] ?? two.sentences);
  if (a.polarity * b.polarity < 0)
    return { verdict: "different", kind: "negation", why: "one answer says yes, the other no" };
  const language = answerLanguage(a.sentences, b.sentences, [asked, stored], (word) =>
    tongue.lemmas.isListed(word),
  );
  const parted = questionsPart({ asked, stored, fresh, held }, language ?? "en", tongue);
  if (parted !== null) return parted;
  if (language === null)
    return { verdict: "unsure", kind: "language", why: "neither English nor Portuguese, or one of each" };
  const rest = restOf(a.sentences, b.sentences);
  const read = (sentences: readonly string[]) => readSentences(sentences, language, tongue);
  const given = commonKeys(
    read([asked.slice(0, QUESTION_CHARS_MAX)]),
    read([stored.slice(0, QUESTION_CHARS_MAX)]),
  );
  const x = read(rest.a);
  const y = read(rest.b);
  if (x.said.length + y.said.length === 0) {
    // No word is left, yet there are marks or pictures on both sides, or a yes beside nothing at all.
    const marks = rest.a.length > 0 && rest.b.length > 0;
    if (marks || (a.polarity !== b.polarity && rest.sharedChars === 0))
      return { verdict: "unsure", kind: "content", why: "what parts the answers is not told in words" };
  }
  const denied = a.polarity + b.polarity === -1;
  const verdict = weigh({ a: x, b: y, rest, language, tongue, given, denied });
  if (verdict.verdict !== "same") return verdict;
  const [was, is] = [a.sentences, b.sentences];
  return (
    nearVerbatimPart(rest.a, rest.b, { read, given, language, tongue }) ??
    stepsPart({ text: held, sentences: was }, { text: fresh, sentences: is }, read) ??
    verdict
  );
}

const QUESTION_CHARS_MAX = 2_000;

function apartIn(
  { asked, stored, fresh, held }: AnswerPair,
  isListed: (word: string) => boolean,
): ApartSentences | null {
  const a = proseOf(partsOf(held).sentences);
  const b = proseOf(partsOf(fresh).sentences);
  const language = answerLanguage(a.sentences, b.sentences, [asked, stored], isListed);
  const rest = restOf(a.sentences, b.sentences);
  // Of "no" beside a sentence, and of marks and pictures, sentences tell nothing.
  const isDenied = a.polarity + b.polarity === -1;
  const areTold = rest.a.length > 0 && rest.b.length > 0 && [...rest.a, ...rest.b].every(hasLetter);
  return language === null || isDenied || !areTold ? null : { language, held: rest.a, fresh: rest.b };
}

function hasLetter(sentence: string): boolean {
  return /\p{L}/u.test(sentence);
}

/** Keys of what both questions say, be it in other words: "change my password", "update my password". */
function commonKeys(a: ReadAnswer, b: ReadAnswer): ReadonlySet<number> {
  const out = new Set<number>();
  for (const u of a.said.slice(0, QUESTION_WORDS_MAX))
    for (const v of b.said.slice(0, QUESTION_WORDS_MAX)) if (areOneWord(u, v)) out.add(u.key).add(v.key);
  return out;
}
const QUESTION_WORDS_MAX = 60;

function structures(a: string | null, b: string | null): WordVerdict {
  if (a !== null && a === b) return { verdict: "same", why: "equal JSON" };
  const why = a === null || b === null ? "only one answer is JSON" : "the JSON values differ";
  return { verdict: "different", kind: "structure", why };
}
