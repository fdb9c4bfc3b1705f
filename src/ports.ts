/**
 * What the gateway needs of the outside world. Each port has one shared test suite in test/contract/ that every adapter
 * passes. A port's method rejects with `PortFault` when the thing behind it fails; the caller turns that into a named
 * miss. No method waits longer than the deadline it was built or called with.
 */
import type {
  AlertName,
  Arrived,
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
  /** True where other gateways may write to the store too. */
  readonly isShared: boolean;
  /**
   * The answer under this key, fresh or stale; null where there is none. An entry whose seal or embedded key does not
   * match is deleted, reported through `onFault`, and counts as none. Synchronous stores answer without a promise, so
   * that a hit does not wait a turn of the event loop.
   */
  get(key: Key, nowMs: number): Entry | null | Promise<Entry | null>;
  getById(id: EntryId, nowMs: number): Entry | null | Promise<Entry | null>;
  /** Stores or replaces the answer under `entry.key`. Resolves when it would survive the end of this process. */
  put(entry: Entry, vector: StoredVector | null): Promise<void>;
  /** Adds a vector to a stored answer, for example after the embedder changed. Does nothing for an unknown id. */
  putVector(id: EntryId, vector: StoredVector): Promise<void>;
  /** Deletes an answer; true when it existed. */
  delete(id: EntryId): Promise<boolean>;
  /** Live rows to be found by meaning, newest first, at most `limit`; `vector`: null unless of this fingerprint. */
  indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow>;
  /** The facts of every answer that may still be served, each once, in any order. What changes meanwhile may be missing. */
  facts(nowMs: number): AsyncIterable<EntryFacts>;
  /** Notes: small named values that outlast a restart, such as a rollout set by hand. At most 100,000. */
  getNote(name: string): Promise<string | null>;
  putNote(name: string, value: string): Promise<void>;
  deleteNote(name: string): Promise<void>;
  /** Names of notes that start with `prefix`, at most `limit`, in any order. */
  noteNames(prefix: string, limit: number): Promise<string[]>;
  /**
   * Deletes answers past `staleUntilMs`, then, until the bodies fit `bytesMax` (0 = no limit), the oldest of tenants
   * that hold more than `share` of it (0 to 1, absent: 1), then the oldest of all. Returns how many were deleted.
   */
  sweep(nowMs: number, bytesMax: number, share?: number): Promise<number>;
  stats(): Promise<{ entries: number; bytes: number }>;
  /** What others store, from `begin` on, which comes before all rows are read. */
  readonly arrivals?: { begin(): Promise<void>; next(fingerprint: Fingerprint): Promise<Arrived | null> };
  close(): Promise<void>;
}

export interface StoredVector {
  readonly fingerprint: Fingerprint;
  readonly vector: UnitVector;
}

export interface Neighbour {
  readonly id: EntryId;
  /** Cosine, -1 to 1, computed exactly even where the index approximates. */
  readonly similarity: number;
}

/** Nearest stored questions of one scope. Synchronous and in memory; never reaches into another scope. */
export interface VectorIndex {
  /** Adds or replaces a vector. Throws, and changes nothing, for a wrong dimension or a value that is not finite. */
  add(scope: Scope, id: EntryId, vector: UnitVector): void;
  remove(scope: Scope, id: EntryId): void;
  /** At most k neighbours, best first. */
  search(scope: Scope, vector: UnitVector, k: number): Neighbour[];
  readonly size: number;
  /** Which kind of index serves a scope now; for start-up output and metrics. */
  kindOf(scope: Scope): "flat" | "hnsw";
  /** Vectors that a graph still lacks; searches scan them meanwhile. */
  readonly lagging: number;
  /** Vectors in graphs that searches use. */
  readonly graphed: number;
  close(): void;
}

