/** The words of a sentence that say something: stems, without the smallest function words. */
import { stem } from "../verify/stem.ts";

/** Articles, prepositions, pronouns, auxiliaries of both languages, in lower case. */
export const SMALL: ReadonlySet<string> = new Set(
  `the a an is are was were be been of to in on at for with and or it this that as by from you your i we they he she
  o a os as um uma de da do das dos em no na nos nas para por com e ou que é são foi ser se ao à seu sua isso este esta`.split(
    /\s+/,
  ),
);

export function wordsOf(sentence: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const word of sentence
    .toLowerCase()
    .normalize("NFC")
    .match(/[\p{L}\p{N}]+(?:[.'-][\p{L}\p{N}]+)*/gu) ?? []) {
    if (SMALL.has(word)) continue;
    const fold = word.normalize("NFD").replace(/\p{M}/gu, "");
    out.add(/^\p{L}+$/u.test(fold) ? stem(fold, word === fold ? "en" : "pt") : word);
  }
  return out;
}
