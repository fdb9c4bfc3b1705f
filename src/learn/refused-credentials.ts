/**
 * Credentials that upstream refused: what is stored for them is not served until upstream accepts that very credential
 * on a cached route. Kept in the store's notes, so that a restart forgets nothing. Bounded without a way to push one
 * out: those that were accepted before have answers to protect and stay; of the others, which may be made up, the
 * newest make room for each other.
 */
import type { Store } from "../ports.ts";

const PREFIX = "refused-credential:";
const REFUSED_MAX = 10_000;
const ACCEPTED_MAX = 50_000;

export class RefusedCredentials {
  readonly #store: Pick<Store, "noteNames" | "putNote" | "deleteNote">;
  readonly #onFault: (error: unknown) => void;
  readonly #max: number;
  /** By digest; true: it was accepted before. In the order in which they came. */
  readonly #refused = new Map<string, boolean>();
  /** How many of them were never accepted. */
  #unknown = 0;
  /** Least recently accepted first. */
  readonly #accepted = new Set<string>();

  constructor(
    store: Pick<Store, "noteNames" | "putNote" | "deleteNote">,
    onFault: (error: unknown) => void = () => {},
    max = REFUSED_MAX,
  ) {
    this.#store = store;
    this.#onFault = onFault;
    this.#max = max;
  }

  /** Rejects where the store fails, and may be called again. */
  async load(): Promise<void> {
    const names = await this.#store.noteNames(PREFIX, this.#max);
    // What outlived a restart is as good as accepted: it was worth a note.
    for (const name of names) this.#keep(name.slice(PREFIX.length), true);
  }

  /** Any of them: a refused one does not pass for having another beside it. */
  has(credentials: readonly string[]): boolean {
    return this.#refused.size > 0 && credentials.some((credential) => this.#refused.has(credential));
  }

  /** Upstream said that the credential, or one of those that came together, is none. */
  add(credentials: readonly string[]): void {
    for (const credential of credentials) {
      if (this.#refused.has(credential)) continue;
      if (!this.#keep(credential, this.#accepted.has(credential))) continue;
      this.#store.putNote(PREFIX + credential, "refused").catch(this.#onFault);
    }
  }

  /** Upstream answered on a cached route. Of several that came together nobody knows which one it took. */
  accept(credentials: readonly string[]): void {
    const [credential, ...others] = credentials;
    if (credential === undefined || others.length > 0) return;
    if (!this.#accepted.has(credential)) {
      this.#accepted.add(credential);
      if (this.#accepted.size > ACCEPTED_MAX) this.#accepted.delete(first(this.#accepted));
    }
    if (!this.#refused.has(credential)) return;
    this.#drop(credential);
  }

  get size(): number {
    return this.#refused.size;
  }

  #keep(credential: string, isKnown: boolean): boolean {
    if (this.#refused.size >= this.#max && !this.#makeRoom(isKnown)) return false;
    this.#refused.set(credential, isKnown);
    if (!isKnown) this.#unknown++;
    return true;
  }

  /** False where there is none for it. */
  #makeRoom(isKnown: boolean): boolean {
    if (this.#unknown > 0) {
      const newest = [...this.#refused].findLast(([, known]) => !known);
      if (newest !== undefined) this.#drop(newest[0]);
      return true;
    }
    if (!isKnown) return false;
    this.#drop(first(this.#refused.keys()));
    return true;
  }

  #drop(credential: string): void {
    if (this.#refused.get(credential) === false) this.#unknown--;
    this.#refused.delete(credential);
    this.#store.deleteNote(PREFIX + credential).catch(this.#onFault);
  }
}

function first(values: Iterable<string>): string {
  for (const value of values) return value;
  throw new Error("the first of none");
}
