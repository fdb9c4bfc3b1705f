/**
 * Reads large request bodies in a thread of its own: scanning, parsing and digesting 30 MB takes seconds, and no other
 * request waits for that. One body at a time; the thread ends when it has been idle, which frees its memory.
 */
import { Worker } from "node:worker_threads";
import type { BodyFacts, Identity } from "../core/identify.ts";
import type { IdentifyMessage, LargeBodyReply, ParseMessage } from "./large-body-thread.ts";

/** Bytes above which a body is read in the thread; up to it reading takes a few milliseconds. */
export const LARGE_BYTES = 256 * 1024;
/** Milliseconds that one body may take to read, without the wait for its turn. */
const READ_MS_MAX = 20_000;
const WAITING_MAX = 64;
const IDLE_MS = 2_000;

export class LargeBodies {
  #worker: Worker | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle: NodeJS.Timeout | null = null;

  /**
   * Identifies a body in the thread. `about` gets the facts in the body and returns what else identity depends on; what
   * it
   * throws is thrown. Rejects where the thread fails or takes too long.
   */
  async identify(bytes: Buffer, about: (facts: BodyFacts) => Omit<IdentifyMessage, "do">): Promise<Identity> {
    if (this.#waiting >= WAITING_MAX) throw new Error("too many large bodies wait to be read");
    this.#waiting++;
    const before = this.#turn;
    const { promise: turn, resolve: done } = Promise.withResolvers<void>();
    this.#turn = turn;
    try {
      await before;
      if (this.#idle) clearTimeout(this.#idle);
      return await this.#read(bytes, about);
    } finally {
      this.#waiting--;
      done();
      if (this.#waiting === 0) {
        this.#idle = setTimeout(() => this.#end(), IDLE_MS);
        this.#idle.unref();
      }
    }
  }

  async #read(bytes: Buffer, about: (facts: BodyFacts) => Omit<IdentifyMessage, "do">): Promise<Identity> {
    const parsed = await this.#ask({ do: "parse", bytes });
    if (!("facts" in parsed)) throw new Error("the thread answered out of turn");
    const identified = await this.#ask({ do: "identify", ...about(parsed.facts) });
    if (!("identity" in identified)) throw new Error("the thread answered out of turn");
    return identified.identity;
  }

  async #ask(message: ParseMessage | IdentifyMessage): Promise<LargeBodyReply> {
    this.#worker ??= started();
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<LargeBodyReply>();
    const late = setTimeout(() => reject(new Error("reading a large body took too long")), READ_MS_MAX);
    const ended = () => reject(new Error("the thread that reads large bodies ended"));
    worker.once("message", resolve).once("error", reject).once("exit", ended);
    worker.postMessage(message);
    try {
      const reply = await promise;
      if ("failed" in reply) throw new Error(reply.failed);
      return reply;
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      clearTimeout(late);
      worker.off("message", resolve).off("error", reject).off("exit", ended);
    }
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = null;
    // A thread that fails while it ends is not reported.
    worker?.on("error", () => {}).terminate();
  }
}

function started(): Worker {
  const worker = new Worker(new URL("./large-body-thread.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  worker.unref();
  return worker;
}
