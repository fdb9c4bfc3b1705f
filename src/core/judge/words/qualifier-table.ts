/**
 * Words that change a claim though they weigh little: scope, degree, hedge, limit, frequency. Each line is a group: what
 * needs a counterpart in the other answer, then (after "|") what else counts as one. "#" is a number or a date.
 */
import { wordSet } from "../../word-set.ts";

const GROUPS: readonly string[] = [
  "most, majority, mostly, maioria, maior parte | usually, generally, typically, mainly, principalmente, largely, geralmente, em geral, normally, tend",
  "nearly, almost, practically, virtually, quase, praticamente | about, roughly, approximately, around, close to, cerca de, near",
  "hardly, barely, scarcely, dificilmente | little, few, rarely, difficult, difícil",
  "partly, partially, in part, parcialmente, em parte | some, part, half, parte",
  "only, solely, exclusively, merely, apenas, somente, só, unicamente, exclusivamente | just, alone, one, single, nobody, único, única, except, exceto, basta, bastam",
  "every other, every second, alternate, alternados, alternadas | two, 2",
  "allegedly, reportedly, supposedly, purportedly, dizem, diz se, acredita se, supostamente, alegadamente, há quem diga | according, claim, claims, claimed, think, thought, believed, alleged, said, says, say, told, reported, afirma, disse, diz, segundo",
  "used to, formerly, costumava, costumavam, outrora, antigamente | once, previously, longer, former, antes, past",
  "at least, no less than, no fewer than, # or more, minimum of, pelo menos, no mínimo, ao menos, # ou mais | minimum, least, mínimo, mínima, more, over, from, partir, starting, starts, # or older, # or above, # or over, # anos ou mais",
  "from #, a partir de #, a partir do #, a partir da #, as of #, starting at #, # onwards, onwards | since, desde, start, starts, starting, begin, begins, began, after, depois, least, minimum, mínimo, partir, comes, source",
  "up to #, up to a, at most, no more than, not more than, # or less, # or fewer, maximum of, as much as #, as many as #, no máximo, # ou menos, until #, till #, até #, até o #, até a #, até as #, até às #, até dia #, até o dia # | maximum, max, within, limit, limited, exceed, exceeds, dentro, máximo, máxima, limite, by #, through #, to #, a #, for #, por #, before #, ends, end, expires, longer, later, prazo",
  "more than #, over #, above #, exceeding #, mais de #, acima de #, superior a # | exceed, exceeds, greater, beyond, above, over, ultrapassa, superior, older, least, or more, plus",
  "less than #, under #, below #, fewer than #, menos de #, abaixo de #, inferior a # | exceed, within, younger, up to, at most, lower, inferior, before",
  "per user, per person, per student, per head, per seat, per gigabyte, per gb, per unit, per item, per customer, per account, per device, per page, per employee, per family, per room, per vehicle, per child, per adult, per guest, por usuário, por pessoa, por aluno, por cabeça, por gigabyte, por gb, por unidade, por item, por cliente, por conta, por página, por família, por quarto, por criança, por adulto | each, every, individual, cada, a user, a person, a student, a head, a seat, a unit, an item, a customer, a child, an adult, a guest, a piece",
  "business day, business days, # business hours, working day, working days, dias úteis, dia útil, horas úteis | weekdays, weekday",
  "before #, prior to #, antes de #, antes do #, antes da #, antes das # | until, till, by, até, earlier, preceding, ahead, before, antes, older",
  "after #, depois de #, depois do #, depois da #, depois das #, após # | once, since, later, from, when, following, over, past, after, depois, após, a partir, then, old",
  "not all, not every, not everyone, not always, nem todos, nem todas, nem todo, nem toda, nem sempre, nem tudo | some, most, few, sometimes, certain, alguns, algumas",
  "non | not, no, cannot, without, never, não, sem",
  "might, maybe, perhaps, possibly, probably, presumably, talvez, provavelmente, possivelmente | may, could, can, likely, possible, pode, podem, poderia, risk, chance, seems",
  "rarely, seldom, raramente | not, few, rare, hardly, não, unusual, uncommon",
  "sometimes, occasionally, às vezes, as vezes, ocasionalmente | can, may, might, often, some, pode, podem, times, alguns, algumas",
  "no dia #, on day # | dia #, the #",
  "unless, a menos que, a não ser que, salvo se, exceto se | if not, not, cannot, without, except, until, long as, provided, não, sem, exceto, até, desde que",
];
/** The group whose words turn a claim round and need a counterpart wherever they stand. */
export const TURNING = GROUPS.length - 1;

