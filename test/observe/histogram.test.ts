import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { Histogram } from "../../src/observe/histogram.ts";
import { Metrics } from "../../src/observe/metrics.ts";
import { aHit } from "../support/records.ts";

it("prints what Prometheus reads: cumulative buckets, sum and count by label", async () => {
  const registry = new Registry();
  const histogram = new Histogram(registry, {
    name: "h_seconds",
    help: "H",
    label: "stage",
    bounds: [0.1, 1],
  });
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value, "a");
  histogram.observe(0.2, "b");
  expect((await registry.metrics()).trim().split("\n")).toEqual([
    "# HELP h_seconds H",
    "# TYPE h_seconds histogram",
    'h_seconds_bucket{le="0.1",stage="a"} 2',
    'h_seconds_bucket{le="1",stage="a"} 3',
    'h_seconds_bucket{le="+Inf",stage="a"} 4',
    'h_seconds_sum{stage="a"} 7.65',
    'h_seconds_count{stage="a"} 4',
    'h_seconds_bucket{le="0.1",stage="b"} 0',
    'h_seconds_bucket{le="1",stage="b"} 1',
    'h_seconds_bucket{le="+Inf",stage="b"} 1',
    'h_seconds_sum{stage="b"} 0.2',
    'h_seconds_count{stage="b"} 1',
  ]);
});

it("shows a traced request of each bucket to who reads OpenMetrics", async () => {
  const metrics = new Metrics(
    () => null,
    () => ({
      ...{ entriesExact: 1, entriesSemantic: 0, graphEntries: 0, graphLag: 0 },
      ...{ trafficPercentage: 100, errorBound: 1, inflight: 0 },
    }),
  );
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  metrics.report(aHit({ durationMs: 2, atMs: 1_000, trace, sampled: true }));
  // Nobody has the spans of this one, which would else be the bucket's example.
  metrics.report(aHit({ durationMs: 2, atMs: 2_000, trace: "0af7651916cd43dd8448eb211c80319c" }));
  metrics.report(aHit({ durationMs: 70 }));
  const [open, plain] = await Promise.all([metrics.scrape(true), metrics.scrape(false)]);
  expect(open.type).toContain("application/openmetrics-text");
  expect(open.text).toContain(
    `semblance_request_duration_seconds_bucket{le="0.0025",outcome="exact"} 2 # {trace_id="${trace}"} 0.002 1.002`,
  );
  expect(open.text.trimEnd().endsWith("# EOF")).toBe(true);
  expect(open.text).toContain('semblance_requests_total{outcome="exact"');
  expect(plain.type).toContain("text/plain");
  expect(plain.text).not.toContain(trace);
});
