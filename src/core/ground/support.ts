/**
 * Decides whether an answer made from one context is supported by another. Each sentence of the answer must be
 * supported by one sentence of the new context, which has all its meaningful words in order, and neither denies nor
 * limits what the answer says without a limit. No other sentence may say the same with another number or name, and the
 * supporting sentence must be about the subject of the question. Where that does not hold, upstream is asked.
 *
 * Compares words only, after the idea of attribution to identified sources (Rashkin et al. 2023), which scores; here a
 * reworded source is refused rather than an outdated answer served.
 */
import { withoutCourtesy } from "../judge/courtesy.ts";
import type { Language } from "../verify/read/tables.ts";
import { type Passage, passagesOf, type StatedSentence, sentencesOf } from "./passages.ts";
import { type GroundWord, groundLanguage, groundWords } from "./words.ts";

/** The first part of an answer that the context does not support. */
export interface Unsupported {
  /** Number of the sentence in the answer, from 1; 0 where the whole answer or question is at fault. */
  readonly sentence: number;
  readonly why:
    | "structure"
    | "asks-of-all"
    | "says-nothing"
    | "number"
    | "name"
    | "word"
    | "negation"
    | "limit"
    | "order"
    | "contradicted"
    | "beside-the-question";
  /** The unsupported sentence, and the word at fault in it; `word` is "" where no single word is. */
  readonly text: string;
  readonly word: string;
}

export interface Grounds {
  /** Retrieved passages. */
  readonly context: string;
  readonly question: string;
}

const ANSWER_CHARS_MAX = 8_000;
const CONTEXT_CHARS_MAX = 60_000;
const SENTENCES_MAX = 40;

