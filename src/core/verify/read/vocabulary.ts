/**
 * The words seen so far, with what is known of each apart from its sentence: part, stem, rarity, vector, synonyms and
 * antonyms. Texts that are compared get ids, so that two words are equal where two integers are.
 *
 * Ids are valid until `clear`, at which parses that use them must be dropped (`reader.ts`).
 */
import type { Lexicon } from "../../../ports.ts";
import type { PairModel } from "../pair-model.ts";
import { OF_CODE } from "./code-case-tables.ts";
import { root, stem } from "./stem.ts";
import {
  ANTONYMS,
  ASKERS,
  CALENDAR,
  CONNECTING,
  CONNECTS,
  EMPTY,
  FILLERS,
  HELPERS,
  type Language,
  LISTED,
  LISTING,
  LOUD,
  MODALS,
  NEGATIONS,
  NUMBER_WORDS,
  ORDERED,
  OTHERS,
  PAST,
  PERSONS,
  ROLES,
  SOURCES,
  SYNONYMS,
  TARGETS,
  TELLING,
  TELLTALE,
  UNITS,
} from "./tables.ts";
import { mayTellTime } from "./tense.ts";
import { foldAccents } from "./tokens.ts";
import { UNLIKE_PAIRS } from "./unlike.ts";
import { WordVectors } from "./vectors.ts";
import type { OrdinaryPart, Stems, Word, WordForm } from "./word.ts";

export type Relations = Pick<PairModel, "synonyms" | "antonyms">;

/** Tables of `tables.ts` that a word may be in, each a bit of `WordForm.marks`. */
const MARKED = {
  negationEn: NEGATIONS.en,
  negationPt: NEGATIONS.pt,
  past: PAST,
  modal: MODALS,
  target: TARGETS,
  source: SOURCES,
  ordered: ORDERED,
  listing: LISTING,
  listed: LISTED,
  connects: CONNECTS,
  connecting: CONNECTING,
  telling: TELLING,
  ofCode: OF_CODE,
} as const;
type MarkName = keyof typeof MARKED;
const NAMES = Object.keys(MARKED) as MarkName[];
/** The bit of each table, used as in `form.marks & MARK.past`. */
export const MARK = Object.fromEntries(NAMES.map((name, i) => [name, 1 << i])) as Readonly<
  Record<MarkName, number>
>;

const UNKNOWN_ROW = -2;

/** Words with this many equal first letters have one beginning; see `#areKin` (align.ts). */
const START_LETTERS = 4;
/** Most ids and vectors: about 5 MB and 4 MB. */
const NAMES_MAX = 48_000;
/** Most kept `Word` objects, of about 250 bytes each. */
const SENSES_MAX = 48_000;
/** Most kept objects of one word: they are searched one by one, and a text may spell a word in many ways. */
const SENSES_EACH_MAX = 24;
const VECTORS_MAX = 16_000;

export class Vocabulary {
  readonly vectors: WordVectors;
  readonly #lexicon: Lexicon;
  readonly #related: Related;
  readonly #ids = new Map<string, number>();
  readonly #forms = new Map<string, WordForm>();
  #senses = 0;

  readonly #room: number;

  /** `room`: size as a multiple of the gateway's. */
  constructor(lexicon: Lexicon, relations: Relations, room = 1) {
    this.#room = room;
    this.#lexicon = lexicon;
    this.#related = relatedBy(relations);
    this.vectors = new WordVectors(lexicon.dimension);
  }

  /** True where `clear` is due. Checked between questions; a single question adds a bounded number of words. */
  get isFull(): boolean {
    const room = this.#room;
    return (
      this.#ids.size >= NAMES_MAX * room ||
      this.#senses >= SENSES_MAX * room ||
      this.vectors.rows >= VECTORS_MAX * room
    );
  }

  clear(): void {
    this.#ids.clear();
    this.#forms.clear();
    this.#senses = 0;
    this.vectors.clear();
  }

