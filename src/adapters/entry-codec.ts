/**
 * Stored answers as rows. The facts are JSON under a seal (seals.ts) and hold the body's SHA-256, so they can be
 * trusted
 * without reading the body, and a changed byte or a swapped body is noticed. Key and id are among the facts: a reader
 * compares them with what it asked for.
 */
import { hash } from "node:crypto";
import { PortFault } from "../errors.ts";
import {
  type Entry,
  type EntryFacts,
  type EntryId,
  type Fingerprint,
  FORMS,
  type Header,
  ROUTES,
  type UnitVector,
} from "../model.ts";
import { fieldsOf, isFields, isOneOf } from "../narrow.ts";
import type { StoredVector } from "../ports.ts";
import { isEqual, plainSum, type Seals } from "./seals.ts";

/**
 * Format of the rows that this version writes. Rows of a later format are left alone: a newer gateway may share the
 * store.
 */
const ENTRY_FORMAT = 2;
/**
 * Format of rows written before there were seals, under a SHA-256 that anybody can compute. They are trusted only while
 * the store is being sealed for the first time.
 */
const UNSEALED_FORMAT = 1;

export interface SealedFacts {
  readonly format: number;
  /** The facts as JSON, with lone surrogates escaped in ASCII. */
  readonly facts: string;
  /** The seal over format and facts, 32 bytes. */
  readonly seal: Uint8Array;
}

export interface SealedVector {
  readonly fingerprint: string;
  /** The vector as 32-bit floats, little-endian. */
  readonly bytes: Uint8Array;
  /** The seal over id, fingerprint and bytes, 32 bytes. */
  readonly seal: Uint8Array;
}

/** Why a row cannot be read: "damaged": its seal or sum is wrong; "other-format": a later version wrote it. */
export type UnreadableEntry = "damaged" | "other-format";

export type OpenFacts = EntryFacts & { readonly headers: readonly Header[]; readonly bodySum: string };

/** The facts of an entry as a sealed row. Throws as `checkFacts` does. */
export function sealEntry(seals: Seals, entry: Entry): SealedFacts {
  const open: OpenFacts = {
    ...(entry.owner === undefined ? {} : { owner: entry.owner }),
    ...(entry.tags === undefined ? {} : { tags: entry.tags }),
    ...(entry.context === undefined ? {} : { context: entry.context }),
    id: entry.id,
    key: entry.key,
    scope: entry.scope,
    tenant: entry.tenant,
    route: entry.route,
    model: entry.model,
    question: entry.question,
    semantic: entry.semantic,
    storedAtMs: entry.storedAtMs,
    expiresAtMs: entry.expiresAtMs,
    staleUntilMs: entry.staleUntilMs,
    form: entry.form,
    usage: entry.usage,
    upstreamMs: entry.upstreamMs,
    headers: entry.headers,
    bodySum: sha256(entry.body),
  };
  if (!areFacts(open))
    throw new PortFault("store", "invalid", "an entry with invalid facts cannot be stored");
  const facts = JSON.stringify(open);
  return { format: ENTRY_FORMAT, facts, seal: sealOf(seals, facts) };
}

/** Throws PortFault "invalid" for facts that no store accepts, such as a time that is not finite. */
export function checkFacts(entry: Omit<Entry, "body">): void {
  if (!areFacts(entry))
    throw new PortFault("store", "invalid", "an entry with invalid facts cannot be stored");
}

export function openFacts(seals: Seals, sealed: SealedFacts): OpenFacts | UnreadableEntry {
  if (sealed.format > ENTRY_FORMAT) return "other-format";
  if (!isTrue(seals, sealed)) return "damaged";
  const open: unknown = JSON.parse(sealed.facts);
  return areFacts(open) && isString(open.bodySum) ? open : "damaged";
}

/** A new seal for a row from before there were seals; null where the row needs none, or its plain sum is wrong. */
export function sealAnew(seals: Seals, sealed: SealedFacts): SealedFacts | null {
  if (sealed.format !== UNSEALED_FORMAT || !isTrue(seals, sealed)) return null;
  return { format: ENTRY_FORMAT, facts: sealed.facts, seal: sealOf(seals, sealed.facts) };
}

