/** A gateway that runs, and what one is started from. */
import type { Config, Environment } from "../config.ts";

export interface StartOptions {
  readonly config: Config;
  readonly configPath: string | null;
  readonly env: Environment;
  /** Receives the start screen and notes for people; logs go to standard output. */
  readonly say: (text: string) => void;
  readonly color: boolean;
  readonly logTo?: "stdout" | "nowhere";
}

export interface RunningGateway {
  readonly baseUrl: string;
  readonly adminUrl: string;
  /** Faults, one a line; null when in force. */
  reload(): Promise<string | null>;
  /** Puts a configuration in force that no file holds. */
  apply(config: Config): Promise<void>;
  /** Ends: no new connections, running answers finish within the drain time, everything is flushed. */
  close(): Promise<void>;
}
