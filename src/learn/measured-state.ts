/**
 * Saves the measurement in notes of the store: a head, a note for each meter of each window, and one for each group.
 * Notes that are damaged or of other rules are ignored, and the measurement starts over.
 */
import { createHash } from "node:crypto";
import { type LedgerState, RiskLedger } from "../core/measure/ledger.ts";
import type { NoiseCounts } from "../core/measure/noise.ts";
import type { RiskMeterState } from "../core/measure/risk-meter.ts";
import type { TenantsState } from "../core/measure/tenants.ts";
import type { RiskWindowState } from "../core/measure/window.ts";
import { fieldsOf, isFields } from "../narrow.ts";
import type { Store } from "../ports.ts";
import type { RiskMeasuring } from "./measuring.ts";
import { ledgerRules, type MeasuringRules } from "./measuring-rules.ts";
import { createQueue, type NoteFormat, type VersionedNote, versionedNote } from "./versioned-note.ts";

const PREFIX = "measure:";
const HEAD = `${PREFIX}head`;
const VERSION = 2;
const GROUPS_MAX = 100;

interface Head {
  readonly version: number;
  readonly rules: MeasuringRules;
  readonly epoch: number;
  readonly counts: NoiseCounts;
  readonly since: { readonly requests: number; readonly labels: number };
  /** For each window: is its successor already counting? */
  readonly next: readonly boolean[];
  readonly groups: readonly string[];
  /** Absent in notes of versions that did not measure by tenant. */
  readonly tenants?: readonly Pick<
    TenantsState["tenants"][number],
    "name" | "counted" | "judged" | "wrong"
  >[];
  readonly apart?: readonly string[];
}

interface Part {
  readonly epoch: number;
  readonly name: string;
  readonly meter: RiskMeterState;
}

export class MeasuredState {
  readonly #store: Store;
  readonly #measuring: RiskMeasuring;
  /** Requests in each part when it was written last. */
  readonly #written = new Map<string, string>();
  readonly #head: VersionedNote<Head>;
  readonly #inTurn = createQueue();

  constructor(store: Store, measuring: RiskMeasuring) {
    this.#store = store;
    this.#head = versionedNote(store, HEAD, HEAD_FORMAT);
    this.#measuring = measuring;
  }

  /**
   * Restores the measurement. Null: restored, or none was saved; else why measuring begins anew. Rejects where the
   * store fails.
   */
  async load(): Promise<string | null> {
    const { value: head, problem } = await this.#head.read();
    if (head === null) return problem;
    try {
      return await this.#resume(head);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return DAMAGED;
    }
  }

  /** Writes what changed since the last call; calls run one after another. Rejects where the store fails. */
  save(): Promise<void> {
    return this.#inTurn(() => this.#save());
  }

