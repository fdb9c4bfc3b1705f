/**
 * Parses a sentence of an answer or a context into the words that must agree in both, in order. Articles, auxiliaries
 * and prepositions of no meaning are dropped; words that limit, deny, compare or give a time are kept.
 */

import { stem } from "../verify/read/stem.ts";
import { CALENDAR, type Language, NUMBER_WORDS, TELLTALE, UNITS } from "../verify/read/tables.ts";
import { foldAccents, type Token, tokensOf } from "../verify/read/tokens.ts";
import { wordSet } from "../word-set.ts";

export type GroundKind = "number" | "name" | "word" | "negation" | "limit";

export interface GroundWord {
  readonly kind: GroundKind;
  /** The word as written. */
  readonly raw: string;
  /** Words with equal keys mean the same, inflection apart. */
  readonly key: string;
}

const DROPPED: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(`a an the of in on at to for by with as and it its this that these those there here which who whom whose what
    is are be been being am has have had having do does did i you your yours we us our ours he him his she her they
    them their will shall would also then so such very just please per into onto about`),
  pt: wordSet(`o a os as um uma uns umas de da do das dos em na no nas nos ao à aos às para por pelo pela pelos pelas com e
    é são ser sendo estar está estão tem têm ter há que se seu sua seus suas ele ela eles elas você vocês isso isto este
    esta esse essa estes estas esses essas aqui lá também então muito num numa nossa nosso nossos nossas lhe lhes cada`),
};

const NEGATING: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet("not no never none nobody nothing nowhere neither nor without cannot hardly"),
  pt: wordSet("não nunca jamais nem nenhum nenhuma ninguém nada sem tampouco"),
};

/** Words that limit a statement, or say that it no longer holds. */
const LIMITS: ReadonlySet<string> =
  wordSet(`only except unless until excluding if when provided however but although though
  formerly previously former longer anymore deprecated discontinued cancelled canceled suspended obsolete superseded
  apenas somente só exceto salvo caso quando contanto porém mas embora contudo antigamente anteriormente antigo antiga
  mais descontinuado descontinuada cancelado cancelada suspenso suspensa obsoleto obsoleta`);

/** Most words of a sentence that are read. */
const WORDS_MAX = 200;

export function groundWords(sentence: string, language: Language): GroundWord[] {
  const tokens = tokensOf(sentence.normalize("NFC"));
  const out: GroundWord[] = [];
  for (const token of tokens) {
    const word = groundWord(token, language);
    if (word !== null) out.push(word);
    if (out.length === WORDS_MAX) break;
  }
  return out;
}

function groundWord(token: Token, language: Language): GroundWord | null {
  const { kind, raw, text } = token;
  if (kind === "symbol") return SAYING.has(text) ? { kind: "word", raw, key: text } : null;
  if (kind !== "word") return { kind: "number", raw, key: text };
  if (NEGATING[language].has(text)) return { kind: "negation", raw, key: "not" };
  const number = NUMBER_WORDS.get(text);
  if (number !== undefined) return { kind: "number", raw, key: number };
  // "US" and "IT" are no pronouns.
  const isAcronym = raw.length > 1 && /^\p{Lu}+$/u.test(raw);
  const dropped = !isAcronym && DROPPED[language].has(text);
  if (LIMITS.has(text) && !dropped) return { kind: "limit", raw, key: foldAccents(text) };
  if (dropped) return null;
  const named = CALENDAR.get(text) ?? UNITS.get(text);
  const isName = isAcronym || (!token.opens && /^\p{Lu}/u.test(raw));
  const key = named ?? stem(foldAccents(text), language);
  return { kind: isName ? "name" : "word", raw, key };
}

/** Marks that have a meaning between two words, and are kept. */
const SAYING = wordSet("< > = + % ± ≤ ≥ ° × ÷ -> => →");

/** The text's language, by its function words; English where these do not tell. */
export function groundLanguage(text: string): Language {
  let en = 0;
  let pt = 0;
  for (const word of text
    .slice(0, TOLD_BY_CHARS)
    .toLowerCase()
    .split(/[^\p{L}]+/u)) {
    if (TELLTALE.en.has(word)) en++;
    if (TELLTALE.pt.has(word)) pt++;
  }
  return pt > en ? "pt" : "en";
}
const TOLD_BY_CHARS = 2_000;
