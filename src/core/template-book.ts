/**
 * The templates of each scope (see templates.ts). They are learned from fresh answers after these were sent, and used
 * for a request that is near a stored answer from which a template was learned. In memory, bounded, no I/O.
 */
import type { EntryId, Scope } from "../model.ts";
import { mayHaveSlot } from "./slot-frame.ts";
import { isLikeShown } from "./slot-likeness.ts";
import {
  ANSWER_CHARS_MAX,
  after,
  ended,
  foretell,
  frameOf,
  hypothesis,
  QUESTION_CHARS_MAX,
  type Template,
  templateConfidence,
  valueIn,
} from "./templates.ts";

export interface FreshAnswer {
  readonly scope: Scope;
  readonly entry: EntryId;
  readonly question: string;
  readonly answer: string;
}

/** A template with the entries and values that it was learned from. */
export interface Family {
  readonly scope: Scope;
  template: Template;
  /** Entries that may be edited, oldest first. */
  readonly entries: EntryId[];
  /** Slot values the template was learned from, oldest first. Predicting one of them again is no evidence. */
  readonly values: string[];
}

/** One test of a template: did its prediction equal upstream's answer? */
export interface TemplateTrial {
  /** How many answers had agreed with the template before this one. */
  readonly agreeing: number;
  readonly right: boolean;
}

export interface Foretold {
  readonly entry: EntryId;
  /** The stored answer's text that the edit starts from; an entry with another text is not edited. */
  readonly stored: string;
  readonly text: string;
  readonly confidence: number;
}

/** Most recent answers kept to compare new ones with: in all scopes together, and in one. */
const RECENT_MAX = 2_000;
const RECENT_OF_SCOPE_MAX = 64;
const FAMILIES_MAX = 2_000;
const FAMILIES_OF_SCOPE_MAX = 100;
const MEMBERS_MAX = 64;

interface Shelf {
  readonly recent: FreshAnswer[];
  readonly families: Map<string, Family>;
}

export class TemplateBook {
  readonly #shelves = new Map<Scope, Shelf>();
  /** Of all scopes, oldest first. */
  readonly #recent = new Set<FreshAnswer>();
  /** Oldest first. */
  readonly #families = new Set<Family>();
  readonly #byEntry = new Map<EntryId, Set<Family>>();
  readonly #onChange: (family: Family, gone: boolean) => void;

