/** Small words that turn what a word beside them means: "stop to eat", "a few", "a quinta aula", "in May". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { BE } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";

/** A reading of a word by its neighbours, as a number that is equal for equal senses; 0 where it has none of these. */
type Sense = (words: readonly Word[], at: number, text: string) => number;

const TO_OR_ING: Sense = (words, at) => {
  const next = words[at + 1]?.text ?? "";
  return next === "to" ? 1 : next.endsWith("ing") && next.length > 5 ? 2 : 0;
};
const OF_OR_BARE: Sense = (words, at) => {
  const next = words[at + 1]?.text ?? "";
  return next === "de" ? 1 : /(?:[aei]r|ndo)$/.test(next) ? 2 : 0;
};
const A_FEW: Sense = (words, at) =>
  words[at + 1]?.part === "unit" || PERIODS.has(words[at + 1]?.text ?? "")
    ? 0
    : A.has(words[at - 1]?.text ?? "")
      ? 1
      : 2;
const PERIODS = wordSet("minutes hours days weeks months years minutos horas dias semanas meses anos");
const A = wordSet("a uns umas um");

/** Is it the month: behind a word for when, or with a capital inside a sentence? */
const MONTH: Sense = (words, at) => {
  const word = wordIn(words, at);
  const before = words[at - 1];
  if (before === undefined) return 2;
  if (BEFORE_MONTH.has(before.text)) return 1;
  return word.raw !== word.text && !word.opens && before.text !== "the" ? 1 : 2;
};
const BEFORE_MONTH = wordSet("in by until till since last next this every of from to before after");

/** Is it a day of the week, or an ordinal, a fraction or a farm? */
const WEEKDAY: Sense = (words, at, text) => {
  const before = words[at - 1]?.text ?? "";
  const next = words[at + 1];
  const isNoun = next?.part === "content";
  if (isFeira(words, at, text)) return 1;
  if (before === "uma") return 2;
  if (OF_WEEK.has(before) && !(isNoun && before !== "de")) return 1;
  if (!THE.has(before)) return 0;
  return next === undefined && FROM.has(words[at - 2]?.text ?? "") ? 1 : 2;
};
const OF_WEEK = wordSet("na nas às de da toda próxima última até");
const THE = wordSet("a à esta essa");
const FROM = wordSet("até desde segunda terça quarta quinta sexta");

function isFeira(words: readonly Word[], at: number, text: string): boolean {
  return text.includes("feira") && text.toLowerCase().includes(`${wordIn(words, at).text}-feira`);
}

const SPAN_PT = wordSet("dia noite semana mês ano manhã tarde hora");
/** Every day, "todo dia", or a whole one: "o dia todo", "todo o dia". */
const EVERY_OR_WHOLE: Sense = (words, at) => {
  const next = words[at + 1]?.text ?? "";
  if (SPAN_PT.has(next)) return 1;
  const isWhole = SPAN_PT.has(words[at - 1]?.text ?? "") || SPAN_PT.has(words[at + 2]?.text ?? "");
  return isWhole && (next === "o" || next === "a" || SPAN_PT.has(words[at - 1]?.text ?? "")) ? 2 : 0;
};

/** Hardly, "mal come", or badly: "come mal". */
const HARDLY_OR_BADLY: Sense = (words, at) => {
  const before = words[at - 1];
  if (before === undefined || NOUNS_LEAD.has(before.text)) return 0;
  const next = words[at + 1];
  if (next === undefined || next.part === "role") return 2;
  return next.part === "content" || next.part === "helper" ? 1 : 0;
};
const NOUNS_LEAD = wordSet("o um do de no ao muito tão mais pouco");

/** What something is like, or what somebody likes. */
const ALIKE_OR_FOND: Sense = (words, at) => {
  const before = words[at - 1]?.text ?? "";
  if (SEEMING.has(before)) return 1;
  if (before === "to" || before === "would") return 2;
  for (let i = at - 1; i >= Math.max(0, at - 3); i--) {
    const { text } = wordIn(words, i);
    if (BE.has(text)) return 1;
    if (DOES.has(text)) return 2;
  }
  return 0;
};
const DOES = wordSet("do does did");
const SEEMING = wordSet(
  "look looks looked sound sounds feel feels smell smells taste tastes seem seems act be",
);

/** A cold that one has, or cold. */
const ILL_OR_COLD: Sense = (words, at) => {
  const before = words[at - 1]?.text ?? "";
  if (before === "a" || before === "my" || before === "common")
    return words[at + 1]?.part === "content" ? 0 : 1;
  return BE.has(before) ? 2 : 0;
};

/** What the clock says, "do you have the time", or leisure: "do you have time". */
const CLOCK_OR_LEISURE: Sense = (words, at) => {
  if (at + 1 < words.length) return 0;
  const before = words[at - 1]?.text ?? "";
  if (HAVE.has(before)) return 2;
  return CLOCKS.has(before) && HAVE.has(words[at - 2]?.text ?? "") ? 1 : 0;
};
const HAVE = wordSet("have got tem têm tens");
const CLOCKS = wordSet("the a");

