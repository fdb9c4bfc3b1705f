/** Differences between two questions apart from content words; see also `residue.ts` and, for roles, `roles.ts`. */
import { wordSet } from "../word-set.ts";
import type { Alignment, Left } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import type { QuestionFrame } from "./read/frame.ts";
import { smallKey } from "./read/residue.ts";
import { articlesDiffer, ONLY, personsDiffer } from "./read/small-words.ts";
import { areDutiesOpposed, tensesDiffer } from "./read/tense.ts";
import { MARK } from "./read/vocabulary.ts";
import { type Part, type Word, wordIn } from "./read/word.ts";

export function quantitiesDiffer({ a, b }: Alignment): boolean {
  const x = a.residue;
  const y = b.residue;
  if (articlesDiffer(x.article, y.article)) return true;
  if (x.quantities === y.quantities) return false;
  return (x.quantities ^ y.quantities) !== ONLY || !saysJust((x.quantities & ONLY) === 0 ? a : b);
}

/** "Can I just pay the fine", "can I pay just the fine": at another place "just" may bound the same. */
function saysJust({ words }: Analysis): boolean {
  return words.some(({ text }) => text === "just");
}

export function arePersonsOther({ a, b }: Alignment): boolean {
  return personsDiffer(a.residue.persons, b.residue.persons);
}

export function isTimeOther({ a, b }: Alignment): boolean {
  const x = a.residue;
  const y = b.residue;
  if (tensesDiffer(x.tense, y.tense, x.isPolar && y.isPolar)) return true;
  return (
    a.frame === b.frame &&
    LISTING_FRAMES.has(a.frame) &&
    areDutiesOpposed(x.tense, y.tense, CHOOSING_FRAMES.has(a.frame))
  );
}

/**
 * Frames in which "can" and "must" ask different things ("which forms can I sign"); with "where" and "how" they do not.
 */
const LISTING_FRAMES: ReadonlySet<QuestionFrame> = new Set([
  "what",
  "which",
  "when",
  "how-many",
  "how-often",
] as const);
/** Of those the ones in which "can" and "should" differ too: "what can I do about it" asks what "what should I do" asks. */
const CHOOSING_FRAMES: ReadonlySet<QuestionFrame> = new Set([
  "which",
  "when",
  "how-many",
  "how-often",
] as const);

/**
 * Do two questions ask different things of one subject: "Do you deliver there?", "How long does delivery there take?"
 */
export function isAskedOtherwise({ a, b, leftA, leftB }: Alignment, gap: 0 | 1 | 2): boolean {
  if (gap === 2 || (isTold(a, leftA) && isTold(b, leftB))) return true;
  const x = a.residue.isPolar;
  const y = b.residue.isPolar;
  return x !== y && ASKING.has(x ? b.frame : a.frame);
}

/** Does one question have a left-over word that selects the answer, such as a day, a city or "cheapest"? */
function isTold({ subject }: Analysis, { places, count }: Left): boolean {
  for (let n = 0; n < count; n++)
    if ((wordIn(subject, places[n]!).form.marks & MARK.telling) !== 0) return true;
  return false;
}
const ASKING: ReadonlySet<QuestionFrame> = new Set([
  "what",
  "which",
  "how",
  "why",
  "when",
  "where",
  "who",
  "how-many",
  "how-much-time",
  "how-often",
] as const);

/** Were two words matched that differ in accents only and are different words, as avó and avô? */
export function areAccentsOther({ a, b, partners, leftA, leftB }: Alignment): boolean {
  const isEnglish = isInEnglish(a) && isInEnglish(b);
  for (let n = 0; n < leftA.count; n++) {
    const x = leftA.word(n).form;
    for (let m = 0; m < leftB.count; m++) if (leftB.word(m).form.foldId === x.foldId) return true;
  }
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (x.form.foldId === y.form.foldId && x.form.textId !== y.form.textId && areTwoWords(x, y, isEnglish))
      return true;
  }
  return false;
}

/** Has it words that are English alone? One of them, "was", stands in "Was bedeutet schön" as well. */
function isInEnglish({ language, text, words }: Analysis): boolean {
  if (language !== "en" || OF_WORDS.test(text)) return false;
  return words.filter(({ form }) => form.english > 0).length >= ENGLISH_WORDS_MIN;
}
const ENGLISH_WORDS_MIN = 3;

/** Questions about words, of another language too, in which an accent is what is asked about. */
const OF_WORDS =
  /(?<!\p{L})(?:mean|means|meaning|words?|plural|singular|noun|adjective|conjugat\p{L}+|defin\p{L}+|grammar|accents?|spell|spelled|spelling|pronounce|pronunciation|translate|translation|say|verb|spanish|french|portuguese|italian|german|latin)(?!\p{L})/iu;
/** English has accents in words that it borrowed, and may leave them out, but for these, which are words without them. */
const ENGLISH_WITHOUT: ReadonlySet<string> = wordSet(
  "resume resumes expose exposes rose roses pate lame mate mates pique attache divorce cure pose rate passe",
);

/**
 * Are two words that differ in accents only different words? A form without accents may be the other, typed carelessly,
 * unless it is frequent enough to be a word of its own.
 */
