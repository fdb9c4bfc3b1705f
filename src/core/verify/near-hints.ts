/** Which kinds of near questions a question may be of, a bit each: read once, so that a pair looks at few of the kinds. */
import { TWO_WORDS } from "./capitals.ts";
import { JOINING } from "./clauses.ts";
import { TWO_NOUNS } from "./genders.ts";
import { NEAR } from "./near-words.ts";
import { EXCHANGES, SENSES } from "./small-turns.ts";
import { isTime } from "./spans.ts";
import { UNLIKE_STEMS } from "./unlike.ts";
import { type Word, wordIn } from "./word.ts";

export const HINT = { time: 1, cased: 2, joined: 4, gendered: 8, near: 16, turned: 32, unlike: 64 } as const;

const BITS: ReadonlyMap<string, number> = bits();

/** Kept by question, which is compared with many. */
const KNOWN = new WeakMap<readonly Word[], number>();

/** The bits of a question's words. */
export function nearHints(words: readonly Word[]): number {
  let out = KNOWN.get(words);
  if (out === undefined) {
    out = read(words);
    KNOWN.set(words, out);
  }
  return out;
}

function read(words: readonly Word[]): number {
  let out = 0;
  for (let i = 0; i < words.length; i++) {
    const word = wordIn(words, i);
    out |= BITS.get(word.text) ?? 0;
    if (word.kind === "number" || isTime(word)) out |= HINT.time;
    if (NEAR.has(word.form.fold)) out |= HINT.near;
    if (UNLIKE_STEMS.has(word.stem)) out |= HINT.unlike;
  }
  return out;
}

function bits(): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  const add = (words: Iterable<string>, bit: number): void => {
    for (const word of words) out.set(word, (out.get(word) ?? 0) | bit);
  };
  add(TWO_WORDS, HINT.cased);
  add(JOINING, HINT.joined);
  add(TWO_NOUNS, HINT.gendered);
  add(EXCHANGES, HINT.turned);
  // "In the 20s", "in your 20s".
  add(["s"], HINT.turned);
  add(SENSES.keys(), HINT.turned);
  return out;
}
