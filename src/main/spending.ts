/** The budget of calls that the gateway makes on its own account: checks, judge, second look, warming. */
import { LRUCache } from "lru-cache";
import { systemClock } from "../adapters/system.ts";
import { formatFaults, loadPrices, type ModelPrice } from "../config.ts";
import { Budget } from "../learn/budget.ts";
import { KeptBudget } from "../learn/budget-kept.ts";
import type { Usage } from "../model.ts";
import { billed, type Purpose } from "../observe/money.ts";
import type { Store } from "../ports.ts";
import type { Configuration } from "./configuration.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Spending extends AsyncDisposable {
  /** Does the budget allow a further call now? Counts nothing. */
  readonly hasRoom: () => boolean;
  /** Counts a call against the budget; false: the budget is spent, and the call must not be made. */
  readonly take: () => boolean;
  /** Counts the usage of a call that was made, at the model's price. */
  readonly billed: (model: string, usage: Usage, purpose: Purpose) => void;
  /** Reads what was spent today from the store. Rejects where the store fails; may then be called again. */
  load(): Promise<void>;
}

/** What a faulty price file means. */
export const UNPRICED =
  "no prices are in force: savings are told in tokens only, and no budget in USD is kept";

/** The most models for which an alert says that their price is not known. */
const UNPRICED_MAX = 100;

export function startSpending(
  configuration: Configuration,
  { onAlert, onFault, onSpent }: Telemetry,
  store: Store,
  priceOf: (model: string) => ModelPrice | null,
): Spending {
  const limits = () => configuration.current.cache_migration.budget;
  const budget = new Budget(() => limits().calls_per_hour, {
    usdPerDay: () => limits().usd_per_day,
    wallMs: () => systemClock.nowMs(),
    onSpent: (limit) => onAlert("budget", spentLine(limit)),
  });
  const kept = new KeptBudget(store, budget, (error) => onFault("store", error));
  const unpriced = new Set<string>();
  return {
    hasRoom: () => budget.hasRoom(systemClock.monotonicMs()),
    take: () => budget.take(systemClock.monotonicMs()),
    billed(model, usage, purpose) {
      onSpent(purpose, model, usage);
      // Every look-up embeds its question; the budget limits only calls beyond that.
      if (purpose === "embedding") return;
      const price = priceOf(model);
      if (price) return kept.pay(billed(usage, price));
      if (limits().usd_per_day <= 0 || unpriced.size >= UNPRICED_MAX || unpriced.has(model)) return;
      unpriced.add(model);
      onAlert("budget-unpriced", `no price is known of ${model}: its calls do not count against usd_per_day`);
    },
    load: () => kept.load(),
    [Symbol.asyncDispose]: () => kept.close(),
  };
}

/**
 * Looks up a model's price by the file in force, null where none is known. The file is read at the start and with each
 * reload; `onFault` is told what is wrong with it.
 */
export function pricesOf(
  configuration: Configuration,
  onFault: (fault: string) => void = () => {},
): (model: string) => ModelPrice | null {
  const known = new LRUCache<string, { price: ModelPrice | null }>({ max: 1000 });
  const read = () => {
    const { prices, faults } = loadPrices(configuration.current.cache_migration.monitoring.prices);
    if (faults.length > 0) onFault(formatFaults(faults));
    known.clear();
    return prices;
  };
  let prices = read();
  configuration.onReload(() => ({ commit: () => void (prices = read()) }));
  return (model) => {
    let found = known.get(model);
    if (!found) {
      found = { price: prices.of(model) };
      known.set(model, found);
    }
    return found.price;
  };
}

function spentLine(limit: "calls_per_hour" | "usd_per_day"): string {
  const until = limit === "usd_per_day" ? "until midnight UTC" : "until the hour has passed";
  return `budget.${limit} is spent: ${until} no served answer is checked, no prompt asked twice, and answers are judged without a model`;
}
