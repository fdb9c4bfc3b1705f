/**
 * Steps in another order: "run the migrations, then restart" beside "restart, then run the migrations", of which each word
 * has its counterpart. Only a doubt, and only of steps that both answers tell in one go, one of them with an order, by a
 * word or by numbers: facts may be told in any.
 */
import { wordSet } from "../../word-set.ts";
import { areOneWord } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Finding } from "./replacement.ts";
import { STEP_VERBS } from "./step-verbs.ts";

/** An answer as it was written, and its sentences. */
export interface Told {
  readonly text: string;
  readonly sentences: readonly string[];
}

/** Most sentences, numbered lines and steps of an answer that are looked at; of more, the first. */
const SENTENCES_MAX = 200;
const STEPS_MAX = 60;
/** Weight from which a word helps to recognise a step, and what those of one weigh at least. */
const WEIGHT_MIN = 0.15;
const STEP_MIN = 0.6;
/** Share of the words of a step, of either answer, by which it is found again. */
const SHARE_MIN = 0.6;

const OPENS_LATER =
  "then|next|afterwards?|after (?:that|this|which)|finally|lastly|subsequently|only then|then only|ent[ãa]o|depois(?! d)|em seguida|a seguir|por fim|por último|finalmente|posteriormente|só então|só depois(?! d)";
/** What a step begins with that comes after the one told before. */
const LATER_STEP = new RegExp(`^(?:(?:and|e|but|mas)\\s+)?(?:${OPENS_LATER})(?![\\p{L}\\p{N}])`, "iu");
/** What tells in a step of its own that another follows, or has been before. */
const FIRST_STEP =
  /^(?:first(?:ly)?|primeiro|once|assim que|as soon as)(?![\p{L}\p{N}])|\s(?:first|primeiro|afterwards|depois)[\s.!]*$/iu;
/** Where one step may end and the next begin; what opens a clause stays with it. */
const BORDER =
  /[,;:—–()]+\s*|\s+(?=(?:and|then|only then|before|after|once|until|e|então|depois|só então|só depois|antes|após|até)\s)/iu;
/** A clause that tells what is done before its sentence's main clause, and one that tells what is done behind it. */
const DONE_BEFORE =
  /^(?:and |e )?(?:(?:only )?(?:once|when|as soon as)|after(?! (?:that|this|which))|(?:só )?(?:quando|assim que)|depois (?:que|de|d[oa]s?)|após)(?![\p{L}\p{N}])/iu;
const DONE_BEHIND = /^(?:and |e )?(?:before|antes)(?![\p{L}\p{N}])/iu;
const OPENERS = new RegExp(`^(?:(?:and|e|first|primeiro|${OPENS_LATER})(?:[\\s,]+|$))+`, "iu");
/** What parts of a list begin with, and steps do not. */
const LISTED = wordSet(
  "a an the one two three your my our some any each um uma o a os as seu sua seus suas meu minha",
);

/** `read` reads texts, each as a sentence of its own. */
export function stepsPart(a: Told, b: Told, read: (texts: readonly string[]) => ReadAnswer): Finding | null {
  const [one, two] = [toldSteps(a), toldSteps(b)];
  if (![...one, ...two].some(({ ordered }) => ordered)) return null;
  return turned(readSteps(one, read), readSteps(two, read));
}

interface Step {
  readonly text: string;
  /** Number of the steps that are told in one go. */
  readonly chain: number;
  /** Do they say in which order? */
  readonly ordered: boolean;
}

interface ReadStep extends Step {
  readonly words: readonly SaidWord[];
}

function turned(one: readonly ReadStep[], two: readonly ReadStep[]): Finding | null {
  const found = one.map((step) => stepLike(step, two));
  for (const [i, x] of one.entries())
    for (let j = i + 1; j < one.length; j++) {
      const y = nth(one, j);
      if (y.chain !== x.chain) break;
      const [u, v] = [found[i] ?? -1, found[j] ?? -1];
      if (v < 0 || u <= v || nth(two, u).chain !== nth(two, v).chain) continue;
      if (!x.ordered && !nth(two, u).ordered) continue;
      const why = `"${x.text}" comes before "${y.text}" in one answer alone`;
      return { verdict: "unsure", kind: "role", why };
    }
  return null;
}

/** Index of the step that tells the same; -1: none does, or several do. */
function stepLike({ words }: ReadStep, among: readonly ReadStep[]): number {
  let [best, most] = [-1, 0];
  for (const [at, other] of among.entries()) {
    const shared = words.filter((word) => other.words.some((its) => areOneWord(word, its))).length;
    const share = Math.min(shared / words.length, shared / other.words.length);
    if (share < SHARE_MIN || share < most) continue;
    best = share > most ? at : -1;
    most = share;
  }
  return best;
}

