/**
 * Where the percentage stands and who put it there: the file, or a hand. A value set by hand lasts over a restart
 * until the file's own value changes. `auto` stands at its first step until labels can move it; with the demo model
 * as upstream there is nobody to protect, and it stands at 100 %.
 */
import type { Store } from "../ports.ts";

export type Percentage = number | "auto";

export interface RolloutInputs {
  /** traffic_percentage as the file has it. */
  readonly file: Percentage;
  readonly steps: readonly number[];
  readonly semantic: boolean;
  readonly serveFound: boolean;
  readonly demo: boolean;
}

export interface RolloutState {
  readonly mode: "off" | "shadow" | "manual" | "auto";
  readonly traffic_percentage: number;
  /** Measured bound on the share of wrong answers; null until it is measured. */
  readonly error_bound: number | null;
  readonly labels: number;
  /** ISO time, or null when nothing has moved since start. */
  readonly last_change: string | null;
  readonly why: string;
}

interface ByHand {
  readonly value: Percentage;
  /** The file's value when the hand set its own. */
  readonly file: Percentage;
  readonly atMs: number;
}

const NOTE = "rollout:by-hand";

export class Rollout {
  readonly #store: Store;
  #inputs: RolloutInputs;
  #byHand: ByHand | null = null;

  constructor(store: Store, inputs: RolloutInputs) {
    this.#store = store;
    this.#inputs = inputs;
  }

  async load(): Promise<void> {
    const note = await this.#store.getNote(NOTE);
    this.#byHand = note === null ? null : readNote(note);
    await this.#forgetIfFileChanged();
  }

  async reload(inputs: RolloutInputs): Promise<void> {
    this.#inputs = inputs;
    await this.#forgetIfFileChanged();
  }

  /** Holds for the next request; resolves when it would survive a restart. */
  async set(value: Percentage, nowMs: number): Promise<void> {
    this.#byHand = { value, file: this.#inputs.file, atMs: nowMs };
    await this.#store.putNote(NOTE, JSON.stringify(this.#byHand));
  }

  /** 0 to 100. */
  get percentage(): number {
    const value = this.#byHand?.value ?? this.#inputs.file;
    if (value !== "auto") return value;
    return this.#inputs.demo ? 100 : (this.#inputs.steps[0] ?? 0);
  }

  get state(): RolloutState {
    const { semantic, serveFound } = this.#inputs;
    const value = this.#byHand?.value ?? this.#inputs.file;
    const mode = !semantic ? "off" : !serveFound ? "shadow" : value === "auto" ? "auto" : "manual";
    return {
      mode,
      traffic_percentage: this.percentage,
      error_bound: null,
      labels: 0,
      last_change: this.#byHand ? new Date(this.#byHand.atMs).toISOString() : null,
      why: this.#why(mode),
    };
  }

  #why(mode: RolloutState["mode"]): string {
    const from = this.#byHand ? "set by hand" : "as the configuration says";
    switch (mode) {
      case "off":
        return "enable_semantic_cache is false: nothing is looked up by meaning";
      case "shadow":
        return "use_integrated_cache is false: what would be served is only reported";
      case "manual":
        return `${this.percentage} % of callers, ${from}; nothing about the error is measured yet`;
      case "auto":
        return this.#inputs.demo
          ? "auto, and the demo model is upstream: there is nobody to protect, so every caller is served"
          : `auto stands at its first step, ${this.percentage} %: no labels have been measured yet`;
      default:
        return mode satisfies never;
    }
  }

  async #forgetIfFileChanged(): Promise<void> {
    if (this.#byHand === null || this.#byHand.file === this.#inputs.file) return;
    this.#byHand = null;
    await this.#store.deleteNote(NOTE);
  }
}

function readNote(note: string): ByHand | null {
  try {
    const value = JSON.parse(note) as ByHand;
    const isPercentage = (v: unknown) => v === "auto" || (typeof v === "number" && v >= 0 && v <= 100);
    return isPercentage(value.value) && isPercentage(value.file) && Number.isFinite(value.atMs)
      ? value
      : null;
  } catch {
    return null;
  }
}
