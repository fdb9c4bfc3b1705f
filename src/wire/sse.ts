/**
 * Server-sent events by the WHATWG rules (HTML, "Server-sent events"), read as they come and kept byte for byte: each
 * event has the raw bytes it was made of, and all raw bytes in order, `rest` last, are the input.
 */
export interface SseEvent {
  /** The event's type; "" where the stream names none. */
  readonly event: string;
  /** Data lines joined by a line feed; null for a block without data (comments, retry …), which dispatches nothing. */
  readonly data: string | null;
  /** The id field of this block; null where it has none. */
  readonly id: string | null;
  /** The event's bytes, where possible a view of the chunk that was pushed: neither may be changed. */
  readonly raw: Buffer;
}

/** Bytes of white space alone after which a body is not taken for a stream. */
const BLANK_BYTES_MAX = 4_096;

/**
 * Do these bytes begin a stream of events? Null while they are too few to tell. By the grammar of the HTML standard,
 * "Parsing an event stream": after a byte order mark and empty lines, a field with a known name, or a comment.
 */
export function isEventStream(bytes: Buffer): boolean | null {
  const text = bytes
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  if (text.length === 0 && bytes.length > BLANK_BYTES_MAX) return false;
  const isBegun = /^(?:(?:data|event|id|retry):|:)/.test(text);
  return isBegun || (text.length < "retry:".length ? null : false);
}

export interface SseReader {
  /** The events that this chunk completes. A block over the limit comes in parts without data. Never throws. */
  push(chunk: Buffer): SseEvent[];
  /**
   * Ends the stream. A last block without its blank line is no event by the rules: none is returned, and its bytes are
   * in `rest`.
   */
  end(): SseEvent[];
  /** The bytes of the block that has not ended. */
  readonly rest: Buffer;
  /** True where no block has begun and no line end is half read: what comes next may be read by itself. */
  readonly isBetween: boolean;
  /** Whole blocks were read elsewhere: what comes next is not the stream's beginning. */
  pass(): void;
  /** True where some block was larger than the limit. */
  readonly oversized: boolean;
}

/** `eventBytesMax`: most bytes held of a block that has not ended. */
export function createSseReader(options: { readonly eventBytesMax: number }): SseReader {
  return new Reader(options.eventBytesMax);
}

class Reader implements SseReader {
  readonly #eventBytesMax: number;
  readonly #held = new Held();
  /** True while the current line is empty: a line end then ends the block. */
  #lineEmpty = true;
  /** True after a CR: an LF right behind it belongs to the same line end. */
  #afterCr = false;
  #first = true;
  #tooLong = false;
  oversized = false;

  constructor(eventBytesMax: number) {
    this.#eventBytesMax = eventBytesMax;
  }

  get rest(): Buffer {
    return this.#held.view;
  }

  get isBetween(): boolean {
    return this.#lineEmpty && !this.#afterCr && this.#held.view.length === 0;
  }

  pass(): void {
    this.#first = false;
  }

  push(chunk: Buffer): SseEvent[] {
    const out: SseEvent[] = [];
    const from =
      this.#afterCr || chunk.includes(CR) ? this.#readAnyLines(chunk, out) : this.#readLines(chunk, out);
    this.#keep(from === 0 ? chunk : chunk.subarray(from), out);
    return out;
  }

  end(): SseEvent[] {
    return [];
  }

  /** The fast way, for lines that end with LF only, as nearly all do: searches from LF to LF. */
  #readLines(chunk: Buffer, out: SseEvent[]): number {
    let from = 0;
    let line = 0;
    let lineEmpty = this.#lineEmpty;
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, line)) {
      if (lf === line && lineEmpty) from = this.#close(chunk, from, lf + 1, out);
      lineEmpty = true;
      line = lf + 1;
    }
    this.#lineEmpty = line < chunk.length ? false : lineEmpty;
    return from;
  }

  #readAnyLines(chunk: Buffer, out: SseEvent[]): number {
    let from = 0;
    let lineEmpty = this.#lineEmpty;
    let afterCr = this.#afterCr;
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk[i];
      if (c !== LF && c !== CR) {
        lineEmpty = false;
        afterCr = false;
        continue;
      }
      if (c === LF && afterCr) {
        afterCr = false;
        continue;
      }
      afterCr = c === CR;
      if (lineEmpty) {
        // The LF of this line end may come with the next chunk. The event does not wait for it: that LF then begins the
        // next block, where it has no effect.
        if (c === CR && chunk[i + 1] === LF) {
          i++;
          afterCr = false;
        }
        from = this.#close(chunk, from, i + 1, out);
      }
      lineEmpty = true;
    }
    this.#lineEmpty = lineEmpty;
    this.#afterCr = afterCr;
    return from;
  }

  #close(chunk: Buffer, from: number, to: number, out: SseEvent[]): number {
    const part = from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to);
    const raw = this.#held.bytes === 0 ? part : this.#held.take(part);
    out.push(this.#tooLong ? new Part(raw) : new Block(raw, this.#first));
    this.#first = false;
    this.#tooLong = false;
    return to;
  }

  /** Keeps bytes of a block that has not ended. */
  #keep(part: Buffer, out: SseEvent[]): void {
    if (part.length === 0) return;
    if (!this.#tooLong && this.#held.bytes + part.length <= this.#eventBytesMax) {
      this.#held.add(part);
      return;
    }
    this.#tooLong = true;
    this.oversized = true;
    out.push(new Part(this.#held.bytes === 0 ? part : this.#held.take(part)));
  }
}

/** All events of a whole stream; `rest`: the bytes after the last one. */
export function readSse(body: Buffer): { readonly events: readonly SseEvent[]; readonly rest: Buffer } {
  const reader = createSseReader({ eventBytesMax: body.length });
  const events = reader.push(body);
  return { events, rest: reader.rest };
}

