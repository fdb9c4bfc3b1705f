/** The tables of a store in SQLite, its statements, and its rows in the codec's shape. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Entry } from "../model.ts";
import type { StoredVector } from "../ports.ts";
import { type SealedFacts, sealEntry, sealVector } from "./entry-codec.ts";
import type { Seals } from "./seals.ts";

export type SqlRow = Record<string, SQLOutputValue>;

/** The tables. The body is the last column: reading the columns before it does not touch its pages. */
export const SCHEMA = `
  CREATE TABLE entries (
    row INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE, semantic INTEGER NOT NULL,
    stored_at REAL NOT NULL, expires_at REAL NOT NULL, stale_until REAL NOT NULL, bytes INTEGER NOT NULL,
    format INTEGER NOT NULL, facts TEXT NOT NULL, seal BLOB NOT NULL,
    fingerprint TEXT, vector BLOB, vector_seal BLOB, body BLOB NOT NULL
  );
  CREATE INDEX entries_by_age ON entries (stored_at);
  CREATE INDEX entries_by_meaning ON entries (stored_at) WHERE semantic = 1;
  CREATE INDEX entries_by_end ON entries (stale_until);
  CREATE TABLE totals (one INTEGER PRIMARY KEY CHECK (one = 1), entries INTEGER NOT NULL, bytes INTEGER NOT NULL);
  INSERT INTO totals VALUES (1, 0, 0);
  CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
`;

export type Statements = ReturnType<typeof statements>;

export function statements(db: DatabaseSync) {
  const sql = (text: string): StatementSync => db.prepare(text);
  const sealed = "row, key, id, format, facts, seal";
  return {
    byKey: sql(`SELECT ${sealed}, body FROM entries WHERE key = ?`),
    byId: sql(`SELECT ${sealed}, body FROM entries WHERE id = ?`),
    replace: sql("DELETE FROM entries WHERE key = ? OR id = ? RETURNING bytes"),
    insert: sql(
      `INSERT INTO entries (key, id, semantic, stored_at, expires_at, stale_until, bytes, format, facts, seal,
       fingerprint, vector, vector_seal, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    vectorBytes: sql("SELECT coalesce(length(vector), 0) AS bytes FROM entries WHERE id = ?"),
    setVector: sql(
      "UPDATE entries SET fingerprint = ?, vector = ?, vector_seal = ?, bytes = bytes + ? WHERE id = ?",
    ),
    deleteId: sql("DELETE FROM entries WHERE id = ? RETURNING bytes"),
    deleteRow: sql("DELETE FROM entries WHERE row = ? RETURNING bytes"),
    deleteDead: sql(
      "DELETE FROM entries WHERE row IN (SELECT row FROM entries WHERE stale_until <= ? LIMIT ?) RETURNING bytes",
    ),
    deleteOldest: sql(
      `DELETE FROM entries WHERE row IN (
         SELECT row FROM (
           SELECT row, sum(bytes) OVER (ORDER BY stored_at, row) - bytes AS before
           FROM (SELECT row, bytes, stored_at FROM entries ORDER BY stored_at, row LIMIT ?))
         WHERE before < ?) RETURNING bytes`,
    ),
    held: sql(
      `SELECT row, bytes, stored_at, CASE WHEN json_valid(facts) THEN json_extract(facts, '$.tenant') END AS tenant
       FROM entries WHERE row > ? ORDER BY row LIMIT ?`,
    ),
    page: sql(
      `SELECT ${sealed}, stored_at, fingerprint, vector, vector_seal FROM entries
       WHERE semantic = 1 AND (stored_at, row) < (?, ?) ORDER BY stored_at DESC, row DESC LIMIT ?`,
    ),
    scan: sql(`SELECT ${sealed} FROM entries WHERE row > ? AND stale_until > ? ORDER BY row LIMIT ?`),
    totals: sql("SELECT entries, bytes FROM totals"),
    addTotals: sql("UPDATE totals SET entries = entries + ?, bytes = bytes + ?"),
    note: sql("SELECT value FROM notes WHERE name = ?"),
    setNote: sql(
      `INSERT INTO notes SELECT ?1, ?2 WHERE (SELECT count(*) FROM notes) < ?3
       OR EXISTS (SELECT 1 FROM notes WHERE name = ?4)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ),
    deleteNote: sql("DELETE FROM notes WHERE name = ?"),
    notes: sql("SELECT name, value FROM notes WHERE name >= ? ORDER BY name LIMIT ?"),
  };
}

export function sealedFactsOfRow(row: SqlRow): SealedFacts {
  return {
    format: Number(row["format"]),
    facts: String(row["facts"]),
    seal: bytesIn(row, "seal"),
  };
}

/** The bytes in a column; empty where it holds something else, as in a damaged file: empty bytes fail every check. */
export function bytesIn(row: SqlRow, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : NO_BYTES;
}

const NO_BYTES = new Uint8Array(0);

/** The values of an entry's row, and the bytes that it counts for. */
export function rowOf(seals: Seals, entry: Entry, vector: StoredVector | null) {
  const { format, facts, seal } = sealEntry(seals, entry);
  const sealed = vector && sealVector(seals, entry.id, vector);
  const bytes = facts.length + entry.body.length + (sealed?.bytes.byteLength ?? 0);
  const { key, id, storedAtMs, expiresAtMs, staleUntilMs, body } = entry;
  const ofVector = [sealed?.fingerprint ?? null, sealed?.bytes ?? null, sealed?.seal ?? null];
  const times = [storedAtMs, expiresAtMs, staleUntilMs];
  return {
    bytes,
    values: [key, id, entry.semantic ? 1 : 0, ...times, bytes, format, facts, seal, ...ofVector, body],
  };
}
