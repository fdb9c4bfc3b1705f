/**
 * The words seen so far, with what is known of each apart from its sentence: part, stem, rarity, vector, synonyms and
 * antonyms. Texts that are compared get ids, so that two words are equal where two integers are.
 *
 * Ids are valid until `clear`, at which parses that use them must be dropped (`reader.ts`).
 */
import type { Lexicon } from "../../ports.ts";
import type { PairModel } from "./pair-model.ts";
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
import { foldAccents } from "./tokens.ts";
import { WordVectors } from "./vectors.ts";

export type Relations = Pick<PairModel, "synonyms" | "antonyms">;

/** A word's part where its neighbours do not give it another. */
export type OrdinaryPart =
  | "asker"
  | "person"
  | "other"
  | "empty"
  | "helper"
  | "role"
  | "unit"
  | "filler"
  | "content";

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
} as const;
type MarkName = keyof typeof MARKED;
const NAMES = Object.keys(MARKED) as MarkName[];
/** The bit of each table, used as in `form.marks & MARK.past`. */
export const MARK = Object.fromEntries(NAMES.map((name, i) => [name, 1 << i])) as Readonly<
  Record<MarkName, number>
>;

/** What is known of a word, given in lower case with its accents. */
export interface WordForm {
  readonly text: string;
  /** `text` without accents. */
  readonly fold: string;
  readonly textId: number;
  readonly foldId: number;
  /** Id of its first START_LETTERS letters. */
  readonly startId: number;
  readonly ordinary: OrdinaryPart;
  readonly marks: number;
  /** Name of the unit, number or date that the word means; undefined where it means none. */
  readonly unit: string | undefined;
  readonly number: string | undefined;
  readonly date: string | undefined;
  /** Evidence for each language, 0 to 1. */
  readonly english: number;
  readonly portuguese: number;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  readonly isLetters: boolean;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** Stems by the index in `TONGUES`; null until needed. */
  readonly stems: (Stems | null)[];
  /** Row of its vector; UNKNOWN_ROW until needed. */
  row: number;
}
const UNKNOWN_ROW = -2;

/** A word's stem and root in one language, and the stems of its synonyms and antonyms. */
export interface Stems {
  readonly stem: string;
  readonly root: string;
  readonly stemId: number;
  /** 0 where the word has no root. */
  readonly rootId: number;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** Synonyms of WordNet, which are less sure, since they do not hold in every context. */
  readonly looseSynonyms: ReadonlySet<string> | null;
}

/** Words with this many equal first letters have one beginning; see `#areKin` (align.ts). */
const START_LETTERS = 4;
/** Most ids and vectors: about 5 MB and 4 MB. */
const NAMES_MAX = 48_000;
const VECTORS_MAX = 16_000;

export class Vocabulary {
  readonly vectors: WordVectors;
  readonly #lexicon: Lexicon;
  readonly #related: Related;
  readonly #ids = new Map<string, number>();
  readonly #forms = new Map<string, WordForm>();

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
    return this.#ids.size >= NAMES_MAX * this.#room || this.vectors.rows >= VECTORS_MAX * this.#room;
  }

  clear(): void {
    this.#ids.clear();
    this.#forms.clear();
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
      form = this.#newForm(text);
      this.#forms.set(text, form);
    }
    return form;
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
      synonyms: this.#related.synonyms.get(text) ?? null,
      antonyms: this.#related.antonyms.get(text) ?? null,
      stems: [null, null],
      row: UNKNOWN_ROW,
    };
  }

  #newStems(form: WordForm, language: Language): Stems {
    const [itsStem, itsRoot] = [stem(form.fold, language), root(form.fold, language)];
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

function relatedBy({ synonyms, antonyms }: Relations): Related {
  return {
    synonyms: partners(SYNONYMS),
    antonyms: partners(ANTONYMS),
    stemSynonyms: partners(stemmed(SYNONYMS)),
    stemAntonyms: partners(stemmed(ANTONYMS), antonyms),
    looseSynonyms: partners(synonyms),
  };
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
