/**
 * Measures the last observations once more: by a reading that may come into force, by one that has, or without a tenant
 * who was set apart. It takes up to a second, and so goes on in pieces while other observations come: those are counted
 * after the ones before them. What begins the measurement anew meanwhile ends it, and nothing of it is taken over.
 */
import { type LedgerRules, RiskLedger } from "../core/measure/ledger.ts";
import type { NoiseLimits } from "../core/measure/noise.ts";
import type { Maybe } from "../maybe.ts";
import type { Rereading } from "./measuring-port.ts";
import type { Recent, Recorded } from "./recent.ts";
import { isBetter } from "./remeasured.ts";
import type { Drive, Pieces } from "./slices.ts";

/** Nothing is served: no score reaches it. */
export const NEVER = Number.POSITIVE_INFINITY;

/** The measurement that is in force while another one is made. */
export interface Present {
  readonly recent: Recent;
  readonly ledger: () => RiskLedger;
  readonly rules: () => LedgerRules;
  readonly noise: () => NoiseLimits;
  /** Counts what was collected to be counted together. */
  readonly settle: () => void;
  /** Puts a ledger in the place of the one in force. */
  readonly take: (ledger: RiskLedger) => void;
}

/**
 * How a comparison ended. overtaken: measuring began anew meanwhile, so that it says nothing. better: `takeOver` puts the
 * other reading's measurement in force with all that has come since, or returns false where it was overtaken.
 */
export type Compared =
  | { readonly ended: "no-better" }
  | { readonly ended: "overtaken" }
  | { readonly ended: "better"; readonly takeOver: () => boolean };

const OVERTAKEN: Compared = { ended: "overtaken" };