/** Null: every sentence stands. */
export function unsupported(answer: string, grounds: Grounds): Unsupported | null {
  const text = answer.replace(/[^\S\n]+/gu, " ").trim();
  if (text.length > ANSWER_CHARS_MAX || /^[[{]|```/u.test(text)) return whole("structure");
  // What is not read may say otherwise.
  if (grounds.context.length > CONTEXT_CHARS_MAX) return whole("structure");
  if (ASKS_OF_ALL.test(grounds.question)) return whole("asks-of-all");
  const sentences = sentencesOf(text)
    .map(withoutCourtesy)
    .filter((sentence) => sentence !== null);
  if (sentences.length === 0 || sentences.length > SENTENCES_MAX) return whole("says-nothing");
  const checking = readOnce(grounds);
  const supporting = new Set<Passage>();
  for (const [at, sentence] of sentences.entries()) {
    const found = supportOf(sentence, checking);
    if (!("passage" in found)) return { ...found, sentence: at + 1, text: sentence };
    supporting.add(found.passage);
  }
  const beside = leftBeside(checking.question, [...supporting], checking.said);
  return beside && { sentence: 0, why: "beside-the-question", text: "", word: beside.raw };
}

/** The answers of several neighbours are held to one context. */
const known = new WeakMap<Grounds, Checking>();

function readOnce(grounds: Grounds): Checking {
  let checking = known.get(grounds);
  if (checking === undefined) known.set(grounds, (checking = reading(grounds)));
  return checking;
}

function reading({ context, question }: Grounds): Checking {
  const language = groundLanguage(`${question} ${context}`);
  const passages = passagesOf(context, language);
  const words = groundWords(question, language);
  const said = keysOf(passages.flatMap(wordsOf));
  return { passages, language, said, question: words, asked: keysOf(words) };
}

function whole(why: Unsupported["why"]): Unsupported {
  return { sentence: 0, why, text: "", word: "" };
}

/** Questions answered from all passages together (how many, list, compare): one more passage changes the answer. */
const ASKS_OF_ALL =
  /(?<!\p{L})(?:how many|how often|count|total|sum|average|list|lists|all|every|each|which ones|any other|others?|compare|comparison|difference|differences|versus|vs|most|least|best|worst|cheapest|largest|smallest|biggest|highest|lowest|longest|shortest|latest|newest|oldest|last|first|summary|summari[sz]e|overview|quant[oa]s|total|soma|média|liste|listar|lista|tod[oa]s|cada|quais|outr[oa]s|compar\p{L}*|diferenças?|mais|menos|melhor(?:es)?|pior(?:es)?|maior(?:es)?|menor(?:es)?|últim[oa]s?|primeir[oa]s?|resum\p{L}*)(?!\p{L})/iu;

interface Checking {
  readonly passages: readonly Passage[];
  readonly question: readonly GroundWord[];
  readonly asked: ReadonlySet<string>;
  readonly said: ReadonlySet<string>;
  readonly language: Language;
}

type Failed = Pick<Unsupported, "why" | "word">;

function supportOf(sentence: string, checking: Checking): Failed | { readonly passage: Passage } {
  const cited = /\s*\[(\d{1,3})\]\s*([.!?]?)\s*$/u.exec(sentence);
  const bare = cited === null ? sentence : sentence.slice(0, cited.index) + (cited[2] ?? "");
  const words = groundWords(bare, checking.language).filter((word) => !isEcho(word, checking));
  if (words.length === 0) return { why: "says-nothing", word: "" };
  const label = cited?.[1] ?? null;
  let nearest: (Failed & { readonly held: number }) | null = null;
  let support: { readonly passage: Passage; readonly sentence: StatedSentence } | null = null;
  for (const passage of checking.passages) {
    if (label !== null && passage.label !== label) continue;
    for (const candidate of passage.sentences) {
      if (words.length <= FEW && !speaksOf(checking.asked, candidate, passage)) continue;
      const fault = faultOf(words, candidate, passage.title);
      if (fault === null) support ??= { passage, sentence: candidate };
      else if (nearest === null || fault.held > nearest.held) nearest = fault;
    }
  }
  if (support === null) return nearest ?? { why: words[0]?.kind ?? "word", word: words[0]?.raw ?? "" };
  const against = contradiction(words, support.sentence, checking);
  return against === null ? { passage: support.passage } : { why: "contradicted", word: against };
}

/** Sentences of at most so many words match by chance: their support must contain a word of the question too. */
const FEW = 2;

function speaksOf(asked: ReadonlySet<string>, { words }: StatedSentence, { title }: Passage): boolean {
  return words.some(({ key }) => asked.has(key)) || [...title].some((key) => asked.has(key));
}

/** True for a word of the question that is nowhere in the context: the answer only repeats the question's wording. */
function isEcho({ kind, key }: GroundWord, { asked, said }: Checking): boolean {
  return kind === "word" && asked.has(key) && !said.has(key);
}

/** What a context sentence lacks of an answer sentence; null: nothing. `held`: how many of the words it contains. */
function faultOf(
  words: readonly GroundWord[],
  { words: stated }: StatedSentence,
  title: ReadonlySet<string>,
): (Failed & { readonly held: number }) | null {
  const there = keysOf(stated);
  const missing = words.filter(({ key, kind }) => !there.has(key) && !(kind !== "number" && title.has(key)));
  const held = words.length - missing.length;
  const worst = missing.find(({ kind }) => kind !== "word") ?? missing[0];
  if (worst !== undefined) return { why: worst.kind, word: worst.raw, held };
  const inSentence = words.filter(({ key }) => there.has(key));
  const stray = outOfOrder(inSentence, stated);
  if (stray !== null) return { why: "order", word: stray, held };
  const mine = keysOf(words);
  // Said of the sentence and not of the answer: a denial, a limit.
  const extra = stated.find(({ kind, key }) => (kind === "negation" || kind === "limit") && !mine.has(key));
  if (extra !== undefined) return { why: extra.kind, word: extra.raw, held };
  const denials = (of: readonly GroundWord[]) => of.filter(({ kind }) => kind === "negation").length;
  return denials(words) === denials(stated) ? null : { why: "negation", word: "", held };
}

/** The first word that is missing after the one before it in the context sentence; null: all are in order. */
function outOfOrder(words: readonly GroundWord[], stated: readonly GroundWord[]): string | null {
  let at = 0;
  for (const { key, raw } of words) {
    while (at < stated.length && stated[at]?.key !== key) at++;
    if (at === stated.length) return raw;
    at++;
  }
  return null;
}

/**
 * The word by which another sentence contradicts the supporting one: it says the same about the question's subject,
 * except for a number, a name or a negation. Null where there is none. A sentence that lacks the words of the question
 * which the supporting one has is about something else.
 */
function contradiction(
  words: readonly GroundWord[],
  support: StatedSentence,
  { passages, asked }: Checking,
): string | null {
  const subject = support.words.filter(({ key }) => asked.has(key));
  const plain = words.filter(({ kind }) => kind === "word");
  const telling = words.filter(({ kind }) => kind === "number" || kind === "name");
  for (const { sentences, title } of passages)
    for (const other of sentences) {
      if (other === support || other.text === support.text) continue;
      const there = keysOf(other.words);
      if (subject.some(({ key }) => !there.has(key) && !title.has(key))) continue;
      const shared = plain.filter(({ key }) => there.has(key)).length;
      if (shared < ALIKE_WORDS_MIN || shared < ALIKE_MIN * plain.length) continue;
      const exchanged = telling.find(({ key, kind }) => !there.has(key) && hasOther(other, kind, words));
      if (exchanged !== undefined) return exchanged.raw;
      const denies = other.words.find(({ kind }) => kind === "negation" || kind === "limit");
      if (denies !== undefined && shared === plain.length && faultOf(words, other, NO_TITLE) !== null)
        return denies.raw;
    }
  return null;
}
const NO_TITLE: ReadonlySet<string> = new Set();
/** Share, and number, of an answer sentence's plain words that another sentence must contain to be about the same. */
const ALIKE_MIN = 0.6;
const ALIKE_WORDS_MIN = 2;

function hasOther({ words }: StatedSentence, kind: GroundWord["kind"], mine: readonly GroundWord[]): boolean {
  const own = keysOf(mine);
  return words.some((word) => word.kind === kind && !own.has(word.key));
}

/**
 * A word of the question that nothing which supports the answer says: a number or a name at all, another word where the
 * context says it elsewhere, of something else.
 */
function leftBeside(
  asked: readonly GroundWord[],
  supporting: readonly Passage[],
  said: ReadonlySet<string>,
): GroundWord | null {
  const isLeft = ({ kind, key }: GroundWord): boolean => {
    if (kind === "negation" || kind === "limit" || ASKING.has(key)) return false;
    if (supporting.some(({ keys }) => keys.has(key))) return false;
    return kind === "number" || kind === "name" || said.has(key);
  };
  return asked.find(isLeft) ?? null;
}

/** Words that belong to the way of asking, not to what is asked. */
const ASKING = keysOf(
  (["en", "pt"] as const).flatMap((language) =>
    groundWords(
      "how why when where say says said tell told describe explain mention mentioned know known show give como quando onde quanto dizer diz dito contar conta fala falar explica explique descreva sabe mostra",
      language,
    ),
  ),
);

function wordsOf({ sentences, title }: Passage): readonly { readonly key: string }[] {
  return [...sentences.flatMap(({ words }) => words), ...[...title].map((key) => ({ key }))];
}

function keysOf(words: readonly { readonly key: string }[]): ReadonlySet<string> {
  return new Set(words.map(({ key }) => key));
}
