/**
 * Finds texts that are hardly natural language: an identifier, a number, a path, markup, an emoji, a shell line, a
 * literal of some language. In such a text every character is significant, so it shares an answer with an equal text
 * only.
 */

/** Only the beginning of a text is read; a longer text is a prompt, whose differences are compared elsewhere. */
const CHARS_MAX = 2_000;
/** Fewest words of natural language: a single word ("nil", "NULL") may be a value. */
const WORDS_MIN = 2;
const WORD_SHARE_MIN = 0.5;

const WORD = /^[("'“‘«¿¡*]*\p{L}[\p{L}\p{M}\d]*(?:['’-]\p{L}[\p{L}\p{M}]*)*[)"'”’».,;:?!…*]*$/u;
const LETTER = /^[("'“‘«¿¡]*[A-Za-z][)"'”’».,;:?!…]*$/;
/** Scripts without spaces between words, in which a letter counts as a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/gu;
const UNSPACED_MIN = 4;
const MARKUP = /^\s*(?:[{[<(][\s\S]*[}\]>)][;,]?|```[\s\S]*```|#!\S[\s\S]*)\s*$/;
/** A line for a shell or an interpreter: no question begins with these words in lower case. */
const COMMAND =
  /^\s*(?:[$>#%]\s+\S|(?:sudo|curl|wget|chmod|chown|grep|sed|awk|rm|cp|mv|ls|cd|echo|cat|kill|ssh|scp|tar|docker|kubectl|npm|npx|pip|git|apt|brew|ping|touch|mkdir)\s+\S*[-/.|&$*<>~]|(?:drop|delete|insert|update|select|alter|create)\s+(?:table|from|into|\*)\s)/u;
const SQL =
  /^\s*(?:select\s[\s\S]+\sfrom\s|(?:drop|alter|create|truncate)\s+table\s|insert\s+into\s|delete\s+from\s|update\s+\w+\s+set\s)/iu;

/** True for a text of hardly any words. Takes bounded time. */
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
  // Several lines are a question with material such as code or a table, and not judged here.
  return !text.includes("\n") && words + letters < WORD_SHARE_MIN * chunks.length;
}
