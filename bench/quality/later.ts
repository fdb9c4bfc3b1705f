/** What labels of a stream make of the probabilities of its other pairs, as a gateway learns from them. */
import { type CalibrationMap, calibrate } from "../../src/core/verify/calibration/calibration-map.ts";
import { challenge, type LearnedLabel, readLabelBy } from "../../src/core/verify/calibration/challenge.ts";
import {
  fitRecalibration,
  recalibrated,
  weightByAge,
} from "../../src/core/verify/calibration/recalibration.ts";
import { drawn } from "./data.ts";
import type { Judged, Model } from "./judge-pairs.ts";
import { calibrationError, logLoss } from "./metrics.ts";

const SEED = 41;
const LABELS = [100, 300, 1_000, 3_000];

type Says = (j: Judged) => number;

/** The readings that are compared, in the order of the columns. */
const COLUMNS = ["shipped", "shipped, recalibrated", "learned", "learned, recalibrated"] as const;

/** Drawn at random from the retrieved pairs, in their order; measured on those that share no text with them, and on all others. */
export function laterCalibration(
  model: Model,
  stream: readonly Judged[],
  print: (line?: string) => void,
): string {
  print("\nAfter labels on pairs drawn from these: calibration error / log loss by each reading\n");
  print(`| labels | measured on | pairs | right | ${COLUMNS.join(" | ")} | adopted |`);
  print(`|---|---|---|---|${COLUMNS.map(() => "---|").join("")}---|`);
  let goal = "";
  for (const count of LABELS) {
    const { says, adopted, apart, others } = learnt(model, stream, count);
    for (const [name, pairs] of [
      ["no text in common", apart],
      ["all others", others],
    ] as const) {
      const right = (100 * pairs.filter(({ same }) => same).length) / pairs.length;
      const cells = says.map((of) => told(pairs, of)).join(" | ");
      print(`| ${count} | ${name} | ${pairs.length} | ${right.toFixed(1)} % | ${cells} | ${adopted} |`);
    }
    const [shipped, alone, , all] = says.map((of) => errorOf(apart, of).toFixed(3));
    if (count === 1_000)
      goal = `${all} (adopted: ${adopted}; recalibrated alone ${alone}); the same ${apart.length} pairs out of the box ${shipped}`;
  }
  return goal;
}

/** What each reading says once a gateway has learnt from that many labels, and the pairs that it has not seen. */
function learnt(model: Model, stream: readonly Judged[], count: number) {
  const places = stream.map((_, i) => i);
  const chosen = drawn(places, count, SEED);
  const isChosen = new Set(chosen);
  const known = new Set(chosen.flatMap((i) => [stream[i]!.a, stream[i]!.b]));
  const others = stream.filter((_, i) => !isChosen.has(i));
  const labels = chosen
    .filter((i) => stream[i]!.verdict.veto === null)
    .map((i) => learned(model, stream[i]!));
  const shipped: CalibrationMap = { knots: model.knots, refit: null };
  const found = challenge({
    ...{ labels, trained: model.knots, inForce: shipped, version: "bench", percentage: 0, delta: 0.01 },
  });
  const reading = found.adopted ? found.reading : shipped;
  const words = calibrate(model.knots, reading);
  const learnedOf: Says = (j) =>
    found.adopted && j.verdict.veto === null ? words(j.verdict.score, model.figures(j)) : shippedOf(j);
  return {
    says: [
      shippedOf,
      recalibratedBy(model, labels, shipped, shippedOf),
      learnedOf,
      recalibratedBy(model, labels, reading, learnedOf),
    ],
    adopted: found.adopted ? found.kind : "none",
    apart: others.filter(({ a, b }) => !known.has(a) && !known.has(b)),
    others,
  };
}

function recalibratedBy(
  model: Model,
  labels: readonly LearnedLabel[],
  reading: CalibrationMap,
  says: Says,
): Says {
  const read = readLabelBy(model.knots, reading);
  const recalibration = fitRecalibration(
    labels.map((label, i) => ({
      ...{ ...label, probability: read(label), weight: weightByAge(labels.length - 1 - i) },
    })),
  );
  return (j) =>
    recalibration === null || j.verdict.veto !== null ? says(j) : recalibrated(recalibration, says(j));
}

/** Grouped by the stored question, as a gateway groups its labels. */
function learned(model: Model, j: Judged): LearnedLabel {
  return { score: j.verdict.score, figures: model.figures(j), same: j.same, weight: 1, group: j.a };
}

function shippedOf({ verdict }: Judged): number {
  return verdict.probability;
}

function told(pairs: readonly Judged[], of: Says): string {
  const said = pairs.map((j) => ({ same: j.same, probability: of(j) }));
  return `${calibrationError(said).toFixed(3)} / ${logLoss(said).toFixed(3)}`;
}

function errorOf(pairs: readonly Judged[], of: Says): number {
  return calibrationError(pairs.map((j) => ({ same: j.same, probability: of(j) })));
}
