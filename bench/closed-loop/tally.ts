/** What a policy did over a stream, counted the same way for each. */

export interface Tally {
  readonly requests: number;
  readonly exact: number;
  /** Answers served by meaning, and how many of them were wrong. */
  readonly hits: number;
  readonly wrong: number;
  /** Request of the first of them; null: there was none. */
  readonly first: number | null;
  /** Of each whole window of 500 requests, as shares: what the policy in force would serve were everybody inside. */
  readonly windows: readonly { readonly hits: number; readonly wrong: number }[];
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
  readonly #windows: { hits: number; wrong: number }[] = [];

  /** `would`: what the policy in force would do with it, whoever asks. */
  request(outcome: "exact" | "hit" | "miss", would: "nothing" | "right" | "wrong"): void {
    if (outcome === "exact") this.exact++;
    if (outcome === "hit") {
      this.hits++;
      this.first ??= this.requests;
      if (would === "wrong") this.wrong++;
    }
    const at = Math.floor(this.requests / WINDOW);
    const window = (this.#windows[at] ??= { hits: 0, wrong: 0 });
    if (would !== "nothing") window.hits++;
    if (would === "wrong") window.wrong++;
    this.requests++;
  }

  get tally(): Tally {
    const { requests, exact, hits, wrong, first, extra } = this;
    const windows = this.#windows
      .slice(0, Math.floor(requests / WINDOW))
      .map((of) => ({ hits: of.hits / WINDOW, wrong: of.wrong / WINDOW }));
    return { requests, exact, hits, wrong, first, extra, windows };
  }
}
