/**
 * Is a slot's value like those from which its template was learned, in all that the words around it agree with? "A dog", "a cat"
 * and "a horse" do not show what stands before "elephant"; three names of men say nothing of "Cara". What only a fact about the
 * value would tell (the country of a town) cannot be seen here.
 */
import { itemAt } from "../narrow.ts";
import { wordSet } from "./word-set.ts";

/** `parts`: the answer, cut at the slot. `shown`: the values that it was learned from. */
export function isLikeShown(parts: readonly string[], shown: readonly string[], value: string): boolean {
  const text = parts.join("\n");
  if (OF_LETTERS.test(text) || OF_PERSONS.test(text)) return false;
  if (RESERVED.has(value.toLowerCase()) && CODE.test(text)) return false;
  const before = parts.slice(0, -1);
  if (before.some((part) => ARTICLE.test(part)) && !isShown(shown, value, soundOf)) return false;
  if (!isShown(shown, value, opensLarge)) return false;
  const isPlain = value === value.toLowerCase();
  const isOwner = parts.slice(1).some((part) => /^['’]s(?!\p{L})/u.test(part));
  if ((isPlain || isOwner) && !isShown(shown, value, isPlural)) return false;
  if (!value.toLowerCase().startsWith(commonStart(shown)) || !value.toLowerCase().endsWith(commonEnd(shown)))
    return false;
  const agrees = before.some((part) => GENDERED_BEFORE.test(part)) || GENDERED.test(text);
  if (agrees && PORTUGUESE.test(text) && !isShown(shown, value, genderOf)) return false;
  return shown.every((each) => keepsOrder(parts, each, value));
}

function isShown<T>(shown: readonly string[], value: string, feature: (value: string) => T): boolean {
  const of = feature(value);
  return of !== null && shown.some((each) => feature(each) === of);
}

/** What is said of a value's letters is true of no other. */
const OF_LETTERS =
  /(?<!\p{L})(?:letters?|letras?|characters?|caract[eé]re?s|syllables?|sílabas?|vowels?|vogais|consonants?|consoantes?|anagrams?|rhymes?|rimas?|alphabetical(?:ly)?|alfabétic[ao])(?!\p{L})/iu;
/** Somebody whose gender the value alone would tell. */
const OF_PERSONS = /(?<!\p{L})(?:he|she|him|her|his|hers|himself|herself)(?!\p{L})/iu;
const ARTICLE = /(?:^|[^\p{L}])an?\s+$/iu;
const PORTUGUESE =
  /[ãõçâêô]|(?<!\p{L})(?:você|não|uma?|para|que|com|os|do|da|dos|das|muito|são|é|eu|seu|sua|caro|cara)(?!\p{L})/iu;
const GENDERED_BEFORE =
  /(?:^|[^\p{L}])(?:os?|as?|uma?|uns|umas|d[oa]s?|n[oa]s?|aos?|às?|pel[oa]s?|melhores|piores|car[oa]s?|querid[oa]s?|prezad[oa]s?|senhora?|sra?\.?)\s+$/iu;
const GENDERED =
  /(?<!\p{L})(?:ele|ela|dele|dela|nele|nela|car[oa]|querid[oa]|prezad[oa]|senhora?|(?:bem-vind|convidad|obrigad|aprovad|contratad|promovid|selecionad|inscrit)[oa]s?)(?!\p{L})/iu;

/** Does the word begin with the sound of a vowel, by its letter? Null: the letter does not tell ("hour", "user", "one"). */
function soundOf(value: string): boolean | null {
  const first = value.charAt(0).toLowerCase();
  if (/[aeiáéíàâê]/u.test(first) && !/^eu|^ew/iu.test(value)) return true;
  return /[uho]/u.test(first) && !/^o[^n]/iu.test(value) ? null : /^o/iu.test(value);
}

function isPlural(value: string): boolean {
  return /[^s]s$/u.test(value);
}

function opensLarge(value: string): boolean {
  return /^\p{Lu}/u.test(value);
}

/** What all values begin with, in small letters; "A stands for Ana", "for Amy" may be true of their letter. */
function commonStart(shown: readonly string[]): string {
  const [first = "", ...rest] = shown.map((each) => each.toLowerCase());
  let length = rest.length === 0 ? 0 : first.length;
  while (length > 0 && !rest.every((each) => each.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}

/** What all values end with, in small letters, where it is three letters at least: Robert, Albert and Gilbert. */
function commonEnd(shown: readonly string[]): string {
  const turned = shown.map((each) => Array.from(each).reverse().join(""));
  const end = Array.from(commonStart(turned)).reverse().join("");
  return end.length >= ENDING_MIN ? end : "";
}
const ENDING_MIN = 3;

/** By the ending of its first word: "a", "o", or neither. */
function genderOf(value: string): string {
  return /([ao])s?$/iu.exec(itemAt(value.split(/[ -]/), 0).toLowerCase())?.[1] ?? "";
}

/** Words that programs and queries keep for themselves: no name of a variable, a function or a table. */
const RESERVED =
  wordSet(`and as assert async break case catch class const continue def default del delete do elif else enum except
  export extends false final finally for from function global goto if implements import in instanceof interface is lambda let new nonlocal
  not null none or package pass private protected public raise return static super switch synchronized this throw throws true try typeof var
  void volatile while with yield int float double char long short bool boolean string
  select insert update delete from where group order by having join left right inner outer on union table index view create alter drop
  primary foreign key values set into distinct limit offset user database column constraint grant revoke await`);
const CODE =
  /[`{};=]|\w\(|(?<!\p{L})(?:def|let|const|var|function|class|select|insert|create table|drop table|alter table)(?!\p{L})/iu;

/** Were lists in order with a value that was shown, and would they not be with this one? */
function keepsOrder(parts: readonly string[], shown: string, value: string): boolean {
  const lists = listsOf(parts.join(shown)).map(isSorted);
  if (!lists.includes(true)) return true;
  const after = listsOf(parts.join(value)).map(isSorted);
  return lists.every((sorted, at) => !sorted || after[at] === true);
}

/** The lists of a text: lines with a mark, and three things or more with commas between. */
function listsOf(text: string): readonly (readonly string[])[] {
  const lines = [...text.matchAll(/^\s*(?:[-*•]|\d+[.)])\s+(.+)$/gmu)].map((match) => itemAt(match, 1));
  const listed = [...text.matchAll(/[\p{L}\p{N}' -]+(?:, [\p{L}\p{N}' -]+){2,}/gu)].map((match) =>
    match[0].split(",").map((each) => each.trim().replace(/^(?:and|or|e|ou) /u, "")),
  );
  return [...(lines.length > 2 ? [lines] : []), ...listed];
}

function isSorted(list: readonly string[]): boolean {
  return list.every((each, at) => at === 0 || itemAt(list, at - 1).toLowerCase() <= each.toLowerCase());
}
