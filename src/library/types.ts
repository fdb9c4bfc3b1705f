/** What the library promises: the seed's names. Times in seconds, confidence 0 to 1. */
import type { Config } from "../config.ts";
import type { Stats } from "../observe/stats.ts";

/** Any value that JSON has; what comes back is equal to it. */
export type CacheContent = string | number | boolean | object;

/** semantic: found by meaning. traditional: the very same question. none: nothing may be served. error: the store failed. */
export type CacheSource = "semantic" | "traditional" | "adapted" | "stale" | "none" | "error";

export interface CacheResponse {
  /** Null where nothing may be served, and where null itself was stored. */
  // biome-ignore lint/suspicious/noExplicitAny: what was stored is the caller's to know
  readonly content: any;
  readonly source: CacheSource;
  /** That the content is right: 1 for the very same question, 0 where there is none. */
  readonly confidence: number;
  readonly metadata: CacheMetadata;
}

export interface CacheMetadata {
  /** Names this call for `feedback` and `explain`. */
  readonly request: string;
  /** Why, by the names of docs/reasons.md. */
  readonly reason: string;
  /** Raw cosine of the nearest stored question; null: none was looked for, or the question is the same. */
  readonly similarity: number | null;
  /** Id of what was served; null: nothing was. */
  readonly entry: string | null;
  /** Seconds since it was stored. */
  readonly age: number | null;
  /** As `set` named it in `source_model`. */
  readonly model: string | null;
  readonly tokens_saved: number;
  /** Seconds. */
  readonly processing_time_saved: number;
}

/** Who asks, and about what. `domain` parts answers, as does whatever `identity.context` names. */
export interface CacheContext {
  readonly user_id?: string | null | undefined;
  readonly session_id?: string | null | undefined;
  readonly domain?: string | null | undefined;
  readonly [field: string]: string | null | undefined;
}

export interface SetOptions {
  readonly context?: CacheContext | undefined;
  /** 0 to 1, default 1; below the similarity threshold the answer is kept for the very same question only. */
  readonly confidence_score?: number | undefined;
  /** Seconds that the answer took to make. */
  readonly processing_time_saved?: number | undefined;
  readonly tokens_saved?: number | undefined;
  readonly source_model?: string | undefined;
  /** What `purge({ tag })` removes it by. */
  readonly tags?: readonly string[] | undefined;
}

/** Was it stored, under which id, and why not. */
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
  /** Default true. */
  readonly enable_semantic?: boolean | undefined;
  /** Default true: the very same question is answered. */
  readonly enable_traditional?: boolean | undefined;
  /** As `cache_migration.semantic_cache` of the file. */
  readonly semantic_cache_config?: DeepPartial<Config["cache_migration"]["semantic_cache"]> | undefined;
  /** As the file, where the options above do not say. */
  readonly config?: DeepPartial<Config> | undefined;
}

/** As of `POST /admin/purge`. A dry run unless `dry_run` is false. */
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
  /** Never rejects for a fault of the cache: then `source` is error, or none. Throws TypeError for what is no question. */
  get(question: string, context?: CacheContext): Promise<CacheResponse>;
  /** Resolves when it would survive the end of the process and can be found. Throws TypeError for what cannot be stored. */
  set(question: string, response: CacheContent | null, options?: SetOptions): Promise<Stored>;
  getStats(): Stats;
  /** `bad` on an answer found by meaning: that question is never again answered from it; on an exact one: it goes. */
  feedback(of: CacheFeedback): Promise<{ readonly entry: string; readonly verdict: string }>;
  purge(conditions: PurgeOptions): Promise<{
    readonly dry_run: boolean;
    readonly matched: number;
    readonly purged: number;
  }>;
  /** Why a call was answered as it was, or what is thought of a pair of questions: stored, asked. */
  explain(of: { readonly request: string } | { readonly pair: readonly [string, string] }): Promise<object>;
  /** Writes what waits; after it every call rejects. */
  close(): Promise<void>;
}
