/**
 * Contradictions that no score outweighs. Each looks only at what the alignment left over, so that equal facts in
 * another place or spelling are no contradiction.
 */

import type { Veto } from "../../model.ts";
import { type Alignment, areOpposites, type Relations } from "./align.ts";
import type { Analysis, Part, Word } from "./analysis.ts";

interface Pair {
  readonly a: Analysis;
  readonly b: Analysis;
  readonly alignment: Alignment;
  readonly relations: Relations;
}

/** In the order in which they are told: the first that holds names the pair. */
const RULES: readonly (readonly [Veto, (pair: Pair) => boolean])[] = [
  ["negation-differs", ({ a, b }) => a.negations % 2 !== b.negations % 2],
  ["direction-differs", ({ a, b }) => isTurned(a, b)],
  ["antonyms", hasOpposites],
  ["dates-differ", ({ alignment }) => eitherLeft(alignment, "date", isLooseDate)],
  ["numbers-differ", ({ alignment }) => eitherLeft(alignment, "number", (word) => word.value === "1")],
  ["units-differ", ({ alignment }) => bothLeft(alignment, (word) => word.part === "unit")],
  ["identifiers-differ", ({ alignment }) => eitherLeft(alignment, "identifier", () => false)],
  ["names-differ", ({ alignment }) => bothLeft(alignment, (word) => word.named)],
];

export function vetoOf(a: Analysis, b: Analysis, alignment: Alignment, relations: Relations): Veto | null {
  const pair = { a, b, alignment, relations };
  return RULES.find(([, holds]) => holds(pair))?.[0] ?? null;
}

/** Left over on either side; on one side only, `slight` words do not count ("1 year" and "a year", "today"). */
function eitherLeft({ leftA, leftB }: Alignment, part: Part, slight: (word: Word) => boolean): boolean {
  const a = leftA.filter((word) => word.part === part);
  const b = leftB.filter((word) => word.part === part);
  if (a.length > 0 && b.length > 0) return true;
  return [...a, ...b].some((word) => !slight(word));
}

function bothLeft({ leftA, leftB }: Alignment, test: (word: Word) => boolean): boolean {
  return leftA.some(test) && leftB.some(test);
}

const isLooseDate = (word: Word): boolean => word.value === "today" || word.value === "tonight";

/** "from A to B" there, "from B to A" here. */
function isTurned(a: Analysis, b: Analysis): boolean {
  return a.moves.some(
    ({ from, to }) =>
      from !== to &&
      b.moves.some((move) => move.from === to && move.to === from) &&
      !b.moves.some((move) => move.from === from && move.to === to),
  );
}

/** Prepositions are not aligned, yet "on" and "off", "before" and "after" are opposites too. */
function hasOpposites({ a, b, alignment, relations }: Pair): boolean {
  const left = [...alignment.leftA, ...rolesOnlyIn(a, b)].slice(0, OPPOSITES_MAX);
  const right = [...alignment.leftB, ...rolesOnlyIn(b, a)].slice(0, OPPOSITES_MAX);
  return left.some((x) => right.some((y) => areOpposites(x, y, relations)));
}
const OPPOSITES_MAX = 40;

function rolesOnlyIn(one: Analysis, other: Analysis): Word[] {
  const there = new Set(other.words.map((word) => word.text));
  const isAlone = (word: Word, i: number): boolean =>
    i >= one.openingWords && word.part === "role" && !there.has(word.text);
  return one.words.filter(isAlone);
}
