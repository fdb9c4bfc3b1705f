/** What viewers of a dashboard are told as it happens: figures now and then, requests as they end. Nobody looks: it costs nothing. */
import type { RequestRecord } from "../core/record.ts";

export type Tell = (event: string, data: string) => void;

export const VIEWERS_MAX = 100;
/** Of one telling; more requests than that are not told. */
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

  /** `shown`: of a request, cell by cell. */
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

  /** Told at once how things stand. Null where too many look on. */
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

  /** The figures, made once for all. */
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

  /** Nobody is told anything any more. */
  end(): void {
    for (const { tell } of this.#viewers) tell("end", "");
    this.#viewers.clear();
    this.#watching = 0;
  }

  #snapshot(): string {
    return JSON.stringify({ figures: this.#figures() });
  }
}
