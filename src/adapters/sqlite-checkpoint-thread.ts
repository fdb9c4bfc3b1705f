/** The thread of sqlite-checkpoint.ts: one checkpoint for each message. */
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../narrow.ts";

export type CheckpointReply = { readonly done: true } | { readonly done: false; readonly why: string };

parentPort?.on("message", () => parentPort?.postMessage(checkpoint(String(workerData))));

/** Opened anew each time, as the file may have been replaced; PASSIVE never waits for a reader or a writer. */
function checkpoint(path: string): CheckpointReply {
  try {
    const url = pathToFileURL(path);
    // Never made where it is gone.
    url.search = "?mode=rw";
    const db = new DatabaseSync(url);
    try {
      db.exec("PRAGMA synchronous = NORMAL; PRAGMA wal_checkpoint(PASSIVE)");
    } finally {
      db.close();
    }
    return { done: true };
  } catch (error) {
    return { done: false, why: messageOf(error) };
  }
}
