/** Portuguese "ser" and "estar": what somebody is, and how he is now ("o filho é doente", "o filho está doente"). */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import type { QuestionFrame } from "./frame.ts";
import { wordIn } from "./word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const SER = set("é são ser era eram foram sou somos seja sejam for fosse");
const ESTAR = set("está estão estar estava estavam estou estamos esteja estejam estiver estivesse");
export const BEING: ReadonlySet<string> = new Set([...SER, ...ESTAR]);
/** What is both and tells nothing of its own: "é certo", "está certo"; a participle is an act's end either way. */
const EITHER = set(
  `certo certa certos certas correto correta errado errada errados erradas disponível disponíveis aberto aberta abertos
  abertas em no na nos nas sob de do da dentro incluso inclusa livre isento isenta válido válida próximo perto`,
);
/** Questions for a place, a price or a time have either verb: "onde é", "quanto está". */
const EITHER_FRAMES: ReadonlySet<QuestionFrame> = new Set(["where", "when", "how-many"] as const);
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
