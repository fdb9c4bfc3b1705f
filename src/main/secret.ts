/** The secret of the HMAC by which credentials, scopes and keys are digested. */
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { dataPath, type Environment } from "../config.ts";
import { errorCode } from "../narrow.ts";

/**
 * SEMBLANCE_SECRET, or the one in `storage/secret`, made at the first start and readable by its owner alone. Throws
 * where that file can be neither read nor written.
 */
export function secretKey(env: Environment): KeyObject {
  const path = dataPath(env, "storage/secret");
  const given = env["SEMBLANCE_SECRET"];
  if (given) return createSecretKey(Buffer.from(given, "utf8"));
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
  chmodSync(path, 0o600);
  return createSecretKey(readFileSync(path));
}
