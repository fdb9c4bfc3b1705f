/** The library's types. Times in seconds, confidence 0 to 1. */
import type { Config } from "../config.ts";
import type { Stats } from "../observe/stats.ts";

/** Any value that JSON can hold; `get` returns an equal one. */
export type CacheContent = string | number | boolean | object;

/**
 * Where an answer came from. semantic: found by meaning. traditional: stored for the very same question. adapted:
 * edited from a stored one. stale: past its life. none: nothing may be served. error: the store failed.
 */
export type CacheSource = "semantic" | "traditional" | "adapted" | "stale" | "none" | "error";

export interface CacheResponse {
  /** The stored value; null where nothing may be served, or where null was stored. */
  // biome-ignore lint/suspicious/noExplicitAny: what was stored is the caller's to know
  readonly content: any;
  readonly source: CacheSource;
  /** Probability that the content is right: 1 for the very same question, 0 where there is no answer. */
  readonly confidence: number;
  readonly metadata: CacheMetadata;
}

export interface CacheMetadata {
  /** Names this call for `feedback` and `explain`. */
  readonly request: string;
  /** Why it ended so, by the names in docs/reasons.md. */
  readonly reason: string;
  /** Raw cosine of the nearest stored question; null: none was searched for, or the question is the same. */
  readonly similarity: number | null;
  /** Id of the answer that was served; null: none was. */
  readonly entry: string | null;
  /** Seconds since it was stored. */
  readonly age: number | null;
  /** The model that `set` named in `source_model`; null: none. */
  readonly model: string | null;
  readonly tokens_saved: number;
  /** Seconds that the answer took to make. */
  readonly processing_time_saved: number;
}

/**
 * Who asks, and about what. Answers are shared only within one `domain`, and within equal values of whatever
 * `identity.context` names.
 */
export interface CacheContext {
  readonly user_id?: string | null | undefined;
  readonly session_id?: string | null | undefined;
  readonly domain?: string | null | undefined;
  readonly [field: string]: string | null | undefined;
}

export interface SetOptions {
  readonly context?: CacheContext | undefined;
  /**
   * Confidence in the answer, 0 to 1, default 1; below the similarity threshold it is kept for the very same question
   * only.
   */
  readonly confidence_score?: number | undefined;
  /** Seconds that the answer took to make. */
  readonly processing_time_saved?: number | undefined;
  readonly tokens_saved?: number | undefined;
  readonly source_model?: string | undefined;
  /** Tags by which `purge({ tag })` removes the answer. */
  readonly tags?: readonly string[] | undefined;
}

/** Whether the answer was stored, under which id, and if not, why. */
export interface Stored {
  readonly stored: boolean;
  readonly entry: string | null;
  readonly why: string | null;
}

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

export interface IntegratedCacheOptions {
  /** True where answers may be found by meaning. Default true. */
  readonly enable_semantic?: boolean | undefined;
  /** True where the very same question is answered to every caller; false: to those inside the percentage. Default true. */
  readonly enable_traditional?: boolean | undefined;
  /** Keys of the configuration file below `cache_migration.semantic_cache`. */
  readonly semantic_cache_config?: DeepPartial<Config["cache_migration"]["semantic_cache"]> | undefined;
  /** Keys of the configuration file; the options above take precedence. */
  readonly config?: DeepPartial<Config> | undefined;
}

/** Conditions as in `POST /admin/purge`. A dry run unless `dry_run` is false. */
export interface PurgeOptions {
  readonly entry?: string;
  readonly scope?: string;
  readonly tenant?: string;
  readonly model?: string;
  readonly tag?: string;
  readonly text?: string;
  readonly older_than_seconds?: number;
  readonly all?: true;
  readonly dry_run?: boolean;
}

export interface CacheFeedback {
  readonly request?: string;
  readonly entry?: string;
  readonly verdict: "good" | "bad";
}

export interface IntegratedCache extends AsyncDisposable {
  /**
   * Looks an answer up. Never rejects for a fault of the cache: `source` is then error or none. Throws TypeError where
   * the question is invalid.
   */
  get(question: string, context?: CacheContext): Promise<CacheResponse>;
  /**
   * Stores an answer. Resolves when it would survive the end of the process and can be found. Throws TypeError for what
   * cannot be stored.
   */
  set(question: string, response: CacheContent | null, options?: SetOptions): Promise<Stored>;
  getStats(): Stats;
  /**
   * Reports how an answer was. `bad` on one found by meaning: the question is never again answered from it; on an exact
   * one: it is removed.
   */
  feedback(of: CacheFeedback): Promise<{ readonly entry: string; readonly verdict: string }>;
  purge(conditions: PurgeOptions): Promise<{
    readonly dry_run: boolean;
    readonly matched: number;
    readonly purged: number;
  }>;
  /** Explains why a call was answered as it was, or how a pair of questions (stored, asked) is judged. */
  explain(of: { readonly request: string } | { readonly pair: readonly [string, string] }): Promise<object>;
  /** Writes what waits, and closes the cache; after that every call rejects, but `getStats` tells what was counted. */
  close(): Promise<void>;
}