  /** Id of a text: equal for equal texts, 0 for "" only. */
  idOf(text: string): number {
    if (text === "") return 0;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#ids.size + 1;
      this.#ids.set(text, id);
    }
    return id;
  }

  formOf(text: string): WordForm {
    let form = this.#forms.get(text);
    if (form === undefined) {
      form = this.#newForm(ownText(text));
      this.#forms.set(form.text, form);
    }
    return form;
  }

  /**
   * The kept object of a word with this spelling and sense; null where there is none. Equal words of all questions are
   * one object, so that a parsed question is a list of references. `sense`: a number for all that differs between
   * sentences, made in word-at.ts.
   */
  senseOf({ senses }: WordForm, raw: string, sense: number): Word | null {
    for (let i = 0; i < senses.length; i++) {
      const met = senses[i]!;
      if (met.sense === sense && met.raw === raw) return met.word;
    }
    return null;
  }

  /** Keeps a word for `senseOf`, unless its form has too many; returns the word. */
  met(sense: number, word: Word): Word {
    const { senses } = word.form;
    if (senses.length < SENSES_EACH_MAX) {
      senses.push({ raw: word.raw, sense, word });
      this.#senses++;
    }
    return word;
  }

  stemsOf(form: WordForm, language: Language): Stems {
    const at = language === "en" ? 0 : 1;
    return (form.stems[at] ??= this.#newStems(form, language));
  }

  /** Row of the word's vector; -1 where it has none. */
  rowOf(form: WordForm): number {
    if (form.row === UNKNOWN_ROW) {
      const vector = this.#lexicon.vector(form.text);
      form.row = vector === null ? -1 : this.vectors.add(vector);
    }
    return form.row;
  }

  #newForm(text: string): WordForm {
    const fold = foldAccents(text);
    let marks = 0;
    for (const name of NAMES) if (MARKED[name].has(text)) marks |= MARK[name];
    return {
      text,
      fold,
      textId: this.idOf(text),
      foldId: this.idOf(fold),
      startId: this.idOf(fold.slice(0, START_LETTERS)),
      ordinary: ordinaryPart(text),
      marks,
      unit: UNITS.get(text),
      number: NUMBER_WORDS.get(text),
      date: CALENDAR.get(text),
      english: TELLTALE.en.has(text) ? 1 : 0,
      portuguese: portugueseLean(text, fold),
      weight: this.#lexicon.weight(text),
      isLetters: /^\p{L}+$/u.test(fold),
      tellsTime: mayTellTime(text),
      synonyms: this.#related.synonyms.get(text) ?? null,
      antonyms: this.#related.antonyms.get(text) ?? null,
      stems: [null, null],
      row: UNKNOWN_ROW,
      senses: [],
    };
  }

  #newStems(form: WordForm, language: Language): Stems {
    const itsStem = stem(form.fold, language);
    const itsRoot = root(form.fold, language);
    return {
      stem: itsStem,
      root: itsRoot,
      stemId: this.idOf(itsStem),
      rootId: this.idOf(itsRoot),
      synonyms: this.#related.stemSynonyms.get(itsStem) ?? null,
      antonyms: this.#related.stemAntonyms.get(itsStem) ?? null,
      looseSynonyms: this.#related.looseSynonyms.get(itsStem) ?? null,
    };
  }
}

/** A copy of the text. Without it V8 may keep the whole text of which `piece` is a part in memory. */
export function ownText(piece: string): string {
  return piece.length < SLICED_MIN ? piece : [...piece].join("");
}
/** V8 itself copies a part with fewer UTF-16 units. */
const SLICED_MIN = 13;

function ordinaryPart(text: string): OrdinaryPart {
  if (ASKERS.has(text)) return "asker";
  if (PERSONS.has(text)) return "person";
  if (OTHERS.has(text)) return "other";
  if (EMPTY.has(text)) return "empty";
  if (HELPERS.has(text)) return "helper";
  if (ROLES.has(text) && !LOUD.has(text)) return "role";
  if (UNITS.has(text) && text.length > 2) return "unit";
  return FILLERS.has(text) ? "filler" : "content";
}

function portugueseLean(text: string, fold: string): number {
  if (TELLTALE.pt.has(text)) return 1;
  if (text !== fold && /[ãõçâêôáéíóú]/.test(text)) return 0.7;
  return /(?:cao|coes|mento|dade|agem|inho)$/.test(fold) ? 0.4 : 0;
}

/** Each word's related words. */
type Partners = ReadonlyMap<string, ReadonlySet<string>>;

interface Related {
  readonly synonyms: Partners;
  readonly antonyms: Partners;
  readonly stemSynonyms: Partners;
  readonly stemAntonyms: Partners;
  readonly looseSynonyms: Partners;
}

/** Made once of a model: verifier and judge each have a vocabulary, and these tables take 2 MB. */
const RELATED = new WeakMap<Relations, Related>();

function relatedBy(relations: Relations): Related {
  let related = RELATED.get(relations);
  if (related === undefined) {
    const { synonyms, antonyms } = relations;
    related = {
      synonyms: partners(alike(SYNONYMS)),
      antonyms: partners(ANTONYMS),
      stemSynonyms: partners(alike(stemmed(SYNONYMS))),
      stemAntonyms: partners(stemmed(ANTONYMS), antonyms),
      looseSynonyms: partners(alike(synonyms)),
    };
    RELATED.set(relations, related);
  }
  return related;
}

function alike(pairs: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...pairs].filter((pair) => !UNLIKE_PAIRS.has(pair)));
}

/** The related words of each word. `tables`: pairs "a|b", which hold in both directions. */
function partners(...tables: readonly ReadonlySet<string>[]): Partners {
  const out = new Map<string, Set<string>>();
  const add = (a: string, b: string): void => {
    const set = out.get(a);
    if (set === undefined) out.set(a, new Set([b]));
    else set.add(b);
  };
  for (const table of tables) {
    for (const pair of table) {
      const [a = "", b = ""] = pair.split("|");
      add(a, b);
      add(b, a);
    }
  }
  return out;
}

/** The pairs with their words stemmed, so that inflected forms match. Of "a|b" and "b|a" one is kept. */
function stemmed(pairs: ReadonlySet<string>): ReadonlySet<string> {
  const out = new Set<string>();
  for (const language of ["en", "pt"] as const) {
    const known = new Map<string, string>();
    for (const pair of pairs) {
      const [a = "", b = ""] = pair.split("|");
      if (a > b) continue;
      const x = itsStem(a, language, known);
      const y = itsStem(b, language, known);
      if (x !== y && x.length > 2 && y.length > 2) out.add(`${x}|${y}`);
    }
  }
  return out;
}

function itsStem(word: string, language: Language, known: Map<string, string>): string {
  let out = known.get(word);
  if (out === undefined) {
    out = stem(foldAccents(word), language);
    known.set(word, out);
  }
  return out;
}
