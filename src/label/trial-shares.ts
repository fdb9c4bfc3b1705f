/**
 * Whose answers the judge is tried on. A tenant whose answers are easy to judge would make the judge look better than it
 * is for all others, so that no tenant has more than a quarter of the trials while four or more are served.
 */
import { POOLED_FROM } from "../core/measure/tenants.ts";
import type { TenantId } from "../model.ts";

const SHARE_MAX = 1 / POOLED_FROM;
/** Trials by which anyone may be ahead, so that equal tenants do not wait for each other. */
const FREE = 8;
/** Tenants that are told apart, those seen last; shares are of about so many of the last trials. */
const TENANTS_MAX = 100;
const TRIALS_MAX = 10_000;

export class TrialShares {
  readonly #of = new Map<string, number>();
  #total = 0;

  /** May the judge be tried on an answer to this tenant? True counts one. Null: tenants are not told apart. */
  take(tenant: TenantId | null): boolean {
    const name = tenant ?? "";
    const before = this.#of.get(name) ?? 0;
    this.#of.delete(name);
    this.#of.set(name, before);
    if (this.#of.size > TENANTS_MAX) this.#forgetOldest();
    if (this.#of.size >= POOLED_FROM && before >= SHARE_MAX * this.#total + FREE) return false;
    this.#of.set(name, before + 1);
    if (++this.#total >= TRIALS_MAX) this.#halve();
    return true;
  }

  #forgetOldest(): void {
    const [oldest] = this.#of;
    if (oldest === undefined) return;
    this.#of.delete(oldest[0]);
    this.#total -= oldest[1];
  }

  #halve(): void {
    this.#total = 0;
    for (const [name, count] of this.#of) {
      this.#of.set(name, count / 2);
      this.#total += count / 2;
    }
  }
}
