/**
 * The part of a residue that comes from function words: persons, quantities, article, negations; time and duty are in
 * `tense.ts`. Each can make another question although the score sees little of it, so each becomes a short code, which
 * must be equal in a pair (`residue.ts`).
 */
import { wordSet } from "../../word-set.ts";
import type { QuestionFrame } from "./frame.ts";
import type { Language } from "./tables.ts";
import { type Word, wordIn } from "./word.ts";

const table = <T>(rows: readonly (readonly [string, T])[]): ReadonlyMap<string, T> =>
  new Map(rows.flatMap(([texts, value]) => texts.split(" ").map((text) => [text, value] as const)));

// Persons -----------------------------------------------------------------------------------------------------------

/** Codes of persons: tens are 1 the asker, 2 the person asked, 3 he, 4 she, 5 they; units are the case. */
const [SUBJECT, OBJECT, OWNER, ANY] = [1, 2, 3, 0] as const;
const PERSON = table<number>([
  ["i we eu nós posso devo preciso tenho consigo quero faço vou pago recebo", 10 + SUBJECT],
  ["me us mim myself ourselves comigo conosco", 10 + OBJECT],
  ["my mine our ours meu minha meus minhas nosso nossa nossos nossas", 10 + OWNER],
  ["you você vocês yourself yourselves te ti tu contigo", 20 + ANY],
  ["your yours seu sua seus suas teu tua teus tuas", 20 + OWNER],
  ["he", 30 + SUBJECT],
  ["him himself ele", 30 + ANY],
  ["his dele", 30 + OWNER],
  ["she", 40 + SUBJECT],
  ["her herself ela", 40 + ANY],
  ["hers dela", 40 + OWNER],
  ["they", 50 + SUBJECT],
  ["them themselves eles elas", 50 + ANY],
  ["their theirs deles delas", 50 + OWNER],
]);

export const isAsker = (person: number): boolean => classOf(person) === 1;
/** Is it the asker as who does it, and as whom it is done to? */
export const isSubjectCase = (person: number): boolean => person === 10 + SUBJECT;
export const isToldCase = (person: number): boolean => person === 10 + OBJECT;

export interface Persons {
  /** Codes in order, without a general subject ("how do I", "where can you"). */
  readonly bare: readonly number[];
  /** Codes with the general subject; null where the question has none. */
  readonly withGeneral: readonly number[] | null;
}

/** Most persons of a question; further ones are ignored. */
const PERSONS_MAX = 12;

/** The persons of a question. In a "how" question, for example, "I" or "you" in the opening stands for anybody. */
export function personsOf(words: readonly Word[], openingWords: number, frame: QuestionFrame): Persons {
  const isGeneral = frame === "how" || (OPEN_FRAMES.has(frame) && hasModal(words, openingWords));
  const bare: number[] = [];
  const all: number[] = [];
  for (const [i, { text }] of words.entries()) {
    const person = PERSON.get(text);
    if (person === undefined || all.length >= PERSONS_MAX) continue;
    // A pronoun and its verb ("eu posso"), or two words of one person ("a gente"), count once.
    if (i > 0 && all.at(-1) === person && PERSON.get(wordIn(words, i - 1).text) === person) continue;
    all.push(person);
    // The subject may follow the opening's last verb: "where can" I.
    if (!(isGeneral && i <= openingWords + 1 && person % 10 <= SUBJECT && all.length === 1))
      bare.push(person);
  }
  return { bare, withGeneral: all.length === bare.length ? null : all };
}
const OPEN_FRAMES: ReadonlySet<QuestionFrame> = new Set([
  ...(["where", "when", "what", "which", "why", "who"] as const),
  ...(["how-often", "how-many", "how-much-time"] as const),
]);
const GENERAL_MODALS: ReadonlySet<string> = wordSet("can could should must posso pode podemos devo deve");

function hasModal(words: readonly Word[], openingWords: number): boolean {
  for (let i = 0; i < Math.min(words.length, openingWords + 2); i++)
    if (GENERAL_MODALS.has(wordIn(words, i).text)) return true;
  return false;
}

/** Do the persons differ? A person that one question leaves out is harmless, another person is not. */
export function personsDiffer(a: Persons, b: Persons): boolean {
  if (areCompatible(a.bare, b.bare)) return false;
  return a.withGeneral === null || b.withGeneral === null || !isRenamed(a.withGeneral, b.withGeneral);
}

function areCompatible(a: readonly number[], b: readonly number[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  let i = 0;
  for (let j = 0; j < many.length && i < few.length; j++) {
    if (classOf(few[i]!) !== classOf(many[j]!)) continue;
    if (a.length === b.length && areOpposed(few[i]!, many[j]!)) return false;
    i++;
  }
  return i === few.length;
}

/** Is one person replaced by another throughout: "how do I know who blocked me", "how do you know who blocked you"? */
function isRenamed(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length || a.length === 0) return false;
  const one = classOf(a[0]!);
  const two = classOf(b[0]!);
  if (one > 2 || two > 2) return false;
  for (let i = 0; i < a.length; i++) {
    if (classOf(a[i]!) !== one || classOf(b[i]!) !== two || areOpposed(a[i]!, b[i]!)) return false;
  }
  return true;
}

const classOf = (person: number): number => Math.floor(person / 10);

/** Is a person subject in one question and object in the other: "who invited me", "who did I invite"? */
function areOpposed(a: number, b: number): boolean {
  const x = a % 10;
  const y = b % 10;
  return (x === SUBJECT && y === OBJECT) || (x === OBJECT && y === SUBJECT);
}

// Quantities --------------------------------------------------------------------------------------------------------

