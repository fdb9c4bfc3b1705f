/**
 * Aliases: other wordings of stored questions, each with a vector of its own that leads to the same answer. One is made
 * only of a question whose fresh answers agreed with the stored one so often that labels confirm the pair. In memory,
 * bounded per entry and in total; the oldest leave first.
 */
import type { EntryId } from "../model.ts";

/** A wording, with the id under which its vector is in the index. */
export interface Alias {
  readonly id: EntryId;
  readonly of: EntryId;
  readonly text: string;
}

const ALIASES_MAX = 20_000;

export class Aliases {
  readonly #byId = new Map<EntryId, Alias>();
  readonly #byEntry = new Map<EntryId, Alias[]>();
  readonly #max: number;
  #made = 0;

  constructor(max = ALIASES_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The entries that have aliases. */
  get entries(): EntryId[] {
    return [...this.#byEntry.keys()];
  }

  get(id: EntryId): Alias | undefined {
    return this.#byId.get(id);
  }

  /**
   * Adds a wording to an entry; returns the new alias and those that leave to make room, or null where the entry has
   * this wording already. `perEntry`: most aliases of an entry, 1 and up.
   */
  add(of: EntryId, text: string, perEntry: number): { readonly alias: Alias; readonly left: Alias[] } | null {
    const before = this.#byEntry.get(of) ?? [];
    if (before.some((alias) => alias.text === text)) return null;
    const left = before.slice(0, Math.max(0, before.length - perEntry + 1));
    const [oldest] = this.#byId.values();
    if (oldest !== undefined && left.length === 0 && this.size >= this.#max) left.push(oldest);
    for (const alias of left) this.#forget(alias);
    const alias = { id: `${of}~${++this.#made}` as EntryId, of, text };
    this.#byId.set(alias.id, alias);
    this.#byEntry.set(of, [...(this.#byEntry.get(of) ?? []), alias]);
    return { alias, left };
  }

  /** Removes all aliases of an entry; returns those that there were. */
  remove(of: EntryId): readonly Alias[] {
    const gone = this.#byEntry.get(of) ?? [];
    this.#byEntry.delete(of);
    for (const { id } of gone) this.#byId.delete(id);
    return gone;
  }

  #forget({ id, of }: Alias): void {
    this.#byId.delete(id);
    const rest = (this.#byEntry.get(of) ?? []).filter((alias) => alias.id !== id);
    if (rest.length > 0) this.#byEntry.set(of, rest);
    else this.#byEntry.delete(of);
  }
}
