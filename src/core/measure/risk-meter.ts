/**
 * Measures, threshold by threshold, the share of cacheable requests that would be answered wrongly by meaning, and
 * names the smallest threshold whose upper limit lies under what is allowed.
 *
 * One observation a cacheable request. Its value at threshold t is 1/q where it would be served at t, was checked
 * (which had probability q) and found wrong, and 0 otherwise: an unbiased share of wrong answers whatever is sampled
 * (Horvitz and Thompson, 1952). The share falls as t rises; so thresholds are tried from the strictest on, and the
 * first that is not certified ends the walk: no correction for their number is needed (Bates, Angelopoulos, Lei,
 * Malik, Jordan, "Distribution-free, risk-controlling prediction sets", J. ACM 68 (2021), Theorem 1).
 */

import { itemAt } from "../../narrow.ts";
import { BettingSequence, type BettingSequenceState, LEVELS } from "./betting-sequence.ts";
import { assertChances, type LeastChances, leastFrom } from "./least-chances.ts";
import { corrected, correctedRange, type NoiseLimits } from "./noise.ts";

/** Its least chances are those of this caller's answer had it been served. */
export interface RiskObservation extends LeastChances {
  /** Probability, 0 to 1, that is compared with the threshold; null: served at no threshold, or an exact hit. */
  readonly score: number | null;
  /** Chance with which this answer was checked, above 0 to 1: 1 where upstream was asked anyway. */
  readonly q: number;
  /** The judge's verdict; null: the answer was not checked. */
  readonly verdict: "same" | "different" | null;
  /**
   * False: it has its verdict only as words decided it; had they not, it would have none. Of such pairs more are wrong
   * than of all, so that they count in no share of judged answers. Absent: true.
   */
  readonly drawn?: boolean | undefined;
}

export interface RiskRules {
  /** The allowed share of wrong answers, 0 to 1. */
  readonly delta: number;
  /** Confidence of a certificate, above 0 and below 1. */
  readonly confidence: number;
  /** Lowest threshold that is ever named; 0: the bound alone decides. */
  readonly floor: number;
}

export interface FrontierPoint {
  readonly threshold: number;
  /** Upper limit of the share of wrong answers over cacheable requests. */
  readonly bound: number;
  /** Shares of cacheable requests: served, and, by the labels so far, wrong. */
  readonly hitShare: number;
  readonly wrongShare: number;
  /** Checked answers at or above the threshold. */
  readonly labels: number;
}

/** Share of alpha spent on the limit of the error; the rest goes to the limits of the judge's own errors. */
export const BET_SHARE = 0.8;
/**
 * A threshold stays certified until its capital is below a quarter of what certified it (log), so that it does not
 * flicker, or until more was found wrong than is allowed.
 */
const KEEP_LOG = Math.log(4);
/** Most capital kept beyond what certifies (log), so that a handful of wrong answers can always end a certificate. */
const SPARE_LOG = 6;
/**
 * A limit speaks of all requests that were measured, and a cache that fills answers ever more of them, right and wrong
 * alike: it is told for these and as many again at the share of hits of the last so many requests, where that is clearly
 * higher.
 */
const LATELY = 400;
/** Requests between two searches for the threshold while nothing is found wrong: capital then moves slowly. */
const WALK_EVERY = 16;
const THRESHOLDS = grid(0.5, 0.9995, 40);

export class RiskMeter {
  readonly rules: RiskRules;
  readonly #thresholds: readonly number[];
  readonly #levels: readonly number[];
  readonly #deltaAt: number;
  #cells: Cell[];
  #requests = 0;
  #labels = 0;
  /** Index of the threshold now certified; null: none is. */
  #serving: number | null = null;

