/**
 * The templates of the adapted tier. Those that have predicted an answer, and those that ended, are kept in notes of
 * the store; hypotheses are lost at a restart. Their predictions are counted to measure the tier's error.
 */
import { createHash } from "node:crypto";
import { type AdaptedCounts, AdaptedMeter, adaptedCounts } from "../core/measure/adapted.ts";
import { type Family, type Foretold, type FreshAnswer, TemplateBook } from "../core/template-book.ts";
import type { EntryId, Scope } from "../model.ts";
import { fieldsOf } from "../narrow.ts";
import type { Clock, Store } from "../ports.ts";
import { type NoteFormat, type VersionedNote, versionedNote } from "./versioned-note.ts";

const PREFIX = "template:";
const METER = "adapted-measured";
const NOTES_MAX = 2_000;
/** Trials between two writes of the measurement. */
const METER_EVERY = 20;

export interface TemplatesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

export interface ToldOfAdapted {
  /** Confidence from which edited answers are served; null: none is certified. */
  readonly threshold: number | null;
  readonly percentage: number;
  /** Upper limit of the share of wrong answers from that confidence on. */
  readonly error_bound: number;
  /** Number of predictions by templates of three or more answers, and of the wrong ones among them. */
  readonly trials: number;
  readonly wrong: number;
  readonly templates: number;
}

export class Templates {
  readonly meter = new AdaptedMeter();
  readonly #deps: TemplatesDeps;
  readonly #book: TemplateBook;
  readonly #meterNote: VersionedNote<AdaptedCounts>;
  #unwritten = 0;

  constructor(deps: TemplatesDeps) {
    this.#deps = deps;
    this.#meterNote = versionedNote(deps.store, METER, METER_FORMAT);
    this.#book = new TemplateBook((family, gone) => this.#kept(family, gone));
  }

  get size(): number {
    return this.#book.size;
  }

  /** Loads the kept templates of entries that are still stored. Rejects where the store fails. */
  async load(): Promise<void> {
    const { store, clock } = this.#deps;
    const { value: counts } = await this.#meterNote.read();
    if (counts !== null) this.meter.restore(counts);
    for (const name of await store.noteNames(PREFIX, NOTES_MAX)) {
      const note = this.#noteOf(name);
      const { value: family } = await note.read();
      const there: EntryId[] = [];
      for (const id of family?.entries ?? [])
        if ((await store.getById(id, clock.nowMs())) !== null) there.push(id);
      if (family === null || there.length === 0) await note.delete();
      else this.#book.restore({ ...family, entries: there });
    }
  }

  /** The tier's state, for people. `decides`: the bound decides, not a person. `delta`, `floor`: 0 to 1. */
  told(by: { decides: boolean; floor: number; delta: number; percentage: number }): ToldOfAdapted {
    const certified = this.meter.certified(by.delta);
    const threshold = by.decides ? certified && Math.max(by.floor, certified.threshold) : by.floor;
    return {
      threshold,
      percentage: threshold === null ? 0 : by.percentage,
      error_bound: this.meter.boundFrom(threshold ?? 0),
      ...this.meter.tried,
      templates: this.size,
    };
  }

  learn(fresh: FreshAnswer): void {
    for (const { agreeing, right } of this.#book.learn(fresh)) this.#tried(agreeing, right);
  }

  foretold(scope: Scope, entry: EntryId, stored: string, question: string): Foretold | null {
    return this.#book.foretold(scope, entry, stored, question);
  }

  /** Counts the check of a served edited answer. `confidence`: that of the served answer. */
  checked(entry: EntryId, confidence: number, right: boolean): void {
    this.#tried(Math.round(confidence / Math.max(1e-9, 1 - confidence)), right);
    if (!right) this.#book.end(entry);
  }

  /** Ends an entry's templates after a bad report on an answer edited from it. */
  end(entry: EntryId): void {
    this.#book.end(entry);
  }

  forget(entry: EntryId): void {
    this.#book.forget(entry);
  }

  #tried(agreeing: number, right: boolean): void {
    this.meter.add(agreeing, right);
    if (++this.#unwritten < METER_EVERY && right) return;
    this.#unwritten = 0;
    this.#behind(this.#meterNote.write(this.meter.counts));
  }

  #kept(family: Family, gone: boolean): void {
    const { scope, template } = family;
    const digest = createHash("sha256").update(`${scope}\0${template.before}\0${template.after}`);
    const note = this.#noteOf(`${PREFIX}${digest.digest("base64url")}`);
    this.#behind(gone ? note.delete() : note.write(family));
  }

  #noteOf(name: string): VersionedNote<Family> {
    return versionedNote(this.#deps.store, name, FAMILY_FORMAT);
  }

  #behind(write: Promise<void>): void {
    write.catch((error) => this.#deps.onFault(error));
  }
}

const METER_FORMAT: NoteFormat<AdaptedCounts> = {
  decode: (value) => adaptedCounts(value) ?? "what was measured of edited answers is damaged",
};

const FAMILY_FORMAT: NoteFormat<Family> = {
  decode: (value) => (isFamily(value) ? value : "a template kept is of another format"),
};

function isFamily(value: unknown): value is Family {
  const { scope, template, entries, values } = fieldsOf(value);
  const { before, after, parts, agreeing, foretold } = fieldsOf(template);
  return (
    typeof before === "string" &&
    typeof after === "string" &&
    typeof agreeing === "number" &&
    typeof foretold === "number" &&
    (parts === null || isTexts(parts)) &&
    isTexts(entries) &&
    isTexts(values) &&
    typeof scope === "string"
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
