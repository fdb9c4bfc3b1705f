/** What holds of the asker or what is his, and what holds of anybody or anything: "does my card have insurance", "do cards have insurance". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const OWN = wordSet("my our meu minha nosso nossa");
const LED = wordSet(
  "my our your his her their the these those some any all meus minhas nossos nossas seus suas os as uns umas todos todas",
);

/** All words are matched: is a thing asked about, whether it is so, as the asker's in one question and as any of its kind in the other? */
export function isOwnOrAny(pair: Alignment): boolean {
  const { a, b, partners, levels } = pair;
  if (isOwnBesideOne(pair)) return true;
  if (a.frame === "why" && b.frame === "why") return areAskersOther(a, b) || areAskersOther(b, a);
  if (!a.residue.isPolar || !b.residue.isPolar) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) === 1) continue;
    if (isOwn(a, i) && isAny(b, j, wordIn(a.subject, i).text)) return true;
    if (isOwn(b, j) && isAny(a, i, wordIn(b.subject, j).text)) return true;
  }
  return false;
}

/** "Delete my account", "delete an account": whose it is decides who may. Of a firm's by name anybody means his own. */
function isOwnBesideOne({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || !HELD.has(wordIn(a.subject, i).text)) continue;
    if ((isOwn(a, i) && isOne(b, j)) || (isOwn(b, j) && isOne(a, i))) return !a.subject.some(isNamed);
  }
  return false;
}

function isOne({ words, places, language }: Analysis, at: number): boolean {
  const { text } = words[(places[at] ?? 0) - 1] ?? { text: "" };
  return ONE.has(text) || (text === "a" && language !== "pt");
}
const ONE = wordSet("an um uma");
const isNamed = ({ named }: Word): boolean => named;
/** Not what one has for oneself alone, as an order. */
const HELD = wordSet(
  `account password profile user username email number address card licence license domain database server payslip salary vacation
  file photo device conta senha perfil usuário cadastro e-mail número endereço cartão carteira domínio banco servidor holerite
  matrícula salário arquivo foto aparelho`,
);

/** "Why do I snore", "why do people snore". */
function areAskersOther(mine: Analysis, other: Analysis): boolean {
  return personOf(mine) === "i" && personOf(other) === "people";
}

function personOf({ words, openingWords }: Analysis): string {
  const before = words[openingWords - 1]?.text;
  return before === "i" ? before : (words[openingWords]?.text ?? "");
}

function isOwn({ words, places }: Analysis, at: number): boolean {
  return OWN.has(words[(places[at] ?? 0) - 1]?.text ?? "");
}

function isAny({ words, places }: Analysis, at: number, one: string): boolean {
  const place = places[at] ?? 0;
  const many = wordIn(words, place).text;
  return many.length > one.length && many.endsWith("s") && !LED.has(words[place - 1]?.text ?? "");
}
