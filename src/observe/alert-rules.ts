/** When an alert begins and when it ends: what was measured against what is allowed, as values. */
import type { AlertName } from "../model.ts";
import { share } from "./tally.ts";

/** One thing that is watched, as it stands now. */
export interface Condition {
  readonly name: AlertName;
  /** The measured number; null: too little is known, and the alert stays as it is. */
  readonly number: number | null;
  readonly limit: number;
  /** On which side of its limit it is bad. */
  readonly bad: "above" | "below";
  /** For people: states the number and the limit; `todo` says what to do. */
  readonly message: string;
  readonly todo: string;
}

export interface AlertLimits {
  readonly minHitRate: number;
  readonly maxErrorRate: number;
  readonly minConfidence: number;
}

/** Counts over the last five snapshots. */
export interface Watched {
  readonly requests: number;
  readonly hits: number;
  /** Look-ups in shadow that would have been hits. */
  readonly wouldBeHits: number;
  readonly misses: number;
  readonly errors: number;
  readonly confidenceSum: number;
  readonly confidenceCount: number;
  /** Requests since the gateway began. */
  readonly seen: number;
  readonly isShadow: boolean;
}

/** Fewest requests in the window for a rate, and fewest hits for a mean. */
const WINDOW_MIN = 20;
const HITS_MIN = 5;

/** The conditions on rates and similarity; none before `min_requests` were seen, as a cache begins empty. */
export function seedConditions(w: Watched, limits: AlertLimits, requestsMin: number): Condition[] {
  const isEnough = w.seen >= requestsMin;
  const looked = w.hits + w.misses;
  const hits = w.isShadow ? w.hits + w.wouldBeHits : w.hits;
  const hitRate = isEnough && looked >= WINDOW_MIN ? share(hits, looked) : null;
  const errorRate = isEnough && w.requests >= WINDOW_MIN ? share(w.errors, w.requests) : null;
  const confidence =
    isEnough && w.confidenceCount >= HITS_MIN ? share(w.confidenceSum, w.confidenceCount) : null;
  const would = w.isShadow ? "would-be hits" : "hits";
  return [
    {
      ...{ name: "hit-rate", number: hitRate, limit: limits.minHitRate, bad: "below" },
      message: `${percent(hitRate)} of requests are ${would}; at least ${percent(limits.minHitRate)} are expected`,
      todo: "See which reasons the misses have (semblance_requests_total{reason}, or the live page): few repeats, a scope that parts callers, or lives that are too short.",
    },
    {
      ...{ name: "error-rate", number: errorRate, limit: limits.maxErrorRate, bad: "above" },
      message: `${percent(errorRate)} of requests met a fault; at most ${percent(limits.maxErrorRate)} may`,
      todo: "See semblance_faults_total{part} and the log for the part that fails; upstream's own errors count too.",
    },
    {
      ...{ name: "similarity", number: confidence, limit: limits.minConfidence, bad: "below" },
      message: `answers served by meaning have a mean confidence of ${decimals(confidence)}; at least ${decimals(limits.minConfidence)} is expected`,
      todo: "Raise similarity_threshold, or look at the worst pairs on the quality page.",
    },
  ];
}

/** States reported by the gateway's parts. */
export interface Standings {
  readonly storeDown: boolean;
  readonly storeKind: string;
  /** Upper bound on the share of wrong answers, null while not measured; and what is allowed. */
  readonly errorBound: number | null;
  readonly errorAllowed: number;
  /** True where answers are served by meaning. */
  readonly serves: boolean;
  /** Free share, 0 to 1, of the data directory's file system; null where unknown. */
  readonly diskFreeShare: number | null;
  /** The kind of difference on which the judge errs most; null: no kind was tried often enough. */
  readonly judge: {
    readonly kind: string;
    readonly tried: number;
    /** Upper limit of the share of such wrong answers that the judge calls right, 0 to 1. */
    readonly same_high: number;
  } | null;
  /** Saved and spent over the whole history kept, USD. */
  readonly semanticSavedUsd: number;
  readonly spentUsd: number;
}

const DISK_FREE_MIN = 0.05;
const JUDGE_MISSES_MAX = 0.5;
/** Fewest trials of a kind before its limit is used. */
export const JUDGE_TRIED_MIN = 30;
/** No alert on cost while less than this was spent, USD. */
const SPENT_MIN_USD = 1;

export function standingConditions(s: Standings): Condition[] {
  const bound = s.serves ? s.errorBound : null;
  const misses = s.judge?.same_high ?? null;
  const cost = s.spentUsd >= SPENT_MIN_USD ? s.spentUsd - s.semanticSavedUsd : null;
  return [
    {
      ...{ name: "store-down", number: s.storeDown ? 1 : 0, limit: 0, bad: "above" },
      message: `${s.storeKind} does not answer: hits come from memory alone, and nothing new is kept`,
      todo: "See that it runs and can be reached; the gateway takes it up again by itself.",
    },
    {
      ...{ name: "error-bound", number: bound, limit: s.errorAllowed, bad: "above" },
      message: `up to ${percent(bound)} of answers may be wrong at the threshold in force; max_error_rate is ${percent(s.errorAllowed)}`,
      todo: "Lower traffic_percentage, raise similarity_threshold, or set traffic_percentage: auto.",
    },
    {
      ...{ name: "judge-untrusted", number: misses, limit: JUDGE_MISSES_MAX, bad: "above" },
      message: `the judge may call ${percent(misses)} of wrong answers right (at most, by ${s.judge?.tried ?? 0} answers known to be wrong, of the kind that it errs most on: ${s.judge?.kind ?? "none"}): what it measures says little`,
      todo: "Set rollout.judge to a model, or look at its verdicts with semblance labels.",
    },
    {
      ...{ name: "disk-full", number: s.diskFreeShare, limit: DISK_FREE_MIN, bad: "below" },
      message: `${percent(s.diskFreeShare)} of the data dir's file system is free`,
      todo: "Lower semantic_cache.max_bytes or make room: without any, nothing is stored.",
    },
    {
      ...{ name: "checks-cost", number: cost, limit: 0, bad: "above" },
      message: `answers found by meaning saved $${s.semanticSavedUsd.toFixed(2)}, and $${s.spentUsd.toFixed(2)} were spent on checks, judges and vectors for them`,
      todo: "Lower rollout.sample_percentage or budget, or use a cheaper judge or embedder.",
    },
  ];
}

/** An alert ends only when the number is back by this share of its limit, so that one near the limit alerts once. */
const HYSTERESIS = 0.1;

/** Should the alert be firing? Null: it stays as it is. */
export function judged({ number, limit, bad }: Condition, isFiring: boolean): boolean | null {
  if (number === null) return null;
  const by = isFiring ? HYSTERESIS * Math.abs(limit) : 0;
  return bad === "above" ? number > limit - by : number < limit + by;
}

function percent(share: number | null): string {
  return share === null ? "?" : `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
}

function decimals(value: number | null): string {
  return value === null ? "?" : value.toFixed(3);
}
