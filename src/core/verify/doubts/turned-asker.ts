/** Who of two does it to the other, where the asker is one of them: "I pay my boss", "my boss pays me". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { isAsker, isSubjectCase, isToldCase } from "../read/small-words.ts";
import { DO } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

/** Orders and keywords say "me" of the one who is to be told: "give me", "show me". */
const ORDERS: ReadonlySet<QuestionFrame> = new Set(["do", "none"] as const);
const TOLD = wordSet(
  "give show tell help thank make get find buy bring teach explain send write let dá dê dar diga mostre mostra ajude ajuda explique ensine manda",
);

/** Does the asker do in one question what is done to him in the other, as often as he is named? */
export function isAskerTurned({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0) return false;
  if (isClauseOfAsker(a, b) || isClauseOfAsker(b, a)) return true;
  if (isPassive(a) !== isPassive(b)) return false;
  if (isOrder(a) || isOrder(b) || isForAsker(a) || isForAsker(b)) return false;
  const one = personsIn(a);
  const other = personsIn(b);
  if (one.length !== other.length) return false;
  const doing = count(one, isSubjectCase) - count(other, isSubjectCase);
  if (doing === 0) return false;
  // "Can I use his", "can he use mine".
  return (
    (a.residue.isPolar && b.residue.isPolar && areAskers(one) && areAskers(other)) ||
    doing + count(one, isToldCase) - count(other, isToldCase) === 0
  );
}

/** "If I am late for the flight" and "if the flight is late". */
function isClauseOfAsker(own: Analysis, other: Analysis): boolean {
  const at = ifIn(own);
  if (at < 0 || !isSubjectWord(own, at + 1)) return false;
  const its = ifIn(other);
  if (its < 0 || isSubjectWord(other, its + 1)) return false;
  const doer = other.words[its + 1]?.part === "content" ? its + 1 : its + 2;
  const word = other.words[doer];
  if (word?.part !== "content") return false;
  return own.words.some(({ stemId }, i) => i > at + 2 && stemId === word.stemId);
}

function ifIn({ words }: Analysis): number {
  return words.findIndex(({ text }) => text === "if" || text === "se");
}

function isSubjectWord({ words }: Analysis, at: number): boolean {
  const text = words[at]?.text;
  return text === "i" || text === "eu" || text === "we";
}

/**
 * Does somebody near do it to the asker in one question, and the asker to him in the other: "meu pai pode doar a casa para
 * mim", "posso doar a casa para o meu pai"? Portuguese leaves the asker out, whom the verb alone tells.
 */
export function isGiverTurned({ a, b, leftA, leftB }: Alignment): boolean {
  if (a.language !== "pt" || b.language !== "pt" || leftA.count > 1 || leftB.count > 1) return false;
  if (isDoneToOwn(a) && isDoneByAsker(b)) return true;
  if (isDoneToOwn(b) && isDoneByAsker(a)) return true;
  return (isDoneToAsker(a) && isDoneByAsker(b)) || (isDoneToAsker(b) && isDoneByAsker(a));
}
const ASKER_DOES = wordSet("posso devo quero preciso consigo vou tenho");
const ASKER_GETS = wordSet("mim me comigo");

function isDoneToAsker({ words }: Analysis): boolean {
  return words.some(({ text }) => ASKER_GETS.has(text)) && !words.some(({ text }) => ASKER_DOES.has(text));
}

/** "O dono pode entrar na minha casa": somebody else does it, to what is the asker's. */
function isDoneToOwn({ words }: Analysis): boolean {
  const does = words.findIndex(({ text }) => OTHER_DOES.has(text));
  if (does < 1 || words[does - 1]?.part !== "content" || words[does + 1]?.text === "ser") return false;
  return (
    words.some(({ text }, i) => i > does && OWN.has(text)) && !words.some(({ text }) => ASKER_DOES.has(text))
  );
}
const OTHER_DOES = wordSet("pode podem deve devem precisa precisam quer querem consegue");
const OWN = wordSet("meu minha meus minhas");

function isDoneByAsker({ words }: Analysis): boolean {
  return words.some(({ text }) => ASKER_DOES.has(text)) && !words.some(({ text }) => ASKER_GETS.has(text));
}

/** Is who did it asked in one, and to whom in the other: "who invited you", "who did you invite"? */
export function isWhoTurned({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.frame !== "who" || b.frame !== "who") return false;
  return (isDoerAsked(a) && isDoneToAsked(b)) || (isDoerAsked(b) && isDoneToAsked(a));
}

function isDoerAsked({ words }: Analysis): boolean {
  return words[1]?.part === "content" && words[2]?.part === "person";
}

function isDoneToAsked({ words }: Analysis): boolean {
  return DO.has(words[1]?.text ?? "") && words[2]?.part === "person";
}

/** Is nobody else named, and the asker twice? */
function areAskers(persons: readonly number[]): boolean {
  return persons.length > 1 && persons.every(isAsker);
}

/** "Book a taxi for me": one who orders it wants to book it. */
function isForAsker({ words }: Analysis): boolean {
  // "How does my mother book it for me": she does.
  const does = words.findIndex(({ text }) => DO.has(text));
  if (does >= 0 && OWNED.has(words[does + 1]?.text ?? "") && words[does + 2]?.part === "content")
    return false;
  return words.some(({ text }, i) => (text === "me" || text === "mim") && FOR.has(words[i - 1]?.text ?? ""));
}
const OWNED = new Set(["my", "our", "the"]);
const FOR = new Set(["for", "para", "pra"]);

function personsIn({ residue: { persons } }: Analysis): readonly number[] {
  return persons.withGeneral ?? persons.bare;
}

function count(persons: readonly number[], is: (person: number) => boolean): number {
  let out = 0;
  for (const person of persons) if (is(person)) out++;
  return out;
}

function isPassive({ syntax }: Analysis): boolean {
  return syntax.passive.some((is) => is > 0);
}

function isOrder({ words, frame }: Analysis): boolean {
  if (ORDERS.has(frame) && TOLD.has(words[0]?.text ?? "")) return true;
  for (let i = 0; i < Math.min(2, words.length); i++) if (TOLD.has(wordIn(words, i).text)) return true;
  return false;
}
