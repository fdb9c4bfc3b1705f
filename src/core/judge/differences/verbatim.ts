/**
 * Two sentences that are word for word the same but in one place: then every word of that place counts, the smallest too,
 * and two words that have changed places are another fact.
 */

import { PREPOSITIONS } from "../../verify/read/syntax-tables.ts";
import type { Language } from "../../verify/read/tables.ts";
import { wordSet } from "../../word-set.ts";
import type { Match } from "../match.ts";
import type { Tongue } from "../read.ts";
import { nth } from "../words/nth.ts";
import { shareGroup } from "../words/synonyms.ts";
import type { Frames } from "./frames.ts";
import type { Finding } from "./replacement.ts";

const SHARE_MIN = 0.5;
/** Most words between two words that have changed places. */
const BETWEEN_MAX = 12;

export function verbatimOf({ a, b }: Match, frames: Frames, language: Language, tongue: Tongue): Finding[] {
  const out: Finding[] = [];
  for (let x = 0; x < a.sentences.length; x++) {
    const y = frames.partnerOf(x);
    if (y < 0 || frames.share(x, y) < SHARE_MIN) continue;
    const found = onePlace(nth(a.sentences, x).raw, nth(b.sentences, y).raw, language, tongue);
    if (found !== null) out.push(found);
  }
  return out;
}

function onePlace(
  a: readonly string[],
  b: readonly string[],
  language: Language,
  tongue: Tongue,
): Finding | null {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const one = a.slice(head, a.length - tail);
  const two = b.slice(head, b.length - tail);
  if (one.length === 0 || two.length === 0 || head + tail < 2) return null;
  if (one.length === 1 && two.length === 1) return replaced(nth(one, 0), nth(two, 0), language, tongue);
  const first = nth(one, 0);
  const last = nth(one, one.length - 1);
  const isTurned = one.length === two.length && first === two.at(-1) && last === two[0];
  if (!isTurned || one.length > BETWEEN_MAX) return related(one, two);
  const inner = one.slice(1, -1);
  if (inner.some((word, i) => word !== two[i + 1])) return null;
  if (inner.every((word) => LISTING.has(word)) || isFunction(first) || isFunction(last)) return null;
  const isSymmetric = inner.some((word) => SYMMETRIC.has(word)) || SYMMETRIC.has(a[head - 1] ?? "");
  const why = `"${first}" and "${last}" have changed places`;
  return { verdict: isSymmetric ? "unsure" : "different", kind: "role", why };
}

function replaced(
  u: string,
  v: string,
  language: Language,
  { vocabulary, synonyms, lemmas }: Tongue,
): Finding | null {
  if (isFunction(u) && isFunction(v)) return null;
  for (const group of PLACES) if (group.has(u) && group.has(v)) return null;
  const x = vocabulary.formOf(u);
  const y = vocabulary.formOf(v);
  // "Trinta" and "30".
  if ((x.number ?? u) === (y.number ?? v)) return null;
  const one = vocabulary.stemsOf(x, language);
  const two = vocabulary.stemsOf(y, language);
  if (lemmas.of(u, language) === lemmas.of(v, language) || (one.rootId !== 0 && one.rootId === two.rootId))
    return null;
  if (shareGroup(synonyms.groupsOf(x, language), synonyms.groupsOf(y, language))) return null;
  return { verdict: "unsure", kind: "word", why: `"${u}" and "${v}" are all that parts two sentences` };
}

/** Longest run, in words including small ones, that counts as one place. */
const PLACE_MAX = 4;

/** Finds one relation in place of another: "on" and "next to". Words of content are left to weigh.ts. */
function related(a: readonly string[], b: readonly string[]): Finding | null {
  if (a.length > PLACE_MAX || b.length > PLACE_MAX) return null;
  const [one, two] = [a, b].map((run) => run.filter((word) => !isFunction(word))) as [string[], string[]];
  if (one.length === 0 || two.length === 0 || ![...one, ...two].every((word) => RELATIONS.has(word)))
    return null;
  const why = `"${one.join(" ")}" and "${two.join(" ")}" are all that parts two sentences`;
  return { verdict: "unsure", kind: "role", why };
}

const LISTING = wordSet("and or e ou /");
const SYMMETRIC = wordSet("and or with between meets equals married e ou com entre igual");
/** Articles, auxiliaries and the like: exchanging one for another changes nothing. */
const FUNCTION = wordSet(
  "a an the is are was were be been has have had that which who o os as um uma uns umas é são foi foram está estão era eram que qual this these those his its their your seu sua seus suas",
);
const PLACES = [
  wordSet("in on at within inside"),
  wordSet("em no na nos nas num numa"),
  wordSet("de do da dos das"),
  wordSet("to for"),
  wordSet("by with"),
  wordSet("about of on"),
  wordSet("para a ao à"),
  wordSet("a an one 1"),
  wordSet("a an per"),
  wordSet("um uma 1"),
  wordSet("can may might could"),
  wordSet("will would"),
  wordSet("must should"),
] as const;

const RELATIONS: ReadonlySet<string> = new Set([
  ...PREPOSITIONS.keys(),
  ..."next away side top front close across out off up down over under antes depois longe lado cima".split(
    " ",
  ),
]);

function isFunction(word: string): boolean {
  return FUNCTION.has(word);
}
