/** The types that all rooms share. No behaviour beyond making branded values; imported by everyone, imports nothing. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/**
 * Keyed digest of a caller's credential, or of whatever else is configured to tell tenants apart. 43 characters,
 * base64url.
 */
export type TenantId = Brand<string, "TenantId">;
/** Keyed digest of everything in a request but the wording of its last user text. 43 characters, base64url. */
export type Scope = Brand<string, "Scope">;
/** Keyed digest of scope and question bytes: equal keys mean equal requests. 43 characters, base64url. */
export type Key = Brand<string, "Key">;
/** Id of one stored answer. A refreshed answer gets a new id. */
export type EntryId = Brand<string, "EntryId">;
export type RequestId = Brand<string, "RequestId">;
/** A finite vector of length 1 within 1e-3. Made by `unitVector` only. */
export type UnitVector = Brand<Float32Array, "UnitVector">;
/** Names an embedder so exactly that two vectors with equal fingerprints may be compared. */
export type Fingerprint = Brand<string, "Fingerprint">;

export const ROUTES = ["chat", "responses", "completions", "embeddings"] as const;
/** The cached routes; every other path is passed through. */
export type Route = (typeof ROUTES)[number];

export const FORMS = ["json", "sse"] as const;
/** The form in which upstream sent an answer, or a caller wants it: one JSON document or server-sent events. */
export type Form = (typeof FORMS)[number];

/** The names of all alerts: of what began and, where it can end by itself, of its end. */
export type AlertName =
  | "test"
  | "hit-rate"
  | "error-rate"
  | "similarity"
  | "store-down"
  | "disk-full"
  | "judge-untrusted"
  | "checks-cost"
  | "budget"
  | "budget-unpriced"
  | "calibration"
  | "drift"
  | "embedder-off"
  | "embedder-on"
  | "error-bound"
  | "judge-off"
  | "judge-on"
  | "labels"
  | "rollout-fall"
  | "second-look-off"
  | "second-look-on";

export type Header = readonly [name: string, value: string];

/** Billed tokens as upstream reported them. */
export interface Usage {
  /** All input tokens, those read from and written to the provider's prompt cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Input tokens read from the provider's prompt cache; absent: none, or upstream does not tell. */
  readonly cachedTokens?: number;
  /** Input tokens written to the provider's prompt cache; absent: none, or upstream does not tell. */
  readonly writtenTokens?: number;
}

/** What is known of a stored answer without reading its body. */
export interface EntryFacts {
  /** Keyed digest of who asked: tenant, organisation, project; absent in rows of versions that did not keep it. */
  readonly owner?: string;
  /** The tags that the caller gave it, by which it can be removed; absent where there are none. */
  readonly tags?: readonly string[];
  /**
   * Keyed digest of the retrieved context that the answer was made from; absent where that is part of the scope, or
   * there is none.
   */
  readonly context?: string;
  readonly id: EntryId;
  readonly key: Key;
  readonly scope: Scope;
  readonly tenant: TenantId;
  readonly route: Route;
  readonly model: string;
  /** The last user text, byte for byte; "" where the request had none. */
  readonly question: string;
  /** False where it may only be an exact hit (tool calls, images, prefill …). */
  readonly semantic: boolean;
  readonly storedAtMs: number;
  /** Wall time in milliseconds since 1970, before which the answer is fresh. */
  readonly expiresAtMs: number;
  /** Until this time, once no longer fresh, it may be served when upstream fails; after it, never. */
  readonly staleUntilMs: number;
  readonly form: Form;
  readonly usage: Usage | null;
  /** Milliseconds that upstream took for the answer, from the request to its last byte. */
  readonly upstreamMs: number;
}

/** A stored answer: its facts, the response headers worth replaying, and upstream's body without loss. */
export interface Entry extends EntryFacts {
  readonly headers: readonly Header[];
  /** JSON text or raw SSE bytes, decoded (no content-encoding), without obfuscation padding. */
  readonly body: Buffer;
}

/** A row to rebuild the semantic index from. `vector` is null where none with the wanted fingerprint is stored. */
export interface IndexRow {
  readonly facts: EntryFacts;
  readonly vector: UnitVector | null;
}

/**
 * A page of what other gateways stored, oldest first; in place of one null says that some were missed, and all rows are to
 * be read.
 */
export interface Arrived {
  readonly rows: readonly IndexRow[];
  /** False: there is more. */
  readonly isLast: boolean;
}

