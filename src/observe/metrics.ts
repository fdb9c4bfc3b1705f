/** Prometheus metrics: counters are a function of the records, gauges are read when scraped. */
import { Counter, Gauge, Registry, type RegistryContentType } from "prom-client";
import type { RequestRecord, Savings, Stage } from "../core/record.ts";
import type { Usage } from "../model.ts";
import type { FaultPart } from "../ports.ts";
import { Histogram } from "./histogram.ts";
import { avoided, billed, type PriceOf, type Purpose } from "./money.ts";
import { BoundedNames } from "./names.ts";
import { Tallied, TalliedCounter } from "./tallied.ts";

/** Values of the gauges, read at each scrape. */
export interface Levels {
  readonly entriesExact: number;
  readonly entriesSemantic: number;
  /** Vectors that HNSW graphs hold and are asked for, and those that they lack yet. */
  readonly graphEntries: number;
  readonly graphLag: number;
  readonly trafficPercentage: number;
  /** Upper limit of the share of wrong answers at the threshold in force; 1 while nothing is measured. */
  readonly errorBound: number;
  readonly inflight: number;
}

/** Upper ends of the histogram's buckets in seconds, from a memory hit to a model's slowest answers. */
const REQUEST_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
];
const LOOKUP_BUCKETS = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
];

/** Models are named by callers: beyond this many different names the rest are counted as "other". */
const MODELS_MAX = 200;

export class Metrics {
  readonly registry = new Registry();
  readonly #priceOf: PriceOf;
  readonly #models = new BoundedNames(MODELS_MAX);
  readonly #of: Instruments;
  #scraping: Promise<unknown> = Promise.resolve();

  constructor(priceOf: PriceOf, levels: () => Levels | Promise<Levels>) {
    this.#priceOf = priceOf;
    this.#of = {
      ...counters(this.registry),
      ...moneyCounters([this.registry]),
      ...histograms(this.registry),
    };
    gauges([this.registry], levels);
  }

  /**
   * All metrics in Prometheus's text format; with `isOpenMetrics` as OpenMetrics, with exemplars of traced requests.
   */
  scrape(isOpenMetrics: boolean): Promise<{ readonly type: string; readonly text: string }> {
    const done = this.#scraping.then(async () => {
      const type = isOpenMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
      // One kind at a time: it is a property of the registry, which waits for its gauges.
      const registry: { setContentType(type: RegistryContentType): void } = this.registry;
      registry.setContentType(type);
      return { type, text: await this.registry.metrics() };
    });
    this.#scraping = done.catch(() => {});
    return done;
  }

  rolloutChange(direction: "up" | "down"): void {
    this.#of.rolloutChanges.inc({ direction });
  }

  label(source: string, verdict: string): void {
    this.#of.labels.inc({ source, verdict });
  }

  report(record: RequestRecord): void {
    if (record.route === null) return;
    const { outcome, reason } = record;
    const model = this.#models.of(record.model);
    this.#of.requests.inc(`${outcome} ${reason} ${model}`, { outcome, reason, model });
    this.#of.duration.observe(
      record.durationMs / 1000,
      outcome,
      record.sampled ? record.trace : null,
      record.atMs + record.durationMs,
    );
    for (const stage in record.stages)
      this.#of.lookup.observe((record.stages[stage as Stage] ?? 0) / 1000, stage);
    if (record.upstreamMs !== null) this.#of.upstream.observe(record.upstreamMs / 1000);
    if (record.saved) {
      this.#of.savedTokens.inc("input", INPUT, record.saved.inputTokens);
      this.#of.savedTokens.inc("output", OUTPUT, record.saved.outputTokens);
      this.#savedMoney(record.saved, record.model);
      this.#of.savedSeconds.inc(record.saved.seconds);
    }
    for (const fault of record.faults) this.fault(fault.part);
    if (record.follower) this.#of.followers.inc();
    if (record.notStored) this.#of.notStored.inc({ why: record.notStored });
  }

  #savedMoney(saved: Savings, model: string): void {
    if (saved.estimated) this.#of.estimated.inc(saved.inputTokens + saved.outputTokens);
    const price = this.#priceOf(model);
    if (price === null) {
      this.#of.unpriced.inc(saved.inputTokens + saved.outputTokens);
      return;
    }
    const { cold, warm } = avoided(saved, price);
    this.#of.savedUsd.inc(cold);
    this.#of.savedUsdWarm.inc(warm);
  }

  /** Counts a call that the gateway made on its own account. */
  spent(purpose: Purpose, model: string, usage: Usage): void {
    const price = this.#priceOf(model);
    this.#of.spentTokens.inc({ purpose }, usage.inputTokens + usage.outputTokens);
    this.#of.spentUsd.inc({ purpose }, price ? billed(usage, price) : 0);
  }

  /** Counts one refresh of an answer ahead of its expiry. */
  warmed(result: "stored" | "failed"): void {
    this.#of.warmingCalls.inc({ result });
  }

  /** Adds hits gained by refreshed answers; a hit may count for a part of one. */
  gained(hits: number): void {
    this.#of.warmingHits.inc(hits);
  }

  alertSent(channel: string, result: "sent" | "failed"): void {
    this.#of.alertsSent.inc({ channel, result });
  }

  /** Counts a pair of answers given up, as more wait for the judge than it can take. */
  notJudged(): void {
    this.#of.notJudged.inc();
  }

  /** Counts a fault of a part, also one that no request waits for. */
  fault(part: FaultPart): void {
    this.#of.faults.inc({ part });
  }
}