  async #resume(head: Head): Promise<string | null> {
    const { rules } = this.#measuring;
    if (!areCounts(head.counts)) throw new TypeError("counts");
    if (JSON.stringify(ofBound(head.rules)) !== JSON.stringify(ofBound(rules))) {
      // The judge's measured error does not depend on max_error_rate.
      if (head.rules.judge === rules.judge)
        this.#measuring.resume(new RiskLedger(ledgerRules(rules)), head.counts, { requests: 0, labels: 0 });
      return "what was measured before was measured under other rules";
    }
    const windows: RiskWindowState[] = [];
    for (const [i, hasNext] of head.next.slice(0, WINDOWS_MAX).entries()) {
      const present = await this.#part(presentPart(i), head.epoch);
      if (present === null) return "what was measured before is not whole";
      const next = hasNext ? await this.#part(nextPart(i), head.epoch) : null;
      windows.push({ present: present.meter, next: next?.meter ?? null });
    }
    const groups: { name: string; meter: RiskMeterState }[] = [];
    for (const name of head.groups.slice(0, GROUPS_MAX)) {
      const part = await this.#part(groupPart(name), head.epoch);
      if (part?.name === name) groups.push(part);
    }
    const tenants = await this.#tenants(head);
    const state: LedgerState = { epoch: head.epoch, windows, groups, tenants };
    const ledger = RiskLedger.from(state, ledgerRules(rules));
    if (ledger === null) return DAMAGED;
    const { requests, labels } = head.since;
    this.#measuring.resume(ledger, head.counts, {
      requests: Number(requests) || 0,
      labels: Number(labels) || 0,
    });
    return null;
  }

  async #tenants({ tenants = [], apart = [], epoch }: Head): Promise<TenantsState> {
    const read: TenantsState["tenants"][number][] = [];
    for (const { name, ...counts } of tenants.slice(0, GROUPS_MAX)) {
      const part = await this.#part(tenantPart(name), epoch);
      if (part?.name === name) read.push({ name, ...counts, meter: part.meter });
    }
    return { tenants: read, apart };
  }

  /** A saved part; null where there is none of this epoch. Throws TypeError where it is damaged. */
  async #part(name: string, epoch: number): Promise<Part | null> {
    const { value: part, problem } = await this.#noteOf(name).read();
    if (problem !== null) throw new TypeError(problem);
    return part?.epoch === epoch ? part : null;
  }

  #noteOf(part: string): VersionedNote<Part> {
    return versionedNote(this.#store, PREFIX + part, PART_FORMAT);
  }

  async #save(): Promise<void> {
    const { ledger, rules, counts, since } = this.#measuring;
    const { epoch, windows, groups, tenants: told } = ledger.toJSON();
    const { tenants = [], apart = [] } = told ?? {};
    for (const [i, { present, next }] of windows.entries()) {
      await this.#put(presentPart(i), { epoch, name: "", meter: present });
      if (next !== null) await this.#put(nextPart(i), { epoch, name: "", meter: next });
    }
    for (const { name, meter } of groups) await this.#put(groupPart(name), { epoch, name, meter });
    for (const { name, meter } of tenants) await this.#put(tenantPart(name), { epoch, name, meter });
    const names = groups.map(({ name }) => name);
    const filling = windows.map(({ next }) => next !== null);
    const counted = tenants.map(({ meter: _, ...counts }) => counts);
    const head: Head = {
      ...{ version: VERSION, rules, epoch, counts, since, next: filling, groups: names },
      ...(told === undefined ? {} : { tenants: counted, apart }),
    };
    await this.#head.write(head);
    const parts = [...names.map(groupPart), ...tenants.map(({ name }) => tenantPart(name))];
    await this.#dropOthers(new Set(parts));
  }

  async #put(name: string, part: Part): Promise<void> {
    const stamp = `${part.epoch}:${part.meter.requests}`;
    if (this.#written.get(name) === stamp) return;
    await this.#noteOf(name).write(part);
    this.#written.set(name, stamp);
  }

  /** Deletes the notes of groups and tenants that the ledger has dropped. */
  async #dropOthers(kept: ReadonlySet<string>): Promise<void> {
    for (const name of this.#written.keys()) {
      if (!(name.startsWith(GROUP) || name.startsWith(TENANT)) || kept.has(name)) continue;
      await this.#noteOf(name).delete();
      this.#written.delete(name);
    }
  }
}

function areCounts({ near = {}, doublesOf = {}, ...counts }: NoiseCounts): boolean {
  const doubles = Object.values(doublesOf).flatMap(({ tried, different }) => [tried, different]);
  const all = [
    ...Object.values(counts),
    ...doubles,
    ...Object.values(near).flatMap(({ tried, same }) => [tried, same]),
  ];
  return all.every((n) => Number.isInteger(n) && n >= 0);
}

const DAMAGED = "what was measured before is damaged";
const HEAD_FORMAT: NoteFormat<Head> = {
  version: ({ epoch }) => epoch,
  damaged: DAMAGED,
  decode: (value) =>
    isFields(value) && value["version"] === VERSION
      ? (value as unknown as Head)
      : "what was measured before is of another version",
};
const PART_FORMAT: NoteFormat<Part> = {
  version: ({ epoch }) => epoch,
  damaged: DAMAGED,
  // A value that is no part has no epoch, and is ignored like one of another epoch.
  decode: (value) => fieldsOf(value) as unknown as Part,
};
const GROUP = "group:";
const TENANT = "tenant:";
const WINDOWS_MAX = 10;

function presentPart(window: number): string {
  return `window:${window}`;
}

function nextPart(window: number): string {
  return `window:${window}:next`;
}

/** Name of a group's note: a digest, as callers choose model names of any length. */
function groupPart(name: string): string {
  return GROUP + digestOf(name);
}

function tenantPart(name: string): string {
  return TENANT + digestOf(name);
}

function digestOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}

/** The rules that the bound depends on; the share of checked answers is not among them. */
function ofBound({ delta, confidence, floor, judge }: MeasuringRules) {
  return { delta, confidence, floor, judge };
}
