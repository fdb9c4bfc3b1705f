/**
 * Platt scaling: fits to a deployment's labels the log odds that one answer serves both questions, as a linear function
 * of the score (Platt, "Probabilistic outputs for support vector machines", 1999).
 */
import type { Knots } from "./knots.ts";
import { probabilityWithin } from "./never-certain.ts";
import { logLoss, shareOfStep } from "./newton.ts";

export interface ScoredLabel {
  /** Log odds of the pair model. */
  readonly score: number;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for, above 0. */
  readonly weight: number;
}

const ROUNDS = 30;
const SCORE_MAX = 8;
const PROBABILITY = { min: 0.002, max: 0.98 };

/** The fitted scaling as knots; null where on these labels a higher score does not mean a higher probability. */
export function fitPlattScaling(labels: readonly ScoredLabel[]): Knots | null {
  const line = fittedLine(labels, FAINT);
  if (!(line.slope > 0)) return null;
  const grid = Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
  return grid.map((x) => [x, probabilityAt(line, x)] as const);
}

export interface Line {
  readonly slope: number;
  readonly shift: number;
}

/** Strengths of the prior, at a slope of 1 and a shift of 0, that only keep the fit finite. */
const FAINT: Line = { shift: 1e-3, slope: 1e-2 };

/**
 * Weighted logistic regression on the score, by Newton's method. `pulls`: precisions of the prior on a shift of 0 and a slope
 * of 1. `from`: where it begins; near the fit it takes two or three rounds.
 */
export function fittedLine(
  labels: readonly ScoredLabel[],
  pulls: Line,
  from: Line = { slope: 1, shift: 0 },
): Line {
  let line = from;
  let before = lossOf(labels, line, pulls);
  for (let round = 0; round < ROUNDS; round++) {
    const { slope, shift } = line;
    let g0 = -pulls.shift * shift;
    let g1 = -pulls.slope * (slope - 1);
    let h00 = pulls.shift;
    let h01 = 0;
    let h11 = pulls.slope;
    for (const { score, same, weight } of labels) {
      const x = bounded(score);
      const p = 1 / (1 + Math.exp(-(slope * x + shift)));
      const pull = weight * ((same ? 1 : 0) - p);
      const bend = weight * Math.max(p * (1 - p), 1e-6);
      g0 += pull;
      g1 += pull * x;
      h00 += bend;
      h01 += bend * x;
      h11 += bend * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const stepShift = (h11 * g0 - h01 * g1) / determinant;
    const stepSlope = (h00 * g1 - h01 * g0) / determinant;
    const along = (part: number): Line => ({
      slope: slope + part * stepSlope,
      shift: shift + part * stepShift,
    });
    let loss = before;
    const share = shareOfStep((part) => {
      loss = lossOf(labels, along(part), pulls);
      return loss <= before;
    });
    line = along(share);
    // No share is better: the line stays, and so does what it loses.
    if (share > 0) before = loss;
    if (share * (Math.abs(stepShift) + Math.abs(stepSlope)) < 1e-8) break;
  }
  return line;
}

/** What Newton's method minimises. */
function lossOf(labels: readonly ScoredLabel[], { slope, shift }: Line, pulls: Line): number {
  let out = (pulls.shift * shift ** 2 + pulls.slope * (slope - 1) ** 2) / 2;
  for (const { score, same, weight } of labels) out += weight * logLoss(slope * bounded(score) + shift, same);
  return out;
}

function probabilityAt({ slope, shift }: Line, score: number): number {
  return probabilityWithin(PROBABILITY, slope * bounded(score) + shift);
}

function bounded(score: number): number {
  return Math.max(-SCORE_MAX, Math.min(SCORE_MAX, score));
}