const INPUT = { kind: "input" };
const OUTPUT = { kind: "output" };

type Instruments = ReturnType<typeof counters> &
  ReturnType<typeof moneyCounters> &
  ReturnType<typeof histograms>;

function counters(registry: Registry) {
  const registers = [registry];
  const out = {
    requests: new TalliedCounter(registers, {
      name: "semblance_requests_total",
      help: "Requests on cached routes by how they ended",
      labelNames: ["outcome", "reason", "model"],
    }),
    savedTokens: new TalliedCounter(registers, {
      name: "semblance_saved_tokens_total",
      help: "Tokens of answers that were served instead of asked for",
      labelNames: ["kind"],
    }),
    savedSeconds: new Tallied(registers, {
      name: "semblance_saved_seconds_total",
      help: "Upstream's time for them, less ours",
    }),
    faults: new Counter({
      name: "semblance_faults_total",
      help: "Faults of our own parts; none of them fails a request",
      labelNames: ["part"] as const,
      registers,
    }),
    followers: new Counter({
      name: "semblance_flight_followers_total",
      help: "Requests that shared a running upstream call",
      registers,
    }),
    rolloutChanges: new Counter({
      name: "semblance_rollout_changes_total",
      help: "Moves of traffic_percentage, by hand or by what was measured",
      labelNames: ["direction"] as const,
      registers,
    }),
    notJudged: new Counter({
      name: "semblance_pairs_not_judged_total",
      help: "Pairs of answers given up, as more wait for the judge than it can take; they count neither way",
      registers,
    }),
    labels: new Counter({
      name: "semblance_labels_total",
      help: "Stored answers that were judged, by where the label comes from and what it says",
      labelNames: ["source", "verdict"] as const,
      registers,
    }),
  };
  // Both directions are exported from the start, at 0.
  for (const direction of ["up", "down"]) out.rolloutChanges.inc({ direction }, 0);
  return out;
}

function moneyCounters(registers: Registry[]) {
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const labelled = <const L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter<L>({ name, help, registers, labelNames });
  return {
    savedUsd: new Tallied(registers, {
      name: "semblance_saved_cost_usd_total",
      help: "Price of saved tokens where the model's is known, with the prompt's prefix no longer in the provider's cache",
    }),
    savedUsdWarm: new Tallied(registers, {
      name: "semblance_saved_cost_warm_usd_total",
      help: "The same with the prefix still there, as the stored answer's usage has it",
    }),
    estimated: counter(
      "semblance_saved_estimated_tokens_total",
      "Savings tokens that upstream did not tell, by the length of texts",
    ),
    unpriced: counter(
      "semblance_saved_unpriced_tokens_total",
      "Savings tokens of models without a known price",
    ),
    spentUsd: labelled(
      "semblance_spent_usd_total",
      "What was asked on our own account, where the price is known",
      ["purpose"],
    ),
    spentTokens: labelled("semblance_spent_tokens_total", "Tokens of it", ["purpose"]),
    notStored: labelled("semblance_not_stored_total", "Answers of upstream that were not kept, by why not", [
      "why",
    ]),
    warmingCalls: labelled(
      "semblance_warming_calls_total",
      "Answers asked for ahead, by whether the new one was stored",
      ["result"],
    ),
    warmingHits: counter(
      "semblance_warming_hits_gained_total",
      "Hits on answers asked for ahead, at a time when the old one would have been gone, by the share of life left",
    ),
    alertsSent: labelled(
      "semblance_alerts_sent_total",
      "Alerts that a channel took, and those that it did not",
      ["channel", "result"],
    ),
  };
}

function histograms(registry: Registry) {
  return {
    duration: new Histogram(registry, {
      name: "semblance_request_duration_seconds",
      help: "Arrival to last byte",
      label: "outcome",
      bounds: REQUEST_BUCKETS,
    }),
    lookup: new Histogram(registry, {
      name: "semblance_lookup_duration_seconds",
      help: "Stages of the look-up",
      label: "stage",
      bounds: LOOKUP_BUCKETS,
    }),
    upstream: new Histogram(registry, {
      name: "semblance_upstream_duration_seconds",
      help: "Calls to upstream, first to last byte",
      label: null,
      bounds: REQUEST_BUCKETS,
    }),
  };
}

function gauges(registers: Registry[], levels: () => Levels | Promise<Levels>): void {
  const gauge = (name: string, help: string, read: (l: Levels) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(read(await levels()));
      },
    });
  gauge(
    "semblance_traffic_percentage",
    "Share of callers to whom found answers are served",
    (l) => l.trafficPercentage,
  );
  gauge(
    "semblance_error_bound",
    "Upper limit of the share of wrong semantic and adapted answers at the threshold in force",
    (l) => l.errorBound,
  );
  gauge(
    "semblance_index_graph_vectors",
    "Vectors in the HNSW graphs that answer searches",
    (l) => l.graphEntries,
  );
  gauge(
    "semblance_index_graph_lag_vectors",
    "Vectors that an HNSW graph lacks yet; searches scan them meanwhile",
    (l) => l.graphLag,
  );
  gauge("semblance_inflight_requests", "Requests under way", (l) => l.inflight);
  new Gauge({
    name: "semblance_entries",
    help: "Stored answers that a tier can find",
    labelNames: ["tier"] as const,
    registers,
    async collect() {
      const l = await levels();
      this.set({ tier: "exact" }, l.entriesExact);
      this.set({ tier: "semantic" }, l.entriesSemantic);
    },
  });
}
