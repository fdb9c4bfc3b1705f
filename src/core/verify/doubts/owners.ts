/**
 * Who owns what: "my receipt on the site" and "the site's receipt", "a minha chave na porta do vizinho" and "a chave do vizinho na
 * minha porta". A possessive that one question leaves out is harmless; an owner in its place is another.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** The asker's possessives. */
export const ASKERS_OWN = wordSet("my our meu minha meus minhas nosso nossa nossos nossas");
const OF = wordSet("of de do da dos das");
const ARTICLES = wordSet("a an the o os as um uma");
/** Portuguese prepositions with an article in them. */
const CONTRACTED = wordSet("do da dos das no na nos nas ao à aos às pelo pela pelos pelas");
/** What one holds at a place is the place's as well: "my account at the bank", "the bank's account". */
const HELD = wordSet(
  `account accounts password passwords profile login username subscription membership conta contas senha senhas perfil cadastro
  usuário assinatura matrícula acesso`,
);

type Partners = (place: number) => number;

/** Is a thing the asker's in one question, and that of something else that both name in the other? All else is equal. */
export function ownersDiffer({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0) return false;
  const toA = partners.subarray(0, a.subject.length);
  return isOwnedByOther(a, b, (at) => partners[at] ?? -1) || isOwnedByOther(b, a, (at) => toA.indexOf(at));
}

function isOwnedByOther(mine: Analysis, other: Analysis, partners: Partners): boolean {
  for (let i = 0; i < mine.subject.length; i++) {
    const j = partners(i);
    if (j < 0 || !isAskers(mine, i) || isAskers(other, j)) continue;
    // "My copy of the contract", "the copy of the contract".
    if (HELD.has(wordIn(mine.subject, i).text) || ownerOf(mine, i) >= 0) continue;
    const owner = ownerOf(other, j);
    if (owner >= 0 && !isAskers(other, owner) && isThing(mine, owner, partners)) return true;
  }
  return false;
}

/** Is the owner somebody or something of its own in the first question as well: "on the card", and not "in public"? */
function isThing({ subject, words, places }: Analysis, owner: number, partners: Partners): boolean {
  for (let i = 0; i < subject.length; i++) {
    if (partners(i) !== owner) continue;
    const before = words[(places[i] ?? 0) - 1]?.text ?? "";
    return (
      !wordIn(subject, i).named && (ARTICLES.has(before) || CONTRACTED.has(before) || ASKERS_OWN.has(before))
    );
  }
  return false;
}

function isAskers({ words, places }: Analysis, at: number): boolean {
  return ASKERS_OWN.has(words[(places[at] ?? 0) - 1]?.text ?? "");
}

/** The place in the subject of what owns the word there: "the limit of the card", "the card's limit"; -1 for none. */
function ownerOf({ subject, words, places, language }: Analysis, at: number): number {
  const place = places[at] ?? 0;
  if (OF.has(words[place + 1]?.text ?? "")) {
    const behind = ARTICLES.has(words[place + 2]?.text ?? "") ? place + 3 : place + 2;
    const isOwned = places[at + 1] === behind || ASKERS_OWN.has(words[behind]?.text ?? "");
    return at + 1 < subject.length && isOwned && wordIn(subject, at + 1).part === "content" ? at + 1 : -1;
  }
  if (language === "pt" || at === 0 || places[at - 1] !== place - 1) return -1;
  // What no article stands before may be a verb: "pay rent".
  const before = words[place - 2]?.text ?? "";
  return before === "the" || ASKERS_OWN.has(before) ? at - 1 : -1;
}
