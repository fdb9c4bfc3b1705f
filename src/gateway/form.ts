/** A keyed digest of what a question says whatever its wording: it holds no text, and differs between scopes. */
import type { KeyObject } from "node:crypto";
import { macText } from "../mac.ts";
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
  return digestFor("refused", secret, scope, verifier.canonical?.(question) ?? null);
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
  return digestFor("confirmed", secret, scope, verifier.wording?.(question) ?? null);
}

function digestFor(purpose: string, secret: KeyObject, scope: Scope, said: string | null): string | null {
  if (said === null) return null;
  return macText(secret, `${purpose}\0${scope}\0${said}`).slice(0, 24);
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
