/**
 * Portuguese nouns that share a stem and differ in their ending: "bolo" and "bola", "parto" and "parte", "primo" and
 * "prima". The stem drops the ending, since of a verb or an adjective it says who or how many.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** Are two matched words of one stem other nouns? */
export function nounEndingsDiffer({ a, b, partners, levels }: Alignment): boolean {
  if (a.language === "en" || b.language === "en") return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || levels[i] === 1) continue;
    const one = wordIn(a.subject, i);
    const other = wordIn(b.subject, j);
    if (one.stemId !== other.stemId || singular(one.form.fold) === singular(other.form.fold)) continue;
    if (isNoun(a, i) && isNoun(b, j)) return true;
  }
  return false;
}

function singular(fold: string): string {
  if (/[oa]es$/.test(fold)) return `${fold.slice(0, -3)}ao`;
  if (/[rz]es$/.test(fold)) return fold.slice(0, -2);
  if (/[ae]is$/.test(fold)) return `${fold.slice(0, -2)}l`;
  if (fold.endsWith("ns")) return `${fold.slice(0, -2)}m`;
  return fold.endsWith("s") ? fold.slice(0, -1) : fold;
}

/**
 * Does the word stand as a noun? A verb has such endings too ("troco", "troca"), and so has what one says of oneself
 * ("estou sozinha"): neither stands behind an article, a preposition or an infinitive.
 */
function isNoun({ words, places }: Analysis, at: number): boolean {
  const word = wordIn(words, places[at] ?? 0).form.fold;
  if (ADJECTIVES.has(word)) return false;
  if (PERSONS.has(singular(word))) return true;
  if (VERBAL.test(word)) return false;
  const place = places[at] ?? 0;
  const before = words[place - 1]?.text ?? "";
  if (before === "") return OF.has(words[place + 1]?.text ?? "");
  if (before === "é") return words[place - 2]?.text === "que";
  return BEFORE_NOUN.has(before) || (INFINITIVE.test(before) && !COPULAS.has(before));
}
const VERBAL = /(?:[aei]r|ndo)$/;
const INFINITIVE = /[aei]r$/;
const COPULAS = wordSet("ser estar ficar continuar andar viver parecer sentir me se");
const OF = wordSet("de do da dos das para");
const BEFORE_NOUN =
  wordSet(`a o as os um uma uns umas à às ao aos de do da dos das em no na nos nas num numa por pelo pela pelos pelas
  para pra com sem sobre entre meu minha meus minhas seu sua seus suas nosso nossa este esta esse essa bom boa novo nova`);
const ADJECTIVES = wordSet(
  "outro outra outros outras mesmo mesma mesmos mesmas muito muita muitos muitas pouco pouca poucos poucas todo toda",
);
const PERSONS: ReadonlySet<string> = new Set(
  [
    ...wordSet(`tio primo sobrinho neto bisneto cunhado sogro noivo namorado amigo afilhado enteado garoto moco gato pato
    coelho cachorro porco macaco`),
  ].flatMap((his) => [his, `${his.slice(0, -1)}a`]),
);
