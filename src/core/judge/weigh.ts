/** Weighs what two answers, laid side by side, say alone and say against each other. */

import type { Language } from "../verify/tables.ts";
import type { Vocabulary } from "../verify/vocabulary.ts";
import { exchangesOf } from "./contradictions.ts";
import { framesOf } from "./frames.ts";
import { FREE, type Match, matchWords } from "./match.ts";
import { rolesOf } from "./order.ts";
import type { WordVerdict } from "./pair.ts";
import type { Rest } from "./prose.ts";
import type { Read, Said } from "./read.ts";
import { ALIKE_MIN, type Finding, likeness } from "./replacement.ts";
import { attributesOf, negationsOf } from "./said-of.ts";
import type { Synonyms } from "./synonyms.ts";
import { verbatimOf } from "./verbatim.ts";

export interface Laid {
  readonly a: Read;
  readonly b: Read;
  readonly rest: Rest;
  readonly language: Language;
  readonly vocabulary: Vocabulary;
  readonly synonyms: Synonyms;
}

/** Share of what either answer says that may be left over, and of what only one of them may say more. */
const BOTH_LEFT_MAX = 0.1;
const ONE_LEFT_MAX = 0.22;
/** Under this share of words that met, of at least so many, two answers are about other things. */
const MET_MIN = 0.12;
const TOLD_MIN = 5;
/** Characters a unit of weight: to set equal sentences, which are not read, beside the rest. */
const CHARS_PER_WEIGHT = 12;

export function weigh({ a, b, rest, language, vocabulary, synonyms }: Laid): WordVerdict {
  const match = matchWords(a, b);
  const frames = framesOf(match);
  const findings = [
    ...exchangesOf(match, frames, vocabulary),
    ...negationsOf(match, frames),
    ...attributesOf(match, frames, language),
    ...rolesOf(match, frames),
    ...verbatimOf(match, frames, { language, vocabulary, synonyms }),
  ];
  const left = leftOf(match, vocabulary);
  findings.push(...left.findings);
  const contradiction = findings.find(({ verdict }) => verdict === "different");
  if (contradiction !== undefined) return contradiction;
  const shared = rest.sharedChars / CHARS_PER_WEIGHT;
  const [weightA, weightB] = [shared + weightOf(a.said), shared + weightOf(b.said)];
  const met = metWeight(match);
  if (
    shared === 0 &&
    Math.min(a.said.length, b.said.length) >= TOLD_MIN &&
    met / Math.min(weightA, weightB) < MET_MIN
  )
    return { verdict: "different", kind: "content", why: "the answers have hardly a word in common" };
  const doubt = findings.find(({ verdict }) => verdict === "unsure");
  if (doubt !== undefined) return doubt;
  if (rest.unmoored !== null)
    return { verdict: "unsure", kind: "role", why: "a sentence that both have points to other things" };
  const [restA, restB] = [left.a / Math.max(1, weightA), left.b / Math.max(1, weightB)];
  const [less, more] = restA < restB ? [restA, restB] : [restB, restA];
  const why = `${Math.round(100 * more)} % of what one says is not found in the other`;
  if (less > BOTH_LEFT_MAX || more > ONE_LEFT_MAX) return { verdict: "unsure", kind: "content", why };
  return { verdict: "same", why };
}

function weightOf(said: readonly Said[]): number {
  let out = 0;
  for (const { weight } of said) out += weight;
  return out;
}

function metWeight({ a, toB }: Match): number {
  let out = 0;
  for (let i = 0; i < toB.length; i++) if (toB[i] !== FREE) out += a.said[i]!.weight;
  return out;
}

interface Left {
  /** Weight of what either says alone. */
  readonly a: number;
  readonly b: number;
  readonly findings: readonly Finding[];
}

/** Words left over on either side that are compared by their vectors. */
const COMPARED_MAX = 40;
/** What is said again elsewhere is hardly lost. */
const AGAIN_WEIGHT = 0.2;

function leftOf({ a, b, toB, toA }: Match, vocabulary: Vocabulary): Left {
  const freeOf = (said: readonly Said[], partners: Int32Array): Said[] =>
    said.filter(({ kind }, i) => partners[i] === FREE && kind !== "negation");
  const [one, two] = [freeOf(a.said, toB), freeOf(b.said, toA)];
  const [keysA, keysB] = [keysOf(a.said), keysOf(b.said)];
  const findings: Finding[] = [];
  const [alone, aloneToo] = [
    one.filter((w) => isFact(w) && !keysB.has(w.key)),
    two.filter((w) => isFact(w) && !keysA.has(w.key)),
  ];
  factsOf(alone, aloneToo, findings);
  const denial = [...one, ...two].find(({ kind }) => kind === "denial");
  if (denial !== undefined)
    findings.push({ verdict: "unsure", kind: "negation", why: `only one answer says "${denial.text} …"` });
  return { a: sum(one, two, keysB), b: sum(two, one, keysA), findings };

  function sum(of: readonly Said[], others: readonly Said[], keys: ReadonlySet<number>): number {
    let out = 0;
    for (const word of of) {
      const again = keys.has(word.key);
      out += word.weight * (again ? AGAIN_WEIGHT : 1 - nearest(word, others));
    }
    return out;
  }

  function nearest(word: Said, others: readonly Said[]): number {
    if (isFact(word) || others.length > COMPARED_MAX) return 0;
    let best = 0;
    for (const other of others) if (!isFact(other)) best = Math.max(best, likeness(word, other, vocabulary));
    return best >= ALIKE_MIN ? ALIKE_CREDIT : 0;
  }
}
const ALIKE_CREDIT = 0.5;

function keysOf(said: readonly Said[]): ReadonlySet<number> {
  return new Set(said.map(({ key }) => key));
}

/** A number, or a name that no dictionary has. */
function isFact({ kind, form }: Said): boolean {
  return kind === "number" || (kind === "name" && form.weight > 0.97);
}

function factsOf(a: readonly Said[], b: readonly Said[], out: Finding[]): void {
  for (const kind of ["number", "name"] as const) {
    const [one, two] = [a, b].map((side) => side.filter((word) => word.kind === kind));
    if (one!.length === 0 && two!.length === 0) continue;
    const both = one!.length > 0 && two!.length > 0;
    const [x, y] = [one![0]?.text ?? "nothing", two![0]?.text ?? "nothing"];
    out.push({
      verdict: both && kind === "number" ? "different" : "unsure",
      kind,
      why: `one has ${x}, the other ${y}`,
    });
  }
}
