/** The shapes of keys written in the configuration: a fixed number of bytes in base64. */
import { z } from "zod";

export function isAesKey(key: string): boolean {
  const bytes = Buffer.from(key, "base64");
  return bytes.length === 32 && bytes.toString("base64").replace(/=+$/, "") === key.replace(/=+$/, "");
}

const HOOK_SECRET = 'whsec_ and 24 to 64 bytes in base64, or ""';

/** A webhook's signing secret as Standard Webhooks writes it. */
export function hookSecret(about: string) {
  return z
    .string(HOOK_SECRET)
    .refine((value) => value === "" || isHookSecret(value), HOOK_SECRET)
    .default("")
    .describe(about);
}

function isHookSecret(value: string): boolean {
  const bytes = Buffer.from(value.replace(/^whsec_/, ""), "base64").length;
  return /^whsec_[A-Za-z0-9+/]+=*$/.test(value) && bytes >= 24 && bytes <= 64;
}
