import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { Histogram } from "../../src/observe/histogram.ts";

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
