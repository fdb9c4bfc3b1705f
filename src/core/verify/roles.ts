/**
 * Do two questions say that the same does the same to the same? A pair in which the same words stand in other roles asks
 * something else. Which shifts of order are harmless ("the API's rate limit", "flights to Rome from Oslo") is told here.
 */
import { type Alignment, isListed } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import {
  areOpposedAlone,
  DO,
  MEANS,
  PARTICLES,
  PREPOSITION,
  PREPOSITIONS,
  SPEAKING,
} from "./syntax-tables.ts";
import { type Word, wordIn } from "./word.ts";

/** Longer texts are not compared for their order: time stays bounded. */
const ORDERED_WORDS_MAX = 60;

/** "To Madrid" and "from Madrid", "before meals" and "after meals". */
export function prepositionsDiffer({ a, b, partners }: Alignment): boolean {
  const [one, two] = [a.syntax.governs, b.syntax.governs];
  // "How far is Rome from Paris", "… from Rome to Paris"
  const eitherWay = a.syntax.symmetric && b.syntax.symmetric;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const [x, y] = [one[i]!, two[j]!];
    if (
      eitherWay &&
      (x === PREPOSITION.TO || x === PREPOSITION.FROM) &&
      (y === PREPOSITION.TO || y === PREPOSITION.FROM)
    )
      continue;
    if (arePrepositionsOpposed(x, y)) return true;
  }
  return false;
}

/** How many of the words that met stand under another preposition. */
export function governorGap({ a, b, partners }: Alignment): number {
  let out = 0;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const [x, y] = [a.syntax.governs[i]!, b.syntax.governs[j]!];
    if (x !== y && x !== 0 && y !== 0) out++;
  }
  return out;
}

function arePrepositionsOpposed(x: number, y: number): boolean {
  if (x === y || x === 0 || y === 0) return false;
  const [low, high] = x < y ? [x, y] : [y, x];
  // "De" is "of" and "from"; beside "in", "for" and "with" it says no direction.
  if (low === PREPOSITION.TO && high === PREPOSITION.FROM) return true;
  if (high === PREPOSITION.FROM || low === PREPOSITION.FROM)
    return (
      high === PREPOSITION.UNTIL ||
      high === PREPOSITION.SINCE ||
      high === PREPOSITION.BEFORE ||
      high === PREPOSITION.AFTER
    );
  if (high >= PREPOSITION.BEFORE && high <= PREPOSITION.DURING) return true;
  if (high === PREPOSITION.UNTIL || high === PREPOSITION.SINCE || high === PREPOSITION.AGAINST) return true;
  return high === PREPOSITION.NEAR;
}

/** The same words all through, and one of them under another preposition: "compro do avô", "compro para o avô". */
export function prepositionsDifferAlone({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.subject.length !== b.subject.length) return false;
  const language = a.language ?? b.language ?? "en";
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    const [x, y] = [a.syntax.governs[i]!, b.syntax.governs[j] ?? 0];
    if (x === y || x === 0 || y === 0 || !areOpposedAlone(language, x, y)) continue;
    if (MEANS.has(wordIn(a.subject, i).text) || (i > 0 && SPEAKING.has(wordIn(a.subject, i - 1).text)))
      continue;
    return true;
  }
  return false;
}

/** The same words, and another who does it to another: by order, or by the passive. */
export function rolesDiffer(pair: Alignment): boolean {
  const { a, b } = pair;
  if (a.subject.length > ORDERED_WORDS_MAX || b.subject.length > ORDERED_WORDS_MAX) return false;
  if (isAskedOfOther(a, b)) return true;
  const turned = voiceTurned(pair);
  if (turned === ANOTHER) return true;
  return turned === NONE && isReordered(pair);
}

/** "Quién llamó a Marta", "a quién llamó Marta": with its preposition, who is asked for is not who does it. */
function isAskedOfOther(a: Analysis, b: Analysis): boolean {
  const [x, y] = [leadOf(a), leadOf(b)];
  if (x === null || y === null || x === y) return false;
  return !isDoerAsked(x, a, b) && !isDoerAsked(y, b, a);
}

/** "By whom was it painted" and "who painted it". */
function isDoerAsked(lead: string, by: Analysis, active: Analysis): boolean {
  if (PREPOSITIONS.get(lead) !== PREPOSITION.BY || leadOf(active) !== "") return false;
  return by.syntax.passive.some((is) => is > 0) && !active.syntax.passive.some((is) => is > 0);
}

function leadOf({ words }: Analysis): string | null {
  const [first, second] = [words[0]?.text ?? "", words[1]?.text ?? ""];
  if (WHO.has(first)) return "";
  return WHO.has(second) ? first : null;
}
const WHO: ReadonlySet<string> = new Set("who whom quem quién quien qui chi wer".split(" "));

