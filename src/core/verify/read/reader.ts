/** Caches parsed questions by their text: a question is compared with several neighbours, and often asked again. */
import { LRUCache } from "lru-cache";
import type { Lexicon } from "../../../ports.ts";
import { type Analysis, analyse } from "./analysis.ts";
import { type Slip, slipsOf, withoutSlips } from "./slips.ts";
import type { Language } from "./tables.ts";
import { type Relations, Vocabulary } from "./vocabulary.ts";

/**
 * Some 1 kB each, and 3.5 kB where the score was asked for. More than most scopes hold:
 * where fewer are kept than take turns, none is there when it comes again.
 */
const QUESTIONS_MAX = 16_384;
/** Characters of question that these may hold in all: a few long ones must not fill the memory. */
const CHARS_MAX = 2_000_000;
const CHARS_EACH_MAX = 100_000;

/**
 * Questions asked that are kept beside those stored. One is compared with several neighbours, and then it is answered or
 * stored; most of what is asked and found is never stored, and would take the places of what is.
 */
const ASKED_MAX = 512;
const ROOMY_SHARE = 0.75;

/** The parses of one text: without a hint of its language (`plain`), and with the hint of either language. */
interface Readings {
  readonly plain: Analysis;
  en: Analysis | null;
  pt: Analysis | null;
}

export class Reader {
  readonly vocabulary: Vocabulary;
  readonly #stored: LRUCache<string, Readings>;
  readonly #asked: LRUCache<string, Readings>;
  /** Was one of the questions that were read together last read otherwise than it is typed? */
  isMended = false;
  /** The question asked last: it is compared with one neighbour after the other. */
  #last: { readonly text: string; readonly readings: Readings } | null = null;

  /** `room`: size of the cache as a multiple of the gateway's. */
  constructor(lexicon: Lexicon, relations: Relations, room = 1) {
    this.vocabulary = new Vocabulary(lexicon, relations, room);
    const charsMax = Math.ceil(CHARS_MAX * room);
    const kept = (max: number) =>
      new LRUCache<string, Readings>({
        max,
        maxSize: charsMax,
        maxEntrySize: Math.min(CHARS_EACH_MAX, charsMax),
        sizeCalculation: (_readings, text) => Math.max(1, text.length),
      });
    this.#stored = kept(Math.ceil(QUESTIONS_MAX * room));
    this.#asked = kept(ASKED_MAX);
  }

  /**
   * Parses two questions, one stored and one asked. Where only one shows its language, the other is parsed with that language
   * as a hint, so that "vaso" matches "vasos", and what one has typed wrongly is read as the other says it. The results are
   * valid until the next call only, see `Vocabulary.clear`.
   */
  together(a: string, b: string): readonly [Analysis, Analysis] {
    const typed = this.#asTyped(a, b);
    const [one, two] = typed;
    this.isMended = false;
    if (one.oddWords.length + two.oddWords.length === 0) return typed;
    const meantA = this.#meant(a, one, slipsOf(one, two));
    const meantB = this.#meant(b, two, slipsOf(two, one));
    this.isMended = meantA !== one || meantB !== two;
    return [meantA, meantB];
  }

  /** What each of two questions has typed wrongly by the other: as `together` reads them. */
  slips(a: string, b: string): readonly Slip[] {
    const [one, two] = this.#asTyped(a, b);
    return [...slipsOf(one, two), ...slipsOf(two, one)];
  }

  #meant(text: string, typed: Analysis, slips: readonly Slip[]): Analysis {
    if (slips.length === 0) return typed;
    const meant = withoutSlips(text, slips);
    let readings = this.#asked.get(meant);
    if (readings === undefined) {
      readings = this.#read(meant);
      this.#asked.set(meant, readings);
    }
    const { language } = typed;
    return language === null || readings.plain.language !== null
      ? readings.plain
      : this.#hinted(meant, readings, language);
  }

  #asTyped(a: string, b: string): readonly [Analysis, Analysis] {
    this.#makeRoom();
    const one = this.#readStored(a);
    const two = this.#readAsked(b);
    const tongueOne = one.plain.language;
    const tongueTwo = two.plain.language;
    if (tongueOne !== null && tongueTwo === null) return [one.plain, this.#hinted(b, two, tongueOne)];
    if (tongueOne === null && tongueTwo !== null) return [this.#hinted(a, one, tongueTwo), two.plain];
    return [one.plain, two.plain];
  }

  /** Parses a question that is asked. Valid until the next call only, too. */
  asked(text: string): Analysis {
    this.#makeRoom();
    return this.#readAsked(text).plain;
  }

  #makeRoom(): void {
    if (!this.vocabulary.isFull) return;
    this.vocabulary.clear();
    this.#stored.clear();
    this.#asked.clear();
    this.#last = null;
  }

  #readStored(text: string): Readings {
    let readings = this.#isRoomy ? this.#stored.peek(text) : this.#stored.get(text);
    if (readings === undefined) {
      // What was asked a moment ago and not found is stored now.
      readings = this.#asked.get(text) ?? this.#read(text);
      this.#stored.set(text, readings);
    }
    return readings;
  }

  /** Far from full, which of them was used last need not be told, which takes longer than to find one. */
  get #isRoomy(): boolean {
    const { size, max, calculatedSize, maxSize } = this.#stored;
    return size < ROOMY_SHARE * max && calculatedSize < ROOMY_SHARE * maxSize;
  }

  #readAsked(text: string): Readings {
    if (this.#last?.text === text) return this.#last.readings;
    let readings = this.#asked.get(text) ?? this.#stored.get(text);
    if (readings === undefined) {
      readings = this.#read(text);
      this.#asked.set(text, readings);
    }
    this.#last = { text, readings };
    return readings;
  }

  #read(text: string): Readings {
    return { plain: analyse(text, this.vocabulary), en: null, pt: null };
  }

  #hinted(text: string, readings: Readings, language: Language): Analysis {
    return (readings[language] ??= analyse(text, this.vocabulary, language));
  }
}
