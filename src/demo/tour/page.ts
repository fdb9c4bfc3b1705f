/** Writes the tour to the terminal: headings, answers in columns, checks and the summary. Sends no requests. */

import { type Paint, painter, sayer } from "./lines.ts";
import type { Seen } from "./visitor.ts";
import type { CliLanguage, Pledge, StepId, TourWords } from "./words.ts";

export interface Page {
  title(baseUrl: string): void;
  step(number: number, id: StepId): void;
  /** Writes one answer: outcome, time and question, and the reason below it. */
  seen(seen: Seen, note?: string): void;
  note(text: string): void;
  /** Writes a promise with a tick, or with a cross and the problem; `problem` null: the promise was kept. */
  pledge(pledge: Pledge, problem: string | null): void;
  failure(text: string): void;
  summary(rows: readonly Saving[], broken: number): void;
}

/** An answer from the cache, and the time that upstream takes for the same question. */
export interface Saving {
  readonly seen: Seen;
  readonly upstreamMs: number;
}

export interface PageOptions {
  readonly write: (line: string) => void;
  readonly words: TourWords;
  readonly lang: CliLanguage;
  readonly color: boolean;
  /** Width of the terminal, which no line exceeds. Fewer than 40 count as 40. */
  readonly columns: number;
  /** Base URL, with /v1, of the gateway that the user is told to start after the tour. */
  readonly nextBaseUrl: string;
}

const COLUMNS_MIN = 40;
const OUTCOME_WIDTH = 10;
const TIME_WIDTH = 9;
const INDENT = "   ";
/** On a narrower terminal a question stands below its outcome instead of beside it. */
const BESIDE_COLUMNS = 80;

/** SGR colour codes by outcome; other outcomes have no colour. */
const OUTCOME_COLORS: Readonly<Record<string, number>> = {
  exact: 32,
  semantic: 36,
  adapted: 35,
  shadow: 33,
  miss: 34,
  error: 31,
};

export function createPage({ write, words, lang, color, columns, nextBaseUrl }: PageOptions): Page {
  const width = Math.max(COLUMNS_MIN, columns);
  const beside = width >= BESIDE_COLUMNS;
  const paint = painter(color);
  const say = sayer(write, width);
  const bold: Paint = (text) => paint(1, text);
  const dim: Paint = (text) => paint(2, text);
  const { time, seconds, why } = figuresIn(lang, words);
  const marked = (code: number, mark: string, text: string) =>
    say(text, plain, `${INDENT}${paint(code, mark)} `, `${INDENT}  `);
  const told = (seen: Seen, figures: string, below: readonly string[]) => {
    const outcome = printable(seen.outcome).padEnd(OUTCOME_WIDTH);
    const lead = `${INDENT}${paint(OUTCOME_COLORS[seen.outcome] ?? 0, outcome)}${figures}`;
    const hang = beside ? " ".repeat(INDENT.length + outcome.length + figures.length + 2) : `${INDENT}  `;
    if (!beside) write(lead);
    say(seen.question, plain, beside ? `${lead}  ` : hang, hang);
    for (const text of below) say(text, dim, hang);
  };

  return {
    title(baseUrl) {
      say(words.title, bold);
      say(words.intro(baseUrl), dim);
    },
    step(number, id) {
      const { name, about } = words.steps[id];
      write("");
      say(name, bold, bold(`${number}  `), INDENT);
      say(about, dim, INDENT);
    },
    seen(seen, note) {
      told(seen, time(seen.ms), [note ? `${why(seen)}; ${note}` : why(seen)]);
    },
    note: (text) => say(`-> ${text}`, dim, INDENT),
    pledge: (pledge, problem) =>
      problem === null
        ? marked(32, "✓", words.promises[pledge])
        : marked(31, "✗", `${words.promises[pledge]}: ${problem}`),
    failure(text) {
      marked(31, "✗", printable(text));
    },
    summary(rows, broken) {
      write("");
      const { head, last } = tableHead(words, beside);
      say(head, dim, INDENT);
      for (const { seen, upstreamMs } of rows)
        told(seen, `${time(seen.ms)}${time(upstreamMs).padStart(last)}`, []);
      write("");
      if (rows.length > 0) say(words.saved(seconds(savedMs(rows)), rows.length), plain, INDENT);
      const end = broken === 0 ? words.good : words.bad(broken);
      say(end, (line) => paint(broken === 0 ? 32 : 31, line), INDENT);
      write("");
      say(words.nextTitle, bold);
      sayNext(say, words.next(nextBaseUrl), beside);
      write("");
      say(words.caution, dim);
    },
  };
}

const plain: Paint = (text) => text;

function savedMs(rows: Parameters<Page["summary"]>[0]): number {
  return rows.reduce((sum, { seen, upstreamMs }) => sum + Math.max(0, upstreamMs - seen.ms), 0);
}

/** The heading of the summary's table. `last`: width of its last column of numbers. */
function tableHead({ table }: TourWords, beside: boolean) {
  const [question, result, took, upstream] = table;
  const last = Math.max(upstream.length, TIME_WIDTH) + 2;
  const head = `${result.padEnd(OUTCOME_WIDTH)}${took.padStart(TIME_WIDTH)}${upstream.padStart(last)}`;
  return { head: beside ? `${head}  ${question}` : head, last };
}

/** Writes the steps to take after the tour: name and instruction, on one line where the terminal is wide enough. */
function sayNext(
  say: ReturnType<typeof sayer>,
  next: readonly (readonly [what: string, how: string])[],
  beside: boolean,
): void {
  const nameWidth = Math.max(...next.map(([what]) => what.length));
  for (const [what, how] of next) {
    if (!beside) say(what, plain, INDENT);
    say(how, plain, beside ? `${INDENT}${what.padEnd(nameWidth)}   ` : INDENT);
  }
}

/** Formats numbers in the language of the tour, including those in headers. */
function figuresIn(lang: CliLanguage, words: TourWords) {
  const figure = (value: number, least: number, most = least) =>
    value.toLocaleString(lang, { minimumFractionDigits: least, maximumFractionDigits: most });
  const measure = (name: string, value: string | null) =>
    value === null ? [] : [`${name} ${isNumber(value) ? figure(Number(value), 4) : printable(value)}`];
  return {
    time: (ms: number) => `${figure(ms, 0, ms < 10 ? 1 : 0)} ms`.padStart(TIME_WIDTH),
    seconds: (ms: number) => figure(ms / 1000, 1),
    why: (seen: Seen) =>
      [
        words.reasons[seen.reason] ?? printable(seen.reason),
        ...measure(words.similarity, seen.similarity),
        ...measure(words.confidence, seen.confidence),
      ].join(", "),
  };
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

/** Text of a header or an error for a terminal: at most 300 characters, without control characters. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").slice(0, 300);
}
