/** Which of the things that a question offers an answer takes: "tea or coffee" may be answered by either in the same words. */
import { wordSet } from "../../word-set.ts";
import type { Finding } from "./replacement.ts";

const OFFERS = /(?<!\p{L})(?:or|ou|vs\.?|versus)(?!\p{L})/iu;
const SMALL =
  wordSet(`a an the is are was were do does did can could should would will i you it he she they we my your in on at of for
  to and or with by from as than that this which what who how when where why better best more most less faster o os um uma é são
  posso devo eu você ele ela meu minha no na em de do da e ou com por para que qual quais quem como quando onde melhor mais menos`);
const WORDS_MAX = 400;

export function optionsPart(asked: string, a: string, b: string): Finding | null {
  if (!OFFERS.test(asked)) return null;
  const [one, two] = [wordsIn(a), wordsIn(b)];
  const offered = [...wordsIn(asked)].filter((word) => !SMALL.has(word));
  const u = offered.find((word) => one.has(word) && !two.has(word));
  const v = offered.find((word) => two.has(word) && !one.has(word));
  if (u === undefined || v === undefined) return null;
  const why = `of what was asked about, one answer speaks of "${u}" and the other of "${v}"`;
  return { verdict: "unsure", kind: "content", why };
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(
    (
      text
        .slice(0, 20 * WORDS_MAX)
        .toLowerCase()
        .match(/[\p{L}\p{N}][\p{L}\p{N}'’+#.-]*/gu) ?? []
    ).map(bare),
  );
}

function bare(word: string): string {
  return word.replace(/[.'’-]+$/u, "");
}