const [NONE, SAME, ANOTHER] = [0, 1, 2] as const;

/** Of a verb that is passive in one and active in the other: whether who does it stays the same. */
function voiceTurned({ a, b, partners }: Alignment): typeof NONE | typeof SAME | typeof ANOTHER {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const [x, y] = [a.syntax.passive[i]!, b.syntax.passive[j]!];
    if ((x === 0) === (y === 0)) continue;
    return rolesAround(a, b, partners, i, j);
  }
  return NONE;
}

function rolesAround(
  a: Analysis,
  b: Analysis,
  partners: Int16Array,
  i: number,
  j: number,
): typeof SAME | typeof ANOTHER {
  let compared = 0;
  for (let k = 0; k < a.subject.length; k++) {
    const l = partners[k] ?? -1;
    if (k === i || l < 0 || l === j) continue;
    const [x, y] = [roleOf(a, k, i), roleOf(b, l, j)];
    if (x === 0 || y === 0) continue;
    if (x !== y) return ANOTHER;
    compared++;
  }
  return compared > 0 ? SAME : ANOTHER;
}

/** 1: does it; 2: has it done; 0: neither, or not told. */
function roleOf({ syntax, subject, words }: Analysis, noun: number, verb: number): 0 | 1 | 2 {
  const governor = syntax.governs[noun];
  if (wordIn(subject, noun).part === "filler") return 0;
  if (syntax.passive[verb]! > 0) {
    if (noun < verb)
      return governor === 0 || governor === PREPOSITION.FROM || governor === PREPOSITION.OF ? 2 : 0;
    if (governor === PREPOSITION.BY) return 1;
    // "Por quem foi escrito Dom Casmurro"
    const isAsked = PREPOSITIONS.get(wordIn(words, 0).text) === PREPOSITION.BY;
    return isAsked && governor === 0 && noun === verb + 1 ? 2 : 0;
  }
  if (governor !== 0 && governor !== PREPOSITION.OF && governor !== PREPOSITION.FROM) return 0;
  if (noun < verb) return syntax.fronted[noun] === 1 ? 2 : 1;
  return 2;
}

/** Two words that met have changed places, and nothing says that their order does not matter. */
function isReordered(pair: Alignment): boolean {
  const { a, b, partners } = pair;
  const isShort = Math.max(a.subject.length, b.subject.length) <= SHORT_WORDS;
  if (isShort && (a.syntax.symmetric || b.syntax.symmetric)) return false;
  if (isTerse(a) || isTerse(b) || isInOrder(partners, a.subject.length)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const k = partners[i] ?? -1;
    if (k < 0 || isAside(wordIn(a.subject, i))) continue;
    for (let j = i + 1; j < a.subject.length; j++) {
      const l = partners[j] ?? -1;
      if (l < 0 || l > k || isAside(wordIn(a.subject, j))) continue;
      if (!isHarmless(pair, i, j)) return true;
    }
  }
  return false;
}

function isInOrder(partners: Int16Array, count: number): boolean {
  let last = -1;
  for (let i = 0; i < count; i++) {
    const partner = partners[i] ?? -1;
    if (partner < 0) continue;
    if (partner < last) return false;
    last = partner;
  }
  return true;
}

/** A keyword query has no order to speak of. In a language without tables every question would look like one. */
function isTerse({ grammar, frame, subject }: Analysis): boolean {
  const isShortOfGrammar =
    grammar < TERSE_GRAMMAR ||
    (frame === "none" && grammar < TERSE_GRAMMAR_UNASKED && subject.length <= SHORT_WORDS);
  return isShortOfGrammar && isOfKnownWords(subject);
}

/** Are at least half of the words ones that English or Portuguese lists, numbers and names of code aside? */
function isOfKnownWords(subject: readonly Word[]): boolean {
  let words = 0;
  let known = 0;
  for (let i = 0; i < subject.length; i++) {
    const { kind, form } = wordIn(subject, i);
    if (kind !== "word") continue;
    words++;
    if (form.weight < 1) known++;
  }
  return known * 2 >= words;
}
/** A keyword query, or a question about two things, is not longer. */
const SHORT_WORDS = 7;
const TERSE_GRAMMAR = 0.15;
const TERSE_GRAMMAR_UNASKED = 0.3;

/** Particles, adverbs and fillers stand where they like. */
function isAside({ part, form: { text } }: Word): boolean {
  if (part === "filler" || part === "date") return true;
  return (
    part === "content" &&
    (PARTICLES.has(text) || text.endsWith("mente") || (text.endsWith("ly") && text.length > 5))
  );
}

