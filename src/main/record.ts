/** Records live traffic to a file, switched on by the configuration or by hand over the admin plane. */
import type { KeyObject } from "node:crypto";
import { openRowFile, pathWithin } from "../adapters/row-file.ts";
import { type Config, dataPath, type Environment } from "../config.ts";
import type { Exchanged } from "../core/recorded.ts";
import { GatewayError } from "../errors.ts";
import { Recording, type RecordingState } from "../learn/recording.ts";
import { errorCode, messageOf } from "../narrow.ts";

export interface TrafficRecorder {
  offer(exchanged: Exchanged): void;
  state(): RecordingState;
  /** Starts or stops recording where the configuration of it has changed. Never rejects. */
  configured(): Promise<void>;
  /**
   * By hand: records into a new file in the data dir; null: stops. Rejects with GatewayError where the path lies
   * elsewhere, exists already or cannot be written.
   */
  record(path: string | null): Promise<void>;
  close(): Promise<void>;
}

export function createTrafficRecorder(
  config: () => Config,
  env: Environment,
  secret: KeyObject,
  say: (message: string) => void,
): TrafficRecorder {
  const recording = new Recording(secret, say);
  let inForce = "";
  const rules = () => {
    const { max_bytes: bytesMax, content } = config().cache_migration.monitoring.record;
    return { bytesMax, content };
  };
  return {
    offer: (exchanged) => recording.offer(exchanged),
    state: () => recording.state,
    async configured() {
      const { path, max_bytes, content } = config().cache_migration.monitoring.record;
      const wanted = path === "" ? "" : JSON.stringify([path, max_bytes, content]);
      if (wanted === inForce) return;
      inForce = wanted;
      try {
        if (path === "") await recording.stop("switched off in the configuration");
        else await recording.start(await openRowFile(dataPath(env, path), false), rules());
      } catch (error) {
        say(`nothing is recorded: ${path} cannot be written (${reasonOf(error)})`);
      }
    },
    async record(path) {
      if (path === null) return await recording.stop("switched off by hand");
      const within = pathWithin(dataPath(env, "."), path);
      if (within === null)
        throw new GatewayError(
          "bad_request",
          `A recording is a new file inside the gateway's data dir only: name one relative to ${dataPath(env, ".")}.`,
          "path",
        );
      try {
        await recording.start(await openRowFile(within, true), rules());
      } catch (error) {
        const why = reasonOf(error);
        if (why === "EEXIST") throw new GatewayError("conflict", "There is such a file already.", "path");
        throw new GatewayError("bad_request", `The file cannot be written (${why}).`, "path");
      }
    },
    close: () => recording.stop("the gateway ends"),
  };
}

function reasonOf(error: unknown): string {
  return errorCode(error) || messageOf(error);
}
