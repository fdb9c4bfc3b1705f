/** Describes the evidence of a pair for people: differences first, then what agrees, then the verdict. */
import type { PairVerdict, Veto } from "../../model.ts";
import type { Alignment } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import type { Slip } from "./read/slips.ts";
import type { Word } from "./read/word.ts";

const REASONS: Readonly<Record<Veto, string>> = {
  "numbers-differ": "the numbers differ",
  "units-differ": "the units differ",
  "dates-differ": "the dates differ",
  "names-differ": "the names differ",
  "identifiers-differ": "the identifiers, file names or flags differ",
  "negation-differs": "one question is negated, the other is not",
  antonyms: "the questions hold opposites",
  "direction-differs": "the direction is the other way round",
  "literals-differ": "a sign, an operator, code, its capitals or quoted text differ",
  "accents-differ": "an accent makes another word",
  "form-differs": "another form of answer is asked for",
  "asks-otherwise": "one asks whether, the other how, when, where, why or how much",
  "persons-differ": "it is about another person",
  "quantities-differ": "it is about another quantity",
  "tense-differs": "another time, duty or permission is asked about",
  "roles-differ": "who does what to whom differs",
  "answer-depends": "the stored answer hangs on a word that the question exchanged",
  "sources-differ": "a source of the stored answer has another version now",
  "not-grounded": "the retrieved context does not say all of the stored answer",
};
const WORDS_TOLD_MAX = 6;

/**
 * One line for each piece of evidence. `by`: name of the learned calibration in force; null: the shipped one. `slips`: what was
 * read otherwise than it is typed.
 */
export function evidenceLines(
  pair: Alignment,
  verdict: PairVerdict,
  similarity: number,
  { by, slips }: { readonly by: string | null; readonly slips: readonly Slip[] },
): readonly string[] {
  const { a: stored, b: asked, leftA, leftB } = pair;
  const out: string[] = [];
  if (verdict.veto !== null) out.push(`refused (${verdict.veto}): ${REASONS[verdict.veto]}`);
  if (verdict.doubt !== undefined) out.push(`held below .5 (${verdict.doubt}): ${REASONS[verdict.doubt]}`);
  if (stored.unread !== asked.unread) out.push("the texts differ beyond the first 4,000 characters");
  if (stored.canonical === asked.canonical)
    out.push("the same question but for small words, inflection and punctuation");
  for (const { typed, meant } of slips) out.push(`"${typed}" is read as "${meant}" (misspelt)`);
  out.push(...told(leftB.words, "stored"), ...told(leftA.words, "asked"));
  out.push(...readings(pair).slice(0, WORDS_TOLD_MAX));
  if (stored.frame !== asked.frame)
    out.push(`the stored question asks ${frameName(stored)}, the asked one ${frameName(asked)}`);
  if (verdict.slot !== null)
    out.push(
      `they differ in one ${verdict.slot.kind} only: "${verdict.slot.stored}" and "${verdict.slot.asked}"`,
    );
  out.push(`${pair.matches} of ${stored.subject.length} and ${asked.subject.length} words agree`);
  out.push(
    `cosine ${similarity.toFixed(3)}, score ${verdict.score.toFixed(2)}, probability ${verdict.probability.toFixed(4)}${by === null ? "" : ` (${by})`}`,
  );
  return out;
}

const KINDS: ReadonlyMap<number, string> = new Map([
  [0.96, "one name"],
  [0.95, "same root"],
  [0.93, "same meaning"],
  [0.9, "akin"],
  [0.88, "synonym"],
]);

/** Lines on matched words that are not equal. */
function readings({ a, b, partners, levels }: Alignment): readonly string[] {
  return a.subject.flatMap((word, i) => {
    const partner = b.subject[partners[i] ?? -1];
    if (partner === undefined || levels[i]! >= 0.97) return [];
    return [`"${word.text}" is read as "${partner.text}" (${KINDS.get(levels[i]!) ?? "alike"})`];
  });
}

function told(words: readonly Word[], elsewhere: "stored" | "asked"): string[] {
  const heavy = [...words].sort((a, b) => b.weight - a.weight).slice(0, WORDS_TOLD_MAX);
  return heavy.map((word) => `"${word.raw}" is not in the ${elsewhere} question`);
}

function frameName({ frame }: Analysis): string {
  return frame === "none" ? "with no question word" : `"${frame}"`;
}
