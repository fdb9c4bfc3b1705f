/** A made-up deployment whose true error is known: what the simulation runs against. */

export interface World {
  readonly name: string;
  /** Share of cacheable requests that are exact hits or have no candidate. */
  readonly nothing: number;
  /** Chance that the answer found with this score is wrong, at this point of the run (0 to 1). */
  wrongAt(score: number, progress: number): number;
}

/** Scores of candidates: mostly sure, with a long tail; by inverse distribution, `u` from 0 to 1. */
export function scoreOf(u: number): number {
  return 1 - 0.5 * u ** 2.2;
}

/** Wrong more often than the score says by this factor, capped. */
function miscalibrated(factor: number): (score: number) => number {
  return (score) => Math.min(0.95, factor * (1 - score));
}

export const WORLDS: readonly World[] = [
  { name: "stationary", nothing: 0.7, wrongAt: miscalibrated(0.8) },
  { name: "stationary, score too bold", nothing: 0.6, wrongAt: miscalibrated(2.5) },
  {
    name: "stationary, on the edge",
    nothing: 0.75,
    wrongAt: (s) => (s > 0.97 ? 0.041 : miscalibrated(2)(s)),
  },
  {
    name: "abrupt drift",
    nothing: 0.7,
    wrongAt: (s, at) => (at < 0.5 ? miscalibrated(0.5)(s) : 0.2 + 0.8 * miscalibrated(0.5)(s)),
  },
  { name: "slow drift", nothing: 0.7, wrongAt: (s, at) => Math.min(0.95, miscalibrated(0.5)(s) + 0.2 * at) },
  {
    name: "adversarial order",
    nothing: 0.7,
    wrongAt: (s, at) => (Math.floor(at * 20) % 2 === 0 ? 0 : miscalibrated(2)(s)),
  },
];

/** True share of wrong answers over cacheable requests, if everything from this threshold on is served. */
export function trueRisk(world: World, threshold: number, progress: number): number {
  const steps = 400;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const score = scoreOf((i + 0.5) / steps);
    if (score >= threshold) sum += world.wrongAt(score, progress);
  }
  return ((1 - world.nothing) * sum) / steps;
}
