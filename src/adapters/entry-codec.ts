/**
 * Stored answers as rows: facts as JSON under an HMAC, which hold the SHA-256 of the body. So the facts can be trusted
 * without reading the body, and neither a flipped byte nor a swapped body goes unnoticed, nor a row that somebody wrote
 * who does not know the gateway's secret. The key and the id are
 * among the facts: a reader compares them with what it asked for.
 */
import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";
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
import type { StoredVector } from "../ports.ts";

/**
 * Of rows written by this version. Rows of a later format are left alone: a newer gateway may share the store. Those of
 * format 1 had a plain checksum, which anybody can make: they are as good as damaged.
 */
const ENTRY_FORMAT = 2;

/** Under which rows are sealed; null: against accidents only, where nobody else can write. */
export type SealKey = KeyObject | null;

export interface SealedFacts {
  readonly format: number;
  /** JSON, ASCII-safe for lone surrogates. */
  readonly facts: string;
  /** 32 bytes. */
  readonly seal: Uint8Array;
}

export interface SealedVector {
  readonly fingerprint: string;
  /** 32-bit floats, little-endian. */
  readonly bytes: Uint8Array;
  /** 32 bytes, over id, fingerprint and bytes. */
  readonly seal: Uint8Array;
}

/** Why a row cannot be read: it changed since it was written, or another version wrote it. */
export type Unreadable = "damaged" | "other-format";

export type OpenFacts = EntryFacts & { readonly headers: readonly Header[]; readonly bodySum: string };

/** Throws as `checkFacts` does. */
export function sealEntry(key: SealKey, entry: Entry): SealedFacts {
  const open: OpenFacts = {
    ...(entry.owner === undefined ? {} : { owner: entry.owner }),
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
  return { format: ENTRY_FORMAT, facts, seal: sealOf(key, ENTRY_FORMAT, facts) };
}

/** Throws PortFault "invalid" for what no store takes, such as a time that is not finite. */
export function checkFacts(entry: Omit<Entry, "body">): void {
  if (!areFacts(entry))
    throw new PortFault("store", "invalid", "an entry with invalid facts cannot be stored");
}

export function openFacts(key: SealKey, sealed: SealedFacts): OpenFacts | Unreadable {
  if (sealed.format > ENTRY_FORMAT) return "other-format";
  if (sealed.format !== ENTRY_FORMAT) return "damaged";
  if (!equal(sealed.seal, sealOf(key, sealed.format, sealed.facts))) return "damaged";
  const open: unknown = JSON.parse(sealed.facts);
  return areFacts(open) && isString(open.bodySum) ? open : "damaged";
}

/** The body is kept as handed in, not copied. */
export function openEntry(key: SealKey, sealed: SealedFacts, body: Uint8Array): Entry | Unreadable {
  const open = openFacts(key, sealed);
  if (typeof open === "string") return open;
  if (sha256(body) !== open.bodySum) return "damaged";
  return {
    ...factsOf(open),
    headers: open.headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}

/** What the index needs, without headers. */
export function factsOf(open: OpenFacts): EntryFacts {
  const { headers: _headers, bodySum: _bodySum, ...facts } = open;
  return facts;
}

export function sealVector(key: SealKey, id: EntryId, { fingerprint, vector }: StoredVector): SealedVector {
  const bytes = Buffer.from(vector.slice().buffer);
  return { fingerprint, bytes, seal: vectorSealOf(key, id, fingerprint, bytes) };
}

/** Null for what must not be compared: damaged, not finite, or not of length 1 within 1e-3. */
export function openVector(key: SealKey, id: EntryId, sealed: SealedVector): StoredVector | null {
  const { bytes, fingerprint } = sealed;
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) return null;
  if (!equal(sealed.seal, vectorSealOf(key, id, fingerprint, bytes))) return null;
  // Copied: a row's bytes need not be aligned to four.
  const vector = new Float32Array(Uint8Array.from(bytes).buffer);
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(Math.abs(Math.sqrt(sum) - 1) <= 1e-3)) return null;
  return { fingerprint: fingerprint as Fingerprint, vector: vector as UnitVector };
}

const isString = (value: unknown) => typeof value === "string";
const isTime = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown) => isTime(value) && (value as number) >= 0;

const FIELDS = {
  owner: (value) => value === undefined || isString(value),
  id: isString,
  key: isString,
  scope: isString,
  tenant: isString,
  route: (value) => ROUTES.some((route) => route === value),
  model: isString,
  question: isString,
  semantic: (value) => typeof value === "boolean",
  storedAtMs: isTime,
  expiresAtMs: isTime,
  staleUntilMs: isTime,
  form: (value) => FORMS.some((form) => form === value),
  usage: (value) => value === null || isUsage(value),
  upstreamMs: isCount,
  headers: (value) => Array.isArray(value) && value.every(isHeader),
} satisfies Record<Exclude<keyof OpenFacts, "bodySum">, (value: unknown) => boolean>;

const FIELD_CHECKS = Object.entries(FIELDS);

function areFacts(value: unknown): value is OpenFacts {
  if (typeof value !== "object" || value === null) return false;
  return FIELD_CHECKS.every(([name, valid]) => valid((value as Record<string, unknown>)[name]));
}

function isUsage(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { inputTokens, outputTokens } = value as Record<string, unknown>;
  return isCount(inputTokens) && isCount(outputTokens);
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isString);
}

function sealOf(key: SealKey, format: number, facts: string): Buffer {
  return createHmac("sha256", key ?? "")
    .update(`entry ${format}\n${facts}`)
    .digest();
}

function vectorSealOf(key: SealKey, id: EntryId, fingerprint: string, bytes: Uint8Array): Buffer {
  return createHmac("sha256", key ?? "")
    .update(`vector ${JSON.stringify([id, fingerprint])}\n`)
    .update(bytes)
    .digest();
}

function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "base64url");
}

function equal(a: Uint8Array, b: Buffer): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
