/**
 * Streams of chunks, as chat and completions have them: `data: {…, "choices": […]}` many times, a chunk with the usage
 * where it was asked for, `data: [DONE]`. Folded to the document, and unfolded from it.
 */
import { type Certainty, comesInPieces } from "./accumulate.ts";
import type { PieceName, ReadChunk } from "./chunk-frame.ts";
import type { Folded, Unreadable } from "./facts.ts";
import { tellsError } from "./facts.ts";
import { type Json, less, numberOf, own, putMember, record, records, writeJson } from "./json-value.ts";

/** What differs between the chunk streams of the two routes. */
export interface ChunkFormat {
  /** `object` of the document (whole) and of a chunk. */
  readonly whole: string;
  readonly chunk: string;
  /** Of a choice's piece of text. */
  readonly piece: PieceName;
  /** Merges a chunk's piece of a choice into the choice so far ({} at first), which this may change. */
  foldChoice(choice: Json, part: Json, sure: Certainty): void;
  /** Completes a choice when all pieces are there. */
  finishChoice(choice: Json, index: number): Json;
  /** The choice as JSON texts, one for each chunk of a stream. */
  tellChoice(choice: Json, index: number): string[];
}

/**
 * The document that a stream stands for, or why it cannot be folded. Unknown members are kept: of a top-level one the
 * last value that is neither null nor "". A usage of null is left out, as a document without usage has none.
 */
export function foldChunks(chunks: Iterable<ReadChunk>, format: ChunkFormat): Folded | Unreadable {
  const top: Json = {};
  const choices = new Map<number, Json>();
  const sure: Certainty = { certain: true };
  let ended = false;
  let error = false;
  for (const { event, data, json, alike } of chunks) {
    if (ended && data === DONE) continue;
    if (ended) return { problem: "bad-event" };
    if (event === "error") error = true;
    if (data === DONE) {
      ended = true;
      continue;
    }
    if (json === null) {
      if (error) continue; // an error may come as a text
      return { problem: "bad-event" };
    }
    // Of chunks like the one before, all but the choices has been folded.
    if (!alike) {
      if (tellsError(json) || records(own(json, "choices")).some(tellsError)) error = true;
      foldTop(top, json);
    }
    if (!foldChoices(choices, own(json, "choices"), format, sure)) return { problem: "bad-shape" };
  }
  return { json: documentOf(top, choices, format), ended, error, certain: sure.certain };
}

function foldTop(top: Json, chunk: Json): void {
  for (const name of Object.keys(chunk)) {
    if (name === "choices" || name === "obfuscation") continue;
    const value = own(chunk, name);
    if (value === null && name === "usage") continue;
    const isSilent = value === null || value === "";
    if (!isSilent || !Object.hasOwn(top, name)) putMember(top, name, value);
  }
}

/** Most choices read; a stream with more is unreadable, as requests for more than one choice are not cached. */
const CHOICES_MAX = 128;

/** Merges a chunk's choices. False where they are not choices, or continue one that has ended. */
function foldChoices(
  choices: Map<number, Json>,
  parts: unknown,
  format: ChunkFormat,
  sure: Certainty,
): boolean {
  if (parts === undefined || parts === null) return true;
  if (!Array.isArray(parts)) return false;
  for (const item of parts) {
    const part = record(item);
    if (part === null) return false;
    const index = Object.hasOwn(part, "index") ? numberOf(part["index"]) : 0;
    if (index === null || !Number.isInteger(index) || index < 0 || index >= CHOICES_MAX) return false;
    let choice = choices.get(index);
    if (choice === undefined) choices.set(index, (choice = {}));
    if (isEnded(choice) && goesOn(choice, part)) return false;
    format.foldChoice(choice, part, sure);
  }
  return true;
}

function isEnded(choice: Json): boolean {
  const reason = own(choice, "finish_reason");
  return reason !== undefined && reason !== null && reason !== "";
}

/**
 * Does a chunk continue a choice that has ended, by text, calls, sound or another end? Members repeated in every chunk,
 * such as the role, do not count.
 */
function goesOn(choice: Json, part: Json): boolean {
  const reason = own(part, "finish_reason");
  if (reason !== undefined && reason !== null && reason !== own(choice, "finish_reason")) return true;
  if (says("text", own(part, "text"))) return true;
  return Object.entries(record(own(part, "delta")) ?? {}).some(([name, value]) => says(name, value));
}

function says(name: string, value: unknown): boolean {
  if (typeof value === "string") return value !== "" && comesInPieces(name);
  if (Array.isArray(value)) return value.length > 0;
  const object = record(value);
  return object !== null && Object.keys(object).length > 0;
}

/** The top-level members in upstream's order; all others follow. */
const FIRST_MEMBERS = ["id", "object", "created", "model", "choices", "usage"];

function documentOf(top: Json, choices: Map<number, Json>, format: ChunkFormat): Json {
  putMember(top, "object", format.whole);
  putMember(
    top,
    "choices",
    [...choices].sort(([a], [b]) => a - b).map(([index, choice]) => format.finishChoice(choice, index)),
  );
  const out: Json = {};
  for (const name of FIRST_MEMBERS) if (Object.hasOwn(top, name)) putMember(out, name, top[name]);
  for (const name of Object.keys(top)) putMember(out, name, own(top, name));
  return out;
}

/**
 * A document as a stream that stands for it. With `includeUsage` as upstream does it: `usage: null` in every chunk, and
 * one more chunk with the usage.
 */
export function unfoldChunks(json: Json, format: ChunkFormat, includeUsage: boolean): string[] {
  const usage = own(json, "usage") ?? null;
  const tellsUsage = includeUsage && usage !== null;
  const head = chunkHead(json, format);
  // Unknown members go in the first chunk only, as they may be large.
  let once = membersOf(less(json, TOLD_APART));
  const out: string[] = [];
  const tell = (choices: string, end: string) => {
    out.push(`data: {${head}${once}"choices":[${choices}]${end}}\n\n`);
    once = "";
  };
  const list = own(json, "choices");
  (Array.isArray(list) ? list : []).forEach((item, position) => {
    const choice = record(item) ?? {};
    const index = numberOf(own(choice, "index")) ?? position;
    for (const text of format.tellChoice(choice, index)) tell(text, tellsUsage ? ',"usage":null' : "");
  });
  if (tellsUsage) tell("", `,"usage":${writeJson(usage)}`);
  out.push(`data: ${DONE}\n\n`);
  return out;
}

const DONE = "[DONE]";
const IN_EVERY_CHUNK = ["id", "object", "created", "model", "system_fingerprint", "service_tier"];
const TOLD_APART: ReadonlySet<string> = new Set([...IN_EVERY_CHUNK, "choices", "usage"]);

function chunkHead(json: Json, format: ChunkFormat): string {
  const head: Json = {};
  for (const name of IN_EVERY_CHUNK) if (Object.hasOwn(json, name)) head[name] = json[name];
  head["object"] = format.chunk;
  return membersOf(head);
}

/** An object's members as JSON text, each followed by a comma. */
function membersOf(object: Json): string {
  const text = writeJson(object).slice(1, -1);
  return text === "" ? "" : `${text},`;
}
