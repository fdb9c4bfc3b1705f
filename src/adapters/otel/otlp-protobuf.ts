/**
 * Spans as OTLP in protobuf (opentelemetry-proto, trace/v1/trace.proto), each written as it ends: what waits to be sent
 * is bytes, and assembling a batch does not hold the thread up. Takes a third of the time of the SDK's own serializer,
 * which writes everything twice, once for its size.
 */
import type { FinishedSpan, SpanAttributes } from "../../ports.ts";

const KINDS: Readonly<Record<FinishedSpan["kind"], number>> = { internal: 1, server: 2, client: 3 };
const STATUS_ERROR = 2;
/** Span flags (trace.proto, SpanFlags): sampled, and it is known whether the parent is remote; FLAG_REMOTE: it is. */
const FLAGS = 0x1_01;
const FLAG_REMOTE = 0x2_00;

const FIRST_BYTES = 64 * 1024;
/** Most UTF-8 bytes of one UTF-16 unit. */
const BYTES_MAX = 3;

/** Protobuf's wire types, and the one-byte tag of a field: number << 3 | type. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const tag = (field: number, type: number): number => (field << 3) | type;

/** The encoded name of an attribute, and of pairs with it that were written before. */
interface Known {
  readonly key: Buffer;
  /** Encoded KeyValues by value; null for an attribute with too many values for them to come again. */
  pairs: Map<string | number | boolean, Buffer> | null;
}

const PAIRS_MAX = 32;
const PAIR_BYTES_MAX = 256;

function remember(known: Known, value: string | number | boolean, bytes: Buffer): void {
  if (!known.pairs || bytes.length > PAIR_BYTES_MAX) return;
  if (known.pairs.size < PAIRS_MAX) known.pairs.set(value, Buffer.from(bytes));
  else known.pairs = null;
}

/** Collects spans as bytes; `take` gives those added since its last call, as fields of `ScopeSpans.spans`. */
export class SpanBytes {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  readonly #known = new Map<string, Known>();

  get length(): number {
    return this.#at;
  }

  /** The bytes of all spans since the last call; a copy, as the buffer is used again. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return bytes;
  }

  add(span: FinishedSpan): void {
    const start = this.#open(tag(2, BYTES));
    this.#id(tag(1, BYTES), span.traceId);
    this.#id(tag(2, BYTES), span.spanId);
    if (span.traceState !== "") this.#text(tag(3, BYTES), span.traceState);
    if (span.parentSpanId !== null) this.#id(tag(4, BYTES), span.parentSpanId);
    this.#text(tag(5, BYTES), span.name);
    this.#byte(tag(6, VARINT), KINDS[span.kind]);
    this.#time(tag(7, FIXED64), span.startMs);
    this.#time(tag(8, FIXED64), span.endMs);
    this.attributes(tag(9, BYTES), span.attributes);
    for (const event of span.events) {
      const at = this.#open(tag(11, BYTES));
      this.#time(tag(1, FIXED64), event.atMs);
      this.#text(tag(2, BYTES), event.name);
      this.attributes(tag(3, BYTES), event.attributes);
      this.#close(at);
    }
    for (const link of span.links) {
      const at = this.#open(tag(13, BYTES));
      this.#id(tag(1, BYTES), link.traceId);
      this.#id(tag(2, BYTES), link.spanId);
      this.#close(at);
    }
    if (span.isError) {
      const at = this.#open(tag(15, BYTES));
      this.#byte(tag(3, VARINT), STATUS_ERROR);
      this.#close(at);
    }
    this.#flags(span.isParentRemote ? FLAGS | FLAG_REMOTE : FLAGS);
    this.#close(start);
  }

  /** Writes attributes as KeyValues under a field with this tag; undefined values are left out. */
  attributes(of: number, attributes: SpanAttributes): void {
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const known = this.#known.get(name) ?? this.#learnt(name);
      const written = known.pairs?.get(value);
      const at = this.#open(of);
      if (written) {
        this.#bytes(written);
        this.#close(at);
        continue;
      }
      this.#bytes(known.key);
      const valueAt = this.#open(tag(2, BYTES));
      this.#value(value);
      this.#close(valueAt);
      this.#close(at);
      if (known.pairs) remember(known, value, this.#buffer.subarray(at, this.#at));
    }
  }