/**
 * Scales a vector to length 1. Returns null for one that must never be compared: not finite, or of length below 1e-12.
 */
export function unitVector(values: ArrayLike<number>): UnitVector | null {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  const norm = Math.sqrt(sum);
  if (!Number.isFinite(norm) || norm < 1e-12) return null;
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i]! / norm;
  return out as UnitVector;
}

/** The cosine of two vectors of one embedder. */
export function cosine(a: UnitVector, b: UnitVector): number {
  return dot(a, 0, b);
}

/**
 * The dot product of a vector with as many numbers of another, from a place on. In four sums, since a single one would
 * wait for each addition to end. They begin at -0: 0 is an integer to V8, and a sum that begins as one was made anew as an
 * object by each addition, two fifths of all that a hit left to the collector.
 */
export function dot(numbers: Float32Array, from: number, vector: Float32Array): number {
  const { length } = vector;
  const fours = length & ~3;
  let at = from;
  let one = -0;
  let two = -0;
  let three = -0;
  let four = -0;
  let i = 0;
  for (; i < fours; i += 4, at += 4) {
    one += numbers[at]! * vector[i]!;
    two += numbers[at + 1]! * vector[i + 1]!;
    three += numbers[at + 2]! * vector[i + 2]!;
    four += numbers[at + 3]! * vector[i + 3]!;
  }
  for (; i < length; i++, at++) one += numbers[at]! * vector[i]!;
  return one + two + (three + four);
}

/** The properties of an embedder that decide whether its vectors may be compared: everything that changes a vector. */
export interface EmbedderNames {
  readonly kind: "builtin" | "openai" | "onnx";
  readonly model: string;
  /** Components of a vector. `shortened`: a larger model was asked for fewer, which gives other vectors. */
  readonly dimension: number;
  readonly shortened?: boolean;
  /** Digest of the model where it is known, and the operator's name for this version of it. */
  readonly revision: string;
  /** Text put in front of each embedded text. */
  readonly prefix: string;
  /** Version of the code that prepares a text before it is embedded. */
  readonly normaliser: number;
}

/** Makes a fingerprint. Parts are escaped, so that different names never give the same text. */
export function fingerprintOf(names: EmbedderNames): Fingerprint {
  const { kind, model, dimension, shortened, revision, prefix, normaliser } = names;
  const parts = [kind, model, `${dimension}${shortened ? "-asked" : ""}`, revision, prefix, `n${normaliser}`];
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join(":") as Fingerprint;
}

/** The reasons why a stored answer must not be served as it is, whatever the score says. */
export const VETOES = [
  "numbers-differ",
  "units-differ",
  "dates-differ",
  "names-differ",
  "identifiers-differ",
  "negation-differs",
  "antonyms",
  "direction-differs",
  "literals-differ",
  "accents-differ",
  "form-differs",
  "asks-otherwise",
  "persons-differ",
  "quantities-differ",
  "tense-differs",
  "roles-differ",
  "answer-depends",
  "sources-differ",
  "not-grounded",
] as const;
export type Veto = (typeof VETOES)[number];

/** The one place in which two questions differ, where there is exactly one and the rest is equal word for word. */
export interface Slot {
  readonly kind: "number" | "date" | "name" | "identifier" | "word";
  /** The words in this place, in the stored question and in the one asked. */
  readonly stored: string;
  readonly asked: string;
  /** The question with the slot cut out; equal for all questions that differ in this slot only. */
  readonly template: string;
}

/** The verifier's verdict on a stored question and the one asked. */
export interface PairVerdict {
  readonly veto: Veto | null;
  /**
   * What stands against it: the shipped calibration gives such a pair less than .5, and only one learned from labels more.
   * Absent where there is none.
   */
  readonly doubt?: Veto;
  /** Calibrated probability, 0 to 1: the share of pairs with this score for which the stored answer is right. */
  readonly probability: number;
  /**
   * The pair's uncalibrated score (log odds) from the shipped model; what was learned from labels does not change it.
   */
  readonly score: number;
  readonly slot: Slot | null;
  /**
   * Words of the stored question that the one asked replaced by others: an answer that repeats one depends on it.
   * Absent where there are none.
   */
  readonly replaced?: readonly string[];
}

/** Versions of OpenTelemetry's GenAI conventions that spans can follow; 1.41 stands for 1.37 and later. */
export const GEN_AI_CONVENTIONS = ["1.36", "1.41", "latest"] as const;
export type GenAiConventions = (typeof GEN_AI_CONVENTIONS)[number];