/** The bit of "only". */
export const ONLY = 64;
const QUANTITY = table<number>([
  ["all every each everything everyone everybody todo toda todos todas tudo cada", 1],
  ["several many multiple various numerous vários várias muitos muitas diversos diversas", 2],
  ["most maioria", 4],
  ["few fewer poucos poucas", 8],
  ["both ambos ambas", 16],
  ["half metade", 32],
  ["only solely exclusively apenas só somente exclusivamente", ONLY],
  ["another outro outra", 128],
  ["almost nearly quase", 256],
  ["twice dobro", 512],
]);
const [AT_LEAST, AT_MOST, MORE_THAN, LESS_THAN, ONE_OF, DEFINITE, INDEFINITE] = [
  1024, 2048, 4096, 8192, 16384, 32768, 65536,
] as const;
const PHRASES: readonly (readonly [string, string, number])[] = [
  ["at", "least", AT_LEAST],
  ["pelo", "menos", AT_LEAST],
  ["at", "most", AT_MOST],
  ["no", "máximo", AT_MOST],
  ["up", "to", AT_MOST],
  ["more", "than", MORE_THAN],
  ["mais", "de", MORE_THAN],
  ["less", "than", LESS_THAN],
  ["fewer", "than", LESS_THAN],
  ["menos", "de", LESS_THAN],
  ["one", "of", ONE_OF],
  ["um", "dos", ONE_OF],
  ["uma", "das", ONE_OF],
];
const PHRASE_OPENERS: ReadonlySet<string> = new Set(PHRASES.map(([one]) => one));
/** "At all", "after all", "most of all", "the most popular" are no quantities. */
const UNCOUNTED_BEFORE: ReadonlySet<string> = wordSet("at after above of the");

/** A bit for each kind of quantity word after the opening. */
export function quantitiesOf(words: readonly Word[], openingWords: number): number {
  let out = 0;
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    const next = words[i + 1]?.text;
    const phrase = PHRASE_OPENERS.has(text) && PHRASES.find(([one, two]) => one === text && two === next);
    if (phrase) {
      out |= phrase[2];
      i++;
      continue;
    }
    const before = i === 0 ? "" : wordIn(words, i - 1).text;
    const bit =
      i < openingWords ? 0 : (QUANTITY.get(text === "just" && isOnly(words, i) ? "only" : text) ?? 0);
    if (bit !== 0 && !(bit <= 4 && UNCOUNTED_BEFORE.has(before) && text !== "maioria")) out |= bit;
  }
  return out;
}

/** "Does it cover just the motor", and not "can I just cancel", "did the app just crash". */
function isOnly(words: readonly Word[], at: number): boolean {
  const before = words[at - 1]?.part;
  if (before === "content" && isBehindDeed(words, at)) return true;
  return (before === "content" || before === "role") && BOUNDED.has(words[at + 1]?.text ?? "");
}

/** "Does the plan cover just dental": behind a helper, who does it and the deed stand before. */
function isBehindDeed(words: readonly Word[], at: number): boolean {
  let said = 0;
  for (let i = 1; i < at; i++) {
    const { part, text } = wordIn(words, i);
    if (part === "content" || (PERSON.get(text) ?? OWNER) % 10 !== OWNER) said++;
  }
  return words[0]?.part === "helper" && said > 1 && words[at + 1]?.part === "content";
}
const BOUNDED: ReadonlySet<string> = wordSet("the my our your this that these those one in on to for");

/**
 * The article, where it decides what is meant because hardly anything else is said: "What is the Office", "an office".
 */
export function articleOf(
  words: readonly Word[],
  frame: QuestionFrame,
  subjects: number,
  language: Language | null,
): number {
  if ((frame !== "what" && frame !== "who") || subjects > 2) return 0;
  let out = 0;
  for (const { text } of words) {
    if (text === "the" || text === "os" || text === "as") out = DEFINITE;
    else if ((text === "o" || text === "a") && language === "pt" && wordIn(words, 0).text !== text)
      out = DEFINITE;
    else if (text === "an" || (text === "a" && language !== "pt") || text === "um" || text === "uma")
      return INDEFINITE;
  }
  return out;
}

export function articlesDiffer(a: number, b: number): boolean {
  return a !== 0 && b !== 0 && a !== b;
}

// Negations ---------------------------------------------------------------------------------------------------------

/** Portuguese words of negative concord, which after "não" are no second negation: "não prevê nenhuma multa". */
const CONCORD = wordSet("nenhum nenhuma nada nunca ninguém jamais nem tampouco");
/** Words of negative meaning that are no grammatical negations. */
const DENYING = wordSet(
  "unable incapable fail fails failed failing lacks lacking impossible incapaz impossível falha falhou",
);
/** Words before "menos" with which it is no negation: "pelo menos", "mais ou menos". */
const MENOS_BEFORE = wordSet("pelo ao ou");

/** The number of negations. Two do not cancel out. */
export function negationsOf(words: readonly Word[]): number {
  let out = 0;
  let denied = false;
  for (let i = 0; i < words.length; i++) {
    const { text, part } = wordIn(words, i);
    if (
      text === "menos" &&
      (i === 0 || MENOS_BEFORE.has(wordIn(words, i - 1).text) || words[i + 1]?.text === "de")
    )
      continue;
    const isNegation = part === "negation" || text === "não";
    if (!isNegation && !DENYING.has(text)) continue;
    if (CONCORD.has(text)) {
      if (!denied) out++;
      denied = true;
      continue;
    }
    if (text === "não" || text === "sem") denied = true;
    out++;
  }
  return out;
}
