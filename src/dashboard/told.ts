/** Types of the admin API's answers, as far as the dashboards show them. */
/** The summary of a period without metrics. */
interface NothingTold {
  readonly error: string;
}

export type SummaryTold = CountedTold | NothingTold;

export interface CountedTold {
  readonly error?: undefined;
  readonly period_hours: number;
  readonly total_requests: number;
  readonly hit_rate: { readonly current: number; readonly average: number; readonly trend: Trend };
  readonly semantic_performance: {
    readonly hits: number;
    readonly rate: number;
    readonly avg_similarity: number;
    readonly similarity_trend: Trend;
    readonly avg_confidence: number;
  };
  readonly savings: LedgerTold;
  readonly adaptations: number;
  readonly warming: WarmedTold;
  readonly errors: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly would_be_hit_rate: number;
  readonly latency_ms: { readonly hit: QuantilesTold; readonly miss: QuantilesTold };
  readonly previous: {
    readonly total_requests: number;
    readonly hit_rate: number;
    readonly errors: number;
    readonly savings: LedgerTold;
  } | null;
  readonly models: readonly ShareTold[];
  readonly tenants: readonly ShareTold[];
}

type Trend = "insufficient_data" | "increasing" | "decreasing" | "stable";

export interface QuantilesTold {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface LedgerTold {
  readonly tokens: number;
  readonly cost_usd: number;
  readonly cost_usd_warm: number;
  readonly time_seconds: number;
  readonly estimated_tokens: number;
  readonly unpriced_tokens: number;
  readonly spent_usd: number;
  readonly spent: Readonly<Record<string, number>>;
  readonly net_usd: number;
  readonly net_usd_warm: number;
  readonly semantic: { readonly cost_usd: number; readonly net_usd: number; readonly pays: boolean };
  readonly would_have_saved: {
    readonly tokens: number;
    readonly cost_usd: number;
    readonly cost_usd_warm: number;
  };
}

/** What asking ahead came to in the period. */
export interface WarmedTold {
  readonly calls: number;
  readonly hits_gained: number;
  readonly calls_per_hit: number | null;
  readonly spent_usd: number;
}

/** The part of `GET /admin/stats` that says whether warming is on. */
export interface WarmingTold {
  readonly state: "on" | "off" | "stopped";
  /** ISO time until which warming is stopped; null where it is not. */
  readonly stopped_until: string | null;
}

export interface ShareTold {
  readonly name: string;
  readonly requests: number;
  readonly hits: number;
  readonly hit_rate: number;
  readonly saved_tokens: number;
  readonly saved_usd: number;
}

export interface RolloutTold {
  readonly mode: string;
  readonly traffic_percentage: number;
  readonly error_bound: number | null;
  readonly labels: number;
  readonly threshold: number | null;
  readonly threshold_source: string;
  readonly last_change: string | null;
  readonly why: string;
  readonly requests: number;
  readonly check_chance: number;
  /** Share of requests that would be served at the threshold in force, 0 to 1. */
  readonly serving_share?: number;
  readonly changes: readonly {
    readonly at: string;
    readonly from: number;
    readonly to: number;
    readonly why: string;
  }[];
  readonly frontier: readonly FrontierTold[];
  readonly noise: Readonly<Record<string, number>>;
  /**
   * Trials of the judge on answers with one fact changed, by kind of fact: their number, how many the judge wrongly
   * called the same, and the upper bound of that share, 0 to 1.
   */
  readonly judge?: Readonly<
    Record<string, { readonly tried: number; readonly same: number; readonly same_high: number }>
  >;
}

export interface FrontierTold {
  readonly threshold: number;
  readonly bound: number;
  readonly hit_share: number;
  readonly wrong_share: number;
  readonly labels: number;
}

export interface AlertsTold {
  readonly alerts: readonly AlertTold[];
  readonly firing: readonly AlertTold[];
}

export interface AlertTold {
  readonly at: string;
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly todo: string | null;
}

export interface ReliabilityTold {
  readonly source: string;
  readonly embedder: string | null;
  readonly version: string;
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly predicted: number;
    readonly observed: number | null;
    readonly count: number;
  }[];
}

export interface LabelTold {
  readonly id: string;
  readonly atMs: number;
  readonly source: string;
  readonly verdict: string;
  readonly judge: string;
  readonly tier: string | null;
  readonly probability: number;
  readonly similarity: number;
  readonly entry: string;
}

export interface EntryTold {
  readonly id: string;
  readonly model: string;
  readonly route: string;
  readonly scope: string;
  readonly tenant: string;
  readonly semantic: boolean;
  readonly tags: readonly string[];
  readonly stored_at: string;
  readonly expires_at: string;
  readonly hits: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly question?: string;
  readonly answer?: string | null;
}

export interface RowTold {
  readonly timestamp: number;
  readonly requests: number;
  readonly hit_rate: number;
  readonly cache_hits: number;
  readonly cache_misses: number;
  readonly average_similarity: number;
  readonly error_count: number;
}
