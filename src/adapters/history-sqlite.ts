/**
 * Snapshots for the dashboard's history, in a SQLite file of their own: so they exist beside Redis too, and reading
 * them waits for no answer to be stored. A damaged file is set aside, one of a newer version is left alone, and where
 * nothing can be written rows are kept in memory.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import type { HistoryLog, HistoryRow, KeptRow } from "../ports.ts";
import type { OnFault } from "./fault-report.ts";
import { type FileKind, isMoved, type OpenedFile, openSqliteFile, refusal, setAside } from "./sqlite-file.ts";

/** The application id spells "SEMH". */
const HISTORY: FileKind = { application: 0x53454d48, version: 1, part: "history", holds: "snapshots" };

const SCHEMA = `
  CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    seconds REAL NOT NULL,
    run TEXT NOT NULL,
    data TEXT NOT NULL
  );
  CREATE INDEX snapshots_at ON snapshots (at)`;

/** Opens the history at `path`; ":memory:" keeps nothing. Never throws. */
export function createSqliteHistory(path: string, onFault: OnFault): HistoryLog {
  return new SqliteHistory(path, onFault);
}

class SqliteHistory implements HistoryLog {
  readonly #path: string;
  readonly #onFault: OnFault;
  #file: OpenedFile;
  #db: DatabaseSync;
  #sql: ReturnType<typeof statements>;
  /** True after a reported failure, until something succeeds. */
  #isFailing = false;

  constructor(path: string, onFault: OnFault) {
    this.#path = path;
    this.#onFault = onFault;
    this.#file = openSqliteFile(path, SCHEMA, onFault, HISTORY);
    const { db, mode } = this.#file;
    this.#db = mode === "read-only" ? copied(db) : db;
    this.#sql = statements(this.#db);
  }

  add(row: HistoryRow): void {
    if (this.#file.mode === "file" && isMoved(this.#path, this.#file)) this.#anew();
    this.#tried(() => void this.#sql.add.run(row.atMs, row.seconds, row.run, row.data), undefined);
  }

  rows(fromMs: number, toMs: number, limit: number): KeptRow[] {
    return this.#tried(() => this.#sql.rows.all(fromMs, toMs, limit).reverse().map(keptRow), []);
  }

  newest(): KeptRow | null {
    return this.#tried(() => {
      const row = this.#sql.newest.get();
      return row === undefined ? null : keptRow(row);
    }, null);
  }

  redate(afterMs: number, byMs: number): void {
    this.#tried(() => void this.#sql.redate.run(byMs, afterMs), undefined);
  }

  replace(seqs: readonly number[], row: HistoryRow): void {
    const [first] = seqs;
    if (first === undefined) return;
    this.#tried(() => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        for (const seq of seqs) this.#sql.delete.run(seq);
        this.#sql.insert.run(first, row.atMs, row.seconds, row.run, row.data);
        this.#db.exec("COMMIT");
      } catch (error) {
        this.#db.exec("ROLLBACK");
        throw error;
      }
    }, undefined);
  }

  forget(beforeMs: number, keep: number): void {
    this.#tried(() => void this.#sql.forget.run(beforeMs, keep), undefined);
  }

  close(): void {
    this.#tried(() => this.#db.close(), undefined);
  }

  #tried<T>(work: () => T, instead: T): T {
    try {
      const done = work();
      this.#isFailing = false;
      return done;
    } catch (error) {
      if (refusal(error) === "damaged" && setAside(this.#path, this.#file.inode, this.#onFault, "history")) {
        this.#anew();
      } else if (!this.#isFailing) {
        const message = error instanceof Error ? error.message : "it failed";
        this.#onFault("history", new PortFault("history", "unavailable", message, { cause: error }));
      }
      this.#isFailing = true;
      return instead;
    }
  }

  #anew(): void {
    try {
      this.#db.close();
    } catch {
      // An error while closing changes nothing: the database is given up either way.
    }
    this.#file = openSqliteFile(this.#path, SCHEMA, this.#onFault, HISTORY);
    this.#db = this.#file.db;
    this.#sql = statements(this.#db);
  }
}

/**
 * What can be read of a read-only database, copied into memory, so that the history goes on while this process runs.
 */
function copied(readOnly: DatabaseSync): DatabaseSync {
  const { db } = openSqliteFile(":memory:", SCHEMA, () => {}, HISTORY);
  const add = db.prepare("INSERT INTO snapshots (seq, at, seconds, run, data) VALUES (?, ?, ?, ?, ?)");
  try {
    for (const row of readOnly.prepare("SELECT seq, at, seconds, run, data FROM snapshots").iterate())
      add.run(row["seq"]!, row["at"]!, row["seconds"]!, row["run"]!, row["data"]!);
  } catch {
    // Rows read before the error are kept.
  }
  readOnly.close();
  return db;
}

function statements(db: DatabaseSync) {
  const columns = "seq, at, seconds, run, data";
  const prepare = (sql: string): StatementSync => db.prepare(sql);
  return {
    add: prepare("INSERT INTO snapshots (at, seconds, run, data) VALUES (?, ?, ?, ?)"),
    insert: prepare(`INSERT INTO snapshots (${columns}) VALUES (?, ?, ?, ?, ?)`),
    rows: prepare(`SELECT ${columns} FROM snapshots WHERE at > ? AND at <= ? ORDER BY seq DESC LIMIT ?`),
    newest: prepare(`SELECT ${columns} FROM snapshots ORDER BY seq DESC LIMIT 1`),
    redate: prepare("UPDATE snapshots SET at = at + ? WHERE at > ?"),
    delete: prepare("DELETE FROM snapshots WHERE seq = ?"),
    forget: prepare(
      "DELETE FROM snapshots WHERE at < ? AND seq <= (SELECT coalesce(max(seq), 0) FROM snapshots) - ?",
    ),
  };
}

function keptRow(row: Record<string, unknown>): KeptRow {
  return {
    seq: Number(row["seq"]),
    atMs: Number(row["at"]),
    seconds: Number(row["seconds"]),
    run: String(row["run"]),
    data: String(row["data"]),
  };
}
