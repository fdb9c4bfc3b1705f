/**
 * The last requests as the rollout controller needs them: shares of upstream failures and own faults, and bad reports.
 */
import type { RequestRecord } from "../core/record.ts";

/** To whom an answer was given: digests of the tenant, and of the part of it that may report on it; see Caller. */
export interface GivenTo {
  readonly tenant: string;
  readonly owner: string;
}

const WINDOW = 200;
/** A bad report is forgotten after this time, ms, where no further answers are served. */
const REPORT_MS = 600_000;
const KEPT = 2;
const NOBODY: GivenTo = { tenant: "", owner: "" };
/** Fewest requests for a share to be reported; below it is 0. */
const REQUESTS_MIN = 50;

export class HealthWindow {
  readonly #upstream = new Shares();
  readonly #own = new Shares();
  readonly #nowMs: () => number;
  /** Number of answers served by meaning; and each bad report, with that number and the time at the report. */
  #served = 0;
  #bad: { readonly served: number; readonly atMs: number; readonly by: GivenTo }[] = [];
  /** Up to KEPT tenants and owners who got answers, to know whether there is more than one. */
  readonly #tenants = new Set<string>();
  readonly #owners = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Counts a request on a cached route; other routes say nothing about the cache. */
  report(record: RequestRecord): void {
    if (record.route === null) return;
    const asked = record.upstreamHeadMs !== null || UPSTREAM_FAILED.has(record.status);
    if (asked) this.#upstream.add(record.status >= 500 || record.reason === "upstream-failed");
    this.#own.add(record.faults.some((fault) => fault.part !== "upstream"));
    if (record.outcome === "semantic" || record.outcome === "adapted") this.#served++;
  }

  /** Notes who got an answer from the cache or had one stored. */
  answered({ tenant, owner }: GivenTo): void {
    if (this.#tenants.size < KEPT) this.#tenants.add(tenant);
    if (this.#owners.size < KEPT) this.#owners.add(owner);
  }

  /** Counts a bad report. `by`: whose answer it is on. */
  reportedBad(by: GivenTo = NOBODY): void {
    this.#bad.push({ served: this.#served, atMs: this.#nowMs(), by });
    if (this.#bad.length > WINDOW) this.#bad.shift();
  }

  /** Share of the last requests in which upstream failed, 0 to 1. */
  get upstreamErrors(): number {
    return this.#upstream.share;
  }

  get ownFaults(): number {
    return this.#own.share;
  }

  /**
   * Number of recent bad reports. Where several tenants are served each counts once, whatever organisations and
   * projects it reports for, so that none moves the percentage of others; of a single tenant each owner counts once.
   */
  get badReports(): number {
    const now = this.#nowMs();
    const health = this.#bad.filter(
      ({ served, atMs }) => served > this.#served - WINDOW && Math.abs(now - atMs) < REPORT_MS,
    );
    if (this.#tenants.size > 1) return new Set(health.map(({ by }) => by.tenant)).size;
    return this.#owners.size > 1 ? new Set(health.map(({ by }) => by.owner)).size : health.length;
  }

  get servedLately(): number {
    return Math.min(WINDOW, this.#served);
  }

  /** Forgets all counts after a change of percentage, so that they do not cause a second one. */
  forget(): void {
    this.#upstream.forget();
    this.#own.forget();
    this.#bad = [];
  }
}

const UPSTREAM_FAILED: ReadonlySet<number> = new Set([502, 504]);

/** The share of true among the last values, which are kept in a ring. */
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
