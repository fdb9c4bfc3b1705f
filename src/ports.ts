/**
 * What the gateway asks of the outside world. Each port has one contract suite in test/contract/ that every
 * adapter passes. A port's method rejects with `PortFault` when the thing behind it fails; the caller turns
 * that into a named miss. No method waits longer than the deadline it was built or called with.
 */
import type {
  AlertName,
  Entry,
  EntryFacts,
  EntryId,
  Fingerprint,
  Form,
  Header,
  IndexRow,
  Key,
  PairVerdict,
  RequestId,
  Scope,
  UnitVector,
} from "./model.ts";

export interface Clock {
  /** Wall time, milliseconds since 1970. */
  nowMs(): number;
  /** Monotonic time, milliseconds from an arbitrary start. */
  monotonicMs(): number;
}

export interface Ids {
  request(): RequestId;
  entry(): EntryId;
}

/** Answers by exact key. One instance per gateway. */
export interface Store {
  readonly kind: "memory" | "sqlite" | "redis";
  /** Other gateways may write to it too. */
  readonly isShared: boolean;
  /**
   * The answer under this key, fresh or stale, or null. Never one whose seal or embedded key does not
   * match: such a row is deleted, counted through `onFault`, and null. Synchronous stores answer without a
   * promise, so that a hit does not wait a turn of the event loop.
   */
  get(key: Key, nowMs: number): Entry | null | Promise<Entry | null>;
  getById(id: EntryId, nowMs: number): Entry | null | Promise<Entry | null>;
  /** Stores or replaces the answer under `entry.key`. Resolves when it would survive the end of this process. */
  put(entry: Entry, vector: StoredVector | null): Promise<void>;
  /** Adds a vector to a stored answer, for example after the embedder changed. Unknown id: nothing happens. */
  putVector(id: EntryId, vector: StoredVector): Promise<void>;
  /** True when it existed. */
  delete(id: EntryId): Promise<boolean>;
  /** Every live row that may be found by meaning, newest first, at most `limit`; `vector` null unless of this fingerprint. */
  indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow>;
  /**
   * The facts of every answer that may still be served, fresh or stale, each once, in any order; bodies are asked for by
   * id. Of what is put or deleted meanwhile some may be missing, or there.
   */
  facts(nowMs: number): AsyncIterable<EntryFacts>;
  /** Small named values that outlast a restart (rollout set by hand, pairs refused for good …). At most 100,000. */
  getNote(name: string): Promise<string | null>;
  putNote(name: string, value: string): Promise<void>;
  deleteNote(name: string): Promise<void>;
  /** Names that start with `prefix`, at most `limit`, any order. */
  noteNames(prefix: string, limit: number): Promise<string[]>;
  /**
   * Deletes what is past `staleUntilMs`, then, until the bodies fit `bytesMax` (0 = no limit), the oldest of tenants that
   * hold more than `share` of it (0 to 1, absent: 1), then the oldest of all. Returns how many went.
   */
  sweep(nowMs: number, bytesMax: number, share?: number): Promise<number>;
  stats(): Promise<{ entries: number; bytes: number }>;
  close(): Promise<void>;
}

export interface StoredVector {
  readonly fingerprint: Fingerprint;
  readonly vector: UnitVector;
}

export interface Neighbour {
  readonly id: EntryId;
  /** Cosine, -1 to 1, computed exactly whatever the index approximates. */
  readonly similarity: number;
}

/** Nearest stored questions of one scope. Synchronous and in memory; never reaches into another scope. */
export interface VectorIndex {
  /** Adds or replaces. Wrong dimension or a value that is not finite throws before anything is changed. */
  add(scope: Scope, id: EntryId, vector: UnitVector): void;
  remove(scope: Scope, id: EntryId): void;
  /** At most k, best first. */
  search(scope: Scope, vector: UnitVector, k: number): Neighbour[];
  readonly size: number;
  /** Which kind answers for a scope now, for start-up output and metrics. */
  kindOf(scope: Scope): "flat" | "hnsw";
  /** Vectors that a graph is to hold and does not yet; searches scan them meanwhile. */
  readonly lagging: number;
  /** Vectors that graphs hold and are asked for. */
  readonly graphed: number;
  close(): void;
}

