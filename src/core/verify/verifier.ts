/**
 * The verifier: judges by words alone whether the answer stored for one question is right for another.
 *
 * The score does not depend on which embedder found the pair, so a threshold means the same under each of them; the
 * retrieving cosine may only lower it. A contradiction (`vetoes.ts`) decides before any score.
 */
import { dot, type Veto } from "../../model.ts";
import type { Lexicon, Verifier } from "../../ports.ts";
import { Alignment } from "./align.ts";
import { replacedWords } from "./answer-depends.ts";
import { type CalibrationMap, calibrate } from "./calibration/calibration-map.ts";
import { underCeiling } from "./calibration/ceilings.ts";
import { capitalsDiffer } from "./capitals.ts";
import { EVIDENCE, evidenceOf } from "./evidence.ts";
import { evidenceLines } from "./explain.ts";
import { residueKey } from "./gaps.ts";
import type { PairModel } from "./pair-model.ts";
import { comparingPayloads } from "./payload.ts";
import type { Analysis } from "./read/analysis.ts";
import { Reader } from "./read/reader.ts";
import { Score } from "./score.ts";
import { slotOf } from "./slot.ts";
import { doubtOf, firstVeto } from "./vetoes.ts";

/** Probability and score of a vetoed pair, below any threshold. */
const VETOED_MAX = 0.02;
const VETOED_LOG_ODDS = -9;
/**
 * Lowest score of two questions with equal content and equal residue. Of judged pairs of that kind 117 of 118 are right
 * (models/README.md), yet the trees score short ones lower, since few words agree there.
 */
const REWORDED_LOG_ODDS = 1.3;
/** Highest score where a word is read otherwise than it is typed, which may be another word after all. */
const MENDED_LOG_ODDS_MAX = 2.5;
const EQUAL_LOG_ODDS = 9;
const UNREAD_LOG_ODDS = -9;
/**
 * Cosine of all words of two questions under which a pair with words left over is not scored, as most of a large
 * scope's neighbours are not. Of 8,985 such pairs that no veto refused (the six nearest of each of 6,400 questions of eight
 * sets), by which it was chosen, none had a probability of .1, from which on a pair is judged at all; nor had any of 7,084
 * of eight other sets, afterwards.
 */
const FAR_COSINE = 0.6;
/** The trees were not trained on texts of more words, in which one word has little weight but may decide. */
const LONG_WORDS = 40;
const LONG_LOG_ODDS_MAX = 0;
/** Retrieving cosines below this lower the probability: with all embedders tried paraphrases have more. */
const COSINE_DOUBTED = 0.2;

export interface NamedCalibrationMap extends CalibrationMap {
  /** Name of the version, shown by `explain`. */
  readonly version: string;
}

/**
 * Makes a verifier. `room`: size of its caches as a multiple of the gateway's; verdicts do not depend on it. `learned`:
 * the calibration in force, in place of the shipped one.
 */
