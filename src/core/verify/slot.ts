/** Finds the slot of two questions, the single place in which they differ, which the adapted tier may edit. */
import type { Slot } from "../../model.ts";
import { areOpposites } from "./opposites.ts";
import type { Analysis } from "./read/analysis.ts";
import { type Word, wordIn } from "./read/word.ts";

const RUN_WORDS_MAX = 4;
/** Stands for the slot in a template. No parsed question contains it, see `templateOf`. */
const HOLE = "\u0000";

/** The slot; null unless all words but one run of 1 to 4 on each side are equal, case and punctuation aside. */
export function slotOf(stored: Analysis, asked: Analysis): Slot | null {
  const a = stored.words;
  const b = asked.words;
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && isSame(a[head]!, b[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(a[a.length - 1 - tail]!, b[b.length - 1 - tail]!)) tail++;
  // Refuses most pairs before anything is allocated.
  if (head + tail === 0 || !isRun(a.length - head - tail) || !isRun(b.length - head - tail)) return null;
  if (stored.unread !== asked.unread) return null;
  const runA = a.slice(head, a.length - tail);
  const runB = b.slice(head, b.length - tail);
  const kind = kindOf(runA, runB);
  if (kind === null || isContradiction(runA, runB)) return null;
  return {
    kind,
    stored: asWritten(stored, head, a.length - tail),
    asked: asWritten(asked, head, b.length - tail),
    template: templateOf(a, head, a.length - tail),
  };
}

function isSame(a: Word, b: Word): boolean {
  return a.form.textId === b.form.textId;
}

function isRun(words: number): boolean {
  return words > 0 && words <= RUN_WORDS_MAX;
}

function kindOf(a: readonly Word[], b: readonly Word[]): Slot["kind"] | null {
  const one = kindOfRun(a);
  const two = kindOfRun(b);
  if (one === null || two === null) return null;
  if (one === two) return one;
  const loose = (kind: Slot["kind"]): boolean => kind === "name" || kind === "word";
  return loose(one) && loose(two) ? "word" : null;
}

function kindOfRun(run: readonly Word[]): Slot["kind"] | null {
  if (run.some((word) => !MAY_BE_CUT.has(word.part))) return null;
  if (run.every((word) => word.part === "number" || word.part === "unit")) return "number";
  if (run.some((word) => word.part === "date"))
    return run.every((word) => word.part !== "content") ? "date" : null;
  if (run.some((word) => word.part === "identifier")) return run.length === 1 ? "identifier" : null;
  if (run.some((word) => word.named)) return "name";
  return run.some((word) => word.part === "content") ? "word" : null;
}

const MAY_BE_CUT: ReadonlySet<string> = new Set([
  "content",
  "number",
  "unit",
  "date",
  "identifier",
  "filler",
  "empty",
  "role",
]);

function isContradiction(a: readonly Word[], b: readonly Word[]): boolean {
  return a.some((x) => b.some((y) => areOpposites(x, y)));
}

function asWritten({ text, bounds }: Analysis, from: number, to: number): string {
  return text.slice(bounds[2 * from], bounds[2 * to - 1]);
}

/**
 * The words in lower case, separated by spaces, with HOLE in place of the slot. A NUL in a question is no token, so it
 * cannot be mistaken for HOLE.
 */
function templateOf(words: readonly Word[], from: number, to: number): string {
  let out = "";
  for (let i = 0; i < from; i++) out += `${wordIn(words, i).text} `;
  out += HOLE;
  for (let i = to; i < words.length; i++) out += ` ${wordIn(words, i).text}`;
  return out;
}
