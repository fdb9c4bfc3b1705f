/** The percentage that a person set, as a note of the store. It holds until the configuration file's value changes. */
import { fieldsOf } from "../narrow.ts";
import { type NoteFormat, type NoteStore, type VersionedNote, versionedNote } from "./versioned-note.ts";

export type Percentage = number | "auto";

export interface ByHand {
  readonly value: Percentage;
  /** The configuration file's value when the percentage was set by hand. */
  readonly file: Percentage;
  readonly atMs: number;
}

const FORMAT: NoteFormat<ByHand> = {
  version: ({ atMs }) => atMs,
  decode(value) {
    const { value: percentage, file, atMs } = fieldsOf(value);
    return isPercentage(percentage) && isPercentage(file) && typeof atMs === "number" && Number.isFinite(atMs)
      ? { value: percentage, file, atMs }
      : "the percentage set by hand is damaged";
  },
};

export function percentageByHand(store: NoteStore): VersionedNote<ByHand> {
  return versionedNote(store, "rollout:by-hand", FORMAT);
}

function isPercentage(value: unknown): value is Percentage {
  return value === "auto" || (typeof value === "number" && value >= 0 && value <= 100);
}
