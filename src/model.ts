/**
 * The nouns of Semblance. No behaviour beyond minting branded values; imported by everyone, imports nothing.
 */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Keyed digest of a caller's credential, or of whatever the configuration says parts callers. 43 characters, base64url. */
export type TenantId = Brand<string, "TenantId">;
/** Keyed digest of everything in a request but the wording of its last user text. 43 characters, base64url. */
export type Scope = Brand<string, "Scope">;
/** Keyed digest of scope and question bytes: equal keys mean equal requests. 43 characters, base64url. */
export type Key = Brand<string, "Key">;
/** Id of one stored answer. A refreshed answer gets a new id. */
export type EntryId = Brand<string, "EntryId">;
export type RequestId = Brand<string, "RequestId">;
/** Finite, of length 1 within 1e-3. Minted by `unitVector` only. */
export type UnitVector = Brand<Float32Array, "UnitVector">;
/** Names an embedder so exactly that two vectors of equal fingerprint may be compared. */
export type Fingerprint = Brand<string, "Fingerprint">;

export const ROUTES = ["chat", "responses", "completions", "embeddings"] as const;
/** The cached routes; every other path is passed through. */
export type Route = (typeof ROUTES)[number];

export const FORMS = ["json", "sse"] as const;
/** How upstream sent an answer, and how a caller wants it: one JSON document or server-sent events. */
export type Form = (typeof FORMS)[number];

/** Every alert there is: what began, and, where it can end by itself, what ended. */
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
  /** Those from and into the provider's prompt cache among them. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Read from the provider's prompt cache; absent: none, or upstream does not say. */
  readonly cachedTokens?: number;
  /** Written into it. */
  readonly writtenTokens?: number;
}

/** What is known of a stored answer without reading its body. */
export interface EntryFacts {
  /** Keyed digest of who asked: tenant, organisation, project; absent in rows of before it was kept. */
  readonly owner?: string;
  /** What the caller tagged it with, for whoever removes it by tag; absent where there is none. */
  readonly tags?: readonly string[];
  /** Keyed digest of the retrieved context that it was made of; absent where that is part of the scope, or there is none. */
  readonly context?: string;
  readonly id: EntryId;
  readonly key: Key;
  readonly scope: Scope;
  readonly tenant: TenantId;
  readonly route: Route;
  readonly model: string;
  /** The last user text, byte for byte; "" where the request had none. */
  readonly question: string;
  /** False: exact use only (tool calls, images, prefill …). */
  readonly semantic: boolean;
  readonly storedAtMs: number;
  /** Fresh before this moment. */
  readonly expiresAtMs: number;
  /** Between `expiresAtMs` and this it may be served when upstream fails; after it, never. */
  readonly staleUntilMs: number;
  readonly form: Form;
  readonly usage: Usage | null;
  /** What upstream took for it, first byte to last included, in milliseconds. */
  readonly upstreamMs: number;
}

/** A stored answer: its facts, the response headers worth replaying, and upstream's body without loss. */
export interface Entry extends EntryFacts {
  readonly headers: readonly Header[];
  /** JSON text or raw SSE bytes, decoded (no content-encoding), less obfuscation padding. */
  readonly body: Buffer;
}

/** What the semantic index is rebuilt from. `vector` is null where none of the wanted fingerprint is stored. */
export interface IndexRow {
  readonly facts: EntryFacts;
  readonly vector: UnitVector | null;
}

/**
 * Scales a vector to length 1.
 * Returns null for what must never be compared: not finite, or of no length (norm below 1e-12).
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

/** What decides whether two vectors may be compared. Whatever changes a vector belongs here. */
export interface EmbedderNames {
  readonly kind: "builtin" | "openai" | "onnx";
  readonly model: string;
  /** Numbers in a vector; "asked" where a larger model was asked for fewer, which gives other vectors. */
  readonly dimension: number;
  readonly shortened?: boolean;
  /** Digest of the model where it is known, and what the operator calls this version of it. */
  readonly revision: string;
  /** Put in front of each text. */
  readonly prefix: string;
  /** Version of what is done to a text before it is embedded. */
  readonly normaliser: number;
}

/** Mints a fingerprint. Parts are escaped, so that no two sets of names give one text. */
export function fingerprintOf(names: EmbedderNames): Fingerprint {
  const { kind, model, dimension, shortened, revision, prefix, normaliser } = names;
  const parts = [kind, model, `${dimension}${shortened ? "-asked" : ""}`, revision, prefix, `n${normaliser}`];
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join(":") as Fingerprint;
}

/** Why a stored answer must not be served as it is, whatever the score says. */
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

/** The one place in which two questions differ, when there is exactly one and the rest is equal word for word. */
export interface Slot {
  readonly kind: "number" | "date" | "name" | "identifier" | "word";
  /** As written in the stored question, and in the asked one. */
  readonly stored: string;
  readonly asked: string;
  /** The question with the slot cut out; equal for all questions that differ in this slot only. */
  readonly template: string;
}

/** What the verifier says of a stored question and an asked one. */
export interface PairVerdict {
  readonly veto: Veto | null;
  /** Calibrated: 0 to 1, the share of pairs scored like this for which the stored answer is right. */
  readonly probability: number;
  /** The uncalibrated pair score (log odds), as the shipped model gives it: what was learnt from labels does not change it. */
  readonly score: number;
  readonly slot: Slot | null;
  /**
   * Words of the stored question that the asked one exchanged for others: an answer that repeats one hangs on it. Absent
   * where there are none.
   */
  readonly replaced?: readonly string[];
}
