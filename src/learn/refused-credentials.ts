/**
 * Credentials that upstream refused. Stored answers are not served to them until upstream accepts the same credential
 * on a cached route. Several credentials of one request count as one, since nobody knows which of them upstream
 * refused. Kept as notes in the store, for restarts and for gateways that share it. The number is bounded, but made-up
 * credentials cannot push out real ones: those accepted before stay, and of the others only the newest are replaced.
 */
import { randomUUID } from "node:crypto";
import type { Store } from "../ports.ts";

/** Prefixes of note names: credentials accepted before, and all others. */
const KNOWN = "refused-credential:known:";
const UNKNOWN = "refused-credential:new:";
/** Name of the note whose value changes with each refusal, so that gateways sharing the store read the names again. */
const MARK = "refused-credentials";
const REFUSED_MAX = 10_000;
const ACCEPTED_MAX = 50_000;

type Notes = Pick<Store, "noteNames" | "getNote" | "putNote" | "deleteNote">;

export class RefusedCredentials {
  readonly #store: Notes;
  readonly #onFault: (error: unknown) => void;
  readonly #onRevoked: (credential: string) => void;
  readonly #max: number;
  /** Refused credentials by digest, oldest first; true: the credential was accepted before. */
  readonly #refused = new Map<string, boolean>();
  /** Refused credentials with a note in the store, as of the last read or a later write. */
  readonly #noted = new Set<string>();
  /**
   * Credentials accepted during a read of the store, of which the read may return an outdated refusal; null: no read.
   */
  #accepting: Set<string> | null = null;
  #mark: string | null = null;
  /** Number of refused credentials that were never accepted. */
  #unknown = 0;
  /** Credentials accepted lately, least recent first. */
  readonly #accepted = new Set<string>();

  /** `onRevoked`: called with a refused credential that was accepted before. */
  constructor(
    store: Notes,
    onFault: (error: unknown) => void = () => {},
    max = REFUSED_MAX,
    onRevoked: (credential: string) => void = () => {},
  ) {
    this.#store = store;
    this.#onRevoked = onRevoked;
    this.#onFault = onFault;
    this.#max = max;
  }

  /** Reads the refused credentials from the store. Rejects where it fails, and may be called again. */
  async load(): Promise<void> {
    const mark = await this.#store.getNote(MARK);
    const noted = new Set(this.#noted);
    const accepting = new Set<string>();
    this.#accepting = accepting;
    const [known, unknown] = await Promise.all([this.#named(KNOWN), this.#named(UNKNOWN)]).finally(() => {
      this.#accepting = null;
    });
    const all = new Map([
      ...unknown.map((one) => [one, false] as const),
      ...known.map((one) => [one, true] as const),
    ]);
    // A list of the greatest length may be incomplete, so absence from it proves nothing.
    if (known.length < this.#max && unknown.length < this.#max)
      for (const credential of noted) if (!all.has(credential)) this.#forget(credential);
    for (const [credential, isKnown] of all) {
      if (accepting.has(credential)) continue;
      if (this.#refused.has(credential) || this.#keep(credential, isKnown)) this.#noted.add(credential);
    }
    this.#mark = mark;
  }

  /**
   * Reads refusals and acceptances that other gateways noted since the last call; one small read where there are none.
   * Rejects where the store fails.
   */
  async refresh(): Promise<void> {
    if (this.#accepting === null && (await this.#store.getNote(MARK)) !== this.#mark) await this.load();
  }

  /** Is the combination refused, or any of its credentials alone? */
  has(credentials: readonly string[]): boolean {
    if (this.#refused.size === 0) return false;
    return this.#refused.has(together(credentials)) || credentials.some((one) => this.#refused.has(one));
  }

  /** Notes that upstream refused this combination of credentials. */
  add(credentials: readonly string[]): void {
    const credential = together(credentials);
    if (this.#refused.has(credential)) return;
    const isKnown = this.#accepted.has(credential);
    if (!this.#keep(credential, isKnown)) return;
    if (isKnown) this.#onRevoked(credential);
    this.#store
      .putNote((isKnown ? KNOWN : UNKNOWN) + credential, "refused")
      .then(() => {
        if (this.#refused.has(credential)) this.#noted.add(credential);
      })
      .then(this.#tell)
      .catch(this.#onFault);
  }

  /** Notes that upstream accepted this combination on a cached route. */
  accept(credentials: readonly string[]): void {
    const credential = together(credentials);
    if (!this.#accepted.has(credential)) {
      this.#accepted.add(credential);
      if (this.#accepted.size > ACCEPTED_MAX) this.#accepted.delete(first(this.#accepted));
    }
    this.#accepting?.add(credential);
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

  /** Makes room for one more refused credential; false where that is not possible. */
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

  /**
   * Removes a credential here and in the store, under both names: gateways differ in which they saw accepted before.
   */
  #drop(credential: string): void {
    this.#forget(credential);
    Promise.all([KNOWN, UNKNOWN].map((prefix) => this.#store.deleteNote(prefix + credential)))
      .then(this.#tell)
      .catch(this.#onFault);
  }

  #forget(credential: string): void {
    this.#noted.delete(credential);
    const isKnown = this.#refused.get(credential);
    if (isKnown === false) this.#unknown--;
    this.#refused.delete(credential);
  }

  readonly #tell = () => this.#store.putNote(MARK, randomUUID());

  async #named(prefix: string): Promise<string[]> {
    return (await this.#store.noteNames(prefix, this.#max)).map((name) => name.slice(prefix.length));
  }
}

function together(credentials: readonly string[]): string {
  return credentials.join("+");
}

function first(values: Iterable<string>): string {
  for (const value of values) return value;
  throw new Error("the first of none");
}
