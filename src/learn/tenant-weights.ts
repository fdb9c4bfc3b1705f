/** Which tenants' labels weigh how much, and which of them could turn what is learnt from all. */
import { POOLED_FROM } from "../core/measure/tenants.ts";

interface OfTenant {
  readonly tenant?: string | null;
}

/** A tenant with a smaller share of the labels moves little. */
const SHARE_MIN = 0.05;

/** A factor for each label, 0 to 1, by which no tenant has more than a quarter of the weight. */
export function evenWeights(
  labels: readonly { readonly tenant?: string | null; readonly q: number }[],
): number[] {
  const sums = new Map<string, number>();
  for (const { tenant, q } of labels) sums.set(tenant ?? "", (sums.get(tenant ?? "") ?? 0) + 1 / q);
  if (sums.size < POOLED_FROM) return labels.map(() => 1);
  const most = quarterOf([...sums.values()]);
  return labels.map(({ tenant }) => Math.min(1, most / sums.get(tenant ?? "")!));
}

/** Whose labels are most, where there are several tenants; null: there is one alone, or none. */
export function loudestOf(labels: readonly OfTenant[]): string | null {
  const counts = countsOf(labels);
  if (counts.size < 2) return null;
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}

/** Number of labels of each tenant who has a share of them that tells, twenty tenants at most; none where there is one alone. */
export function loudTenants(labels: readonly OfTenant[]): ReadonlyMap<string, number> {
  const counts = countsOf(labels);
  if (counts.size < 2) return new Map();
  return new Map([...counts].filter(([, count]) => count >= SHARE_MIN * labels.length));
}

function countsOf(labels: readonly OfTenant[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tenant } of labels) counts.set(tenant ?? "", (counts.get(tenant ?? "") ?? 0) + 1);
  return counts;
}

/** The largest weight such that, with all tenants limited to it, none has more than a quarter of the sum. */
function quarterOf(sums: readonly number[]): number {
  const rising = [...sums].sort((a, b) => a - b);
  for (let cut = 0; cut < POOLED_FROM; cut++) {
    const rest = rising.slice(0, rising.length - cut).reduce((sum, of) => sum + of, 0);
    // `cut` tenants of weight m each beside the rest: m = (rest + cut m) / 4.
    const most = rest / (POOLED_FROM - cut);
    if ((rising.at(-1 - cut) ?? 0) <= most) return most;
  }
  return rising[0] ?? 0;
}
