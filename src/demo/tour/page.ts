/** How the tour looks: lines in columns, colour where it is wanted. Knows no gateway. */

import type { Seen } from "./visitor.ts";
import type { CliLanguage, Pledge, StepId, TourWords } from "./words.ts";

export interface Page {
  title(baseUrl: string): void;
  step(number: number, id: StepId): void;
  /** One answer: outcome, time, question, and below it why. */
  seen(seen: Seen, note?: string): void;
  note(text: string): void;
  /** `problem` null: kept. */
  pledge(pledge: Pledge, problem: string | null): void;
  failure(text: string): void;
  summary(rows: readonly Saving[], broken: number): void;
}

/** An answer from the cache, and what upstream takes for the same. */
export interface Saving {
  readonly seen: Seen;
  readonly upstreamMs: number;
}

export interface PageOptions {
  readonly write: (line: string) => void;
  readonly words: TourWords;
  readonly lang: CliLanguage;
  readonly color: boolean;
}

const OUTCOME_WIDTH = 10;
const TIME_WIDTH = 9;
const QUESTION_WIDTH = 46;

/** SGR codes by outcome; others stay plain. */
const OUTCOME_COLORS: Readonly<Record<string, number>> = {
  exact: 32,
  semantic: 36,
  adapted: 35,
  shadow: 33,
  miss: 34,
  error: 31,
};

interface Ink {
  paint(code: number, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** Padded to its column. */
  outcome(name: string): string;
  time(ms: number): string;
}

function inkOf({ lang, color }: PageOptions): Ink {
  const paint = (code: number, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    paint,
    bold: (text) => paint(1, text),
    dim: (text) => paint(2, text),
    outcome: (name) => paint(OUTCOME_COLORS[name] ?? 0, name.padEnd(OUTCOME_WIDTH)),
    time: (ms) =>
      `${ms.toLocaleString(lang, { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`.padStart(TIME_WIDTH),
  };
}

export function createPage(options: PageOptions): Page {
  const { write, words } = options;
  const ink = inkOf(options);
  const { paint, bold, dim, outcome, time } = ink;
  const indent = " ".repeat(3 + OUTCOME_WIDTH + TIME_WIDTH + 2);
  return {
    title(baseUrl) {
      write(bold(words.title));
      write(dim(words.intro(baseUrl)));
    },
    step(number, id) {
      const { name, about } = words.steps[id];
      write("");
      write(`${bold(`${number}  ${name}`)}`);
      write(`   ${dim(about)}`);
    },
    seen(seen, note) {
      const why = whyOf(seen, words);
      write(`   ${outcome(printable(seen.outcome))}${time(seen.ms)}  ${seen.question}`);
      write(`${indent}${dim(note ? `${why}; ${note}` : why)}`);
    },
    note(text) {
      write(`   ${dim(`-> ${text}`)}`);
    },
    pledge(pledge, problem) {
      const text = words.promises[pledge];
      write(problem === null ? `   ${paint(32, "✓")} ${text}` : `   ${paint(31, "✗")} ${text}: ${problem}`);
    },
    failure(text) {
      write(`   ${paint(31, "✗")} ${printable(text)}`);
    },
    summary(rows, broken) {
      for (const line of tableOf(rows, options, ink)) write(line);
      write(`   ${broken === 0 ? paint(32, words.good) : paint(31, words.bad(broken))}`);
      write("");
      write(bold(words.nextTitle));
      const width = Math.max(...words.next.map(([what]) => what.length));
      for (const [what, how] of words.next) write(`   ${what.padEnd(width)}   ${how}`);
      write("");
      write(dim(words.caution));
    },
  };
}

function whyOf({ reason, similarity, confidence }: Seen, words: TourWords): string {
  const parts = [words.reasons[reason] ?? printable(reason)];
  if (similarity !== null) parts.push(`${words.similarity} ${printable(similarity)}`);
  if (confidence !== null) parts.push(`${words.confidence} ${printable(confidence)}`);
  return parts.join(", ");
}

function tableOf(rows: readonly Saving[], { words, lang }: PageOptions, ink: Ink): string[] {
  const [question, result, took, upstream] = words.table;
  const width = Math.max(upstream.length, TIME_WIDTH);
  const line = (a: string, b: string, c: string, d: string) =>
    `   ${a.padEnd(QUESTION_WIDTH)}  ${b}${c.padStart(TIME_WIDTH)}   ${d.padStart(width)}`;
  const savedMs = rows.reduce((sum, row) => sum + Math.max(0, row.upstreamMs - row.seen.ms), 0);
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const seconds = (savedMs / 1000).toLocaleString(lang, digits);
  return [
    "",
    ink.dim(line(question, result.padEnd(OUTCOME_WIDTH), took, upstream)),
    ...rows.map(({ seen, upstreamMs }) =>
      line(
        shortened(seen.question),
        ink.outcome(printable(seen.outcome)),
        ink.time(seen.ms),
        ink.time(upstreamMs),
      ),
    ),
    "",
    ...(rows.length > 0 ? [`   ${words.saved(seconds, rows.length)}`] : []),
  ];
}

function shortened(text: string): string {
  return text.length <= QUESTION_WIDTH ? text : `${text.slice(0, QUESTION_WIDTH - 1)}…`;
}

/** Header values and messages go to a terminal: no control characters, no endless lines. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").slice(0, 300);
}
