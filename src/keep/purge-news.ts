/**
 * Tells purges to the gateways that share a store. Each has answers in memory that the store no longer holds, and makes
 * the purge too when it hears of one. Kept as notes in the store, newest last; a gateway that was away hears of them
 * when it is back.
 */
import type { Conditions } from "../core/purge.ts";
import type { Clock, Ids, Store } from "../ports.ts";

const PREFIX = "purge:";
/** The note whose value changes with each purge, so that others read the purges again. */
const MARK = "purges";
/** Most purges kept; older ones concern answers that have been asked for anew since. */
const KEPT_MAX = 200;

export interface NewsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called for each purge that another gateway made. */
  readonly heard: (conditions: Conditions) => Promise<void>;
}

export class PurgeNews {
  readonly #deps: NewsDeps;
  readonly #known = new Set<string>();
  #mark: string | null = null;

  constructor(deps: NewsDeps) {
    this.#deps = deps;
  }

  /** Notes the purges so far: they concern answers that this gateway never had in memory. */
  async begin(): Promise<void> {
    for (const name of await this.#names()) this.#known.add(name);
    this.#mark = await this.#deps.store.getNote(MARK);
  }

  async tell(conditions: Conditions): Promise<void> {
    const { store, clock, ids } = this.#deps;
    const name = `${PREFIX}${String(clock.nowMs()).padStart(14, "0")}:${ids.request()}`;
    this.#known.add(name);
    await store.putNote(name, JSON.stringify(conditions));
    await store.putNote(MARK, name);
    const names = await this.#names();
    for (const old of names.slice(0, Math.max(0, names.length - KEPT_MAX))) await store.deleteNote(old);
  }

  /** Reads the purges of other gateways: one small read where there is nothing new. */
  async refresh(): Promise<void> {
    const { store, heard } = this.#deps;
    const mark = await store.getNote(MARK);
    if (mark === this.#mark) return;
    for (const name of await this.#names()) {
      if (this.#known.has(name)) continue;
      const told = await store.getNote(name);
      if (told !== null) await heard(JSON.parse(told) as Conditions);
      this.#known.add(name);
    }
    this.#mark = mark;
  }

  /** Names of the notes, oldest first. */
  async #names(): Promise<string[]> {
    return (await this.#deps.store.noteNames(PREFIX, 10 * KEPT_MAX)).sort();
  }
}
