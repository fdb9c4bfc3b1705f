/**
 * The measurement of the adapted tier: how often templates predict upstream's answer, by the number of answers that
 * agreed before. Each fresh answer that a template predicted is a trial, whether or not anything is served, so no calls
 * are needed.
 */
import { fieldsOf, itemAt } from "../../narrow.ts";
import { bernoulliLimits } from "./limits.ts";

/** Numbers of agreeing answers that may be required; the first is what a threshold set by hand asks for. */
const LEVELS = [3, 4, 6, 8, 12, 16, 24, 32] as const;
const ALPHA = 0.05;

export interface AdaptedCounts {
  readonly trials: readonly number[];
  readonly wrong: readonly number[];
}

export class AdaptedMeter {
  readonly #trials = new Float64Array(LEVELS.length);
  readonly #wrong = new Float64Array(LEVELS.length);
  /** The bound at each level, kept until the next count: each request asks for it, and it is found by bisection. */
  readonly #bounds = new Map<number, number>();

  /** Counts one prediction of a template with `agreeing` agreeing answers. */
  add(agreeing: number, right: boolean): void {
    this.#bounds.clear();
    for (const [i, level] of LEVELS.entries()) {
      if (agreeing < level) break;
      this.#trials[i] = itemAt(this.#trials, i) + 1;
      if (!right) this.#wrong[i] = itemAt(this.#wrong, i) + 1;
    }
  }

  /** The lowest confidence from which at most the share `delta` of answers is wrong; null where none is certified. */
  certified(delta: number): { readonly threshold: number; readonly bound: number } | null {
    const i = LEVELS.findIndex((_, place) => this.#boundAt(place) <= delta);
    if (i < 0) return null;
    const level = itemAt(LEVELS, i);
    return { threshold: level / (level + 1), bound: this.#boundAt(i) };
  }

  /** Upper limit of the wrong share from a confidence on, at every moment at once. */
  boundFrom(confidence: number): number {
    const i = LEVELS.findIndex((level) => level / (level + 1) >= confidence - 1e-9);
    return i < 0 ? 1 : this.#boundAt(i);
  }

  /** Counts of all predictions made after three answers had agreed. */
  get tried(): { readonly trials: number; readonly wrong: number } {
    return { trials: itemAt(this.#trials, 0), wrong: itemAt(this.#wrong, 0) };
  }

  /** Counts per level, in the order of `LEVELS`. */
  get counts(): AdaptedCounts {
    return { trials: [...this.#trials], wrong: [...this.#wrong] };
  }

  restore({ trials, wrong }: AdaptedCounts): void {
    this.#bounds.clear();
    this.#trials.set(trials);
    this.#wrong.set(wrong);
  }

  #boundAt(i: number): number {
    let bound = this.#bounds.get(i);
    if (bound === undefined) {
      bound = bernoulliLimits(itemAt(this.#wrong, i), itemAt(this.#trials, i), ALPHA / LEVELS.length).high;
      this.#bounds.set(i, bound);
    }
    return bound;
  }
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === LEVELS.length &&
    value.every((n) => Number.isSafeInteger(n) && n >= 0)
  );
}

/** Reads stored counts; null where the value is invalid or incomplete. */
export function adaptedCounts(value: unknown): AdaptedCounts | null {
  const { trials, wrong } = fieldsOf(value);
  const isWhole = isCounts(trials) && isCounts(wrong) && wrong.every((n, i) => n <= itemAt(trials, i));
  return isWhole ? { trials, wrong } : null;
}