export function createVerifier(
  lexicon: Lexicon,
  model: PairModel,
  room = 1,
  learned: NamedCalibrationMap | null = null,
): Verifier {
  const reader = new Reader(lexicon, model, room);
  const pair = new Alignment(reader.vocabulary);
  const scorer = scorerOf(pair, model);
  const { figures: features } = scorer;
  const scoreOf = scoringAsRead(scorer, reader);
  const read = readingOf(model, learned, scorer);
  return comparingPayloads({
    version: `${model.version}+${lexicon.version}`,
    compare: (stored, asked, similarity) => {
      if (stored === asked) return { veto: null, probability: 1, score: EQUAL_LOG_ODDS, slot: null };
      const [a, b] = reader.together(stored, asked);
      const slot = slotOf(a, b);
      // Vetoes come before the score, since in a large scope they refuse most neighbours.
      const veto = firstVeto(pair.lay(a, b));
      if (veto !== null) return { veto, probability: VETOED_MAX, score: VETOED_LOG_ODDS, slot };
      const logOdds = scoreOf(a, b);
      return {
        veto,
        probability: read(logOdds) * trust(similarity),
        score: logOdds,
        slot,
        ...(scorer.doubt === null ? {} : { doubt: scorer.doubt }),
        ...(scorer.isScored && pair.leftA.count > 0 && pair.leftB.count > 0
          ? { replaced: replacedWords(pair) }
          : {}),
      };
    },
    canonical: (text) => canonicalForm(reader.asked(text)),
    wording: (text) => {
      const analysis = reader.asked(text);
      const form = canonicalForm(analysis);
      return form === null ? null : `${form}\0${wordsOf(analysis)}`;
    },
    explain: (stored, asked, similarity) => {
      const [a, b] = reader.together(stored, asked);
      const veto = firstVeto(pair.lay(a, b));
      const logOdds = scoreOf(a, b);
      if (veto !== null) scorer.isTaught = false;
      const most = veto === null ? 1 : VETOED_MAX;
      const probability = Math.min(most, read(logOdds) * trust(similarity));
      const doubt = veto === null && scorer.doubt !== null ? { doubt: scorer.doubt } : {};
      const verdict = { veto, ...doubt, probability, score: logOdds, slot: slotOf(a, b) };
      const by = learned && sayingOf(learned, scorer.isTaught);
      return evidenceLines(pair, verdict, similarity, { by, slips: reader.slips(stored, asked) });
    },
    features: (stored, asked) => {
      if (stored === asked) return null;
      const [a, b] = reader.together(stored, asked);
      if (firstVeto(pair.lay(a, b)) !== null) return null;
      scoreOf(a, b);
      return scorer.isTaught ? Array.from(features) : null;
    },
  });
}

/**
 * The probability of the pair scored last, given its score. Ceilings apply to the shipped calibration only: a
 * calibration learned from labels replaces them.
 */
function readingOf(
  model: PairModel,
  learned: NamedCalibrationMap | null,
  scorer: Scorer,
): (logOdds: number) => number {
  const read = calibrate(model.calibration, learned ?? { knots: model.calibration, refit: null });
  const isShipped = learned === null || learned.knots === model.calibration;
  const ceilings = isShipped ? (model.ceilings ?? null) : null;
  const isRefit = learned !== null && learned.refit !== null;
  return (logOdds) => {
    const said = read(logOdds, scorer.isTaught ? scorer.figures : null);
    if (!scorer.isScored || (isRefit && scorer.isTaught)) return said;
    return underCeiling(said, ceilings, scorer.figures, scorer.isCapitalled);
  };
}

interface Scorer {
  /** Features of the pair scored last. */
  readonly figures: Float64Array;
  /** True where the trees made the last score; a score set by a rule is not corrected by a refit. */
  isTaught: boolean;
  /** True where the trees scored the last pair; no rule did, and it is not far. */
  isScored: boolean;
  /** Is the pair scored last one but for form, and do capitals within it differ? */
  isCapitalled: boolean;
  /** The doubt that stands against the pair scored last. */
  doubt: Veto | null;
  /** The score, log odds, of the pair that has been aligned. */
  readonly scoreOf: (a: Analysis, b: Analysis) => number;
}

function scorerOf(pair: Alignment, model: PairModel): Scorer {
  const score = new Score(model);
  const figures = new Float64Array(EVIDENCE.length);
  const scorer: Scorer = {
    figures,
    isTaught: false,
    isScored: false,
    isCapitalled: false,
    doubt: null,
    scoreOf: (a, b) => {
      const ruled = unscored(a, b) ?? farOf(pair, score);
      scorer.isTaught = false;
      scorer.isScored = ruled === null;
      scorer.doubt = null;
      if (ruled !== null) return ruled;
      const free = score.logOddsOf(evidenceOf(pair, figures));
      scorer.doubt = doubtOf(pair, figures, free);
      // A trivial rewording keeps its probability, whatever labels say; the cap on long questions may be lifted by
      // labels.
      scorer.isTaught = !isSameForm(a, b);
      scorer.isCapitalled = !scorer.isTaught && capitalsOf(a) !== capitalsOf(b);
      return scorer.doubt === null
        ? bounded(pair, free)
        : Math.min(bounded(pair, free), score.doubtedOf(figures));
    },
  };
  return scorer;
}

