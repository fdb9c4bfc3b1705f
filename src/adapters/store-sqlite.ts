/**
 * Answers in one SQLite file, by Node's own driver, in WAL mode: readers never wait for the writer, several processes
 * may share the file, and a killed process loses nothing that was acknowledged. Reads are synchronous; writes are
 * gathered (sqlite-writer.ts). Power loss may lose the last moments: `synchronous` is NORMAL, as this is a cache.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { Store, StoredVector } from "../ports.ts";
import {
  checkFacts,
  factsOf,
  type OpenFacts,
  openEntry,
  openFacts,
  openVector,
  sealVector,
} from "./entry-codec.ts";
import type { OnFault } from "./fault-report.ts";
import { SEALED_MARK, type SealOptions, Seals } from "./seals.ts";
import { type OpenedFile, refusal } from "./sqlite-file.ts";
import { KeptFile } from "./sqlite-kept-file.ts";
import { bytesIn, rowOf, type SqlRow, type Statements, sealedFactsOfRow } from "./sqlite-rows.ts";
import { isNew, markSealed, SealingAnew } from "./sqlite-seals.ts";
import { rowsOverShare } from "./sqlite-share.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { checkNote, NOTES_MAX, notesFull } from "./store-notes.ts";

export interface SqliteStoreOptions extends SealOptions {
  /** The database file, made where it is missing, with its directory. ":memory:" keeps nothing. */
  readonly path: string;
  readonly onFault: OnFault;
}

/** Opens the store. Never throws: where the file cannot be used, answers are kept in memory and `onFault` says so. */
/** A store in a file, which another process may have opened too. */
export interface SqliteStore extends Store {
  /** Has another process written since it was last asked? Two to three µs. */
  changedElsewhere(): boolean;
}

export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  return new Sqlite(options);
}

const PAGE_ROWS = 200;
const SWEEP_ROWS = 200;
/** Gives at most 1000 free pages of 4 kB back to the disk in one sweep; the others are used again. */
const VACUUM = "PRAGMA incremental_vacuum(1000)";

class Sqlite implements SqliteStore {
  readonly kind = "sqlite";
  readonly isShared = false;
  readonly #onFault: OnFault;
  readonly #writer: SqliteWriter;
  readonly #seals: Seals;
  readonly #anew: SealingAnew;
  readonly #kept: KeptFile;
  /** What the running transaction adds to the totals. */
  #change = { entries: 0, bytes: 0 };
  #closed = false;

