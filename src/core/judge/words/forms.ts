/**
 * What two sentences of the same words tell apart by a form or a place alone: "bored" and "boring", "stopped to smoke" and
 * "stopped smoking", "o caixa" and "a caixa", "só ele bebe" and "ele só bebe". Words are matched without their endings.
 */

import { BE } from "../../verify/read/syntax-tables.ts";
import { wordSet } from "../../word-set.ts";
import type { SentencePair } from "../differences/qualifiers.ts";
import type { Finding } from "../differences/replacement.ts";
import { nth } from "./nth.ts";

const ONLY = wordSet("only só apenas somente");
const [HIS_ARTICLES, HER_ARTICLES] = [wordSet("o os um uns"), wordSet("a as uma umas")];
/** Verbs behind which "to do" and "doing" are two things. */
const TURNED_BY_TO = wordSet(
  "stop stops stopped remember remembers remembered forget forgets forgot regret regrets regretted",
);

/** `near`: pairs of sentences that hardly differ. */
export function formsPart(near: readonly SentencePair[]): Finding | null {
  for (const [{ raw: a }, { raw: b }] of near) {
    if (hasOnlyMoved(a, b))
      return { verdict: "unsure", kind: "role", why: "what alone is meant has changed" };
    const other = otherForm(a, b) ?? toOrDoing(a, b) ?? toOrDoing(b, a);
    if (other !== null)
      return { verdict: "unsure", kind: "word", why: `"${other}" has another form in the other answer` };
  }
  return null;
}

/** Does just one of two sentences of the same words begin with "only"? */
function hasOnlyMoved(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || ONLY.has(a[0] ?? "") === ONLY.has(b[0] ?? "")) return false;
  return a.toSorted().join(" ") === b.toSorted().join(" ");
}

/** The first word in whose place the other sentence has one of another voice or gender, where that is all that differs. */
function otherForm(a: readonly string[], b: readonly string[]): string | null {
  if (a.length !== b.length) return null;
  let out: string | null = null;
  for (const [at, word] of a.entries()) {
    const other = nth(b, at);
    if (word === other) continue;
    const isGender =
      a[at + 1] === b[at + 1] &&
      ((HIS_ARTICLES.has(word) && HER_ARTICLES.has(other)) ||
        (HER_ARTICLES.has(word) && HIS_ARTICLES.has(other)));
    const isVoice = BE.has(a[at - 1] ?? "") && word.endsWith("ing") !== other.endsWith("ing");
    if (!isGender && !isVoice) return null;
    out ??= isGender ? `${word} ${a[at + 1]}` : word;
  }
  return out;
}

/** "Stopped to smoke", where the other sentence says "stopped smoking". */
function toOrDoing(a: readonly string[], b: readonly string[]): string | null {
  for (const [at, verb] of a.entries()) {
    if (!TURNED_BY_TO.has(verb) || a[at + 1] !== "to") continue;
    const place = b.indexOf(verb);
    if (place >= 0 && (b[place + 1] ?? "").endsWith("ing")) return a.slice(at, at + 3).join(" ");
  }
  return null;
}
