/** What a policy did over a stream, counted the same way for each. */

export interface Tally {
  readonly requests: number;
  readonly exact: number;
  /** Answers served by meaning, and how many of them were wrong. */
  readonly hits: number;
  readonly wrong: number;
  /** Request of the first of them; null: there was none. */
  readonly first: number | null;
  /** Of each window of 500 requests: wrong answers by the policy in force, everybody inside, as a share. */
  readonly windows: readonly number[];
  /** Requests to upstream that the callers did not ask for. */
  readonly extra: number;
}

export const WINDOW = 500;

export class Tallying {
  requests = 0;
  exact = 0;
  hits = 0;
  wrong = 0;
  first: number | null = null;
  extra = 0;
  readonly #windows: number[] = [];

  /** `isWrong`: would be answered wrongly by the policy in force, whoever asks. */
  request(outcome: "exact" | "hit" | "miss", isWrong: boolean): void {
    if (outcome === "exact") this.exact++;
    if (outcome === "hit") {
      this.hits++;
      this.first ??= this.requests;
      if (isWrong) this.wrong++;
    }
    const window = Math.floor(this.requests / WINDOW);
    this.#windows[window] = (this.#windows[window] ?? 0) + (isWrong ? 1 : 0);
    this.requests++;
  }

  get tally(): Tally {
    const { requests, exact, hits, wrong, first, extra } = this;
    // The last window counts where it is whole.
    const windows = this.#windows.slice(0, Math.floor(requests / WINDOW)).map((count) => count / WINDOW);
    return { requests, exact, hits, wrong, first, extra, windows };
  }
}
