/** Those who ask, as the acts see them: what they counted, and where the percentage stands. */
import type { Change, Point } from "./record.ts";

/** Who asks, and knows what was right. */
export interface Crowd {
  readonly counts: Readonly<Counts>;
  readonly points: readonly Point[];
  readonly wrongAnswers: readonly WrongAnswer[];
  /** Visitors that were once served by meaning and once, at no smaller percentage, not. */
  readonly wavering: number;
  /** Visitors served by meaning so far. */
  readonly insiders: number;
  /** Some requests; answers with where the percentage stands after them. */
  batch(): Promise<Standing>;
  standing(): Promise<Standing>;
}

/** The members of `GET /admin/rollout` that are read here. */
export interface Standing {
  readonly mode: string;
  readonly traffic_percentage: number;
  readonly error_bound: number | null;
  readonly threshold: number | null;
  readonly labels: number;
  readonly requests: number;
  readonly why: string;
  readonly changes: readonly Change[];
  readonly check_chance: number;
  readonly drift_level: number;
  readonly noise: { readonly asked_twice: number; readonly known_different: number };
}

export interface WrongAnswer {
  readonly request: string;
  readonly question: string;
  readonly got: string;
  readonly right: string;
}

export interface Counts {
  requests: number;
  /** By meaning. */
  served: number;
  wrong: number;
  exact: number;
  exactWrong: number;
  /** Asked upstream, and would have been answered by meaning. */
  shadow: number;
}
