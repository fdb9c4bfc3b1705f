/**
 * What reading words leaves out, and may be what two answers differ in: signs that say something, the case of letters, marks
 * that are no emphasis, numbers that are no list's.
 */

/** What parts two answers that are the same by their words; null: nothing does. */
export function signsPart(a: string, b: string): string | null {
  return (
    partOf(numbersAtLines(a), numbersAtLines(b), "line opens with") ??
    signedPart(a, b) ??
    partOf(marked(a), marked(b), "writes") ??
    namedByLetter(a, b) ??
    casePart(a, b)
  );
}

/** A difference where each of two has something that the other has not. */
function partOf(one: readonly string[], two: readonly string[], what: string): string | null {
  const u = one.find((each) => !two.includes(each));
  const v = two.find((each) => !one.includes(each));
  return u === undefined || v === undefined ? null : `one ${what} "${u}", the other "${v}"`;
}

const FOUND_MAX = 200;
const SIGNED =
  /([≤≥≠≈±∓↑↓⬆⬇✓✔✗✘✅❌☑☐☒👍👎★☆⭐½¼¾⅓⅔′″∈∉⊂⊃∪∩¬∧∨√µΩ]|\[[ xX]\](?!\()|~~)\ufe0f?[\s*_]*([\p{L}\p{N}]*)/gu;

/** Signs with the word behind each, in whatever order; where these are equal, in their order. */
function signedPart(a: string, b: string): string | null {
  const [one, two] = [signedIn(a), signedIn(b)];
  if (one.length === 0 || two.length === 0) return null;
  const found = partOf(one, two, "says");
  if (found !== null || one.length !== two.length) return found;
  const at = one.findIndex((each, i) => each !== two[i] && !/[\p{L}\p{N}]/u.test(each));
  return at < 0 ? null : `"${one[at]}" of one stands where the other has "${two[at]}"`;
}

function signedIn(text: string): readonly string[] {
  const all = [...text.matchAll(SIGNED)].slice(0, FOUND_MAX);
  return all.map(([, sign = "", word = ""]) => `${sign.toLowerCase()}${word.toLowerCase()}`);
}

/** Numbers at the beginning of lines that do not count up from 1. */
function numbersAtLines(text: string): readonly string[] {
  let next = 1;
  const out: string[] = [];
  for (const [, number = ""] of text.matchAll(/^\s*(\d{1,4})[.)]\s/gm)) {
    const value = Number(number);
    if (value === 1) next = 2;
    else if (value === next) next++;
    else out.push(number);
    if (out.length === FOUND_MAX) break;
  }
  return out;
}

/** Words with a star, an underscore or a hash of their own: "*args", "__init__", "C#", "2**3"; emphasis aside. */
function marked(text: string): readonly string[] {
  if (!/[*_#]/.test(text)) return [];
  const bare = text
    .replace(/```[\s\S]*?(?:```|$)/g, " ")
    .replace(/^\s*(?:#{1,6}|\*)\s+/gm, "")
    .replace(/(?<![\p{L}\p{N}*_`])(\*{1,3}|_(?!_))(?=[^\s*_])([^*_\n]*[^\s*_])\1(?![\p{L}\p{N}*_])/gu, "$2");
  const words =
    bare.replace(/^\s*\*{2,3}|\*{2,3}\s*$/g, "").match(/[^\s`"'(),;:!?]*[*_#][^\s`"'(),;:!?]*/g) ?? [];
  return words.slice(0, FOUND_MAX).map((word) => word.replace(/\.$/, ""));
}

/** Where all letters are equal but for their case: one within a sentence that is another. */
function casePart(a: string, b: string): string | null {
  if (a.toLowerCase().length !== b.toLowerCase().length && Math.abs(a.length - b.length) > LAYOUT_MAX)
    return null;
  const [one, two] = [lettered(a), lettered(b)];
  if (one.length !== two.length) return null;
  let found: string | null = null;
  for (const [i, { word, opens, isUnit }] of one.entries()) {
    const other = two[i];
    if (other === undefined || word.toLowerCase() !== other.word.toLowerCase()) return null;
    if (word === other.word || ((opens || other.opens) && word.slice(1) === other.word.slice(1))) continue;
    if (!isCased(word, other.word) || isUnit) continue;
    found ??= `one writes "${word}", the other "${other.word}"`;
  }
  if (found !== null) return found;
  const [x, y] = [marked(a), marked(b)];
  const alone = x.find((each) => !y.includes(each)) ?? y.find((each) => !x.includes(each));
  return alone === undefined ? null : `only one writes "${alone}"`;
}

/** "Hepatitis A", where the other says "hepatitis": "A" is no article there. */
function namedByLetter(a: string, b: string): string | null {
  const [one, two] = [a, b].map((text) => new Set(text.match(LETTER) ?? []));
  const alone =
    [...one!].find((letter) => !two!.has(letter)) ?? [...two!].find((letter) => !one!.has(letter));
  return alone === undefined ? null : `only one speaks of "${alone}"`;
}
const LETTER = /(?<=[\p{L}\p{N}] )(?!I(?![\p{L}\p{N}]))[A-Z](?![\p{L}\p{N}'’&/+#-]|\.\p{L})/gu;

/** May the case of its letters be meant: of a code, of a letter, of a symbol? */
function isCased(word: string, other: string): boolean {
  if (word.length <= 2) return true;
  return /\d/.test(word) || [word, other].some((each) => /\p{Ll}\p{Lu}/u.test(each));
}

/** Most characters of layout that one of two has more. */
const LAYOUT_MAX = 400;

function lettered(
  text: string,
): readonly { readonly word: string; readonly opens: boolean; readonly isUnit: boolean }[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({
    word: match[0],
    isUnit: /\d\s?$/.test(text.slice(Math.max(0, match.index - 2), match.index)),
    opens: /(?:^|[.!?:\n"“(\-*•#>])[\s*_"“(]*$/u.test(text.slice(Math.max(0, match.index - 12), match.index)),
  }));
}
