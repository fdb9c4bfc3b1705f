/** Which values are secret, and the configuration without them. */

import { type Fields, fieldsOf } from "../narrow.ts";
import type { Config } from "./schema.ts";

const SECRET_NAMES: ReadonlySet<string> = new Set([
  "api_key",
  "key",
  "previous_keys",
  "token",
  "password",
  "sentinel_password",
  "webhook",
  "webhook_secret",
  "slack",
]);

const MASK = "***";

export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name);
}

/** True for a variable whose name says that its content may be secret. */
export function isSecretVariable(name: string): boolean {
  return /KEY|TOKEN|SECRET|PASS|CREDENTIAL/i.test(name);
}

/** The configuration as anyone with the admin token may see it: plain JSON, secrets replaced by "***". */
export function masked(config: Config): Fields {
  return fieldsOf(mask(config, false));
}

function mask(value: unknown, secret: boolean): unknown {
  if (typeof value === "string") {
    if (secret) return value === "" ? "" : MASK;
    return withoutCredentials(value);
  }
  if (Array.isArray(value)) return value.map((item) => mask(item, secret));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mask(item, secret || isSecretName(name))]),
  );
}

/** Text with `user:password@` and credential-like query values of any URL in it replaced by "***". */
export function withoutCredentials(text: string): string {
  return text
    .replace(/(:\/\/)[^/?#\s]*@/g, `$1${MASK}@`)
    .replace(/([?&][\w-]*(?:pass|key|token|secret|sig)[\w-]*=)[^&#\s]*/gi, `$1${MASK}`);
}
