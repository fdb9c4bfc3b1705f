/** What the judge of answers is handed, and what it says. */
import type { DifferenceKind } from "./replacement.ts";

export interface AnswerPair {
  /** The question that was asked now, and the one that the stored answer was given to. */
  readonly asked: string;
  readonly stored: string;
  /** Upstream's answer to the first. */
  readonly fresh: string;
  /** The stored answer. */
  readonly held: string;
}

export interface WordVerdict {
  readonly verdict: "same" | "different" | "unsure";
  /** For people, one clause; it may quote the answers. */
  readonly why: string;
  /** What parts the answers, or may part them. */
  readonly kind?: DifferenceKind;
}
