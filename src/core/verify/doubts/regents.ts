/** Portuguese verbs that a preposition makes another: "acabar o relatório", "acabar com o relatório"; "bater no carro". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Verbs that "com" makes another. */
export const TURNED_BY_COM = set(
  `acabar acabo acaba acabei acabou dar dou dá deu dei contar conto conta contei contou sair saio sai saí saiu ficar fico
  fica fiquei ficou bater bato bate bati bateu mexer mexo mexe mexeu tratar trato trata tratei tratou romper rompi rompeu`,
);

/** Has such a verb "com" behind it in one question alone, where the other says no "com" at all? */
export function comDiffers({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.language === "en" || b.language === "en") return false;
  return isComAlone(a, b) || isComAlone(b, a);
}

function isComAlone(one: Analysis, other: Analysis): boolean {
  if (other.words.some(({ text }) => text === "com")) return false;
  return one.words.some(({ text }, i) => TURNED_BY_COM.has(text) && one.words[i + 1]?.text === "com");
}

/** Portuguese verbs that another preposition before their object makes another: "bater o carro", "bater no carro". */
const ROWS: readonly (readonly [string, string])[] = [
  ["bater bato bate batem batendo bati bateu tocar toco toca tocam tocando toquei tocou", "em no na nos nas"],
  ["pegar pego pega pegam pegando peguei pegou", "em no na nos nas"],
  [
    "ganhar ganho ganha ganham ganhando ganhei ganhou ganharam perder perco perde perdem perdi perdeu perderam",
    "de do da dos das",
  ],
  ["passar passo passa passam passando passei passou", "de do da dos das"],
  ["olhar olho olha olham olhando olhei olhou", "por pelo pela pelos pelas"],
];
export const REGENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ROWS.flatMap(([verbs, prepositions]) => verbs.split(" ").map((verb) => [verb, set(prepositions)] as const)),
);
const DETERMINERS = set("o a os as um uma meu minha meus minhas seu sua");

/** Has such a verb its preposition in one question, and its bare object in the other? All else is equal. */
export function regencyDiffers({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.language === "en" || b.language === "en") return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    const turning = REGENTS.get(wordIn(a.subject, i).text);
    if (j < 0 || turning === undefined) continue;
    const x = a.words[(a.places[i] ?? 0) + 1]?.text ?? "";
    const y = b.words[(b.places[j] ?? 0) + 1]?.text ?? "";
    if ((turning.has(x) && DETERMINERS.has(y)) || (turning.has(y) && DETERMINERS.has(x))) return true;
  }
  return false;
}
