/**
 * Labels: verdicts on single pairs, whether the stored answer was right for the asked question. They hold numbers and
 * digests, no text. The newest are in memory, and each is appended to a log, so that a restart loses nothing.
 */

import { isFields, isOneOf, itemAt } from "../narrow.ts";
import type { LabelLog } from "../ports.ts";

export const LABEL_SOURCES = ["shadow", "miss", "sample", "feedback", "double", "known"] as const;
/** double: one prompt asked twice; known: a pair that is known to differ. Both test the judge, not the cache. */
export type LabelSource = (typeof LABEL_SOURCES)[number];
export const VERDICTS = ["same", "different", "unsure"] as const;
export type LabelVerdict = (typeof VERDICTS)[number];
const JUDGES = ["answer", "model", "local", "person"] as const;

export interface Label {
  /** A number, as text, that rises with each label, also over a restart. */
  readonly id: string;
  readonly atMs: number;
  readonly source: LabelSource;
  readonly verdict: LabelVerdict;
  readonly judge: (typeof JUDGES)[number];
  /** Tier of the answer; null: it neither was nor would have been served. */
  readonly tier: "semantic" | "adapted" | null;
  /** The pair's log odds by the shipped model, its probability at that time, and its raw cosine. */
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  /**
   * Features of the pair, in the order of the model named by `version`; null where a rule decided, or none were
   * available.
   */
  readonly figures: readonly number[] | null;
  /**
   * Neighbourhood of the pair, in the order of `NEIGHBOURHOOD`; absent in older labels and where it was not
   * available.
   */
  readonly neighbourhood?: readonly number[] | null;
  /** Chance with which the pair was sampled, above 0 to 1: it stands for 1/q such pairs. */
  readonly q: number;
  /** Route and model, joined by a space. */
  readonly group: string;
  /** Keyed digest of the tenant who asked; absent in older labels: unknown, and counted for no one else. */
  readonly tenant?: string | null;
  readonly entry: string;
  /** The exact key of the question asked: a keyed digest. */
  readonly question: string;
  /** The exact key of the question that the entry answers; absent in older labels. */
  readonly stored?: string;
  /** Keyed digest of the question's form, the same for trivially other wordings; absent or null: none. */
  readonly form?: string | null;
  /** True where an earlier label already rests on the same fresh answer, which several requests shared. */
  readonly follower?: boolean;
  /** Name of the scoring model. */
  readonly version: string;
}

/** A listener that counts labels: told of each new one, and of all remaining ones after a deletion. Must not throw. */
export interface LabelsHeard {
  added(label: Label): void;
  /** Oldest first. */
  anew(labels: readonly Label[]): void;
}

/** Is a value read from the log a complete label? */
export function isLabel(label: unknown): label is Label {
  if (!isFields(label)) return false;
  const numbers = [label["atMs"], label["score"], label["probability"], label["similarity"], label["q"]];
  const texts = [label["group"], label["entry"], label["question"], label["version"]];
  return (
    numberOf(label["id"]) !== null &&
    numbers.every(Number.isFinite) &&
    isIn(label["probability"], 0, 1) &&
    isIn(label["q"], Number.MIN_VALUE, 1) &&
    texts.every((text) => typeof text === "string") &&
    isOneOf(LABEL_SOURCES, label["source"]) &&
    isOneOf(VERDICTS, label["verdict"]) &&
    isOneOf(JUDGES, label["judge"]) &&
    (label["tier"] === null || label["tier"] === "semantic" || label["tier"] === "adapted") &&
    (label["stored"] === undefined || typeof label["stored"] === "string") &&
    (label["form"] === undefined || label["form"] === null || typeof label["form"] === "string") &&
    (label["tenant"] == null || typeof label["tenant"] === "string") &&
    (label["follower"] === undefined || typeof label["follower"] === "boolean") &&
    (label["figures"] === null || isFigures(label["figures"])) &&
    (label["neighbourhood"] == null || isFigures(label["neighbourhood"]))
  );
}

function isFigures(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}

function isIn(value: unknown, from: number, to: number): boolean {
  return typeof value === "number" && value >= from && value <= to;
}

function numberOf(id: unknown): number | null {
  return typeof id === "string" && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}