/** The score of the pair that was read last. */
function scoringAsRead(scorer: Scorer, reader: Reader): Scorer["scoreOf"] {
  return (a, b) => {
    const score = scorer.scoreOf(a, b);
    return reader.isMended ? Math.min(score, MENDED_LOG_ODDS_MAX) : score;
  };
}

function sayingOf({ version, refit }: NamedCalibrationMap, isTaught: boolean): string {
  return refit && isTaught ? `${version}, with the evidence` : version;
}

/** Equal for questions that say the same in trivially different forms; null where one says too little. */
function canonicalForm(analysis: Analysis): string | null {
  const { subject, canonical, unread } = analysis;
  return subject.length === 0 ? null : `${canonical}\0${residueKey(analysis)}\0${unread}`;
}

/** The words that are read by their stems, a plural's S aside: words of one stem may mean different things. */
function wordsOf({ subject }: Analysis): string {
  let out = "";
  for (const { stems, form } of subject)
    if (stems !== null) out += ` ${form.fold.length > 3 ? form.fold.replace(/s$/, "") : form.fold}`;
  return out;
}

/** The score of a pair that the trees cannot judge; null where they can. */
function unscored(a: Analysis, b: Analysis): number | null {
  if (a.unread !== b.unread) return UNREAD_LOG_ODDS;
  return a.subject.length === 0 || b.subject.length === 0 ? withoutSubject(a, b) : null;
}

function bounded(pair: Alignment, trained: number): number {
  const { a, b } = pair;
  if (isSameForm(a, b)) return Math.max(trained, REWORDED_LOG_ODDS);
  const isLong = Math.min(a.subject.length, b.subject.length) > LONG_WORDS;
  return isLong ? Math.min(trained, LONG_LOG_ODDS_MAX) : trained;
}

/** Words with capitals, those that open a sentence aside; one that is read in another spelling, by that. */
function capitalsOf({ words }: Analysis): string {
  let out = "";
  for (const { raw, text, opens } of words) {
    if (opens || raw === text) continue;
    const lower = raw.toLowerCase();
    if (raw !== lower) out += lower === text ? ` ${raw}` : ` ^${text}`;
  }
  return out;
}

/** The score of two that are about other things; null where they are not. */
function farOf({ a, b, leftA, leftB }: Alignment, score: Score): number | null {
  if (leftA.count + leftB.count === 0 || a.whole === null || b.whole === null) return null;
  const cosine = dot(a.whole, 0, b.whole);
  return cosine < FAR_COSINE ? score.farOf(cosine) : null;
}

/** Have the questions the same content, and the same function words but for articles? */
function isSameForm(a: Analysis, b: Analysis): boolean {
  return a.residueId === b.residueId && a.canonical === b.canonical;
}

/** The score where a question has no subject ("What is it?", "???"): only equal words are one question. */
function withoutSubject(a: Analysis, b: Analysis): number {
  const same =
    a.words.length === b.words.length && a.words.every((word, i) => word.text === b.words[i]!.text);
  return same && a.words.length > 0 && !capitalsDiffer(a, b) ? REWORDED_LOG_ODDS : UNREAD_LOG_ODDS;
}

/** Factor of the probability by the retrieving cosine: 1 from 0.2 on, falling to 0 at -0.2; 0 for NaN. */
function trust(similarity: number): number {
  const out = (similarity + COSINE_DOUBTED) / (2 * COSINE_DOUBTED);
  return Number.isNaN(out) ? 0 : Math.max(0, Math.min(1, out));
}
