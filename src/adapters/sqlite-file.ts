/**
 * Opens the database file of a store, whatever is there. A file that is damaged or not a database of the gateway's is
 * renamed, never deleted; one that a newer version wrote is left alone; one that cannot be written is read. The caller
 * always gets a database that works, in memory if nothing else does, and each departure is reported once.
 */
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { PortFault } from "../errors.ts";
import { errorCode, fieldsOf, messageOf } from "../narrow.ts";
import type { FaultPart } from "../ports.ts";
import type { OnFault } from "./fault-report.ts";

/** What a file of the gateway's holds, and how it is recognised. */
export interface FileKind {
  /** SQLite's `application_id`. */
  readonly application: number;
  /** SQLite's `user_version`: the version of the schema. */
  readonly version: number;
  readonly part: FaultPart;
  /** What its rows are, in a word for people: "answers". */
  readonly holds: string;
}

/** The application id spells "SEMB". Version 1 had rows without seals, which sqlite-seals.ts seals. */
const ANSWERS: FileKind = { application: 0x53454d42, version: 2, part: "store", holds: "answers" };

/** Milliseconds that the event loop may block for another process's lock; longer waits are left to the writer. */
const BUSY_MS = 20;
/** Milliseconds to wait for a lock at the start, when another process may be starting on the same file. */
const START_BUSY_MS = 2_000;
/**
 * Bytes above which a file is not checked at the start, as that reads everything; its rows are checked as they are
 * read.
 */
const CHECK_BYTES_MAX = 256 * 2 ** 20;

export interface OpenedFile {
  readonly db: DatabaseSync;
  /** "memory": nothing outlasts the process. "read-only": writes fail. */
  readonly mode: "file" | "read-only" | "memory";
  /** Of the file that is open; null where that is not a file of its own. */
  readonly inode: number | null;
}

/**
 * Opens the database at `path`. Never throws for what is there. `schema`: SQL that creates the tables; it runs in a
 * transaction.
 */
export function openSqliteFile(
  path: string,
  schema: string,
  onFault: OnFault,
  kind: FileKind = ANSWERS,
): OpenedFile {
  const { holds } = kind;
  if (path === ":memory:") return inMemory(schema);
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Answers must be readable by the owner alone. SQLite gives its other files the mode of this one.
    closeSync(openSync(path, "a", 0o600));
  } catch {
    // SQLite's own attempt to open the file will say what is wrong.
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    const inode = inodeOf(path);
    try {
      const db = openWritable(path, schema, kind);
      return { db, mode: "file", inode: inodeOf(path) };
    } catch (error) {
      const why = refusal(error);
      if (why === "damaged") {
        if (!setAside(path, inode, onFault, kind.part)) break;
      } else if (why === "newer") {
        tell(
          onFault,
          kind.part,
          "invalid",
          `${messageOf(error)}; it is left alone, ${holds} are kept in memory`,
        );
        return inMemory(schema);
      } else if (why === "read-only") {
        const db = openImmutable(path, kind);
        if (db === null) break;
        tell(
          onFault,
          kind.part,
          "unavailable",
          `the database cannot be written: ${holds} in it are read, none is added`,
        );
        return { db, mode: "read-only", inode };
      } else break;
    }
  }
  tell(onFault, kind.part, "unavailable", `the database cannot be opened: ${holds} are kept in memory`);
  return inMemory(schema);
}

/**
 * Renames the file and its journals to `*.corrupt-<milliseconds>`. False where that is not possible. Where another
 * process did it meanwhile (the file has another inode), the new file is left alone.
 */
