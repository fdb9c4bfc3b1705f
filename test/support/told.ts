/** What the admin API tells a dashboard, to test with. */
import type { FrameTold } from "../../src/dashboard/terminal/frame.ts";
import { rowShown, type Snapshot } from "../../src/observe/history.ts";
import { StatsCollector } from "../../src/observe/stats.ts";
import { summaryOf } from "../../src/observe/summary.ts";
import { aHit, aRecord } from "./records.ts";

const PRICE = { input: 1, cached_input: 0.1, cache_write: 1.25, output: 10 };

/** Of `minutes` with ten requests each, `hits` of them from the cache. */
export function toldOf(minutes: number, hits: number, more: Partial<FrameTold> = {}): FrameTold {
  const rows: Snapshot[] = Array.from({ length: minutes }, (_, i) => {
    const stats = new StatsCollector(() => PRICE);
    for (let n = 0; n < 10; n++) {
      if (n >= hits) stats.report(aRecord());
      else if (n === 0) stats.report(aHit({ outcome: "semantic", similarity: 0.91, confidence: 0.97 }));
      else stats.report(aHit());
    }
    const delta = stats.reading();
    return { seq: i, atMs: i * 60_000, seconds: 60, run: "r", delta, totals: {}, levels: {} };
  });
  const summary = summaryOf({ hours: 1, rows, before: [], running: null });
  return {
    summary: JSON.parse(JSON.stringify(summary ?? { error: "not enough metrics" })),
    rows: rows.map(rowShown),
    rollout: {
      ...{ mode: "auto", traffic_percentage: 25, error_bound: 0.0042, labels: 812, threshold: 0.91 },
      ...{ threshold_source: "learned", last_change: null, why: "", requests: 9_000, check_chance: 0.02 },
      ...{ changes: [], frontier: [], noise: {} },
    },
    alerts: { alerts: [], firing: [] },
    ...more,
  };
}
