/**
 * One connection to Redis that never holds anybody up. Nothing queues while Redis is away: a command fails at once, or
 * at its deadline; after a few missed deadlines in a row Redis counts as away, and one probe at a time asks whether it
 * is back. The connection is restored by itself. A late reply belongs to the command that asked, and is dropped.
 */
import { Redis } from "ioredis";
import { PortFault } from "../errors.ts";
import { errorCode, messageOf } from "../narrow.ts";
import { bySentinels, type RedisSentinels, watchSentinels } from "./redis-sentinels.ts";

export interface RedisLinkOptions {
  /** The address, redis:// or rediss://, with database and credentials. */
  readonly url: string;
  /** Who is asked where the master stands, in place of the URL's host and port; they are asked again at each connection. */
  readonly sentinels?: RedisSentinels | null;
  /** Milliseconds that a command may take unless it says otherwise, 1 to 10,000. */
  readonly commandTimeoutMs: number;
  /**
   * Called at each change of state, and once at the start. `why` names the kind of failure, without addresses or
   * credentials.
   */
  readonly onState: (up: boolean, why: string) => void;
}

const CONNECT_MS_MAX = 2_000;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 2_000;
/** Milliseconds in which writes that a replica refuses lead to one new connection at most. */
const MOVED_MS = 5_000;
/** Milliseconds without data while replies are due, after which the connection is dropped and made anew. */
const SILENCE_MS_MAX = 10_000;
/** Deadlines missed in a row after which Redis counts as away. */
const LATE_MAX = 5;
const PROBE_MS = 500;

export class RedisLink {
  readonly #redis: Redis;
  readonly #timeoutMs: number;
  readonly #onState: RedisLinkOptions["onState"];
  #up: boolean | null = null;
  #late = 0;
  #probe: NodeJS.Timeout | null = null;
  #closed = false;
  readonly #endWatch: (() => void) | null;

  constructor({ url, sentinels = null, commandTimeoutMs, onState }: RedisLinkOptions) {
    this.#timeoutMs = commandTimeoutMs;
    this.#onState = onState;
    const found = sentinels && { sentinels, secure: url.startsWith("rediss:"), reconnectMs };
    this.#redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_MS_MAX,
      socketTimeout: SILENCE_MS_MAX,
      keepAlive: 10_000,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: reconnectMs,
      ...(found && bySentinels(found)),
      // After a failover the old address may be a replica: connecting again finds the new one.
      reconnectOnError: (error) => error.message.startsWith("READONLY") && this.#mayHaveMoved(),
    });
    this.#endWatch = found && watchSentinels(found, () => this.#redis.disconnect(true));
    this.#redis.on("ready", () => void this.#ping());
    this.#redis.on("error", (error) => this.#isDown(kindOf(error)));
    this.#redis.on("close", () => this.#isDown("connection closed"));
  }

  /** Connects. Resolves when the first attempt has succeeded or failed, within two seconds. */
  async start(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CONNECT_MS_MAX);
    });
    const tried = this.#redis
      .connect()
      .then(() => this.#ping())
      .catch((error) => this.#isDown(kindOf(error)));
    await Promise.race([tried, late]);
    clearTimeout(timer);
    if (this.#up === null) this.#isDown("no answer");
  }

  /** Sends one command, or one batch of them, with a deadline in milliseconds. Rejects with PortFault only. */
  async ask<T>(command: (redis: Redis) => Promise<T>, ms = this.#timeoutMs): Promise<T> {
    if (this.#closed) throw new PortFault("store", "unavailable", "the store is closed");
    if (this.#up !== true || this.#redis.status !== "ready")
      throw new PortFault("store", "unavailable", "Redis is away");
    let timer: NodeJS.Timeout | undefined;
    let afterRead: NodeJS.Immediate | undefined;
    const late = new Promise<never>((_, reject) => {
      const isLate = () => {
        if (++this.#late >= LATE_MAX) this.#isDown("too slow");
        reject(new PortFault("store", "timeout", `Redis took longer than ${ms} ms`));
      };
      // While this process was busy, replies wait in the socket, and timers come before they are read.
      timer = setTimeout(() => {
        afterRead = setImmediate(isLate);
      }, ms);
    });
    try {
      const reply = await Promise.race([command(this.#redis), late]);
      this.#late = 0;
      return reply;
    } catch (error) {
      if (error instanceof PortFault) throw error;
      // The driver's error is not passed on as a cause: it carries the command, and so content or a password.
      throw new PortFault("store", "unavailable", `Redis failed: ${kindOf(error)}`);
    } finally {
      clearTimeout(timer);
      clearImmediate(afterRead);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#probe) clearInterval(this.#probe);
    this.#endWatch?.();
    this.#redis.disconnect();
  }

  #movedMs = Number.NEGATIVE_INFINITY;

  /** Not with each refused write: what is stored is read anew behind every new connection. */
  #mayHaveMoved(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#movedMs < MOVED_MS) return false;
    this.#movedMs = nowMs;
    return true;
  }

  #isUp(): void {
    if (this.#probe) clearInterval(this.#probe);
    this.#probe = null;
    this.#late = 0;
    this.#tell(true, "connected");
  }

  #isDown(why: string): void {
    this.#tell(false, why);
    // While the connection stands, only a probe can tell that Redis answers again.
    if (this.#probe === null && !this.#closed) {
      this.#probe = setInterval(() => void this.#ping(), PROBE_MS);
      this.#probe.unref();
    }
  }

  #pinging: Promise<void> | null = null;

  #ping(): Promise<void> {
    if (this.#redis.status !== "ready") return Promise.resolve();
    this.#pinging ??= this.#answer()
      .then(
        () => this.#isUp(),
        (error) => this.#isDown(this.#database === 0 ? kindOf(error) : `${kindOf(error)} to its database`),
      )
      .finally(() => {
        this.#pinging = null;
      });
    return this.#pinging;
  }

  get #database(): number {
    return this.#redis.options.db ?? 0;
  }

  /** The driver goes on in database 0, among the answers of others, where Redis has none of the number that was given. */
  #answer(): Promise<string> {
    return this.#database === 0 ? this.#redis.ping() : this.#redis.select(this.#database);
  }

  #tell(up: boolean, why: string): void {
    if (this.#up === up || this.#closed) return;
    this.#up = up;
    this.#onState(up, why);
  }
}

function reconnectMs(times: number): number {
  return Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** Math.min(times, 10));
}

/**
 * The kind of an error alone ("ECONNREFUSED", "WRONGPASS", "OOM"): messages may quote addresses, commands and
 * passwords.
 */
function kindOf(error: unknown): string {
  if (messageOf(error).startsWith("All sentinels are unreachable")) return "no sentinel knows the master";
  return errorCode(error) || (/^[A-Z]{2,20}\b/.exec(messageOf(error))?.[0] ?? "error");
}
