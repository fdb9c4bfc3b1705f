/** Which values a slot may have, and where in an answer they may be written without changing the answer's form. */

import { itemAt } from "../narrow.ts";
import { wordSet } from "./word-set.ts";

const VALUE_CHARS_MAX = 60;
const VALUE_WORDS_MAX = 4;
/**
 * A slot's value: words of letters and digits, joined by one space, hyphen or apostrophe; each begins with a letter.
 */
const VALUE = /^\p{L}[\p{L}\p{M}\p{N}]*(?:[ '’-]\p{L}[\p{L}\p{M}\p{N}]*)*$/u;
/** Scripts that are told apart: a value must be all of one, since letters of two scripts can look alike. */
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Devanagari}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  /\p{Script=Hangul}/u,
  /\p{Script=Thai}/u,
] as const;

export function isSlotValue(value: string): boolean {
  if (value.length === 0 || isTooLongForSlot(value, 0, value.length) || !VALUE.test(value)) return false;
  if (value.normalize("NFKC") !== value || HIDDEN.test(value)) return false;
  const words = value.toLowerCase().split(/[ -]/);
  return !words.some((word) => COUNTED.has(word)) && scriptOf(value) >= 0;
}

/** Has the part of the text from `from` to `to`, and all that contains it, too many characters or words for a slot? */
export function isTooLongForSlot(text: string, from: number, to: number): boolean {
  if (to - from > VALUE_CHARS_MAX) return true;
  let words = 1;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === SPACE || code === HYPHEN) words++;
  }
  return words > VALUE_WORDS_MAX;
}
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** Invisible characters: format characters, and Default_Ignorable_Code_Point of Unicode 16. */
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Words refused as a value: numbers, units and limits, where the answer for one says nothing about another, and words
 * that are no value.
 */
const COUNTED: ReadonlySet<string> =
  wordSet(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half
  first second third last once twice double triple min max minimum maximum none all every any no not never without
  um uma dois duas três tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete
  dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento mil milhão milhões meio
  meia primeiro primeira último última mínimo máximo nenhum nenhuma todos todas sem não nao nunca
  kg g mg lb lbs oz km m cm mm mi ft l ml percent euro euros dollar dollars real reais usd eur brl
  second seconds minute minutes hour hours day days week weeks month months year years today tomorrow yesterday
  segundo segundos minuto minutos hora horas dia dias semana semanas mês mes meses ano anos hoje amanhã ontem
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
  september october november december segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril
  maio junho julho agosto setembro outubro novembro dezembro`);

/** Position in `SCRIPTS`; -1 for none of them, or more than one. */
function scriptOf(text: string): number {
  let found = -1;
  for (const letter of text) {
    if (!/\p{L}/u.test(letter)) continue;
    const of = SCRIPTS.findIndex((script) => script.test(letter));
    if (of < 0 || (found >= 0 && found !== of)) return -1;
    found = of;
  }
  return found;
}

/**
 * May the value be written between these parts of an answer? It must have the script of the text around it. In code,
 * commands, quoted text and JSON it may have letters, digits and hyphens only.
 */
export function maySlotStand(parts: readonly string[], value: string): boolean {
  const script = scriptOf(value);
  const round = parts.join(" ").match(/\p{L}/gu) ?? [];
  if (round.length > 0 && !round.some((letter) => SCRIPTS[script]?.test(letter))) return false;
  if (/^[A-Za-z0-9-]+$/.test(value)) return true;
  const isPlain = /^[\p{L}\p{N}-]+$/u.test(value);
  let read = "";
  for (let i = 0; i + 1 < parts.length; i++) {
    read += itemAt(parts, i);
    if (!isPlain && isLiteral(read, itemAt(parts, i + 1))) return false;
    if (isOfAddress(read, itemAt(parts, i + 1))) return false;
    read += value;
  }
  return isPlain || !isCodeAll(parts.join(""));
}

/** Does a slot between these two texts stand in code, in a quoted text or in a command? */
function isLiteral(before: string, after: string): boolean {
  if (count(before, /^ {0,3}(?:```|~~~)/gm) % 2 === 1) return true;
  const left = before.slice(before.lastIndexOf("\n") + 1);
  const right = itemAt(after.split("\n", 1), 0);
  if (/^(?: {4}|\t|\s*[$>#|] ?\S)/.test(left)) return true;
  for (const quote of ["`", '"', "'", "“", "«", "‘"]) {
    const mark = quote === "'" ? /(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu : new RegExp(quote, "g");
    const close = CLOSING[quote] ?? quote;
    if (close === quote ? count(left, mark) % 2 === 1 : left.lastIndexOf(quote) > left.lastIndexOf(close))
      return true;
  }
  return /[=:/\\@$<{[(&?%#_~+.-]$/.test(left) || /^[=/\\@$>}\])&%#_~+]/.test(right);
}
/** Within a URL or an address of mail, where letters are those of ASCII? */
function isOfAddress(before: string, after: string): boolean {
  return /(?:\/\/|@|www\.)\S*$/i.test(before) || /^\S*@/.test(after);
}

const CLOSING: Readonly<Record<string, string>> = { "“": "”", "«": "»", "‘": "’" };

/** An answer that is code from its first character on, without a fence. */
function isCodeAll(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const isCode = (line: string): boolean =>
    /[;{}]\s*$|^\s*[{[<]|\w\(|=>|==|\s-{1,2}\w|&&|\|/.test(line) || COMMAND.test(line);
  return lines.length > 0 && lines.filter(isCode).length * 2 >= lines.length;
}
const COMMAND =
  /^\s*(?:sudo|apt|apt-get|brew|npm|npx|pip|pip3|yarn|cargo|go|git|docker|kubectl|cd|mkdir|rm|cp|mv|ls|cat|echo|curl|wget|ssh|chmod|chown|grep|sed|awk|systemctl|export|set|select|insert|update|delete|create|alter|drop|def|class|import|from|print|const|let|var|function|return)\s/i;

function count(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0;
}

/** True where the edited text has the JSON, code fences and tables that it would have with a plain word in the slot. */
export function keepsForm(parts: readonly string[], text: string): boolean {
  const plain = parts.join("x");
  return shapeOf(plain) === shapeOf(text);
}

function shapeOf(text: string): string {
  const fences = count(text, /^ {0,3}(?:```|~~~)/gm);
  const rows = text.split("\n").map((line) => count(line, /(?<!\\)\|/g));
  const blocks = [
    text,
    ...[...text.matchAll(/```json\s*\n([\s\S]*?)```/gi)].map((match) => itemAt(match, 1)),
  ];
  return JSON.stringify([fences, rows, blocks.map(jsonShape)]);
}

/** The names and kinds of a JSON text, in order; null where it is none. */
function jsonShape(text: string): unknown {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return null;
  try {
    let members = 0;
    JSON.parse(text, (_name, value) => {
      members++;
      return value;
    });
    return members;
  } catch {
    return "broken";
  }
}
