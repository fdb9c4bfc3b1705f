/** The audit trail: records are appended one after the other, read back whole, and checked. */
import type { KeyObject } from "node:crypto";
import { type AuditAction, type AuditRecord, chained, isIntact } from "../core/audit.ts";
import type { AuditLog, Clock, Store } from "../ports.ts";

/** The note that holds the hash of the newest record, so that it is noticed when the trail's end was cut off. */
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
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: AuditDeps) {
    this.#deps = deps;
  }

  /**
   * Appends a record; resolves when it is on the disk. Never rejects: the action is done already, and a fault is
   * reported.
   */
  add(action: AuditAction, actor: string, details: AuditRecord["details"]): Promise<void> {
    return this.#inTurn(() => this.#append(action, actor, details)).catch(this.#deps.onFault);
  }

  /** The newest `limit` records; `intact` is about all records. Rejects where the file cannot be read. */
  show(limit: number): Promise<AuditShown> {
    return this.#inTurn(async () => {
      const { secret, store } = this.#deps;
      const records = await this.#records();
      const head = await store.getNote(HEAD).catch(() => null);
      const all = records.filter((record) => record !== null);
      const intact = all.length === records.length && isIntact(secret, all, head);
      return { records: all.slice(-limit), intact };
    });
  }

  /** Waits for records on their way to the disk. */
  async close(): Promise<void> {
    await this.#turn;
  }

  async #append(action: AuditAction, actor: string, details: AuditRecord["details"]): Promise<void> {
    const { log, store, secret, clock } = this.#deps;
    this.#last ??= lastOf(await this.#records());
    const record = chained(secret, {
      seq: this.#last.seq + 1,
      at: new Date(clock.nowMs()).toISOString(),
      action,
      actor,
      details,
      previous: this.#last.hash,
    });
    await log.append(JSON.stringify(record));
    this.#last = record;
    await store.putNote(HEAD, record.hash);
  }

  /** All records; null for a line that is not a record. */
  async #records(): Promise<(AuditRecord | null)[]> {
    return (await this.#deps.log.read()).map(recordIn);
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
