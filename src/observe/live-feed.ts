/** The live feed of the dashboard: figures at intervals, requests as they end. Costs nothing without viewers. */
import type { RequestRecord } from "../core/record.ts";

export const VIEWERS_MAX = 100;
/** Most requests in one message; further ones are left out. */
const REQUESTS_MAX = 50;

export interface Viewer<Language extends string> {
  readonly tell: (event: string, data: string) => void;
  readonly language: Language;
  /** Told of finished requests, too? */
  readonly withRequests: boolean;
}

export class LiveFeed<Language extends string> {
  readonly #viewers = new Set<Viewer<Language>>();
  readonly #figures: (language: Language) => object;
  readonly #shown: (language: Language, record: RequestRecord) => readonly string[];
  #requests: RequestRecord[] = [];
  #watching = 0;

  /** `figures`: what to send at intervals. `shown`: a request's cells. */
  constructor(
    figures: (language: Language) => object,
    shown: (language: Language, record: RequestRecord) => readonly string[],
  ) {
    this.#figures = figures;
    this.#shown = shown;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  report(record: RequestRecord): void {
    if (this.#watching === 0 || record.route === null || this.#requests.length >= REQUESTS_MAX) return;
    this.#requests.push(record);
  }

  /** Adds a viewer, who gets the figures at once; returns how to remove it. Null where there are too many viewers. */
  watch(viewer: Viewer<Language>): (() => void) | null {
    if (this.#viewers.size >= VIEWERS_MAX) return null;
    this.#viewers.add(viewer);
    if (viewer.withRequests) this.#watching++;
    viewer.tell("snapshot", this.#snapshot(viewer.language));
    return () => {
      if (this.#viewers.delete(viewer) && viewer.withRequests) this.#watching--;
    };
  }

  /** Sends the figures, computed once for each language, to all viewers. */
  tellFigures(): void {
    this.#tell([...this.#viewers], "snapshot", (language) => this.#snapshot(language));
  }

  tellRequests(): void {
    if (this.#requests.length === 0) return;
    const requests = this.#requests;
    this.#requests = [];
    this.#tell(
      [...this.#viewers].filter(({ withRequests }) => withRequests),
      "requests",
      (language) => JSON.stringify(requests.map((record) => this.#shown(language, record))),
    );
  }

  /** Ends the feed for all viewers. */
  end(): void {
    for (const { tell } of this.#viewers) tell("end", "");
    this.#viewers.clear();
    this.#watching = 0;
  }

  #tell(viewers: readonly Viewer<Language>[], event: string, text: (language: Language) => string): void {
    const texts = new Map<Language, string>();
    for (const { tell, language } of viewers) {
      const told = texts.get(language) ?? text(language);
      texts.set(language, told);
      tell(event, told);
    }
  }

  #snapshot(language: Language): string {
    return JSON.stringify({ figures: this.#figures(language) });
  }
}
