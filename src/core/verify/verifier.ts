/**
 * Judges whether the answer stored for one question is right for another, by their words alone.
 *
 * The score does not depend on which embedder found the pair, so a threshold means the same under each of them; the
 * retrieving cosine may only lower it. A contradiction (`vetoes.ts`) decides before any score.
 */
import type { Lexicon, Verifier } from "../../ports.ts";
import { Alignment, type Left } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { EVIDENCE, evidenceOf } from "./evidence.ts";
import { explainPair } from "./explain.ts";
import { frameGap } from "./frame.ts";
import type { PairModel } from "./pair-model.ts";
import { comparingPayloads } from "./payload.ts";
import { Reader } from "./reader.ts";
import { type Reading, readingOf } from "./reading.ts";
import { Score } from "./score.ts";
import { slotOf } from "./slot.ts";
import { vetoOf } from "./vetoes.ts";
import { MARK } from "./vocabulary.ts";

/** Probability of a contradicted pair: never served, and low enough that no threshold reaches it. */
const VETOED_MAX = 0.02;
const VETOED_LOG_ODDS = -9;
/** Log odds of the same question in a trivially other form; see `Analysis.canonical`. */
const REWORDED_LOG_ODDS = 6.5;
const EQUAL_LOG_ODDS = 9;
const UNREAD_LOG_ODDS = -9;
/** Texts of more words than this were not taught: one word among many weighs little there, and may mean all. */
const LONG_WORDS = 40;
const LONG_LOG_ODDS_MAX = 0;
/** Retrieving cosines under this are doubted: every embedder seen so far gives paraphrases more. */
const COSINE_DOUBTED = 0.2;

export interface NamedReading extends Reading {
  /** Said by `explain`. */
  readonly version: string;
}

/**
 * `room`: how many times as many questions and words as a gateway's are kept read; what is said does not depend on it.
 * `learned`: how scores are read where that is not as shipped.
 */
export function createVerifier(
  lexicon: Lexicon,
  model: PairModel,
  room = 1,
  learned: NamedReading | null = null,
): Verifier {
  const reader = new Reader(lexicon, model, room);
  const pair = new Alignment(reader.vocabulary);
  const score = new Score(model);
  const figures = new Float64Array(EVIDENCE.length);
  const read = readingOf(model.calibration, learned ?? { knots: model.calibration, refit: null });
  /** Did the trees alone make the last score? Where a rule stands above them no correction touches it. */
  let isTaught = false;
  const scoreOf = (a: Analysis, b: Analysis): number => {
    const ruled = unscored(a, b);
    isTaught = false;
    if (ruled !== null) return ruled;
    const taught = score.logOddsOf(evidenceOf(pair, figures));
    const out = bounded(pair, taught);
    isTaught = out === taught && a.canonical !== b.canonical;
    return out;
  };
  return comparingPayloads({
    version: `${model.version}+${lexicon.version}`,
    compare: (stored, asked, similarity) => {
      if (stored === asked) return { veto: null, probability: 1, score: EQUAL_LOG_ODDS, slot: null };
      const [a, b] = reader.together(stored, asked);
      const veto = vetoOf(pair.lay(a, b));
      const slot = slotOf(a, b);
      // A contradiction needs no score: most neighbours of a large scope are told apart here.
      if (veto !== null) return { veto, probability: VETOED_MAX, score: VETOED_LOG_ODDS, slot };
      const logOdds = scoreOf(a, b);
      return {
        veto,
        probability: read(logOdds, isTaught ? figures : null) * trust(similarity),
        score: logOdds,
        slot,
      };
    },
    canonical: (text) => {
      const [{ subject, canonical, unread }] = reader.together(text, text);
      return subject.length === 0 ? null : `${canonical}\0${unread}`;
    },
    explain: (stored, asked, similarity) => {
      const [a, b] = reader.together(stored, asked);
      const veto = vetoOf(pair.lay(a, b));
      const logOdds = scoreOf(a, b);
      const most = veto === null ? 1 : VETOED_MAX;
      const probability = Math.min(most, read(logOdds, isTaught ? figures : null) * trust(similarity));
      const by =
        learned && (learned.refit && isTaught ? `${learned.version}, with the evidence` : learned.version);
      return explainPair(pair, { veto, probability, score: logOdds, slot: slotOf(a, b) }, similarity, by);
    },
    figures: (stored, asked) => {
      if (stored === asked) return null;
      const [a, b] = reader.together(stored, asked);
      if (vetoOf(pair.lay(a, b)) !== null) return null;
      scoreOf(a, b);
      return isTaught ? Array.from(figures) : null;
    },
  });
}

