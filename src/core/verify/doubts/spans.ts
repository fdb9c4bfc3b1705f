/**
 * Tells spans from lists, deadlines from days, and the third day from three days: "Monday to Friday" and "Monday and
 * Friday", "by Friday" and "on Friday", "on day 3" and "in 3 days".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import { type Word, wordIn } from "../read/word.ts";

const TO = wordSet("to through thru until till a à ao até");
const AND = wordSet("and or e ou");
const BETWEEN = wordSet("between entre");
/** Words that may stand between a preposition, a day and the next one. */
const SMALL = wordSet(
  "the o a as os on in at from de em na no nas nos à às dia feira next this próxima próximo",
);
const ON = wordSet("on in at em na no nas nos");
const BY = wordSet("by before until till até antes");
const PERIODS = wordSet(
  "day week month year hour hours dia semana mês ano hora horas days weeks months years dias semanas meses anos h",
);
const HOURS = wordSet("hour hours hora horas h");
const AT = wordSet("at às à");
const WEEKDAYS_PT = wordSet("segunda terça quarta quinta sexta");

/** How a question says its times: as a span, a list, a day, a deadline, an ordinal, an amount, an hour of the day. */
const [NONE, SPAN, LIST, DAY, DEADLINE, NTH, AMOUNT, CLOCK] = [0, 1, 2, 1, 2, 1, 2, 3] as const;

/** Do both name times, and one a span or a deadline where the other names single days? */
export function timesDiffer({ a, b }: Alignment): boolean {
  return (
    areOther(spanOf(a.words), spanOf(b.words)) ||
    areOther(limitOf(a.words), limitOf(b.words)) ||
    areOther(countOf(a.words), countOf(b.words)) ||
    isTurnedRound(a.words, b.words)
  );
}

function areOther(x: number, y: number): boolean {
  return x !== NONE && y !== NONE && x !== y;
}

/** Does the word name a time or a number? */
export function isTime({ part, text, raw, opens }: Word): boolean {
  if (part === "date" || part === "number" || WEEKDAYS_PT.has(text)) return true;
  return (text === "may" || text === "march") && raw !== text && !opens;
}

/** Is it a span or a list that the first two times make? */
function spanOf(words: readonly Word[]): number {
  const first = words.findIndex(isTime);
  const second = nextTime(words, first);
  if (second < 0 || second - first > FAR) return NONE;
  let out: number = NONE;
  for (let i = first + 1; i < second; i++) {
    const { text } = wordIn(words, i);
    if (AND.has(text)) out = isBetween(words, first) ? SPAN : LIST;
    else if (out === NONE && TO.has(text) && !(text === "a" && i > first + 1)) out = SPAN;
    else if (!SMALL.has(text)) return NONE;
  }
  return out;
}
/** Most words from a time to the next that belongs to it. */
const FAR = 4;

function nextTime(words: readonly Word[], after: number): number {
  for (let i = after + 1; i < words.length; i++) if (isTime(wordIn(words, i))) return i;
  return -1;
}

function isBetween(words: readonly Word[], at: number): boolean {
  for (let i = Math.max(0, at - 2); i < at; i++) if (BETWEEN.has(wordIn(words, i).text)) return true;
  return false;
}

/** Is it a day or a deadline that the preposition before the first time makes? */
function limitOf(words: readonly Word[]): number {
  const at = words.findIndex(isTime);
  for (let i = at - 1; i >= Math.max(0, at - 3); i--) {
    const { text } = wordIn(words, i);
    if (BY.has(text)) return DEADLINE;
    if (ON.has(text)) return DAY;
    if (!SMALL.has(text) && text !== "de") return NONE;
  }
  return NONE;
}

/** Is it an ordinal ("day 3"), an amount ("3 days") or an hour of the day ("às 3 horas") that the first number makes? */
function countOf(words: readonly Word[]): number {
  const at = words.findIndex(({ part }) => part === "number");
  if (at < 0) return NONE;
  const next = words[at + 1];
  const before = words[at - 1]?.text ?? "";
  if (next !== undefined && PERIODS.has(next.text))
    return AT.has(before) && HOURS.has(next.text) ? CLOCK : AMOUNT;
  return PERIODS.has(before) && !HOURS.has(before) ? NTH : NONE;
}

/** Do the first two numbers stand the other way round, and not in a list: "ten to eight", "eight ten"? */
function isTurnedRound(a: readonly Word[], b: readonly Word[]): boolean {
  const i = a.findIndex(isTime);
  const j = nextTime(a, i);
  const k = b.findIndex(isTime);
  const l = nextTime(b, k);
  if (j < 0 || l < 0 || j - i > 2 || l - k > 2) return false;
  const isSwapped = wordIn(a, i).value === wordIn(b, l).value && wordIn(a, j).value === wordIn(b, k).value;
  if (!isSwapped || wordIn(a, i).value === wordIn(a, j).value) return false;
  return !(isListed(a, i, j) && isListed(b, k, l));
}

function isListed(words: readonly Word[], from: number, to: number): boolean {
  return to - from === 2 && AND.has(wordIn(words, from + 1).text);
}
