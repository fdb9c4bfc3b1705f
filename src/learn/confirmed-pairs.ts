/**
 * Pairs of stored entry and asked question whose answer is known to be right, counted from the kept labels. A restart
 * counts again, so a deleted label no longer counts. Trivial rewordings count as one question. Keeps keyed digests
 * only, a bounded number; the entry without labels for the longest time goes first.
 */
import { type ConfirmingLabel, confirmedBy, type Tally, tallied } from "../core/measure/confirmations.ts";
import type { EntryId, Key } from "../model.ts";
import type { Label, LabelsHeard } from "./labels.ts";

const PAIRS_MAX = 100_000;

export class ConfirmedPairs implements LabelsHeard {
  /** Tallies by entry, then by the question's form, or its key where it has none. */
  readonly #tallies = new Map<string, Map<string, Tally>>();
  readonly #needed: () => number | null;
  readonly #max: number;
  #size = 0;

  /** `needed`: the present result of `confirmationsNeeded`. */
  constructor(needed: () => number | null, max = PAIRS_MAX) {
    this.#needed = needed;
    this.#max = max;
  }

  /** Number of labels that confirm the pair; 0: not confirmed. `form` is called only where the entry has a tally. */
  labelsFor(entry: EntryId, question: Key, form: () => string | null): number {
    const tallies = this.#tallies.get(entry);
    if (tallies === undefined) return 0;
    const tally = tallies.get(form() ?? question);
    return tally === undefined ? 0 : confirmedBy(tally, this.#needed());
  }

  added(label: ConfirmingLabel & Pick<Label, "entry" | "question" | "form">): void {
    const { entry } = label;
    const about = label.form ?? label.question;
    const tallies = this.#tallies.get(entry) ?? new Map<string, Tally>();
    const before = tallies.get(about) ?? null;
    const after = tallied(before, label);
    if (after === before) return;
    this.#size += Number(after !== null) - Number(before !== null);
    tallies.delete(about);
    if (after !== null) tallies.set(about, after);
    this.#tallies.delete(entry);
    if (tallies.size > 0) this.#tallies.set(entry, tallies);
    if (this.#size > this.#max) this.#dropOldest();
  }

  anew(labels: readonly Label[]): void {
    this.#tallies.clear();
    this.#size = 0;
    for (const label of labels) this.added(label);
  }

  /** Removes an entry that was replaced, expired or purged; its id is never used again. */
  forget(entry: EntryId): void {
    this.#size -= this.#tallies.get(entry)?.size ?? 0;
    this.#tallies.delete(entry);
  }

  get size(): number {
    return this.#size;
  }

  #dropOldest(): void {
    const [oldest] = this.#tallies;
    if (oldest === undefined) return;
    const [entry, tallies] = oldest;
    tallies.delete(tallies.keys().next().value!);
    this.#size--;
    if (tallies.size === 0) this.#tallies.delete(entry);
  }
}
