/** The report for a terminal: a table, a chart of the thresholds, the settings and the worst examples. */

import type { Point } from "./point.ts";
import { percent } from "./recommend.ts";
import type { Report } from "./report.ts";

export interface TableOptions {
  readonly color: boolean;
}

const EXAMPLES_SHOWN = 5;
const BAR_WIDTH = 40;

export function tableOf(report: Report, { color }: TableOptions): string {
  const paint = (code: string, text: string): string => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const out = [...headOf(report), ""];
  out.push(paint("1", `${"threshold".padEnd(11)}${COLUMNS.map(([name]) => name.padStart(COLUMN)).join("")}`));
  const { threshold: chosen } = report.recommended;
  for (const point of [report.exact_only, ...report.thresholds]) {
    const cells = COLUMNS.map(([, cell]) => cell(point).padStart(COLUMN)).join("");
    const isChosen = point.threshold === chosen;
    const name = `${isChosen ? ">" : " "} ${point.threshold ?? "exact"}`.padEnd(11);
    const line = `${name}${cells}`;
    out.push(isChosen ? paint("32", line) : point.under_max_error_rate ? line : paint("2", line));
  }
  out.push("", ...chartOf(report, paint), "", paint("1", "Recommended"), `  ${report.recommended.why}`, "");
  out.push(
    ...report.recommended.yaml
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
  );
  if (report.worst.length > 0) {
    out.push("", paint("1", "What would be wrong, the surest first"));
    for (const example of report.worst.slice(0, EXAMPLES_SHOWN)) {
      out.push(
        `  ${example.score.toFixed(3)} ${example.tier}, line ${example.line}, up to threshold ${example.served_up_to}`,
        `    stored  ${shownText(example.stored)}`,
        `    asked   ${shownText(example.asked)}`,
        ...example.why.slice(0, 2).map((why) => `    ${shownText(why)}`),
      );
    }
  }
  return `${out.join("\n")}\n`;
}

const COLUMN = 11;
const COLUMNS: readonly (readonly [name: string, cell: (point: Point) => string])[] = [
  ["hits", (p) => percent(p.hit_share)],
  ["exact", (p) => grouped(p.hits.exact)],
  ["semantic", (p) => grouped(p.hits.semantic)],
  ["adapted", (p) => grouped(p.hits.adapted)],
  ["wrong", (p) => percent(p.wrong_share)],
  ["bound", (p) => (p.threshold === null ? "-" : percent(p.error_bound))],
  ["tokens", (p) => short(p.saved.input_tokens + p.saved.output_tokens)],
  ["USD", (p) => (p.saved.hits_priced === 0 ? "-" : p.saved.usd.toFixed(2))],
  ["seconds", (p) => (p.saved.hits_timed === 0 ? "-" : short(p.saved.seconds))],
];

/** Lines that say what was read and what was left out. */
export function headOf({ rows, file, format, span_hours: hours, judge, ...report }: Report): string[] {
  const out = [
    `${shownText(file)} (${format}): ${grouped(rows.read)} rows, ${grouped(rows.cacheable)} cacheable requests` +
      `${hours === null ? "" : ` over ${hours.toFixed(1)} hours`}`,
  ];
  if (hours === null) out.push("The rows tell no time: nothing expires here.");
  if (rows.unreadable > 0) {
    const named = rows.unreadable_first.slice(0, 3).map(({ line, why }) => `row ${line} (${why})`);
    out.push(`${grouped(rows.unreadable)} rows cannot be read: ${named.join(", ")}`);
  }
  for (const [why, times] of Object.entries(rows.passed_over))
    out.push(`${grouped(times)} passed over: ${shownText(why)}`);
  for (const [why, times] of Object.entries(rows.not_cacheable))
    out.push(`${grouped(times)} not cacheable: ${why}`);
  if (rows.unanswered > 0) out.push(`${grouped(rows.unanswered)} without a readable answer, left out`);
  if (rows.digests_only > 0)
    out.push(`${grouped(rows.digests_only)} recorded without content: exact hits only`);
  if (rows.from_a_cache > 0)
    out.push(`${grouped(rows.from_a_cache)} were answered from a cache when they were recorded`);
  out.push(
    `Judge: ${judge.asked_twice_different} of ${grouped(judge.asked_twice)} repeats called different, ` +
      `${judge.known_different_same} of ${grouped(judge.known_different)} unlike answers called the same`,
  );
  out.push(
    `Bound: at most so many of all cacheable requests are answered wrongly, at ${percent(report.confidence)} confidence`,
  );
  return out;
}

/** A chart with one bar for each threshold: the share of hits, and where the bound exceeds what is allowed. */
function chartOf(report: Report, paint: (code: string, text: string) => string): string[] {
  const most = Math.max(0.01, ...report.thresholds.map(({ hit_share }) => hit_share));
  const exact = report.exact_only.hit_share;
  return [
    paint("1", `Hits by threshold (${EXACT} exact, ${FOUND} found by meaning)`),
    ...report.thresholds.map((point) => {
      const length = Math.round((BAR_WIDTH * point.hit_share) / most);
      const solid = Math.min(length, Math.round((BAR_WIDTH * Math.min(exact, point.hit_share)) / most));
      const bar = `${EXACT.repeat(solid)}${FOUND.repeat(length - solid)}`.padEnd(BAR_WIDTH);
      const bound = `${point.under_max_error_rate ? "<=" : "> "} bound ${percent(point.error_bound)}`;
      return `  ${String(point.threshold).padEnd(6)} ${paint(point.under_max_error_rate ? "32" : "33", bar)} ${percent(point.hit_share).padStart(7)}  ${bound}`;
    }),
  ];
}

const EXACT = "█";
const FOUND = "▒";

export function grouped(count: number): string {
  return Math.round(count).toLocaleString("en");
}

export function short(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)}M`;
  return count >= 1e4 ? `${(count / 1e3).toFixed(1)}k` : grouped(count);
}

const SHOWN_MAX = 120;

/** A text of the file, made safe for a terminal: one line, no control characters. */
export function shownText(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
  return plain.length > SHOWN_MAX ? `${plain.slice(0, SHOWN_MAX - 1)}…` : plain;
}
