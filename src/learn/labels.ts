/**
 * What was learned of single pairs: was the stored answer right for the question that was asked? Figures and digests
 * only, no text. Newest kept in memory, each written behind it to the log, so that a restart forgets nothing.
 */
import type { LabelLog } from "../ports.ts";

export const LABEL_SOURCES = ["shadow", "miss", "sample", "feedback"] as const;
export type LabelSource = (typeof LABEL_SOURCES)[number];
export const VERDICTS = ["same", "different", "unsure"] as const;
export type LabelVerdict = (typeof VERDICTS)[number];

export interface Label {
  readonly atMs: number;
  readonly source: LabelSource;
  readonly verdict: LabelVerdict;
  readonly judge: "answer" | "model" | "person";
  readonly tier: "semantic" | "adapted";
  /** Of the pair: log odds, calibrated probability, raw cosine. */
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  /** Evidence of the pair, by the order of the model that `version` names; null where it was not at hand. */
  readonly figures: readonly number[] | null;
  /** Chance with which it was drawn, above 0 to 1: it stands for 1/q such pairs. */
  readonly q: number;
  /** Route and model. */
  readonly group: string;
  readonly entry: string;
  /** The exact key of the question asked: a keyed digest. */
  readonly question: string;
  /** Names the scoring model. */
  readonly version: string;
}

export interface LabelFilter {
  readonly source?: string | undefined;
  readonly verdict?: string | undefined;
  readonly limit: number;
  /** Labels newer than the one with this number are skipped: the `cursor` of the page before. */
  readonly cursor?: number | undefined;
}

export interface Doomed {
  readonly all?: boolean;
  readonly beforeMs?: number;
  readonly entry?: string;
}

/** About 500 bytes each. */
export const LABELS_MAX = 100_000;

export class Labels {
  readonly #log: LabelLog<Label>;
  readonly #onFault: (error: unknown) => void;
  /** Oldest first. */
  #kept: Label[] = [];
  #lastMs = 0;

  constructor(log: LabelLog<Label>, onFault: (error: unknown) => void) {
    this.#log = log;
    this.#onFault = onFault;
  }

  /** Resolves to what was wrong with the log, for people; null: nothing. */
  async load(): Promise<string | null> {
    const { labels, problem } = await this.#log.load(LABELS_MAX);
    this.#kept = [...labels, ...this.#kept].slice(-LABELS_MAX);
    this.#lastMs = this.#kept.reduce((last, label) => Math.max(last, label.atMs), 0);
    return problem;
  }

  /** A clock that was set back does not make a label older than the one before it. */
  add(label: Label): void {
    this.#lastMs = Math.max(this.#lastMs, label.atMs);
    const kept = { ...label, atMs: this.#lastMs };
    this.#kept.push(kept);
    this.#log.append(kept).catch(this.#onFault);
    if (this.#kept.length < LABELS_MAX * 1.1) return;
    this.#kept = this.#kept.slice(-LABELS_MAX);
    this.#log.rewrite(this.#kept).catch(this.#onFault);
  }

  get size(): number {
    return this.#kept.length;
  }

  /** Newest first. */
  list({ source, verdict, limit, cursor }: LabelFilter): { labels: Label[]; cursor: number | null } {
    const out: Label[] = [];
    let at = Math.min(cursor ?? this.#kept.length, this.#kept.length) - 1;
    for (; at >= 0 && out.length < limit; at--) {
      const label = this.#kept[at]!;
      if (source !== undefined && label.source !== source) continue;
      if (verdict !== undefined && label.verdict !== verdict) continue;
      out.push(label);
    }
    return { labels: out, cursor: at < 0 ? null : at + 1 };
  }

  /** Oldest first. */
  get all(): readonly Label[] {
    return this.#kept;
  }

  /** How many went. Resolves when they are gone from the log too. */
  async delete({ all, beforeMs, entry }: Doomed): Promise<number> {
    const left = this.#kept.filter(
      (label) =>
        !(all === true || (beforeMs !== undefined && label.atMs < beforeMs) || label.entry === entry),
    );
    const gone = this.#kept.length - left.length;
    this.#kept = left;
    await this.#log.rewrite(left);
    return gone;
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
