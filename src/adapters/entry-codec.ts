/**
 * Stored answers as rows: facts and headers as JSON, the body as bytes, and a checksum over all of it, so that a
 * damaged or foreign row is a miss and never an answer. The key stands inside the checked part: a row found under
 * another key is refused too.
 */
import { createHash } from "node:crypto";
import {
  type Entry,
  type EntryFacts,
  FORMS,
  type Header,
  ROUTES,
  type UnitVector,
  unitVector,
} from "../model.ts";

/** Version of the row's layout; a reader takes its own only. */
export const CODEC_VERSION = 1;

export interface EncodedEntry {
  /** JSON: version, facts, headers. */
  readonly meta: string;
  readonly body: Buffer;
  /** SHA-256 over meta and body, 32 bytes. */
  readonly checksum: Buffer;
}

export function encodeEntry(entry: Entry): EncodedEntry {
  const { headers, body, ...facts } = entry;
  const meta = JSON.stringify({ v: CODEC_VERSION, facts, headers });
  return { meta, body, checksum: checksumOf(meta, body) };
}

/** Null for whatever is not exactly what `encodeEntry` made for this key. */
export function decodeEntry(row: EncodedEntry, key: string): Entry | null {
  if (!checksumOf(row.meta, row.body).equals(row.checksum)) return null;
  const read = readMeta(row.meta);
  return read && read.facts.key === key ? { ...read.facts, headers: read.headers, body: row.body } : null;
}

/** Facts without their body: what the index is rebuilt from. Checked in shape, not by checksum. */
export function decodeFacts(meta: string): EntryFacts | null {
  return readMeta(meta)?.facts ?? null;
}

export function encodeVector(vector: UnitVector): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Null for bytes that are no unit vector. */
export function decodeVector(bytes: Uint8Array): UnitVector | null {
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) return null;
  const copy = new Uint8Array(bytes);
  const values = new Float32Array(copy.buffer);
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.abs(sum - 1) < 1e-2 ? unitVector(values) : null;
}

function checksumOf(meta: string, body: Uint8Array): Buffer {
  const hash = createHash("sha256");
  hash
    .update(`${Buffer.byteLength(meta)}:`)
    .update(meta)
    .update(body);
  return hash.digest();
}

function readMeta(meta: string): { facts: EntryFacts; headers: Header[] } | null {
  try {
    const { v, facts, headers } = JSON.parse(meta) as { v: unknown; facts: EntryFacts; headers: Header[] };
    if (v !== CODEC_VERSION || !isFacts(facts) || !Array.isArray(headers)) return null;
    return { facts, headers };
  } catch {
    return null;
  }
}

const TEXTS = ["id", "key", "scope", "tenant", "model", "question"] as const;
const NUMBERS = ["storedAtMs", "expiresAtMs", "staleUntilMs", "upstreamMs"] as const;

function isFacts(facts: EntryFacts): boolean {
  if (typeof facts !== "object" || facts === null || typeof facts.semantic !== "boolean") return false;
  if (!TEXTS.every((name) => typeof facts[name] === "string")) return false;
  if (!NUMBERS.every((name) => Number.isFinite(facts[name]))) return false;
  return ROUTES.includes(facts.route) && FORMS.includes(facts.form);
}
