/** The configuration in force as one value that can be watched, and its change as one transaction over the parts. */
import { watchConfig } from "../adapters/config-file.ts";
import {
  type Config,
  type Environment,
  formatFaults,
  loadConfig,
  restartOnly,
  withJudgeInForce,
} from "../config.ts";

/** A part's prepared change to the next configuration: to be committed or discarded. */
export interface Prepared {
  /**
   * Puts it in force. What it does before its first `await` is seen by no request half done: all parts commit in one
   * turn of the loop.
   */
  commit(): void | Promise<void>;
  /** Releases what was prepared, because another part could not prepare. */
  discard?(): void;
}

export interface ConfigurationDeps {
  readonly config: Config;
  /** Path of the configuration file; null: there is none. */
  readonly configPath: string | null;
  readonly env: Environment;
  readonly log: {
    info(message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

export class Configuration implements AsyncDisposable {
  readonly env: Environment;
  readonly #deps: ConfigurationDeps;
  readonly #parts: ((next: Config) => Prepared | Promise<Prepared>)[] = [];
  #current: Config;
  #watcher: { close(): void } | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(deps: ConfigurationDeps) {
    this.#deps = deps;
    this.env = deps.env;
    this.#current = deps.config;
  }

  get current(): Config {
    return this.#current;
  }

  /** Takes part in every reload, in the order of these calls. A `prepare` that rejects refuses the whole reload. */
  onReload(prepare: (next: Config) => Prepared | Promise<Prepared>): void {
    this.#parts.push(prepare);
  }

  /**
   * Applies a configuration; resolves to the keys that need a restart. Rejects, and changes nothing, where a part
   * cannot follow.
   */
  apply(next: Config): Promise<readonly string[]> {
    const done = this.#running.then(() => this.#apply(next));
    this.#running = done.catch(() => {});
    return done;
  }

  /** Reloads the file. Resolves to its faults, one a line, or null when it is in force. */
  async reload(): Promise<string | null> {
    const { configPath: path, env, log } = this.#deps;
    if (path === null) return null;
    const loaded = loadConfig({ path, env });
    const faults = loaded.ok ? this.#emptied(loaded) : formatFaults(loaded.faults);
    if (!loaded.ok || faults !== null) {
      log.error({ faults }, "the configuration was refused; the one before stays in force");
      return faults;
    }
    try {
      await this.apply(loaded.config);
      return null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.error({ faults: why }, "the configuration cannot be put in force; the one before stays");
      return why;
    }
  }

  /**
   * What is wrong with a file that was emptied, or is half written: nothing that it says, yet callers of a real upstream
   * would be answered by the demo model, and believe it.
   */
  #emptied({ namesUpstream }: { readonly namesUpstream: boolean }): string | null {
    if (namesUpstream || this.#current.upstream.base_url === "demo") return null;
    return `${this.#deps.configPath}: upstream.base_url: missing: an upstream, or demo, as a real one is in force`;
  }

  /** Reloads when the file's content changes. */
  watch(): void {
    const { configPath: path } = this.#deps;
    if (path !== null) this.#watcher ??= watchConfig(path, () => void this.reload(), { debounceMs: 100 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher?.close();
  }

  async #apply(asked: Config): Promise<readonly string[]> {
    const { log } = this.#deps;
    const before = this.#current;
    const late = restartOnly(before, asked);
    const next = withJudgeInForce(before, asked);
    const prepared: Prepared[] = [];
    try {
      for (const prepare of this.#parts) prepared.push(await prepare(next));
    } catch (error) {
      for (const made of prepared) made.discard?.();
      throw error;
    }
    if (late.length > 0) log.warn({ keys: late }, "these keys hold from the next start on");
    this.#current = {
      ...next,
      listen: { ...next.listen, host: before.listen.host, port: before.listen.port },
      admin: { ...next.admin, host: before.admin.host, port: before.admin.port },
    };
    await Promise.all(prepared.map((made) => made.commit()));
    log.info("the configuration is in force");
    return late;
  }
}
