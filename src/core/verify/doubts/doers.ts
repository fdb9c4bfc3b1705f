/**
 * Matched words of which one names who does something and the other what is done, or where: "plumber" and "plumbing",
 * "padeiro" and "padaria". One root makes them match, and most often another answer is wanted.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { Language } from "../read/tables.ts";
import { wordIn } from "../read/word.ts";

/** Matches by root and by kinship (align.ts). Those by stem, table and spelling are between forms of one word. */
const LEVEL_ROOT = 0.95;
const LEVEL_KIN = 0.9;

const DOES: Readonly<Record<Language, RegExp>> = {
  en: /(?:(?:[eo]r|ist|[aeio][crt]ian|ant|ee|eon)s?|(?:agent|client|patient|president|resident|student)s?)$/,
  pt: /(?:(?:eir[oa]|ista|[dstc]ora?|graf[oa]|log[oa]|ceutic[oa]|ari[oa]|[ae]ria|[ae]nte)s?|[dstc]ores|cirurgiao|cirurgioes)$/,
};
const DOES_MIN = 5;
/** Persons behind an article ("o agente"), and qualities otherwise ("importante"). */
const QUALITY_PT = /[ae]ntes?$/;

/** Does one of two matched words name who does what the other names? */
export function isDoerOther({ a, b, levels }: Alignment, i: number, j: number): boolean {
  const level = levels[i];
  if (level !== LEVEL_ROOT && level !== LEVEL_KIN && !isWorkplace(a, i, b, j)) return false;
  const language = a.language === "pt" || b.language === "pt" ? "pt" : "en";
  const one = doesIn(a, i, language);
  if (one === doesIn(b, j, language) || isSynonym(a, i, b, j)) return false;
  return one ? isWhoDoes(a, i, b, j, language) : isWhoDoes(b, j, a, i, language);
}

/** A shorter word for the same: "teen" and "teenager". */
function isSynonym(a: Analysis, i: number, b: Analysis, j: number): boolean {
  return wordIn(a.subject, i).stems?.looseSynonyms?.has(wordIn(b.subject, j).stem) === true;
}

/** "baker" and "bakery" have one stem. */
function isWorkplace(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const one = wordIn(a.subject, i).form.fold;
  const other = wordIn(b.subject, j).form.fold;
  return one === `${other}y` || other === `${one}y`;
}

function doesIn({ subject }: Analysis, at: number, language: Language): boolean {
  const { isLetters, fold } = wordIn(subject, at).form;
  return isLetters && fold.length >= DOES_MIN && DOES[language].test(fold) && !VERBS.has(fold);
}
/** They end as doers do. */
const VERBS: ReadonlySet<string> =
  wordSet(`deliver recover discover register enter administer transfer remember consider prefer refer differ suffer
  horario salario calendario formulario necessario aniversario dicionario`);

/**
 * Not where one answer serves both: for whom or for what ("books for managers", "for management"), what qualifies the next
 * word ("driver license", "driving license"), a quality ("futebol brasileiro"), and a tool, a comparative and its bare word
 * ("converter", "convert"; "faster", "fast") unless an article stands before it.
 */
function isWhoDoes(a: Analysis, i: number, b: Analysis, j: number, language: Language): boolean {
  const doer = wordIn(a.subject, i).form.fold;
  const other = wordIn(b.subject, j).form.fold;
  if (language === "pt" ? isAfterNoun(a, i) : isQuality(doer, other) || isQualifying(a, i, b, j))
    return false;
  if (isPurpose(a, i) || isPurpose(b, j)) return false;
  if (QUALITY_PT.test(doer) && !isBehindArticle(a, i)) return false;
  if (other.startsWith(doer) && other !== `${doer}y`) return false;
  return !isBare(doer, other, language) || (isBehindArticle(a, i) && !isBeforeWord(a, i));
}

function isQuality(word: string, other: string): boolean {
  return word.endsWith("ant") && (other === word.slice(0, -1) || /anc(?:e|y)$/.test(other));
}

function isQualifying(a: Analysis, i: number, b: Analysis, j: number): boolean {
  return wordIn(b.subject, j).form.fold.endsWith("ing") && isBeforeWord(a, i) && isBeforeWord(b, j);
}

/** Does it, with the words that qualify it, stand behind "for" or "as"? */
function isPurpose({ words, places }: Analysis, at: number): boolean {
  let place = (places[at] ?? 0) - 1;
  while (place >= 0 && QUALIFIES.has(words[place]?.part ?? "")) place--;
  return PURPOSE.has(words[place]?.text ?? "");
}
const QUALIFIES: ReadonlySet<string> = new Set(["content", "empty", "person", "filler"]);
const PURPOSE: ReadonlySet<string> = new Set(["for", "as", "para", "pra"]);

function isBare(doer: string, other: string, language: Language): boolean {
  if (language === "pt") return /[aei]r$/.test(other);
  const base = doer.replace(/[eo]rs?$/, "");
  if (base === other || `${base}e` === other || `${base}en` === other) return true;
  return base.at(-1) === base.at(-2) && base.slice(0, -1) === other;
}

function isBeforeWord({ words, places }: Analysis, at: number): boolean {
  const part = words[(places[at] ?? 0) + 1]?.part;
  return part === "content" || part === "filler";
}

function isAfterNoun({ words, places }: Analysis, at: number): boolean {
  return words[(places[at] ?? 0) - 1]?.part === "content";
}

function isBehindArticle({ words, places }: Analysis, at: number): boolean {
  return ARTICLES.has(words[(places[at] ?? 0) - 1]?.text ?? "");
}
const ARTICLES: ReadonlySet<string> =
  wordSet(`a an the my your his her our their this um uma o a os as meu minha seu sua este esta esse essa do da dos das ao à
  bom boa`);
