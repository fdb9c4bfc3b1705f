/**
 * What words cannot tell apart that are too small to count: which letter goes with what ("press A to save and B to quit"),
 * which count ("for an hour … for two"), and whose is what ("the king's brother").
 */

import type { SaidSentence } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Finding } from "./replacement.ts";

const LABELS_MAX = 12;
const REACH = 5;
/** A capital letter alone, but not at a sentence's start, where it may be an article. */
const LABEL = /(?<=[\p{L}\p{N},;:)] )([A-Z])(?![\p{L}\p{N}'’.])/gu;
const WORD = /[\p{L}\p{N}]+/gu;

export function labelsPart(a: readonly string[], b: readonly string[]): Finding | null {
  if (!a.some(hasLabels) || !b.some(hasLabels)) return null;
  const x = labelled(a);
  const y = labelled(b);
  const both = [...x.keys()].filter((label) => y.has(label)).slice(0, LABELS_MAX);
  for (const [at, one] of both.entries())
    for (const two of both.slice(at + 1)) {
      const of = (label: string, from: typeof x): ReadonlySet<string> => from.get(label) ?? NONE;
      const kept = shared(of(one, x), of(one, y)) + shared(of(two, x), of(two, y));
      const turned = shared(of(one, x), of(two, y)) + shared(of(two, x), of(one, y));
      if (turned > kept)
        return { verdict: "unsure", kind: "role", why: `"${one}" and "${two}" go with other words` };
    }
  return null;
}

const NONE: ReadonlySet<string> = new Set();

/** The words around each single letter, those of the next letter left out. */
function labelled(sentences: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const text of sentences) {
    if (!hasLabels(text)) continue;
    const found = [...text.matchAll(LABEL)];
    if (found.length < 2) continue;
    for (const [at, { 1: label = "", index }] of found.entries()) {
      const end = found[at + 1]?.index ?? text.length;
      const start = at === 0 ? Math.max(0, index - 40) : nth(found, at - 1).index + 1;
      const before = text.slice(start, index).match(WORD) ?? [];
      const after = text.slice(index + 1, end).match(WORD) ?? [];
      const words = out.get(label) ?? new Set();
      // A letter's own words follow it; only where none does, as at a sentence's end, do they stand before.
      const near = after.length > 1 ? after.slice(0, REACH) : before.slice(-REACH);
      for (const word of near) words.add(word.toLowerCase());
      out.set(label, words);
    }
  }
  return out;
}

/** Are there two capitals behind spaces with no letter of ASCII behind them? */
function hasLabels(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) {
    const code = text.charCodeAt(at + 1);
    if (code < 65 || code > 90) continue;
    const next = text.charCodeAt(at + 2) | LOWER;
    if (!(next >= 97 && next <= 122) && ++count === 2) return true;
  }
  return false;
}
/** The bit that parts capitals from small letters. */
const LOWER = 32;

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let out = 0;
  for (const word of a) if (b.has(word)) out++;
  return out;
}

function hasOwner(text: string): boolean {
  return text.includes("'s ") || text.includes("’s ");
}

const OWNED = /(\p{L}+)['’]s (\p{L}+)/gu;

/** "The king's brother" and "the brother's king". */
export function ownersPart(a: readonly string[], b: readonly string[]): Finding | null {
  if (!a.some(hasOwner) || !b.some(hasOwner)) return null;
  const mine = new Set<string>();
  for (const text of a)
    for (const [, owner = "", owned = ""] of text.matchAll(OWNED))
      mine.add(`${owned.toLowerCase()} ${owner.toLowerCase()}`);
  for (const text of b)
    for (const [, owner = "", owned = ""] of text.matchAll(OWNED))
      if (mine.has(`${owner.toLowerCase()} ${owned.toLowerCase()}`))
        return { verdict: "unsure", kind: "role", why: `"${owner}" and "${owned}" have changed places` };
  return null;
}

const COUNTS: ReadonlyMap<string, number> = new Map(
  "a an one um uma/two dois duas/three três/four quatro/five cinco/six seis/seven sete/eight oito/nine nove/ten dez"
    .split("/")
    .flatMap((words, at) => words.split(" ").map((word) => [word, at + 1] as const)),
);
const UNITS = /^(?:hour|day|week|month|year|minute|hora|dia|semana|mês|ano|minuto)$/;

/** Counts in another order while the other words keep theirs. */
export function countsPart(a: readonly SaidSentence[], b: readonly SaidSentence[]): Finding | null {
  if (a.length !== 1 || b.length !== 1) return null;
  const x = countsOf(nth(a, 0).raw);
  const y = countsOf(nth(b, 0).raw);
  if (x.counts.length < 2 || x.counts.length !== y.counts.length) return null;
  if (x.counts.every((count, at) => count === y.counts[at])) return null;
  if (x.counts.toSorted(byValue).join() !== y.counts.toSorted(byValue).join()) return null;
  if (x.others.join(" ") !== y.others.join(" ")) return null;
  return { verdict: "unsure", kind: "number", why: "the counts have changed places" };
}

const byValue = (x: number, y: number): number => x - y;

function countsOf(raw: readonly string[]): {
  readonly counts: readonly number[];
  readonly others: readonly string[];
} {
  const counts: number[] = [];
  const others: string[] = [];
  for (const [at, word] of raw.entries()) {
    const count = COUNTS.get(word) ?? Number(word);
    const isArticle = word.length <= 3 && count === 1 && word !== "one" && word !== "1";
    const bare = word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word;
    if (!Number.isNaN(count) && !(isArticle && !UNITS.test(raw[at + 1] ?? ""))) counts.push(count);
    else if (!UNITS.test(bare)) others.push(bare);
  }
  return { counts, others };
}
