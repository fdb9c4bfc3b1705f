/** Finds the one word in which two questions differ that was matched with another form, a synonym or a kin. */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { type Word, wordIn } from "./word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const ARTICLES = set("a an the um uma uns umas o os as do da dos das no na nos nas ao à pelo pela num numa");
const BE = set("is are was were do does é são foi foram");

/**
 * The position, in the first question's subject, of the only matched word that is not equal; -1 where there are more, or
 * words left over, or anything else differs.
 */
export function onlyDifference({ a, b, partners, levels, leftA, leftB }: Alignment): number {
  if (leftA.count + leftB.count > 0) return -1;
  let at = -1;
  for (let i = 0; i < a.subject.length; i++) {
    if ((levels[i] ?? 1) >= 1 || (partners[i] ?? -1) < 0) continue;
    if (at >= 0) return -1;
    at = i;
  }
  if (at < 0) return -1;
  return isAllElseEqual(a, a.places[at] ?? 0, b, b.places[partners[at] ?? 0] ?? 0) ? at : -1;
}

/** Have the questions the same words but for one, the article before it, and the number of a verb? */
function isAllElseEqual(a: Analysis, at: number, b: Analysis, other: number): boolean {
  const one = before(a, at);
  if (one !== before(b, other) || a.words.length - at !== b.words.length - other) return false;
  for (let n = 0; n < one; n++) if (!isEqual(wordIn(a.words, n), wordIn(b.words, n))) return false;
  for (let n = 1; at + n < a.words.length; n++)
    if (!isEqual(wordIn(a.words, at + n), wordIn(b.words, other + n))) return false;
  return true;
}

/** The number of words before a word and its article. */
function before({ words }: Analysis, at: number): number {
  return ARTICLES.has(words[at - 1]?.text ?? "") ? at - 1 : at;
}

function isEqual(x: Word, y: Word): boolean {
  return x.form.textId === y.form.textId || (BE.has(x.text) && BE.has(y.text));
}
