/**
 * Compares long prompts by their payload. Long prompts are often one template around a short question, the payload; two
 * of them score alike because of the template. Text that both share, byte for byte and in the same place, is cut, and
 * the rest is judged.
 *
 * All differences are in the rest. A rest may mean little by itself, so it is judged more strictly than a whole
 * question: in a short one, any differing name or number refuses the pair. A text to work on (translate, proofread,
 * review) must be equal, since another text has another translation.
 */
import type { PairVerdict, Veto } from "../../model.ts";
import type { Verifier } from "../../ports.ts";
import { standsAlone } from "./read/stands-alone.ts";
import { ASKERS, EMPTY, HELPERS, ROLES } from "./read/tables.ts";

export interface Blank {
  readonly stored: string;
  readonly asked: string;
}

export interface Payload {
  /**
   * The places where the texts differ, at least one. Compared place by place, so that swapped blanks do not look equal.
   */
  readonly blanks: readonly Blank[];
  /** Number of words cut from each text; `words`: of the longer text. */
  readonly sharedWords: number;
  readonly words: number;
  /** Equal parts are in another order, or the differences on another side of an equal part. */
  readonly isMoved: boolean;
  /** The prompt asks to work on the payload (translate it, review it), not to answer it. */
  readonly isMaterial: boolean;
}

/** Shorter texts are compared whole. */
const WORDS_MIN = 40;
/** Texts of fewer characters have fewer than WORDS_MIN words; saves counting the words of most questions. */
const CHARS_MIN = 120;
/** Longer texts are compared whole: by their first 4,000 characters, and byte for byte beyond. */
const CHARS_MAX = 200_000;
const SHARED_MIN = 0.6;
/** A payload of at most so many words fills a blank and is no question. */
const TINY_WORDS = 3;

/** Wraps a verifier so that it compares long texts of one template by their payload. */
export function comparingPayloads(verifier: Verifier): Verifier {
  return {
    ...verifier,
    compare: (stored, asked, similarity) => {
      const payload = payloadOf(stored, asked);
      return payload === null
        ? verifier.compare(stored, asked, similarity)
        : judged(payload, verifier, similarity).verdict;
    },
    features: (stored, asked) => {
      const payload = payloadOf(stored, asked);
      if (payload === null) return verifier.features?.(stored, asked) ?? null;
      const { why, blank } = judged(payload, verifier, SURE);
      return why === null ? (verifier.features?.(blank.stored, blank.asked) ?? null) : null;
    },
    explain: (stored, asked, similarity) => {
      const payload = payloadOf(stored, asked);
      if (payload === null) return verifier.explain(stored, asked, similarity);
      const { verdict, why, blank } = judged(payload, verifier, similarity);
      const { blanks, sharedWords, words } = payload;
      return [
        ...(why === null ? [] : [why]),
        `compared on what differs: ${sharedWords} of ${words} words are the same text in both`,
        ...(blanks.length === 1 ? [] : [`they differ in ${blanks.length} places; this one decides`]),
        ...verifier.explain(blank.stored, blank.asked, similarity),
        ...(why === null ? [] : [`held at probability ${verdict.probability.toFixed(4)}`]),
      ];
    },
  };
}

/**
 * The payload of two texts. Null where they are short, share less than 60 % of the longer one's words, or one has
 * nothing but shared text. Whole lines and sentences are cut, so that a payload keeps the sentence around it.
 */
