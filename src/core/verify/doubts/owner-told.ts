/**
 * Of what a thing is, or for whom it is done, where one question alone says it: "the rules", "the rules of chess"; "open an
 * account", "open an account for my son".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { PREPOSITIONS } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";

const OF: ReadonlySet<string> = new Set(["of", "de", "do", "da", "dos", "das"]);

/** Does only one say of what the thing is, and all else is equal? */
export function isOwnerToldAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1 || (a.frame === "none" && b.frame === "none")) return false;
  return leftA.count === 1 ? isOfThing(a, leftA) : isOfThing(b, leftB);
}

function isOfThing({ words, places }: Analysis, left: Left): boolean {
  const place = places[left.places[0] ?? 0] ?? 0;
  const { part, text } = wordIn(words, place);
  if ((part !== "content" && part !== "unit") || NO_OWNER.test(text) || words[place + 1]?.part === "content")
    return false;
  if (part === "content" && isForOne(words, place)) return true;
  // "A senha do meu marido"; a thing of one's own is most often meant anyway.
  const own = SOMEBODY.has(text) && OWN.has(words[place - 1]?.text ?? "");
  const of = own || ARTICLES.has(words[place - 1]?.text ?? "") ? place - 2 : place - 1;
  const whole = words[of - 1];
  return OF.has(words[of]?.text ?? "") && whole?.part === "content" && !PREPOSITIONS.has(whole.text);
}

/** "For my business", "for a woman", "para o bebê"; "for a date", "for beginners" most often say no more than is meant anyway. */
function isForOne(words: readonly Word[], place: number): boolean {
  let at = place - 1;
  let isOne = SOMEBODY.has(wordIn(words, place).text);
  while (at > 0 && (OWN.has(words[at]?.text ?? "") || LEADING.has(words[at]?.text ?? ""))) {
    isOne ||= OWN.has(words[at]?.text ?? "");
    at--;
  }
  return isOne && at > 0 && at < place - 1 && FOR.has(words[at]?.text ?? "");
}
const FOR: ReadonlySet<string> = new Set(["for", "para"]);
const OWN = wordSet("my our your his her their meu minha meus minhas nosso nossa seu sua");
const LEADING = wordSet("a an the o os as um uma");
const SOMEBODY = wordSet(
  `man woman child kid baby toddler teenager boy girl son daughter mother father parent wife husband partner friend boss employee
  customer client guest student tenant patient homem mulher criança bebê bebé menino menina filho filha mãe pai marido esposa
  amigo amiga chefe funcionário cliente hóspede aluno inquilino paciente idoso avó avô`,
);
const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the", "um", "uma"]);
/** "The fear of flying" and "the finger of a person" say no more than "fear" and "finger". */
const NO_OWNER = /ing$|^(?:person|people|pessoas?|gente)$/;
