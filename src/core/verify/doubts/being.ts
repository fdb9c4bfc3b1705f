/** What somebody is, how he is now (Portuguese "ser" and "estar": "o filho é doente", "está doente"), and what he has. */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { IRREGULAR } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

const SER = wordSet("é são ser era eram foram sou somos seja sejam for fosse");
const ESTAR = wordSet("está estão estar estava estavam estou estamos esteja estejam estiver estivesse");
export const BEING: ReadonlySet<string> = new Set([...SER, ...ESTAR]);
/** What is both and tells nothing of its own: "é certo", "está certo"; a participle is an act's end either way. */
const EITHER = wordSet(
  `certo certa certos certas correto correta errado errada errados erradas disponível disponíveis aberto aberta abertos
  abertas em no na nos nas sob de do da dentro incluso inclusa livre isento isenta válido válida próximo perto`,
);
/** Questions for a place, a price or a time have either verb: "onde é", "quanto está". */
const EITHER_FRAMES: ReadonlySet<QuestionFrame> = new Set(["where", "when", "how-many"] as const);
/** "Qual é a previsão" asks for the thing itself. */
const NAMING_FRAMES: ReadonlySet<QuestionFrame> = new Set(["what", "which", "who"] as const);
const [NONE, IS, IS_NOW] = [0, 1, 2] as const;

/** Is one asked by "ser" and the other by "estar"? */
export function statesDiffer({ a, b }: Alignment): boolean {
  if (a.language === "en" || b.language === "en") return false;
  const x = stateOf(a);
  const y = x === NONE ? NONE : stateOf(b);
  return y !== NONE && x !== y;
}

/** By which of the verbs alone; 0 where it says neither, or both. An opening's verb says how it is asked: "qual é". */
function stateOf({ words, openingWords, frame }: Analysis): number {
  if (EITHER_FRAMES.has(frame)) return NONE;
  let out: number = NONE;
  for (let i = frame === "yes-no" ? 0 : openingWords; i < words.length; i++) {
    if (i === openingWords && NAMING_FRAMES.has(frame)) continue;
    const { text } = wordIn(words, i);
    const its = SER.has(text) ? IS : ESTAR.has(text) ? IS_NOW : NONE;
    if (its === NONE) continue;
    const next = words[i + 1]?.text ?? "";
    if ((out !== NONE && out !== its) || EITHER.has(next) || PARTICIPLE.test(next)) return NONE;
    out = its;
  }
  return out;
}
const PARTICIPLE = /(?:[ai]d[oa]s?|ndo)$/;

const BE = wordSet("is are was were be been am é são foi foram era eram ser");
const HAVE = wordSet("have has had having tem têm tenho teve tiveram tinha tinham ter");
const LED_BY = wordSet("a an the o os as um uma uns umas");

/** Is one what the other has: "used to be colonies", "used to have colonies"? */
export function holdingsDiffer({ a, b, partners, leftA, leftB }: Alignment): boolean {
  // "Tiveram" itself is left over.
  if (leftA.count + leftB.count > 1 || a.frame !== b.frame || isThere(a) || isThere(b)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    const { part, text } = wordIn(a.subject, i);
    if (j < 0 || part !== "content" || isNoNoun(text)) continue;
    const x = verbBefore(a, a.places[i] ?? 0);
    const y = x === "" ? "" : verbBefore(b, b.places[j] ?? 0);
    if ((BE.has(x) && HAVE.has(y)) || (HAVE.has(x) && BE.has(y))) return true;
  }
  return false;
}

/** "Should there be a right", "do we have the right". */
function isThere({ words }: Analysis): boolean {
  return words.some(({ text }) => text === "there");
}
function isNoNoun(text: string): boolean {
  return VERBAL.test(text) || IRREGULAR.has(text) || text === "yet" || text === "already";
}
const VERBAL = /(?:ed|ing|ndo|[ai]d[oa]s?)$/;

/** The word before a noun, its article aside. */
function verbBefore({ words, openingWords }: Analysis, at: number): string {
  const before = LED_BY.has(words[at - 1]?.text ?? "") ? at - 2 : at - 1;
  return before < openingWords ? "" : (words[before]?.text ?? "");
}
