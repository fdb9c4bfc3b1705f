/**
 * Server-sent events by the WHATWG rules, read as they come and kept byte for byte: each event carries the raw bytes
 * it was made of, and all raw bytes together are the input.
 */
export interface SseEvent {
  /** "" where the stream names none. */
  readonly event: string;
  /** Data lines joined by a line feed; null for a block without data (comments, retry …). */
  readonly data: string | null;
  readonly raw: Buffer;
}

export interface SseReader {
  push(chunk: Buffer): SseEvent[];
  /** What a last event without its blank line gives: nothing, by the rules; its bytes are in `rest`. */
  end(): SseEvent[];
  /** Bytes of an event that has not ended. */
  readonly rest: Buffer;
}

const LF = 10;
const CR = 13;

/** Throws RangeError from `push` when one event is larger than `eventBytesMax`. */
export function createSseReader(options: { readonly eventBytesMax: number }): SseReader {
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** Is the current line empty so far? Then a line end closes the event. */
  let lineEmpty = true;
  /** The last byte was CR: an LF right after it belongs to the same line end, and goes to the next event's bytes. */
  let afterCr = false;
  let first = true;

  return {
    push(chunk) {
      const out: SseEvent[] = [];
      let from = 0;
      for (let i = 0; i < chunk.length; i++) {
        const c = chunk[i];
        if (c === LF && afterCr) {
          afterCr = false;
          continue;
        }
        afterCr = c === CR;
        if (c !== LF && c !== CR) lineEmpty = false;
        else if (!lineEmpty) lineEmpty = true;
        else {
          // CRLF in one chunk stays together.
          if (c === CR && chunk[i + 1] === LF) {
            afterCr = false;
            i++;
          }
          const part = chunk.subarray(from, i + 1);
          const raw = held.length === 0 ? Buffer.from(part) : Buffer.concat([...held, part]);
          held = [];
          heldBytes = 0;
          from = i + 1;
          out.push(parseEvent(raw, first));
          first = false;
        }
      }
      if (from < chunk.length) {
        held.push(Buffer.from(chunk.subarray(from)));
        heldBytes += chunk.length - from;
        if (heldBytes > options.eventBytesMax)
          throw new RangeError(`an event is larger than ${options.eventBytesMax} bytes`);
      }
      return out;
    },
    end: () => [],
    get rest() {
      return held.length === 1 ? held[0]! : Buffer.concat(held);
    },
  };
}

/** All events of a whole stream; `rest` is what followed the last one. */
export function readSse(body: Buffer): { readonly events: readonly SseEvent[]; readonly rest: Buffer } {
  const reader = createSseReader({ eventBytesMax: Number.POSITIVE_INFINITY });
  const events = [...reader.push(body), ...reader.end()];
  return { events, rest: reader.rest };
}

export function writeSse(event: { readonly event?: string; readonly data: string }): Buffer {
  const name = event.event ? `event: ${event.event}\n` : "";
  return Buffer.from(
    `${name}${event.data
      .split("\n")
      .map((line) => `data: ${line}\n`)
      .join("")}\n`,
  );
}

function parseEvent(raw: Buffer, first: boolean): SseEvent {
  let text = raw.toString("utf8");
  if (first && text.startsWith("\ufeff")) text = text.slice(1);
  let event = "";
  let data: string | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "" || line.startsWith(":")) continue;
    const at = line.indexOf(":");
    const field = at < 0 ? line : line.slice(0, at);
    let value = at < 0 ? "" : line.slice(at + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "data") data = data === null ? value : `${data}\n${value}`;
    else if (field === "event") event = value;
  }
  return { event, data, raw };
}

/** The event's bytes with its data replaced by other single-line data; the framing stays as it was. */
export function withData(event: SseEvent, data: string): Buffer {
  const text = event.raw.toString("utf8");
  const match = /^(?:\ufeff)?(?:.*[\r\n])?data: ?/s.exec(text);
  if (match === null || event.data === null) return event.raw;
  const at = text.indexOf(event.data, lastDataAt(text));
  if (at < 0) return writeSse(event.event ? { event: event.event, data } : { data });
  return Buffer.from(text.slice(0, at) + data + text.slice(at + event.data.length));
}

function lastDataAt(text: string): number {
  const found = /(?:^|[\r\n])\ufeff?data: ?/.exec(text);
  return found ? found.index + found[0].length : 0;
}
