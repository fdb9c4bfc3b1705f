/** A keyed digest of what a question says whatever its wording: it holds no text, and differs between scopes. */
import { createHmac, type KeyObject } from "node:crypto";
import type { Scope } from "../model.ts";
import type { Verifier } from "../ports.ts";

/**
 * The digest; null where the question says too little to be recognised by it. The word "refused" that goes into it
 * must stay: stores already hold such digests.
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
