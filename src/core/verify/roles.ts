/**
 * Compares the roles of matched words (who does what to whom, and by which preposition). Two questions with the same
 * words in other roles ask different things. Also tells which changes of order are harmless: "the API's rate limit",
 * "flights to Rome from Oslo".
 */
import { wordSet } from "../word-set.ts";
import { type Alignment, isListed } from "./align.ts";
import { isPredicateMoved } from "./predicate-moved.ts";
import type { Analysis } from "./read/analysis.ts";
import type { QuestionFrame } from "./read/frame.ts";
import { DO, PARTICLES, PREPOSITION, PREPOSITIONS } from "./read/syntax-tables.ts";
import { agentOf } from "./read/voice.ts";
import { type Word, wordIn } from "./read/word.ts";

/** The order of longer subjects is not compared, which bounds the time. */
const ORDERED_WORDS_MAX = 60;

/** Has a matched word prepositions of different meaning, as in "to Madrid" and "from Madrid"? */
export function prepositionsDiffer({ a, b, partners }: Alignment): boolean {
  const one = a.syntax.governs;
  const two = b.syntax.governs;
  // Distances have no direction: "how far is Rome from Paris", "how far is it from Rome to Paris".
  const eitherWay = a.syntax.symmetric && b.syntax.symmetric;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = one[i]!;
    const y = two[j]!;
    if (eitherWay && isToAndFrom(x, y)) continue;
    // "De noite", "à noite":
    if (isToAndFrom(x, y) && PARTS_OF_DAY.has(wordIn(a.subject, i).text)) continue;
    if (arePrepositionsOpposed(x, y)) return true;
  }
  return false;
}

function isToAndFrom(x: number, y: number): boolean {
  return Math.min(x, y) === PREPOSITION.TO && Math.max(x, y) === PREPOSITION.FROM;
}

const PARTS_OF_DAY: ReadonlySet<string> = new Set(["noite", "tarde", "manhã", "madrugada"]);

/** Number of matched words with different prepositions. */
export function governorGap({ a, b, partners }: Alignment): number {
  let out = 0;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = a.syntax.governs[i]!;
    const y = b.syntax.governs[j]!;
    if (x !== y && x !== 0 && y !== 0) out++;
  }
  return out;
}

function arePrepositionsOpposed(x: number, y: number): boolean {
  if (x === y || x === 0 || y === 0) return false;
  const [low, high] = x < y ? [x, y] : [y, x];
  // Portuguese "de" is "of" and "from"; against "in", "for" and "with" it need not mean a direction.
  if (low === PREPOSITION.TO && high === PREPOSITION.FROM) return true;
  if (high === PREPOSITION.FROM || low === PREPOSITION.FROM)
    return (
      high === PREPOSITION.UNTIL ||
      high === PREPOSITION.SINCE ||
      high === PREPOSITION.BEFORE ||
      high === PREPOSITION.AFTER
    );
  if (high >= PREPOSITION.BEFORE && high <= PREPOSITION.DURING) return true;
  // "Sob" and "sobre", which is "over" as well as "about".
  if (low === PREPOSITION.UNDER && high === PREPOSITION.ABOUT) return true;
  if (high === PREPOSITION.UNTIL || high === PREPOSITION.SINCE || high === PREPOSITION.AGAINST) return true;
  return high === PREPOSITION.NEAR;
}

/** Have the same words other roles, by their order or by the passive? */
export function rolesDiffer(pair: Alignment): boolean {
  const { a, b } = pair;
  if (a.subject.length > ORDERED_WORDS_MAX || b.subject.length > ORDERED_WORDS_MAX) return false;
  if (isAskedOfOther(a, b)) return true;
  const agent = agentOf(pair);
  return agent === "another" || (agent === "unasked" && isReordered(pair));
}

/** Do two questions ask for different roles: "quem chamou Marta", "a quem Marta chamou"? The preposition tells. */
function isAskedOfOther(a: Analysis, b: Analysis): boolean {
  const x = leadOf(a);
  const y = leadOf(b);
  if (x === null || y === null || x === y) return false;
  return !isDoerAsked(x, a, b) && !isDoerAsked(y, b, a);
}

/** Do both ask for the agent, one in the passive: "by whom was it painted", "who painted it"? */
function isDoerAsked(lead: string, by: Analysis, active: Analysis): boolean {
  if (PREPOSITIONS.get(lead) !== PREPOSITION.BY || leadOf(active) !== "") return false;
  return by.syntax.passive.some((is) => is > 0) && !active.syntax.passive.some((is) => is > 0);
}

function leadOf({ words }: Analysis): string | null {
  const first = words[0]?.text ?? "";
  const second = words[1]?.text ?? "";
  if (WHO.has(first)) return "";
  return WHO.has(second) ? first : null;
}
const WHO: ReadonlySet<string> = wordSet("who whom quem quién quien qui chi wer");

