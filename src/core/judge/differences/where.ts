/** Of two single sentences only one tells where: "a bird sits outside the cage", "a bird sits and sings in the cage". */
import { wordSet } from "../../word-set.ts";
import type { Leftover } from "../left.ts";
import type { Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import type { Finding } from "./replacement.ts";

/** "Over", "under" and "inside" are left out: they often say no more than "on" and "in". */
const WHERE = wordSet("above below outside behind beneath underneath beside opposite separated");

/** Answers of several sentences may tell one place more; of one sentence the place is half of what it says. */
export function whereOf({ a, b }: Match, left: Leftover): Finding[] {
  if (a.sentences.length > 1 || b.sentences.length > 1) return [];
  const found = left.a.find(tellsWhere) ?? left.b.find(tellsWhere);
  return found === undefined
    ? []
    : [{ verdict: "unsure", kind: "role", why: `only one answer says "${found.text} …"` }];
}

/** A phrase's word is its first: "next to". */
function tellsWhere({ kind, text }: SaidWord): boolean {
  return WHERE.has(text) || (kind === "phrase" && text === "next");
}