/** Text to a unit vector. */
export interface Embedder {
  readonly kind: "builtin" | "openai" | "onnx";
  /** Null until known (a remote model tells its dimension with its first answer). */
  readonly fingerprint: Fingerprint | null;
  /** Rejects with PortFault on deadline, wrong dimension, or a vector that is zero or not finite. */
  embed(text: string, deadlineMs: number): UnitVector | Promise<UnitVector>;
  close(): Promise<void>;
}

/** What goes to upstream: the request line and headers as they will be written, less hop-by-hop. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query below the upstream's base URL, for example "/chat/completions?x=1". */
  readonly path: string;
  /** Flat list name, value, name, value …, in order, duplicates and case kept. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | AsyncIterable<Buffer> | null;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly string[];
  /**
   * Body bytes as they come. Reading slowly holds upstream back. Ends cleanly only when upstream ended
   * cleanly; a cut, an idle time-out or an abort throws UpstreamFault.
   */
  readonly body: AsyncIterable<Buffer>;
}

export interface Upstream {
  readonly name: string;
  /** Rejects with UpstreamFault when no response head comes. */
  request(request: UpstreamRequest): Promise<UpstreamResponse>;
  close(): Promise<void>;
}

export type FaultPart =
  | "store"
  | "index"
  | "embedder"
  | "verifier"
  | "second-look"
  | "adapter"
  | "judge"
  | "upstream"
  | "config"
  | "history"
  | "alert"
  | "internal";

/** Tells people of something that asks for them, once each time it begins. Never throws, never waits. */
export interface Notifier {
  raise(name: AlertName, message: string): void;
}

/** A finished request told once; everything observable is a function of it. See core/record.ts. */
export interface Reporter<R> {
  report(record: R): void;
}

export type { Form, Header };

/** Judges pairs of questions; pure and in microseconds, but behind a port so that its failure can be tested. */
export interface Verifier {
  /** Names the scoring model as shipped, and not what was learnt of its scores since. */
  readonly version: string;
  compare(stored: string, asked: string, similarity: number): PairVerdict;
  /** The evidence in words, for people: `"Java" is not in the stored question`. */
  explain(stored: string, asked: string, similarity: number): readonly string[];
  /** What a correction learnt from labels is made of; null where a rule, and not the taught score alone, decides. */
  features?(stored: string, asked: string): readonly number[] | null;
  /** Equal for questions that say the same in trivially other forms; null where a text says too little to be told by. */
  canonical?(text: string): string | null;
}

/** A stored question as the second look is asked about it. */
export interface StoredText {
  readonly id: EntryId;
  readonly text: string;
}

/** A slower judge of pairs in doubt: a larger embedder's cosine, or a reranker's relevance. Never on the hot thread. */
export interface SecondLook {
  /** Names the model for `SecondCalibration`; see core/verify/calibrations.ts. */
  readonly model: string;
  /**
   * Raw scores in the order of `stored`, on the model's own scale; null where it cannot say (a text that it would
   * cut, a vector that is not made yet). Rejects with PortFault, within the deadline.
   */
  compare(
    asked: string,
    stored: readonly StoredText[],
    deadlineMs: number,
  ): Promise<readonly (number | null)[]>;
  /** Makes in the background what `compare` will need of a stored text. Never throws; what is too much is dropped. */
  prepare(stored: StoredText): void;
  close(): Promise<void>;
}

/** Words as the built-in model knows them: what the verifier aligns with. */
export interface Lexicon {
  readonly version: string;
  readonly dimension: number;
  /** Rarity, 0 (everywhere) to about 1 (rare or unknown). */
  weight(word: string): number;
  /** Not normalised; null where nothing is known of the word. The same array must not be changed. */
  vector(word: string): Float32Array | null;
}

/** Values that are undefined are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span that is over, as it is exported. Ids are hex, times Unix milliseconds with fractions. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  readonly traceId: string;
  readonly spanId: string;
  /** Null: the first of its trace. */
  readonly parentSpanId: string | null;
  /** The parent is a span of the caller's. */
  readonly isParentRemote: boolean;
  /** As W3C has it in a header; empty where there is none. */
  readonly traceState: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly attributes: SpanAttributes;
  }[];
  readonly isError: boolean;
}

