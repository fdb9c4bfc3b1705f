/** What a question says whatever its wording, as a keyed digest: no text is kept, and no two scopes share one. */
import { createHmac, type KeyObject } from "node:crypto";
import type { Scope } from "../model.ts";
import type { Verifier } from "../ports.ts";

/** Null where the question says too little to be told by. "refused" is part of what stores hold already. */
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
