/** Which stored answers a purge takes: all of its conditions at once. Pure; what was not understood takes nothing. */
import type { EntryFacts } from "../model.ts";

/** Conditions of a purge, at least one of them given. */
export interface Conditions {
  readonly entry?: string;
  readonly scope?: string;
  /** The tenant's digest, as it stands in an entry. */
  readonly tenant?: string;
  readonly model?: string;
  readonly tag?: string;
  /** A literal part of the question or of the answer. */
  readonly text?: string;
  /** Only answers older than this; seconds, above 0. */
  readonly olderThanSeconds?: number;
  readonly all?: true;
}

export interface PurgeAsked {
  readonly conditions: Conditions;
  /** True: only report what would be removed. */
  readonly dryRun: boolean;
}

export interface NotUnderstood {
  readonly problem: string;
  readonly param: string;
}

const TEXT_CHARACTERS_MAX = 4096;
const TEXTS = ["entry", "scope", "tenant", "model", "tag", "text"] as const;
const NAMES: readonly string[] = [...TEXTS, "older_than_seconds", "all", "dry_run"];

/** Reads the body of `POST /admin/purge`. A dry run unless `dry_run` is false. */
export function readPurge(body: unknown): PurgeAsked | NotUnderstood {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return { param: "all", problem: `A purge is an object with some of ${NAMES.join(", ")}.` };
  const given = body as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    return { param: unknown, problem: `A purge knows no ${JSON.stringify(unknown)}: ${NAMES.join(", ")}.` };
  const texts: { -readonly [K in (typeof TEXTS)[number]]?: string } = {};
  for (const name of TEXTS) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || value === "" || value.length > TEXT_CHARACTERS_MAX)
      return { param: name, problem: `${name} is a text of 1 to ${TEXT_CHARACTERS_MAX} characters.` };
    texts[name] = value;
  }
  const { older_than_seconds: age, all, dry_run: dryRun = true } = given;
  if (age !== undefined && !(typeof age === "number" && Number.isFinite(age) && age > 0))
    return { param: "older_than_seconds", problem: "older_than_seconds is a number above 0." };
  if (all !== undefined && all !== true) return { param: "all", problem: "all is true, or not given." };
  if (typeof dryRun !== "boolean") return { param: "dry_run", problem: "dry_run is true or false." };
  const conditions: Conditions = {
    ...texts,
    ...(age === undefined ? {} : { olderThanSeconds: age as number }),
    ...(all === undefined ? {} : { all }),
  };
  if (Object.keys(conditions).length === 0)
    return { param: "all", problem: `A purge names what goes: one of ${NAMES.slice(0, -1).join(", ")}.` };
  return { conditions, dryRun };
}

/**
 * Does the purge take this entry? `saysText`: does its question or answer hold the text? Asked last, and only where a
 * text is given.
 */
export function isTaken(
  conditions: Conditions,
  facts: EntryFacts,
  saysText: (text: string) => boolean,
  nowMs: number,
): boolean {
  const { entry, scope, tenant, model, tag, text, olderThanSeconds } = conditions;
  if (entry !== undefined && facts.id !== entry) return false;
  if (scope !== undefined && facts.scope !== scope) return false;
  if (tenant !== undefined && facts.tenant !== tenant) return false;
  if (model !== undefined && facts.model !== model) return false;
  if (tag !== undefined && !facts.tags?.includes(tag)) return false;
  if (olderThanSeconds !== undefined && nowMs - facts.storedAtMs <= olderThanSeconds * 1000) return false;
  return text === undefined || saysText(text);
}
