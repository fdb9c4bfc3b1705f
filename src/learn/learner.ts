/**
 * Learns what a score means here from the deployment's own labels, keeps every version with a way back, and goes on
 * comparing what was in force before. No I/O: what takes long is handed in, what changes is told; `calibrations-kept.ts` keeps it.
 *
 * What is adopted changes what scores mean, so whoever measures an error by them must begin anew: no label that a fit
 * has seen may speak for it.
 */
import {
  isBeyondChance,
  isLookDue,
  isTryDue,
  LABELS_MIN,
  toldGain,
} from "../core/verify/calibration/adoption.ts";
import type { Challenged } from "../core/verify/calibration/challenge.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { Bearing } from "./bearing.ts";
import {
  kept,
  merged,
  NO_VERSIONS,
  SHIPPED,
  type Version,
  type VersionsInForce,
} from "./calibration-versions.ts";
import type { Calibration } from "./calibrations.ts";
import type { Label } from "./labels.ts";
import { type Adopted, type NeighbourhoodDeps, NeighbourhoodLearning } from "./neighbourhood-learning.ts";
import { atOnce } from "./slices.ts";
import { areKept, gainOn, learnedLabels, TeachingLabels } from "./teaching-labels.ts";
import { onlySupporter } from "./without-one.ts";

export interface LearnerDeps extends NeighbourhoodDeps {
  /** Name of the scoring model; labels of another one are not used. */
  readonly model: string;
  /** Calibration shipped for this embedder; null: none, and nothing is served by meaning until one is learned. */
  readonly shipped: Calibration | null;
  /** All labels, oldest first, the newest included. */
  readonly labels: () => readonly Label[];
  readonly serving: () => ServingNow;
  /** In force from the next request on, and what scores mean has changed. `isMeasured`: by `compare`, already. */
  readonly onChange: (calibration: Calibration | null, why: string, isMeasured: boolean) => void;
  /** Called when there is something new to save. */
  readonly onKeep: () => void;
  /** For people. */
  readonly onAlert: (why: string) => void;
  readonly onFault: (error: unknown) => void;
}

export interface ServingNow {
  /** True where this gateway decides; of several that share a store only one does. */
  readonly decides: boolean;
  /** Percentage of callers who are served by meaning, 0 to 100. */
  readonly percentage: number;
  /** True at the first step while no threshold is certified: measuring anew then loses nothing. */
  readonly isIdle: boolean;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

export class Learner {
  readonly #deps: LearnerDeps;
  #standing: VersionsInForce = NO_VERSIONS;
  #why = `${LABELS_MIN} labels are needed`;
  #isFitting = false;
  #isClosed = false;
  readonly #neighbourhood: NeighbourhoodLearning;
  readonly #labels: TeachingLabels;
  #bearing: Bearing;
  /** The version that it counts for. */
  #bearingOf = SHIPPED;
  /** Of the reading that is being measured and may come into force. */
  #coming: Bearing | null = null;

  constructor(deps: LearnerDeps) {
    this.#deps = deps;
    this.#bearing = new Bearing(deps.trained, null);
    this.#neighbourhood = new NeighbourhoodLearning(deps);
    this.#labels = new TeachingLabels(deps.model, deps.labels);
  }

  /** The version in force, and all earlier ones. */
  get standing(): VersionsInForce {
    return this.#standing;
  }

  /** Explains the last try, or the version in force, to people. */
  get why(): string {
    return this.#why;
  }

  /** The calibration in force; null: none is shipped and none was learned. */
  get inForce(): Calibration | null {
    return this.#named(this.#standing.inForce);
  }

