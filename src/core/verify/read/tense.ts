/**
 * Time and duty (must, can, should) of a question, which are part of its residue (`residue.ts`): another time or duty
 * makes another question ("which forms were sent", "which have to be sent").
 */
import { wordSet } from "../../word-set.ts";
import type { Language } from "./tables.ts";
import { type Word, wordIn } from "./word.ts";

export interface Tense {
  /** True with an auxiliary of the past: was, did, has been. */
  readonly past: boolean;
  /** True with any past form, auxiliary or not. */
  readonly anyPast: boolean;
  /** True where what is asked for is the agent of a verb in the simple past: "who drove", "which team won". */
  readonly finitePast: boolean;
  readonly future: boolean;
  /** Time of a state: now ("are they closed") or later ("will they be closed"); null: no state. */
  readonly state: "now" | "later" | null;
  /** A bit each for must, can and should. */
  readonly duty: number;
}

const PAST_AUXILIARY = wordSet(
  `was were did had foi foram era eram tinha teve tive tinham tiveram havia houve esteve estiveram veio vieram fez fizeram
  disse disseram trouxe trouxeram soube quis pôs viu viram leu leram deu ia iam ficava fazia vivia morria vendia existia
  recebia dizia sabia trazia custava podia podiam devia deviam conhecia conheciam viviam conseguia conseguiam existiam
  pertencia pertenciam seguia seguiam pedia ouvia valia dormia escrevia dirigia recebiam servia serviam comia exigia permitia
  incluía incluíam possuía possuíam saía saíam caía caíam respondia impedia envolvia dependia oferecia bebia cobria defendia
  ouvi perdi entendi senti pedi conheci descobri percebi esqueci recebi aprendi decidi escrevi escolhi abri vivi comi resolvi
  assisti dormi respondi cresci bati corri desisti bebi sofri consegui segui
  traziam diziam sabiam faziam aparecia apareciam acontecia batia perdia corria nascia morriam`,
);
const HAVE = wordSet("have has ha");
const MAIN_VERB_BEFORE = wordSet("do does did to can will must should need would could not");
const IRREGULAR = wordSet(
  `been done gone made sent paid sold bought built begun broken chosen taught given taken written found lost left held
  kept met run seen shown spent stolen told thought won worn come become had read put set cut let driven eaten fallen
  felt flown forgotten frozen grown heard hidden hurt known laid led lent meant risen said spoken stood sung swum thrown
  understood woken drawn drunk shut`,
);
export const IRREGULAR_PAST = wordSet(
  `went made sent paid sold bought built began broke chose taught gave took wrote found lost left held kept met ran saw
  showed spent stole told thought won wore came became drove ate fell felt flew forgot froze grew heard hid knew led lent
  meant rose said spoke stood sang swam threw understood woke drew drank got`,
);
/** "-arei" and the like may be a future (comprarei) as well as a past (virei), and tell nothing. */
const PT_PAST = /(?:ou|aram|eram|[ií]ram|eu|[ií]u|\p{L}{2}avam?|(?:[^r]|[^aei]r)ei)$/u;
const PT_FUTURE = /[aei]r(?:á|ão|emos)$/u;
const PT_NOT_FUTURE = wordSet("verão barão varão irão furão");
const PT_NOT_PAST = wordSet(
  `meu seu teu eu deu ou museu europeu ateu sou vou estou dou hei sei lei rei compram quiseram show sobrou aqui escrava
  vôlei hóquei escravam oitava agrava agravam destrava destravam brava trava travam grava gravam`,
);
const CAN = wordSet(
  "can could may might able allowed possible permitted unable pode podem posso podemos poderia consigo consegue possível autorizado autorizada permitido permitida",
);
/** "Dá para pagar", "tem como pagar". */
const CAN_BY_NEXT: Readonly<Record<string, string>> = { dá: "para", tem: "como", há: "como" };
const SHOULD = wordSet(
  `should ought advisable advised recommended recommendable devo deve devemos deveria deveriam convém aconselhável
  aconselhado recomendável recomendado recomendada`,
);
const [MUST_BIT, CAN_BIT, SHOULD_BIT] = [1, 2, 4] as const;

