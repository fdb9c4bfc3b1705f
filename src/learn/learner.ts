/**
 * Learns what a score means here from the deployment's own labels, keeps every version with a way back, and goes on
 * comparing what was in force before. No I/O: what takes long is handed in, what changes is told; `calibrations-kept.ts` keeps it.
 *
 * What is adopted changes what scores mean, so whoever measures an error by them must begin anew: no label that a fit
 * has seen may speak for it.
 */
import { isHeldOut } from "../core/halves.ts";
import { isBeyondChance, isLookDue, isTryDue, LABELS_MIN, toldGain } from "../core/verify/adoption.ts";
import { calibrate } from "../core/verify/calibration-map.ts";
import { type Challenge, type Challenged, gainBy } from "../core/verify/challenge.ts";
import { challengeNeighbourhood, isNeighbourhoodTryDue } from "../core/verify/challenge-neighbourhood.ts";
import type { Knots } from "../core/verify/knots.ts";
import { BorneOut } from "./borne-out.ts";
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
import { bearingLabel, learnedLabel, learnedLabels, TeachingLabels } from "./teaching-labels.ts";
import { loudestOf } from "./tenant-weights.ts";
import { onlySupporter } from "./without-one.ts";

export interface LearnerDeps {
  /** Name of the scoring model; labels of another one are not used. */
  readonly model: string;
  /** The pair model's own knots. */
  readonly trained: Knots;
  /** Calibration shipped for this embedder; null: none, and nothing is served by meaning until one is learned. */
  readonly shipped: Calibration | null;
  /** All labels, oldest first, the newest included. */
  readonly labels: () => readonly Label[];
  /** Fits and compares a new version; takes seconds for thousands of labels, so that it may run in a thread. */
  readonly challenge: (given: Challenge) => Challenged | Promise<Challenged>;
  readonly nowMs: () => number;
  readonly serving: () => ServingNow;
  /**
   * Measures a reading that differs in its neighbourhood only by labels that its fits have not seen, and takes the result
   * over. False: it is not to be adopted, and nothing is changed.
   */
  readonly remeasure: (calibration: Calibration, raisesFor: (tenant: string) => boolean) => boolean;
  /** In force from the next request on, and what scores mean has changed. `isMeasured`: by `remeasure`, already. */
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

/** Newest labels used to fit the neighbourhood: the fit runs between two requests. */
const NEIGHBOURHOOD_USED_MAX = 3_000;

export class Learner {
  readonly #deps: LearnerDeps;
  #standing: VersionsInForce = NO_VERSIONS;
  #why = `${LABELS_MIN} labels are needed`;
  #isFitting = false;
  /** Number of labels with neighbourhood features, of questions held out and others, and of the smaller half at the last try. */
  #halves = { heldOut: 0, open: 0, triedAt: 0 };
  readonly #labels: TeachingLabels;
  readonly #borneOut = new BorneOut();
  /** The version that it counts for. */
  #borneOutOf = SHIPPED;

  constructor(deps: LearnerDeps) {
    this.#deps = deps;
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
    if (this.#borneOutOf !== this.#standing.inForce) {
      this.#borneOutOf = this.#standing.inForce;
      this.#begin(this.#borneOut, this.inForce);
    }
    return this.#borneOut.for(tenant);
  }

  #begin(borneOut: BorneOut, reading: Calibration | null): void {
    const labels = reading?.neighbourhood == null ? [] : this.#labels.newest(0);
    const words = reading && calibrate(this.#deps.trained, reading);
    borneOut.begin(
      reading ?? {},
      labels.flatMap((label) => bearingLabel(label, words!) ?? []),
    );
  }