/** The log odds of a pair that the trees cannot judge; null where they can. */
function unscored(a: Analysis, b: Analysis): number | null {
  if (a.unread !== b.unread) return UNREAD_LOG_ODDS;
  return a.subject.length === 0 || b.subject.length === 0 ? withoutSubject(a, b) : null;
}

function bounded(pair: Alignment, taught: number): number {
  const { a, b } = pair;
  if (a.canonical === b.canonical) return Math.max(taught, REWORDED_LOG_ODDS);
  if (isTurnedRound(a, b) || isAskedOtherwise(pair)) return Math.min(taught, TURNED_LOG_ODDS_MAX);
  const isLong = Math.min(a.subject.length, b.subject.length) > LONG_WORDS;
  return isLong ? Math.min(taught, LONG_LOG_ODDS_MAX) : taught;
}

/**
 * "What do cats eat?", "What eats cats?": the same few words of two sentences in another order. Who does it and to
 * whom it is done may have changed places; a keyword query has no order to speak of.
 */
function isTurnedRound(a: Analysis, b: Analysis): boolean {
  if (a.subject.length !== b.subject.length || a.subject.length < 2 || a.subject.length > TURNED_WORDS_MAX)
    return false;
  if (Math.min(a.grammar, b.grammar) < SENTENCE_GRAMMAR) return false;
  let isInOrder = true;
  for (let i = 0; i < a.subject.length; i++) {
    const { stemId } = a.subject[i]!;
    if (timesSaid(a, stemId) !== timesSaid(b, stemId)) return false;
    if (stemId !== b.subject[i]!.stemId) isInOrder = false;
  }
  return !isInOrder;
}

function timesSaid({ subject }: Analysis, stemId: number): number {
  let out = 0;
  for (let i = 0; i < subject.length; i++) if (subject[i]!.stemId === stemId) out++;
  return out;
}

const TURNED_WORDS_MAX = 4;
const SENTENCE_GRAMMAR = 0.2;
/** Below any sensible threshold, and still near enough to be reported. */
const TURNED_LOG_ODDS_MAX = 0.5;

/**
 * Another kind of question, another modality, or the same words at another time: "who" and "when did they", "can I" and
 * "should I", "is" and "was". Rare among natural pairs that score high, and there one in four is wrong.
 */
function isAskedOtherwise({ a, b, leftA, leftB }: Alignment): boolean {
  if (frameGap(a.frame, b.frame) === 2) return true;
  if (isTold(a, leftA) && isTold(b, leftB)) return true;
  if (a.frame === "yes-no" && b.frame === "yes-no" && a.modal !== b.modal) return true;
  return a.past !== b.past && leftA.count + leftB.count === 0;
}

/** Has it alone a word that says which answer is wanted: a day, a city, the cheapest? */
function isTold({ subject }: Analysis, { places, count }: Left): boolean {
  for (let n = 0; n < count; n++) if ((subject[places[n]!]!.form.marks & MARK.telling) !== 0) return true;
  return false;
}

/** "What is it?", "???": nothing to lay side by side, so only the very same words will do. */
function withoutSubject(a: Analysis, b: Analysis): number {
  const same =
    a.words.length === b.words.length && a.words.every((word, i) => word.text === b.words[i]!.text);
  return same && a.words.length > 0 ? REWORDED_LOG_ODDS : UNREAD_LOG_ODDS;
}

/** 1 for any cosine worth retrieving; falls to 0 at a cosine of -0.2. What is not a number is not trusted. */
function trust(similarity: number): number {
  const out = (similarity + COSINE_DOUBTED) / (2 * COSINE_DOUBTED);
  return Number.isNaN(out) ? 0 : Math.max(0, Math.min(1, out));
}
