/** Finds the words in which two questions differ that were matched with another form, a synonym or a kin, where all else is equal. */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import { type Word, wordIn } from "../read/word.ts";

const ARTICLES = wordSet(
  "a an the um uma uns umas o os as do da dos das no na nos nas ao à pelo pela num numa",
);
const BE = wordSet("is are was were do does é são foi foram");
/** With more of them than this it is another sentence. */
const MOST = 4;
const NONE: readonly number[] = [];

/**
 * The positions of those words in the first question's subject; none where anything else differs but an article or the number
 * of a verb.
 */
export function inexactIn(pair: Alignment): readonly number[] {
  return pair.leftA.count + pair.leftB.count > 0 || !hasInexact(pair) ? NONE : walked(pair);
}

function hasInexact({ a, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++)
    if ((levels[i] ?? 1) < 1 && (partners[i] ?? -1) >= 0) return true;
  return false;
}

/** Walks along both questions, past articles that only one has. */
function walked({ a, b, partners, levels }: Alignment): readonly number[] {
  const found: number[] = [];
  let at = 0;
  let n = 0;
  let m = 0;
  while (n < a.words.length && m < b.words.length) {
    const x = wordIn(a.words, n);
    const y = wordIn(b.words, m);
    const isInexact = a.places[at] === n && (levels[at] ?? 1) < 1 && b.places[partners[at] ?? -1] === m;
    if (isInexact || isEqual(x, y)) {
      if (isInexact) found.push(at);
      if (a.places[at] === n) at++;
      n++;
      m++;
    } else if (ARTICLES.has(y.text)) m++;
    else if (ARTICLES.has(x.text)) n++;
    else return NONE;
  }
  return n === a.words.length && m === b.words.length && found.length <= MOST ? found : NONE;
}

/** Articles of two genders are one here, and a verb's singular and plural. */
function isEqual(x: Word, y: Word): boolean {
  if (x.form.textId === y.form.textId) return true;
  return (BE.has(x.text) && BE.has(y.text)) || (ARTICLES.has(x.text) && ARTICLES.has(y.text));
}
