/** Which kinds of near questions a question may be of, a bit each: read once, so that a pair looks at few of the kinds. */

import { TWO_WORDS } from "../capitals.ts";
import { NEAR } from "../read/other-words.ts";
import { UNLIKE_STEMS } from "../read/unlike.ts";
import { type Word, wordIn } from "../read/word.ts";
import { ASKED_TIMES } from "./asked-time.ts";
import { BEING } from "./being.ts";
import { BOUND_WORDS } from "./bound-synonyms.ts";
import { CAUSING } from "./causing.ts";
import { CIRCUMSTANCES } from "./clause-alone.ts";
import { JOINING } from "./clauses.ts";
import { CONDITIONS } from "./conditions.ts";
import { GIVING } from "./datives.ts";
import { DUTIFUL } from "./duties.ts";
import { SHARED } from "./each-or-all.ts";
import { TWO_NOUNS } from "./genders.ts";
import { JOINING_TIMES } from "./joined-time.ts";
import { MENTIONING } from "./mention-words.ts";
import { NAMING } from "./named-words.ts";
import { OWN } from "./own-object.ts";
import { ASKERS_OWN } from "./owners.ts";
import { ABLE, PHASES } from "./phases.ts";
import { REPLACING } from "./replacing.ts";
import { SCOPED } from "./scope.ts";
import { EXCHANGES, SENSES } from "./small-turns.ts";
import { isTime } from "./spans.ts";
import { SPOKEN } from "./spoken-words.ts";
import { TOWNS } from "./towns.ts";

export const HINT = {
  time: 1,
  cased: 2,
  joined: 4,
  gendered: 8,
  near: 16,
  turned: 32,
  scoped: 64,
  being: 128,
  own: 256,
  timed: 2048,
  mention: 4096,
  bound: 8192,
  condition: 16384,
  town: 32768,
  unlike: 65536,
  asked: 131072,
  shared: 262144,
  replacing: 524288,
  owned: 1048576,
  giving: 2097152,
  dutiful: 8388608,
  causing: 16777216,
  phased: 33554432,
  circumstance: 67108864,
  spoken: 134217728,
} as const;

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
  add(MENTIONING, HINT.mention);
  add(BOUND_WORDS, HINT.bound);
  add(CONDITIONS, HINT.condition);
  add(TOWNS, HINT.town);
  add(EXCHANGES, HINT.turned);
  // "In the 20s", "in your 20s".
  add(["s"], HINT.turned);
  add(SENSES.keys(), HINT.turned);
  add(SCOPED, HINT.scoped);
  add(ASKED_TIMES, HINT.asked);
  add(SHARED, HINT.shared);
  add(REPLACING, HINT.replacing);
  add(JOINING_TIMES, HINT.timed);
  add(BEING, HINT.being);
  add(ASKERS_OWN, HINT.owned);
  add(GIVING, HINT.giving);
  add(DUTIFUL, HINT.dutiful);
  add(CAUSING, HINT.causing);
  add([...PHASES, ...ABLE], HINT.phased);
  add(OWN, HINT.own);
  add(CIRCUMSTANCES, HINT.circumstance);
  add([...SPOKEN, ...NAMING], HINT.spoken);
  return out;
}