/** The steps that can be recognised by their words. */
function readSteps(steps: readonly Step[], read: (texts: readonly string[]) => ReadAnswer): ReadStep[] {
  const { said, sentences } = read(steps.map(({ text }) => text));
  return steps
    .map((step, i) => {
      const { from, to } = nth(sentences, i);
      return { ...step, words: said.slice(from, to).filter(isTelling) };
    })
    .filter(({ words }) => words.reduce((sum, { weight }) => sum + weight, 0) >= STEP_MIN);
}

function isTelling({ kind, weight }: SaidWord): boolean {
  return weight >= WEIGHT_MIN && kind !== "negation";
}

/** An answer's steps in the order in which they are to be done. */
function toldSteps({ text, sentences }: Told): readonly Step[] {
  const lines = numberedLines(text);
  let at = 0;
  let chain = 0;
  let wasOrder = false;
  const chained = sentences.slice(0, SENTENCES_MAX).map((sentence) => {
    const line = lines.findIndex((each, i) => i >= at && each.text.includes(sentence));
    if (line >= 0) at = line;
    const clauses = inOrder(sentence.split(BORDER).filter((clause) => /\p{L}/u.test(clause)));
    // "If that fails, then …" tells no order.
    const isCase = /^(?:if|se)(?![\p{L}\p{N}])/iu.test(sentence);
    // An order of what to do, behind another: "Open the lid. Press start."
    const isOrder = STEP_VERBS.has(firstWordOf(sentence.replace(OPENERS, "")));
    const goesOn = line < 0 && !isCase && (LATER_STEP.test(sentence) || (isOrder && wasOrder));
    if (!goesOn) chain++;
    const isDone =
      isOrder && (wasOrder || clauses.filter((each) => STEP_VERBS.has(firstWordOf(each))).length > 1);
    wasOrder = isOrder;
    const says =
      isDone || (!isCase && clauses.some((clause) => LATER_STEP.test(clause) || FIRST_STEP.test(clause)));
    return { chain: line < 0 ? chain : -1 - nth(lines, line).list, says: says || line >= 0, clauses };
  });
  const ordered = new Set(chained.filter(({ says }) => says).map((each) => each.chain));
  return chained
    .flatMap(({ clauses, chain: of }) =>
      clauses.filter(isStep).map((clause) => ({
        text: clause.replace(OPENERS, "").trim(),
        ...{ chain: of, ordered: ordered.has(of) },
      })),
    )
    .slice(0, STEPS_MAX);
}

/** Not one of several things, but for what stands behind a clause of time: "once it boils, the lid comes off". */
function isStep(clause: string, at: number, clauses: readonly string[]): boolean {
  if (!LISTED.has(firstWordOf(clause.replace(OPENERS, "")))) return true;
  return at > 0 && DONE_BEFORE.test(nth(clauses, at - 1));
}

/** Lines that are numbered from 1 on, two at least, without emphasis; `list`: number of their list, from 0. */
function numberedLines(text: string): readonly { readonly list: number; readonly text: string }[] {
  const out: { list: number; text: string }[] = [];
  let list = -1;
  let last = 0;
  for (const [, number = "", line = ""] of text.matchAll(NUMBERED)) {
    if (Number(number) === 1) list++;
    else if (Number(number) !== last + 1) continue;
    last = Number(number);
    out.push({ list, text: line.replace(/[*_`]+/g, "") });
    if (out.length === SENTENCES_MAX) break;
  }
  return out;
}
const NUMBERED = /(?<=^|\s)(\d{1,2})[.)]\s+([\s\S]*?)(?=\n|\s\d{1,2}[.)]\s|$)/g;

/** Clauses of one sentence, those of time moved to where what they tell is done. */
function inOrder(clauses: readonly string[]): readonly string[] {
  if (clauses.length < 2) return clauses;
  const [first = "", second = ""] = clauses;
  if (DONE_BEHIND.test(first)) return [second, first, ...clauses.slice(2)];
  const last = clauses.at(-1) ?? "";
  return DONE_BEFORE.test(last) ? [...clauses.slice(0, -2), last, clauses.at(-2) ?? ""] : clauses;
}

function firstWordOf(text: string): string {
  return /^[\p{L}'’]+/u.exec(text)?.[0].toLowerCase() ?? "";
}
