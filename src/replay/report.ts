/** The report of a replay: one document, which the table, the page and `--json` show. */
import type { KeyObject } from "node:crypto";
import { BET_SHARE } from "../core/measure/risk-meter.ts";
import { macText } from "../mac.ts";
import { type Point, pointOf } from "./point.ts";
import type { ReadTotals } from "./read.ts";
import { type Recommended, recommended } from "./recommend.ts";
import type { Mistake, Simulated } from "./simulate.ts";
import type { Traffic } from "./traffic.ts";

export interface Example {
  readonly line: number;
  readonly stored_line: number;
  readonly stored: string;
  readonly asked: string;
  readonly served: string;
  readonly recorded: string;
  readonly tier: string;
  readonly score: number;
  readonly similarity: number;
  /** The strictest threshold at which the wrong answer is served. */
  readonly served_up_to: number;
  readonly why: readonly string[];
}

export interface Report {
  readonly file: string;
  readonly format: string;
  readonly data_free: boolean;
  readonly rows: {
    readonly read: number;
    readonly unreadable: number;
    readonly unreadable_first: readonly { readonly line: number; readonly why: string }[];
    readonly passed_over: Readonly<Record<string, number>>;
    readonly not_cacheable: Readonly<Record<string, number>>;
    readonly unanswered: number;
    readonly digests_only: number;
    readonly from_a_cache: number;
    readonly cacheable: number;
  };
  /** Hours between the first and the last request; null: the rows have no times, and nothing expires. */
  readonly span_hours: number | null;
  readonly max_error_rate: number;
  readonly confidence: number;
  readonly judge: {
    readonly asked_twice: number;
    readonly asked_twice_different: number;
    readonly known_different: number;
    readonly known_different_same: number;
    readonly false_different_at_least: number;
    readonly false_same_at_most: number;
  };
  readonly exact_only: Point;
  readonly thresholds: readonly Point[];
  readonly recommended: Recommended;
  readonly worst: readonly Example[];
  readonly searches_cut_short: number;
  readonly seconds: number;
}

export interface ReportInputs {
  readonly file: string;
  readonly totals: ReadTotals;
  readonly traffic: Traffic;
  readonly simulated: Simulated;
  readonly delta: number;
  readonly confidence: number;
  readonly seconds: number;
  /** The secret for digests that replace texts; null: texts may be shown. */
  readonly digestedBy: KeyObject | null;
}

export function reportOf(inputs: ReportInputs): Report {
  const { totals, traffic, simulated, delta, confidence, digestedBy } = inputs;
  const { lanes, judge } = simulated;
  const alpha = (1 - confidence) * BET_SHARE;
  const of = traffic.asked.length;
  const [exactOnly, ...thresholds] = lanes.map((lane) => pointOf(lane, of, alpha, delta));
  return {
    file: inputs.file,
    format: totals.format,
    data_free: digestedBy !== null,
    rows: {
      read: totals.rows,
      unreadable: totals.badTotal,
      unreadable_first: totals.bad,
      passed_over: Object.fromEntries(totals.skipped),
      not_cacheable: Object.fromEntries(traffic.bypassed),
      unanswered: traffic.unanswered,
      digests_only: traffic.digests,
      from_a_cache: traffic.asked.filter(({ cached }) => cached !== null).length,
      cacheable: of,
    },
    span_hours: traffic.spanMs === null ? null : traffic.spanMs / 3_600_000,
    max_error_rate: delta,
    confidence,
    judge: {
      asked_twice: judge.doubles,
      asked_twice_different: judge.doublesDifferent,
      known_different: judge.known,
      known_different_same: judge.knownSame,
      false_different_at_least: judge.falseDifferentLow,
      false_same_at_most: judge.falseSameHigh,
    },
    exact_only: exactOnly!,
    thresholds,
    recommended: recommended(
      thresholds,
      lanes.slice(1).map(({ evidence, measured }) => ({ evidence, measured })),
      { delta, alpha },
    ),
    worst: simulated.worst.map((mistake) => exampleOf(mistake, digestedBy)),
    searches_cut_short: simulated.short,
    seconds: inputs.seconds,
  };
}

const SHOWN_CHARS_MAX = 600;

function exampleOf(mistake: Mistake, digestedBy: KeyObject | null): Example {
  const shown = (text: string): string =>
    digestedBy === null ? cut(text) : `digest ${digestOf(text, digestedBy)}`;
  return {
    line: mistake.line,
    stored_line: mistake.storedLine,
    stored: shown(mistake.stored),
    asked: shown(mistake.asked),
    served: shown(mistake.served),
    recorded: shown(mistake.recorded),
    tier: mistake.tier,
    score: mistake.confidence,
    similarity: mistake.similarity,
    served_up_to: mistake.threshold,
    // The evidence would quote words of both questions, so it is left out.
    why: digestedBy === null ? [`the answers: ${cut(mistake.judge)}`, ...mistake.why.map(cut)] : [],
  };
}

/** A digest under a secret of this run: equal texts have equal digests, and no text can be guessed from its digest. */
function digestOf(text: string, secret: KeyObject): string {
  return macText(secret, text).slice(0, 12);
}

function cut(text: string): string {
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX - 1)}…` : text;
}
