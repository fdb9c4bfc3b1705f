/** The audit trail: records are appended one after the other, read back whole, and checked. */
import type { KeyObject } from "node:crypto";
import { type AuditAction, type AuditRecord, chained, isIntact } from "../core/audit.ts";
import type { AuditLog, Clock, Store } from "../ports.ts";

/**
 * The note that holds the hash of the newest record, so that it is noticed when the trail's end was cut off. In a store
 * that is shared each gateway's trail has its own, named after its first record.
 */
const HEAD = "audit-head";

export interface AuditDeps {
  readonly log: AuditLog;
  readonly store: Store;
  readonly secret: KeyObject;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

export interface AuditShown {
  /** The records shown, oldest first. */
  readonly records: readonly AuditRecord[];
  readonly intact: boolean;
}

export class AuditTrail {
  readonly #deps: AuditDeps;
  /** Number and hash of the newest record; null until the trail has been read. */
  #last: { readonly seq: number; readonly hash: string } | null = null;
  /** Hash of the first record; "" while there is none. */
  #first = "";
  /** Size of the log up to `#last`. */
  #size = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: AuditDeps) {
    this.#deps = deps;
  }

  /**
   * Appends a record; resolves when it is on the disk. Never rejects: the action is done already, and a fault is
   * reported.
   */
  add(action: AuditAction, actor: string, details: AuditRecord["details"]): Promise<void> {
    const { log, onFault } = this.#deps;
    return this.#inTurn(() => log.alone(() => this.#append(action, actor, details))).catch(onFault);
  }

  /** The newest `limit` records; `intact` is about all records. Rejects where the file cannot be read. */
  show(limit: number): Promise<AuditShown> {
    const { log, secret, store } = this.#deps;
    const read = async (): Promise<AuditShown> => {
      const records = await this.#records();
      const note = this.#head;
      const head = note === null ? null : await store.getNote(note).catch(() => null);
      const all = records.filter((record) => record !== null);
      const intact = all.length === records.length && isIntact(secret, all, head);
      return { records: all.slice(-limit), intact };
    };
    return this.#inTurn(() => log.alone(read));
  }

  /** Waits for records on their way to the disk. */
  async close(): Promise<void> {
    await this.#turn;
  }

  async #append(action: AuditAction, actor: string, details: AuditRecord["details"]): Promise<void> {
    const { log, store, secret, clock } = this.#deps;
    const last = await this.#newest();
    const record = chained(secret, {
      seq: last.seq + 1,
      at: new Date(clock.nowMs()).toISOString(),
      action,
      actor,
      details,
      previous: last.hash,
    });
    this.#size = await log.append(JSON.stringify(record));
    this.#last = record;
    this.#first ||= record.hash;
    await store.putNote(this.#head ?? HEAD, record.hash);
  }

  /**
   * The newest record. A gateway on the same files may have added some since; where the one that was the newest is gone,
   * the chain goes on from it all the same, so that the gap shows.
   */
  async #newest(): Promise<{ readonly seq: number; readonly hash: string }> {
    const size = await this.#deps.log.size();
    if (this.#last !== null && size === this.#size) return this.#last;
    const records = await this.#records();
    const last = this.#last;
    if (last !== null && !records.some((record) => record?.hash === last.hash)) return last;
    this.#size = size;
    this.#last = lastOf(records);
    return this.#last;
  }

  /** The note's name; null for a trail without a record in a shared store, where no note is known to be its own. */
  get #head(): string | null {
    if (!this.#deps.store.isShared) return HEAD;
    return this.#first === "" ? null : `${HEAD}:${this.#first}`;
  }

  /** All records; null for a line that is not a record. */
  async #records(): Promise<(AuditRecord | null)[]> {
    const records = (await this.#deps.log.read()).map(recordIn);
    this.#first ||= records[0]?.hash ?? "";
    return records;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function lastOf(records: readonly (AuditRecord | null)[]): { seq: number; hash: string } {
  const last = records.findLast((record) => record !== null);
  return last ?? { seq: 0, hash: "" };
}

function recordIn(line: string): AuditRecord | null {
  try {
    const record = JSON.parse(line) as AuditRecord;
    return typeof record.seq === "number" && typeof record.hash === "string" ? record : null;
  } catch {
    return null;
  }
}
