/**
 * What two answers that else say the same set against each other in small words: what a number counts ("8 characters", "8
 * digits"), which of two things is denied ("A, not B"), on which side or at which end, before or from.
 */
import { wordSet } from "../../word-set.ts";
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { shareGroup } from "../words/synonyms.ts";
import type { Finding } from "./replacement.ts";

export function againstPart(match: Match): Finding | null {
  return countedPart(match) ?? contrastPart(match) ?? sidesPart(match) ?? earlierPart(match);
}

/** A number of one thing, beside the same number of another, where either answer does not name the other's thing. */
function countedPart({ a, b, toA, toB }: Match): Finding | null {
  for (let i = 0; i < toB.length; i++) {
    const j = toB[i] ?? FREE;
    if (j === FREE || nth(a.said, i).kind !== "number" || nth(b.said, j).kind !== "number") continue;
    const [u, v] = [countedBy(a, i), countedBy(b, j)];
    if (u === null || v === null || toB[i + 1] !== FREE || toA[j + 1] !== FREE) continue;
    if (shareGroup(u.fields, v.fields)) continue;
    return {
      verdict: "unsure",
      kind: "number",
      why: `"${nth(a.said, i).text} ${u.text}" of one may be "${nth(b.said, j).text} ${v.text}" of the other`,
    };
  }
  return null;
}

function countedBy({ said }: ReadAnswer, at: number): SaidWord | null {
  const word = said[at + 1];
  const isCounted = word?.kind === "word" && word.tight && word.sentence === nth(said, at).sentence;
  return isCounted && word.form.unit === undefined ? word : null;
}

/** "At run time, not at compile time": what one answer denies the other says, and the other way round. */
function contrastPart({ a, b, toA, toB }: Match): Finding | null {
  const [one, two] = [deniedIn(a), deniedIn(b)];
  if (one.size === 0 || two.size === 0) return null;
  for (const i of one) {
    const j = toB[i] ?? FREE;
    if (j === FREE || two.has(j)) continue;
    for (const l of two) {
      const k = toA[l] ?? FREE;
      if (k === FREE || one.has(k) || k === i) continue;
      if (!isBesides(a, i, k) || !isBesides(b, l, j)) continue;
      return {
        verdict: "unsure",
        kind: "negation",
        why: `one denies "${nth(a.said, i).text}", the other "${nth(a.said, k).text}"`,
      };
    }
  }
  return null;
}

/** Does a word stand in the sentence of a denied one, outside of what is denied with it? */
function isBesides({ said }: ReadAnswer, denied: number, at: number): boolean {
  const [word, other] = [nth(said, denied), nth(said, at)];
  return word.sentence === other.sentence && (at < denied || word.clause !== other.clause);
}

/** Places of the words that stand directly behind a negation in its clause. */
function deniedIn({ said }: ReadAnswer): ReadonlySet<number> {
  const out = new Set<number>();
  for (let i = 0; i + 1 < said.length; i++) {
    const [word, next] = [nth(said, i), nth(said, i + 1)];
    if (word.kind === "negation" && next.kind !== "negation" && next.clause === word.clause) out.add(i + 1);
  }
  return out;
}

/** Sides and ends, each with its opposite. */
const SIDES: readonly (readonly [string, string])[] = [
  ["back rear traseira traseiro trás verso", "front frente dianteira dianteiro"],
  ["back rear traseira traseiro trás verso top", "bottom underside"],
  ["top upper topo superior cima", "bottom lower underside inferior baixo fundo base"],
  ["left esquerda esquerdo", "right direita direito"],
  ["beginning início começo", "end ends fim final término acabar acaba"],
  ["inside interior dentro", "outside exterior fora"],
  ["north northern norte", "south southern sul"],
  ["east eastern leste", "west western oeste"],
];
const SIDE_OF: ReadonlyMap<string, number> = sides();

function sides(): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [at, pair] of SIDES.entries())
    for (const [side, words] of pair.entries())
      for (const word of words.split(" ")) out.set(word, (out.get(word) ?? 0) | (1 << (2 * at + side)));
  return out;
}

function sidesPart({ a, b }: Match): Finding | null {
  const [x, y] = [sidesOf(a), sidesOf(b)];
  if (x === 0 || y === 0) return null;
  for (let at = 0; at < SIDES.length; at++) {
    const [one, two] = [(x >> (2 * at)) & 3, (y >> (2 * at)) & 3];
    if (one + two === 3 && one !== 0 && two !== 0)
      return { verdict: "unsure", kind: "word", why: "the answers tell opposite sides or ends" };
  }
  return null;
}

function sidesOf({ sentences }: ReadAnswer): number {
  let out = 0;
  for (const { raw } of sentences) for (const word of raw) out |= SIDE_OF.get(word) ?? 0;
  return out;
}

const EARLIER = new Set(["before", "antes"]);
const SEQUENCE = wordSet(
  "before antes first then next prior until till by earlier advance ahead yet not still never once after when primeiro então seguida depois até ainda não nunca só quando assim antecedência",
);

/** "Before" in one answer, where the other tells no order at all. */
function earlierPart({ a, b, toA, toB }: Match): Finding | null {
  return earlierIn(a, toB, b) ?? earlierIn(b, toA, a);
}

function earlierIn({ said }: ReadAnswer, partners: Int32Array, other: ReadAnswer): Finding | null {
  for (let i = 0; i < said.length; i++) {
    const { text } = nth(said, i);
    if (!EARLIER.has(text) || partners[i] !== FREE) continue;
    if (other.sentences.some(({ raw }) => raw.some((word) => SEQUENCE.has(word)))) return null;
    return { verdict: "unsure", kind: "role", why: `only one answer says "${text}"` };
  }
  return null;
}
