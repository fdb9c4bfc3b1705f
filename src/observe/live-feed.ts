/** The live feed of the dashboard: figures at intervals, requests as they end. Costs nothing without viewers. */
import type { RequestRecord } from "../core/record.ts";

export type Tell = (event: string, data: string) => void;

export const VIEWERS_MAX = 100;
/** Most requests in one message; further ones are left out. */
const REQUESTS_MAX = 50;

interface Viewer {
  readonly tell: Tell;
  readonly withRequests: boolean;
}

export class LiveFeed {
  readonly #viewers = new Set<Viewer>();
  readonly #figures: () => object;
  readonly #shown: (record: RequestRecord) => readonly string[];
  #requests: (readonly string[])[] = [];
  #watching = 0;

  /** `figures`: what to send at intervals. `shown`: a request's cells. */
  constructor(figures: () => object, shown: (record: RequestRecord) => readonly string[]) {
    this.#figures = figures;
    this.#shown = shown;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  report(record: RequestRecord): void {
    if (this.#watching === 0 || record.route === null || this.#requests.length >= REQUESTS_MAX) return;
    this.#requests.push(this.#shown(record));
  }

  /** Adds a viewer, who gets the figures at once; returns how to remove it. Null where there are too many viewers. */
  watch(tell: Tell, withRequests: boolean): (() => void) | null {
    if (this.#viewers.size >= VIEWERS_MAX) return null;
    const viewer = { tell, withRequests };
    this.#viewers.add(viewer);
    if (withRequests) this.#watching++;
    tell("snapshot", this.#snapshot());
    return () => {
      if (this.#viewers.delete(viewer) && withRequests) this.#watching--;
    };
  }

  /** Sends the figures, computed once, to all viewers. */
  tellFigures(): void {
    if (this.#viewers.size === 0) return;
    const text = this.#snapshot();
    for (const { tell } of this.#viewers) tell("snapshot", text);
  }

  tellRequests(): void {
    if (this.#requests.length === 0) return;
    const text = JSON.stringify(this.#requests);
    this.#requests = [];
    for (const { tell, withRequests } of this.#viewers) if (withRequests) tell("requests", text);
  }

  /** Ends the feed for all viewers. */
  end(): void {
    for (const { tell } of this.#viewers) tell("end", "");
    this.#viewers.clear();
    this.#watching = 0;
  }

  #snapshot(): string {
    return JSON.stringify({ figures: this.#figures() });
  }
}
