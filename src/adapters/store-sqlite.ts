/**
 * Answers in one SQLite file, by Node's own driver, in WAL mode: readers never wait for the writer, several processes
 * may share the file, and a killed process loses nothing that was acknowledged. Reads are synchronous; writes are
 * gathered (sqlite-writer.ts). Power loss may take the last moments: `synchronous` is NORMAL, it is a cache.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import type { Entry, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { Store, StoredVector } from "../ports.ts";
import {
  factsOf,
  openEntry,
  openFacts,
  openVector,
  type SealedFacts,
  type SealKey,
  sealEntry,
  sealVector,
} from "./entry-codec.ts";
import type { OnFault } from "./fault-report.ts";
import { inodeOf, type OpenedFile, openSqliteFile, refusal, setAside } from "./sqlite-file.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { checkNote, NOTES_MAX, notesFull, openNote, sealNote } from "./store-notes.ts";

export interface SqliteStoreOptions {
  /** See SealKey. Default null. */
  readonly sealKey?: SealKey;
  /** Made where it is missing, with its directory. ":memory:" keeps nothing. */
  readonly path: string;
  readonly onFault: OnFault;
}

/** Never throws: where the file cannot be used, answers are kept in memory and `onFault` says so. */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  return new Sqlite(options);
}

