/** What is right, and who says so: the truth by class, answers that change, and a judge that may be wrong. */
import { chance } from "../chance.ts";
import type { Stream } from "./streams.ts";

export interface Drift {
  /** Share of classes whose right answer changes half-way, 0 to 1. */
  readonly classes: number;
}

/** Classes of texts whose answers are never the same, and always. */
export const RANDOM_ANSWERS = "random answers";
export const ONE_ANSWER = "one answer";

export class World {
  readonly #stream: Stream;
  readonly #changed = new Set<string>();
  readonly #half: number;

  constructor(stream: Stream, drift: Drift | null, seed: number) {
    this.#stream = stream;
    this.#half = Math.floor(stream.requests.length / 2);
    if (drift === null) return;
    const rnd = chance(seed);
    for (const name of new Set(stream.texts.map((text) => text.class)))
      if (rnd() < drift.classes) this.#changed.add(name);
  }

  get half(): number {
    return this.#half;
  }

  /** Names the right answer to a text at this request. */
  answer(text: number, request: number): string {
    const { class: name } = this.#stream.texts[text]!;
    if (name === RANDOM_ANSWERS) return `${name} ${request}`;
    return request >= this.#half && this.#changed.has(name) ? `${name}, changed` : name;
  }
}

/** Turns a verdict round with a chance, the same for either kind. */
export function noisyJudge(noise: number, seed: number): (isSame: boolean) => "same" | "different" {
  const rnd = chance(seed);
  return (isSame) => (isSame !== (noise > 0 && rnd() < noise) ? "same" : "different");
}
