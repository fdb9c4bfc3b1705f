/**
 * The audit trail: records of actions by a person or a rule that change what is served. Each has a keyed hash over
 * itself and the previous record's hash, so that nobody without the secret can change, remove or insert one. The newest
 * hash is kept apart, which reveals a trail cut off at its end.
 */
import type { KeyObject } from "node:crypto";
import { macText } from "../mac.ts";

export interface AuditRecord {
  /** Position in the chain, counted from 1. */
  readonly seq: number;
  /** Time of the action, ISO 8601. */
  readonly at: string;
  readonly action: AuditAction;
  /** Who did it: a person's name, or the rule that acted. */
  readonly actor: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** `hash` of the record before this one; "" for the first. */
  readonly previous: string;
  readonly hash: string;
}

export type AuditAction = "purge" | "rollout" | "revocation" | "feedback";

export function chained(secret: KeyObject, record: Omit<AuditRecord, "hash">): AuditRecord {
  return { ...record, hash: hashOf(secret, record) };
}

/**
 * True where no record was changed, added or removed. `head`: hash of the newest record, kept apart; null: none is
 * known.
 */
export function isIntact(secret: KeyObject, records: readonly AuditRecord[], head: string | null): boolean {
  let previous = "";
  let seq = 0;
  for (const record of records) {
    const { hash, ...rest } = record;
    if (rest.previous !== previous || rest.seq !== ++seq || hash !== hashOf(secret, rest)) return false;
    previous = hash;
  }
  return head === null || records.some(({ hash }) => hash === head);
}

function hashOf(secret: KeyObject, record: Omit<AuditRecord, "hash">): string {
  const { seq, at, action, actor, details, previous } = record;
  const text = JSON.stringify([seq, at, action, actor, details, previous]);
  return macText(secret, "semblance-audit\0", text);
}
