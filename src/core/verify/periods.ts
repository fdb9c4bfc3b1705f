/** Compares the periods that questions name by today: "last month" and "this month", "mês passado" and "mês que vem". */
import { wordSet } from "../word-set.ts";
import type { Alignment, Left } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import { wordIn } from "./read/word.ts";

const [PAST, NOW, COMING] = [1, 2, 3] as const;
const WHICH: ReadonlyMap<string, number> = new Map([
  ..."last past previous passado passada passados passadas último última anterior"
    .split(" ")
    .map((word) => [word, PAST] as const),
  ..."this current este esta neste nesta deste desta atual".split(" ").map((word) => [word, NOW] as const),
  ..."next coming upcoming próximo próxima seguinte vem".split(" ").map((word) => [word, COMING] as const),
]);
const PERIODS: ReadonlySet<string> =
  wordSet(`day week weekend month quarter year season semester monday tuesday wednesday thursday friday saturday sunday summer winter
  spring autumn fall dia semana mês trimestre semestre ano temporada verão inverno primavera outono`);

/** Do both name one period, and another one by today? The word that says which is then left over. */
export function periodsDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  if (!isWhichLeft(leftA) && !isWhichLeft(leftB)) return false;
  const x = periodOf(a);
  const y = x === null ? null : periodOf(b);
  return x !== null && y !== null && x.text === y.text && x.which !== y.which;
}

function isWhichLeft(left: Left): boolean {
  for (let n = 0; n < left.count; n++) if (WHICH.has(left.word(n).text)) return true;
  return false;
}

interface Period {
  readonly text: string;
  readonly which: number;
}

/** The first period that is named by today; null for none. */
function periodOf({ words }: Analysis): Period | null {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (!PERIODS.has(text)) continue;
    const which =
      WHICH.get(words[i - 1]?.text ?? "") ?? WHICH.get(behind(words[i + 1]?.text, words[i + 2]?.text));
    if (which !== undefined) return { text, which };
  }
  return null;
}

/** The word behind a period that says which: "passado", or "vem" after "que". */
function behind(next: string | undefined, second: string | undefined): string {
  if (next === "que") return second === "vem" ? "vem" : "";
  return next !== undefined && /^(?:passad[oa]|anterior|seguinte|atual)$/.test(next) ? next : "";
}