  /** `levels`: error levels at which limits are told; the allowed share alone where only the threshold is asked for. */
  constructor(rules: RiskRules, levels: readonly number[] = levelsWith(rules.delta)) {
    this.rules = rules;
    const kept = THRESHOLDS.filter((t) => t > rules.floor);
    this.#thresholds = rules.floor > 0 ? [rules.floor, ...kept] : kept;
    this.#levels = levels;
    this.#deltaAt = levels.indexOf(rules.delta);
    this.#cells = this.#thresholds.map(() => ({
      capital: new BettingSequence(levels, this.#most),
      served: 0,
      lately: 0,
      wrong: 0,
      labels: 0,
    }));
  }

  get requests(): number {
    return this.#requests;
  }

  /** Number of checked answers, whatever their score. */
  get labels(): number {
    return this.#labels;
  }

  /**
   * Adds one request. Throws RangeError unless its chance is at least the least one: an answer that could not be checked
   * must not count as right.
   */
  observe(o: RiskObservation, noise: NoiseLimits): void {
    const { score, q, verdict } = o;
    assertChances(o);
    const least = leastFrom(o, score ?? 0);
    if (!(q >= least && q <= 1))
      throw new RangeError(`a chance of being checked must be at least ${least}, and at most 1: ${q}`);
    this.#requests++;
    const { high } = correctedRange(noise);
    const value = score === null || verdict === null ? 0 : corrected(verdict === "different", noise) / q;
    if (score !== null && verdict !== null) this.#labels++;
    for (const [i, cell] of this.#cells.entries()) {
      const threshold = itemAt(this.#thresholds, i);
      const isServed = score !== null && score >= threshold;
      cell.capital.add(isServed ? value : 0, high / leastFrom(o, threshold));
      cell.lately += ((isServed ? 1 : 0) - cell.lately) / Math.min(this.#requests, LATELY);
      if (!isServed) continue;
      cell.served++;
      if (verdict === null) continue;
      cell.labels++;
      if (verdict === "different") cell.wrong += 1 / q;
    }
    if (value !== 0 || this.#requests % WALK_EVERY === 0) this.#walk();
  }

  /**
   * Counts `times` requests for which no threshold would serve anything: exact hits, and questions without a
   * neighbour.
   */
  observeNothing(times: number, chances: LeastChances, noise: NoiseLimits): void {
    assertChances(chances);
    const { high } = correctedRange(noise);
    const left = Math.max(0, 1 - times / Math.min(this.#requests + times, LATELY));
    for (const [i, cell] of this.#cells.entries()) {
      cell.capital.addZeros(times, high / leastFrom(chances, itemAt(this.#thresholds, i)));
      cell.lately *= left;
    }
    const walks = Math.floor(this.#requests / WALK_EVERY);
    this.#requests += times;
    if (Math.floor(this.#requests / WALK_EVERY) > walks) this.#walk();
  }

  /** The smallest certified threshold, at or above the floor; null where none is. */
  get threshold(): number | null {
    if (this.rules.delta >= 1) return itemAt(this.#thresholds, 0);
    return this.#serving === null ? null : itemAt(this.#thresholds, this.#serving);
  }

  /** Upper limit of the share of wrong answers if everything at or above this threshold were served. */
  bound(threshold: number): number {
    const cell = this.#cellFrom(threshold);
    return cell === undefined ? 0 : this.#limitOf(cell);
  }

  /** Never below what was found wrong so far: a gambler who was lucky at first would still name less. */
  #limitOf(cell: Cell): number {
    const { capital } = cell;
    return Math.min(1, Math.max(capital.limit(this.#alpha), capital.mean) * this.#growthOf(cell));
  }

  /**
   * The share of hits over what was measured and as many requests again at the present share, as a multiple of the
   * measured one, where the present share is higher by more than chance; else 1.
   */
  #growthOf({ served, lately }: Cell): number {
    const usual = served / Math.max(1, this.#requests);
    const least = lately - Math.sqrt(lately / (2 * LATELY));
    return usual > 0 && least > usual ? (1 + least / usual) / 2 : 1;
  }

  /** Share of wrong answers from this threshold on, by the labels so far. */
  wrongShare(threshold: number): number {
    return (this.#cellFrom(threshold)?.wrong ?? 0) / Math.max(1, this.#requests);
  }

  /** Share of the requests that would be served from this threshold on. */
  hitShare(threshold: number): number {
    return (this.#cellFrom(threshold)?.served ?? 0) / Math.max(1, this.#requests);
  }

  /** The largest share of hits of any threshold from which on no more was found wrong than is allowed. */
  get servableShare(): number {
    let most = 0;
    for (const { served, wrong } of this.#cells)
      if (served > most && wrong <= this.rules.delta * this.#requests) most = served;
    return most / Math.max(1, this.#requests);
  }

  #cellFrom(threshold: number): Cell | undefined {
    return this.#cells[this.#thresholds.findIndex((t) => t >= threshold - 1e-12)];
  }

  get frontier(): readonly FrontierPoint[] {
    const n = Math.max(1, this.#requests);
    return this.#cells.map((cell, i) => ({
      threshold: itemAt(this.#thresholds, i),
      bound: this.#limitOf(cell),
      hitShare: cell.served / n,
      wrongShare: cell.wrong / n,
      labels: cell.labels,
    }));
  }

  get #most(): number {
    return SPARE_LOG - Math.log(this.#alpha);
  }

  get #alpha(): number {
    return (1 - this.rules.confidence) * BET_SHARE;
  }

  /** Searches for the lowest certified threshold, from the strictest down to the first that is not certified. */
  #walk(): void {
    if (this.#deltaAt < 0) return;
    const needed = -Math.log(this.#alpha);
    let serving: number | null = null;
    for (let i = this.#cells.length - 1; i >= 0; i--) {
      const held = this.#serving !== null && i >= this.#serving;
      const cell = itemAt(this.#cells, i);
      const most = this.rules.delta / this.#growthOf(cell);
      if (cell.capital.mean > most) break;
      const place = this.#placeOf(most);
      if (place < 0 || cell.capital.logAt(place) < (held ? needed - KEEP_LOG : needed)) break;
      serving = i;
    }
    this.#serving = serving;
  }

  /** Of the highest level that is no higher than this; -1: all are. */
  #placeOf(level: number): number {
    let place = this.#deltaAt;
    while (place >= 0 && itemAt(this.#levels, place) > level) place--;
    return place;
  }

  toJSON(): RiskMeterState {
    return {
      version: STATE_VERSION,
      rules: this.rules,
      requests: this.#requests,
      labels: this.#labels,
      serving: this.#serving,
      cells: this.#cells.map(({ capital, lately, ...counts }) => ({ ...counts, capital: capital.toJSON() })),
    };
  }

  /** Restores a saved meter; null where its version or rules differ, and measuring begins anew. */
  static from(
    state: RiskMeterState,
    rules: RiskRules,
    levels: readonly number[] = levelsWith(rules.delta),
  ): RiskMeter | null {
    const out = new RiskMeter(rules, levels);
    const fits =
      state?.version === STATE_VERSION &&
      JSON.stringify(state.rules) === JSON.stringify(rules) &&
      Array.isArray(state.cells) &&
      state.cells.length === out.#cells.length &&
      isPlace(state.serving, out.#cells.length) &&
      [state.requests, state.labels].every(isCount);
    if (!fits) return null;
    const cells: Cell[] = [];
    for (const { capital: kept, served, wrong, labels } of state.cells) {
      const capital = BettingSequence.from(kept, levels, out.#most);
      if (capital === null || ![served, wrong, labels].every(isCount)) return null;
      cells.push({ capital, served, wrong, labels, lately: served / Math.max(1, state.requests) });
    }
    out.#requests = state.requests;
    out.#labels = state.labels;
    out.#serving = state.serving;
    out.#cells = cells;
    return out;
  }
}

const STATE_VERSION = 2;

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isPlace(value: unknown, places: number): boolean {
  return value === null || (isCount(value) && Number.isInteger(value) && value < places);
}

interface Cell {
  readonly capital: BettingSequence;
  served: number;
  /** Share of the last requests that would be served, 0 to 1. Not kept: that of all requests until it is known again. */
  lately: number;
  /** Number of wrong answers, each weighted by 1/q. */
  wrong: number;
  labels: number;
}

export interface RiskMeterState {
  readonly version: number;
  readonly rules: RiskRules;
  readonly requests: number;
  readonly labels: number;
  readonly serving: number | null;
  readonly cells: readonly (Omit<Cell, "capital" | "lately"> & { readonly capital: BettingSequenceState })[];
}

/** The error levels at which limits are computed, the allowed share among them. */
function levelsWith(delta: number): readonly number[] {
  if (!(delta > 0) || delta >= 1) return LEVELS;
  return [...LEVELS.filter((level) => Math.abs(level - delta) > delta / 50), delta].sort((a, b) => a - b);
}

/** `count` values from `from` to `to`, evenly spaced in log odds. */
function grid(from: number, to: number, count: number): readonly number[] {
  const logit = (p: number): number => Math.log(p / (1 - p));
  return Array.from({ length: count }, (_, i) => {
    const x = logit(from) + ((logit(to) - logit(from)) * i) / (count - 1);
    return 1 / (1 + Math.exp(-x));
  });
}
