/**
 * Credentials that upstream refused: what is stored for them is not served until upstream accepts that very credential
 * on a cached route. Several that come together are one: nobody knows which of them upstream refused, or took. Kept in
 * the store's notes, so that a restart forgets nothing. Bounded without a way to push one out: those that were accepted
 * before have answers to protect and stay; of the others, which may be made up, the newest make room for each other.
 */
import type { Store } from "../ports.ts";

/** Of notes: of those that were accepted before, and of the others. */
const KNOWN = "refused-credential:known:";
const UNKNOWN = "refused-credential:new:";
const REFUSED_MAX = 10_000;
const ACCEPTED_MAX = 50_000;

export class RefusedCredentials {
  readonly #store: Pick<Store, "noteNames" | "putNote" | "deleteNote">;
  readonly #onFault: (error: unknown) => void;
  readonly #onRevoked: (credential: string) => void;
  readonly #max: number;
  /** By digest; true: it was accepted before. In the order in which they came. */
  readonly #refused = new Map<string, boolean>();
  /** How many of them were never accepted. */
  #unknown = 0;
  /** Least recently accepted first. */
  readonly #accepted = new Set<string>();

  /** `onRevoked`: told of one that was accepted before. */
  constructor(
    store: Pick<Store, "noteNames" | "putNote" | "deleteNote">,
    onFault: (error: unknown) => void = () => {},
    max = REFUSED_MAX,
    onRevoked: (credential: string) => void = () => {},
  ) {
    this.#store = store;
    this.#onRevoked = onRevoked;
    this.#onFault = onFault;
    this.#max = max;
  }

  /** Rejects where the store fails, and may be called again. */
  async load(): Promise<void> {
    for (const [prefix, isKnown] of [
      [KNOWN, true],
      [UNKNOWN, false],
    ] as const) {
      for (const name of await this.#store.noteNames(prefix, this.#max)) {
        const credential = name.slice(prefix.length);
        if (!this.#refused.has(credential)) this.#keep(credential, isKnown);
      }
    }
  }

  /** As they came together; each of them by itself too: a refused one does not pass for having another beside it. */
  has(credentials: readonly string[]): boolean {
    if (this.#refused.size === 0) return false;
    return this.#refused.has(together(credentials)) || credentials.some((one) => this.#refused.has(one));
  }

  /** Upstream said that what came together is no credential. */
  add(credentials: readonly string[]): void {
    const credential = together(credentials);
    if (this.#refused.has(credential)) return;
    const isKnown = this.#accepted.has(credential);
    if (!this.#keep(credential, isKnown)) return;
    if (isKnown) this.#onRevoked(credential);
    this.#store.putNote((isKnown ? KNOWN : UNKNOWN) + credential, "refused").catch(this.#onFault);
  }

  /** Upstream answered it on a cached route. */
  accept(credentials: readonly string[]): void {
    const credential = together(credentials);
    if (!this.#accepted.has(credential)) {
      this.#accepted.add(credential);
      if (this.#accepted.size > ACCEPTED_MAX) this.#accepted.delete(first(this.#accepted));
    }
    if (this.#refused.has(credential)) this.#drop(credential);
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
    const isKnown = this.#refused.get(credential) === true;
    if (!isKnown) this.#unknown--;
    this.#refused.delete(credential);
    this.#store.deleteNote((isKnown ? KNOWN : UNKNOWN) + credential).catch(this.#onFault);
  }
}

function together(credentials: readonly string[]): string {
  return credentials.join("+");
}

function first(values: Iterable<string>): string {
  for (const value of values) return value;
  throw new Error("the first of none");
}
