import { describe, expect, it } from "vitest";
import { loadPrices } from "../../src/config.ts";
import { avoided, billed, type Price } from "../../src/observe/money.ts";
import { StatsCollector } from "../../src/observe/stats.ts";
import { summaryOf } from "../../src/observe/summary.ts";
import { aHit, aRecord } from "../support/records.ts";

const PRICE: Price = { input: 4, cached_input: 0.4, cache_write: 5, output: 20 };
const priceOf = (model: string) => (model === "unknown" ? null : PRICE);

describe("what a call that was not made would have cost", () => {
  it.each([
    ["without a prefix", { inputTokens: 1e6, outputTokens: 1e5 }, 6, 6],
    [
      "with half of it read from the cache",
      { inputTokens: 1e6, outputTokens: 0, cachedTokens: 5e5 },
      2.2,
      4.5,
    ],
    ["with all of it written there", { inputTokens: 1e6, outputTokens: 0, writtenTokens: 1e6 }, 0.4, 5],
    [
      "with some read and some written",
      { inputTokens: 1e6, outputTokens: 1e6, cachedTokens: 2e5, writtenTokens: 3e5 },
      22.2,
      24.5,
    ],
  ])("lies between a warm and a cold prefix: %s", (_, usage, warm, cold) => {
    const range = avoided(usage, PRICE);
    expect(range.warm).toBeCloseTo(warm, 9);
    expect(range.cold).toBeCloseTo(cold, 9);
  });

  it("is what the provider bills for one that was made", () => {
    const usage = { inputTokens: 1e6, outputTokens: 1e6, cachedTokens: 2e5, writtenTokens: 3e5 };
    expect(billed(usage, PRICE)).toBeCloseTo(0.5 * 4 + 0.2 * 0.4 + 0.3 * 5 + 20, 9);
  });
});

it("takes what the price file leaves out for the plain price of input", () => {
  const { prices, faults } = loadPrices("config/prices.yaml");
  expect(faults).toEqual([]);
  expect(prices.of("gpt-4-turbo")).toEqual({ input: 10, cached_input: 10, cache_write: 10, output: 30 });
  expect(prices.of("openai/gpt-5.6-sol-2026-06-27")).toMatchObject({ cache_write: 6.25, cached_input: 0.5 });
  expect(prices.of("nobody-knows")).toBeNull();
});

describe("the ledger", () => {
  const saved = { inputTokens: 1e6, outputTokens: 0, cachedTokens: 1e6, seconds: 2, estimated: false };
  const ledgerOf = (stats: StatsCollector) =>
    summaryOf({ hours: 1, rows: [], before: [], running: stats.reading() })?.savings;

  it("takes off what was spent on our own account, by what for", () => {
    const stats = new StatsCollector(priceOf);
    stats.report(aHit({ saved }));
    stats.spent("check", "m", { inputTokens: 1e5, outputTokens: 1e4 });
    stats.spent("embedding", "m", { inputTokens: 1e5, outputTokens: 0 });
    stats.spent("judge", "unknown", { inputTokens: 1e5, outputTokens: 0 });
    expect(ledgerOf(stats)).toMatchObject({ cost_usd: 5, cost_usd_warm: 0.4 });
    expect(ledgerOf(stats)?.spent.check).toBeCloseTo(0.6, 9);
    expect(ledgerOf(stats)?.spent_usd).toBeCloseTo(1, 9);
    expect(ledgerOf(stats)?.net_usd).toBeCloseTo(4, 9);
    expect(ledgerOf(stats)?.net_usd_warm).toBeCloseTo(-0.6, 9);
  });

  it("says so where the semantic tier has cost more than it saved", () => {
    const stats = new StatsCollector(priceOf);
    stats.report(aHit({ saved }));
    stats.report(aHit({ outcome: "semantic", saved: { ...saved, inputTokens: 1e5, cachedTokens: 0 } }));
    expect(ledgerOf(stats)?.semantic).toMatchObject({ pays: true });
    stats.spent("double", "m", { inputTokens: 2e5, outputTokens: 0 });
    expect(ledgerOf(stats)?.semantic.pays).toBe(false);
    expect(ledgerOf(stats)?.semantic.net_usd).toBeCloseTo(-0.4, 9);
  });

  it("counts neither shadow nor what has no saving, and marks what is estimated or without a price", () => {
    const stats = new StatsCollector(priceOf);
    stats.report(aRecord({ outcome: "shadow", reason: "rollout", wouldSave: saved }));
    stats.report(aRecord({ outcome: "bypass", reason: "not-cacheable:n" }));
    stats.report(aRecord({ outcome: "stale", reason: "upstream-failed" }));
    expect(ledgerOf(stats)).toMatchObject({
      ...{ tokens: 0, cost_usd: 0, time_seconds: 0 },
      would_have_saved: { tokens: 1e6, cost_usd: 5, cost_usd_warm: 0.4, time_seconds: 2 },
    });
    stats.report(aHit({ saved: { ...saved, estimated: true } }));
    stats.report(aHit({ saved, model: "unknown" }));
    expect(ledgerOf(stats)).toMatchObject({
      ...{ tokens: 2e6, estimated_tokens: 1e6, unpriced_tokens: 1e6, cost_usd: 5 },
    });
  });
});