function areTwoWords(x: Word, y: Word, isEnglish: boolean): boolean {
  const bareX = x.text === x.form.fold;
  const bareY = y.text === y.form.fold;
  if (!bareX && !bareY) return !areOneInTwoCountries(x.text, y.text) && !areOneInHaste(x.text, y.text);
  if (!SPELT.has(x.part) || !SPELT.has(y.part)) return false;
  const [bare, accented] = bareX ? [x, y] : [y, x];
  if (LENT.has(bare.text)) return false;
  if (isEnglish) return ENGLISH_WITHOUT.has(bare.text);
  const p = oddsOf(bare);
  const q = oddsOf(accented);
  if (q === 0) return p > 0 || bare.text.length < LONG_LETTERS;
  return p > 0 && p >= (p > RARE_ODDS ? HOMOGRAPH_RATIO_MIN : RARE_RATIO_MIN) * q;
}
const SPELT: ReadonlySet<Part> = new Set(["content", "filler", "unit"] as const);

/** Brazil writes econômico and gênero, bebê and purê, Portugal económico and género, bebé and puré. */
function areOneInTwoCountries(x: string, y: string): boolean {
  const open = (text: string): string =>
    text.replace(/ô(?=[mn])/g, "ó").replace(/ê(?=[mn])|(?<=.{3})ê(?=s?$)/g, "é");
  return open(x) === open(y);
}

/** "Declaraçao", "opçoes": who has a key for the cedilla does not always reach for the tilde. */
function areOneInHaste(x: string, y: string): boolean {
  return (
    x.replace(/ção$/, "çao").replace(/ções$/, "çoes") === y.replace(/ção$/, "çao").replace(/ções$/, "çoes")
  );
}

/** Loan words whose accent English leaves out. */
const LENT: ReadonlySet<string> = wordSet(
  "cafe naive facade cliche decor fiance fiancee deja senor jalapeno pokemon",
);
const LONG_LETTERS = 8;
/**
 * Frequency of the form without accents as a share of the other's, from which on it counts as a word of its own.
 * "codigo" has a thirtieth of "código", "pais" four tenths of "país", "metro" as much as "metrô".
 */
const HOMOGRAPH_RATIO_MIN = 0.25;
/** The same for a form without accents that is among the rarest listed, whose frequency is hardly known. */
const RARE_RATIO_MIN = 0.8;
/** `oddsOf` the rarest listed words, whose weight is 1 - 1 / 49. */
const RARE_ODDS = 0.0205;

/** Proportional to the word's frequency; 0 for one that is not listed. */
function oddsOf({ form: { weight } }: Word): number {
  return weight >= 1 ? 0 : (1 - weight) / weight;
}

/** Were two units or short names matched whose capitals differ in meaning, as mW and MW, Mb and MB? */
export function isCaseOther({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (x.raw !== y.raw && x.raw.length === y.raw.length && x.raw.length <= 5 && areTwoUnits(a, i, b, j))
      return true;
  }
  return false;
}

const UNIT = /^(?:[yzafpnuµmcdhkMGTPEZY]?(?:b|B|W|g|m|s|Hz|V|A|Pa|J|L|l|N|F|H|T|bit|bps|Bps|eV)|K[bB])$/;

function areTwoUnits(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const x = wordIn(a.subject, i);
  const y = wordIn(b.subject, j);
  if (x.text !== y.text || x.kind !== "word" || y.kind !== "word" || x.raw.length < 2) return false;
  // An hour of the day far oftener than a picometre.
  if (x.text === "pm") return false;
  if (x.raw.length > 3) return /^\p{L}Bps$/u.test(x.raw) !== /^\p{L}Bps$/u.test(y.raw);
  if (x.text === "cal") return x.raw !== y.raw;
  if (x.part === "unit" || isCounted(a, i) || isCounted(b, j))
    return caseKeyOf(x.raw) !== caseKeyOf(y.raw) && (UNIT.test(x.raw) || UNIT.test(y.raw));
  if (x.opens || y.opens) return false;
  // All capitals or none are style ("what is PH", "what is ph"); mixed capitals are not ("pH").
  const isMixed = ({ raw, text }: Word): boolean => raw !== text && raw !== raw.toUpperCase();
  if (!isMixed(x) && !isMixed(y)) return false;
  return UNIT.test(x.raw) || UNIT.test(y.raw);
}

function isCounted({ words, places }: Analysis, at: number): boolean {
  return words[places[at]! - 1]?.part === "number";
}

/** A unit with only its significant capitals: those of m/M, p/P and of bit and byte. KG and kg are equal. */
function caseKeyOf(raw: string): string {
  const lower = raw.toLowerCase();
  const first = /^[mp]/.test(lower) ? raw.charAt(0) : lower.charAt(0);
  const last = lower.endsWith("b") ? raw.slice(-1) : lower.slice(-1);
  return first + lower.slice(1, -1) + last;
}

/**
 * Residue, spelling and syntax as one text, for the digest of confirmed pairs: equal where two questions agree in all.
 */
export function residueKey({ residue, words, syntax, cased }: Analysis): string {
  const spelt = words.flatMap(({ part, text, raw, opens, form: { fold } }) =>
    (part === "content" && text !== fold) || (raw.length <= 3 && !opens && isInCapitals(raw, text))
      ? [raw]
      : [],
  );
  return [
    smallKey(residue, words),
    residue.article,
    spelt.join(" "),
    cased.flatMap(({ raw }) => (raw === raw.toLowerCase() ? [] : [raw])).join(" "),
    [...syntax.passive].join(""),
    residue.literals,
  ].join("|");
}

/** Is it a word in capitals, and not one that is written otherwise than it is read? */
function isInCapitals(raw: string, text: string): boolean {
  return raw !== text && raw.toLowerCase() === text;
}