function isHarmless({ a, b, partners }: Alignment, i: number, j: number): boolean {
  const [k, l] = [partners[j] ?? -1, partners[i] ?? -1];
  if (j === i + 1 && l === k + 1 && (isListed(a, i, j) || isListed(b, k, l))) return true;
  const [one, two] = [a.syntax.governs, b.syntax.governs];
  // Each under its own preposition: "from A to B", "to B from A".
  if (
    one[i] !== one[j] &&
    one[i] === two[l] &&
    one[j] === two[k] &&
    (one[i] !== 0 || one[j]! > PREPOSITION.OF)
  )
    return true;
  if (isDoer(a, i, b, l) || isDoer(b, k, a, j)) return true;
  if (isNounWithAdjective(a, i, j) && isNounWithAdjective(b, k, l)) return true;
  const toB: Partners = (place) => partners[place] ?? -1;
  const toA: Partners = (place) => partners.subarray(0, a.subject.length).indexOf(place);
  const inA: Places = { of: a, first: i, second: j };
  const inB: Places = { of: b, first: k, second: l };
  return isGenitive(inA, inB, toB) || isGenitive(inB, inA, toA) || isOneClauseMoved(a, b);
}

/** "A man reads a letter", "a letter is read by a man": the first of the active is who does it in the passive. */
function isDoer(active: Analysis, doer: number, passive: Analysis, named: number): boolean {
  if (passive.syntax.governs[named] !== PREPOSITION.BY || active.syntax.governs[doer] !== 0) return false;
  return passive.syntax.passive.some((is) => is > 0) && !active.syntax.passive.some((is) => is > 0);
}

/** "Jovem menina", "menina jovem": Portuguese puts most adjectives on either side. */
function isNounWithAdjective({ language, subject, places }: Analysis, i: number, j: number): boolean {
  return (
    language === "pt" &&
    places[j]! === places[i]! + 1 &&
    !wordIn(subject, i).named &&
    !wordIn(subject, j).named
  );
}

/** Two words of a question, by their places in its subject. */
interface Places {
  readonly of: Analysis;
  readonly first: number;
  readonly second: number;
}

/** "The rate limit of the API" and "the API rate limit"; "a technician at Spotify", "a Spotify technician". */
function isGenitive(long: Places, short: Places, partners: Partners): boolean {
  const { words, places } = long.of;
  let parted = false;
  for (let at = places[long.first]! + 1; at < places[long.second]!; at++) {
    const { text, part } = wordIn(words, at);
    const preposition = PREPOSITIONS.get(text) ?? 0;
    if (preposition === PREPOSITION.TO) return false;
    if (preposition !== 0) parted = true;
    else if (part === "helper" || part === "asker") return false;
  }
  if (!parted || !isGoverned(long.of, long.second, short.first, partners)) return false;
  return !isSubject(short.of, short.first) && isUnparted(short);
}

function isUnparted({ of: { words, places }, first, second }: Places): boolean {
  for (let at = places[first]! + 1; at < places[second]!; at++) {
    const { part } = wordIn(words, at);
    if (part !== "content" && part !== "filler" && part !== "number" && part !== "identifier") return false;
  }
  return true;
}

/** "Which errors does a timeout lead to": behind an auxiliary stands who does it. */
function isSubject({ words, places }: Analysis, k: number): boolean {
  for (let at = places[k]! - 1; at >= 0; at--) {
    const { text, part } = wordIn(words, at);
    if (DO.has(text)) return true;
    if (part !== "empty" && part !== "person") return false;
  }
  return false;
}

type Partners = (place: number) => number;

/** Behind its preposition with nothing between but articles, and words that stand before it in the other question too. */
function isGoverned({ words, places }: Analysis, j: number, k: number, partners: Partners): boolean {
  let [mine, its] = [j, k];
  for (let at = places[j]! - 1; at >= 0; at--) {
    const { text, part } = wordIn(words, at);
    if (PREPOSITIONS.has(text)) return true;
    if (part === "empty" || part === "person") continue;
    mine--;
    its--;
    if (mine < 0 || places[mine] !== at || partners(mine) !== its) return false;
  }
  return false;
}

/** "When my card expires, what happens?": clauses that join words part may change places. */
function isOneClauseMoved(a: Analysis, b: Analysis): boolean {
  return opensJoined(a) !== opensJoined(b) || hasSentences(a) !== hasSentences(b);
}

/** "What is a satire? What are some examples?" */
function hasSentences({ words }: Analysis): boolean {
  for (let i = 1; i < words.length; i++) if (wordIn(words, i).opens) return true;
  return false;
}

function opensJoined({ words }: Analysis): boolean {
  return words.length > 0 && JOINING.has(wordIn(words, 0).text);
}
const JOINING: ReadonlySet<string> = new Set("if when while because se quando enquanto porque".split(" "));
