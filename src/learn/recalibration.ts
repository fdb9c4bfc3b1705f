/**
 * Learns what a score means here, in the background, from the deployment's own labels: for an embedder without a
 * calibration that is what opens the semantic tier; for the others it is adopted only where it predicts better. It is
 * kept over a restart.
 */
import { type Knots, readOff } from "../core/verify/calibrations.ts";
import { LABELS_MIN, recalibrate, type ScoredLabel } from "../core/verify/recalibrate.ts";
import type { Store } from "../ports.ts";
import type { Calibrations } from "./calibrations.ts";
import type { Label } from "./labels.ts";

export interface RecalibrationDeps {
  readonly store: Store;
  /** By which a calibration is found. */
  readonly embedder: string;
  readonly calibrations: Calibrations;
  readonly labels: () => readonly Label[];
  /** Names the scoring model: labels of another one say nothing. */
  readonly verifier: () => string;
  /** Scores mean something else now: what was measured is void. */
  readonly onAdopted: (why: string) => void;
  readonly onFault: (error: unknown) => void;
}

interface Kept {
  readonly format: 1;
  readonly model: string;
  readonly version: string;
  readonly knots: Knots;
}

const EVERY_LABELS = 100;
const USED_MAX = 5_000;

export class Recalibration {
  readonly #deps: RecalibrationDeps;
  #waiting = 0;
  #why = `${LABELS_MIN} labels are needed`;

  constructor(deps: RecalibrationDeps) {
    this.#deps = deps;
  }

  /** Why the calibration in force is what it is, for people. */
  get why(): string {
    return this.#why;
  }

  async load(): Promise<void> {
    const note = await this.#deps.store.getNote(this.#note);
    const kept = note === null ? null : read(note);
    // Of another scoring model: its scores are others.
    if (kept === null || kept.model !== this.#deps.verifier()) return;
    this.#deps.calibrations.install(this.#deps.embedder, kept.knots, kept.version);
    this.#why = `learned earlier: ${kept.version}`;
  }

  /** After each label; learns every so often. */
  labelled(nowMs: number): void {
    if (++this.#waiting < EVERY_LABELS) return;
    this.#waiting = 0;
    try {
      this.#learn(nowMs);
    } catch (error) {
      this.#deps.onFault(error);
    }
  }

  #learn(nowMs: number): void {
    const { calibrations, embedder } = this.#deps;
    const model = this.#deps.verifier();
    const labels: ScoredLabel[] = this.#deps
      .labels()
      .filter((label) => isOfPair(label) && label.version === model)
      .slice(-USED_MAX)
      .map(({ score, verdict, q, question }) => ({
        score,
        same: verdict === "same",
        weight: 1 / q,
        group: question,
      }));
    const inForce = calibrations.get(embedder);
    const found = recalibrate(labels, inForce ? (score) => readOff(inForce.knots, score) : null);
    this.#why = found.why;
    if (!found.adopted) return;
    const version = `learned-${new Date(nowMs).toISOString()}`;
    calibrations.install(embedder, found.knots, version);
    const kept: Kept = { format: 1, model, version, knots: found.knots };
    this.#deps.store.putNote(this.#note, JSON.stringify(kept)).catch(this.#deps.onFault);
    this.#deps.onAdopted(`${version}: ${found.why}`);
  }

  get #note(): string {
    return `calibration:${this.#deps.embedder}`;
  }
}

/** Of one pair of questions and its stored answer: not of an edited one, nor a trial of the judge. */
function isOfPair({ source, tier, verdict }: Label): boolean {
  return source !== "feedback" && tier === "semantic" && verdict !== "unsure";
}

function read(note: string): Kept | null {
  try {
    const kept = JSON.parse(note) as Partial<Kept>;
    const isWhole =
      kept.format === 1 &&
      typeof kept.model === "string" &&
      typeof kept.version === "string" &&
      Array.isArray(kept.knots) &&
      kept.knots.every((knot) => Array.isArray(knot) && knot.length === 2 && knot.every(Number.isFinite));
    return isWhole ? (kept as Kept) : null;
  } catch {
    return null;
  }
}
