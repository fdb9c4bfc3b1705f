/**
 * Labels in a file of their own: a line of JSON each behind a line that names the format. Appended in batches, off the
 * request path. A line cut short by a crash is left out; a file of a newer format is kept aside as it is.
 */
import { appendFile, type FileHandle, mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fieldsOf } from "../narrow.ts";
import type { LabelLog } from "../ports.ts";

export interface LabelsFileOptions<L> {
  readonly path: string;
  readonly isLabel: (value: unknown) => value is L;
  /** A write that failed in the background. What it held is tried again with the next one. */
  readonly onFault: (error: unknown) => void;
  /** Names what is kept aside. Milliseconds since 1970. */
  readonly nowMs: () => number;
}

const FORMAT = 1;
const HEAD = `${JSON.stringify({ semblance: "labels", format: FORMAT })}\n`;
const BATCH_MS = 200;
/** A line longer than this is no label. */
const LINE_MAX = 16_384;
/** Lines that may wait to be written; more than that and the disk does not keep up. */
const WAITING_MAX = 10_000;
/** Lines written or read between two turns of the event loop. */
const SLICE = 2_000;

export function createLabelsFile<L extends object>(options: LabelsFileOptions<L>): LabelLog<L> {
  return new LabelsFile(options);
}

class LabelsFile<L extends object> implements LabelLog<L> {
  readonly #options: LabelsFileOptions<L>;
  #waiting: string[] = [];
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isThere = false;
  #isClosed = false;
  /** What waits is newer than what they write: it is appended behind them. */
  #rewrites = 0;

  constructor(options: LabelsFileOptions<L>) {
    this.#options = options;
  }

  load(max: number): Promise<{ labels: L[]; problem: string | null }> {
    return this.#inTurn(() => read(this.#options, max));
  }

  append(label: L): Promise<void> {
    if (this.#isClosed)
      return Promise.reject(new Error(`${this.#options.path} is closed: a label came too late`));
    if (this.#waiting.length >= WAITING_MAX)
      return Promise.reject(new Error("the disk does not keep up with labels"));
    this.#waiting.push(`${JSON.stringify(label)}\n`);
    this.#soon();
    return Promise.resolve();
  }

  rewrite(labels: readonly L[]): Promise<void> {
    // They are among `labels`; what comes from here on is not.
    const taken = this.#waiting;
    this.#waiting = [];
    this.#rewrites++;
    return this.#inTurn(async () => {
      try {
        await writeAnew(this.#options.path, labels);
        this.#isThere = true;
      } catch (error) {
        this.#keep(taken);
        throw error;
      } finally {
        this.#rewrites--;
        if (this.#waiting.length > 0) this.#soon();
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#work;
    await this.#flush();
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#work.then(task);
    this.#work = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush().catch(this.#options.onFault);
    }, BATCH_MS).unref();
  }

  #flush(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#waiting.length === 0 || this.#rewrites > 0) return;
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        if (!this.#isThere) await begin(this.#options.path);
        this.#isThere = true;
        await appendFile(this.#options.path, lines.join(""));
      } catch (error) {
        this.#keep(lines);
        throw error;
      }
    });
  }

  /** Lines that were not written are tried again with the next ones. */
  #keep(lines: readonly string[]): void {
    this.#waiting = [...lines, ...this.#waiting].slice(-WAITING_MAX);
  }
}

async function read<L>(options: LabelsFileOptions<L>, max: number) {
  const { path, isLabel, nowMs } = options;
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (bytes === null || bytes.length === 0) return { labels: [], problem: null };
  const lines = linesOf(bytes);
  const format = formatOf(lines.next().value ?? "");
  if (format !== FORMAT) return { labels: [], problem: await setAside(path, format, nowMs()) };
  const labels: L[] = [];
  let damaged = 0;
  for (const line of lines) {
    if (line === "") continue;
    const label = line.length > LINE_MAX ? null : parsed(line);
    if (isLabel(label)) labels.push(label);
    else damaged++;
    if (labels.length >= 2 * max) labels.splice(0, labels.length - max);
    if (labels.length % SLICE === 0) await turn();
  }
  // A last line without its end would run into the next one.
  if (bytes.at(-1) !== NEWLINE) await appendFile(path, "\n");
  return { labels: labels.slice(-max), problem: damaged === 0 ? null : damagedIn(path, damaged) };
}

/** Written beside the file and put in its place: a crash leaves the one or the other. */
async function writeAnew(path: string, labels: readonly object[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.new`, "w");
  try {
    await writeAll(file, labels);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function begin(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, HEAD, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

async function writeAll(file: FileHandle, labels: readonly object[]): Promise<void> {
  await file.write(HEAD);
  for (let from = 0; from < labels.length; from += SLICE) {
    const slice = labels.slice(from, from + SLICE);
    await file.write(slice.map((label) => `${JSON.stringify(label)}\n`).join(""));
    await turn();
  }
}

/** Says what was done, for people. */
async function setAside(path: string, format: number | null, nowMs: number): Promise<string> {
  const aside = `${path}.${format === null ? "unread" : `format-${format}`}-${nowMs}`;
  await rename(path, aside);
  const what =
    format === null ? "is no file of labels" : `is of format ${format}, this build reads ${FORMAT}`;
  return `${path} ${what}: it is kept as ${aside}, and labels begin anew`;
}

function damagedIn(path: string, count: number): string {
  return `${path}: ${count === 1 ? "1 damaged line is" : `${count} damaged lines are`} left out`;
}

const NEWLINE = 0x0a;

function* linesOf(bytes: Buffer): Generator<string, undefined> {
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(NEWLINE, from);
    const to = at < 0 ? bytes.length : at;
    yield bytes.toString("utf8", from, to);
    from = to + 1;
  }
  return undefined;
}

/** Null where the line is no head of ours. */
function formatOf(line: string): number | null {
  const head = line.length > LINE_MAX ? null : parsed(line);
  const { semblance, format } = fieldsOf(head);
  return semblance === "labels" && typeof format === "number" ? format : null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
