/** How the last requests went, for the controller: upstream's failures, our own faults, bad reports by callers. */
import type { RequestRecord } from "../core/record.ts";

const WINDOW = 200;
/** Where nothing is served any more no answer pushes a report out: time does. */
const REPORT_MS = 600_000;
const OWNERS_KEPT = 2;
/** Shares of fewer requests say nothing. */
const REQUESTS_MIN = 50;

export class HealthWindow {
  readonly #upstream = new Shares();
  readonly #own = new Shares();
  readonly #nowMs: () => number;
  /** Answers served by meaning so far; and how many those were when a bad report came, and when it did. */
  #served = 0;
  #bad: { readonly served: number; readonly atMs: number; readonly owner: string }[] = [];
  /** A few of those who got answers: whether there are several is all that counts. */
  readonly #owners = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Of cached routes; others say nothing of the cache. */
  report(record: RequestRecord): void {
    if (record.route === null) return;
    const asked = record.upstreamHeadMs !== null || UPSTREAM_FAILED.has(record.status);
    if (asked) this.#upstream.add(record.status >= 500 || record.reason === "upstream-failed");
    this.#own.add(record.faults.some((fault) => fault.part !== "upstream"));
    if (record.outcome === "semantic" || record.outcome === "adapted") this.#served++;
  }

  /** Who got an answer of the cache, or had one stored; see Caller. */
  answered(owner: string): void {
    if (this.#owners.size < OWNERS_KEPT) this.#owners.add(owner);
  }

  /** `owner`: who says so. */
  reportedBad(owner = ""): void {
    this.#bad.push({ served: this.#served, atMs: this.#nowMs(), owner });
    if (this.#bad.length > WINDOW) this.#bad.shift();
  }

  /** Shares of the last requests, 0 to 1. */
  get upstreamErrors(): number {
    return this.#upstream.share;
  }

  get ownFaults(): number {
    return this.#own.share;
  }

  /** Where several are served each of them counts once: nobody moves the percentage of others alone. */
  get badReports(): number {
    const now = this.#nowMs();
    const health = this.#bad.filter(
      ({ served, atMs }) => served > this.#served - WINDOW && Math.abs(now - atMs) < REPORT_MS,
    );
    return this.#owners.size > 1 ? new Set(health.map(({ owner }) => owner)).size : health.length;
  }

  get servedLately(): number {
    return Math.min(WINDOW, this.#served);
  }

  /** What led to a change must not lead to the next one too. */
  forget(): void {
    this.#upstream.forget();
    this.#own.forget();
    this.#bad = [];
  }
}

const UPSTREAM_FAILED: ReadonlySet<number> = new Set([502, 504]);

/** A ring of yes and no. */
class Shares {
  #ring: boolean[] = [];
  #next = 0;
  #count = 0;

  add(yes: boolean): void {
    if (this.#ring[this.#next]) this.#count--;
    this.#ring[this.#next] = yes;
    if (yes) this.#count++;
    this.#next = (this.#next + 1) % WINDOW;
  }

  get share(): number {
    return this.#ring.length < REQUESTS_MIN ? 0 : this.#count / this.#ring.length;
  }

  forget(): void {
    this.#ring = [];
    this.#next = 0;
    this.#count = 0;
  }
}
