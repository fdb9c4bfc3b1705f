/** What is asked on our own account (checks, judge, second look): its budget, its prices, what was spent today. */
import { LRUCache } from "lru-cache";
import { systemClock } from "../adapters/system.ts";
import { loadPrices, type ModelPrice } from "../config.ts";
import { Budget } from "../learn/budget.ts";
import { KeptBudget } from "../learn/budget-kept.ts";
import type { Usage } from "../model.ts";
import { billed, type Purpose } from "../observe/money.ts";
import type { Store } from "../ports.ts";
import type { Configuration } from "./configuration.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Spending extends AsyncDisposable {
  readonly hasRoom: () => boolean;
  /** Counts a call; false: it must not be made. */
  readonly take: () => boolean;
  /** What a call came to. */
  readonly billed: (model: string, usage: Usage, purpose: Purpose) => void;
  /** Takes up the day's money; rejects where the store fails, and may be called again. */
  load(): Promise<void>;
}

/** Models whose missing price was told. */
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
      // Vectors of questions are made for every look-up: the budget is over what is asked besides.
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

/** Models are few and prices do not change: each is looked up once. */
export function pricesOf({ current }: Configuration): (model: string) => ModelPrice | null {
  const { prices } = loadPrices(current.cache_migration.monitoring.prices);
  const known = new LRUCache<string, { price: ModelPrice | null }>({ max: 1000 });
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
