/**
 * One frame of the terminal's dashboard: header, main metrics and performance on the left, trends and alerts on the
 * right, footer. A pure function, whose result fits the terminal's rows and columns.
 */
import { count, isMeasured } from "../format.ts";
import type { AlertsTold, RolloutTold, RowTold, SummaryTold } from "../told.ts";
import { type Phrase, type Say, sayKnown } from "../words.ts";
import { fitted, lineOf, sparkline, widthOf, wrapped } from "./columns.ts";

export interface FrameTold {
  readonly summary: SummaryTold;
  readonly rollout: RolloutTold;
  readonly alerts: AlertsTold;
  readonly rows: readonly RowTold[];
}

/** `columns` and `rows`: size of the frame in characters. */
export interface FrameOptions {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  readonly say: Say;
  /** ISO time. */
  readonly at: string;
  /** Where the figures come from, shown to people. */
  readonly origin: string;
  readonly isPaused: boolean;
  readonly showsHelp: boolean;
}

/** The frame as lines. `told` null: no gateway answers, which the frame says. */
export function frame(told: FrameTold | null, options: FrameOptions): string[] {
  const { columns, rows, say } = options;
  const isSmall = rows < ROWS_BOXED;
  const top = isSmall ? [headline(options)] : box("Semblance", [headline(options)], { ...options, rows: 3 });
  const bottom = isSmall ? [footline(options)] : box("", [footline(options)], { ...options, rows: 3 });
  const body = rows - top.length - bottom.length;
  const middle = options.showsHelp
    ? box(say("Keys"), help(say), { ...options, rows: body })
    : told === null
      ? box("", [say("No gateway answers; it is asked again.")], { ...options, rows: body })
      : panels(told, { ...options, rows: body });
  return [...top, ...middle, ...bottom]
    .slice(0, rows)
    .map((line) => (widthOf(plain(line)) > columns ? fitted(plain(line), columns) : line));
}

const ROWS_BOXED = 18;
const COLUMNS_PARTED = 72;

function headline({ at, origin, columns, color, rows }: FrameOptions): string {
  const left = `Semblance · ${at.slice(0, 10)} ${at.slice(11, 19)}`;
  const text = `${left}   ${lineOf(origin)}`;
  return bold(rows < ROWS_BOXED ? fitted(text, columns) : text, color);
}

function footline({ say, isPaused, columns, rows }: FrameOptions): string {
  const text = `q ${say("quit")}   p ${isPaused ? say("Go on") : say("Pause")}   ? ${say("Keys")}   ${isPaused ? say("paused") : say("twice a second")}`;
  return rows < ROWS_BOXED ? fitted(text, columns) : text;
}

function help(say: Say): string[] {
  return [
    `q, Ctrl+C  ${say("quit")}`,
    `p          ${say("hold the picture, and let it go on")}`,
    `?          ${say("this page, and back")}`,
  ];
}

interface Panel {
  readonly title: Phrase;
  readonly lines: (inner: { readonly columns: number; readonly rows: number }) => string[];
  /** Share of the height of its column, 0 to 1. */
  readonly share: number;
}

function panels(told: FrameTold, options: FrameOptions): string[] {
  const { say, columns, rows } = options;
  const left: Panel[] = [
    { title: "Main metrics", share: 0.5, lines: () => metrics(say, told) },
    { title: "Performance", share: 0.5, lines: () => performance(say, told) },
  ];
  const right: Panel[] = [
    { title: "Trends", share: 0.5, lines: (inner) => trends(say, told, inner.columns) },
    { title: "Alerts", share: 0.5, lines: (inner) => alerts(say, told.alerts, inner) },
  ];
  if (columns < COLUMNS_PARTED)
    return stacked(
      [...left, ...right].map((panel) => ({ ...panel, share: 0.25 })),
      { ...options, columns, rows },
    );
  const leftColumns = Math.ceil(columns / 2);
  const a = stacked(left, { ...options, columns: leftColumns });
  const b = stacked(right, { ...options, columns: columns - leftColumns });
  return a.map((line, i) => line + (b[i] ?? ""));
}

function stacked(all: readonly Panel[], options: FrameOptions): string[] {
  let left = options.rows;
  return all.flatMap(({ title, lines, share }, i) => {
    const rows = i === all.length - 1 ? left : Math.round(options.rows * share);
    left -= rows;
    const inner = { columns: options.columns - 4, rows: rows - 2 };
    return box(options.say(title), lines(inner), { ...options, rows });
  });
}

function metrics(say: Say, { summary, rollout }: FrameTold): string[] {
  if (summary.error !== undefined)
    return [say("Nothing was counted yet: ask something, and it will show here.")];
  const { hit_rate, total_requests, semantic_performance, adaptations, errors, previous } = summary;
  const before = previous === null ? "" : ` (${say("period before")} ${say.percent(previous.hit_rate)})`;
  return [
    pair(say("Requests"), count(total_requests)),
    pair(say("Hit share"), `${say.percent(hit_rate.average)} ${sayKnown(say, hit_rate.trend)}${before}`),
    pair(
      say("Semantic hits"),
      `${count(semantic_performance.hits)} (${say.percent(semantic_performance.rate)})`,
    ),
    pair(say("Adapted"), count(adaptations)),
    pair(say("Errors"), count(errors)),
    pair(say("Mode"), `${rollout.mode}, ${say.percentage(rollout.traffic_percentage)}`),
    pair(
      say("Wrong answers"),
      isMeasured(rollout.error_bound)
        ? `≤ ${say.bound(rollout.error_bound)}`
        : say(rollout.labels === 0 ? "nothing is measured yet" : "too few labels to say yet"),
    ),
  ];
}