/** The body comes last: reading the columns before it does not touch its pages. */
const SCHEMA = `
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

const PAGE_ROWS = 200;
const SWEEP_ROWS = 200;
/** One sweep gives back to the disk at most so many free pages of 4 kB; the others are used again. */
const VACUUM = "PRAGMA incremental_vacuum(1000)";
/** A disk that damages file after file is not worth a fourth. */
const REPLACED_MAX = 3;

type Row = Record<string, SQLOutputValue>;

class Sqlite implements Store {
  readonly kind = "sqlite";
  readonly isShared = false;
  readonly #path: string;
  readonly #seal: SealKey;
  readonly #onFault: OnFault;
  readonly #writer: SqliteWriter;
  #file: OpenedFile;
  #inode: number | null;
  #sql: Statements;
  #replaced = 0;
  /** What this transaction changes in the totals. */
  #change = { entries: 0, bytes: 0 };
  #closed = false;

  constructor({ path, onFault, sealKey = null }: SqliteStoreOptions) {
    this.#path = path;
    this.#seal = sealKey;
    this.#onFault = onFault;
    this.#file = openSqliteFile(path, SCHEMA, onFault);
    this.#inode = inodeOf(path);
    this.#sql = statements(this.#file.db);
    this.#writer = new SqliteWriter({
      db: () => this.#file.db,
      beforeCommit: () => this.#total(),
      afterRollback: () => void (this.#change = { entries: 0, bytes: 0 }),
      onDamage: () => this.#replace(),
    });
  }

  get(key: Key, nowMs: number): Entry | null {
    return this.#entry(
      (sql) => sql.byKey.get(key),
      nowMs,
      (entry) => entry.key === key,
    );
  }

  getById(id: EntryId, nowMs: number): Entry | null {
    return this.#entry(
      (sql) => sql.byId.get(id),
      nowMs,
      (entry) => entry.id === id,
    );
  }

  async put(entry: Entry, vector: StoredVector | null): Promise<void> {
    const { format, facts, seal } = sealEntry(this.#seal, entry);
    const sealed = vector && sealVector(this.#seal, entry.id, vector);
    const bytes = facts.length + entry.body.length + (sealed?.bytes.byteLength ?? 0);
    await this.#writer.write(() => {
      this.#gone(this.#sql.replace.all(entry.key, entry.id));
      this.#sql.insert.run(
        entry.key,
        entry.id,
        entry.semantic ? 1 : 0,
        entry.storedAtMs,
        entry.expiresAtMs,
        entry.staleUntilMs,
        bytes,
        format,
        facts,
        seal,
        sealed?.fingerprint ?? null,
        sealed?.bytes ?? null,
        sealed?.seal ?? null,
        entry.body,
      );
      this.#change.entries++;
      this.#change.bytes += bytes;
    }, bytes);
  }

  async putVector(id: EntryId, vector: StoredVector): Promise<void> {
    const { fingerprint, bytes, seal } = sealVector(this.#seal, id, vector);
    await this.#writer.write(() => {
      const before = this.#sql.vectorBytes.get(id);
      if (before === undefined) return;
      const more = bytes.byteLength - Number(before["bytes"]);
      this.#sql.setVector.run(fingerprint, bytes, seal, more, id);
      this.#change.bytes += more;
    }, bytes.byteLength);
  }

  delete(id: EntryId): Promise<boolean> {
    return this.#writer.write(() => this.#gone(this.#sql.deleteId.all(id)) > 0);
  }

  async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow> {
    let beforeMs = Number.MAX_VALUE;
    let beforeRow = Number.MAX_SAFE_INTEGER;
    for (let left = limit; left > 0; ) {
      const rows = this.#read((sql) => sql.page.all(beforeMs, beforeRow, PAGE_ROWS)) ?? [];
      for (const row of rows) {
        const found = this.#indexRow(row, fingerprint);
        if (found === null || !found.facts.semantic || nowMs >= found.facts.expiresAtMs) continue;
        yield found;
        if (--left === 0) return;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      beforeMs = Number(last["stored_at"]);
      beforeRow = Number(last["row"]);
      await nextTurn();
    }
  }

  async getNote(name: string): Promise<string | null> {
    const value = this.#read((sql) => sql.note.get(name))?.["value"];
    if (typeof value !== "string") return null;
    const note = openNote(this.#seal, name, value);
    if (note === null) {
      this.#onFault("store", new PortFault("store", "corrupt", "a note was not ours and is deleted"));
      await this.deleteNote(name);
    }
    return note;
  }

  async putNote(name: string, value: string): Promise<void> {
    checkNote(name, value);
    const note = sealNote(this.#seal, name, value);
    const took = await this.#writer.write(
      () => this.#sql.setNote.run(name, note, NOTES_MAX, name).changes !== 0,
      value.length,
    );
    if (!took) throw notesFull();
  }

  async deleteNote(name: string): Promise<void> {
    await this.#writer.write(() => this.#sql.deleteNote.run(name));
  }

  async noteNames(prefix: string, limit: number): Promise<string[]> {
    // Names are sorted by their UTF-8 bytes: those with the prefix stand together, from the prefix on.
    const names: string[] = [];
    for (const row of this.#read((sql) => sql.notes.all(prefix, limit)) ?? []) {
      const name = String(row["name"]);
      if (!name.startsWith(prefix)) break;
      names.push(name);
    }
    return names;
  }

  async sweep(nowMs: number, bytesMax: number): Promise<number> {
    let gone = 0;
    for (;;) {
      const count = await this.#writer.write(() => this.#gone(this.#sql.deleteDead.all(nowMs, SWEEP_ROWS)));
      gone += count;
      if (count < SWEEP_ROWS) break;
    }
    while (bytesMax > 0 && (await this.stats()).bytes > bytesMax) {
      const count = await this.#writer.write(() => this.#dropOldest(bytesMax));
      if (count === 0) break;
      gone += count;
    }
    if (gone > 0) await this.#writer.write(() => this.#file.db.exec(VACUUM));
    return gone;
  }

  async stats(): Promise<{ entries: number; bytes: number }> {
    const row = this.#read((sql) => sql.totals.get());
    return { entries: Number(row?.["entries"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#writer.close();
    this.#file.db.close();
  }

  #entry(
    read: (sql: Statements) => Row | undefined,
    nowMs: number,
    asked: (entry: Entry) => boolean,
  ): Entry | null {
    const row = this.#read(read);
    if (!row) return null;
    const entry = openEntry(this.#seal, sealedFacts(row), bytesIn(row, "body"));
    if (entry === "other-format") return null;
    if (entry === "damaged" || !asked(entry)) {
      this.#dropDamaged(row);
      return null;
    }
    return nowMs < entry.staleUntilMs ? entry : null;
  }

  #indexRow(row: Row, fingerprint: Fingerprint): IndexRow | null {
    const open = openFacts(this.#seal, sealedFacts(row));
    if (open === "other-format") return null;
    if (open === "damaged" || open.key !== row["key"] || open.id !== row["id"]) {
      this.#dropDamaged(row);
      return null;
    }
    const facts = factsOf(open);
    if (row["fingerprint"] !== fingerprint) return { facts, vector: null };
    const vector = openVector(this.#seal, facts.id, {
      fingerprint,
      bytes: bytesIn(row, "vector"),
      seal: bytesIn(row, "vector_seal"),
    });
    if (vector === null)
      this.#onFault(
        "store",
        new PortFault("store", "corrupt", "a stored vector was damaged and is made anew"),
      );
    return { facts, vector: vector?.vector ?? null };
  }

  #dropDamaged(row: Row): void {
    this.#onFault("store", new PortFault("store", "corrupt", "a stored answer was damaged and is deleted"));
    const at = row["row"] as number;
    this.#writer
      .write(() => this.#gone(this.#sql.deleteRow.all(at)))
      .catch(() => {
        // Told when it was found; it is found again, and never served.
      });
  }

  /** Null where the file had to be replaced: whatever was asked for is not in the new one. */
  #read<T>(read: (sql: Statements) => T): T | null {
    if (this.#closed) throw new PortFault("store", "unavailable", "the store is closed");
    try {
      return read(this.#sql);
    } catch (error) {
      if (refusal(error) !== "damaged")
        throw new PortFault("store", "unavailable", "the database refused a read");
      this.#replace();
      return null;
    }
  }

  /** A file that turns out to be damaged while it is used is set aside, and a fresh one begun. */
  #replace(): void {
    try {
      this.#file.db.close();
    } catch {
      // It is given up either way.
    }
    const renamed = this.#file.mode === "file" && setAside(this.#path, this.#inode, this.#onFault);
    const path = renamed && ++this.#replaced <= REPLACED_MAX ? this.#path : ":memory:";
    this.#file = openSqliteFile(path, SCHEMA, this.#onFault);
    this.#inode = inodeOf(path);
    this.#sql = statements(this.#file.db);
  }

  #gone(rows: readonly Row[]): number {
    this.#change.entries -= rows.length;
    for (const row of rows) this.#change.bytes -= Number(row["bytes"]);
    return rows.length;
  }

  #dropOldest(bytesMax: number): number {
    let over = Number(this.#sql.totals.get()?.["bytes"] ?? 0) + this.#change.bytes - bytesMax;
    let count = 0;
    for (const row of this.#sql.oldest.all(SWEEP_ROWS)) {
      if (over <= 0) break;
      over -= Number(row["bytes"]);
      count += this.#gone(this.#sql.deleteRow.all(row["row"] as number));
    }
    return count;
  }

  /** The totals change with the rows, in the same transaction: right for every process that shares the file. */
  #total(): void {
    const { entries, bytes } = this.#change;
    if (entries !== 0 || bytes !== 0) this.#sql.addTotals.run(entries, bytes);
    this.#change = { entries: 0, bytes: 0 };
  }
}

type Statements = ReturnType<typeof statements>;

function statements(db: DatabaseSync) {
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
    oldest: sql("SELECT row, bytes FROM entries ORDER BY stored_at, row LIMIT ?"),
    page: sql(
      `SELECT ${sealed}, stored_at, fingerprint, vector, vector_seal FROM entries
       WHERE semantic = 1 AND (stored_at, row) < (?, ?) ORDER BY stored_at DESC, row DESC LIMIT ?`,
    ),
    totals: sql("SELECT entries, bytes FROM totals"),
    addTotals: sql("UPDATE totals SET entries = entries + ?, bytes = bytes + ?"),
    note: sql("SELECT value FROM notes WHERE name = ?"),
    setNote: sql(
      `INSERT INTO notes SELECT ?1, ?2 WHERE (SELECT count(*) FROM notes) < ?3
       OR EXISTS (SELECT 1 FROM notes WHERE name = ?4)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ),
    deleteNote: sql("DELETE FROM notes WHERE name = ?"),
    notes: sql("SELECT name FROM notes WHERE name >= ? ORDER BY name LIMIT ?"),
  };
}

function sealedFacts(row: Row): SealedFacts {
  return {
    format: Number(row["format"]),
    facts: String(row["facts"]),
    seal: bytesIn(row, "seal"),
  };
}

/** A damaged file may hold anything anywhere; no bytes fail every check. */
function bytesIn(row: Row, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : NO_BYTES;
}

const NO_BYTES = new Uint8Array(0);

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
