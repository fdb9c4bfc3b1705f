/**
 * The adopted calibrations, and which one is in force, so that an earlier one can be restored. Stored as one note. A
 * note that is damaged, of a newer format or of another scoring model is ignored, with a message that says so.
 */
import { NEIGHBOURHOOD } from "../core/neighbourhood.ts";
import type { Kind } from "../core/verify/calibration/challenge.ts";
import { refitOf } from "../core/verify/calibration/refit.ts";
import { EVIDENCE } from "../core/verify/evidence.ts";
import { fieldsOf } from "../narrow.ts";
import { type Calibration, isRising } from "./calibrations.ts";
import type { NoteFormat } from "./versioned-note.ts";

/** The calibration that the model came with, or none where it came with none. */
export const SHIPPED = "shipped";

export interface Version extends Calibration {
  readonly atMs: number;
  readonly kind: Kind;
  /** Number of labels that the version was fitted to. */
  readonly labels: number;
  /** Mean log loss on labels that the fit had not seen: of the version then in force, and of this one. */
  readonly heldOut: { readonly before: number; readonly after: number };
  readonly why: string;
  /** Why the version was taken back; null: it was not. */
  readonly takenBack: string | null;
}

/** After an adoption the earlier version stays under comparison: what is needed for that. */
export interface AdoptionWatch {
  readonly before: string;
  /** Labels after this moment were not seen by the fit. */
  readonly sinceMs: number;
  /** Number of such labels at the last comparison; 0: there was none yet. */
  readonly lookedAt: number;
}

export interface VersionsInForce {
  readonly versions: readonly Version[];
  /** Name of the version in force, or `SHIPPED`. */
  readonly inForce: string;
  /** True where a person chose the version: no other is then adopted. */
  readonly byHand: boolean;
  /** Number of labels when a fit was last tried. */
  readonly triedAt: number;
  readonly watch: AdoptionWatch | null;
}

export interface KeptVersions extends VersionsInForce {
  readonly format: 2;
  /** Name of the scoring model; versions hold for its scores only. */
  readonly model: string;
  /** Rises with each change: of two gateways that share a store, the higher revision holds. */
  readonly revision: number;
}

export const VERSIONS_MAX = 20;
/** Most characters written, below the 65,536 that a note of a store takes. */
const TEXT_MAX = 60_000;

export const NO_VERSIONS: VersionsInForce = {
  versions: [],
  inForce: SHIPPED,
  byHand: false,
  triedAt: 0,
  watch: null,
};

/** The versions to keep, oldest first; the one in force, and the one that may come back, stay whatever their age. */
export function kept(versions: readonly Version[], inForce: string, watch: AdoptionWatch | null): Version[] {
  const out = [...versions];
  const isNeeded = ({ version }: Version): boolean => version === inForce || version === watch?.before;
  while (out.length > VERSIONS_MAX || JSON.stringify(out).length > TEXT_MAX) {
    const at = out.findIndex((version) => !isNeeded(version));
    if (at < 0) break;
    out.splice(at, 1);
  }
  return out;
}

/** The versions of both lists, in the order of their adoption. */
export function merged(ours: readonly Version[], theirs: readonly Version[]): Version[] {
  const all = new Map([...theirs, ...ours].map((version) => [version.version, version]));
  return [...all.values()].sort((a, b) => a.atMs - b.atMs);
}

/** Format of the list as one note of a store. `model`: name of the scoring model; a note of another one is ignored. */
export function calibrationNote(model: string): NoteFormat<KeptVersions> {
  return {
    version: ({ revision }) => revision,
    damaged: "the calibrations kept are damaged",
    decode(value) {
      const { format, model: of } = fieldsOf(value);
      if (format !== 1 && format !== 2)
        return `the calibrations kept are of format ${String(format)}: left as they are`;
      if (of !== model) return `the calibrations kept are of another scoring model (${String(of)})`;
      return format === 1 ? ofFormat1(value as Format1) : checked(value as KeptVersions);
    },
  };
}

interface Format1 {
  readonly model: string;
  readonly version: string;
  readonly knots: Calibration["knots"];
}

/** Reads format 1, which held one calibration without its history. */
function ofFormat1({ model, version, knots }: Format1): KeptVersions {
  const one: Version = {
    ...{ version, knots, refit: null, atMs: 0, kind: "line", labels: 0 },
    ...{ heldOut: { before: 0, after: 0 }, why: "learned earlier", takenBack: null },
  };
  return checked({ ...NO_VERSIONS, format: 2, model, revision: 0, versions: [one], inForce: version });
}

/** The note's content if it is valid; throws where a part is not. */
function checked(given: KeptVersions): KeptVersions {
  const { model, revision, versions, inForce, byHand, triedAt, watch } = given;
  const isWhole =
    Array.isArray(versions) &&
    versions.length <= VERSIONS_MAX &&
    [revision, triedAt].every((n) => Number.isFinite(n) && n >= 0) &&
    typeof byHand === "boolean";
  if (!isWhole) throw new TypeError("standing");
  for (const version of versions) check(version);
  const isKnown = (name: unknown): boolean =>
    name === SHIPPED || versions.some((version) => version.version === name);
  if (!isKnown(inForce)) throw new TypeError("inForce");
  if (watch !== null && !(isKnown(watch.before) && [watch.sinceMs, watch.lookedAt].every(Number.isFinite)))
    throw new TypeError("watch");
  return { versions, inForce, byHand, triedAt, watch, format: 2, model, revision };
}

function check(given: Version): void {
  const { version, atMs, kind, labels, heldOut, why, takenBack, knots, refit, ...correction } = given;
  const numbers = [atMs, labels, heldOut.before, heldOut.after];
  const isWhole =
    typeof version === "string" &&
    version !== SHIPPED &&
    version !== "auto" &&
    KINDS.includes(kind) &&
    numbers.every(Number.isFinite) &&
    typeof why === "string" &&
    (takenBack === null || typeof takenBack === "string") &&
    isRising(knots);
  if (!isWhole) throw new TypeError("version");
  if (refit !== null) refitOf(refit, COLUMNS);
  const { neighbourhood, openNeighbourhood } = correction;
  for (const weights of [neighbourhood, openNeighbourhood])
    if (weights != null) refitOf(weights, STANDING_COLUMNS);
}

const KINDS: readonly Kind[] = ["line", "figures", "neighbourhood"];

/** Columns of a learned model: its features, and the score as one more. */
const COLUMNS = EVIDENCE.length + 1;
const STANDING_COLUMNS = NEIGHBOURHOOD.length + 1;