export function setAside(
  path: string,
  inode: number | null,
  onFault: OnFault,
  part: FaultPart = ANSWERS.part,
): boolean {
  if (inodeOf(path) !== inode) return true;
  const aside = `${path}.corrupt-${Date.now()}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  // A journal left behind would be replayed into the new file.
  for (const suffix of ["-wal", "-shm"]) {
    try {
      renameSync(path + suffix, aside + suffix);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") return false;
    }
  }
  tell(onFault, part, "corrupt", `the database was damaged or not ours: it is set aside as ${aside}`);
  return true;
}

/** Null where nothing is there, or what is there cannot be told. */
function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino;
  } catch {
    return null;
  }
}

/** Was the open file removed, renamed or replaced? Whatever is written to it then is lost with this process. */
export function isMoved(path: string, { inode }: OpenedFile): boolean {
  try {
    return statSync(path).ino !== inode;
  } catch (error) {
    // A folder that may not be looked into says nothing of the file.
    return errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR";
  }
}

/** What an error of SQLite means for the file: why it was refused. */
export function refusal(error: unknown): "damaged" | "newer" | "read-only" | "busy" | "other" {
  if (error instanceof NewerFile) return "newer";
  if (error instanceof ForeignFile) return "damaged";
  // Extended result codes keep the primary one in the low byte.
  const primary = Number(fieldsOf(error)["errcode"] ?? 0) & 0xff;
  return RESULT_CODES[primary] ?? "other";
}

/**
 * By SQLite's result codes, https://sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB.
 */
const RESULT_CODES: Record<number, "damaged" | "read-only" | "busy"> = {
  5: "busy",
  6: "busy",
  8: "read-only",
  10: "read-only",
  11: "damaged",
  14: "read-only",
  26: "damaged",
};

class NewerFile extends Error {}
class ForeignFile extends Error {}

function openWritable(path: string, schema: string, kind: FileKind): DatabaseSync {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  // SQLite would delete the journal of an empty file, and with it all data there is.
  if (bytes === 0 && wal > 0) throw new ForeignFile("an empty database with a journal");
  const db = new DatabaseSync(path, { timeout: START_BUSY_MS });
  try {
    const fresh = identify(db, kind);
    // After an unclean end the journal has just been replayed; a foreign or torn one may have damaged the file.
    if (wal > 0 && bytes <= CHECK_BYTES_MAX && pragma(db, "quick_check(1)") !== "ok")
      throw new ForeignFile("the check failed");
    if (fresh) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    switchToWal(db);
    db.exec("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE");
    // Another process may have made the tables between the check and the lock.
    if (identify(db, kind))
      db.exec(
        `${schema}; PRAGMA application_id = ${kind.application}; PRAGMA user_version = ${kind.version}`,
      );
    db.exec(`COMMIT; PRAGMA busy_timeout = ${BUSY_MS}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * True for a database with nothing in it. Throws NewerFile or ForeignFile. Only reads, as another program's file must
 * not be changed.
 */
function identify(db: DatabaseSync, kind: FileKind): boolean {
  const application = pragma(db, "application_id");
  const version = Number(pragma(db, "user_version"));
  if (application === kind.application) {
    if (version > kind.version)
      throw new NewerFile(`the database has version ${version}, this program knows ${kind.version}`);
    return false;
  }
  const things = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
  if (application !== 0 || version !== 0 || things !== 0) throw new ForeignFile("another program's database");
  return true;
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** Switches to WAL mode. SQLite does not wait for locks here by itself, and two processes starting at once compete. */
function switchToWal(db: DatabaseSync): void {
  const until = Date.now() + START_BUSY_MS;
  for (;;) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (refusal(error) !== "busy" || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Opens the file read-only without its journal: where no journal can be written, none can be read either. */
function openImmutable(path: string, kind: FileKind): DatabaseSync | null {
  try {
    const url = pathToFileURL(path);
    url.search = "?immutable=1";
    const db = new DatabaseSync(url, { readOnly: true });
    if (!identify(db, kind)) return db;
    db.close();
    return null;
  } catch {
    return null;
  }
}

function inMemory(schema: string): OpenedFile {
  const db = new DatabaseSync(":memory:");
  db.exec(schema);
  return { db, mode: "memory", inode: null };
}

function tell(onFault: OnFault, part: FaultPart, why: PortFault["why"], message: string): void {
  onFault(part, new PortFault(part, why, message));
}
