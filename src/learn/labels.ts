/**
 * What was learned of single pairs: was the stored answer right for the question that was asked? Figures and digests
 * only, no text. Newest kept in memory, each written behind it to the log, so that a restart forgets nothing.
 */

import { isFields, isOneOf, itemAt } from "../narrow.ts";
import type { LabelLog } from "../ports.ts";

export const LABEL_SOURCES = ["shadow", "miss", "sample", "feedback", "double", "known"] as const;
/** double: one prompt asked twice; known: a pair that is known to differ. Both judge the judge, not the cache. */
export type LabelSource = (typeof LABEL_SOURCES)[number];
export const VERDICTS = ["same", "different", "unsure"] as const;
export type LabelVerdict = (typeof VERDICTS)[number];
const JUDGES = ["answer", "model", "person"] as const;

export interface Label {
  /** A number that only rises, also over a restart. */
  readonly id: string;
  readonly atMs: number;
  readonly source: LabelSource;
  readonly verdict: LabelVerdict;
  readonly judge: (typeof JUDGES)[number];
  /** Null: of nothing that was or would have been served. */
  readonly tier: "semantic" | "adapted" | null;
  /** Of the pair: log odds by the shipped model, probability as it was read then, raw cosine. */
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  /** Evidence of the pair, by the order of the model that `version` names; null where a rule decided it, or it was not at hand. */
  readonly figures: readonly number[] | null;
  /** What stood round the pair, by the order of `NEIGHBOURHOOD`; absent in older labels and where it was not at hand. */
  readonly neighbourhood?: readonly number[] | null;
  /** Chance with which it was drawn, above 0 to 1: it stands for 1/q such pairs. */
  readonly q: number;
  /** Route and model. */
  readonly group: string;
  /** Keyed digest of the tenant who asked; absent in older labels: unknown, and counted for no one else. */
  readonly tenant?: string | null;
  readonly entry: string;
  /** The exact key of the question asked: a keyed digest. */
  readonly question: string;
  /** Likewise of the question that the entry answers; absent in older labels. */
  readonly stored?: string;
  /** Keyed digest of what the question says whatever its wording; absent or null: too little, or not told. */
  readonly form?: string | null;
  /** Its fresh answer answered several requests, and is that of an earlier label. */
  readonly follower?: boolean;
  /** Names the scoring model. */
  readonly version: string;
}

/** Who counts by label: hears of each, and of all that are left where some went. Throws nothing. */
export interface LabelsHeard {
  added(label: Label): void;
  /** Oldest first. */
  anew(labels: readonly Label[]): void;
}

/** Read back from a log: only what is wholly there counts. */
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

/** About 600 bytes each on disk, and as many in memory. */
export const LABELS_MAX = 200_000;
/** So many more than are kept before the log is written anew. */
const SLACK = 1.1;

export class Labels {
  readonly #log: LabelLog<Label>;
  readonly #onFault: (error: unknown) => void;
  readonly #max: number;
  readonly #heard: readonly LabelsHeard[];
  /** Oldest first, ids rising. */
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

  /** Before the first `add`. Resolves to what was wrong with the log, for people; null: nothing. */
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

  /** A clock that was set back does not make a label older than the one before it. */
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

  /** Newest first. */
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

  /** How many went. Resolves when they are gone from the log too. */
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

  /** Of the first label whose id is not below this one. */
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