export const SENSES: ReadonlyMap<string, Sense> = new Map([
  ..."stop stops stopped stopping remember remembered forget forgot regret try tried"
    .split(" ")
    .map((verb) => [verb, TO_OR_ING] as const),
  ..."deixar deixo deixa deixei acabar acabo acabei acabou parar"
    .split(" ")
    .map((verb) => [verb, OF_OR_BARE] as const),
  ..."few little poucos poucas".split(" ").map((word) => [word, A_FEW] as const),
  ..."todo toda".split(" ").map((word) => [word, EVERY_OR_WHOLE] as const),
  ...([
    ["mal", HARDLY_OR_BADLY],
    ["like", ALIKE_OR_FOND],
    ["cold", ILL_OR_COLD],
    ["time", CLOCK_OR_LEISURE],
    ["hora", CLOCK_OR_LEISURE],
  ] as const),
  ..."may march".split(" ").map((word) => [word, MONTH] as const),
  ..."segunda quarta quinta sexta terça".split(" ").map((word) => [word, WEEKDAY] as const),
]);

/** Has a word another sense in each question, by the words beside it? */
export function sensesDiffer({ a, b }: Alignment): boolean {
  for (let i = 0; i < a.words.length; i++) {
    const { text } = wordIn(a.words, i);
    const sense = SENSES.get(text);
    if (sense === undefined) continue;
    const one = sense(a.words, i, a.text);
    if (one !== 0 && isElsewhere(b, text, sense, one)) return true;
  }
  if (areDecadesOther(a, b)) return true;
  return (says(a, EXCHANGES) || says(b, EXCHANGES)) && (isOtherExchange(a, b) || isOtherExchange(b, a));
}

function isElsewhere({ words, text: whole }: Analysis, text: string, sense: Sense, one: number): boolean {
  let isOther = false;
  for (let i = 0; i < words.length; i++) {
    if (wordIn(words, i).text !== text) continue;
    const other = sense(words, i, whole);
    if (other === one) return false;
    isOther ||= other !== 0;
  }
  return isOther;
}

const GET = wordSet("get gets getting got receive");
const GIVE = wordSet("give gives giving gave");

/** Does one get what the other gives, let where the other makes, or favour what the other is against, are they compared otherwise, or is one the last but one? */
function isOtherExchange(one: Analysis, other: Analysis): boolean {
  if (says(one, GET) && says(other, GIVE) && !says(one, GIVE) && !says(other, GET)) return true;
  if (says(one, LET) && !says(one, KNOW) && says(other, MAKE) && !says(one, MAKE) && !says(other, LET))
    return true;
  if (says(one, LET) && says(other, LET) && says(one, OUT) && !says(other, OUT)) return true;
  if (isInFavour(one) && says(other, AGAINST) && !says(one, AGAINST) && !isInFavour(other)) return true;
  return (isEqual(one) && says(other, THAN) && !says(one, THAN)) || isButOne(one) !== isButOne(other);
}
const THAN = wordSet("than");
const LET = wordSet("let lets letting");
const KNOW = wordSet("know");
const MAKE = wordSet("make makes making made");
const OUT = wordSet("out");
const AGAINST = wordSet("against contra");
export const EXCHANGES: ReadonlySet<string> = new Set([...GET, ...GIVE, ...LET, ...AGAINST, "as", "but"]);

/** "In favour of", "a favor de"; a favour is asked for. */
function isInFavour({ words }: Analysis): boolean {
  return words.some(({ text }, i) => FAVOUR.has(text) && FAVOUR_LEADS.has(words[i - 1]?.text ?? ""));
}
const FAVOUR = wordSet("favor favour");
const FAVOUR_LEADS = wordSet("a in");

function isEqual({ words }: Analysis): boolean {
  return words.some(({ text }, i) => text === "as" && words[i + 2]?.text === "as");
}

function isButOne({ words }: Analysis): boolean {
  return words.some(({ text }, i) => text === "but" && words[i + 1]?.text === "one");
}

function says({ words }: Analysis, which: ReadonlySet<string>): boolean {
  for (let i = 0; i < words.length; i++) if (which.has(wordIn(words, i).text)) return true;
  return false;
}

/** "In the 20s" and "in your 20s". */
function areDecadesOther(a: Analysis, b: Analysis): boolean {
  const one = ownerOfDecade(a);
  return one !== null && ownerOfDecade(b) === !one;
}

function ownerOfDecade({ words }: Analysis): boolean | null {
  for (let i = 1; i + 1 < words.length; i++) {
    if (wordIn(words, i + 1).text !== "s" || wordIn(words, i).part !== "number") continue;
    return OWNERS.has(wordIn(words, i - 1).text);
  }
  return null;
}
const OWNERS = wordSet("my your his her our their one's");
