/**
 * Purges told to the gateways that share a store. Each holds answers in memory that the store no longer has; whoever
 * hears of a purge makes it too. Kept in the store's notes, newest last; one that was away hears of it when it is back.
 */
import type { Conditions } from "../core/purge.ts";
import type { Clock, Ids, Store } from "../ports.ts";

const PREFIX = "purge:";
/** Another value with each purge. */
const MARK = "purges";
/** Told at most; older ones are of answers that were asked for anew since. */
const KEPT_MAX = 200;

export interface NewsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Another gateway made this purge. */
  readonly heard: (conditions: Conditions) => Promise<void>;
}

export class PurgeNews {
  readonly #deps: NewsDeps;
  readonly #known = new Set<string>();
  #mark: string | null = null;

  constructor(deps: NewsDeps) {
    this.#deps = deps;
  }

  /** What was told before this gateway began is of answers that it never had. */
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

  /** One small read where there is nothing new. */
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

  /** Oldest first. */
  async #names(): Promise<string[]> {
    return (await this.#deps.store.noteNames(PREFIX, 10 * KEPT_MAX)).sort();
  }
}
