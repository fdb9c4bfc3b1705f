/**
 * Snapshots in a SQLite file of their own, so that they are there beside Redis too, and so that whoever reads them
 * waits for no answer to be stored. What is damaged is set aside, what is from a newer version is left alone, and where
 * nothing can be written rows are kept in memory.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import type { HistoryLog, HistoryRow, KeptRow } from "../ports.ts";
import type { OnFault } from "./fault-report.ts";
import { type FileKind, inodeOf, openSqliteFile, refusal, setAside } from "./sqlite-file.ts";

/** "SEMH". */
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

/** `path` ":memory:" keeps nothing. Never throws. */
export function createSqliteHistory(path: string, onFault: OnFault): HistoryLog {
  return new SqliteHistory(path, onFault);
}

class SqliteHistory implements HistoryLog {
  readonly #path: string;
  readonly #onFault: OnFault;
  #db: DatabaseSync;
  #inode: number | null;
  #sql: ReturnType<typeof statements>;
  /** The last failure was told, and nothing has succeeded since. */
  #isFailing = false;

  constructor(path: string, onFault: OnFault) {
    this.#path = path;
    this.#onFault = onFault;
    const { db, mode } = openSqliteFile(path, SCHEMA, onFault, HISTORY);
    this.#db = mode === "read-only" ? copied(db) : db;
    this.#inode = inodeOf(path);
    this.#sql = statements(this.#db);
  }

  add(row: HistoryRow): void {
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
      if (refusal(error) === "damaged" && setAside(this.#path, this.#inode, this.#onFault, "history")) {
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
      // It is gone one way or the other.
    }
    this.#db = openSqliteFile(this.#path, SCHEMA, this.#onFault, HISTORY).db;
    this.#inode = inodeOf(this.#path);
    this.#sql = statements(this.#db);
  }
}

/** What can be read, in memory, so that the history goes on while this process runs. */
function copied(readOnly: DatabaseSync): DatabaseSync {
  const { db } = openSqliteFile(":memory:", SCHEMA, () => {}, HISTORY);
  const add = db.prepare("INSERT INTO snapshots (seq, at, seconds, run, data) VALUES (?, ?, ?, ?, ?)");
  try {
    for (const row of readOnly.prepare("SELECT seq, at, seconds, run, data FROM snapshots").iterate())
      add.run(row["seq"]!, row["at"]!, row["seconds"]!, row["run"]!, row["data"]!);
  } catch {
    // What was read until then is kept.
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
