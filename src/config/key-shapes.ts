/** The shapes of keys written in the configuration: a fixed number of bytes in base64, or text for a header. */
import { z } from "zod";

export function isAesKey(key: string): boolean {
  const bytes = Buffer.from(key, "base64");
  return bytes.length === 32 && bytes.toString("base64").replace(/=+$/, "") === key.replace(/=+$/, "");
}

/** May a header carry it as it is? Each request with another key would fail. RFC 9110 section 5.5 */
export function isHeaderText(value: string): boolean {
  return value === value.trim() && !/[^\t\x20-\x7e\x80-\xff]/.test(value);
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
