/**
 * Places for the newest so many keys, and for no more text in all than a limit: the oldest go first. Whoever asks keeps
 * what belongs to a place; a ring of keys and a map tell which is whose. An LRU cache takes ten times as long to forget one,
 * and what is kept here is not asked for again and again.
 */
export interface NewestLimits {
  readonly max: number;
  /** Most characters of text in all; the newest key stays whatever its size. */
  readonly charactersMax: number;
}

export class Newest<K> {
  readonly #limits: NewestLimits;
  readonly #freed: (place: number) => void;
  readonly #places = new Map<K, number>();
  /** Keys in the order in which they came; a key that came again stands at its later place alone. */
  readonly #ring: K[] = [];
  readonly #charactersAt: number[] = [];
  #first = 0;
  /** How many places of the ring are taken, from the first on. */
  #taken = 0;
  #characters = 0;

  /** `freed`: told each place whose key is forgotten. */
  constructor(limits: NewestLimits, freed: (place: number) => void) {
    this.#limits = limits;
    this.#freed = freed;
  }

  /** The place, 0 up to `max`, of a key that comes with so many characters of text. */
  take(key: K, characters: number): number {
    const { max, charactersMax } = this.#limits;
    this.#forget(key);
    this.#characters += characters;
    while (this.#taken > 0 && (this.#taken >= max || this.#characters > charactersMax)) this.#dropFirst();
    const place = (this.#first + this.#taken) % max;
    this.#ring[place] = key;
    this.#charactersAt[place] = characters;
    this.#taken++;
    this.#places.set(key, place);
    return place;
  }

  placeOf(key: K): number | undefined {
    return this.#places.get(key);
  }

  get size(): number {
    return this.#places.size;
  }

  #dropFirst(): void {
    const key = this.#ring[this.#first] as K;
    if (this.#places.get(key) === this.#first) this.#forget(key);
    this.#first = (this.#first + 1) % this.#limits.max;
    this.#taken--;
  }

  #forget(key: K): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#characters -= this.#charactersAt[place] ?? 0;
    this.#freed(place);
  }
}