/** Spans of one request. Begun when it arrives, so that upstream can be told its parent; ended with its record. */
export interface RequestTrace {
  /** 32 hex digits, or null where nothing is traced. */
  readonly traceId: string | null;
  readonly isSampled: boolean;
  /** Begins the CLIENT span of a call to this upstream, after the one before has ended; its headers carry it on. */
  upstream(model: string, baseUrl: string): readonly Header[];
  /** Upstream answered that call with this status, and is asked again: a span of its own, and its headers. */
  again(status: number): readonly Header[];
  /**
   * A chat model is asked on our own account, for what the request was: called back when it has answered, or not, and
   * again where it was asked again. What comes back are headers for that, none: upstream is told no trace of it.
   */
  own(model: string, baseUrl: string, purpose: "check" | "judge"): (isAnswered: boolean) => readonly Header[];
  /** The answer comes from the call that this other request made. */
  follows(leader: RequestTrace): void;
  /** Its answer is being stored; called back when that is done, well or not. */
  storing(): (isStored: boolean) => void;
}

export interface Tracing<R> {
  /** `header` reads a request header by its lower-case name. */
  begin(route: string, header: (name: string) => string | undefined): RequestTrace;
  end(trace: RequestTrace, record: R): void;
  /** What is called by `work`, and behind it, is part of the trace. */
  within<T>(trace: RequestTrace, work: () => T): T;
}

/** Where labels outlast a restart. */
export interface LabelLog<L> {
  /** The newest `max`, oldest first, and what was wrong with the rest, for people. */
  load(max: number): Promise<{ readonly labels: readonly L[]; readonly problem: string | null }>;
  /** Kept soon; a crash may lose the last moment's. Rejects where too many wait, and once it is closed. */
  append(label: L): Promise<void>;
  /** In place of all that is kept. Resolves when it would survive a crash. */
  rewrite(labels: readonly L[]): Promise<void>;
  close(): Promise<void>;
}

/** Where the audit trail outlasts a restart; see core/audit.ts. */
export interface AuditLog {
  /** All lines, oldest first. */
  read(): Promise<readonly string[]>;
  /** Resolves when it would survive a crash. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

export interface Judgement {
  readonly verdict: "same" | "different" | "unsure";
  /** For people, one clause; it may quote the answers. */
  readonly why: string;
  /** Who said it, where one judge stands in for another. */
  readonly by?: Judge["kind"];
}

/** Says whether a stored answer and a fresh one to the same question say the same. Off the request path. */
export interface Judge {
  readonly kind: "answer" | "model";
  /** Rejects with PortFault on deadline, or on an answer that is no verdict. */
  judge(
    pair: {
      readonly question: string;
      /** That the stored answer was given to; absent: to this very question. */
      readonly held?: string;
      readonly stored: string;
      readonly fresh: string;
    },
    deadlineMs: number,
  ): Judgement | Promise<Judgement>;
}

/** One snapshot of what a gateway counted. */
export interface HistoryRow {
  /** Wall time at its end, milliseconds since 1970. */
  readonly atMs: number;
  /** Seconds that it covers, by a clock that nobody sets. */
  readonly seconds: number;
  /** Names the process that counted. */
  readonly run: string;
  /** JSON: what was counted meanwhile, and in all since that process began. */
  readonly data: string;
}

export interface KeptRow extends HistoryRow {
  /** Rises from row to row, whatever the clock does. */
  readonly seq: number;
}

/**
 * Snapshots that outlast a restart, a row or so a minute: synchronous. No method throws: a file that fails is told
 * through the fault hook it was made with, and rows are kept in memory from then on.
 */
export interface HistoryLog {
  add(row: HistoryRow): void;
  /** Dated after `fromMs` and not after `toMs`, oldest first; of more than `limit` the newest. */
  rows(fromMs: number, toMs: number, limit: number): KeptRow[];
  /** The newest by `seq`; null where there is none. */
  newest(): KeptRow | null;
  /** Moves what is dated after `afterMs` by so many milliseconds. */
  redate(afterMs: number, byMs: number): void;
  /** One row in place of several. */
  replace(seqs: readonly number[], row: HistoryRow): void;
  /** Deletes what is dated before `beforeMs`, but never of the newest `keep`. */
  forget(beforeMs: number, keep: number): void;
  close(): void;
}
