/**
 * Which noun a Portuguese adjective belongs to, which its ending tells: "fotos antigas de amigos", "fotos de amigos
 * antigos"; and verbs that a preposition makes another: "acabar o relatório", "acabar com o relatório".
 */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const ENDING = /(?:[oae]s?|ns|m|l|is)$/;
const VERB = /(?:[aei]r|ndo|mente)$/;

/** Has an adjective another ending, and stands beside another noun? */
export function nounsDiffer({ a, b, partners, levels }: Alignment): boolean {
  if (a.language !== "pt" || b.language !== "pt") return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1 || (levels[i] ?? 0) < INFLECTED) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (x.text === y.text || x.named || !ENDING.test(x.text) || !ENDING.test(y.text)) continue;
    if (VERB.test(x.text) || VERB.test(y.text)) continue;
    const one = nounBeside(a, a.places[i] ?? 0);
    const other = nounBeside(b, b.places[j] ?? 0);
    if (one === null || other === null) continue;
    if (one.stemId !== other.stemId ? says(a, other) && says(b, one) : isOfWhole(a, i, b, j)) return true;
  }
  return false;
}
/** Certainty of a match by stem alone (`align.ts`). */
const INFLECTED = 0.97;

/** The noun before an adjective, or else behind it. */
function nounBeside({ words }: Analysis, at: number): Word | null {
  const before = words[at - 1];
  if (before?.part === "content" && !VERB.test(before.text)) return before;
  const next = words[at + 1];
  return next?.part === "content" && !VERB.test(next.text) ? next : null;
}

/** "Bolsa de couro branca" and "bolsa de couro branco": of another gender it belongs to the noun before. */
function isOfWhole(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const at = a.places[i] ?? 0;
  if (!OF.has(a.words[at - 2]?.text ?? "") || a.words[at - 3]?.part !== "content") return false;
  return isFeminine(wordIn(a.subject, i)) !== isFeminine(wordIn(b.subject, j));
}
const OF = set("de com");
const isFeminine = ({ text }: Word): boolean => text.endsWith("a") || text.endsWith("as");

function says({ subject }: Analysis, { stemId }: Word): boolean {
  for (let i = 0; i < subject.length; i++) if (wordIn(subject, i).stemId === stemId) return true;
  return false;
}

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
const rows: readonly (readonly [string, string])[] = [
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
  rows.flatMap(([verbs, prepositions]) => verbs.split(" ").map((verb) => [verb, set(prepositions)] as const)),
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
