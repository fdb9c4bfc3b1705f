/**
 * Writes rows of live traffic to a file while recording is on. Requests only add to a queue; rows are made and written
 * afterwards, in order. The queue is bounded by bytes; exchanges that find it full are dropped and counted.
 */
import type { KeyObject } from "node:crypto";
import { type Exchanged, recordedRow } from "../core/recorded.ts";

/** The file that rows are appended to. */
export interface RecordedRows {
  readonly path: string;
  /** Bytes in the file, earlier content included. */
  readonly bytes: number;
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface RecordingRules {
  /** The file never grows beyond so many bytes. */
  readonly bytesMax: number;
  /** False: digests and lengths in place of questions and answers. */
  readonly content: boolean;
}

export interface RecordingState {
  readonly recording: boolean;
  /** Path of the file; null: recording was never on. */
  readonly path: string | null;
  readonly content: boolean;
  readonly rows: number;
  readonly bytes: number;
  /** Rows dropped because the queue was full. */
  readonly dropped: number;
  readonly why: string;
}

const QUEUE_BYTES_MAX = 16_777_216;
const QUEUE_ROWS_MAX = 10_000;
/** Rows written at a time: making one takes some tens of microseconds, and requests come between. */
const BATCH = 16;

export class Recording {
  readonly #secret: KeyObject;
  readonly #say: (message: string) => void;
  #file: RecordedRows | null = null;
  #rules: RecordingRules = { bytesMax: 0, content: true };
  #queue: Exchanged[] = [];
  #queued = 0;
  #working: Promise<void> | null = null;
  #state: RecordingState = {
    recording: false,
    path: null,
    content: true,
    rows: 0,
    bytes: 0,
    dropped: 0,
    why: "off",
  };

  /** `say`: a line for the log. */
  constructor(secret: KeyObject, say: (message: string) => void) {
    this.#secret = secret;
    this.#say = say;
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** Starts a recording; one already running is stopped. */
  async start(file: RecordedRows, rules: RecordingRules): Promise<void> {
    await this.stop("another recording began");
    this.#file = file;
    this.#rules = rules;
    this.#state = {
      recording: true,
      path: file.path,
      content: rules.content,
      rows: 0,
      bytes: file.bytes,
      dropped: 0,
      why: "on",
    };
    this.#say(`recording to ${file.path}${rules.content ? "" : ", without content"}`);
  }

  /** Stops the recording; resolves when queued rows are written. */
  async stop(why: string): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    this.#state = { ...this.#state, recording: false, why };
    while (this.#working !== null) await this.#working;
    if (this.#file !== file) return;
    await this.#end(why);
  }

  /** Queues one exchange if recording is on. Never throws, never waits. */
  offer(exchanged: Exchanged): void {
    if (!this.#state.recording) return;
    const bytes = exchanged.request.length + exchanged.answer.length;
    if (this.#queue.length >= QUEUE_ROWS_MAX || this.#queued + bytes > QUEUE_BYTES_MAX) {
      this.#state = { ...this.#state, dropped: this.#state.dropped + 1 };
      return;
    }
    this.#queue.push(exchanged);
    this.#queued += bytes;
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // Wait a turn, so that the request which offered the row is answered first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#queue.length > 0 && this.#file !== null) {
        await this.#write(this.#queue.splice(0, BATCH), this.#file);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      await this.#end(`the file cannot be written: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#working = null;
    }
  }

  async #write(batch: readonly Exchanged[], file: RecordedRows): Promise<void> {
    let text = "";
    let rows = 0;
    let full = false;
    for (const exchanged of batch) {
      this.#queued -= exchanged.request.length + exchanged.answer.length;
      const row = this.#rowOf(exchanged);
      if (row === null || full) continue;
      const grown = file.bytes + Buffer.byteLength(text) + Buffer.byteLength(row) + 1;
      if (grown > this.#rules.bytesMax) full = true;
      else {
        text += `${row}\n`;
        rows++;
      }
    }
    if (text !== "") await file.append(text);
    this.#state = { ...this.#state, rows: this.#state.rows + rows, bytes: file.bytes };
    if (full) await this.#end(`the file has reached its ${this.#rules.bytesMax} bytes`);
  }

  #rowOf(exchanged: Exchanged): string | null {
    try {
      return recordedRow(exchanged, this.#secret, this.#rules.content);
    } catch {
      return null;
    }
  }

  async #end(why: string): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#queue = [];
    this.#queued = 0;
    this.#state = { ...this.#state, recording: false, why };
    this.#say(`recording ended: ${why}; ${this.#state.rows} rows, ${this.#state.dropped} dropped`);
    await file?.close().catch(() => {});
  }
}
