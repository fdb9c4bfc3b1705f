/** The rollout's state for people: its numbers, and one sentence that says why. */
import { judgeKinds } from "./judge-kinds.ts";
import type { RiskMeasuring } from "./measuring.ts";
import type { ByHand } from "./percentage-by-hand.ts";
import type { Change } from "./rollout-position.ts";

export interface RolloutState {
  readonly mode: "off" | "shadow" | "manual" | "auto";
  readonly traffic_percentage: number;
  /** Measured bound on the share of wrong answers at the threshold; null until it is measured. */
  readonly error_bound: number | null;
  readonly labels: number;
  /** Threshold in force; null: none is certified, and nothing is served by meaning. */
  readonly threshold: number | null;
  readonly threshold_source: "floor" | "learned" | "group";
  /** ISO time, or null when nothing has moved since start. */
  readonly last_change: string | null;
  readonly why: string;
}

export interface RolloutStands {
  readonly mode: RolloutState["mode"];
  /** 0 to 100. */
  readonly percentage: number;
  /** The percentage that a person set; null: nobody did. */
  readonly byHand: ByHand | null;
  readonly demo: boolean;
  /** The reason given by the last evaluation in `auto`; "" where there was none since start. */
  readonly why: string;
  /** Newest last. */
  readonly changes: readonly Change[];
  readonly measuring: RiskMeasuring;
}

export function rolloutState(of: RolloutStands): RolloutState {
  const { mode, percentage, byHand, changes, measuring } = of;
  const { labels, requests } = measuring.ledger;
  const { threshold, from, bound } = measuring.inForce;
  const atMs = changes.at(-1)?.atMs ?? byHand?.atMs;
  return {
    mode,
    traffic_percentage: percentage,
    error_bound: labels > 0 || requests > 0 ? bound : null,
    labels,
    threshold,
    threshold_source: from,
    last_change: atMs === undefined ? null : new Date(atMs).toISOString(),
    why: sentence(of),
  };
}

export function rolloutDetails(measuring: RiskMeasuring, changes: readonly Change[]) {
  const { ledger, noise } = measuring;
  return {
    changes: changes.map(({ atMs, ...rest }) => ({ at: new Date(atMs).toISOString(), ...rest })),
    frontier: ledger.frontier.map((p) => ({
      threshold: p.threshold,
      bound: p.bound,
      hit_share: p.hitShare,
      wrong_share: p.wrongShare,
      labels: p.labels,
    })),
    noise: {
      false_different_low: noise.falseDifferentLow,
      false_same_high: noise.falseSameHigh,
      asked_twice: noise.doubles,
      asked_twice_different: noise.doublesDifferent,
      known_different: noise.known,
      known_different_same: noise.knownSame,
    },
    judge: judgeKinds(measuring),
    serving_share: measuring.servingShare,
    check_chance: measuring.checkChance,
    drift_level: ledger.drift.level,
    requests: ledger.requests,
    epoch: ledger.epoch,
  };
}

function sentence(of: RolloutStands): string {
  const { mode, percentage, byHand, demo, measuring } = of;
  switch (mode) {
    case "off":
      return "enable_semantic_cache is false: nothing is looked up by meaning";
    case "shadow":
      return "use_integrated_cache is false: what would be served is only reported";
    case "manual": {
      const { labels, requests } = measuring.ledger;
      const measured =
        labels === 0
          ? "nothing about the error is measured yet"
          : `the error is at most ${shareInPercent(measuring.inForce.bound)} by ${labels} labels over ${requests} requests`;
      return `${percentage} % of callers, ${byHand ? "set by hand" : "as the configuration says"}; ${measured}${servedNow(of)}`;
    }
    case "auto":
      if (demo)
        return "auto, and the demo model is upstream: there is nobody to protect, so every caller is served";
      return ofAuto(of);
    default:
      return mode satisfies never;
  }
}

function ofAuto({ percentage, why, changes, measuring }: RolloutStands): string {
  const last = changes.at(-1);
  const now =
    measuring.ledger.requests === 0 && measuring.rules.delta > 0
      ? `auto stands at ${percentage} %: no labels have been measured yet${measuring.judgeIsKnown ? "" : ", and the judge has not been tried on answers that are known to differ"}`
      : `${percentage} %: ${why || "what was measured before the start holds"}${servedNow({ percentage, measuring })}`;
  return last === undefined ? now : `${now}; last change: ${toldChange(last)}`;
}

/** Says how many requests reach the threshold, without which a percentage of callers tells little. */
function servedNow({ percentage, measuring }: Pick<RolloutStands, "percentage" | "measuring">): string {
  if (percentage <= 0 || measuring.ledger.requests === 0) return "";
  const { servingShare } = measuring;
  const share = servingShare > 0 ? shareInPercent(servingShare) : "none";
  return `; ${share} of the requests without an exact answer would be served at the threshold in force`;
}

export function toldChange({ from, to, why }: Change): string {
  return `from ${from} % to ${to} %: ${why}`;
}

/** A share, 0 to 1, as a percentage with three significant digits. */
export function shareInPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
