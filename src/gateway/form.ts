/** A keyed digest of what a question says whatever its wording: it holds no text, and differs between scopes. */
import { createHmac, type KeyObject } from "node:crypto";
import type { Scope } from "../model.ts";
import type { Verifier } from "../ports.ts";

/**
 * The digest; null where the question says too little to be recognised by it. The word "refused" that goes into it must
 * stay: stores already hold such digests.
 */
export function formDigest(
  secret: KeyObject,
  verifier: Verifier,
  scope: Scope,
  question: string,
): string | null {
  const form = verifier.canonical?.(question) ?? null;
  if (form === null) return null;
  return createHmac("sha256", secret).update(`refused\0${scope}\0${form}`).digest("base64url").slice(0, 24);
}

/**
 * The digest under which a pair is confirmed: narrower than that of a refusal, which a question that only sounds alike may
 * share without harm.
 */
export function wordingDigest(
  secret: KeyObject,
  verifier: Verifier,
  scope: Scope,
  question: string,
): string | null {
  const wording = verifier.wording?.(question) ?? null;
  if (wording === null) return null;
  const mac = createHmac("sha256", secret).update(`confirmed\0${scope}\0${wording}`);
  return mac.digest("base64url").slice(0, 24);
}

/** Of what was not found by meaning. */
export const NO_FORM = (): null => null;

/** Longer questions are not kept for a digest that is hardly ever asked for: it is made at once. */
const LATE_CHARS_MAX = 256;

/**
 * The digest when it is asked for. Keeps nothing but its arguments, since thousands are kept; making the digest of each hit
 * took a thirtieth of it.
 */
export function lateFormDigest(
  secret: KeyObject,
  verifier: Verifier,
  scope: Scope,
  question: string,
): () => string | null {
  if (question.length <= LATE_CHARS_MAX) return () => formDigest(secret, verifier, scope, question);
  return always(formDigest(secret, verifier, scope, question));
}

/** Made apart: a function keeps all that others made beside it use, which would be the question. */
function always(digest: string | null): () => string | null {
  return () => digest;
}
