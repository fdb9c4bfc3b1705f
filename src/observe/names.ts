/** Names that callers choose, bounded: beyond so many different ones the rest are counted together. */
export class BoundedNames {
  readonly #max: number;
  readonly #known = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The name itself, or "other" for what is empty, longer than 100 characters, or one name too many. */
  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (name === "" || name.length > NAME_CHARACTERS_MAX || this.#known.size >= this.#max) return OTHER;
    this.#known.add(name);
    return name;
  }
}

export const OTHER = "other";
const NAME_CHARACTERS_MAX = 100;
