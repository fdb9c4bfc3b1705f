/**
 * Chunks of a stream. Nearly every chunk is the one before it with another piece of text: a run of such chunks is read
 * as one, with all their pieces, and none of them is parsed. What folding makes of it is what it makes of them one by one.
 */
import { comesInPieces } from "./accumulate.ts";
import { stringEnd } from "./json-member.ts";
import { type Json, own, parseRecord, record } from "./json-value.ts";
import { isLineEnds, oneLineData, readSse } from "./sse.ts";

/** Where a choice has its piece of text: in its delta's `content`, as chat has it, or in its own `text`. */
export type PieceName = "content" | "text";

export interface ReadChunk {
  /** The event's type; "" where the stream names none. */
  readonly event: string;
  /** Of a run, that of its first chunk. */
  readonly data: string;
  /** The chunk; null where the data is no object. Of a run, its choices alone. */
  readonly json: Json | null;
  /** True for a run: chunks that differ from the one before them in nothing but a piece of text. */
  readonly alike: boolean;
}

interface Event {
  readonly event: string;
  readonly data: string | null;
}

/** All chunks of a stream. `isWhole`: nothing but line ends follows the last event. */
export function chunksOf(body: Buffer, piece: PieceName): { chunks: ReadChunk[]; isWhole: boolean } {
  const plain = oneLineData(body.toString("utf8"));
  if (plain !== null) return { chunks: readChunks(plain, piece), isWhole: true };
  const { events, rest } = readSse(body);
  return { chunks: readChunks(events, piece), isWhole: isLineEnds(rest) };
}

/** Reads all events that have data. */
export function readChunks(events: Iterable<Event>, piece: PieceName): ReadChunk[] {
  const out: ReadChunk[] = [];
  let frame: Frame | null = null;
  let first = "";
  let pieces: string[] = [];
  const endRun = (): void => {
    if (frame === null || pieces.length === 0) return;
    out.push({ event: "", data: first, json: filled(frame, pieces.join("")), alike: true });
    pieces = [];
  };
  for (const { event, data } of events) {
    if (data === null) continue;
    const said: string | null = frame === null || event !== "" ? null : pieceIn(data, frame);
    if (said !== null) {
      if (pieces.length === 0) first = data;
      pieces.push(said);
      continue;
    }
    endRun();
    const json = parseRecord(data);
    frame = json === null || event !== "" ? null : frameOf(data, json, piece);
    out.push({ event, data, json, alike: false });
  }
  endRun();
  return out;
}

/** A chunk with one choice, less its piece of text. */
interface Frame {
  /** The data before and behind the piece; neither has an escape, so that every quote is a token's. */
  readonly before: string;
  readonly behind: string;
  readonly choice: Json;
  /** The choice's delta; null where the choice has the text itself. */
  readonly delta: Json | null;
}

/** The frame of a parsed chunk; null where it is not certain which part of the data is its only piece of text. */
function frameOf(data: string, json: Json, name: PieceName): Frame | null {
  const choices = own(json, "choices");
  const choice = Array.isArray(choices) && choices.length === 1 ? record(choices[0]) : null;
  if (choice === null) return null;
  const delta = record(own(choice, "delta"));
  if ((name === "content") !== (delta !== null)) return null;
  const holder = delta ?? choice;
  if (typeof own(holder, name) !== "string") return null;
  if (delta !== null && !Object.entries(choice).every(([other, value]) => other === "delta" || isFlat(value)))
    return null;
  if (!Object.entries(holder).every(([other, value]) => other === name || isSaidOnce(other, value)))
    return null;
  const from = startOfValue(data, `"${name}"`);
  if (from === null || data[from] !== '"') return null;
  const before = data.slice(0, from + 1);
  const behind = data.slice(stringEnd(data, from) - 1);
  if (before.includes("\\") || behind.includes("\\")) return null;
  return { before, behind, choice, delta };
}

/** Is what folding makes of this member the same, however often it comes? Lists grow, and so does text. */
function isSaidOnce(name: string, value: unknown): boolean {
  return isFlat(value) && (typeof value !== "string" || value === "" || !comesInPieces(name));
}

/** Where the value behind a name begins; null where the name is not there exactly once. */
function startOfValue(data: string, quoted: string): number | null {
  const at = data.indexOf(quoted);
  if (at < 0 || data.includes(quoted, at + 1)) return null;
  let from = at + quoted.length;
  while (data[from] === " " || data[from] === ":") from++;
  return from;
}

function isFlat(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** The piece of text by which the data fills the frame; null where it does not. */
function pieceIn(data: string, { before, behind }: Frame): string | null {
  const end = data.length - behind.length;
  // Slices are compared in a third of the time that startsWith and endsWith take.
  if (end < before.length || data.slice(end) !== behind || data.slice(0, before.length) !== before)
    return null;
  const piece = data.slice(before.length, end);
  if (PLAIN.test(piece)) return piece;
  try {
    // Between the two quotes this parses only where they are the ends of one string.
    return String(JSON.parse(`"${piece}"`));
  } catch {
    return null;
  }
}
/** JSON forbids control characters in strings. */
const PLAIN = /^[^"\\\u0000-\u001f]*$/;

function filled({ choice, delta }: Frame, piece: string): Json {
  const filledChoice =
    delta === null ? { ...choice, text: piece } : { ...choice, delta: { ...delta, content: piece } };
  return { choices: [filledChoice] };
}
