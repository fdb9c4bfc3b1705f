/** The settings that the measured traffic allows, as a YAML fragment. */
import { stringify } from "yaml";
import type { Point } from "./point.ts";

export interface Recommended {
  /** The recommended similarity threshold; null: exact hits only. */
  readonly threshold: number | null;
  /** One sentence for people, with the numbers behind it. */
  readonly why: string;
  /** A fragment of a configuration file. */
  readonly yaml: string;
  /**
   * Similar requests still needed until a threshold could be allowed; null: none are needed, or no number would
   * suffice.
   */
  readonly requests_needed: number | null;
}

export interface Evidence {
  /** Log of the test's capital against "the share of wrong answers is at least what is allowed". */
  readonly evidence: number;
  readonly measured: number;
}

/**
 * The smallest threshold whose bound is under `delta`, found by going down from the strictest one to the first that is
 * not: so the number of thresholds needs no correction (fixed sequence testing; see core/measure/risk-meter.ts).
 */
export function recommended(
  points: readonly Point[],
  evidence: readonly Evidence[],
  { delta, alpha }: { readonly delta: number; readonly alpha: number },
): Recommended {
  let chosen: Point | null = null;
  for (const point of [...points].reverse()) {
    if (!point.under_max_error_rate) break;
    chosen = point;
  }
  if (chosen !== null) {
    return {
      threshold: chosen.threshold,
      why:
        `at ${chosen.threshold} at most ${percent(chosen.error_bound)} of requests would be answered wrongly ` +
        `(allowed: ${percent(delta)}), and ${percent(chosen.hit_share)} come from the cache`,
      yaml: fragment({
        use_integrated_cache: true,
        semantic_cache: {
          similarity_threshold: chosen.threshold,
          adaptation_threshold: rounded(chosen.adaptation_threshold ?? 0),
        },
        rollout: { max_error_rate: delta },
      }),
      requests_needed: null,
    };
  }
  const needed = requestsNeeded(evidence.at(-1), -Math.log(alpha));
  const strictest = points.at(-1);
  const more =
    needed === null
      ? `at ${strictest?.threshold} the measured share of wrong answers (${percent(strictest?.wrong_share ?? 0)}) is too near the allowed ${percent(delta)}: more of this traffic would not do`
      : `about ${needed.toLocaleString("en")} more requests like these would be needed to allow ${strictest?.threshold}`;
  return {
    threshold: null,
    why: `exact answers only: no threshold's bound is under ${percent(delta)}; ${more}`,
    yaml: fragment({
      // Shadow mode: the gateway looks up and measures, and serves nothing of what it finds.
      use_integrated_cache: false,
      rollout: { max_error_rate: delta },
    }),
    requests_needed: needed,
  };
}

/**
 * Similar requests still needed, if the capital goes on growing by the same factor with each; null: it does not grow.
 */
function requestsNeeded(at: Evidence | undefined, wanted: number): number | null {
  if (at === undefined || at.evidence <= 0 || at.measured === 0) return null;
  return Math.max(1, Math.ceil(((wanted - at.evidence) * at.measured) / at.evidence));
}

function fragment(cache: object): string {
  return stringify({ cache_migration: cache });
}

function rounded(value: number): number {
  return Math.floor(value * 10_000) / 10_000;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}
