/**
 * Measures the error of each tenant, and of a pool of all tenants in which none counts for more than a quarter. One
 * tenant's traffic thus moves what is served to others by at most a quarter, and not at all once its answers were found
 * wrong far more often than theirs.
 *
 *   one tenant          the pool is that tenant
 *   two or three        each has its own measurement, the pool is not used
 *   four and more       a tenant with 200 labels has its own measurement, the others have the pool's
 *
 * Whether a request counts in the pool is decided before its verdict is known, which keeps the pool's bets fair.
 */
import type { NoiseLimits } from "./noise.ts";
import { RiskMeter, type RiskMeterState, type RiskObservation, type RiskRules } from "./risk-meter.ts";

/** The tenant of all requests whose tenant is unknown. */
export const UNKNOWN = "";
/** Fewest tenants that share a pool; fewer are measured separately. */
export const POOLED_FROM = 4;
/** Labels of a tenant from which on its own measurement is used. */
export const OWN_LABELS_MIN = 200;
/** Most tenants with a measurement of their own; beyond it the least recently seen one is dropped. */
const TENANTS_MAX = 100;
const SHARE_MAX = 1 / POOLED_FROM;
/** Requests by which a tenant may exceed its share of the pool, so that equal tenants do not wait for each other. */
const FREE = 8;
/** Shares are computed over about this many of the last requests. */
const SHARES_OF = 20_000;
/**
 * A tenant is set apart from `wrongMin` wrong answers on, at these multiples of the pool's error and of max_error_rate.
 */
const APART = { wrongMin: 10, ofPool: 2, ofAllowed: 2 };
/** Number of the latest served wrong answers of which the tenants are remembered. */
const BLAMED_OF = 40;

interface Tenant {
  readonly meter: RiskMeter;
  /** Number of its requests that count in the pool. */
  counted: number;
  /** Number of its answers judged wrong. */
  wrong: number;
}

export class Tenants {
  readonly #rules: RiskRules;
  readonly #of = new Map<string, Tenant>();
  #apart = new Set<string>();
  #total = 0;
  readonly #blamed: string[] = [];

  constructor({ delta, confidence, floor }: RiskRules) {
    this.#rules = { delta, confidence, floor };
  }

  get size(): number {
    return this.#of.size;
  }

  /** Is there more than one tenant? */
  get areSeveral(): boolean {
    return this.#of.size > 1;
  }

  /** Is any tenant known? If not, all requests are the pool's. */
  get areTold(): boolean {
    return this.areSeveral || (this.#of.size === 1 && !this.#of.has(UNKNOWN));
  }

  /** Tenants set apart, whose requests do not count in the pool. */
  get apart(): ReadonlySet<string> {
    return this.#apart;
  }

  /** Adds an observation to the tenant's measurement. True where it counts in the pool too. */
  observe(name: string, o: RiskObservation, noise: NoiseLimits): boolean {
    const tenant = this.#named(name);
    tenant.meter.observe(o, noise);
    if (o.score !== null && o.verdict === "different") tenant.wrong++;
    return this.#admitted(name, tenant, 1) === 1;
  }

  /** Adds `times` requests that found nothing. Returns how many of them count in the pool. */
  observeNothing(name: string, times: number, qServed: number, noise: NoiseLimits): number {
    const tenant = this.#named(name);
    tenant.meter.observeNothing(times, qServed, noise);
    return this.#admitted(name, tenant, times);
  }

  meterOf(name: string): RiskMeter | null {
    return this.#of.get(name)?.meter ?? null;
  }

  /** Thresholds of the tenants whose own labels certify one. */
  *certified(): Iterable<number> {
    if (!this.areSeveral) return;
    for (const { meter } of this.#of.values())
      if (meter.threshold !== null && (this.#of.size < POOLED_FROM || meter.labels >= OWN_LABELS_MIN))
        yield meter.threshold;
  }

  /** Records that a wrong answer was served to a tenant. */
  blame(name: string): void {
    this.#blamed.push(name);
    if (this.#blamed.length > BLAMED_OF) this.#blamed.shift();
  }

  /**
   * The tenant of most of the latest served wrong answers; null where no tenant has most of them, or there is only one.
   */
  get culprit(): string | null {
    if (!this.areSeveral) return null;
    const counts = new Map<string, number>();
    for (const name of this.#blamed) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of counts) if (count > this.#blamed.length / 2) return name;
    return null;
  }

  /**
   * Is the tenant wrong far more often than the pool, above this threshold? `pool`: the pool's share of wrong answers
   * there.
   */
  differs(name: string, threshold: number, pool: number): boolean {
    const tenant = this.#of.get(name);
    if (tenant === undefined || this.#of.size < POOLED_FROM || this.#apart.has(name)) return false;
    const limit = Math.max(APART.ofAllowed * this.#rules.delta, APART.ofPool * pool);
    return tenant.wrong >= APART.wrongMin && tenant.meter.wrongShare(threshold) > limit;
  }

  /** Sets a tenant apart: it no longer counts in the pool, and its measurement starts over. */
  setApart(name: string): void {
    this.#apart.add(name);
    this.#of.set(name, this.#newTenant());
    this.#blamed.length = 0;
  }

  /** Takes over the tenants set apart from another object. */
  follow({ apart }: Tenants): void {
    this.#apart = new Set(apart);
  }

  toJSON(): TenantsState {
    return {
      apart: [...this.#apart],
      tenants: [...this.#of].map(([name, { meter, ...counts }]) => ({
        name,
        ...counts,
        meter: meter.toJSON(),
      })),
    };
  }

  /** Takes over a saved state. A tenant whose state cannot be read starts over. */
  resume({ apart, tenants }: TenantsState): void {
    this.#apart = new Set(apart);
    for (const { name, counted, wrong, meter } of tenants.slice(0, TENANTS_MAX)) {
      const read = RiskMeter.from(meter, this.#rules, this.#levels);
      if (read === null || ![counted, wrong].every(Number.isFinite)) continue;
      this.#of.set(name, { meter: read, counted, wrong });
      this.#total += counted;
    }
  }

  /** Error levels to measure: only max_error_rate, which gives the threshold. */
  get #levels(): readonly number[] | undefined {
    const { delta } = this.#rules;
    return delta > 0 && delta < 1 ? [delta] : undefined;
  }

  #newTenant(): Tenant {
    return { meter: new RiskMeter(this.#rules, this.#levels), counted: 0, wrong: 0 };
  }

  #named(name: string): Tenant {
    const tenant = this.#of.get(name) ?? this.#newTenant();
    this.#of.delete(name);
    this.#of.set(name, tenant);
    if (this.#of.size > TENANTS_MAX) this.#of.delete(this.#of.keys().next().value!);
    return tenant;
  }

  #admitted(name: string, tenant: Tenant, times: number): number {
    if (this.#apart.has(name)) return 0;
    let admitted = 0;
    for (; admitted < times; admitted++) {
      const isFree = this.#of.size < POOLED_FROM;
      if (!isFree && tenant.counted >= SHARE_MAX * this.#total + FREE) break;
      tenant.counted++;
      this.#total++;
    }
    if (this.#total >= SHARES_OF) this.#halve();
    return admitted;
  }

  #halve(): void {
    this.#total = 0;
    for (const tenant of this.#of.values()) {
      tenant.counted /= 2;
      this.#total += tenant.counted;
    }
  }
}

export interface TenantsState {
  readonly apart: readonly string[];
  readonly tenants: readonly {
    readonly name: string;
    readonly counted: number;
    readonly wrong: number;
    readonly meter: RiskMeterState;
  }[];
}