  /** After each label, once it is among `labels`. Learns and looks back when that is due. Never throws. */
  labelled(label: Label): void {
    try {
      this.#labels.count();
      if (!this.#labels.isUsable(label)) return;
      this.#bear(label);
      if (label.neighbourhood != null) this.#halves[isHeldOut(label.question) ? "heldOut" : "open"]++;
      if (this.#standing.byHand || this.#isFitting || !this.#deps.serving().decides) return;
      if (!this.#lookBack() && !this.#tryNeighbourhood()) this.#try();
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

  #bear(label: Label): void {
    const { inForce } = this;
    if (inForce?.neighbourhood == null || this.#borneOutOf !== this.#standing.inForce) return;
    const bearing = bearingLabel(label, calibrate(this.#deps.trained, inForce));
    if (bearing !== null) this.#borneOut.add(bearing);
  }

  /**
   * At once: with all labels and requests kept it holds the loop for .5 to 1.3 s, a handful of times. What all labels teach;
   * where that does not hold, what they teach without the tenant that most of them are of. True: it is adopted.
   */
  #tryNeighbourhood(): boolean {
    const { heldOut, open, triedAt } = this.#halves;
    const { inForce } = this;
    const least = Math.min(heldOut, open);
    if (inForce === null || !isNeighbourhoodTryDue(least, triedAt)) return false;
    this.#halves.triedAt = least;
    const labels = this.#labels
      .newest(0)
      .filter(({ neighbourhood }) => neighbourhood != null)
      .slice(-NEIGHBOURHOOD_USED_MAX);
    if (this.#learnNeighbourhood(inForce, labels)) return true;
    const loudest = loudestOf(labels);
    if (loudest === null) return false;
    return this.#learnNeighbourhood(
      inForce,
      labels.filter(({ tenant }) => (tenant ?? "") !== loudest),
    );
  }

  /** True: what these labels teach is adopted. */
  #learnNeighbourhood(inForce: Calibration, labels: readonly Label[]): boolean {
    const { trained, nowMs, serving } = this.#deps;
    const version = `learned-${new Date(nowMs()).toISOString()}`;
    const found = challengeNeighbourhood({
      ...{ labels: learnedLabels(labels), trained, inForce, version, delta: serving().delta },
    });
    if (found.adopted && !this.#remeasured({ ...found.reading, version })) {
      this.#why = `${found.why}; by what each half of the questions says of the other it would serve no more than what is in force, or not without one tenant's answers`;
      return false;
    }
    this.#judged(found, version, labels);
    return found.adopted;
  }

  #remeasured(reading: Calibration): boolean {
    const borneOut = new BorneOut();
    this.#begin(borneOut, reading);
    return this.#deps.remeasure(reading, (tenant) => borneOut.for(tenant));
  }

  #try(): void {
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
    const given = { labels: learnedLabels(labels), trained, inForce, version: id, percentage, delta };
    this.#standing = { ...this.#standing, triedAt: all };
    const found = this.#deps.challenge(given);
    if (!(found instanceof Promise)) {
      this.#judged(this.#byMany(found, labels, percentage), id, labels);
      this.#deps.onKeep();
      return;
    }
    this.#isFitting = true;
    const asked = this.#standing.inForce;
    found
      .then((result) => {
        const { byHand, inForce: still } = this.#standing;
        const now = this.#servingNow(serving());
        // A comparison made in shadow does not hold once answers are served.
        if (byHand || still !== asked || (percentage <= 0 && now.percentage > 0) || !now.decides) return;
        this.#judged(this.#byMany(result, labels, now.percentage), id, labels);
        this.#deps.onKeep();
      })
      .catch(this.#deps.onFault)
      .finally(() => {
        this.#isFitting = false;
      });
  }

  /** The same, but not adopted where one tenant's labels alone speak for it. */
  #byMany(found: Challenged, labels: readonly Label[], percentage: number): Challenged {
    const { inForce } = this;
    if (!found.adopted || inForce === null) return found;
    const { trained, serving } = this.#deps;
    const { reading, why } = found;
    const only = onlySupporter(labels, { trained, inForce, reading, percentage, delta: serving().delta });
    if (only === null) return found;
    return { adopted: false, why: `${why}, but not without the labels of one tenant (${only || "unknown"})` };
  }

  /** An embedder without a calibration serves nothing, whatever the percentage. */
  #servingNow(now: ServingNow): ServingNow {
    return this.inForce === null ? { ...now, percentage: 0, isIdle: true } : now;
  }

  #judged(found: Challenged, id: string, labels: readonly Label[]): void {
    this.#why = found.why;
    if (!found.adopted) return;
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
  #lookBack(): boolean {
    const { watch, inForce: id } = this.#standing;
    const since = watch === null ? 0 : this.#labels.sizeSince(watch.sinceMs);
    if (watch === null || !isLookDue(since, watch.lookedAt)) return false;
    const labels = this.#labels.newest(watch.sinceMs).map(learnedLabel);
    this.#standing = { ...this.#standing, watch: { ...watch, lookedAt: since } };
    this.#deps.onKeep();
    const [before, now] = [this.#named(watch.before), this.inForce];
    if (now === null || labels.length === 0) return false;
    const gain = gainBy(labels, this.#deps.trained, { inForce: now, instead: before });
    if (!isBeyondChance(gain)) return false;
    const why = `${id} is taken back for ${watch.before}: since its adoption the log loss with ${watch.before} ${toldGain(gain)}, beyond chance`;
    this.#takeBack(watch.before, why);
    return true;
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