/**
 * The events of a stream in which each is one line of data and nothing else stands, as in nearly all that end well; null
 * of any other, which `readSse` reads. Spares the text an event and a buffer for each of its lines.
 */
export function oneLineData(text: string): { readonly event: ""; readonly data: string }[] | null {
  if (text.includes("\r")) return null;
  const out: { readonly event: ""; readonly data: string }[] = [];
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    if (end < 0 || text.charCodeAt(end + 1) !== LF || !text.startsWith("data: ", from)) return null;
    out.push({ event: "", data: text.slice(from + "data: ".length, end) });
    from = end + 2;
  }
  return out;
}

/** Is there nothing in these bytes but line ends? */
export function isLineEnds(bytes: Buffer): boolean {
  return bytes.every((c) => c === LF || c === CR);
}

/** One event as bytes. A line end in `data` begins a new data line; `event` must have none. */
export function writeSse(event: { readonly event?: string; readonly data?: string }): Buffer {
  let out = event.event ? `event: ${event.event}\n` : "";
  if (event.data !== undefined) for (const line of event.data.split(LINE_END)) out += `data: ${line}\n`;
  return Buffer.from(`${out}\n`);
}

/** The event's bytes with other data; comments, other fields and the kind of line end stay as they were. */
export function withData(event: SseEvent, data: string): Buffer {
  if (event.data === null) return event.raw;
  const text = event.raw.toString("utf8");
  if (isOneDataLine(text) && text.length === event.data.length + 8) return writeSse({ data });
  const marked = text.charCodeAt(0) === MARK && readFields(event.raw, false).data !== event.data;
  let out = marked ? "\ufeff" : "";
  let placed = false;
  for (const [, line = "", end = ""] of (marked ? text.slice(1) : text).matchAll(LINE)) {
    const field = line === "data" ? "data: " : DATA_FIELD.exec(line)?.[0];
    if (field === undefined) {
      // A dropped line in between must not join a CR and an LF into one line end.
      out += line === "" && end === "\n" && out.endsWith("\r") ? "\n\n" : line + end;
    } else if (!placed) {
      for (const part of data.split(LINE_END)) out += field + part + end;
      placed = true;
    }
  }
  return Buffer.from(out);
}

const LF = 10;
const CR = 13;
const LINE_END = /\r\n|\n|\r/;
const LINE = /([^\r\n]*)(\r\n|\n|\r|$)/g;
const DATA_FIELD = /^data: ?/;
/** The byte order mark, which is ignored at the start of a stream. */
const MARK = 0xfeff;

/**
 * The bytes so far of a block, in one buffer that grows by doubling: many small chunks cost no more than a large one.
 */
class Held {
  #buffer: Buffer = EMPTY;
  bytes = 0;

  get view(): Buffer {
    return this.#buffer.subarray(0, this.bytes);
  }

  add(part: Buffer): void {
    const need = this.bytes + part.length;
    if (need > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(need, 2 * this.#buffer.length, 256));
      this.#buffer.copy(grown, 0, 0, this.bytes);
      this.#buffer = grown;
    }
    part.copy(this.#buffer, this.bytes);
    this.bytes = need;
  }

  /** All bytes held, followed by `part`, in a buffer of its own for the caller. */
  take(part: Buffer): Buffer {
    const all = Buffer.concat([this.view, part]);
    this.bytes = 0;
    if (this.#buffer.length > 65_536) this.#buffer = EMPTY;
    return all;
  }
}

const EMPTY = Buffer.alloc(0);

/** A part of a block that is too large to be read. */
class Part implements SseEvent {
  readonly event = "";
  readonly data = null;
  readonly id = null;
  readonly raw: Buffer;
  constructor(raw: Buffer) {
    this.raw = raw;
  }
}

/** A whole block; its fields are read on demand, so that callers who only pass bytes on do not pay for it. */
class Block implements SseEvent {
  readonly raw: Buffer;
  readonly #first: boolean;
  #fields: Fields | null = null;

  constructor(raw: Buffer, first: boolean) {
    this.raw = raw;
    this.#first = first;
  }
  get event(): string {
    return this.#read().event;
  }
  get data(): string | null {
    return this.#read().data;
  }
  get id(): string | null {
    return this.#read().id;
  }
  #read(): Fields {
    return (this.#fields ??= readFields(this.raw, this.#first));
  }
}

interface Fields {
  event: string;
  data: string | null;
  id: string | null;
}

function readFields(raw: Buffer, first: boolean): Fields {
  let text = raw.toString("utf8");
  if (first && text.charCodeAt(0) === MARK) text = text.slice(1);
  if (isOneDataLine(text)) return { event: "", data: text.slice(6, -2), id: null };
  const fields: Fields = { event: "", data: null, id: null };
  for (const line of text.split(LINE_END)) readLine(line, fields);
  return fields;
}

/** True for the text "data: …" LF LF, as nearly every event is. */
function isOneDataLine(text: string): boolean {
  return text.startsWith("data: ") && text.indexOf("\n") === text.length - 2 && !text.includes("\r");
}

function readLine(line: string, fields: Fields): void {
  const at = line.indexOf(":");
  if (line === "" || at === 0) return;
  const name = at < 0 ? line : line.slice(0, at);
  const value = at < 0 ? "" : line.slice(line[at + 1] === " " ? at + 2 : at + 1);
  if (name === "data") fields.data = fields.data === null ? value : `${fields.data}\n${value}`;
  else if (name === "event") fields.event = value;
  else if (name === "id" && !value.includes("\0")) fields.id = value;
}
