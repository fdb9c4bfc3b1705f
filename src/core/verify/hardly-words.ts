/**
 * Is a text hardly words: an identifier, a number, a path, markup, an emoji, a shell line, a literal of some language?
 * Case, sign and every mark count there, and inflection means nothing, so such a text shares with its equal only.
 */

/** Longer texts are prompts: what differs in them is compared elsewhere. */
const CHARS_MAX = 2_000;
/** One word alone ("nil", "NULL", "undefined") may be a value as well as a topic. */
const WORDS_MIN = 2;
const WORD_SHARE_MIN = 0.5;

const WORD = /^[("'“‘«¿¡*]*\p{L}[\p{L}\p{M}\d]*(?:['’-]\p{L}[\p{L}\p{M}]*)*[)"'”’».,;:?!…*]*$/u;
const LETTER = /^[("'“‘«¿¡]*[A-Za-z][)"'”’».,;:?!…]*$/;
/** Scripts that leave no space between words: a letter stands for one. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/gu;
const UNSPACED_MIN = 4;
const MARKUP = /^\s*(?:[{[<(][\s\S]*[}\]>)][;,]?|```[\s\S]*```|#!\S[\s\S]*)\s*$/;
/** A line for a shell or an interpreter: no question opens with these words in small letters. */
const COMMAND =
  /^\s*(?:[$>#%]\s+\S|(?:sudo|curl|wget|chmod|chown|grep|sed|awk|rm|cp|mv|ls|cd|echo|cat|kill|ssh|scp|tar|docker|kubectl|npm|npx|pip|git|apt|brew|ping|touch|mkdir)\s+\S*[-/.|&$*<>~]|(?:drop|delete|insert|update|select|alter|create)\s+(?:table|from|into|\*)\s)/u;
const SQL =
  /^\s*(?:select\s[\s\S]+\sfrom\s|(?:drop|alter|create|truncate)\s+table\s|insert\s+into\s|delete\s+from\s|update\s+\w+\s+set\s)/iu;

/** Bounded time: only the beginning of a long text is read. */
export function isHardlyWords(text: string): boolean {
  const read = text.length > CHARS_MAX ? text.slice(0, CHARS_MAX) : text;
  const unspaced = read.match(UNSPACED)?.length ?? 0;
  if (unspaced >= UNSPACED_MIN && unspaced * 2 >= read.replace(/\s+/g, "").length) return false;
  if (text.length <= CHARS_MAX && (MARKUP.test(read) || COMMAND.test(read) || SQL.test(read))) return true;
  const chunks = read.split(/\s+/).filter((chunk) => chunk !== "");
  let words = 0;
  let letters = 0;
  for (const chunk of chunks) {
    if (LETTER.test(chunk)) letters++;
    else if (WORD.test(chunk)) words++;
  }
  if (words + Math.min(letters, words) < WORDS_MIN) return true;
  // What stands after the first line, or in a fence, is brought along: code, a table, a list.
  return !text.includes("\n") && words + letters < WORD_SHARE_MIN * chunks.length;
}
