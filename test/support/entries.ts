/** Stored answers to test with: every field can be named, the rest is plausible. */
import { createSecretKey } from "node:crypto";
import {
  type Entry,
  type EntryId,
  type Fingerprint,
  type Key,
  type Scope,
  type TenantId,
  type UnitVector,
  unitVector,
} from "../../src/model.ts";
import type { StoredVector } from "../../src/ports.ts";

/** Redis ends lives by its own clock, so the tests' time must be the real one. */
export const NOW_MS = Date.now();

/** What stores seal under. */
export const SECRET = createSecretKey(Buffer.from("the secret of stores under test"));

export const key = (name: string) => name as Key;
export const id = (name: string) => name as EntryId;
export const scope = (name: string) => name as Scope;
export const fingerprint = (name: string) => name as Fingerprint;

/** An answer under `key-NAME` with id `ent-NAME`, stored now, fresh for an hour and stale for another. */
export function anEntry(name: string, fields: Partial<Entry> = {}): Entry {
  return {
    id: id(`ent-${name}`),
    key: key(`key-${name}`),
    scope: scope("scope"),
    tenant: "tenant" as TenantId,
    route: "chat",
    model: "gpt-5-mini",
    question: `What is ${name}?`,
    semantic: true,
    storedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 3_600_000,
    staleUntilMs: NOW_MS + 7_200_000,
    form: "json",
    usage: { inputTokens: 12, outputTokens: 34 },
    upstreamMs: 840,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(`{"answer":"${name}"}`),
    ...fields,
  };
}

export function vectorOf(...values: number[]): UnitVector {
  const vector = unitVector(values);
  if (vector === null) throw new Error("no direction");
  return vector;
}

export function stored(name: string, ...values: number[]): StoredVector {
  return { fingerprint: fingerprint(name), vector: vectorOf(...values) };
}
