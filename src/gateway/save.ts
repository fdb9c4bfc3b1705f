/**
 * Stores what upstream answered, after the last byte and off the request path: in memory at once, on disk after it.
 * Only whole answers are stored, and none of a bypass.
 */
import type { JsonPromise } from "../core/json-answer.ts";
import { type NotStored, replayableHeaders, storable } from "../core/storable.ts";
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, EntryId, Key, Route, Scope, TenantId, UnitVector } from "../model.ts";
import type {
  Clock,
  Embedder,
  FaultPart,
  Ids,
  RequestTrace,
  SecondLook,
  Store,
  StoredVector,
} from "../ports.ts";
import type { Answer } from "../wire/answer.ts";
import type { Catalog } from "./catalog.ts";
import type { Landing } from "./landing.ts";
import type { Purges } from "./purges.ts";

export interface SaveDeps {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly ids: Ids;
  /**
   * The second look; it is told of each new question, to be ready when one near it is asked. Null: none is configured.
   */
  readonly secondLook: SecondLook | null;
  /** Reports a fault of background work: counted and logged, never thrown. */
  readonly onFault: (part: FaultPart, error: unknown) => void;
}

/** What storing an answer needs, beside what making it findable needs. */
export interface StoringDeps extends SaveDeps {
  readonly purges: Purges;
}

export interface Savable {
  readonly route: Route;
  readonly tenant: TenantId;
  /** Who may give feedback on the answer; see `Caller.owner`. */
  readonly owner: string;
  readonly tags: readonly string[];
  /** Keyed digest of the retrieved context; absent where the context is part of the scope. */
  readonly context?: string | undefined;
  /** The number of purges when the answer was asked for. */
  readonly purgesSeen: number;
  readonly scope: Scope;
  readonly key: Key;
  readonly question: string;
  /** UTF-8 bytes of the question, even of a long one whose text is not kept. */
  readonly questionBytes: number;
  readonly model: string;
  /** The trace of the request that stores; absent: no request does. */
  readonly trace?: Pick<RequestTrace, "storing">;
  readonly stream: boolean;
  /** The JSON form that the request was promised; null: none. */
  readonly promise: JsonPromise | null;
  readonly exactOnly: boolean;
  readonly semantic: boolean;
  readonly ttlMs: number;
  readonly staleMs: number;
  /** When upstream gave the answer, milliseconds since 1970: its life began then. Absent: now. */
  readonly atMs?: number;
  readonly entryBytesMax: number;
  /** The question's vector, where the look-up already made it; else null. */
  readonly vector: () => UnitVector | null;
}

export interface SaveResult {
  /** The new entry; null where nothing was stored. */
  readonly stored: EntryId | null;
  /** Why nothing was stored; null where something was. */
  readonly why: NotStored | null;
  readonly answer: Answer | null;
  /**
   * Resolves when the entry is on disk and can be found, to whether the store took it; absent where nothing was stored.
   */
  readonly kept?: Promise<boolean>;
}

/** Milliseconds for an embedding that no request waits for. */
export const EMBED_MS_MAX = 10_000;

export function save(deps: StoringDeps, asked: Savable, landing: Landing, maySave: boolean): SaveResult {
  if (!landing.ok) return { stored: null, why: "cut", answer: null };
  if (landing.head.status !== 200) return { stored: null, why: "status", answer: null };
  const { head, recording } = landing;
  const inspected = landing.answer();
  if (recording === null || inspected === null) return { stored: null, why: "too-large", answer: null };
  const answer = "problem" in inspected ? null : inspected;
  const verdict = storable({
    route: asked.route,
    requestStream: asked.stream,
    status: head.status,
    headers: head.rawHeaders,
    form: head.form,
    decoded: head.decoded,
    answer: inspected,
    promise: asked.promise,
    bytes: recording.length + asked.questionBytes,
    bytesMax: asked.entryBytesMax,
  });
  if (!verdict.store) return { stored: null, why: verdict.why, answer };
  if (!maySave) return { stored: null, why: "saving-off", answer };
  const nowMs = deps.clock.nowMs();
  const storedAtMs = Math.min(nowMs, asked.atMs ?? nowMs);
  const semantic = verdict.semantic && !asked.exactOnly && asked.route !== "embeddings";
  const facts: EntryFacts = {
    id: deps.ids.entry(),
    owner: asked.owner,
    ...(asked.tags.length === 0 ? {} : { tags: asked.tags }),
    ...(asked.context === undefined ? {} : { context: asked.context }),
    key: asked.key,
    scope: asked.scope,
    tenant: asked.tenant,
    route: asked.route,
    model: asked.model,
    question: asked.question,
    semantic,
    storedAtMs,
    expiresAtMs: storedAtMs + asked.ttlMs,
    staleUntilMs: storedAtMs + asked.ttlMs + asked.staleMs,
    form: head.form,
    usage: answer?.usage ?? null,
    upstreamMs: Math.round(landing.upstreamMs),
  };
  const says = (text: string) => saysText(text, facts.question, answer, recording);
  if (deps.purges.take(asked.purgesSeen, facts, says, nowMs)) return { stored: null, answer, why: "purged" };
  const entry = { ...facts, headers: replayableHeaders(head.rawHeaders), body: recording };
  const stored = asked.trace?.storing();
  const kept = keep(deps, entry, asked.semantic, asked.vector());
  if (stored) void kept.then(stored);
  return { stored: facts.id, why: null, answer, kept };
}