export interface LabelFilter {
  readonly source?: LabelSource | undefined;
  readonly verdict?: LabelVerdict | undefined;
  readonly limit: number;
  /** The `cursor` of the page before: its last label's id, only older ones follow. */
  readonly cursor?: number | undefined;
}

export interface Doomed {
  readonly all?: boolean;
  readonly beforeMs?: number;
  readonly entry?: string;
}

/** Most labels kept; each takes about 600 bytes on disk, and as much in memory. */
export const LABELS_MAX = 200_000;
/** The log is rewritten when it holds this many times the labels that are kept. */
const SLACK = 1.1;

export class Labels {
  readonly #log: LabelLog<Label>;
  readonly #onFault: (error: unknown) => void;
  readonly #max: number;
  readonly #heard: readonly LabelsHeard[];
  /** Labels kept, oldest first, ids rising. */
  #kept: Label[] = [];
  #lastId = 0;
  #lastMs = 0;
  /** Names that many labels share, held once. */
  readonly #names = new Map<string, string>();

  constructor(
    log: LabelLog<Label>,
    onFault: (error: unknown) => void,
    max = LABELS_MAX,
    heard: readonly LabelsHeard[] = [],
  ) {
    this.#log = log;
    this.#onFault = onFault;
    this.#max = max;
    this.#heard = heard;
  }

  /** Reads the log; call before the first `add`. Resolves to what was wrong with it, for people; null: nothing. */
  async load(): Promise<string | null> {
    const { labels, problem } = await this.#log.load(this.#max);
    for (const label of labels) {
      const id = numberOf(label.id)!;
      if (id > this.#lastId) this.#kept.push(this.#shared(label));
      this.#lastId = Math.max(this.#lastId, id);
      this.#lastMs = Math.max(this.#lastMs, label.atMs);
    }
    for (const heard of this.#heard) heard.anew(this.#kept);
    return problem;
  }

  /** Adds a label. Its time is never before that of the last label, even where the clock was set back. */
  add(label: Omit<Label, "id">): Label {
    this.#lastMs = Math.max(this.#lastMs, label.atMs);
    const kept = this.#shared({ ...label, id: `${++this.#lastId}`, atMs: this.#lastMs });
    this.#kept.push(kept);
    for (const heard of this.#heard) heard.added(kept);
    this.#log.append(kept).catch(this.#onFault);
    if (this.#kept.length >= this.#max * SLACK) {
      this.#kept = this.#kept.slice(-this.#max);
      this.#log.rewrite(this.#kept).catch(this.#onFault);
    }
    return kept;
  }

  get size(): number {
    return this.#kept.length;
  }

  /** Labels that match the filter, newest first; `cursor` for the next page, null on the last. */
  list({ source, verdict, limit, cursor }: LabelFilter): { labels: Label[]; cursor: number | null } {
    const out: Label[] = [];
    let at = (cursor === undefined ? this.#kept.length : this.#placeOf(cursor)) - 1;
    for (; at >= 0 && out.length < limit; at--) {
      const label = itemAt(this.#kept, at);
      if (source !== undefined && label.source !== source) continue;
      if (verdict !== undefined && label.verdict !== verdict) continue;
      out.push(label);
    }
    return { labels: out, cursor: at < 0 || out.length === 0 ? null : Number(out.at(-1)!.id) };
  }

  /** Oldest first. */
  get all(): readonly Label[] {
    return this.#kept;
  }

  /** Deletes labels; resolves to how many, when they are gone from the log too. */
  async delete({ all, beforeMs, entry }: Doomed): Promise<number> {
    const left = this.#kept.filter(
      (label) =>
        !(
          all === true ||
          (beforeMs !== undefined && label.atMs < beforeMs) ||
          (entry !== undefined && label.entry === entry)
        ),
    );
    const gone = this.#kept.length - left.length;
    this.#kept = left;
    for (const heard of this.#heard) heard.anew(left);
    await this.#log.rewrite(left);
    return gone;
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** Index of the first label whose id is not below this one. */
  #placeOf(id: number): number {
    let from = 0;
    let to = this.#kept.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (Number(itemAt(this.#kept, middle).id) < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #shared(label: Label): Label {
    return { ...label, group: this.#name(label.group), version: this.#name(label.version) };
  }

  #name(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size < NAMES_MAX) this.#names.set(text, text);
    return text;
  }
}
const NAMES_MAX = 1_000;
