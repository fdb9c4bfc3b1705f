/**
 * The database file of a store while it runs. Its journal is moved on; where it turns out damaged, or somebody removed or
 * replaced it, another is opened in its place.
 */
import type { StatementSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import type { OnFault } from "./fault-report.ts";
import { Checkpoints } from "./sqlite-checkpoint.ts";
import { isMoved, type OpenedFile, openSqliteFile, setAside } from "./sqlite-file.ts";
import { SCHEMA, type Statements, statements } from "./sqlite-rows.ts";

/** Files replaced for damage before answers are kept in memory only. */
const REPLACED_MAX = 3;
/** Bytes that the journal's file keeps once it is empty; a reader that stays for long lets it grow to any size. */
const JOURNAL_BYTES_MAX = 64 * 2 ** 20;
const MOVED = "the database file was removed or replaced while in use: what has its name now is opened";

export class KeptFile {
  readonly #path: string;
  readonly #onFault: OnFault;
  readonly #onAnother: (file: OpenedFile) => void;
  readonly #checkpoints: Checkpoints;
  #file: OpenedFile;
  #sql: Statements;
  #replaced = 0;
  #version: StatementSync | null = null;
  #versionBefore: unknown;

  /** `onAnother`: told of each file but the first. */
  constructor(path: string, onFault: OnFault, onAnother: (file: OpenedFile) => void) {
    this.#path = path;
    this.#onFault = onFault;
    this.#onAnother = onAnother;
    this.#checkpoints = new Checkpoints(path, () => this.#journal());
    this.#file = openSqliteFile(path, SCHEMA, onFault);
    this.#journal();
    this.#sql = statements(this.#file.db);
    this.changedElsewhere();
  }

  get opened(): OpenedFile {
    return this.#file;
  }

  get sql(): Statements {
    return this.#sql;
  }

  /** Has another connection written since it was last asked, or since the file was opened? False where the file cannot be read: reads tell of that. */
  changedElsewhere(): boolean {
    if (this.#file.mode !== "file") return false;
    try {
      this.#version ??= this.#file.db.prepare("PRAGMA data_version");
      const before = this.#versionBefore;
      this.#versionBefore = this.#version.get()?.["data_version"];
      return before !== undefined && before !== this.#versionBefore;
    } catch {
      return false;
    }
  }

  /** Told how many writes were committed, and their bytes; until what it returns resolves none should begin. */
  committed(writes: number, bytes: number): Promise<void> | null {
    if (this.#file.mode !== "file") return null;
    // Asked before the checkpoint, whose thread would open what has the name now with the journal of what had it before.
    if (!isMoved(this.#path, this.#file)) return this.#checkpoints.wrote(writes, bytes);
    this.#onFault("store", new PortFault("store", "unavailable", MOVED));
    this.#another(this.#path);
    return null;
  }

  /** Sets a file aside that turned out damaged while in use, and begins a fresh one. */
  replace(): void {
    const { mode, inode } = this.#file;
    this.#closed();
    const isAside = mode === "file" && setAside(this.#path, inode, this.#onFault);
    this.#another(isAside && ++this.#replaced <= REPLACED_MAX ? this.#path : ":memory:");
  }

  async close(): Promise<void> {
    await this.#checkpoints.end();
    this.#file.db.close();
  }

  #another(path: string): void {
    this.#closed();
    this.#file = openSqliteFile(path, SCHEMA, this.#onFault);
    this.#journal();
    this.#sql = statements(this.#file.db);
    this.#version = null;
    this.#versionBefore = undefined;
    this.changedElsewhere();
    this.#onAnother(this.#file);
  }

  #closed(): void {
    try {
      if (this.#file.db.isOpen) this.#file.db.close();
    } catch {
      // An error while closing changes nothing: the database is given up either way.
    }
  }

  #journal(): void {
    const { mode, db } = this.#file;
    if (mode !== "file") return;
    db.exec(`PRAGMA wal_autocheckpoint = ${this.#checkpoints.pages}`);
    db.exec(`PRAGMA journal_size_limit = ${JOURNAL_BYTES_MAX}`);
  }
}
