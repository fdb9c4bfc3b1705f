/** Says the acts as they happen, and keeps them. */
import type { Act } from "./record.ts";

/** A promise did not hold, or what was waited for did not come about. */
export class Broken extends Error {}

export class Telling {
  readonly acts: { title: string; from: number; told: string[]; held: string[] }[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** `from`: requests before it. */
  begin(title: string, from: number): void {
    this.acts.push({ title, from, told: [], held: [] } satisfies Act);
    this.#say(`\n${this.acts.length}. ${title}`);
  }

  tell(line: string): void {
    this.#act.told.push(line);
    this.#say(`   ${line}`);
  }

  /** Throws `Broken` where the promise does not hold. `promise` null: too small to be told. */
  hold(is: boolean, promise: string | null, otherwise: string): void {
    if (!is) throw new Broken(`act ${this.acts.length}, ${this.#act.title}: ${otherwise}`);
    if (promise === null) return;
    this.#act.held.push(promise);
    this.#say(`   ok: ${promise}`);
  }

  get #act(): (typeof this.acts)[number] {
    return this.acts.at(-1)!;
  }
}