function performance(say: Say, { summary }: FrameTold): string[] {
  if (summary.error !== undefined) return [];
  const { savings, semantic_performance, latency_ms, warming } = summary;
  const ahead = `${say.decimals(warming.hits_gained, 1)} ${say("hits gained")}, ${count(warming.calls)} ${say("calls")}, ${say.usd(warming.spent_usd)}`;
  return [
    pair(say("Saved"), say.usdRange(savings.cost_usd_warm, savings.cost_usd)),
    pair(say("Spent to be sure"), say.usd(savings.spent_usd)),
    pair(say("Net"), say.usdRange(savings.net_usd_warm, savings.net_usd)),
    pair(say("Tokens saved"), count(savings.tokens)),
    pair(say("Time saved"), say.seconds(savings.time_seconds)),
    ...(warming.calls === 0 ? [] : [pair(say("Asked ahead"), ahead)]),
    pair(say("from the cache"), say.milliseconds(latency_ms.hit.p50)),
    pair(say("from upstream"), say.milliseconds(latency_ms.miss.p50)),
    pair(
      say("Similarity"),
      say.decimals(semantic_performance.hits > 0 ? semantic_performance.avg_similarity : null),
    ),
    ...(savings.semantic.pays ? [] : [`! ${say("The semantic tier has cost more than it saved so far.")}`]),
  ];
}

const LAST = 5;

function trends(say: Say, { rows, summary }: FrameTold, columns: number): string[] {
  if (rows.length < 3) return [say("Collecting …")];
  const hits = rows.map((row) => (row.cache_hits + row.cache_misses > 0 ? row.hit_rate : null));
  const similarities = rows.map(({ average_similarity }) =>
    average_similarity > 0 ? average_similarity : null,
  );
  const requests = rows.map((row) => row.requests);
  const last = (values: readonly (number | null)[], as: (value: number) => string) =>
    values
      .filter((value) => value !== null)
      .slice(-LAST)
      .map(as)
      .join(" ");
  const trend = summary.error === undefined ? sayKnown(say, summary.hit_rate.trend) : "";
  const similar =
    summary.error === undefined ? sayKnown(say, summary.semantic_performance.similarity_trend) : "";
  return [
    `${say("Hit share")}: ${trend}`,
    sparkline(hits, columns, 1),
    last(hits, (value) => say.percent(value)),
    `${say("Similarity")}: ${similar}`,
    sparkline(similarities, columns, 1),
    last(similarities, (value) => say.decimals(value, 2)),
    `${say("Requests")}:`,
    sparkline(requests, columns, Math.max(1, ...requests)),
  ];
}

const ALERT_LINES_MAX = 3;

function alerts(
  say: Say,
  { firing }: AlertsTold,
  { columns, rows }: { columns: number; rows: number },
): string[] {
  if (firing.length === 0) return [`✓ ${say("Nothing asks for you.")}`];
  return firing
    .flatMap(({ name, message }) =>
      wrapped(`! ${lineOf(name)}: ${lineOf(message)}`, columns, ALERT_LINES_MAX),
    )
    .slice(0, Math.max(0, rows));
}

const NAME_COLUMNS = 18;

function pair(name: string, value: string): string {
  return `${fitted(name, NAME_COLUMNS)} ${value}`;
}

function box(title: string, lines: readonly string[], { columns, rows, color }: FrameOptions): string[] {
  if (rows < 3 || columns < 6)
    return Array.from({ length: Math.max(0, rows) }, () => " ".repeat(Math.max(0, columns)));
  const inner = columns - 4;
  const head = title === "" ? "" : ` ${fitted(title, Math.min(widthOf(title), inner - 2))} `;
  const bar = (left: string, text: string, right: string) =>
    dim(`${left}─${text}${"─".repeat(Math.max(0, columns - 3 - widthOf(text)))}${right}`, color);
  const edge = dim("│", color);
  const body = Array.from({ length: rows - 2 }, (_, i) => {
    const line = lines[i] ?? "";
    const text = fitted(plain(line), inner);
    const shown = line === plain(line) ? text : bold(text, color);
    return `${edge} ${line.startsWith("!") ? red(shown, color) : shown} ${edge}`;
  });
  return [bar("┌", head, "┐"), ...body, bar("└", "", "┘")];
}

function plain(text: string): string {
  return text.replace(/\u001b\[\d+m/g, "");
}

const bold = (text: string, color: boolean): string => (color ? `\u001b[1m${text}\u001b[0m` : text);
const dim = (text: string, color: boolean): string => (color ? `\u001b[2m${text}\u001b[0m` : text);
const red = (text: string, color: boolean): string => (color ? `\u001b[31m${text}\u001b[0m` : text);