export function tenseOf(words: readonly Word[], language: Language | null): Tense {
  let past = false;
  let anyPast = false;
  let future = false;
  let duty = 0;
  for (let i = 0; i < words.length; i++) {
    const { text, form } = wordIn(words, i);
    if (!form.tellsTime) continue;
    const next = words[i + 1]?.text ?? "";
    if (PAST_AUXILIARY.has(text) || (text === "used" && next === "to" && !isBe(words[i - 1]?.text)))
      past = true;
    else if (HAVE.has(text) && isPerfect(words, i)) past = true;
    else if (
      text === "will" ||
      (text === "going" && next === "to") ||
      (PT_GOING.has(text) && /(?:[aei]r|pôr)$/.test(next))
    )
      future = true;
    if (language === "pt" && PT_PAST.test(text) && text.length > 4 && !PT_NOT_PAST.has(text)) past = true;
    if (language === "pt" && PT_FUTURE.test(text) && text.length > 4 && !PT_NOT_FUTURE.has(text))
      future = true;
    if (isPastForm(text, language) && !isPassive(words, i) && !isInfinitive(words, i)) anyPast = true;
    duty |= dutyOf(words, i);
  }
  const finitePast = !past && !future && language !== "pt" && isFinitePast(words);
  return {
    past,
    anyPast: anyPast || past || finitePast,
    finitePast,
    future,
    state: stateOf(words, future),
    duty,
  };
}

/** May a word say anything of time or duty? Asked once of each: most words do not. */
export function mayTellTime(text: string): boolean {
  return (
    TIME_WORDS.some((words) => words.has(text)) ||
    PT_PAST.test(text) ||
    PT_FUTURE.test(text) ||
    isPastForm(text, "en") ||
    isPastForm(text, "pt") ||
    DUTY_BEFORE.test(text)
  );
}
const DUTY_BEFORE =
  /^(?:have|has|had|need|needs|needed|supposed|got|dá|há|tenho|tem|temos|têm|teria|precis(?:o|a|am|amos)|obrigad[oa]s?|pena)$/;

/** "Who ran the shop", "which airline flew there"; not "what used car", "which documents needed". */
function isFinitePast(words: readonly Word[]): boolean {
  const asker = words[0]?.text ?? "";
  const isCounted = asker === "how" && COUNTED.has(words[1]?.text ?? "");
  if (!(isCounted || SUBJECT_ASKERS.has(asker)) || words.some(({ text }) => AUXILIARY.has(text)))
    return false;
  const first = asker === "which" ? 2 : asker === "how" ? 3 : 1;
  for (let i = first; i < Math.min(words.length, first + 2); i++) {
    // "How many people attended", not "employed at".
    if (asker === "how" && words[i + 1]?.part === "role") return false;
    const { text } = wordIn(words, i);
    if (IRREGULAR_PAST.has(text) || (/[^e]ed$/.test(text) && !isAdjective(words, i))) return true;
    if (/[^s]s$/.test(text) && i > 1) return false;
  }
  return false;
}
function stateOf(words: readonly Word[], future: boolean): Tense["state"] {
  if (future) return words.some(({ text }) => BE_LATER.has(text)) ? "later" : null;
  return words.some(({ text }, i) => IS_NOW.has(text) && (i === 0 || PT_NOW.has(text))) ? "now" : null;
}
const BE_LATER = wordSet("be ser estar será serão estará estarão ter haver terá terão haverá");
const IS_NOW = wordSet("is are é são está estão tem têm há");
const PT_NOW = wordSet("é são está estão tem têm há");
const SUBJECT_ASKERS = wordSet("who what which");
const COUNTED = wordSet("many much");
const AUXILIARY = wordSet(
  "do does did is are am was were be will would can could should must may might shall has have had",
);

function isAdjective(words: readonly Word[], at: number): boolean {
  return NEEDED.has(wordIn(words, at).text) || (at === 1 && words[0]?.text !== "who" && isNoun(words[2]));
}
/** Participles that more often mean "that are needed" than "that needed". */
const NEEDED = wordSet("needed required used based related called named allowed included");

function isNoun(word: Word | undefined): boolean {
  return word?.part === "content" || word?.part === "filler";
}

const PT_GOING = wordSet("vai vão vou vamos");
const isBe = (text: string | undefined): boolean =>
  text === "is" || text === "are" || text === "am" || text === "be" || text === "get" || text === "getting";

function isPastForm(text: string, language: Language | null): boolean {
  if (language !== "pt" && (/[^e]ed$/.test(text) || IRREGULAR_PAST.has(text) || IRREGULAR.has(text)))
    return true;
  return (
    language === "pt" &&
    /(?:[cdbtrvsmz]i|ei|ou|aram|eram|iram|eu|iu|[ai]va[mn]?)$/u.test(text) &&
    !PT_NOT_PAST.has(text)
  );
}