/** Have two matched words changed places in a way that no rule below knows as harmless? */
function isReordered(pair: Alignment): boolean {
  const { a, b, partners } = pair;
  const isShort = Math.max(a.subject.length, b.subject.length) <= SHORT_WORDS;
  if (isShort && (a.syntax.symmetric || b.syntax.symmetric)) return false;
  if (isPredicateMoved(pair)) return false;
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

/** Is it a keyword query, in which order means nothing? */
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
/** Most words of the subject of a keyword query, or of a question about two things. */
const SHORT_WORDS = 7;
const TERSE_GRAMMAR = 0.15;
const TERSE_GRAMMAR_UNASKED = 0.3;

/** Is it a filler, a date, a particle or an adverb, whose place means nothing? */
function isAside({ part, form: { text } }: Word): boolean {
  if (part === "filler" || part === "date") return true;
  return (
    part === "content" &&
    (PARTICLES.has(text) || text.endsWith("mente") || (text.endsWith("ly") && text.length > 5))
  );
}

function isHarmless(pair: Alignment, i: number, j: number): boolean {
  const { a, b, partners } = pair;
  const k = partners[j] ?? -1;
  const l = partners[i] ?? -1;
  if (j === i + 1 && l === k + 1 && (isListed(a, i, j) || isListed(b, k, l))) return true;
  const one = a.syntax.governs;
  const two = b.syntax.governs;
  // Each word kept its own preposition: "from A to B", "to B from A".
  if (
    one[i] !== one[j] &&
    one[i] === two[l] &&
    one[j] === two[k] &&
    (one[i] !== 0 || one[j]! > PREPOSITION.OF)
  )
    return true;
  if (isDoer(a, i, b, l) || isDoer(b, k, a, j) || isBuiltOtherwise(pair, i, j)) return true;
  if (isNounWithAdjective(a, i, j) && isNounWithAdjective(b, k, l)) return true;
  const toB: Partners = (place) => partners[place] ?? -1;
  const toA: Partners = (place) => partners.subarray(0, a.subject.length).indexOf(place);
  const inA: Places = { of: a, first: i, second: j };
  const inB: Places = { of: b, first: k, second: l };
  return isGenitive(inA, inB, toB) || isGenitive(inB, inA, toA) || isOneClauseMoved(a, b);
}

/**
 * Does neither word stand where the other stood? Words that exchanged roles take each other's place behind the same
 * prepositions ("miles to inches", "inches to miles"); in another phrase for the same thing they do not ("use my card to
 * pay", "pay with my card"). Who and which may ask for either end of a verb: "who reports to the manager", "who does the
 * manager report to". Long texts have phrases enough that one is built otherwise by chance, and statements tell a scene in
 * which every place counts.
 */
function isBuiltOtherwise({ a, b, partners }: Alignment, i: number, j: number): boolean {
  const k = partners[j] ?? -1;
  const l = partners[i] ?? -1;
  const one = a.syntax.governs;
  const two = b.syntax.governs;
  if (one[i] === two[k] && one[j] === two[l]) return false;
  if (a.frame === "none" && b.frame === "none") return false;
  if (Math.max(a.subject.length, b.subject.length) > SHORT_WORDS) return false;
  const isEnd = EITHER_END.has(a.frame) || EITHER_END.has(b.frame);
  return !isEnd || !(isSubject(a, i) || isSubject(a, j) || isSubject(b, k) || isSubject(b, l));
}
const EITHER_END: ReadonlySet<QuestionFrame> = new Set(["who", "which", "what"] as const);

/** Is the agent of the active question that of the passive one: "a man reads a letter", "a letter is read by a man"? */
function isDoer(active: Analysis, doer: number, passive: Analysis, named: number): boolean {
  if (passive.syntax.governs[named] !== PREPOSITION.BY || active.syntax.governs[doer] !== 0) return false;
  return passive.syntax.passive.some((is) => is > 0) && !active.syntax.passive.some((is) => is > 0);
}

/** Are they a Portuguese noun and its adjective, which may precede or follow it: "jovem menina", "menina jovem"? */
function isNounWithAdjective({ language, subject, places }: Analysis, i: number, j: number): boolean {
  return (
    language === "pt" &&
    places[j]! === places[i]! + 1 &&
    !wordIn(subject, i).named &&
    !wordIn(subject, j).named
  );
}

/** Two words of a question, by their positions in its subject. */
interface Places {
  readonly of: Analysis;
  readonly first: number;
  readonly second: number;
}

/** Is one a compound and the other its form with a preposition: "the API rate limit", "the rate limit of the API"? */
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

/** Does the word follow an auxiliary, and is therefore the agent: "which errors does a timeout lead to"? */
function isSubject({ words, places }: Analysis, k: number): boolean {
  for (let at = places[k]! - 1; at >= 0; at--) {
    const { text, part } = wordIn(words, at);
    if (DO.has(text)) return true;
    if (part !== "empty" && part !== "person") return false;
  }
  return false;
}

type Partners = (place: number) => number;

/**
 * Is there between the word and its preposition nothing but articles, and words that precede it in the other question
 * too?
 */
function isGoverned({ words, places }: Analysis, j: number, k: number, partners: Partners): boolean {
  let mine = j;
  let its = k;
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

/** Has one question a clause in front that the other has behind: "When my card expires, what happens?" */
function isOneClauseMoved(a: Analysis, b: Analysis): boolean {
  return opensJoined(a) !== opensJoined(b) || hasSentences(a) !== hasSentences(b);
}

/** Has the question several sentences? */
function hasSentences({ words }: Analysis): boolean {
  for (let i = 1; i < words.length; i++) if (wordIn(words, i).opens) return true;
  return false;
}

function opensJoined({ words }: Analysis): boolean {
  return words.length > 0 && JOINING.has(wordIn(words, 0).text);
}
const JOINING: ReadonlySet<string> = wordSet("if when while because se quando enquanto porque");
