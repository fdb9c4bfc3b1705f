/** Answers that differ in the same words as their questions are different answers. */
import type { Language } from "../../verify/read/tables.ts";
import type { AnswerPair, WordVerdict } from "../pair.ts";
import { readSentences, type SaidWord, type Tongue } from "../read.ts";
import { shareGroup } from "../words/synonyms.ts";

const QUESTION_CHARS_MAX = 2_000;
const ANSWER_CHARS_MAX = 100_000;
/** Most words that two questions may differ in and still be about one thing. */
const DIFFER_MAX = 3;

export function questionsPart(
  { asked, stored, fresh, held }: AnswerPair,
  language: Language,
  tongue: Tongue,
): WordVerdict | null {
  if (asked === stored || asked === "" || stored === "") return null;
  const words = (text: string): readonly SaidWord[] =>
    readSentences([text], language, tongue).said.filter(({ kind }) => kind !== "negation");
  const questions = [stored, asked].map((text) => text.slice(0, QUESTION_CHARS_MAX));
  const [one, two] = questions.map(words);
  const [isKindThen, isKindNow] = questions.map(isKindIn);
  const gone = without(one!, two!);
  const come = without(two!, one!);
  if (gone.length === 0 || come.length === 0 || gone.length > DIFFER_MAX || come.length > DIFFER_MAX)
    return null;
  for (const old of gone) {
    if (old.weight <= LIGHT_MAX) continue;
    for (const now of come) {
      if (now.weight <= LIGHT_MAX || shareGroup(old.groups, now.groups)) continue;
      // "How do I list files?" and "Which command lists files?": the one says what is wanted, the other of what kind it is.
      if (isKindThen!(old) !== isKindNow!(now)) continue;
      const says = (text: string, word: SaidWord): boolean =>
        text.slice(0, ANSWER_CHARS_MAX).toLowerCase().includes(startOf(word));
      if (says(held, old) && says(fresh, now) && !says(held, now) && !says(fresh, old))
        return {
          verdict: "different",
          kind: "question",
          why: `"${old.text}" was asked then and "${now.text}" now, and so the answers say`,
        };
    }
  }
  return null;
}
const LIGHT_MAX = 0.3;

/** Tells of a word whether the question asks for it: "which command", "what dose", "qual atalho". */
function isKindIn(question: string): (word: SaidWord) => boolean {
  const kinds = new Set([...question.toLowerCase().matchAll(ASKED_FOR)].map(([, word]) => word));
  return ({ text }) => kinds.has(text);
}
const ASKED_FOR = /(?<!\p{L})(?:which|what|qual|quais|que) (?:(?:of )?the |é o |é a )?(\p{L}+)/gu;

/** Words of one question for which no word of the other may stand. */
function without(of: readonly SaidWord[], other: readonly SaidWord[]): readonly SaidWord[] {
  return of.filter(
    (word) =>
      !other.some(
        ({ key, stems, groups }) =>
          key === word.key ||
          (stems !== null && stems.rootId !== 0 && stems.rootId === word.stems?.rootId) ||
          shareGroup(groups, word.groups),
      ),
  );
}

/** A word without its last two letters where it is long: recognises it whatever its ending. */
function startOf({ text, kind }: SaidWord): string {
  return kind === "word" && text.length > 6 ? text.slice(0, text.length - 2) : text;
}
