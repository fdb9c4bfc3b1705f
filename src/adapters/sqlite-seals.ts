/**
 * Seals, once, the rows of a database that was filled before there were seals, in slices between requests. From then on
 * nothing without a seal is trusted.
 */
import type { DatabaseSync } from "node:sqlite";
import type { EntryId } from "../model.ts";
import { sealAnew, sealVectorAnew } from "./entry-codec.ts";
import type { OnFault } from "./fault-report.ts";
import { SEALED_MARK, type Seals } from "./seals.ts";
import type { OpenedFile } from "./sqlite-file.ts";
import { bytesIn, sealedFactsOfRow } from "./sqlite-rows.ts";
import type { SqliteWriter } from "./sqlite-writer.ts";

/** Rows read, checked and written between two turns of the event loop; takes some milliseconds. */
const SLICE_ROWS = 100;

export interface SealingDeps {
  readonly db: () => DatabaseSync;
  readonly writer: SqliteWriter;
  readonly seals: Seals;
  readonly onFault: OnFault;
}

/** True for a database without entries and notes, which needs no sealing. */
export function isNew({ db, mode }: OpenedFile): boolean {
  if (mode === "read-only") return false;
  try {
    const sql = "SELECT (SELECT entries FROM totals) = 0 AND NOT EXISTS (SELECT 1 FROM notes) AS none";
    return db.prepare(sql).get()?.["none"] === 1;
  } catch {
    return false;
  }
}

export function markSealed(db: DatabaseSync, seals: Seals): void {
  db.prepare("INSERT OR REPLACE INTO notes VALUES (?, ?)").run(SEALED_MARK, seals.note(SEALED_MARK, "1"));
  db.exec("PRAGMA user_version = 2");
}

export class SealingAnew {
  readonly #deps: SealingDeps;
  #isRunning = false;
  #isEnded = false;

  constructor(deps: SealingDeps) {
    this.#deps = deps;
  }

  /** Starts sealing and returns at once; may be called again where it failed before. Never throws. */
  begin(): void {
    const { seals, onFault } = this.#deps;
    if (!seals.believesUnsealed || this.#isRunning || this.#isEnded) return;
    try {
      if (this.#isMarked()) {
        seals.complete();
        return;
      }
    } catch {
      // The work below will report what is wrong.
    }
    this.#isRunning = true;
    this.#all()
      .then(
        () => seals.complete(),
        (error) => {
          if (!this.#isEnded) onFault("store", error);
        },
      )
      .finally(() => void (this.#isRunning = false));
  }

  end(): void {
    this.#isEnded = true;
  }

  #isMarked(): boolean {
    const marked = this.#deps.db().prepare("SELECT 1 AS one FROM notes WHERE name = ?").get(SEALED_MARK);
    return marked !== undefined;
  }

  async #all(): Promise<void> {
    const { db, writer, seals } = this.#deps;
    for (let after: number | null = 0; after !== null; ) {
      const from: number = after;
      after = await writer.write(() => sealRows(db(), seals, from));
    }
    for (let after: string | null = ""; after !== null; ) {
      const from: string = after;
      after = await writer.write(() => sealNotes(db(), seals, from));
    }
    await writer.write(() => markSealed(db(), seals));
  }
}

/**
 * Seals a slice of rows; returns its last row number, null where there are no more rows. Rows whose plain sum is wrong
 * are
 * left as they are, and reported when they are read.
 */
function sealRows(db: DatabaseSync, seals: Seals, after: number): number | null {
  const rows = db
    .prepare(
      `SELECT row, id, format, facts, seal, fingerprint, vector, vector_seal FROM entries
       WHERE row > ? ORDER BY row LIMIT ?`,
    )
    .all(after, SLICE_ROWS);
  const setSeal = db.prepare("UPDATE entries SET format = ?, seal = ? WHERE row = ?");
  const setVectorSeal = db.prepare("UPDATE entries SET vector_seal = ? WHERE row = ?");
  for (const row of rows) {
    const at = Number(row["row"]);
    const sealed = sealAnew(seals, sealedFactsOfRow(row));
    if (sealed === null) continue;
    setSeal.run(sealed.format, sealed.seal, at);
    const vector = sealVectorAnew(seals, String(row["id"]) as EntryId, {
      fingerprint: String(row["fingerprint"]),
      bytes: bytesIn(row, "vector"),
      seal: bytesIn(row, "vector_seal"),
    });
    if (vector !== null) setVectorSeal.run(vector, at);
  }
  return rows.length < SLICE_ROWS ? null : Number(rows.at(-1)?.["row"]);
}

function sealNotes(db: DatabaseSync, seals: Seals, after: string): string | null {
  const rows = db
    .prepare("SELECT name, value FROM notes WHERE name > ? ORDER BY name LIMIT ?")
    .all(after, SLICE_ROWS);
  const set = db.prepare("UPDATE notes SET value = ? WHERE name = ?");
  for (const row of rows) {
    const name = String(row["name"]);
    const kept = String(row["value"]);
    if (!seals.isSealedNote(kept)) set.run(seals.note(name, kept), name);
  }
  return rows.length < SLICE_ROWS ? null : String(rows.at(-1)?.["name"]);
}