  /** May the reading in force raise scores for this tenant? It may lower them for all. */
  raisesFor(tenant: string): boolean {
    if (this.#bearingOf !== this.#standing.inForce) {
      this.#bearingOf = this.#standing.inForce;
      this.#bearing = new Bearing(this.#deps.trained, this.inForce);
      atOnce(this.#bearing.count(this.#labels.newest(0)));
    }
    return this.#bearing.for(tenant);
  }

  /** After each label, once it is among `labels`. Learns and looks back when that is due. Never throws. */
  labelled(label: Label): void {
    try {
      this.#labels.count();
      if (!this.#labels.isUsable(label)) return;
      if (this.#bearingOf === this.#standing.inForce) this.#bearing.add(label);
      this.#coming?.add(label);
      this.#neighbourhood.count(label);
      if (this.#isFitting || !this.#mayLearn()) return;
      const learning = this.#learn();
      if (!(learning instanceof Promise)) return;
      this.#isFitting = true;
      void learning.catch(this.#deps.onFault).finally(() => {
        this.#isFitting = false;
      });
    } catch (error) {
      this.#deps.onFault(error);
    }
  }

  /**
   * By hand: a version, or `SHIPPED`, and nothing is adopted by itself from then on; "auto": what is in force stays, and
   * learning goes on. False: there is no such version.
   */
  use(choice: string): boolean {
    if (choice === "auto") {
      this.#stand({ byHand: false });
      return true;
    }
    if (!this.#isKnown(choice)) return false;
    this.#stand({ byHand: true, inForce: choice, watch: null }, `${choice} by hand`);
    return true;
  }

  /** Wrong answers have risen above what is allowed: the reading that was adopted last is taken back. True: one was. */
  alarmed(): boolean {
    const { watch, inForce: id, byHand } = this.#standing;
    if (watch === null || byHand || !this.#deps.serving().decides) return false;
    this.#takeBack(
      watch.before,
      `${id} is taken back for ${watch.before}: wrong answers have risen above what is allowed`,
    );
    return true;
  }

  /** Nothing is adopted any more, whatever is being fitted. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes over what was kept, or what another gateway chose. True: what scores mean has changed. */
  restore(standing: VersionsInForce): boolean {
    const before = this.#standing.inForce;
    this.#standing = standing;
    this.#why = `${standing.inForce} is in force, as it was kept`;
    return before !== standing.inForce;
  }

  /** Adds another gateway's versions to ours. */
  merge(theirs: readonly Version[]): void {
    const { versions, inForce, watch } = this.#standing;
    this.#standing = { ...this.#standing, versions: kept(merged(versions, theirs), inForce, watch) };
  }

  #mayLearn(): boolean {
    return !this.#isClosed && !this.#standing.byHand && this.#deps.serving().decides;
  }

  /** Looks back, else tries the neighbourhood, else the words: what is done ends it. */
  #learn(): Maybe<void> {
    const mayGoOn = (isOver: boolean): boolean => !isOver && this.#mayLearn();
    return andThen(this.#lookBack(), (isTakenBack) => {
      if (!mayGoOn(isTakenBack)) return;
      return andThen(this.#tryNeighbourhood(), (isOver) => (mayGoOn(isOver) ? this.#try() : undefined));
    });
  }

  /** True: it is adopted, or has to be made again. */
  #tryNeighbourhood(): Maybe<boolean> {
    const { inForce } = this;
    if (inForce === null || !this.#neighbourhood.isDue) return false;
    const asked = this.#standing.inForce;
    const tried = this.#neighbourhood.try({
      ...{ inForce, labels: this.#labels.newest(0), delta: this.#deps.serving().delta },
      isStill: (labels) =>
        this.#mayLearn() && this.#standing.inForce === asked && areKept(labels, this.#deps.labels()),
      raisesBy: (reading) => {
        const coming = new Bearing(this.#deps.trained, reading);
        this.#coming = coming;
        const counted = this.#deps.drive(coming.count(this.#labels.newest(0)));
        return andThen(counted, () => (tenant: string) => coming.for(tenant));
      },
      adopt: (found, version, labels) => {
        if (this.#coming !== null) [this.#bearing, this.#bearingOf] = [this.#coming, version];
        this.#adopt(found, version, labels);
      },
    });
    return andThen(tried, (last) => {
      this.#coming = null;
      if (last.ended === "refused") this.#why = last.why;
      return last.ended !== "refused";
    });
  }

  #try(): Maybe<void> {
    const all = this.#labels.size;
    const { serving, trained } = this.#deps;
    const triedAt = Math.min(this.#standing.triedAt, all);
    const { percentage, isIdle, delta } = this.#servingNow(serving());
    const { inForce } = this;
    // It would be measured anew, and what stands round a pair is measured already and tells more.
    if (percentage > 0 && inForce?.neighbourhood != null) return;
    if (!isTryDue(all, triedAt, isIdle)) return;
    const labels = this.#labels.newest(0);
    const id = `learned-${new Date(this.#deps.nowMs()).toISOString()}`;
    this.#standing = { ...this.#standing, triedAt: all };
    const asked = this.#standing.inForce;
    // A comparison made in shadow does not hold once answers are served.
    const isStill = (): boolean =>
      this.#mayLearn() &&
      this.#standing.inForce === asked &&
      (percentage > 0 || this.#servingNow(serving()).percentage <= 0);
    const fitted = andThen(this.#deps.drive(learnedLabels(labels)), (learned) =>
      this.#deps.challenge({
        of: "words",
        given: { labels: learned, trained, inForce, version: id, percentage, delta },
      }),
    );
    const judged = andThen(fitted, (found) => (isStill() ? this.#byMany(found, labels) : null));
    return andThen(judged, (found) => {
      if (found === null || !isStill()) return;
      this.#why = found.why;
      if (found.adopted) this.#adopt(found, id, labels);
      this.#deps.onKeep();
    });
  }

  /** The same, but not adopted where one tenant's labels alone speak for it. */
  #byMany(found: Challenged, labels: readonly Label[]): Maybe<Challenged> {
    const { inForce } = this;
    if (!found.adopted || inForce === null) return found;
    const { trained, serving, drive } = this.#deps;
    const { percentage, delta } = this.#servingNow(serving());
    const { reading, why } = found;
    const supporter = drive(onlySupporter(labels, { trained, inForce, reading, percentage, delta }));
    return andThen(supporter, (only) => {
      if (only === null) return found;
      return {
        adopted: false,
        why: `${why}, but not without the labels of one tenant (${only || "unknown"})`,
      };
    });
  }

  /** An embedder without a calibration serves nothing, whatever the percentage. */
  #servingNow(now: ServingNow): ServingNow {
    return this.inForce === null ? { ...now, percentage: 0, isIdle: true } : now;
  }

  #adopt(found: Adopted, id: string, labels: readonly Label[]): void {
    const { kind, reading, heldOut, why } = found;
    const newestMs = this.#deps.labels().at(-1)?.atMs ?? 0;
    const atMs = this.#deps.nowMs();
    const version: Version = {
      ...{ ...reading, version: id, atMs, kind, labels: labels.length, heldOut, why, takenBack: null },
    };
    const watch = { before: this.#standing.inForce, sinceMs: Math.max(atMs, newestMs), lookedAt: 0 };
    const versions = kept([...this.#standing.versions, version], id, watch);
    this.#stand({ versions, inForce: id, watch }, `${id} is adopted: ${why}`, kind === "neighbourhood");
    this.#deps.onAlert(`${id}: ${why}`);
  }

  /** Restores the version before where it predicts the labels since better. True: it did. */
  #lookBack(): Maybe<boolean> {
    const { watch, inForce: id } = this.#standing;
    const since = watch === null ? 0 : this.#labels.sizeSince(watch.sinceMs);
    if (watch === null || !isLookDue(since, watch.lookedAt)) return false;
    const labels = this.#labels.newest(watch.sinceMs);
    this.#standing = { ...this.#standing, watch: { ...watch, lookedAt: since } };
    this.#deps.onKeep();
    const [before, now] = [this.#named(watch.before), this.inForce];
    if (now === null || labels.length === 0) return false;
    const { drive, trained } = this.#deps;
    return andThen(drive(gainOn(labels, trained, { inForce: now, instead: before })), (gain) => {
      const isStill = this.#mayLearn() && this.#standing.inForce === id && this.#standing.watch !== null;
      if (!isStill || !isBeyondChance(gain)) return false;
      const why = `${id} is taken back for ${watch.before}: since its adoption the log loss with ${watch.before} ${toldGain(gain)}, beyond chance`;
      this.#takeBack(watch.before, why);
      return true;
    });
  }

  #takeBack(before: string, why: string): void {
    const { versions, inForce: id } = this.#standing;
    const told = versions.map((version) =>
      version.version === id ? { ...version, takenBack: why } : version,
    );
    this.#stand({ versions: told, inForce: before, watch: null }, why);
    this.#deps.onAlert(why);
  }

  #stand(change: Partial<VersionsInForce>, why?: string, isMeasured = false): void {
    const isOther = change.inForce !== undefined && change.inForce !== this.#standing.inForce;
    this.#standing = { ...this.#standing, ...change };
    if (why !== undefined) this.#why = why;
    if (isOther) this.#deps.onChange(this.inForce, this.#why, isMeasured);
    this.#deps.onKeep();
  }

  #named(id: string): Calibration | null {
    if (id === SHIPPED) return this.#deps.shipped;
    return this.#standing.versions.find(({ version }) => version === id) ?? null;
  }

  #isKnown(id: string): boolean {
    return id === SHIPPED || this.#standing.versions.some(({ version }) => version === id);
  }
}