/** Turns a text into a unit vector. */
export interface Embedder {
  readonly kind: "builtin" | "openai" | "onnx";
  /** The embedder's fingerprint; null until known (a remote model tells its dimension with its first answer). */
  readonly fingerprint: Fingerprint | null;
  /** Rejects with PortFault on deadline, wrong dimension, or a vector that is zero or not finite. */
  embed(text: string, deadlineMs: number): UnitVector | Promise<UnitVector>;
  close(): Promise<void>;
}

/** A request to upstream: its line, and its headers as they will be written, without hop-by-hop ones. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query below the upstream's base URL, for example "/chat/completions?x=1". */
  readonly path: string;
  /** Flat list name, value, name, value …, in order, duplicates and case kept. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | AsyncIterable<Buffer> | null;
  /** True where it must not be sent again, whatever became of it: upstream may have done what it asks. Default false. */
  readonly once?: boolean;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly string[];
  /** As they come; reading slowly holds upstream back. Ends where upstream ended cleanly, else throws UpstreamFault. */
  readonly body: AsyncIterable<Buffer>;
}

export interface Upstream {
  readonly name: string;
  /** Sends a request. Rejects with UpstreamFault when no response head comes. */
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

/** Notifies people of an alert, once each time it begins. Never throws, never waits. */
export interface Notifier {
  raise(name: AlertName, message: string): void;
}

/** Takes the record of each finished request, once; all metrics and logs are functions of it. See core/record.ts. */
export interface Reporter<R> {
  report(record: R): void;
}

export type { Form, Header };

/** Judges pairs of questions; pure and in microseconds, but behind a port so that its failure can be tested. */
export interface Verifier {
  /** Names the scoring model that ships; what was learned of its scores since does not change it. */
  readonly version: string;
  compare(stored: string, asked: string, similarity: number): PairVerdict;
  /** The evidence in words, for people: `"Java" is not in the stored question`. */
  explain(stored: string, asked: string, similarity: number): readonly string[];
  /** The numbers from which a learned correction is computed; null where a rule, not the score alone, decides. */
  features?(stored: string, asked: string): readonly number[] | null;
  /** One text for all questions that say the same in trivially different forms; null where one says too little. */
  canonical?(text: string): string | null;
  /** The same, only where the words are the same as well, a plural aside: "plan" is not "plane". */
  wording?(text: string): string | null;
}

/** A stored question, as the second look is given it. */
export type StoredText = Readonly<{ id: EntryId; text: string }>;

/** A slower judge of pairs in doubt: a larger embedder's cosine, or a reranker's relevance. Never on the hot thread. */
export interface SecondLook {
  /** Names the model, by which its `SecondCalibration` is found; see core/verify/calibration/calibrations.ts. */
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
  /** Makes in the background what `compare` will need of a text. Never throws; drops texts beyond its limit. */
  prepare(stored: StoredText): void;
  close(): Promise<void>;
}

/** The words of the built-in model, with which the verifier aligns questions. */
export interface Lexicon {
  readonly version: string;
  readonly dimension: number;
  /** How rare a word is, 0 (everywhere) to about 1 (rare or unknown). */
  weight(word: string): number;
  /** The word's vector, not normalised; null where the word is unknown. The caller must not change the array. */
  vector(word: string): Float32Array | null;
}

/** Attributes of a span; undefined values are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span that has ended, as it is exported. Ids are hex, times Unix milliseconds with fractions. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  readonly traceId: string;
  readonly spanId: string;
  /** Id of the parent span; null: it is the first of its trace. */
  readonly parentSpanId: string | null;
  /** True where the parent is a span of the caller's. */
  readonly isParentRemote: boolean;
  /** The W3C `tracestate` header's value; "" where there is none. */
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

/** The spans of one request. Begun when it arrives, so that upstream can be told its parent; ended with its record. */
export interface RequestTrace {
  /** The trace's id, 32 hex digits; null where nothing is traced. */
  readonly traceId: string | null;
  readonly isSampled: boolean;
  /** Begins the CLIENT span of a call to upstream, after the one before has ended. Returns the call's headers. */
  upstream(model: string, baseUrl: string): readonly Header[];
  /** Upstream answered that call with this status, and is asked again: begins a span, and returns its headers. */
  again(status: number): readonly Header[];
  /**
   * Begins the span of a chat model's call on the gateway's own account. Call the function returned when the call has
   * ended, answered or not: it ends the span, begins that of a further call, and returns headers for that: none, as
   * upstream is told nothing of this trace.
   */
  own(model: string, baseUrl: string, purpose: "check" | "judge"): (isAnswered: boolean) => readonly Header[];
  /** Notes that the answer comes from the call that this other request made. */
  follows(leader: RequestTrace): void;
  /** Begins the span of storing the answer. The function returned is called when that is done, or has failed. */
  storing(): (isStored: boolean) => void;
}

export interface Tracing<R> {
  /** Begins the trace of a request. `header`: reads a request header by its lower-case name. */
  begin(route: string, header: (name: string) => string | undefined): RequestTrace;
  end(trace: RequestTrace, record: R): void;
  /** Runs `work`; what it calls, also later, is part of the trace. */
  within<T>(trace: RequestTrace, work: () => T): T;
}

/** Keeps labels over a restart. */
export interface LabelLog<L> {
  /** The newest `max` labels, oldest first, and what was wrong with the others, in words for people. */
  load(max: number): Promise<{ readonly labels: readonly L[]; readonly problem: string | null }>;
  /** Keeps a label, soon; a crash may lose the last moment's. Rejects where too many wait, and once it is closed. */
  append(label: L): Promise<void>;
  /** Replaces all labels kept. Resolves when the new ones would survive a crash. */
  rewrite(labels: readonly L[]): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the audit trail over a restart; see core/audit.ts. */
export interface AuditLog {
  /** All lines, oldest first. */
  read(): Promise<readonly string[]>;
  /** Appends a line. Resolves when it would survive a crash, to the size that the log then has of this and earlier lines. */
  append(line: string): Promise<number>;
  /** Bytes that the log has now; 0 where there is none. */
  size(): Promise<number>;
  /** Runs a task while no other process that shares the log is in one. */
  alone<T>(task: () => Promise<T>): Promise<T>;
}

export interface Judgement {
  readonly verdict: "same" | "different" | "unsure";
  /** The reason in one clause, for people; it may quote the answers. */
  readonly why: string;
  /** The judge that said so, where one judge stands in for another. */
  readonly by?: Judge["kind"];
}

/** Decides whether a stored answer and a fresh one to the same question say the same. Off the request path. */
export interface Judge {
  readonly kind: "answer" | "model" | "local";
  /** Rejects with PortFault on deadline, or where the model's answer is no verdict. */
  judge(
    pair: {
      readonly question: string;
      /** The question that the stored answer was given to; absent: the one asked now. */
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
  /** Seconds that it covers, by the monotonic clock. */
  readonly seconds: number;
  /** Names the process that counted. */
  readonly run: string;
  /** JSON of what was counted in this time, and in all since that process began. */
  readonly data: string;
}

export interface KeptRow extends HistoryRow {
  /** A number that rises from row to row, whatever the clock does. */
  readonly seq: number;
}

/**
 * Snapshots that outlast a restart, about one row a minute; synchronous. No method throws: a file that fails is
 * reported through the fault hook it was made with, and rows are kept in memory from then on.
 */
export interface HistoryLog {
  add(row: HistoryRow): void;
  /** The rows dated after `fromMs` and not after `toMs`, oldest first; of more than `limit` the newest. */
  rows(fromMs: number, toMs: number, limit: number): KeptRow[];
  /** The row with the highest `seq`; null where there is none. */
  newest(): KeptRow | null;
  /** Moves the dates of all rows after `afterMs` by `byMs` milliseconds. */
  redate(afterMs: number, byMs: number): void;
  /** Puts one row in the place of several. */
  replace(seqs: readonly number[], row: HistoryRow): void;
  /** Deletes rows dated before `beforeMs`, but never the newest `keep`. */
  forget(beforeMs: number, keep: number): void;
  close(): void;
}