const SAYING =
  "said believed thought claimed alleged rumored rumoured reputed supposed believe say think claim argue suggest".split(
    " ",
  );
const SAYERS = "is are was were some many people critics experts others".split(" ");
const HEARSAY = 6;

export interface QualifierPhrase {
  readonly group: number;
  /** False for what only counts as a counterpart. */
  readonly isNeeded: boolean;
  readonly words: readonly string[];
}

/** The phrases by their first word. */
export const QUALIFIERS: ReadonlyMap<string, readonly QualifierPhrase[]> = indexed();

function indexed(): ReadonlyMap<string, readonly QualifierPhrase[]> {
  const out = new Map<string, QualifierPhrase[]>();
  const add = (phrase: string, group: number, isNeeded: boolean): void => {
    const words = phrase.trim().split(" ");
    const first = words[0] ?? "";
    const list = out.get(first);
    if (list === undefined) out.set(first, [{ group, isNeeded, words }]);
    else list.push({ group, isNeeded, words });
  };
  for (const [group, line] of GROUPS.entries()) {
    const [needed = "", other = ""] = line.split(" | ");
    for (const phrase of needed.split(",")) add(phrase, group, true);
    for (const phrase of other.split(",")) add(phrase, group, false);
  }
  for (const who of SAYERS) for (const verb of SAYING) add(`${who} ${verb}`, HEARSAY, true);
  return out;
}

/** Words before which a phrase says something else: "the most useful", "not only", "is used to". */
export const UNLESS_BEFORE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["most", wordSet("the at two three four its their his her our your whose o a")],
  ["only", wordSet("not the if")],
  ["só", wordSet("não nem")],
  ["apenas", wordSet("não nem")],
  ["somente", wordSet("não nem")],
  ["used", wordSet("is are was were be been being get gets got can")],
  ["up", wordSet("set sign come look stand get wake")],
  ["maior", wordSet("é")],
]);

/** First words of phrases that begin a range where its end follows ("from 9 to 5"), which is told in other ways too. */
export const OPENS_RANGE: ReadonlySet<string> = wordSet("from");
export const CLOSES_RANGE: ReadonlySet<string> = wordSet("to until till through and a até e");

export const ORDINALS: ReadonlyMap<string, number> = new Map(
  "second third fourth fifth sixth seventh eighth ninth tenth/segundo terceiro quarto quinto sexto sétimo oitavo nono décimo/segunda terceira quarta quinta sexta sétima oitava nona décima/2nd 3rd 4th 5th 6th 7th 8th 9th 10th"
    .split("/")
    .flatMap((words) => words.split(" ").map((word, at) => [word, at + 2] as const)),
);

const SUPERLATIVES = wordSet(
  "most best worst least last maior maiores menor menores melhor melhores pior piores mais top leading principais",
);
const NO_SUPERLATIVES = wordSet(
  "west east rest test forest interest guest request contest chest nest harvest",
);

export function isSuperlative(word: string): boolean {
  return SUPERLATIVES.has(word) || (word.length > 4 && word.endsWith("est") && !NO_SUPERLATIVES.has(word));
}

export const WEEKDAYS: ReadonlySet<string> = wordSet(
  "monday tuesday wednesday thursday friday saturday sunday segunda terça quarta quinta sexta sábado domingo",
);
const DATED = wordSet(
  "january february march april may june july august september october november december janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro noon midnight meio-dia meia-noite tomorrow amanhã",
);

/** Words of dates; a number begins with a digit. */
export const AMOUNTS: ReadonlySet<string> = new Set([...WEEKDAYS, ...DATED]);

/** Numbers in words; "one" and "um" are articles as often. */
const COUNTS = wordSet(
  "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand dois duas três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta cinquenta sessenta cem mil",
);

/** Is the word a number or a date? */
export function isAmount(word: string): boolean {
  const code = word.charCodeAt(0);
  return (code >= 48 && code <= 57) || AMOUNTS.has(word) || COUNTS.has(word);
}
