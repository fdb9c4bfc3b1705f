/** The canonical text of a question, equal for trivial rewordings. */
import type { QuestionFrame } from "./frame.ts";
import { PARTICLES } from "./syntax-tables.ts";
import { VERB_STEMS } from "./tables.ts";
import { MARK } from "./vocabulary.ts";
import { FACTS, type Part, SUBJECT, type Word, wordIn } from "./word.ts";

const KEPT: ReadonlySet<Part> = new Set([...SUBJECT, "negation"]);

/** Frame, then the stems of the words with meaning in order. Equal for trivial rewordings. */
export function canonicalText(words: readonly Word[], openingWords: number, frame: QuestionFrame): string {
  let out: string = frame;
  for (const [i, word] of inListOrder(words, openingWords).entries()) {
    const said = saidOf(word, i >= openingWords, frame);
    if (said !== null) out += ` ${said}`;
  }
  return out;
}

function saidOf(
  { part, text, stem, value, form }: Word,
  isSubject: boolean,
  frame: QuestionFrame,
): string | null {
  const { marks } = form;
  if (part === "helper") {
    if ((marks & MARK.past) !== 0) return "past";
    if (frame === "yes-no" && (marks & MARK.modal) !== 0) return text;
    if (isSubject && VERB_STEMS.has(stem)) return stem;
  }
  if (part === "role" && (marks & MARK.connects) !== 0 && isSubject) return text;
  const isKept = isSubject
    ? KEPT.has(part)
    : FACTS.has(part) || part === "negation" || (marks & MARK.telling) !== 0;
  return !isKept ? null : value === "" ? stem : value;
}

/**
 * The words in one order for several wordings: two words joined by "and" or "or" are sorted ("ROM and RAM", "RAM and
 * ROM"), and a particle follows its verb ("turn the alarm off", "turn off the alarm").
 */
function inListOrder(words: readonly Word[], openingWords: number): readonly Word[] {
  const out = [...words];
  for (let i = 1; i < out.length; i++) {
    if (i + 1 < out.length && (wordIn(out, i).form.marks & MARK.listing) !== 0) {
      const left = wordIn(out, i - 1);
      const right = wordIn(out, i + 1);
      if (left.part !== "content" || right.part !== "content") continue;
      if (left.stem > right.stem) [out[i - 1], out[i + 1]] = [right, left];
    } else if (
      wordIn(out, i).part === "content" &&
      PARTICLES.has(wordIn(out, i).text) &&
      i > openingWords + 1
    ) {
      out.splice(openingWords + 1, 0, ...out.splice(i, 1));
    }
  }
  return out;
}
