/**
 * Chunks of a stream, read one by one. Nearly every chunk is the one before it with another piece of text: such a chunk
 * is read as that difference, and its text is not parsed. What comes of it is what parsing would give.
 */
import { stringEnd } from "./json-member.ts";
import { type Json, own, parseRecord, record } from "./json-value.ts";
import type { SseEvent } from "./sse.ts";

export interface ReadChunk {
  /** The event's type; "" where the stream names none. */
  readonly event: string;
  readonly data: string;
  /** The chunk; null where the data is no object. Of a chunk that is `alike`, its choices alone. */
  readonly json: Json | null;
  /** True where it differs from the chunk before it in nothing but a piece of text. */
  readonly alike: boolean;
}

/** Reads all events that have data. */
export function readChunks(events: Iterable<SseEvent>): ReadChunk[] {
  const out: ReadChunk[] = [];
  let frame: Frame | null = null;
  for (const { event, data } of events) {
    if (data === null) continue;
    const said: string | null = frame === null || event !== "" ? null : pieceIn(data, frame);
    if (frame !== null && said !== null) {
      out.push({ event, data, json: filled(frame, said), alike: true });
      continue;
    }
    const json = parseRecord(data);
    frame = json === null || event !== "" ? null : frameOf(data, json);
    out.push({ event, data, json, alike: false });
  }
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
function frameOf(data: string, json: Json): Frame | null {
  const choices = own(json, "choices");
  const choice = Array.isArray(choices) && choices.length === 1 ? record(choices[0]) : null;
  if (choice === null) return null;
  const delta = record(own(choice, "delta"));
  // Folding may keep lists and objects and add to them: what is shared by many chunks must have none.
  if (!Object.entries(choice).every(([name, value]) => isFlat(value) || (name === "delta" && delta !== null)))
    return null;
  if (delta !== null && !Object.values(delta).every(isFlat)) return null;
  const name = delta === null ? "text" : "content";
  if (typeof own(delta ?? choice, name) !== "string") return null;
  const from = startOfValue(data, `"${name}"`);
  if (from === null || data[from] !== '"') return null;
  const before = data.slice(0, from + 1);
  const behind = data.slice(stringEnd(data, from) - 1);
  if (before.includes("\\") || behind.includes("\\")) return null;
  return { before, behind, choice, delta };
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
  if (end < before.length || !data.startsWith(before) || !data.endsWith(behind)) return null;
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