export function payloadOf(stored: string, asked: string): Payload | null {
  const [short, long] = stored.length <= asked.length ? [stored, asked] : [asked, stored];
  if (short.length < CHARS_MIN || long.length > CHARS_MAX || stored === asked) return null;
  const words = wordsIn(long);
  const fewer = wordsIn(short);
  if (Math.min(words, fewer) <= WORDS_MIN) return null;
  const a = piecesOf(stored);
  const b = piecesOf(asked);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const found = blanksOf(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  if (found === null) return null;
  const { blanks, isMoved } = found;
  const most = Math.max(words, fewer);
  const sharedWords = wordsIn(stored) - blanks.reduce((sum, blank) => sum + wordsIn(blank.stored), 0);
  if (sharedWords < SHARED_MIN * most) return null;
  const isMaterial = [...a.slice(0, head), ...(tail === 0 ? [] : a.slice(-tail))].some(isWorkOrder);
  return { blanks, sharedWords, words: most, isMoved, isMaterial };
}

/** Splits a text into lines and sentences and the white space between; a label ("Question:") is a piece of its own. */
function piecesOf(text: string): readonly string[] {
  return text.split(/(\n\s*|(?<=[.!?:…]["'”»)\]]?)\s+)/u).filter((piece) => piece !== "");
}

/**
 * The differing places. Rests with equally many pieces are paired piece by piece. Others are split at pieces that occur
 * once in both, if these are in one order and split both rests alike; otherwise all of the rest is one blank. Null
 * where one side is empty.
 */
function blanksOf(
  a: readonly string[],
  b: readonly string[],
): { blanks: readonly Blank[]; isMoved: boolean } | null {
  const onceA = onceIn(a);
  const onceB = onceIn(b);
  const once = new Set([...onceA].filter((piece) => onceB.has(piece)));
  const isSideBySide = a.length === b.length;
  const gapsIn = (pieces: readonly string[], other: readonly string[]): Gaps =>
    gapsOf(pieces, (piece, i) => (isSideBySide ? piece === other[i] : once.has(piece)));
  const gapsA = gapsIn(a, b);
  const gapsB = gapsIn(b, a);
  const alike =
    gapsA.order.join("") === gapsB.order.join("") &&
    gapsA.texts.every((text, i) => (text === "") === (gapsB.texts[i] === ""));
  const texts = gapsA.texts.map((stored, i) => ({ stored, asked: gapsB.texts[i] ?? "" }));
  const differing = texts.filter(({ stored, asked }) => stored !== asked);
  if (alike && differing.length > 0 && differing.length <= BLANKS_MAX)
    return {
      blanks: differing,
      isMoved: isSideBySide && a.some((piece, i) => once.has(piece) && piece !== b[i]),
    };
  const stored = a.join("").trim();
  const asked = b.join("").trim();
  if (wordsIn(stored) === 0 || wordsIn(asked) === 0) return null;
  return { blanks: [{ stored, asked }], isMoved: once.size > 0 };
}
const BLANKS_MAX = 8;

/** The pieces with a letter or digit that occur exactly once. */
function onceIn(pieces: readonly string[]): ReadonlySet<string> {
  const once = new Set<string>();
  const seen = new Set<string>();
  for (const piece of pieces) {
    if (seen.has(piece)) once.delete(piece);
    else if (/[\p{L}\p{N}]/u.test(piece)) once.add(piece);
    seen.add(piece);
  }
  return once;
}

interface Gaps {
  /** The common pieces with a letter or digit, in the order of the text. */
  readonly order: readonly string[];
  /** The text before, between and after the common pieces. */
  readonly texts: readonly string[];
}

function gapsOf(pieces: readonly string[], isCommon: (piece: string, at: number) => boolean): Gaps {
  const order: string[] = [];
  const texts = [""];
  for (const [i, piece] of pieces.entries()) {
    if (piece.trim() !== "" && isCommon(piece, i)) {
      order.push(piece);
      texts.push("");
    } else texts[texts.length - 1] += piece;
  }
  return { order, texts: texts.map((text) => text.trim()) };
}

function wordsIn(text: string): number {
  let count = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const space = text.charCodeAt(i) <= 32;
    if (!space && !inside) count++;
    inside = !space;
  }
  return count;
}

/** Does the piece ask to work on the payload: "Translate the following", "You are a proofreader"? */
function isWorkOrder(piece: string): boolean {
  return WORK_ORDER.test(piece);
}
const WORK =
  "translat|proofread|rewrit|re-?write|rephras|paraphras|summari[sz]|shorten|simplif|transcrib|transliterat|anonymi[sz]|redact|reformat|convert|extract|tokeni[sz]|count\\b|correct the|fix the|edit the|polish|review the|refactor|traduz|tradu[cç]|revise|reescrev|parafrase|resum|encurt|simplifi|transcrev|anonimiz|reformat|convert|extrai|conte\\b|corrij|revis";
const WORK_ORDER = new RegExp(
  `(?:^|[.!?:\\n]\\s*)["'\\s*#-]*(?:please |kindly |now |then |por favor,? |agora )?(?:your (?:task|job) is to |you (?:will|must|should) |i (?:want|need) you to |sua tarefa é |você deve )?(?:carefully |faithfully )?(?:${WORK})|\\b(?:you are|act as|você é|aja como) (?:an? |um |uma )?(?:[\\p{L}-]+ ){0,4}(?:translator|proofreader|editor|copy ?editor|transcriber|code reviewer|tradutora?|revisora?|editora?)\\b`,
  "iu",
);

/** The cosine passed to the verifier where it must not lower the probability. */
const SURE = 1;
const HELD_MAX = 0.5;
const VETOED_MAX = 0.02;
const VETOED_LOG_ODDS = -9;

interface Ruling {
  readonly verdict: PairVerdict;
  /** Why the verdict was changed; null where it is the verifier's own. */
  readonly why: string | null;
  readonly blank: Blank;
}

/** The verdict on the blank with the lowest probability. */
function judged(payload: Payload, verifier: Verifier, similarity: number): Ruling {
  let worst: Ruling | null = null;
  for (const blank of payload.blanks) {
    const verdict = verifier.compare(blank.stored, blank.asked, similarity);
    const ruling = held(blank, payload, verdict);
    if (worst === null || ruling.verdict.probability < worst.verdict.probability) worst = ruling;
    if (ruling.verdict.veto !== null) return ruling;
  }
  return worst!;
}

function held(blank: Blank, { isMaterial, isMoved }: Payload, verdict: PairVerdict): Ruling {
  // A slot would be that of the blank alone, and look the same in another prompt.
  const told = { ...verdict, slot: null };
  if (blank.stored === blank.asked || verdict.veto !== null) return { verdict: told, why: null, blank };
  const veto = vetoOfBlank(blank);
  if (veto !== null) {
    const score = Math.min(told.score, VETOED_LOG_ODDS);
    return {
      verdict: { ...told, veto, probability: Math.min(told.probability, VETOED_MAX), score },
      why: `refused (${veto}): the prompts are one template, filled in differently`,
      blank,
    };
  }
  if (!isMaterial && !isMoved && !isTiny(blank)) return { verdict: told, why: null, blank };
  return {
    verdict: { ...told, probability: Math.min(told.probability, HELD_MAX), score: Math.min(told.score, 0) },
    why: isMaterial
      ? "the prompts work on a text that differs: another text has another answer"
      : isMoved
        ? "parts of the prompts changed places"
        : "the prompts are one template around a few words that differ",
    blank,
  };
}

function isTiny({ stored, asked }: Blank): boolean {
  return Math.min(wordsIn(stored), wordsIn(asked)) <= TINY_WORDS;
}

/** A veto where names or numbers differ in a blank that is no question by itself; else null. */
function vetoOfBlank(blank: Blank): Veto | null {
  const tiny = isTiny(blank);
  if (!tiny && standsAlone(blank.stored) && standsAlone(blank.asked)) return null;
  const a = bareWords(blank.stored);
  const b = bareWords(blank.asked);
  const onlyA = a.filter((word) => !b.some((other) => other.text === word.text));
  const onlyB = b.filter((word) => !a.some((other) => other.text === word.text));
  if ([...onlyA, ...onlyB].some((word) => /\p{N}/u.test(word.text))) return "numbers-differ";
  const names = (words: typeof a) => words.some((word) => tiny || word.named);
  return names(onlyA) && names(onlyB) ? "names-differ" : null;
}

interface Bare {
  readonly text: string;
  readonly named: boolean;
}

/** The words of a text. `named`: capitalised other than at the beginning of a sentence. */
function bareWords(text: string): readonly Bare[] {
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}_+#.-]*[\p{L}\p{N}+#]/gu)];
  return words
    .map(([raw], i) => ({ text: raw.toLowerCase(), named: i > 0 && /^\p{Lu}/u.test(raw) }))
    .filter(({ text }) => !SMALL.some((small) => small.has(text)));
}
const SMALL = [ASKERS, EMPTY, HELPERS, ROLES];
