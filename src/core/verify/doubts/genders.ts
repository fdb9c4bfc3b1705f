/** Portuguese nouns that are another word with the other article: "o capital", "a capital". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

export const TWO_NOUNS = wordSet(
  `capital caixa grama rádio moral polícia cabeça guia cura cólera lente lotação cisma crisma corneta língua
  coma foca nascente praça guarda sentinela vigia segurança ordenança trombeta estepe cara voga banana
  editorial final razia lama águia pala violeta rosa laranja maria pm cp globo visa vale serra record`,
);
const MASCULINE = wordSet("o os um uns do dos no nos ao aos pelo pelos este esse meu seu bom novo");
const FEMININE = wordSet("a as uma umas da das na nas à às pela pelas esta essa minha sua boa nova");
const [NONE, HIS, HERS] = [0, 1, 2] as const;

/** Has one of these nouns the other article? */
export function gendersDiffer({ a, b }: Alignment): boolean {
  if (a.language === "en" || b.language === "en") return false;
  for (let i = 1; i < a.words.length; i++) {
    const word = wordIn(a.words, i);
    if (!TWO_NOUNS.has(word.text)) continue;
    const one = genderOf(wordIn(a.words, i - 1));
    if (one !== NONE && isOther(b, word, one)) return true;
  }
  return false;
}

function isOther({ words }: Analysis, { text }: Word, gender: number): boolean {
  let found = false;
  for (let i = 1; i < words.length; i++) {
    if (wordIn(words, i).text !== text) continue;
    const other = genderOf(wordIn(words, i - 1));
    if (other === gender) return false;
    found ||= other !== NONE;
  }
  return found;
}

/** 0: none. */
export function genderOf({ text }: Word): number {
  return MASCULINE.has(text) ? HIS : FEMININE.has(text) ? HERS : NONE;
}
