/**
 * Answers in one SQLite file, by Node's own driver: WAL, so that readers never wait for the writer, and writes
 * gathered into one transaction every few milliseconds. A file that is damaged, or is no database, is set aside under
 * another name and a new one begun; a file of a newer version is left alone and answered from memory instead.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import type { Entry, Fingerprint, IndexRow } from "../model.ts";
import type { FaultPart, Store, StoredVector } from "../ports.ts";
import { decodeEntry, decodeFacts, decodeVector, encodeEntry, encodeVector } from "./entry-codec.ts";

export interface SqliteStoreOptions {
  /** Its directory is made where it is missing. */
  readonly path: string;
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
}

/** `user_version` of the file. */
const SCHEMA = 1;
/** Milliseconds that writes are gathered for. */
const GATHER_MS = 8;
/** Writes that may wait; beyond it a write is refused. */
const WAITING_MAX = 20_000;
const PAGE_ROWS = 500;
const NOTES_MAX = 100_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, semantic INTEGER NOT NULL, stored_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, stale_until INTEGER NOT NULL, meta TEXT NOT NULL, body BLOB NOT NULL,
    bytes INTEGER NOT NULL, checksum BLOB NOT NULL, fingerprint TEXT, vector BLOB
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS by_age ON entries (stored_at);
  CREATE INDEX IF NOT EXISTS by_end ON entries (stale_until);
  CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`;

type Row = Record<string, SQLOutputValue>;

/** Throws PortFault where not even a new file can be opened. */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const db = opened(options);
  const sql = statements(db);
  let waiting: { run: () => void; done: PromiseWithResolvers<void> }[] = [];
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  /** Runs `work` in the next transaction; resolves when that is committed. */
  function write(work: () => void): Promise<void> {
    if (closed) return Promise.reject(new PortFault("store", "unavailable", "the store is closed"));
    if (waiting.length >= WAITING_MAX)
      return Promise.reject(new PortFault("store", "unavailable", "too many writes wait"));
    const done = Promise.withResolvers<void>();
    waiting.push({ run: work, done });
    timer ??= setTimeout(flush, GATHER_MS);
    return done.promise;
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      db.exec("BEGIN IMMEDIATE");
      for (const { run } of batch) run();
      db.exec("COMMIT");
      for (const { done } of batch) done.resolve();
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      const fault = new PortFault("store", "unavailable", `SQLite refused a write: ${messageOf(error)}`, {
        cause: error,
      });
      for (const { done } of batch) done.reject(fault);
    }
  }

  function entryOf(row: Row | undefined, nowMs: number): Entry | null {
    if (!row || nowMs >= Number(row["stale_until"])) return null;
    const body = Buffer.from(row["body"] as Uint8Array);
    const checksum = Buffer.from(row["checksum"] as Uint8Array);
    const key = String(row["key"]);
    const entry = decodeEntry({ meta: String(row["meta"]), body, checksum }, key);
    if (entry) return entry;
    options.onFault(
      "store",
      new PortFault("store", "corrupt", "a stored answer does not match its checksum; it was deleted"),
    );
    write(() => void sql.drop.run(key)).catch((error) => options.onFault("store", error));
    return null;
  }

  function read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new PortFault("store", "unavailable", `SQLite refused a read: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  return {
    kind: "sqlite",
    get: (key, nowMs) => read(() => entryOf(sql.byKey.get(key), nowMs)),
    getById: (id, nowMs) => read(() => entryOf(sql.byId.get(id), nowMs)),
    put(entry, vector) {
      const { meta, body, checksum } = encodeEntry(entry);
      const bytes = body.length + meta.length;
      return write(() => {
        sql.dropId.run(entry.id);
        sql.put.run(
          entry.key,
          entry.id,
          entry.semantic ? 1 : 0,
          entry.storedAtMs,
          entry.expiresAtMs,
          entry.staleUntilMs,
          meta,
          body,
          bytes,
          checksum,
          vector?.fingerprint ?? null,
          vector ? encodeVector(vector.vector) : null,
        );
      });
    },
    putVector: (id, { fingerprint, vector }: StoredVector) =>
      write(() => void sql.putVector.run(fingerprint, encodeVector(vector), id)),
    async delete(id) {
      let changes = 0;
      await write(() => {
        changes = Number(sql.dropId.run(id).changes);
      });
      return changes > 0;
    },
    async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncGenerator<IndexRow> {
      let before = Number.MAX_SAFE_INTEGER;
      let beforeKey = "";
      for (let left = limit; left > 0; ) {
        const rows = read(() => sql.page.all(nowMs, before, before, beforeKey, Math.min(left, PAGE_ROWS)));
        for (const row of rows) {
          const facts = decodeFacts(String(row["meta"]));
          const blob = row["fingerprint"] === fingerprint ? (row["vector"] as Uint8Array | null) : null;
          if (facts) yield { facts, vector: blob ? decodeVector(blob) : null };
        }
        const last = rows.at(-1);
        if (!last || rows.length < PAGE_ROWS) return;
        left -= rows.length;
        before = Number(last["stored_at"]);
        beforeKey = String(last["key"]);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    getNote: async (name) => read(() => (sql.note.get(name)?.["value"] as string | undefined) ?? null),
    putNote: (name, value) =>
      write(() => {
        sql.putNote.run(name, value, Date.now());
        sql.trimNotes.run(NOTES_MAX);
      }),
    deleteNote: (name) => write(() => void sql.dropNote.run(name)),
    async noteNames(prefix, limit) {
      return read(() =>
        sql.notes.all(prefix, `${prefix}\u{10ffff}`, limit).map((row) => String(row["name"])),
      );
    },
    async sweep(nowMs, bytesMax) {
      let gone = 0;
      await write(() => {
        gone += Number(sql.dropDead.run(nowMs).changes);
        while (bytesMax > 0 && Number(sql.total.get()?.["bytes"] ?? 0) > bytesMax) {
          const changes = Number(sql.dropOldest.run().changes);
          if (changes === 0) break;
          gone += changes;
        }
      });
      return gone;
    },
    async stats() {
      const row = read(() => sql.total.get());
      return { entries: Number(row?.["entries"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
    },
    async close() {
      if (closed) return;
      flush();
      closed = true;
      db.close();
    },
  };
}

function statements(db: DatabaseSync) {
  const all = "key, id, stale_until, meta, body, checksum";
  const of = (text: string): StatementSync => db.prepare(text);
  return {
    byKey: of(`SELECT ${all} FROM entries WHERE key = ?`),
    byId: of(`SELECT ${all} FROM entries WHERE id = ?`),
    put: of(
      "INSERT OR REPLACE INTO entries (key, id, semantic, stored_at, expires_at, stale_until, meta, body, bytes, checksum, fingerprint, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    putVector: of("UPDATE entries SET fingerprint = ?, vector = ? WHERE id = ?"),
    drop: of("DELETE FROM entries WHERE key = ?"),
    dropId: of("DELETE FROM entries WHERE id = ?"),
    page: of(
      `SELECT key, meta, stored_at, fingerprint, vector FROM entries WHERE semantic = 1 AND expires_at > ?
       AND (stored_at < ? OR (stored_at = ? AND key < ?)) ORDER BY stored_at DESC, key DESC LIMIT ?`,
    ),
    note: of("SELECT value FROM notes WHERE name = ?"),
    putNote: of("INSERT OR REPLACE INTO notes (name, value, at) VALUES (?, ?, ?)"),
    trimNotes: of(
      "DELETE FROM notes WHERE name IN (SELECT name FROM notes ORDER BY at DESC LIMIT -1 OFFSET ?)",
    ),
    dropNote: of("DELETE FROM notes WHERE name = ?"),
    notes: of("SELECT name FROM notes WHERE name >= ? AND name < ? LIMIT ?"),
    dropDead: of("DELETE FROM entries WHERE stale_until <= ?"),
    dropOldest: of("DELETE FROM entries WHERE key IN (SELECT key FROM entries ORDER BY stored_at LIMIT 100)"),
    total: of("SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM entries"),
  };
}

function opened(options: SqliteStoreOptions): DatabaseSync {
  const { path, onFault } = options;
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    return open(path);
  } catch (error) {
    if (error instanceof NewerSchema) {
      onFault("store", new PortFault("store", "invalid", `${error.message}; answers are kept in memory`));
      return open(":memory:");
    }
    if (!existsSync(path) || !isDamage(error)) return inMemory(options, error);
  }
  const aside = `${path}.corrupt-${Date.now()}`;
  try {
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    onFault(
      "store",
      new PortFault("store", "corrupt", `the database was damaged; it was set aside as ${aside}`),
    );
    return open(path);
  } catch (error) {
    return inMemory(options, error);
  }
}

function inMemory(options: SqliteStoreOptions, error: unknown): DatabaseSync {
  const text = `the database cannot be opened (${messageOf(error)}); answers are kept in memory`;
  options.onFault("store", new PortFault("store", "unavailable", text, { cause: error }));
  return open(":memory:");
}

class NewerSchema extends Error {}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 1000 });
  try {
    const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (version > SCHEMA)
      throw new NewerSchema(`the database is of version ${version}, this program knows ${SCHEMA}`);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;");
    const check = db.prepare("PRAGMA quick_check(1)").get();
    if (check?.["quick_check"] !== "ok") throw new Error("file is not a database: quick_check failed");
    db.exec(`${TABLES} PRAGMA user_version = ${SCHEMA};`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLITE_CORRUPT (11), SQLITE_NOTADB (26), and a schema that is not ours. */
function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number } | null)?.errcode ?? 0;
  return (
    code % 256 === 11 ||
    code === 26 ||
    code === 1 ||
    /not a database|malformed|no such column/.test(messageOf(error))
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
