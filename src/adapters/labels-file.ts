/**
 * Labels in a file of their own: a header line that names the format, then one JSON line for each label. Appended in
 * batches, off the request path. A line cut short by a crash is skipped; a file of a newer format is kept aside
 * unchanged.
 */
import { appendFile, type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fieldsOf } from "../narrow.ts";
import type { LabelLog } from "../ports.ts";
import { appendWhole } from "./append-whole.ts";

export interface LabelsFileOptions<L> {
  readonly path: string;
  readonly isLabel: (value: unknown) => value is L;
  /** Called when a write in the background failed; its lines are tried again with the next write. */
  readonly onFault: (error: unknown) => void;
  /** Wall-clock time in milliseconds since 1970; part of the name of a file that is kept aside. */
  readonly nowMs: () => number;
}

const FORMAT = 1;
const HEAD_LINE = JSON.stringify({ semblance: "labels", format: FORMAT });
const HEAD = `${HEAD_LINE}\n`;
const BATCH_MS = 200;
/** Characters above which a line is not a label. */
const LINE_MAX = 16_384;
/** Most lines that wait to be written; with more the disk does not keep up, and further labels are rejected. */
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
  #isClosed = false;
  /** Rewrites that are running: waiting lines are newer than what these write, and are appended afterwards. */
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
    // The waiting lines are among `labels`; lines that come from here on are not.
    const taken = this.#waiting;
    this.#waiting = [];
    this.#rewrites++;
    return this.#inTurn(async () => {
      try {
        await writeAnew(this.#options.path, labels);
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
        await appendTo(this.#options.path, lines.join(""));
      } catch (error) {
        this.#keep(lines);
        throw error;
      }
    });
  }

  /** Puts lines that were not written back in front of the waiting ones. */
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
    // Two gateways that begin the file at once write two headers.
    if (line === "" || line === HEAD_LINE) continue;
    const label = line.length > LINE_MAX ? null : parsed(line);
    if (isLabel(label)) labels.push(label);
    else damaged++;
    if (labels.length >= 2 * max) labels.splice(0, labels.length - max);
    if (labels.length % SLICE === 0) await turn();
  }
  // Without a line end the next appended line would run into the last one.
  if (bytes.at(-1) !== NEWLINE) await appendFile(path, "\n");
  return { labels: labels.slice(-max), problem: damaged === 0 ? null : damagedIn(path, damaged) };
}

/** Writes the labels to a new file and renames it over the old one: a crash leaves one or the other whole. */
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

/** Opens the file anew each time: one that somebody removed meanwhile begins with its header line again. */
async function appendTo(path: string, lines: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a");
  try {
    const { size } = await file.stat();
    await appendWhole(file, size === 0 ? HEAD + lines : lines);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, labels: readonly object[]): Promise<void> {
  // Not `write`, which may write a part and say so in its result alone.
  await file.appendFile(HEAD);
  for (let from = 0; from < labels.length; from += SLICE) {
    const slice = labels.slice(from, from + SLICE);
    await file.appendFile(slice.map((label) => `${JSON.stringify(label)}\n`).join(""));
    await turn();
  }
}

/** Renames a file that cannot be read; returns a sentence for people that says so. */
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

/** The format that a header line names; null where it is no header line. */
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
