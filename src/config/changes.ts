/** What the differences between two configurations mean: which keys need a restart, and which have no effect yet. */
import { dotted, type Path } from "./faults.ts";
import type { Config } from "./schema.ts";
import { defaults } from "./settle.ts";

const JUDGE = "cache_migration.rollout.judge";

/**
 * Keys that take effect at a start only: sockets, the store and whatever vectors depend on are made once. A key
 * includes all keys below it.
 */
const RESTART_ONLY: readonly string[] = [
  "listen",
  "admin",
  "cache_migration.semantic_cache.enable_redis",
  "cache_migration.semantic_cache.redis_url",
  "cache_migration.semantic_cache.redis",
  "cache_migration.semantic_cache.db_path",
  "cache_migration.semantic_cache.encryption",
  "cache_migration.semantic_cache.index",
  "cache_migration.semantic_cache.embedder",
  "cache_migration.semantic_cache.second_look",
  `${JUDGE}.model_path`,
  `${JUDGE}.tokenizer_path`,
  `${JUDGE}.prefix`,
];

/** Keys that are read and checked, but have no effect in this version. */
const LATER: readonly string[] = ["listen.workers"];

/**
 * Dotted names of keys that differ and that a reload cannot apply: their values from the start stay in force. Sorted.
 */
export function restartOnly(before: Config, after: Config): string[] {
  const names = differences(before, after).filter((name) => isUnder(name, RESTART_ONLY));
  // A judge without a local model holds at once.
  return isLocal(after) ? names : names.filter((name) => !isUnder(name, [JUDGE]));
}

function isLocal({ cache_migration: { rollout } }: Config): boolean {
  return rollout.judge.kind === "local";
}

/**
 * A configuration with the judge that can be in force: another local model is loaded by a start only, and until then the
 * judge of before stays, so that no other one is tried in its name.
 */
export function withJudgeInForce(before: Config, after: Config): Config {
  if (!restartOnly(before, after).some((name) => isUnder(name, [JUDGE]))) return after;
  const rollout = { ...after.cache_migration.rollout, judge: before.cache_migration.rollout.judge };
  return { ...after, cache_migration: { ...after.cache_migration, rollout } };
}

/** Dotted names of keys that are not at their default and have no effect in this version. Sorted. */
export function notYetInForce(config: Config): string[] {
  const { semantic_cache: cache } = config.cache_migration;
  const names = differences(defaults(), config).filter((name) => isUnder(name, LATER));
  const at = "cache_migration.semantic_cache";
  if (cache.adaptation.mode === "model") names.push(`${at}.adaptation.mode`);
  if (cache.index === "redis-vectorset") names.push(`${at}.index`);
  return names.sort();
}

function isUnder(name: string, list: readonly string[]): boolean {
  return list.some((top) => name === top || name.startsWith(`${top}.`));
}

/** Dotted names of keys that differ. A list counts as one value; a key that only one side has counts as different. */
function differences(before: unknown, after: unknown, path: Path = []): string[] {
  if (!isBlock(before) || !isBlock(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [dotted(path)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], [...path, name])).sort();
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
