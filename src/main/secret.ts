/** The secret of the HMAC by which credentials, scopes and keys are digested. */
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { dataPath, type Environment } from "../config.ts";
import { errorCode } from "../narrow.ts";
import { StartFault } from "./listen.ts";

/** Fewer bytes in the file are what a full disk or a crash left of a secret; with them every digest could be guessed. */
const SECRET_BYTES_MIN = 16;

/**
 * SEMBLANCE_SECRET, or the one in `storage/secret`, made at the first start and readable by its owner alone. Throws
 * StartFault where that file holds no secret and none can be written; the system's error where it cannot be read.
 */
export function secretKey(env: Environment): KeyObject {
  const path = dataPath(env, "storage/secret");
  const given = env["SEMBLANCE_SECRET"];
  if (given) return createSecretKey(Buffer.from(given, "utf8"));
  if (!existsSync(path)) makeSecret(path);
  chmodSync(path, 0o600);
  const kept = readFileSync(path);
  if (kept.byteLength >= SECRET_BYTES_MIN) return createSecretKey(kept);
  throw new StartFault(
    `${path} holds no whole secret (${kept.byteLength} bytes): put it back, set SEMBLANCE_SECRET, or remove the file: what is stored under another secret is then not found any more`,
  );
}

/** The file appears whole or not at all; where another process was faster, its secret stays. */
function makeSecret(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    const file = openSync(beside, "wx", 0o600);
    try {
      writeFileSync(file, randomBytes(32).toString("base64url"));
      fsyncSync(file);
      name(beside, path);
    } finally {
      closeSync(file);
      rmSync(beside, { force: true });
    }
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EEXIST" || !existsSync(path))
      throw new StartFault(`${path} cannot be written (${code}): make room for it, or set SEMBLANCE_SECRET`);
  }
}

/** Linking fails where the name is taken, which renaming would not; some network drives know no links. */
function name(beside: string, path: string): void {
  try {
    linkSync(beside, path);
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw error;
    renameSync(beside, path);
  }
}
