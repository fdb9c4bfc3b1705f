/** Connects the learner of calibrations with labels, measurement, store and admin plane. */

import { weighNeighbourhood, weightsOf } from "../core/verify/calibration/neighbourhood-weight.ts";
import type { Recalibration } from "../core/verify/calibration/recalibration.ts";
import type { PairModel } from "../core/verify/pair-model.ts";
import { GatewayError } from "../errors.ts";
import { SHIPPED } from "../learn/calibration-versions.ts";
import type { Calibration, Calibrations } from "../learn/calibrations.ts";
import { KeptCalibrations } from "../learn/calibrations-kept.ts";
import { fitInThread } from "../learn/fitting.ts";
import type { Label } from "../learn/labels.ts";
import { Learner, type ServingNow } from "../learn/learner.ts";
import type { Rereading } from "../learn/measuring-port.ts";
import { Recalibrating } from "../learn/recalibrating.ts";
import type { Remeasuring } from "../learn/remeasuring.ts";
import type { Drive } from "../learn/slices.ts";
import type { Clock, FaultPart, Notifier, Store } from "../ports.ts";

export interface CalibratingDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Name of the embedder, under which its calibration is found. */
  readonly embedder: string;
  readonly pairModel: PairModel;
  /** Name of the scoring model. */
  readonly model: string;
  readonly calibrations: Calibrations;
  readonly labels: () => readonly Label[];
  readonly serving: () => ServingNow;
  /** Called when scores get another meaning: earlier measurements are void. */
  readonly measureAnew: () => void;
  /** For readings that differ from the one before in the weights of neighbourhood features only. */
  readonly remeasuring: Pick<Remeasuring, "compare" | "reread" | "filled">;
  /** How long work is done that no thread does. */
  readonly drive: Drive;
  /** Writes the measurement to the store. */
  readonly keepMeasured: () => Promise<void>;
  readonly storeDown: () => boolean;
  readonly onAlert: Notifier["raise"];
  readonly onNote: (line: string) => void;
  readonly onFault: (part: FaultPart, error: unknown) => void;
}

export interface Calibrating {
  labelled(label: Label): void;
  /** To be called when wrong answers have risen: restores the calibration before the last adoption. */
  alarmed(): void;
  /** May learned neighbourhood weights raise probabilities for this tenant? */
  raisesFor(tenant: string): boolean;
  /** What the newest labels make of what the calibration in force says; null: nothing. */
  readonly recalibration: Recalibration | null;
  /** Loads the kept versions. Rejects where the store fails; may then be called again. */
  load(): Promise<void>;
  /** Body of `GET /admin/calibration`. */
  readonly state: object;
  /** Chooses a version by hand: its name, "shipped" or "auto". Rejects with GatewayError for an unknown name. */
  use(choice: string): Promise<void>;
  close(): Promise<void>;
}

const TICK_MS = 2_000;

/** Do both calibrations give the same probability by words? Then measurements of either hold for both. */
function areOneWords(a: Calibration, b: Calibration): boolean {
  return JSON.stringify([a.knots, a.refit]) === JSON.stringify([b.knots, b.refit]);
}

/** The reading of a calibration. `raisesFor`: may its neighbourhood raise probabilities for this tenant? */
export function rereadingBy(calibration: Calibration, raisesFor: (tenant: string) => boolean): Rereading {
  const { neighbourhood, openNeighbourhood } = calibration;
  const asked = new Map<string, boolean>();
  // Asked once for each tenant: what labels say meanwhile must not divide what is measured.
  const raises = (tenant: string): boolean => {
    const told = asked.get(tenant) ?? raisesFor(tenant);
    asked.set(tenant, told);
    return told;
  };
  return {
    isCrossed: neighbourhood == null || openNeighbourhood != null,
    probabilityOf: (pair, tenant, heldOut) => {
      const model = weightsOf(calibration, heldOut);
      if (model === null) return pair.probability;
      const weighed = weighNeighbourhood(model, pair, pair.neighbourhood);
      return raises(tenant ?? "") ? weighed : Math.min(weighed, pair.probability);
    },
  };
}

export interface Changed {
  readonly before: Calibration | null;
  readonly after: Calibration | null;
  readonly raisesFor: (tenant: string) => boolean;
}

/** Measures what came into force: by what was measured before where the words say the same, else anew. */
export function measureChanged(
  { measureAnew, reread }: Pick<CalibratingDeps, "measureAnew"> & Pick<Remeasuring, "reread">,
  { before, after, raisesFor }: Changed,
): void {
  if (before !== null && after !== null && areOneWords(before, after))
    void reread(rereadingBy(after, raisesFor));
  else measureAnew();
}

