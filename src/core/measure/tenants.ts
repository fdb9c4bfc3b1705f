/**
 * Who is measured: each tenant by itself, and all together so that none of them counts for more than a quarter. What a
 * tenant asks, or has answered, then moves what is served to others by a quarter at the most, and by nothing once its
 * answers were seen to be wrong far more often than theirs.
 *
 *   one tenant          the pool is that tenant
 *   two or three        each for itself: the pool serves nobody
 *   four and more       each with 200 labels of its own by these, the rest by the pool
 *
 * Whether a request counts in the pool is settled before its verdict is looked at: a bet on the others stays fair.
 */
import type { LeastChances } from "./least-chances.ts";
import { bernoulliLimits } from "./limits.ts";
import type { NoiseLimits } from "./noise.ts";
import { RiskMeter, type RiskMeterState, type RiskObservation, type RiskRules } from "./risk-meter.ts";

/** All whom nobody tells apart are one. */
export const UNKNOWN = "";
/** So many share a pool; fewer are measured each for itself. */
export const POOLED_FROM = 4;
/** Labels of its own from which a tenant's own measurement is asked for. */
export const OWN_LABELS_MIN = 200;
/** Tenants that are measured by themselves; beyond it the one that was seen longest ago goes. */
const TENANTS_MAX = 100;
const SHARE_MAX = 1 / POOLED_FROM;
/** Requests that anybody may be ahead, so that equal ones do not wait for each other. */
const FREE = 8;
/** Shares are of about so many of the last requests. */
const SHARES_OF = 20_000;
/**
 * A tenant is told apart where its share of wrong answers is above so many times the pool's and the allowance, and where it
 * is beyond chance that of its judged answers more are wrong than so many times the others' share.
 */
const APART = { ofPool: 2, ofAllowed: 2, ofOthers: 2, chance: 1e-4 };
/** The others' judged answers, before there are any: so many, of whom one is wrong. */
const PRIOR_JUDGED = 10;
/** Wrong answers that were served last, by whose they were. One is to blame for more than its quarter, beyond this chance. */
const BLAMED = { of: 40, chance: 0.05 };

interface Tenant {
  readonly meter: RiskMeter;
  /** In the pool. */
  counted: number;
  /** Judged answers that would be served, and how many of them were wrong. */
  judged: number;
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

  /** Do several share one gateway? */
  get areSeveral(): boolean {
    return this.#of.size > 1;
  }

  /** Is anybody told apart at all? Else the pool says the same. */
  get areTold(): boolean {
    return this.areSeveral || (this.#of.size === 1 && !this.#of.has(UNKNOWN));
  }

  /** Left out of the pool. */
  get apart(): ReadonlySet<string> {
    return this.#apart;
  }

  /** Does it count in the pool? `from`: the threshold from which tenants are compared. */
  observe(name: string, o: RiskObservation, noise: NoiseLimits, from: number): boolean {
    const tenant = this.#named(name);
    tenant.meter.observe(o, noise);
    if (o.score !== null && o.verdict !== null && o.score >= from && o.drawn !== false) {
      tenant.judged++;
      if (o.verdict === "different") tenant.wrong++;
    }
    return this.#admitted(name, tenant, 1) === 1;
  }

  /** How many of so many requests that found nothing count in the pool. */
  observeNothing(name: string, times: number, chances: LeastChances, noise: NoiseLimits): number {
    const tenant = this.#named(name);
    tenant.meter.observeNothing(times, chances, noise);
    return this.#admitted(name, tenant, times);
  }

  meterOf(name: string): RiskMeter | null {
    return this.#of.get(name)?.meter ?? null;
  }

  /** Tenants that are certified by labels of their own. */
  *certified(): Iterable<number> {
    if (!this.areSeveral) return;
    for (const { meter } of this.#of.values())
      if (meter.threshold !== null && (this.#of.size < POOLED_FROM || meter.labels >= OWN_LABELS_MIN))
        yield meter.threshold;
  }

  /** A wrong answer was served. */
  blame(name: string): void {
    this.#blamed.push(name);
    if (this.#blamed.length > BLAMED.of) this.#blamed.shift();
  }

  /** Whose are most of the wrong answers that were served last? Null: nobody's alone, or there is nobody else. */
  get culprit(): string | null {
    if (!this.areSeveral) return null;
    const all = this.#blamed.length;
    const counts = new Map<string, number>();
    for (const name of this.#blamed) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of counts)
      if (count > all / 2 && bernoulliLimits(count, all, BLAMED.chance).low > SHARE_MAX) return name;
    return null;
  }

  /** Is it wrong far more often than the pool, from this threshold on? `pool`: its share of wrong answers there. */
  differs(name: string, threshold: number, pool: number): boolean {
    const tenant = this.#of.get(name);
    if (tenant === undefined || this.#of.size < POOLED_FROM || this.#apart.has(name)) return false;
    const limit = Math.max(APART.ofAllowed * this.#rules.delta, APART.ofPool * pool);
    return tenant.meter.wrongShare(threshold) > limit && this.#isBeyondChance(tenant);
  }

  #isBeyondChance(tenant: Tenant): boolean {
    let judged = PRIOR_JUDGED;
    let wrong = 1;
    for (const [name, other] of this.#of) {
      if (other === tenant || this.#apart.has(name)) continue;
      judged += other.judged;
      wrong += other.wrong;
    }
    const usual = Math.min(0.9, (APART.ofOthers * wrong) / judged);
    return bernoulliLimits(tenant.wrong, tenant.judged, APART.chance).low > usual;
  }

  /** From now on it counts in no pool, and what was measured of it is void. */
  setApart(name: string): void {
    this.#apart.add(name);
    this.#of.set(name, this.#newTenant());
    this.#blamed.length = 0;
  }

  /** Begins with those whom another one has told apart. */
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

  /** What cannot be read is left out: that tenant begins anew. */
  resume({ apart, tenants }: TenantsState): void {
    this.#apart = new Set(apart);
    for (const { name, counted, judged = 0, wrong, meter } of tenants.slice(0, TENANTS_MAX)) {
      const read = RiskMeter.from(meter, this.#rules, this.#levels);
      if (read === null || ![counted, judged, wrong].every(Number.isFinite)) continue;
      // Before these were counted, wrong ones were of any score.
      this.#of.set(name, { meter: read, counted, judged, wrong: Math.min(wrong, judged) });
      this.#total += counted;
    }
  }

  /** Only the threshold is asked for. */
  get #levels(): readonly number[] | undefined {
    const { delta } = this.#rules;
    return delta > 0 && delta < 1 ? [delta] : undefined;
  }

  #newTenant(): Tenant {
    return { meter: new RiskMeter(this.#rules, this.#levels), counted: 0, judged: 0, wrong: 0 };
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
      tenant.judged /= 2;
      tenant.wrong /= 2;
      this.#total += tenant.counted;
    }
  }
}

export interface TenantsState {
  readonly apart: readonly string[];
  readonly tenants: readonly {
    readonly name: string;
    readonly counted: number;
    /** Absent in what was kept before it was counted. */
    readonly judged?: number;
    readonly wrong: number;
    readonly meter: RiskMeterState;
  }[];
}
