/** Stores exported answers again, with the age that they have. An answer that is here already, or newer here, stays. */
import { keep, type SaveDeps } from "../gateway/save.ts";
import type { Settings } from "../gateway/settings.ts";
import type { Entry } from "../model.ts";
import { inspectAnswer } from "../wire/answer.ts";
import { readRow } from "./export-row.ts";

export interface ImportDeps extends SaveDeps {
  readonly settings: () => Settings;
}

export interface Imported {
  readonly stored: number;
  /** Rows whose answer, or a newer one, was here already. */
  readonly present: number;
  /** Rows whose answer's life was over. */
  readonly expired: number;
  /** Rows that may not be stored here: larger than `max_entry_bytes`, or not a good answer. */
  readonly refused: number;
  /** The first row that could not be read, counted from 0, and why; null: all could. */
  readonly problem: { readonly row: number; readonly why: string } | null;
}

type Fate = "stored" | "present" | "expired" | "refused";

/** Imports the rows. Stores nothing where a row cannot be read. Rejects where the store fails. */
export async function importRows(deps: ImportDeps, lines: readonly string[]): Promise<Imported> {
  const fates: Record<Fate, number> = { stored: 0, present: 0, expired: 0, refused: 0 };
  const { staleMs } = deps.settings();
  const entries: Entry[] = [];
  for (const [row, line] of lines.entries()) {
    const read = readRow(line, staleMs);
    if ("problem" in read) return { ...fates, problem: { row, why: read.problem } };
    entries.push(read.entry);
  }
  const all = await Promise.all(entries.map((entry) => importOne(deps, entry)));
  for (const fate of all) fates[fate]++;
  return { ...fates, problem: null };
}

async function importOne(deps: ImportDeps, exported: Entry): Promise<Fate> {
  const settings = deps.settings();
  const nowMs = deps.clock.nowMs();
  const entry = withinLife(exported, settings);
  if (nowMs >= entry.expiresAtMs) return "expired";
  const { route, form, body, question, key } = entry;
  if (body.length + Buffer.byteLength(question) > settings.entryBytesMax) return "refused";
  if ("problem" in inspectAnswer(route, form, body)) return "refused";
  const there = await deps.store.get(key, nowMs);
  if (there !== null && there.storedAtMs >= entry.storedAtMs) return "present";
  return (await keep(deps, entry, settings.policy.semantic, null)) ? "stored" : "refused";
}

/** Shortens an answer's life to the longest that one may have here: a longer one in an export is not trusted. */
function withinLife(entry: Entry, { policy, staleMs }: Settings): Entry {
  const freshMs = policy.livesMsMax?.fresh ?? Number.POSITIVE_INFINITY;
  const expiresAtMs = Math.min(entry.expiresAtMs, entry.storedAtMs + freshMs);
  return { ...entry, expiresAtMs, staleUntilMs: expiresAtMs + staleMs };
}
