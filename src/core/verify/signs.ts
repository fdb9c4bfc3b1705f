/**
 * Writes signs and short forms with marks as words, and sums with one spacing: "w/o" as "without", "#1" as "number 1", "e.g." as
 * "for example", "2+2" as "2 + 2". Texts with code, quotation marks or several lines stay, since there every mark counts.
 */

type Rule = readonly [pattern: RegExp, said: string];

const RULES: readonly Rule[] = [
  [/(?<![\p{L}\p{N}])w\/o(?![\p{L}\p{N}])/giu, "without"],
  [/(?<![\p{L}\p{N}])w\/(?=\s\p{L})/giu, "with"],
  [/(?<![\p{L}\p{N}])c\/(?=\s\p{L})/giu, "com"],
  [/(?<![\p{L}\p{N}])s\/(?=\s\p{L})/giu, "sem"],
  [/(?<![\p{L}\p{N}])p\/(?=\s\p{L})/giu, "para"],
  [/(?<!\S)(?:#|n(?:[º°]|\.[ºo]|[or]\.)\s?)(?=\d{1,4}(?![\p{L}\p{N}]))/giu, "number "],
  [/(?<=\d\s?-?)y\/o(?![\p{L}\p{N}])/giu, "years old"],
  [/(?<!\S)nº(?=\s\p{L})/giu, "número"],
  [/(?<=(?<!\p{L})(?:na|da|a|pela) )R\.(?=\s\p{Lu})/gu, "Rua"],
  [/(?<=\d)\((\p{L})\)(?!\p{L})/gu, "$1"],
  [/(?<![\p{L}\p{N}.])e\.\s?g\.,?/giu, "for example"],
  [/(?<![\p{L}\p{N}.])p\.\s?ex\.,?/giu, "por exemplo"],
  [/(?<![\p{L}\p{N}.])(mr|mrs|ms|dr|dra|sr|sra|prof|st|av|ave|vs|etc|approx|min|hr|sec)\.(?=\s)/giu, "$1"],
  [/(?<=\d)(?:\s+x\s+|\s*[*×]\s*)(?=\d)/giu, "x"],
  [/(?<=\d)\s*([+^=])\s*(?=\d)/gu, " $1 "],
  [/(?<=\d)(?:\s\/\s|\s?÷\s?)(?=\d)/gu, "/"],
  [/(?<=\d)\s-\s(?=\d)/gu, "-"],
];
const ALWAYS = /(?<![\p{L}\p{N}.,/-])24\s?[x/-]\s?7(?![\p{L}\p{N}/-])/giu;
/** Asks for a result, so that "24 x 7" is a product. */
const RECKONS = /what(?:'s| is)|how much|quanto|calcul|multipl|equals/iu;
const AND = /(?<=[\p{L}\p{N}]) & (?=[\p{L}\p{N}])/gu;
const PORTUGUESE = /(?<!\p{L})(?:o|os|de|da|que|como|para|com|é|um|uma|qual|quais|na|em)(?!\p{L})/iu;

export function inWords(text: string): string {
  if (!hasSign(text)) return text;
  if (/["`“”«»\n]/.test(text)) return text;
  let out = RECKONS.test(text) ? text : text.replace(ALWAYS, "24/7");
  for (const [pattern, said] of RULES) out = out.replace(pattern, said);
  return out.includes(" & ") ? out.replace(AND, PORTUGUESE.test(out) ? " e " : " and ") : out;
}

/** Has it a mark that one of the rules needs, or an x between digits? A full stop at the end of a word of four letters is none. */
function hasSign(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122 ? code === SMALL_X && isBehindDigit(text, at) : isSign(code, text, at))
      return true;
  }
  return false;
}
const SMALL_X = 120;

function isBehindDigit(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return isDigit(before) || (before === 32 && isDigit(text.charCodeAt(at - 2)));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** One of # & ( * + / = ^ ° º × ÷, a full stop within the text, or a hyphen between numbers or spaces. */
function isSign(code: number, text: string, at: number): boolean {
  if (code <= 32 || (code > 62 && code < 94)) return false;
  switch (code) {
    case 35:
    case 38:
    case 40:
    case 42:
    case 43:
    case 47:
    case 61:
    case 94:
    case 0xb0:
    case 0xba:
    case 0xd7:
    case 0xf7:
      return true;
    case 46:
      return at + 1 < text.length;
    case 45:
      return text.charCodeAt(at + 1) === 32 || isDigit(text.charCodeAt(at + 1));
    default:
      return code === 88 && isBehindDigit(text, at);
  }
}
