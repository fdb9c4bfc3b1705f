/** The results at one threshold. */
import type { Lane } from "./lane.ts";

export interface Point {
  /** The similarity threshold, 0 to 1; null: exact hits only. */
  readonly threshold: number | null;
  readonly adaptation_threshold: number | null;
  readonly hits: { readonly exact: number; readonly semantic: number; readonly adapted: number };
  /** Hits as a share of cacheable requests, 0 to 1. */
  readonly hit_share: number;
  readonly wrong: number;
  readonly wrong_share: number;
  /** Share of wrong answers among semantic and adapted hits. */
  readonly wrong_among_found: number;
  /** Hits that the judge could not decide; the bound counts them as wrong. */
  readonly unsure: number;
  /** Hits without a fresh answer to judge by; they count neither as right nor as wrong. */
  readonly unjudged: number;
  readonly error_bound: number;
  readonly under_max_error_rate: boolean;
  readonly saved: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly usd: number;
    readonly seconds: number;
    /** Hits whose cost, and hits whose time, is known. */
    readonly hits_priced: number;
    readonly hits_timed: number;
  };
}

/**
 * The results of a lane. `of`: number of cacheable requests. `alpha`: chance that the bound is ever too low. `delta`:
 * the share of wrong answers allowed.
 */
export function pointOf(lane: Lane, of: number, alpha: number, delta: number): Point {
  const { threshold, adaptationThreshold } = lane.rules;
  const found = lane.semantic + lane.adapted;
  const bound = lane.bound(alpha);
  const judged = Math.max(1, found - lane.unjudged);
  return {
    threshold,
    adaptation_threshold: threshold === null ? null : adaptationThreshold,
    hits: { exact: lane.exact, semantic: lane.semantic, adapted: lane.adapted },
    hit_share: lane.hits / Math.max(1, of),
    wrong: lane.wrong,
    wrong_share: lane.wrong / Math.max(1, lane.measured),
    wrong_among_found: lane.wrong / judged,
    unsure: lane.unsure,
    unjudged: lane.unjudged,
    error_bound: bound,
    under_max_error_rate: threshold === null || bound <= delta,
    saved: {
      input_tokens: lane.saved.inputTokens,
      output_tokens: lane.saved.outputTokens,
      usd: lane.saved.usd,
      seconds: lane.saved.seconds,
      hits_priced: lane.saved.priced,
      hits_timed: lane.saved.timed,
    },
  };
}
