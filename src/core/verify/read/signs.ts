/**
 * Writes signs and short forms with marks as words, and sums with one spacing: "w/o" as "without", "#1" as "number 1", "e.g." as
 * "for example", "2+2" as "2 + 2". Texts with code, quotation marks or several lines stay, since there every mark counts.
 */

/** `mark`: what a text has wherever the pattern matches; "": a sum. */
type Rule = readonly [mark: string, pattern: RegExp, said: string];

const RULES: readonly Rule[] = [
  ["/", /(?<![\p{L}\p{N}])w\/o(?![\p{L}\p{N}])/giu, "without"],
  ["/ ", /(?<![\p{L}\p{N}])w\/(?=\s\p{L})/giu, "with"],
  ["/ ", /(?<![\p{L}\p{N}])c\/(?=\s\p{L})/giu, "com"],
  ["/ ", /(?<![\p{L}\p{N}])s\/(?=\s\p{L})/giu, "sem"],
  ["/ ", /(?<![\p{L}\p{N}])p\/(?=\s\p{L})/giu, "para"],
  ["/o", /(?<=\d\s?-?)y\/o(?![\p{L}\p{N}])/giu, "years old"],
  ["#", /(?<!\S)#(?=\d{1,4}(?![\p{L}\p{N}]))/gu, "number "],
  [".", /(?<!\S)n(?:\.[ºo]|[or]\.)\s?(?=\d{1,4}(?![\p{L}\p{N}]))/giu, "number "],
  ["º", /(?<!\S)nº\s?(?=\d{1,4}(?![\p{L}\p{N}]))/giu, "number "],
  ["°", /(?<!\S)n°\s?(?=\d{1,4}(?![\p{L}\p{N}]))/giu, "number "],
  ["º", /(?<!\S)nº(?=\s\p{L})/giu, "número"],
  [". ", /(?<=(?<!\p{L})(?:na|da|a|pela) )R\.(?=\s\p{Lu})/gu, "Rua"],
  [". ", /(?<!\p{L})séc\.(?=\s)/giu, "século"],
  ["²", /(?<=\p{L})²/gu, "2"],
  ["²", /(?<=\d)²/gu, "^2"],
  ["³", /(?<=\p{L})³/gu, "3"],
  ["³", /(?<=\d)³/gu, "^3"],
  ["₂", /(?<=\p{L})₂/gu, "2"],
  [":", /(?<=\d:\d\d)\s?h(?:rs?|s)?(?!\p{L})/giu, ""],
  ["h", /(?<=\dh\d\d)m(?:in)?(?!\p{L})/gu, ""],
  ["(", /(?<=\d)\((\p{L})\)(?!\p{L})/gu, "$1"],
  [".", /(?<![\p{L}\p{N}.])e\.\s?g\.,?/giu, "for example"],
  [".", /(?<![\p{L}\p{N}.])p\.\s?ex\.,?/giu, "por exemplo"],
  [
    ". ",
    /(?<![\p{L}\p{N}.])(mr|mrs|ms|dr|dra|sr|sra|prof|st|av|ave|vs|etc|approx|min|hr|sec)\.(?=\s)/giu,
    "$1",
  ],
  ["", /(?<=\d)(?:\s+x\s+|\s*[*×]\s*)(?=\d)/giu, "x"],
  ["", /(?<=\d)\s*([+^=])\s*(?=\d)/gu, " $1 "],
  ["", /(?<=\d)(?:\s\/\s|\s?÷\s?)(?=\d)/gu, "/"],
  [" - ", /(?<=\d)\s-\s(?=\d)/gu, "-"],
];
const ALWAYS = /(?<![\p{L}\p{N}.,/-])24\s?[x/-]\s?7(?![\p{L}\p{N}/-])/giu;
/** Asks for a result, so that "24 x 7" is a product. */
const RECKONS = /what(?:'s| is)|how much|quanto|calcul|multipl|equals/iu;
const AND = /(?<=[\p{L}\p{N}]) & (?=[\p{L}\p{N}])/gu;
const PORTUGUESE = /(?<!\p{L})(?:o|os|de|da|que|como|para|com|é|um|uma|qual|quais|na|em)(?!\p{L})/iu;

export function inWords(text: string): string {
  if (!SIGN.test(text)) return text;
  if (/["`“”«»\n]/.test(text)) return text;
  const isOpenAlways = text.includes("24") && !RECKONS.test(text);
  let out = isOpenAlways ? text.replace(ALWAYS, "24/7") : text;
  for (const [mark, pattern, said] of RULES)
    if (mark === "" ? SUM.test(out) : out.includes(mark)) out = out.replace(pattern, said);
  return out.includes(" & ") ? out.replace(AND, PORTUGUESE.test(out) ? " e " : " and ") : out;
}

/** A mark that one of the rules needs: most texts have none, and one search tells. */
const SIGN = /[#&*+/=^°º×÷²³₂]|\.(?=.)|\d(?:\(| - |-7| ?[xX]|\d ?[hm])/;
const SUM = /\d *[*+/=^×÷xX] *\d/;
