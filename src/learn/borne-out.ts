/**
 * Decides for which tenants a learned correction may raise probabilities: for those on whose own labels the raised ones
 * predicted verdicts better than the words alone. It may lower probabilities for all tenants. So no tenant's labels can
 * raise what is served to others.
 */
import { weighNeighbourhood } from "../core/verify/neighbourhood-weight.ts";
import type { RefitModel } from "../core/verify/refit.ts";

/** A judged pair, from which a correction is assessed. `words`: its probability by words alone. */
export interface BearingLabel {
  readonly tenant: string;
  readonly words: number;
  readonly score: number;
  readonly neighbourhood: readonly number[];
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for. */
  readonly weight: number;
}

/** Fewest labels of a tenant whose probability the correction raises, before it may do so for the tenant. */
const RAISED_MIN = 20;
const TENANTS_MAX = 1_000;

export class BorneOut {
  #model: RefitModel | null = null;
  /** By tenant: log loss saved on labels with a raised probability, and the number of those labels. */
  readonly #of = new Map<string, { saved: number; raised: number }>();

  /** Starts over with another correction, counting these labels. */
  begin(model: RefitModel | null, labels: Iterable<BearingLabel>): void {
    this.#model = model;
    this.#of.clear();
    for (const label of labels) this.add(label);
  }

  add({ tenant, words, score, neighbourhood, same, weight }: BearingLabel): void {
    if (this.#model === null) return;
    const raised = weighNeighbourhood(this.#model, { probability: words, score }, neighbourhood);
    if (raised <= words) return;
    const of = this.#of.get(tenant) ?? { saved: 0, raised: 0 };
    of.saved += weight * (loss(words, same) - loss(raised, same));
    of.raised++;
    this.#of.delete(tenant);
    this.#of.set(tenant, of);
    if (this.#of.size > TENANTS_MAX) this.#of.delete(this.#of.keys().next().value!);
  }

  for(tenant: string): boolean {
    const of = this.#of.get(tenant);
    return of !== undefined && of.raised >= RAISED_MIN && of.saved > 0;
  }
}

function loss(p: number, same: boolean): number {
  const q = Math.min(0.999, Math.max(0.001, p));
  return -Math.log(same ? q : 1 - q);
}

/** Number of tenants from which on none has more than a quarter of the weight. */
const TENANTS_MIN = 4;

/** A factor for each label, 0 to 1, by which no tenant has more than a quarter of the weight. */
export function evenWeights(
  labels: readonly { readonly tenant?: string | null; readonly q: number }[],
): number[] {
  const sums = new Map<string, number>();
  for (const { tenant, q } of labels) sums.set(tenant ?? "", (sums.get(tenant ?? "") ?? 0) + 1 / q);
  if (sums.size < TENANTS_MIN) return labels.map(() => 1);
  const most = quarterOf([...sums.values()]);
  return labels.map(({ tenant }) => Math.min(1, most / sums.get(tenant ?? "")!));
}

/** Whose labels are most, where there are several tenants; null: there is one alone, or none. */
export function loudestOf(labels: readonly { readonly tenant?: string | null }[]): string | null {
  const counts = new Map<string, number>();
  for (const { tenant } of labels) counts.set(tenant ?? "", (counts.get(tenant ?? "") ?? 0) + 1);
  if (counts.size < 2) return null;
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}

/** The largest weight such that, with all tenants limited to it, none has more than a quarter of the sum. */
function quarterOf(sums: readonly number[]): number {
  const rising = [...sums].sort((a, b) => a - b);
  for (let cut = 0; cut < TENANTS_MIN; cut++) {
    const rest = rising.slice(0, rising.length - cut).reduce((sum, of) => sum + of, 0);
    // `cut` tenants of weight m each beside the rest: m = (rest + cut m) / 4.
    const most = rest / (TENANTS_MIN - cut);
    if ((rising.at(-1 - cut) ?? 0) <= most) return most;
  }
  return rising[0] ?? 0;
}