interface Installing {
  /** Makes the version in force the one that scores are read by. */
  install(): void;
  /** Installs, and voids earlier measurements unless `isMeasured`: then they were converted already. */
  change(isMeasured?: boolean): void;
}

function installing(deps: CalibratingDeps, learnerOf: () => Learner): Installing {
  const { calibrations, embedder, measureAnew, remeasuring } = deps;
  const measures = { measureAnew, reread: (reading: Rereading) => remeasuring.reread(reading) };
  const install = (): void => {
    const learner = learnerOf();
    const { inForce } = learner.standing;
    calibrations.install(embedder, inForce === SHIPPED ? null : learner.inForce);
  };
  const change = (isMeasured = false): void => {
    const before = calibrations.get(embedder);
    // No await in between: no request may be scored by one calibration and counted under the other.
    install();
    const after = calibrations.get(embedder);
    if (isMeasured) return;
    measureChanged(measures, { before, after, raisesFor: (tenant) => learnerOf().raisesFor(tenant) });
  };
  return { install, change };
}

export function createCalibrating(deps: CalibratingDeps): Calibrating {
  const { calibrations, embedder, model, store, remeasuring, drive, onFault } = deps;
  const { install, change } = installing(deps, () => learner);
  const learner: Learner = new Learner({
    ...{ model, trained: deps.pairModel.calibration, labels: deps.labels },
    shipped: calibrations.shipped(embedder),
    ...{ challenge: (fit) => fitInThread(fit, drive), drive },
    ...{ nowMs: () => deps.clock.nowMs(), serving: deps.serving },
    compare: (reading, raisesFor) => remeasuring.compare(rereadingBy(reading, raisesFor)),
    onChange: (_, why, isMeasured) => {
      change(isMeasured);
      deps.onNote(`calibration: ${why}; measured anew`);
    },
    onKeep: () => kept.touch(),
    onAlert: (why) => deps.onAlert("calibration", why),
    onFault: (error) => onFault("internal", error),
  });
  const trained = deps.pairModel.calibration;
  const recalibrating = new Recalibrating({
    ...{ model, trained, labels: deps.labels, learner, drive },
    onFault: (error) => onFault("verifier", error),
  });
  const kept = new KeptCalibrations({
    ...{ store, embedder, model, learner },
    onRestored: install,
    onFollowed: (why) => {
      change();
      deps.onNote(`calibration: ${why}; measured anew`);
    },
    beforeSave: deps.keepMeasured,
    onNote: deps.onNote,
  });
  const timely = syncedInTime(kept, deps);
  return {
    labelled: (label) => learner.labelled(label),
    get recalibration() {
      return recalibrating.inForce;
    },
    ...{ alarmed: () => void learner.alarmed(), raisesFor: (tenant: string) => learner.raisesFor(tenant) },
    load: timely.load,
    get state() {
      return { ...stateOf(learner), recalibration: recalibrating.inForce };
    },
    async use(choice) {
      chosenBy(learner, choice);
      kept.touch(true);
      await remeasuring.filled;
      await kept.sync();
    },
    async close() {
      learner.close();
      await remeasuring.filled;
      await timely.close();
    },
  };
}

/** Loads what was kept, and from then on saves what is new every two seconds, and at the end. */
function syncedInTime(
  kept: KeptCalibrations,
  { storeDown, onFault }: CalibratingDeps,
): Pick<Calibrating, "load" | "close"> {
  let isLoaded = false;
  const sync = async (): Promise<void> => {
    if (isLoaded && !storeDown()) await kept.sync().catch((error: unknown) => onFault("store", error));
  };
  const timer = setInterval(sync, TICK_MS);
  timer.unref();
  return {
    async load() {
      await kept.sync();
      isLoaded = true;
    },
    async close() {
      clearInterval(timer);
      await sync();
    },
  };
}

function chosenBy(learner: Learner, choice: string): void {
  if (learner.use(choice)) return;
  const known = ["auto", SHIPPED, ...learner.standing.versions.map(({ version }) => version)];
  throw new GatewayError("bad_request", `version is one of ${known.join(", ")}.`, "version");
}

function stateOf({ standing, why }: Learner): object {
  const { versions, inForce, byHand, watch } = standing;
  return {
    why,
    in_force: inForce,
    mode: byHand ? "manual" : "auto",
    compared_with: watch?.before ?? null,
    versions: [
      ...versions.toReversed().map(({ version, atMs, kind, labels, heldOut, why, takenBack }) => ({
        ...{ version, at: new Date(atMs).toISOString(), kind, labels, why },
        held_out: heldOut,
        taken_back: takenBack,
        in_force: version === inForce,
      })),
      { version: SHIPPED, in_force: inForce === SHIPPED },
    ],
  };
}
