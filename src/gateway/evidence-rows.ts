/**
 * What was known when requests were answered, a row each, as numbers in a few large arrays. As objects a request had 35 of
 * them: with 20,000 requests kept they were a quarter of what the collector had to visit, again and again.
 */
import type { ExactOnly, Outcome, Reason } from "../core/reasons.ts";
import type { Fault } from "../core/record.ts";
import type { EntryId, Slot, Veto } from "../model.ts";
import type { ThresholdSource } from "./explained.ts";
import { NEIGHBOURS } from "./look.ts";

/** A stored question that was laid beside the one asked. */
export interface NearRow {
  readonly entry: EntryId | null;
  readonly similarity: number;
  readonly probability: number;
  readonly score: number;
  readonly veto: Veto | null;
  /** The reason why it is not served; null: it would be. */
  readonly whyNot: Reason | null;
  /** How many labels confirm it; 0: it is not confirmed. */
  readonly confirmations: number;
}

/** What few requests have. */
export interface RareParts {
  /** Null where no text is kept. */
  readonly question: string | null;
  /** The neighbours' questions, in their order. */
  readonly texts: readonly { readonly question: string; readonly slot: Slot | null }[];
  /** For each neighbour lines that name the sentences of its answer which the retrieved context does not support. */
  readonly ungrounded: readonly (readonly string[])[];
  readonly faults: readonly Fault[];
}

export interface EvidenceRow {
  readonly atMs: number;
  readonly route: string | null;
  readonly model: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly entry: EntryId | null;
  readonly similarity: number | null;
  readonly confidence: number | null;
  readonly bucket: number | null;
  readonly secondScore: number | null;
  /** Which steps ran, a bit each. */
  readonly ran: number;
  readonly mode: string;
  readonly labels: number;
  readonly percentage: number;
  readonly threshold: number;
  readonly source: ThresholdSource;
  readonly adaptationThreshold: number;
  readonly minConfidence: number;
  readonly exactWhy: ExactOnly | null;
  /** Nearest first; `NEIGHBOURS` at most are kept. */
  readonly near: readonly NearRow[];
  readonly rare: RareParts | null;
}

/** Rows that are made room for at once: a gateway that is seldom asked takes little. */
const SEGMENT = 512;
const OWN_NUMBERS = 17;
const NEAR_NUMBERS = 6;
const NUMBERS = OWN_NUMBERS + NEAR_NUMBERS * NEIGHBOURS;

class Segment {
  readonly numbers = new Float64Array(SEGMENT * NUMBERS);
  readonly models: string[] = new Array(SEGMENT).fill("");
  readonly rare: (RareParts | null)[] = new Array(SEGMENT).fill(null);
  /** Of each row the entry that answered, then those of its neighbours. */
  readonly entries: (EntryId | null)[] = new Array(SEGMENT * (1 + NEIGHBOURS)).fill(null);
}

export class EvidenceRows {
  readonly #segments: Segment[] = [];
  readonly #routes = new Codes<string | null>(null);
  readonly #outcomes = new Codes<Outcome>("miss");
  readonly #reasons = new Codes<Reason | null>(null);
  readonly #modes = new Codes<string>("off");
  readonly #sources = new Codes<ThresholdSource>("config");
  readonly #exactOnly = new Codes<ExactOnly | null>(null);
  readonly #vetoes = new Codes<Veto | null>(null);

  write(place: number, row: EvidenceRow): void {
    const { numbers, models, rare, entries } = this.#segment(place);
    const at = place % SEGMENT;
    const near = row.near.length > NEIGHBOURS ? row.near.slice(0, NEIGHBOURS) : row.near;
    let n = at * NUMBERS;
    const put = (value: number | null): void => {
      numbers[n++] = value ?? Number.NaN;
    };
    put(row.atMs);
    put(row.similarity);
    put(row.confidence);
    put(row.bucket);
    put(row.secondScore);
    put(row.ran);
    put(row.labels);
    put(row.percentage);
    put(row.threshold);
    put(row.adaptationThreshold);
    put(row.minConfidence);
    put(this.#routes.of(row.route));
    put(this.#outcomes.of(row.outcome));
    put(this.#reasons.of(row.reason));
    put(this.#modes.of(row.mode));
    put(this.#sources.of(row.source));
    // Two in one: why only an identical request may share, and how many neighbours there are.
    put(this.#exactOnly.of(row.exactWhy) * (NEIGHBOURS + 1) + near.length);
    let e = at * (1 + NEIGHBOURS);
    entries[e++] = row.entry;
    for (const each of near) {
      entries[e++] = each.entry;
      put(each.similarity);
      put(each.probability);
      put(each.score);
      put(each.confirmations);
      put(this.#vetoes.of(each.veto));
      put(this.#reasons.of(each.whyNot));
    }
    models[at] = row.model;
    rare[at] = row.rare;
  }

  /** What was written last at a place that was not cleared since. */
  read(place: number): EvidenceRow {
    const { numbers, models, rare, entries } = this.#segment(place);
    const at = place % SEGMENT;
    let n = at * NUMBERS;
    const take = (): number => numbers[n++] ?? Number.NaN;
    const orNull = (): number | null => {
      const value = take();
      return Number.isNaN(value) ? null : value;
    };
    const own = {
      ...{
        atMs: take(),
        similarity: orNull(),
        confidence: orNull(),
        bucket: orNull(),
        secondScore: orNull(),
      },
      ...{ ran: take(), labels: take(), percentage: take(), threshold: take(), adaptationThreshold: take() },
      minConfidence: take(),
      route: this.#routes.name(take()),
      outcome: this.#outcomes.name(take()),
      reason: this.#reasons.name(take()) ?? "absent",
      mode: this.#modes.name(take()),
      source: this.#sources.name(take()),
    };
    const two = take();
    let e = at * (1 + NEIGHBOURS);
    const entry = entries[e++] ?? null;
    const near = Array.from({ length: two % (NEIGHBOURS + 1) }, () => ({
      entry: entries[e++] ?? null,
      ...{ similarity: take(), probability: take(), score: take(), confirmations: take() },
      ...{ veto: this.#vetoes.name(take()), whyNot: this.#reasons.name(take()) },
    }));
    const exactWhy = this.#exactOnly.name(Math.floor(two / (NEIGHBOURS + 1)));
    return { ...own, exactWhy, entry, near, model: models[at] ?? "", rare: rare[at] ?? null };
  }

  /** Lets go of the texts of a row that is no longer kept. */
  clear(place: number): void {
    const { models, rare } = this.#segment(place);
    models[place % SEGMENT] = "";
    rare[place % SEGMENT] = null;
  }

  #segment(place: number): Segment {
    return (this.#segments[Math.floor(place / SEGMENT)] ??= new Segment());
  }
}

/** A number for each name of a closed set. */
class Codes<T extends string | null> {
  readonly #numbers = new Map<T, number>();
  readonly #names: T[] = [];
  readonly #first: T;

  /** `first`: has the number 0. */
  constructor(first: T) {
    this.#first = first;
    this.of(first);
  }

  of(name: T): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  name(code: number): T {
    return this.#names[code] ?? this.#first;
  }
}