  constructor(options: SqliteStoreOptions) {
    const { path, onFault } = options;
    this.#onFault = onFault;
    this.#kept = new KeptFile(path, onFault, (file) => this.#sealed(file));
    const db = () => this.#kept.opened.db;
    this.#writer = new SqliteWriter({
      db,
      beforeCommit: () => this.#total(),
      afterCommit: (writes, bytes) => this.#kept.committed(writes, bytes),
      afterRollback: () => void (this.#change = { entries: 0, bytes: 0 }),
      onDamage: () => this.#kept.replace(),
    });
    const isKept = this.#kept.opened.mode === "file";
    this.#seals = new Seals(
      isKept ? options : { secret: options.secret, isSealed: options.isSealed ?? false },
    );
    this.#anew = new SealingAnew({ db, writer: this.#writer, seals: this.#seals, onFault });
    this.#sealed(this.#kept.opened);
    this.#anew.begin();
  }

  changedElsewhere(): boolean {
    return !this.#closed && this.#kept.changedElsewhere();
  }

  get(key: Key, nowMs: number): Entry | null {
    const isAsked = (entry: Entry) => entry.key === key;
    return this.#entry((sql) => sql.byKey.get(key), nowMs, isAsked);
  }

  getById(id: EntryId, nowMs: number): Entry | null {
    const isAsked = (entry: Entry) => entry.id === id;
    return this.#entry((sql) => sql.byId.get(id), nowMs, isAsked);
  }

  async put(entry: Entry, vector: StoredVector | null): Promise<void> {
    checkFacts(entry);
    let row: ReturnType<typeof rowOf> | null = null;
    const sealed = () => (row ??= rowOf(this.#seals, entry, vector));
    const write = () => {
      const { values, bytes } = sealed();
      this.#gone(this.#kept.sql.replace.all(entry.key, entry.id));
      this.#kept.sql.insert.run(...values);
      this.#change.entries++;
      this.#change.bytes += bytes;
    };
    // Nearly: what the facts take is known once they are sealed.
    await this.#writer.write(write, entry.body.length + entry.question.length, sealed);
  }

  async putVector(id: EntryId, vector: StoredVector): Promise<void> {
    const { fingerprint, bytes, seal } = sealVector(this.#seals, id, vector);
    await this.#writer.write(() => {
      const before = this.#kept.sql.vectorBytes.get(id);
      if (before === undefined) return;
      const more = bytes.byteLength - Number(before["bytes"]);
      this.#kept.sql.setVector.run(fingerprint, bytes, seal, more, id);
      this.#change.bytes += more;
    }, bytes.byteLength);
  }

  delete(id: EntryId): Promise<boolean> {
    return this.#writer.write(() => this.#gone(this.#kept.sql.deleteId.all(id)) > 0);
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

  async *facts(nowMs: number): AsyncIterable<EntryFacts> {
    for (let after = -1; ; ) {
      const rows = this.#read((sql) => sql.scan.all(after, nowMs, PAGE_ROWS)) ?? [];
      for (const row of rows) {
        const open = this.#openFacts(row);
        if (open !== null && nowMs < open.staleUntilMs) yield factsOf(open);
      }
      if (rows.length < PAGE_ROWS) return;
      after = Number(rows.at(-1)?.["row"]);
      await nextTurn();
    }
  }

  async getNote(name: string): Promise<string | null> {
    const kept = this.#read((sql) => sql.note.get(name))?.["value"];
    return typeof kept === "string" ? this.#note(name, kept) : null;
  }

  async putNote(name: string, value: string): Promise<void> {
    checkNote(name, value);
    const took = await this.#writer.write(
      () => this.#kept.sql.setNote.run(name, this.#seals.note(name, value), NOTES_MAX, name).changes !== 0,
      value.length,
    );
    if (!took) throw notesFull();
  }

  async deleteNote(name: string): Promise<void> {
    await this.#writer.write(() => this.#kept.sql.deleteNote.run(name));
  }

  async noteNames(prefix: string, limit: number): Promise<string[]> {
    // Names are sorted by their UTF-8 bytes, so those with the prefix follow each other from the prefix on.
    const names: string[] = [];
    for (const row of this.#read((sql) => sql.notes.all(prefix, limit)) ?? []) {
      const name = String(row["name"]);
      if (!name.startsWith(prefix)) break;
      if (name !== SEALED_MARK && this.#note(name, String(row["value"])) !== null) names.push(name);
    }
    return names;
  }

  #note(name: string, kept: string): string | null {
    const value = this.#seals.openNote(name, kept);
    if (value === null) {
      this.#tell("a note that is not ours is deleted");
      this.deleteNote(name).catch(() => {
        // The damage was reported when it was found; a note left behind is found again, and never trusted.
      });
    }
    return value;
  }

  async sweep(nowMs: number, bytesMax: number, share = 1): Promise<number> {
    this.#anew.begin();
    let gone = 0;
    for (let count = SWEEP_ROWS; count === SWEEP_ROWS; gone += count)
      count = await this.#writer.write(() => this.#gone(this.#kept.sql.deleteDead.all(nowMs, SWEEP_ROWS)));
    const { bytes } = await this.stats();
    if (bytesMax > 0 && share < 1 && bytes > bytesMax) {
      const page = (after: number, limit: number) => this.#read((sql) => sql.held.all(after, limit)) ?? [];
      const drop = (rows: readonly number[]) =>
        this.#gone(rows.flatMap((row) => this.#kept.sql.deleteRow.all(row)));
      for await (const rows of rowsOverShare(page, { bytes, bytesMax, share }))
        gone += await this.#writer.write(() => drop(rows));
    }
    while (bytesMax > 0 && (await this.stats()).bytes > bytesMax) {
      const count = await this.#writer.write(() => this.#dropOldest(bytesMax));
      if (count === 0) break;
      gone += count;
    }
    if (gone > 0) await this.#writer.write(() => this.#kept.opened.db.exec(VACUUM));
    return gone;
  }

  async stats(): Promise<{ entries: number; bytes: number }> {
    const row = this.#read((sql) => sql.totals.get());
    return { entries: Number(row?.["entries"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#anew.end();
    this.#writer.close();
    await this.#kept.close();
  }

  #entry(
    read: (sql: Statements) => SqlRow | undefined,
    nowMs: number,
    asked: (entry: Entry) => boolean,
  ): Entry | null {
    const row = this.#read(read);
    const entry = row && openEntry(this.#seals, sealedFactsOfRow(row), bytesIn(row, "body"));
    if (!entry || entry === "other-format") return null;
    if (entry === "damaged" || !asked(entry)) {
      this.#dropDamaged(row);
      return null;
    }
    return nowMs < entry.staleUntilMs ? entry : null;
  }

  #indexRow(row: SqlRow, fingerprint: Fingerprint): IndexRow | null {
    const open = this.#openFacts(row);
    if (open === null) return null;
    const facts = factsOf(open);
    if (row["fingerprint"] !== fingerprint) return { facts, vector: null };
    const sealed = { fingerprint, bytes: bytesIn(row, "vector"), seal: bytesIn(row, "vector_seal") };
    const vector = openVector(this.#seals, facts.id, sealed);
    if (vector === null) this.#tell("a stored vector was damaged and is made anew");
    return { facts, vector: vector?.vector ?? null };
  }

  /** The facts of a row; null where its seal is wrong, or a later version wrote it. */
  #openFacts(row: SqlRow): OpenFacts | null {
    const open = openFacts(this.#seals, sealedFactsOfRow(row));
    if (open === "other-format") return null;
    if (open !== "damaged" && open.key === row["key"] && open.id === row["id"]) return open;
    this.#dropDamaged(row);
    return null;
  }

  #dropDamaged(row: SqlRow): void {
    this.#tell("a stored answer was damaged and is deleted");
    const at = row["row"] as number;
    this.#writer
      .write(() => this.#gone(this.#kept.sql.deleteRow.all(at)))
      .catch(() => {
        // The damage was reported when it was found; a row left behind is found again, and never served.
      });
  }

  #tell(message: string): void {
    this.#onFault("store", new PortFault("store", "corrupt", message));
  }

  /** Runs a read; null where the file had to be replaced: what was asked for is not in the new one. */
  #read<T>(read: (sql: Statements) => T): T | null {
    if (this.#closed) throw new PortFault("store", "unavailable", "the store is closed");
    try {
      return read(this.#kept.sql);
    } catch (error) {
      if (refusal(error) !== "damaged")
        throw new PortFault("store", "unavailable", "the database refused a read");
      this.#kept.replace();
      return null;
    }
  }

  #sealed(file: OpenedFile): void {
    if (isNew(file)) markSealed(file.db, this.#seals);
  }

  #gone(rows: readonly SqlRow[]): number {
    this.#change.entries -= rows.length;
    for (const row of rows) this.#change.bytes -= Number(row["bytes"]);
    return rows.length;
  }

  #dropOldest(bytesMax: number): number {
    const over = Number(this.#kept.sql.totals.get()?.["bytes"] ?? 0) + this.#change.bytes - bytesMax;
    return this.#gone(this.#kept.sql.deleteOldest.all(SWEEP_ROWS, over));
  }

  /** Updates the totals in the same transaction as the rows: right for every process that shares the file. */
  #total(): void {
    const { entries, bytes } = this.#change;
    if (entries !== 0 || bytes !== 0) this.#kept.sql.addTotals.run(entries, bytes);
    this.#change = { entries: 0, bytes: 0 };
  }
}
