/** The evidence of a pair in words, for people: what differs first, then what agrees, then the verdict. */
import type { PairVerdict, Veto } from "../../model.ts";
import type { Analysis, Word } from "./analysis.ts";
import type { Evidence } from "./evidence.ts";

const REASONS: Readonly<Record<Veto, string>> = {
  "numbers-differ": "the numbers differ",
  "units-differ": "the units differ",
  "dates-differ": "the dates differ",
  "names-differ": "the names differ",
  "identifiers-differ": "the identifiers, file names or flags differ",
  "negation-differs": "one question is negated, the other is not",
  antonyms: "the questions hold opposites",
  "direction-differs": "the direction is the other way round",
};
const WORDS_TOLD_MAX = 6;

export function explainPair(
  stored: Analysis,
  asked: Analysis,
  evidence: Evidence,
  verdict: PairVerdict,
  similarity: number,
): readonly string[] {
  const { leftA, leftB, matches } = evidence.alignment;
  const out: string[] = [];
  if (verdict.veto !== null) out.push(`refused (${verdict.veto}): ${REASONS[verdict.veto]}`);
  if (stored.unread !== asked.unread) out.push("the texts differ beyond the first 4,000 characters");
  if (stored.canonical === asked.canonical)
    out.push("the same question but for small words, inflection and punctuation");
  out.push(...told(leftB, "stored"), ...told(leftA, "asked"));
  for (const { a, b, level } of matches.filter((match) => match.level < 0.97).slice(0, WORDS_TOLD_MAX)) {
    out.push(
      `"${stored.subject[a]!.text}" is read as "${asked.subject[b]!.text}" (${KINDS.get(level) ?? "alike"})`,
    );
  }
  if (stored.frame !== asked.frame)
    out.push(`the stored question asks ${frameName(stored)}, the asked one ${frameName(asked)}`);
  if (verdict.slot !== null)
    out.push(
      `they differ in one ${verdict.slot.kind} only: "${verdict.slot.stored}" and "${verdict.slot.asked}"`,
    );
  out.push(`${matches.length} of ${stored.subject.length} and ${asked.subject.length} words agree`);
  out.push(
    `cosine ${similarity.toFixed(3)}, score ${verdict.score.toFixed(2)}, probability ${verdict.probability.toFixed(4)}`,
  );
  return out;
}

const KINDS: ReadonlyMap<number, string> = new Map([
  [0.96, "one name"],
  [0.95, "same root"],
  [0.93, "same meaning"],
  [0.92, "misspelt"],
  [0.9, "akin"],
  [0.88, "synonym"],
]);

function told(words: readonly Word[], elsewhere: "stored" | "asked"): string[] {
  const heavy = [...words].sort((a, b) => b.weight - a.weight).slice(0, WORDS_TOLD_MAX);
  return heavy.map((word) => `"${word.raw}" is not in the ${elsewhere} question`);
}

function frameName({ frame }: Analysis): string {
  return frame === "none" ? "with no question word" : `"${frame}"`;
}
