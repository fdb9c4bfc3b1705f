/**
 * The body of upstream's answer as it comes, with back-pressure. Node's own iterator of a stream makes a generator, many
 * listeners and several promises a piece; this one makes four listeners, and a promise a piece.
 */
import type http from "node:http";
import { UpstreamFault } from "../errors.ts";
import { asFault } from "./upstream-failure.ts";

/** Limits how long a piece may take. */
export interface BodyGuard {
  readonly idle: { start(): void; stop(): void };
  /** Why the guard ended the request; null where it did not. */
  readonly ended: UpstreamFault | null;
  release(): void;
}

type Piece = IteratorResult<Buffer, undefined>;
const DONE: Piece = { done: true, value: undefined };

/**
 * Nothing is read before the first piece is asked for. One `next` at a time. Throws UpstreamFault where the body breaks off
 * or takes too long; a body that is given up ends its connection.
 */
export class IncomingBody implements AsyncIterableIterator<Buffer> {
  readonly #incoming: http.IncomingMessage;
  readonly #guard: BodyGuard;
  #state: "new" | "open" | "ended" | "over" = "new";
  #waiting: PromiseWithResolvers<Piece> | null = null;
  #broke: { readonly by: unknown } | null = null;

  constructor(incoming: http.IncomingMessage, guard: BodyGuard) {
    this.#incoming = incoming;
    this.#guard = guard;
  }

  next(): Promise<Piece> {
    if (this.#state === "over") return Promise.resolve(DONE);
    if (this.#state === "new") this.#open();
    this.#guard.idle.start();
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#go();
    return promise;
  }

  return(): Promise<Piece> {
    this.#close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #open(): void {
    const incoming = this.#incoming;
    this.#state = "open";
    incoming
      .on("readable", this.#go)
      .on("end", () => {
        this.#state = "ended";
        this.#go();
      })
      .on("error", (error) => this.#break(error))
      .on("close", () => {
        if (this.#state === "open") this.#break(null);
      });
    // What broke before anybody listened is not told again.
    if (incoming.destroyed) this.#break(incoming.errored);
  }

  #break(by: unknown): void {
    this.#broke ??= { by };
    this.#go();
  }

  /** Gives what there is to who waits for it. Called by listeners too, so it keeps its `this`. */
  readonly #go = (): void => {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const chunk: Buffer | null = this.#state === "open" ? this.#incoming.read() : null;
    if (chunk === null && this.#state === "open" && this.#broke === null) return;
    this.#waiting = null;
    this.#guard.idle.stop();
    if (chunk !== null) {
      waiting.resolve({ done: false, value: chunk });
      return;
    }
    const why = this.#fault();
    this.#close();
    if (why === null) waiting.resolve(DONE);
    else waiting.reject(why);
  };

  #fault(): UpstreamFault | null {
    if (this.#broke !== null) return this.#guard.ended ?? asFault(this.#broke.by, "cut");
    return this.#incoming.complete ? null : new UpstreamFault("cut", "upstream ended before its answer did");
  }

  #close(): void {
    if (this.#state === "over") return;
    const isWhole = this.#state === "ended" && this.#incoming.complete;
    this.#state = "over";
    this.#guard.release();
    if (!isWhole) this.#incoming.destroy();
  }
}