/** Is it a participle after a form of "be", as in "to be approved", which tells no time? */
function isPassive(words: readonly Word[], at: number): boolean {
  for (let i = Math.max(0, at - 2); i < at; i++) if (BE_FORMS.has(wordIn(words, i).text)) return true;
  return false;
}
const BE_FORMS = wordSet("is are am be being get gets getting é são ser está estão será");

/** Is it an infinitive that is spelt as its past is ("who will run"), or the "got" of "have got to"? */
function isInfinitive(words: readonly Word[], at: number): boolean {
  if (wordIn(words, at).text === "got" && words[at + 1]?.text === "to") return true;
  if (!LIKE_INFINITIVE.has(wordIn(words, at).text)) return false;
  for (let i = Math.max(0, at - 3); i < at; i++) if (MAIN_VERB_BEFORE.has(wordIn(words, i).text)) return true;
  return false;
}
const LIKE_INFINITIVE = wordSet("run come become put set cut let read shut");

/**
 * Does "have" begin a perfect: "has the order arrived", "have been paid"? Not in "have to be paid", "have a used car".
 */
function isPerfect(words: readonly Word[], at: number): boolean {
  const next = words[at + 1]?.text ?? "";
  if (next === "to") return false;
  if (isParticiple(next)) return true;
  for (let i = Math.max(0, at - 2); i < at; i++)
    if (MAIN_VERB_BEFORE.has(wordIn(words, i).text)) return false;
  for (let i = at + 1; i < Math.min(words.length, at + 5); i++) {
    const { text, part } = wordIn(words, i);
    if (isParticiple(text) && wordIn(words, i - 1).part !== "empty") return true;
    if (part === "role" || part === "helper") return false;
  }
  return false;
}

function isParticiple(text: string): boolean {
  return /[^e]ed$/.test(text) || IRREGULAR.has(text);
}

function dutyOf(words: readonly Word[], at: number): number {
  const { text } = wordIn(words, at);
  const next = words[at + 1]?.text ?? "";
  if (CAN.has(text) || (CAN_BY_NEXT[text] !== undefined && CAN_BY_NEXT[text] === next)) return CAN_BIT;
  if (SHOULD.has(text)) return SHOULD_BIT;
  if (text === "pena" && words[at - 2]?.text === "vale") return SHOULD_BIT;
  if (OBLIGED.has(text) || (text === "need" && at === 0)) return MUST_BIT;
  if (next === "to" && /^(?:have|has|had|need|needs|needed|supposed|got)$/.test(text)) return MUST_BIT;
  if (/^(?:tenho|tem|temos|têm|teria)$/.test(text) && (next === "que" || next === "de")) return MUST_BIT;
  if (/^(?:preciso|precisa|precisam|precisamos)$/.test(text) && /[aei]r$/.test(next)) return MUST_BIT;
  return /^obrigad[oa]s?$/.test(text) && next === "a" ? MUST_BIT : 0;
}

const OBLIGED = wordSet(
  `must required obliged mandatory compulsory obligatory necessary obrigatório obrigatória obrigatórios obrigatórias exigido
  exigida necessário necessária`,
);

const TIME_WORDS = [PAST_AUXILIARY, HAVE, PT_GOING, CAN, SHOULD, OBLIGED, wordSet("used will going")];

/** `polar`: both ask whether; elsewhere "what can I", "what should I" and "what do I" are one. */
export function tensesDiffer(a: Tense, b: Tense, polar: boolean): boolean {
  if (a.past && !b.anyPast) return true;
  if (b.past && !a.anyPast) return true;
  if ((a.finitePast && !b.anyPast) || (b.finitePast && !a.anyPast)) return true;
  if ((a.past && b.future && !b.past) || (b.past && a.future && !a.past)) return true;
  if (polar && a.state !== null && b.state !== null && a.state !== b.state) return true;
  return polar && a.duty !== 0 && b.duty !== 0 && (a.duty & b.duty) === 0;
}

/** Does one say "must" and the other "can"? `isChoice`: does one say "should" and the other "can"? */
export function areDutiesOpposed({ duty: a }: Tense, { duty: b }: Tense, isChoice: boolean): boolean {
  if (a !== CAN_BIT && b !== CAN_BIT) return false;
  const other = a === CAN_BIT ? b : a;
  return other === MUST_BIT || (isChoice && other === SHOULD_BIT);
}