  /** `onChange` is called with a template that predicted an answer, ended, or is forgotten (`gone`). */
  constructor(onChange: (family: Family, gone: boolean) => void = () => {}) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#families.size;
  }

  /** Number of scopes that have recent answers or templates. */
  get scopes(): number {
    return this.#shelves.size;
  }

  /** Learns from upstream's fresh answer; returns how the templates' predictions of it turned out. */
  learn(fresh: FreshAnswer): readonly TemplateTrial[] {
    const { question, answer, scope } = fresh;
    if (question.length > QUESTION_CHARS_MAX || answer.length > ANSWER_CHARS_MAX || answer === "") return [];
    if (!mayHaveSlot(question)) return [];
    const shelf = this.#shelfOf(scope);
    const trials: TemplateTrial[] = [];
    for (const family of shelf.families.values()) {
      const trial = this.#tried(family, fresh);
      if (trial) trials.push(trial);
    }
    for (const other of shelf.recent) if (other.question !== question) this.#compared(shelf, other, fresh);
    this.#keep(shelf, fresh);
    return trials;
  }

  /** The edited answer for a question, from this entry; null where no template has proved itself for it. */
  foretold(scope: Scope, entry: EntryId, stored: string, question: string): Foretold | null {
    const families = this.#byEntry.get(entry);
    if (families === undefined || this.#hasEnded(scope, question)) return null;
    let best: Foretold | null = null;
    for (const { template, scope: of, values } of families) {
      if (of !== scope || !mayStand(template, values, question)) continue;
      const confidence = templateConfidence(template);
      if (confidence <= (best?.confidence ?? 0)) continue;
      const before = foretell(template, stored);
      const text = foretell(template, question);
      if (before !== null && text !== null) best = { entry, stored: before, text, confidence };
    }
    return best;
  }

  /** Ends every template of this entry, after an answer edited from it was wrong. */
  end(entry: EntryId): void {
    for (const family of this.#byEntry.get(entry) ?? []) this.#turn(family, ended(family.template));
  }

  /** Removes an entry that is no longer stored; a template without entries is forgotten. */
  forget(entry: EntryId): void {
    for (const family of this.#byEntry.get(entry) ?? []) {
      family.entries.splice(family.entries.indexOf(entry), 1);
      if (family.entries.length === 0) this.#drop(family);
    }
    this.#byEntry.delete(entry);
  }

  /** Restores a saved template; one already known for the same frame is left as it is. */
  restore(family: Family): void {
    const shelf = this.#shelfOf(family.scope);
    if (!shelf.families.has(nameOf(family.template))) this.#add(shelf, family);
  }

  #tried(family: Family, fresh: FreshAnswer): TemplateTrial | null {
    const { template, values } = family;
    const value = valueIn(template, fresh.question);
    if (value === null || template.parts === null) return null;
    const isNew = !values.includes(value);
    const next = after(template, fresh);
    const right = next.parts !== null;
    this.#join(family, fresh.entry, value);
    if (isNew || !right) this.#turn(family, next);
    return isNew ? { agreeing: template.agreeing, right } : null;
  }

  #compared(shelf: Shelf, other: FreshAnswer, fresh: FreshAnswer): void {
    const frame = frameOf(other.question, fresh.question);
    if (frame === null) return;
    const name = nameOf(frame);
    if (shelf.families.has(name)) return;
    const one = valueIn(frame, other.question);
    const two = valueIn(frame, fresh.question);
    if (one === null || two === null) return;
    const template = hypothesis(frame, other, fresh);
    this.#add(shelf, {
      ...{ scope: fresh.scope, template },
      ...{ entries: [other.entry, fresh.entry], values: [one, two] },
    });
  }

  /** Does the question fall into a frame whose answers are known not to follow a template? */
  #hasEnded(scope: Scope, question: string): boolean {
    for (const { template } of this.#shelves.get(scope)?.families.values() ?? [])
      if (template.parts === null && valueIn(template, question) !== null) return true;
    return false;
  }

  #turn(family: Family, template: Template): void {
    const was = family.template;
    family.template = template;
    if (template.parts === null ? was.parts !== null : isWorthKeeping(template.foretold))
      this.#onChange(family, false);
  }

  #join(family: Family, entry: EntryId, value: string): void {
    if (!family.values.includes(value)) family.values.push(value);
    if (family.values.length > MEMBERS_MAX) family.values.shift();
    family.entries.push(entry);
    this.#link(entry, family);
    if (family.entries.length > MEMBERS_MAX) this.#byEntry.get(family.entries.shift()!)?.delete(family);
  }

  #link(entry: EntryId, family: Family): void {
    const families = this.#byEntry.get(entry);
    if (families) families.add(family);
    else this.#byEntry.set(entry, new Set([family]));
  }

  #add(shelf: Shelf, family: Family): void {
    shelf.families.set(nameOf(family.template), family);
    this.#families.add(family);
    for (const entry of family.entries) this.#link(entry, family);
    if (shelf.families.size > FAMILIES_OF_SCOPE_MAX) this.#drop(shelf.families.values().next().value!);
    if (this.#families.size > FAMILIES_MAX) this.#drop(this.#families.values().next().value!);
  }

  #drop(family: Family): void {
    this.#families.delete(family);
    this.#shelves.get(family.scope)?.families.delete(nameOf(family.template));
    this.#clear(family.scope);
    for (const entry of family.entries) {
      const families = this.#byEntry.get(entry);
      families?.delete(family);
      if (families?.size === 0) this.#byEntry.delete(entry);
    }
    this.#onChange(family, true);
  }

  #shelfOf(scope: Scope): Shelf {
    let shelf = this.#shelves.get(scope);
    if (!shelf) this.#shelves.set(scope, (shelf = { recent: [], families: new Map() }));
    return shelf;
  }

  #keep(shelf: Shelf, fresh: FreshAnswer): void {
    const at = shelf.recent.findIndex(({ question }) => question === fresh.question);
    if (at >= 0) this.#lose(shelf.recent[at]!);
    shelf.recent.push(fresh);
    this.#recent.add(fresh);
    if (shelf.recent.length > RECENT_OF_SCOPE_MAX) this.#lose(shelf.recent[0]!);
    const [oldest] = this.#recent;
    if (this.#recent.size > RECENT_MAX && oldest !== undefined) this.#lose(oldest);
  }

  #lose(fresh: FreshAnswer): void {
    this.#recent.delete(fresh);
    const shelf = this.#shelves.get(fresh.scope);
    shelf?.recent.splice(shelf.recent.indexOf(fresh), 1);
    this.#clear(fresh.scope);
  }

  /** Removes a scope that has neither recent answers nor templates left. */
  #clear(scope: Scope): void {
    const shelf = this.#shelves.get(scope);
    if (shelf?.recent.length === 0 && shelf.families.size === 0) this.#shelves.delete(scope);
  }
}

/** Is the question's value like those that the template was learned from? */
function mayStand(template: Template, values: readonly string[], question: string): boolean {
  const value = valueIn(template, question);
  return value !== null && template.parts !== null && isLikeShown(template.parts, values, value);
}

/** Save the template now? At 1, 2, 4, 8 … correct predictions, so that not every answer causes a write. */
function isWorthKeeping(foretold: number): boolean {
  return foretold > 0 && (foretold & (foretold - 1)) === 0;
}

/** A frame's name: the texts before and after the slot, joined by a NUL, which no frame contains. */
function nameOf({ before, after }: { readonly before: string; readonly after: string }): string {
  return `${before}\0${after}`;
}
