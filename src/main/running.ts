/** Types of a running gateway and of the options that it is started with. */
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
  /** Reads the configuration file again. Resolves to its faults, one a line; null when the new one is in force. */
  reload(): Promise<string | null>;
  /** Puts a configuration in force that no file holds. */
  apply(config: Config): Promise<void>;
  /** Accepts no more connections, lets running answers finish within the drain time, then writes everything out. */
  close(): Promise<void>;
}
