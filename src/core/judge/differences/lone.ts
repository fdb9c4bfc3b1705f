/**
 * Words without a counterpart that turn what is said, however little they weigh: one that denies by itself ("optional"), and
 * one that goes up where the other answer has one that goes down.
 */
import { wordSet } from "../../word-set.ts";
import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { type Finding, isDenying } from "./replacement.ts";

/** Stems of what goes up and of what goes down. */
const UPWARD = wordSet("increas ris grow rais climb boost expand gain aument sub cresc elev ampli");
const DOWNWARD = wordSet("decreas fall drop reduc lower declin shrink diminish diminu reduz ca encolh");

export function lonePart({ a, b, toA, toB }: Match): Finding | null {
  const one = aloneIn(a.said, toB);
  const two = aloneIn(b.said, toA);
  // Where either denies more than once, or both do, the one may tell what the other tells.
  if (one.denials + two.denials === 1 && (one.denying ?? two.denying) !== null)
    return {
      verdict: "unsure",
      kind: "negation",
      why: `only one answer says "${one.denying ?? two.denying}"`,
    };
  const [up, down] = one.up !== null && two.down !== null ? [one.up, two.down] : [two.up, one.down];
  if (up === null || down === null) return null;
  return { verdict: "unsure", kind: "word", why: `one says "${up}", the other "${down}"` };
}

interface Alone {
  /** Words without a counterpart that deny anything, and one that denies by itself. */
  denials: number;
  denying: string | null;
  up: string | null;
  down: string | null;
}

function aloneIn(said: readonly SaidWord[], partners: Int32Array): Alone {
  const out: Alone = { denials: 0, denying: null, up: null, down: null };
  for (let i = 0; i < said.length; i++) {
    if (partners[i] !== FREE) continue;
    const word = nth(said, i);
    if (word.kind === "negation" || word.kind === "denial") out.denials++;
    else if (isDenying(word)) {
      out.denials++;
      out.denying = word.text;
    } else if (UPWARD.has(word.stem)) out.up = word.text;
    else if (DOWNWARD.has(word.stem)) out.down = word.text;
  }
  return out;
}
