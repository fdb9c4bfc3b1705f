/**
 * The newest so many values by key, and no more text in all than a limit: the oldest go first. A ring of keys beside a
 * map: an LRU cache takes ten times as long to forget one, and what is kept here is not asked for again and again.
 */
export interface NewestLimits {
  readonly max: number;
  /** Most characters of text in all; the newest value stays whatever its size. */
  readonly charactersMax: number;
}

export class Newest<K, V> {
  readonly #limits: NewestLimits;
  readonly #values = new Map<K, { readonly value: V; readonly characters: number; readonly at: number }>();
  /** Keys in the order in which they came; a key that came again stands at its later place alone. */
  readonly #ring: K[] = [];
  #first = 0;
  /** How many places of the ring are taken, from the first on. */
  #taken = 0;
  #characters = 0;

  constructor(limits: NewestLimits) {
    this.#limits = limits;
  }

  /** Keeps a value with so many characters of text. */
  set(key: K, value: V, characters: number): void {
    const { max, charactersMax } = this.#limits;
    this.#characters += characters - (this.#values.get(key)?.characters ?? 0);
    while (this.#taken > 0 && (this.#taken >= max || this.#characters > charactersMax)) this.#dropFirst(key);
    const at = (this.#first + this.#taken) % max;
    this.#ring[at] = key;
    this.#taken++;
    this.#values.set(key, { value, characters, at });
  }

  get(key: K): V | undefined {
    return this.#values.get(key)?.value;
  }

  get size(): number {
    return this.#values.size;
  }

  /** `coming`: the key that is being set, whose characters are counted already. */
  #dropFirst(coming: K): void {
    const key = this.#ring[this.#first] as K;
    const kept = this.#values.get(key);
    if (kept?.at === this.#first) {
      this.#values.delete(key);
      if (key !== coming) this.#characters -= kept.characters;
    }
    this.#first = (this.#first + 1) % this.#limits.max;
    this.#taken--;
  }
}