/** The seal for a vector from before there were seals; null where its plain sum is wrong. */
export function sealVectorAnew(seals: Seals, id: EntryId, sealed: SealedVector): Uint8Array | null {
  const { fingerprint, bytes } = sealed;
  if (!seals.believesUnsealed || !isEqual(sealed.seal, plainVectorSum(id, fingerprint, bytes))) return null;
  return vectorSealOf(seals, id, fingerprint, bytes);
}

/** The stored entry, or why it is unreadable. The body is kept as passed in, not copied. */
export function openEntry(seals: Seals, sealed: SealedFacts, body: Uint8Array): Entry | UnreadableEntry {
  const open = openFacts(seals, sealed);
  if (typeof open === "string") return open;
  if (sha256(body) !== open.bodySum) return "damaged";
  return {
    ...factsOf(open),
    headers: open.headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}

/** The facts that the index needs, without headers and body sum. */
export function factsOf(open: OpenFacts): EntryFacts {
  const { headers: _headers, bodySum: _bodySum, ...facts } = open;
  return facts;
}

export function sealVector(seals: Seals, id: EntryId, { fingerprint, vector }: StoredVector): SealedVector {
  const bytes = Buffer.from(vector.slice().buffer);
  return { fingerprint, bytes, seal: vectorSealOf(seals, id, fingerprint, bytes) };
}

/** The stored vector; null where its seal is wrong, a value is not finite, or its length is not 1 within 1e-3. */
export function openVector(seals: Seals, id: EntryId, sealed: SealedVector): StoredVector | null {
  const { bytes, fingerprint } = sealed;
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) return null;
  const isOurs = isEqual(sealed.seal, vectorSealOf(seals, id, fingerprint, bytes));
  if (!isOurs && sealVectorAnew(seals, id, sealed) === null) return null;
  // A copy, as the bytes of a row need not be aligned to four.
  const vector = new Float32Array(Uint8Array.from(bytes).buffer);
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(Math.abs(Math.sqrt(sum) - 1) <= 1e-3)) return null;
  return { fingerprint: fingerprint as Fingerprint, vector: vector as UnitVector };
}

const isString = (value: unknown) => typeof value === "string";
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown) => isTime(value) && value >= 0;

const FIELDS = {
  owner: (value) => value === undefined || isString(value),
  context: (value) => value === undefined || isString(value),
  tags: (value) => value === undefined || (Array.isArray(value) && value.every(isString)),
  id: isString,
  key: isString,
  scope: isString,
  tenant: isString,
  route: (value) => isOneOf(ROUTES, value),
  model: isString,
  question: isString,
  semantic: (value) => typeof value === "boolean",
  storedAtMs: isTime,
  expiresAtMs: isTime,
  staleUntilMs: isTime,
  form: (value) => isOneOf(FORMS, value),
  usage: (value) => value === null || isUsage(value),
  upstreamMs: isCount,
  headers: (value) => Array.isArray(value) && value.every(isHeader),
} satisfies Record<Exclude<keyof OpenFacts, "bodySum">, (value: unknown) => boolean>;

const FIELD_CHECKS = Object.entries(FIELDS);

function areFacts(value: unknown): value is OpenFacts {
  return isFields(value) && FIELD_CHECKS.every(([name, valid]) => valid(value[name]));
}

function isUsage(value: unknown): boolean {
  const { inputTokens, outputTokens, cachedTokens = 0, writtenTokens = 0 } = fieldsOf(value);
  return [inputTokens, outputTokens, cachedTokens, writtenTokens].every(isCount);
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isString);
}

function isTrue(seals: Seals, { format, facts, seal }: SealedFacts): boolean {
  if (format === ENTRY_FORMAT) return isEqual(seal, sealOf(seals, facts));
  return (
    format === UNSEALED_FORMAT && seals.believesUnsealed && isEqual(seal, plainSum(`${format}\n${facts}`))
  );
}

function sealOf(seals: Seals, facts: string): Buffer {
  return seals.of("entry", [String(ENTRY_FORMAT), facts]);
}

function vectorSealOf(seals: Seals, id: EntryId, fingerprint: string, bytes: Uint8Array): Buffer {
  return seals.of("vector", [id, fingerprint, bytes]);
}

function plainVectorSum(id: EntryId, fingerprint: string, bytes: Uint8Array): Buffer {
  return plainSum(JSON.stringify([id, fingerprint]), bytes);
}

function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "base64url");
}
