/**
 * Reads a file of recorded traffic row by row: JSON lines, a list, or a document that holds one, gzip or not. A row
 * that cannot be read is counted, and the first ones are reported with their line; a file without a readable row is a
 * fault.
 */
import { createReadStream, type ReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { asFields, errorCode } from "../narrow.ts";
import { formatNamed, ReplayFault, sniffed } from "./formats.ts";
import type { DigestRow, Format, JsonFields, Row } from "./row.ts";

export interface ReadOptions {
  readonly path: string;
  /** "auto", or the name of a format. */
  readonly format: string;
  /** For OpenAI batches, the path of the file of results; null: there is none. */
  readonly results: string | null;
  /** Most requests read. */
  readonly limit: number;
  /** Called with the share of the file that was read, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

export interface BadRow {
  /** Number of the line, or the position in a list, from 1. */
  readonly line: number;
  readonly why: string;
}

export interface ReadTotals {
  readonly format: Format["name"];
  /** Number of rows read, good or not. */
  readonly rows: number;
  readonly badTotal: number;
  /** The first rows that could not be read. */
  readonly bad: readonly BadRow[];
  /** How many rows are no requests, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
}

export type Taken = { readonly row: Row } | { readonly digest: DigestRow };

/** Rows that are read before the format is decided. */
const SNIFFED = 20;
const BAD_NAMED_MAX = 20;
const SKIP_REASONS_MAX = 50;
/** Most characters of one row. */
const RECORD_CHARS_MAX = 33_554_432;
/** Most characters of a document that is read as a whole. */
const DOCUMENT_CHARS_MAX = 400_000_000;
/** Most requests of a batch that wait for their results. */
const BATCH_MAX = 1_000_000;

/** Calls `take` with each request and its line, in the file's order. Rejects with ReplayFault. */
export async function readTraffic(
  options: ReadOptions,
  take: (taken: Taken, line: number) => void,
): Promise<ReadTotals> {
  const tally = new Tally(take);
  let format: Format | null = options.format === "auto" ? null : formatNamed(options.format);
  const waiting: { record: JsonFields; line: number }[] = [];
  const settle = (): Format => {
    format ??= sniffed(waiting.map(({ record }) => record));
    if (format.name === "openai-batch" && options.results === null)
      throw new ReplayFault("an OpenAI batch is two files: name the other one with --results FILE");
    return format;
  };
  const takeWaiting = (chosen: Format): void => {
    for (const early of waiting.splice(0))
      if (tally.good < options.limit) tally.add(chosen, early.record, early.line);
  };

  const others = options.results === null ? null : await byCustomId(options.results);
  for await (const { record, line, why } of recordsOf(options.path, options.onProgress)) {
    if (tally.good >= options.limit) break;
    tally.rows++;
    if (record === null) {
      tally.addBad(line, why);
      continue;
    }
    const whole = others === null ? record : { ...others.get(String(record["custom_id"])), ...record };
    if (format === null || waiting.length > 0) {
      waiting.push({ record: whole, line });
      if (waiting.length >= SNIFFED) takeWaiting(settle());
      continue;
    }
    tally.add(settle(), whole, line);
  }
  if (tally.rows > tally.badTotal || format !== null) takeWaiting(settle());
  if (tally.rows === 0) throw new ReplayFault("the file holds no rows");
  if (tally.good === 0) throw new ReplayFault(noneRead(tally));
  return tally.totals(settle().name);
}

/** Counts what became of each row. */
class Tally {
  rows = 0;
  good = 0;
  badTotal = 0;
  readonly bad: BadRow[] = [];
  readonly skipped = new Map<string, number>();
  readonly #take: (taken: Taken, line: number) => void;

  constructor(take: (taken: Taken, line: number) => void) {
    this.#take = take;
  }

  add(format: Format, record: JsonFields, line: number): void {
    const read = format.read(record);
    if ("bad" in read) this.addBad(line, read.bad);
    else if ("skip" in read) this.#skip(read.skip);
    else {
      this.good++;
      this.#take(read, line);
    }
  }

  addBad(line: number, why: string): void {
    this.badTotal++;
    if (this.bad.length < BAD_NAMED_MAX) this.bad.push({ line, why });
  }

  #skip(why: string): void {
    if (this.skipped.size < SKIP_REASONS_MAX || this.skipped.has(why))
      this.skipped.set(why, (this.skipped.get(why) ?? 0) + 1);
  }

  totals(format: Format["name"]): ReadTotals {
    const { rows, badTotal, bad, skipped } = this;
    return { format, rows, badTotal, bad, skipped };
  }
}

function noneRead({ bad, badTotal, skipped }: Tally): string {
  const named = bad.slice(0, 5).map(({ line, why }) => `  row ${line}: ${why}`);
  const passed = [...skipped].map(([why, times]) => `  ${times} rows passed over: ${why}`);
  return [`none of the rows can be replayed (${badTotal} cannot be read)`, ...named, ...passed].join("\n");
}

interface Read {
  /** The row's object; null: the row cannot be read. */
  readonly record: JsonFields | null;
  readonly line: number;
  readonly why: string;
}

async function byCustomId(path: string): Promise<Map<string, JsonFields>> {
  const out = new Map<string, JsonFields>();
  for await (const { record } of recordsOf(path, () => {})) {
    if (record === null || typeof record["custom_id"] !== "string") continue;
    if (out.size >= BATCH_MAX) throw new ReplayFault(`a batch of more than ${BATCH_MAX} results`);
    out.set(record["custom_id"], record);
  }
  return out;
}

async function* recordsOf(path: string, onProgress: (share: number) => void): AsyncGenerator<Read> {
  const chunks = textOf(path, onProgress);
  let head = "";
  for (;;) {
    const next = await chunks.next();
    if (next.done) break;
    head += next.value;
    if (/\S/.test(head)) break;
  }
  const first = /\S/.exec(head.replace(/^\ufeff/, ""))?.[0] ?? "";
  const rest = prepended(head.replace(/^\ufeff/, ""), chunks);
  if (first === "[") yield* elementsOf(rest);
  else yield* linesOf(rest);
}

async function* prepended(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** The rows of JSON lines; or, where the first line is only the beginning of a document, of the list in it. */
async function* linesOf(chunks: AsyncGenerator<string>): AsyncGenerator<Read> {
  let carry = "";
  let line = 0;
  let tooLong = false;
  for await (const chunk of chunks) {
    const lines = (carry + chunk).split("\n");
    carry = lines.pop() ?? "";
    for (const text of lines) {
      line++;
      if (tooLong) yield { record: null, line, why: "the row is too long" };
      else if (line === 1 && isOpen(text)) {
        yield* documentOf(prepended(`${text}\n${[...lines.slice(1), carry].join("\n")}`, chunks));
        return;
      } else if (text.trim() !== "") yield parsedRow(text, line);
      tooLong = false;
    }
    if (carry.length <= RECORD_CHARS_MAX) continue;
    tooLong = true;
    carry = "";
  }
  if (tooLong) yield { record: null, line: line + 1, why: "the row is too long" };
  else if (line === 0) yield* documentOf(prepended(carry, chunks));
  else if (carry.trim() !== "") yield parsedRow(carry, line + 1);
}

/** True for a first line that opens a pretty-printed document: "{" alone, or with the list's name and "[". */
function isOpen(text: string): boolean {
  return /^\s*\{\s*$/.test(text) || /^\s*\{\s*"(?:data|observations|logs|requests)"\s*:\s*\[\s*$/.test(text);
}

const LISTS = ["data", "observations", "logs", "requests", "rows", "results"];

async function* documentOf(chunks: AsyncGenerator<string>): AsyncGenerator<Read> {
  let text = "";
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length > DOCUMENT_CHARS_MAX)
      throw new ReplayFault("the document is too large: write JSON lines");
  }
  const { record, why } = parsedRow(text, 1);
  if (record === null) {
    if (text.trim() !== "") yield { record: null, line: 1, why };
    return;
  }
  const name = LISTS.find((known) => Array.isArray(record[known]));
  if (name === undefined) yield { record, line: 1, why: "" };
  else
    for (const [i, row] of (record[name] as unknown[]).entries())
      yield { record: asFields(row), line: i + 1, why: "not an object" };
}

/** The elements of a list, cut out of the text by their braces, one held at a time. */
async function* elementsOf(chunks: AsyncGenerator<string>): AsyncGenerator<Read> {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let element = "";
  let row = 0;
  for await (const chunk of chunks) {
    let from = depth >= 2 ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk.charCodeAt(i);
      if (inText) {
        if (escaped) escaped = false;
        else if (c === 92) escaped = true;
        else if (c === 34) inText = false;
        continue;
      }
      if (c === 34) inText = true;
      else if (c === 123 || c === 91) {
        depth++;
        if (depth === 2) from = i;
      } else if (c === 125 || c === 93) {
        depth--;
        if (depth !== 1) continue;
        yield parsedRow(element + chunk.slice(from, i + 1), ++row);
        element = "";
        from = -1;
      }
    }
    if (from >= 0) element += chunk.slice(from);
    if (element.length > RECORD_CHARS_MAX) throw new ReplayFault(`row ${row + 1} of the list is too long`);
  }
  if (depth > 0) yield { record: null, line: row + 1, why: "the list ends in the middle" };
}

function parsedRow(text: string, line: number): Read {
  try {
    const record = asFields(JSON.parse(text));
    return { record, line, why: record === null ? "not an object" : "" };
  } catch {
    return { record: null, line, why: "not JSON" };
  }
}

async function* textOf(path: string, onProgress: (share: number) => void): AsyncGenerator<string> {
  let source: ReadStream;
  let size: number;
  let zipped: boolean;
  try {
    size = statSync(path).size;
    const file = await open(path, "r");
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
    zipped = buffer[0] === 0x1f && buffer[1] === 0x8b;
    source = createReadStream(path, { highWaterMark: 1 << 20 });
  } catch (error) {
    throw new ReplayFault(`${path} cannot be read (${errorCode(error) || "unknown"})`, { cause: error });
  }
  // Letters that are read as others would be other questions.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of zipped ? source.pipe(createGunzip()) : source) {
      yield decoder.decode(chunk as Buffer, { stream: true });
      onProgress(size === 0 ? 1 : Math.min(1, source.bytesRead / size));
    }
    yield decoder.decode();
  } catch (error) {
    if (errorCode(error) === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new ReplayFault(`${path} is not UTF-8: convert it first (iconv -f LATIN1 -t UTF-8)`);
    throw new ReplayFault(`${path} cannot be read to its end (${errorCode(error) || "unknown"})`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
}