/**
 * Puts a whole answer in the store and makes it findable. Resolves when both are done, to whether the store has it;
 * never rejects. `findable` false: the semantic tier is off; the answer is made findable when it is on again.
 */
export async function keep(
  deps: SaveDeps,
  entry: Entry,
  findable: boolean,
  vector: UnitVector | null,
): Promise<boolean> {
  const { headers: _headers, body: _body, ...facts } = entry;
  const made = facts.semantic && findable ? (vector ?? embedded(deps, facts.question)) : null;
  const { fingerprint } = deps.embedder;
  // A vector that is there at once is written together with its answer: one write instead of two.
  const stored =
    made === null || made instanceof Promise || fingerprint === null ? null : { fingerprint, vector: made };
  const written = inBackground(deps, () => deps.store.put(entry, stored));
  if (made !== null) {
    deps.secondLook?.prepare({ id: facts.id, text: facts.question });
    await index(deps, facts, made, stored !== null).catch((error) => deps.onFault("index", error));
  } else if (facts.semantic) deps.catalog.owe(facts);
  return written;
}

/** Embeds a question; an error thrown at once becomes a rejection. */
function embedded({ embedder }: SaveDeps, question: string): UnitVector | Promise<UnitVector> {
  try {
    return embedder.embed(question, EMBED_MS_MAX);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Does the question or the answer contain this text? Where the answer has no text, its body's bytes are searched. */
export function saysText(text: string, question: string, answer: Answer | null, body: Buffer): boolean {
  if (question.includes(text) || answer?.text?.includes(text)) return true;
  return body.includes(JSON.stringify(text).slice(1, -1));
}

/**
 * Makes an answer findable by meaning: embeds its question, adds the vector to the index, and stores it unless it
 * `isStored` already.
 */
export async function index(
  deps: SaveDeps,
  facts: EntryFacts,
  known: UnitVector | Promise<UnitVector> | null,
  isStored = false,
): Promise<void> {
  let vector: UnitVector;
  try {
    vector = await (known ?? deps.embedder.embed(facts.question, EMBED_MS_MAX));
  } catch (error) {
    if (isOfThisText(error)) deps.catalog.supersede(facts);
    else deps.catalog.owe(facts);
    // An embedder that is off was reported when it went off; missing vectors are made when it is on again.
    if (!(error instanceof PortFault && error.why === "off")) deps.onFault("embedder", error);
    return;
  }
  try {
    deps.catalog.add(facts, vector);
  } catch (error) {
    deps.onFault("index", error);
    return;
  }
  const { fingerprint } = deps.embedder;
  if (fingerprint === null || isStored) return;
  const stored: StoredVector = { fingerprint, vector };
  void inBackground(deps, () => deps.store.putVector(facts.id, stored));
}

function isOfThisText(error: unknown): boolean {
  return error instanceof PortFault && error.why === "refused";
}

/** Runs a write that no request waits for; what it throws or rejects with is reported as a fault of the store. */
async function inBackground(deps: SaveDeps, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    // A store that is off was reported when it began to refuse.
    if (!(error instanceof PortFault && error.why === "off")) deps.onFault("store", error);
    return false;
  }
}
