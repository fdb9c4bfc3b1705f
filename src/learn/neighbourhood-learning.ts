/**
 * When the weights of the neighbourhood features are learnt, from which labels, and whether they may come into force:
 * what all labels teach; where that does not hold, what they teach without the tenant that most of them are of. Fit and
 * measurement may take a while, in which what they rest on changes: then the try counts as none, and is made again.
 */
import { isHeldOut } from "../core/halves.ts";
import type { Challenged } from "../core/verify/calibration/challenge.ts";
import { isNeighbourhoodTryDue } from "../core/verify/calibration/challenge-neighbourhood.ts";
import type { Fit } from "../core/verify/calibration/fit.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import { andThen, type Maybe } from "../maybe.ts";
import type { Calibration } from "./calibrations.ts";
import type { Label } from "./labels.ts";
import type { Compared } from "./remeasuring.ts";
import type { Drive } from "./slices.ts";
import { learnedLabels } from "./teaching-labels.ts";
import { loudestOf } from "./tenant-weights.ts";

/** Newest labels used to fit the neighbourhood. */
const USED_MAX = 3_000;

export interface NeighbourhoodDeps {
  /** The pair model's own knots. */
  readonly trained: Knots;
  /** Fits and compares a new version; takes seconds for thousands of labels, so that it may run in a thread. */
  readonly challenge: (fit: Fit) => Maybe<Challenged>;
  /** Compares a reading that differs in its neighbourhood only with the one in force, by the last requests. */
  readonly compare: (calibration: Calibration, raisesFor: (tenant: string) => boolean) => Maybe<Compared>;
  /** How what is not fitted in a thread is done. */
  readonly drive: Drive;
  readonly nowMs: () => number;
}

export type Adopted = Extract<Challenged, { adopted: true }>;

export interface Trying {
  readonly inForce: Calibration;
  /** Oldest first. */
  readonly labels: readonly Label[];
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
  /** May what was asked for still be adopted, and are all these labels still kept? */
  readonly isStill: (labels: readonly Label[]) => boolean;
  /** For which tenants may this reading raise probabilities? */
  readonly raisesBy: (reading: Calibration) => Maybe<(tenant: string) => boolean>;
  /** Puts it in force at once: what was measured for it is by then. */
  readonly adopt: (found: Adopted, version: string, labels: readonly Label[]) => void;
}

export type Tried =
  | { readonly ended: "adopted" | "overtaken" }
  | { readonly ended: "refused"; readonly why: string };

export class NeighbourhoodLearning {
  readonly #deps: NeighbourhoodDeps;
  /** Number of labels with neighbourhood features: of questions held out, and of others. */
  readonly #count = { heldOut: 0, open: 0 };
  /** Of the smaller half, at the last try. */
  #triedAt = 0;

  constructor(deps: NeighbourhoodDeps) {
    this.#deps = deps;
  }

  count({ neighbourhood, question }: Label): void {
    if (neighbourhood != null) this.#count[isHeldOut(question) ? "heldOut" : "open"]++;
  }

  get isDue(): boolean {
    return isNeighbourhoodTryDue(this.#least, this.#triedAt);
  }

  get #least(): number {
    return Math.min(this.#count.heldOut, this.#count.open);
  }

  /** Rejects, or throws, where the fit or the measurement fails; that counts as a try. */
  try(trying: Trying): Maybe<Tried> {
    const before = this.#triedAt;
    this.#triedAt = this.#least;
    const labels = trying.labels.filter(({ neighbourhood }) => neighbourhood != null).slice(-USED_MAX);
    const tried = andThen(this.#learn(trying, labels), (first) => {
      const loudest = first.ended === "refused" ? loudestOf(labels) : null;
      if (loudest === null) return first;
      return this.#learn(
        trying,
        labels.filter(({ tenant }) => (tenant ?? "") !== loudest),
      );
    });
    return andThen(tried, (last) => {
      if (last.ended === "overtaken") this.#triedAt = before;
      return last;
    });
  }

  #learn(trying: Trying, labels: readonly Label[]): Maybe<Tried> {
    const { trained, challenge, drive, nowMs } = this.#deps;
    const { inForce, delta } = trying;
    const version = `learned-${new Date(nowMs()).toISOString()}`;
    const fitted = andThen(drive(learnedLabels(labels)), (learned) =>
      challenge({ of: "neighbourhood", given: { labels: learned, trained, inForce, version, delta } }),
    );
    return andThen(fitted, (found): Maybe<Tried> => {
      if (!trying.isStill(labels)) return { ended: "overtaken" };
      if (!found.adopted) return { ended: "refused", why: found.why };
      return this.#measure(trying, found, version, labels);
    });
  }

  #measure(trying: Trying, found: Adopted, version: string, labels: readonly Label[]): Maybe<Tried> {
    const reading = { ...found.reading, version };
    const measured = andThen(trying.raisesBy(reading), (raisesFor) => this.#deps.compare(reading, raisesFor));
    return andThen(measured, (compared): Tried => {
      if (!trying.isStill(labels) || compared.ended === "overtaken") return { ended: "overtaken" };
      if (compared.ended === "no-better") return { ended: "refused", why: `${found.why}; ${NO_BETTER}` };
      // No await in between: no request may be scored by one reading and counted under the other.
      if (!compared.takeOver()) return { ended: "overtaken" };
      trying.adopt(found, version, labels);
      return { ended: "adopted" };
    });
  }
}

const NO_BETTER =
  "by what each half of the questions says of the other it would serve no more than what is in force, or not without one tenant's answers";
