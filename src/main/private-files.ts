/** Answers, labels and the secret are nobody else's business: what lies in `storage/` is its owner's alone. */
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
 * Makes the folder of the data where it is missing. Throws StartFault, with the way out, where it cannot hold the
 * secret: without one no caller could be told from another after the next start.
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
    // What is only missing write access is served from memory, as the store itself tells.
    if (!isFile && !mustWrite) return;
    const why = isFile ? "is a file, or lies below one" : `cannot be written (${code})`;
    throw new StartFault(
      `the data folder ${folder} ${why}: set SEMBLANCE_DATA_DIR to a folder that may be written`,
    );
  }
}

/** With those above it. Node's own way with `recursive` never returns where a file system refuses with ENOENT, as /proc. */
function madeFolder(folder: string): void {
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

/** Of what earlier versions left open to others. Never throws: another owner's files stay as they are. */
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
    // There is none yet, or it is not ours to change.
  }
}
