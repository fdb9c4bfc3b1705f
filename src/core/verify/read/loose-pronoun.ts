/** Finds pronouns without an antecedent in a short text. */
import type { PlainWord, ShortText } from "./short-text.ts";
import {
  AUXILIARY,
  BEFORE_VERB,
  MEASURES,
  META,
  POINTERS,
  PT_POINTERS,
  SHORT_PREPOSITIONS,
  TIMES,
} from "./short-text-words.ts";
import { ASKERS } from "./tables.ts";
import { wordIn } from "./word.ts";

const CLITIC = /[\p{L}]{3,}-(?:l[oa]s?|[oa]s?|n[oa]s?|lhes?)$/u;

/** Has the text a pronoun before which nothing is named that it could stand for? */
export function hasLoosePronoun({ words, language, topics }: ShortText): boolean {
  return words.some((word, i) => {
    const points =
      POINTERS.has(word.text) && !(language === "en" && PT_POINTERS.has(word.text)) && !word.topic;
    if (!points && !(language !== "en" && word.text.includes("-") && CLITIC.test(word.text))) return false;
    return !(
      isNamedSo(words, i) ||
      isOfTime(words, i) ||
      isVerb(words, i) ||
      isExpletive(words, i) ||
      isConjunction(words, i, topics) ||
      antecedents(words, i) > (needsTwo(words, i) ? 1 : 0)
    );
  });
}

/** Is the pronoun part of a title: "It (2017 film)", "His Dark Materials", "This American Life"? */
function isNamedSo(words: readonly PlainWord[], at: number): boolean {
  const word = wordIn(words, at);
  if (word.opensParenthesis) return true;
  if (at !== 0)
    return /^\p{Lu}/u.test(word.raw) && /^\p{Lu}/u.test(wordIn(words, at - 1).raw) && at === words.length - 1;
  const next = words[1];
  if (next === undefined) return false;
  if (/^(?:movie|film|book|novel|series|song|filme|livro|série|música)$/.test(next.text)) return true;
  return /^\p{Lu}\p{Ll}/u.test(word.raw) && /^\p{Lu}\p{Ll}/u.test(next.raw) && next.topic && words.length > 2;
}

function isOfTime(words: readonly PlainWord[], at: number): boolean {
  return TIMES.has(words[at + 1]?.text ?? "");
}

/** Is it the verb "está" without its accent: "como esta a situação", "onde esta meu pedido"? */
function isVerb(words: readonly PlainWord[], at: number): boolean {
  if (
    wordIn(words, at).text !== "esta" ||
    !/^(?:como|onde|quando|quem|qual|que)$/.test(words[at - 1]?.text ?? "")
  )
    return false;
  return /^(?:[oa]s?|meus?|minhas?|seus?|suas?)$/.test(words[at + 1]?.text ?? "");
}

/** Does the pronoun stand for what follows, or for nothing: "is it safe to", "what time is it", "those who"? */
function isExpletive(words: readonly PlainWord[], at: number): boolean {
  const { text } = wordIn(words, at);
  const next = words[at + 1]?.text ?? "";
  if (/^(?:who|que|cujo)$/.test(next) || (next === "that" && text !== "it")) return true;
  if (text !== "it" && text !== "it's") return false;
  const rest = words.slice(at + 1);
  const before = words[at - 1]?.text ?? "";
  if (/^(?:rain|raining|rains|snow|snowing|snows)$/.test(next)) return true;
  if (words.slice(0, at).some((word) => /^(?:time|day|date|season|temperature)$/.test(word.text)))
    return true;
  if (
    at > 0 &&
    text === "it" &&
    !AUXILIARY.has(before) &&
    !/^(?:if|that|when|why|how|make|makes|find)$/.test(before)
  )
    return false;
  if (/^(?:take|takes|cost|costs)$/.test(next) && rest.some((word) => word.topic)) return true;
  const turn = rest.findIndex((word) => /^(?:to|that|when|if|like|called|than)$/.test(word.text));
  if (turn < 0 || turn > 6 || !rest.slice(turn + 1).some((word) => word.topic)) {
    return /^worth$/.test(next) && rest.some((word) => word.topic);
  }
  return !/^(?:close|next|similar|related|equal|compatible|connect|compare|convert|apply|come|go|run)$/.test(
    next,
  );
}

/** "Is it true that cats …", "the man that …": joins clauses, points at nothing. */
function isConjunction(words: readonly PlainWord[], at: number, topics: number): boolean {
  if (wordIn(words, at).text !== "that") return false;
  const next = words[at + 1];
  if (next === undefined || SHORT_PREPOSITIONS.has(next.text) || META.has(next.text)) return false;
  const before = words[at - 1];
  if (before === undefined)
    return next.topic && topics >= 2 && !words.some((word) => AUXILIARY.has(word.text));
  if (AUXILIARY.has(before.text) || ASKERS.has(before.text) || SHORT_PREPOSITIONS.has(before.text))
    return false;
  if (before.topic && isVerbAt(words, at - 1))
    return words.slice(at + 1).filter((word) => word.topic).length >= 2;
  return true;
}

/** "The price of it", "a capital dela": the noun just before is what is asked of it. */
function needsTwo(words: readonly PlainWord[], at: number): boolean {
  return (
    words[at - 1]?.text === "of" ||
    /^(?:d(?:el[ea]s?|iss?t?o|aquilo|ess[ea]s?|est[ea]s?))$/.test(wordIn(words, at).text)
  );
}

/** Nouns before `at` that a pronoun there may stand for. */
export function antecedents(words: readonly PlainWord[], at: number): number {
  let count = 0;
  let asked = false;
  for (let i = 0; i < at; i++) {
    const { text, topic } = wordIn(words, i);
    // "What colour is it": the noun after the asking word is what is asked, not what it is asked of.
    if (/^(?:what|which|que|qual|quais|quanto|quantos|quanta|quantas)$/.test(text)) asked = true;
    else if (!topic) asked = false;
    if (!topic || asked || MEASURES.has(text) || isVerbAt(words, i)) continue;
    count++;
  }
  return count;
}

function isVerbAt(words: readonly PlainWord[], at: number): boolean {
  let i = at - 1;
  while (i >= 0 && /(?:ly|mente)$/.test(wordIn(words, i).text)) i--;
  if (i < 0) {
    const next = words[at + 1]?.text ?? "";
    return POINTERS.has(next) || SHORT_PREPOSITIONS.has(next);
  }
  const before = wordIn(words, i).text;
  if (BEFORE_VERB.has(before)) return true;
  if (/^(?:para|pra)$/.test(before)) return /(?:ar|er|ir|or)$/.test(wordIn(words, at).text);
  return /^(?:and|or|e|ou)$/.test(before) && i > 0 && isVerbAt(words, i - 1);
}
