/**
 * Judges whether the answer stored for one question is right for another, by their words alone.
 *
 * The score does not depend on which embedder found the pair, so a threshold means the same under each of them; the
 * retrieving cosine may only lower it. A contradiction (`vetoes.ts`) decides before any score.
 */
import { LRUCache } from "lru-cache";
import type { PairVerdict } from "../../model.ts";
import type { Lexicon, Verifier } from "../../ports.ts";
import { align } from "./align.ts";
import { type Analysis, analyse, together } from "./analysis.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { explainPair } from "./explain.ts";
import type { PairModel } from "./pair-model.ts";
import { bound, logOddsOf, probabilityOf } from "./score.ts";
import { slotOf } from "./slot.ts";
import type { Language } from "./tables.ts";
import { vetoOf } from "./vetoes.ts";

/** Analysed questions kept; a served question is compared with several neighbours, and often asked again. */
const ANALYSES_MAX = 4_000;
/** Characters of question that these may hold in all: a few long ones must not fill the memory. */
const ANALYSES_CHARS_MAX = 2_000_000;
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

export function createVerifier(lexicon: Lexicon, taught: PairModel): Verifier {
  const pairModel = bound(taught);
  const analyses = new LRUCache<string, Analysis>({
    max: ANALYSES_MAX,
    maxSize: ANALYSES_CHARS_MAX,
    maxEntrySize: 100_000,
    sizeCalculation: (_analysis, name) => Math.max(1, name.length),
  });
  const read = (text: string, hint: Language | null): Analysis => {
    const name = `${hint ?? ""}\u0000${text}`;
    const known = analyses.get(name);
    if (known !== undefined) return known;
    const analysis = analyse(text, lexicon, hint);
    analyses.set(name, analysis);
    return analysis;
  };
  return {
    version: `${pairModel.version}+${lexicon.version}`,
    compare: (stored, asked, similarity) => {
      if (stored === asked) return { veto: null, probability: 1, score: EQUAL_LOG_ODDS, slot: null };
      const [a, b] = together(stored, asked, read);
      const alignment = align(a, b, pairModel);
      // A contradiction needs no score: most neighbours of a large scope are told apart here.
      const veto = vetoOf(a, b, alignment, pairModel);
      if (veto !== null) {
        return { veto, probability: VETOED_MAX, score: VETOED_LOG_ODDS, slot: slotOf(a, b, pairModel) };
      }
      return verdictOf(a, b, evidenceOf(a, b, pairModel, alignment), similarity, pairModel);
    },
    explain: (stored, asked, similarity) => {
      const [a, b] = together(stored, asked, read);
      const evidence = evidenceOf(a, b, pairModel, align(a, b, pairModel));
      return explainPair(a, b, evidence, verdictOf(a, b, evidence, similarity, pairModel), similarity);
    },
  };
}

function verdictOf(
  a: Analysis,
  b: Analysis,
  evidence: Evidence,
  similarity: number,
  model: PairModel,
): PairVerdict {
  const veto = vetoOf(a, b, evidence.alignment, model);
  const score = scoreOf(a, b, evidence, model);
  const probability = probabilityOf(model, score) * trust(similarity);
  return {
    veto,
    probability: veto === null ? probability : Math.min(probability, VETOED_MAX),
    score,
    slot: slotOf(a, b, model),
  };
}

function scoreOf(a: Analysis, b: Analysis, evidence: Evidence, model: PairModel): number {
  if (a.unread !== b.unread) return UNREAD_LOG_ODDS;
  if (a.subject.length === 0 || b.subject.length === 0) return withoutSubject(a, b);
  const taught = logOddsOf(model, evidence.figures);
  if (a.canonical === b.canonical) return Math.max(taught, REWORDED_LOG_ODDS);
  if (isTurnedRound(a, b)) return Math.min(taught, TURNED_LOG_ODDS_MAX);
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
  const [one, two] = [a, b].map((side) => side.subject.map((word) => word.stem));
  const inOrder = one!.every((stem, i) => stem === two![i]);
  return !inOrder && [...one!].sort().join(" ") === [...two!].sort().join(" ");
}
const TURNED_WORDS_MAX = 4;
const SENTENCE_GRAMMAR = 0.2;
/** Below any sensible threshold, and still near enough to be reported. */
const TURNED_LOG_ODDS_MAX = 0.5;

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
