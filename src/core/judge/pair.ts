/** What the judge of answers is handed, and what it says. */
import type { DifferenceKind } from "./differences/replacement.ts";

export interface AnswerPair {
  /** The question asked now, and the one that the stored answer was given to. */
  readonly asked: string;
  readonly stored: string;
  /** Upstream's fresh answer to `asked`. */
  readonly fresh: string;
  /** The stored answer. */
  readonly held: string;
}

export interface WordVerdict {
  readonly verdict: "same" | "different" | "unsure";
  /** Reason for the verdict, for people: one clause, which may quote the answers. */
  readonly why: string;
  /** Kind of the difference found or suspected between the answers. */
  readonly kind?: DifferenceKind;
}