export class Remeasuring {
  readonly #present: Present;
  readonly #drive: Drive;
  readonly #told: Told;
  /** The ledger in force that is being filled. */
  #filling: Standing | null = null;
  #filled: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(present: Present, drive: Drive, told: Told) {
    this.#present = present;
    this.#drive = drive;
    this.#told = told;
  }

  /** Is the ledger in force still being filled? Little of it says anything yet; what comes now is counted at the end. */
  get isFilling(): boolean {
    return this.#filling !== null && this.#isStill(this.#filling);
  }

  /** Resolves once what is in force is measured by all that is kept. */
  get filled(): Promise<void> {
    return this.#filled;
  }

  /** Ends a comparison, as nothing is to come into force any more; resolves once what is in force is measured. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#filled;
  }

  /**
   * Compares a reading with the one in force, and changes nothing by itself. It is no better where it would serve nothing
   * while answers are served now, or fewer answers within max_error_rate. Rejects, or throws, where a step fails.
   */
  compare(reading: Rereading): Maybe<Compared> {
    if (this.isFilling) return OVERTAKEN;
    this.#present.settle();
    return this.#drive(this.#compared(reading));
  }

  *#compared(reading: Rereading): Pieces<Compared> {
    const { recent, ledger: present, rules, noise, take } = this.#present;
    const before = present();
    const { epoch } = before;
    const isOvertaken = (): boolean => this.#isClosed || !this.#isStill({ ledger: before, epoch });
    const again = new Again(before, rules(), noise(), reading);
    const from = recent.added;
    for (const recorded of [...recent.all()]) {
      again.add(recorded);
      yield;
      if (isOvertaken()) return OVERTAKEN;
    }
    const late = recent.all(from);
    for (const recorded of late) {
      again.addLate(recorded);
      yield;
      if (isOvertaken()) return OVERTAKEN;
    }
    const counted = recent.added;
    const isAdopted = yield* again.isBetter(before.pooled);
    if (isOvertaken()) return OVERTAKEN;
    if (!isAdopted) return { ended: "no-better" };
    const takeOver = (): boolean => {
      if (isOvertaken()) return false;
      for (const recorded of recent.all(counted)) again.addLate(recorded);
      take(again.ledger);
      recent.replace(again.reread());
      return true;
    };
    return { ended: "better", takeOver };
  }

  /**
   * Measures the reading that is in force from now on. Until that is done nothing is served beyond what is certified by
   * then, at first nothing at all. Never rejects where it is done later.
   */
  reread(reading: Rereading): Maybe<void> {
    const { recent, settle } = this.#present;
    settle();
    const apart = new Set(this.#present.ledger().tenants.apart);
    recent.replace([...recent.all()].filter((recorded) => isMeasuredBy(reading, recorded)));
    return this.#fill({
      ...{ scoreOf: (recorded) => scoreBy(reading, recorded), isCounted: ({ heldOut }) => heldOut !== null },
      isLeftOut: ({ tenant }) => apart.has(tenant ?? ""),
    });
  }

  /** Measures again, by the scores that were counted, without a tenant who was set apart. */
  leaveOut(stranger: string): Maybe<void> {
    return this.#fill({
      ...{ scoreOf: ({ score }) => score, isCounted: () => true },
      isLeftOut: ({ tenant }) => (tenant ?? "") === stranger,
    });
  }

  #fill(how: Filling): Maybe<void> {
    const { ledger: present, rules, take } = this.#present;
    const ledger = new RiskLedger(rules());
    ledger.follow(present());
    take(ledger);
    const filling = { ledger, epoch: ledger.epoch };
    this.#filling = filling;
    const filled = this.#drive(this.#filledWith(filling, how));
    if (!(filled instanceof Promise)) return;
    this.#filled = filled.then(this.#told.onObserved).catch(this.#told.onFault);
    return this.#filled;
  }

  *#filledWith(filling: Standing, how: Filling): Pieces<void> {
    const { recent, noise } = this.#present;
    const [limits, from] = [noise(), recent.added];
    try {
      for (const recorded of [...recent.all()]) {
        if (this.#filling !== filling) return;
        recorded.score = how.scoreOf(recorded);
        // What is kept has its score from the reading in force, even where nothing is left to fill: at once then.
        if (!this.#isStill(filling)) continue;
        if (how.isCounted(recorded) && !how.isLeftOut(recorded)) countAgain(filling.ledger, recorded, limits);
        yield;
      }
      for (const recorded of recent.all(from)) {
        if (this.#filling !== filling) return;
        recorded.score = how.scoreOf(recorded);
        if (!this.#isStill(filling)) continue;
        if (how.isCounted(recorded)) countAgain(filling.ledger, recorded, limits);
        yield;
      }
    } finally {
      if (this.#filling === filling) this.#filling = null;
    }
  }

  #isStill({ ledger, epoch }: Standing): boolean {
    return this.#present.ledger() === ledger && ledger.epoch === epoch;
  }
}

/** A ledger in force, and its epoch by then: as long as both are the same, measuring has not begun anew. */
interface Standing {
  readonly ledger: RiskLedger;
  readonly epoch: number;
}

interface Told {
  /** Called when what is in force was measured later on. */
  readonly onObserved: () => void;
  readonly onFault: (error: unknown) => void;
}

interface Filling {
  readonly scoreOf: (recorded: Recorded) => number | null;
  readonly isCounted: (recorded: Recorded) => boolean;
  /** Of those that came before: whose answers counted until then, and do no more. */
  readonly isLeftOut: (recorded: Recorded) => boolean;
}

/** The observations measured by another reading, beside the measurement in force. */
class Again {
  readonly ledger: RiskLedger;
  readonly #rules: LedgerRules;
  readonly #noise: NoiseLimits;
  readonly #reading: Rereading;
  readonly #apart: ReadonlySet<string>;
  readonly #all: Recorded[] = [];
  readonly #scores: (number | null)[] = [];
  /** Those that speak for the reading or against it. */
  readonly #seen: Recorded[] = [];
  /** Their scores by the reading, and by the one in force. */
  readonly #other: (number | null)[] = [];
  readonly #present: (number | null)[] = [];

  constructor(before: RiskLedger, rules: LedgerRules, noise: NoiseLimits, reading: Rereading) {
    this.ledger = new RiskLedger(rules);
    this.ledger.follow(before);
    this.#rules = rules;
    this.#noise = noise;
    this.#reading = reading;
    this.#apart = new Set(before.tenants.apart);
  }

  add(recorded: Recorded): void {
    this.#add(recorded, (tenant) => !this.#apart.has(tenant));
  }

  /** One that has come since it began: those whose answers count for nobody else go on being measured by themselves. */
  addLate(recorded: Recorded): void {
    this.#add(recorded, () => true);
  }

  #add(recorded: Recorded, isCounted: (tenant: string) => boolean): void {
    if (!isMeasuredBy(this.#reading, recorded)) return;
    const score = scoreBy(this.#reading, recorded);
    this.#all.push(recorded);
    this.#scores.push(score);
    const { heldOut, tenant } = recorded;
    if (heldOut === null || !isCounted(tenant ?? "")) return;
    countAgain(this.ledger, { ...recorded, score }, this.#noise);
    // Whose answers count for nobody else speak neither for another reading nor against it.
    if (this.#apart.has(tenant ?? "")) return;
    this.#seen.push(recorded);
    this.#other.push(score);
    this.#present.push(recorded.score);
  }

  /** `pooled`: the threshold certified for the reading in force. */
  isBetter(pooled: number | null): Pieces<boolean> {
    const now = { pooled: this.ledger.pooled, scores: this.#other };
    return isBetter(this.#rules.delta, this.#seen, now, { pooled, scores: this.#present });
  }

  /** All of them, each with its score by the reading. */
  reread(): readonly Recorded[] {
    for (const [i, recorded] of this.#all.entries()) recorded.score = this.#scores[i] ?? null;
    return this.#all;
  }
}

/** Nothing was served by this score: what it would have served raises no alarm. */
function countAgain(ledger: RiskLedger, recorded: Recorded, noise: NoiseLimits): void {
  const { score, verdict, qServed } = recorded;
  if (score === null && verdict === null) ledger.observeNothing(recorded, 1, { qServed }, noise);
  else ledger.observe(recorded, noise, NEVER);
}

/** Where the weights of one half read all questions, those of that half alone measure them. */
function isMeasuredBy({ isCrossed }: Rereading, { heldOut }: Recorded): boolean {
  return isCrossed || heldOut !== false;
}

/** Edited answers and confirmed pairs keep their score, which was made otherwise. */
function scoreBy(
  { probabilityOf }: Rereading,
  { pair, score, tenant = null, heldOut }: Recorded,
): number | null {
  return pair === null || heldOut === null ? score : probabilityOf(pair, tenant, heldOut);
}
