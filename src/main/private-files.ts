/** Makes the data folder, and keeps answers, labels and the secret in it readable by its owner alone. */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Config, dataPath, type Environment } from "../config.ts";
import { errorCode } from "../narrow.ts";
import { StartFault } from "./listen.ts";

const FILES_MAX = 10_000;

/**
 * Makes the data folder where it is missing. Throws StartFault, which names the remedy, where the folder cannot hold
 * the secret: with another secret after each start, stored answers would no longer match their callers.
 */
export function dataFolder(config: Config, env: Environment): void {
  const folder = dataPath(env, "storage");
  const { enable_redis, db_path } = config.cache_migration.semantic_cache;
  const mustWrite = !env["SEMBLANCE_SECRET"] && !readable(join(folder, "secret"));
  try {
    madeFolder(folder);
    if (mustWrite) accessSync(folder, constants.W_OK);
    if (!enable_redis) madeFolder(dirname(dataPath(env, db_path)));
  } catch (error) {
    const code = errorCode(error) || "unknown";
    const isFile = code === "ENOTDIR" || code === "EEXIST";
    // With a readable secret the gateway starts all the same; the store then serves from memory and logs a fault.
    if (!isFile && !mustWrite) return;
    const why = isFile ? "is a file, or lies below one" : `cannot be written (${code})`;
    throw new StartFault(
      `the data folder ${folder} ${why}: set SEMBLANCE_DATA_DIR to a folder that may be written`,
    );
  }
}

/**
 * Makes the folder and its parents. Not by Node's `recursive`, which loops for ever on a file system that refuses a new
 * folder with ENOENT, such as /proc.
 */
export function madeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (dirname(folder) !== folder) madeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (errorCode(error) !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
  }
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes access from group and others, which earlier versions left open. Never throws: files of another owner stay as
 * they are.
 */
export function keepPrivate(env: Environment): void {
  const folder = dataPath(env, "storage");
  try {
    const names = readdirSync(folder).slice(0, FILES_MAX);
    chmodSync(folder, 0o700);
    for (const name of names) {
      const path = join(folder, name);
      const facts = lstatSync(path);
      if (facts.isFile() && (facts.mode & 0o077) !== 0) chmodSync(path, 0o600);
    }
  } catch {
    // The folder does not exist yet, or belongs to another user.
  }
}