  #value(value: string | number | boolean): void {
    if (typeof value === "string") this.#text(tag(1, BYTES), value);
    else if (typeof value === "boolean") this.#byte(tag(2, VARINT), value ? 1 : 0);
    else if (Number.isSafeInteger(value) && value >= 0) {
      this.#room(1);
      this.#buffer[this.#at++] = tag(3, VARINT);
      this.#varint(value);
    } else {
      this.#room(9);
      this.#buffer[this.#at] = tag(4, FIXED64);
      this.#buffer.writeDoubleLE(value, this.#at + 1);
      this.#at += 9;
    }
  }

  /** The encoded name, kept for ever: attribute names are the gateway's own, and few. */
  #learnt(name: string): Known {
    const known: Known = { key: message(1, [Buffer.from(name)]), pairs: new Map() };
    this.#known.set(name, known);
    return known;
  }

  #bytes(bytes: Buffer): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #text(of: number, text: string): void {
    this.#room(1 + 5 + BYTES_MAX * text.length);
    const buffer = this.#buffer;
    buffer[this.#at++] = of;
    if (text.length < 128) {
      const at = this.#at + 1;
      let i = 0;
      for (; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 127) break;
        buffer[at + i] = unit;
      }
      if (i === text.length) {
        buffer[this.#at] = i;
        this.#at = at + i;
        return;
      }
    }
    this.#varint(Buffer.byteLength(text));
    this.#at += buffer.write(text, this.#at, "utf8");
  }

  #id(of: number, hex: string): void {
    const bytes = hex.length / 2;
    this.#room(2 + bytes);
    this.#buffer[this.#at] = of;
    this.#buffer[this.#at + 1] = bytes;
    this.#buffer.write(hex, this.#at + 2, bytes, "hex");
    this.#at += 2 + bytes;
  }

  #byte(of: number, value: number): void {
    this.#room(2);
    this.#buffer[this.#at++] = of;
    this.#buffer[this.#at++] = value;
  }

  #flags(flags: number): void {
    this.#room(6);
    // The flags are field 16, whose tag takes two bytes.
    this.#varint((16 << 3) | FIXED32);
    this.#buffer.writeUInt32LE(flags, this.#at);
    this.#at += 4;
  }

  /**
   * Writes a time in nanoseconds since 1970. They do not fit a double: microseconds do, and are multiplied in two
   * halves.
   */
  #time(of: number, ms: number): void {
    this.#room(9);
    const us = Math.round(ms * 1000);
    const low = (us % 2 ** 32) * 1000;
    const high = Math.floor(us / 2 ** 32) * 1000 + Math.floor(low / 2 ** 32);
    this.#buffer[this.#at] = of;
    this.#buffer.writeUInt32LE(low % 2 ** 32, this.#at + 1);
    this.#buffer.writeUInt32LE(high, this.#at + 5);
    this.#at += 9;
  }

  #varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  /** Begins a message, with one byte for its length, as most are shorter than 128 bytes; returns where it begins. */
  #open(of: number): number {
    this.#room(2);
    this.#buffer[this.#at] = of;
    this.#at += 2;
    return this.#at;
  }

  #close(start: number): void {
    const length = this.#at - start;
    if (length < 128) {
      this.#buffer[start - 1] = length;
      return;
    }
    const more = Math.floor(Math.log2(length) / 7);
    this.#room(more);
    this.#buffer.copyWithin(start + more, start, this.#at);
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#at + bytes));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

export interface Named {
  readonly resource: SpanAttributes;
  readonly scope: string;
}

/** An ExportTraceServiceRequest around spans that are already encoded. */
export function protobufRequest({ resource, scope }: Named, spans: Buffer): Buffer {
  const described = new SpanBytes();
  described.attributes(tag(1, BYTES), resource);
  const name = Buffer.from(scope);
  const ofScope = message(2, [message(1, [message(1, [name])]), spans]);
  return message(1, [message(1, [described.take()]), ofScope]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag(field, BYTES)];
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) | 128);
  head.push(length);
  return Buffer.concat([Buffer.from(head), ...parts]);
}
