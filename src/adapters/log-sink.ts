/**
 * Writes the log's lines to a file descriptor, off the request path. A log that cannot be written, as on a full disk or
 * where its reader has left, holds nobody up and ends nothing: lines wait for a while, later ones are dropped and counted.
 */
import { write, writeSync } from "node:fs";
import { errorCode } from "../narrow.ts";

/** Characters that wait while the log cannot be written. */
const WAITING_MAX = 1_000_000;
/** A pipe that is full is tried again after so many ms; whatever else is wrong, with the next line. */
const FULL_PIPE_MS = 50;
/** Longest wait, ms, for a full pipe's reader where the process ends. */
const LAST_MS_MAX = 500;

export interface LogSink {
  write(line: string): void;
  /** Writes what waits before it returns, as far as that goes. For the end of the process. */
  flush(): void;
}

export function createLogSink(fd: number): LogSink {
  return new Sink(fd);
}

class Sink implements LogSink {
  readonly #fd: number;
  #waiting: string[] = [];
  /** Of the waiting lines. */
  #characters = 0;
  /** What is being written, or could not be; null: nothing. */
  #piece: string | Buffer | null = null;
  /** "later": a full pipe is given a moment. "over": nobody will ever read it. */
  #state: "idle" | "writing" | "later" | "over" = "idle";
  #dropped = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    if (this.#state === "over") return;
    if (this.#characters > WAITING_MAX) this.#dropped++;
    else {
      this.#waiting.push(line);
      this.#characters += line.length;
    }
    if (this.#state === "idle") this.#next();
  }

  flush(): void {
    // What a thread is writing now is left to it.
    if (this.#state === "writing") this.#piece = null;
    const untilMs = performance.now() + LAST_MS_MAX;
    for (let piece = this.#take(); piece !== null; piece = this.#take()) {
      try {
        this.#wrote(piece, writeSync(this.#fd, Buffer.from(piece)));
      } catch (error) {
        if (errorCode(error) !== "EAGAIN" || performance.now() > untilMs) break;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      }
    }
    this.#end();
  }

  #next(): void {
    const piece = this.#take();
    if (piece === null) return;
    this.#state = "writing";
    const written = (error: NodeJS.ErrnoException | null, bytes: number): void => {
      if (this.#state === "over") return;
      this.#state = "idle";
      if (error === null) {
        this.#wrote(piece, bytes);
        this.#next();
      } else if (error.code === "EAGAIN") this.#later();
      else if (error.code === "EPIPE") this.#end();
    };
    if (typeof piece === "string") write(this.#fd, piece, null, "utf8", written);
    else write(this.#fd, piece, written);
  }

  #later(): void {
    this.#state = "later";
    setTimeout(() => {
      if (this.#state !== "later") return;
      this.#state = "idle";
      this.#next();
    }, FULL_PIPE_MS).unref();
  }

  #take(): string | Buffer | null {
    if (this.#piece === null && this.#waiting.length > 0) {
      this.#piece = this.#waiting.join("");
      this.#waiting = [];
      this.#characters = 0;
    }
    return this.#piece;
  }

  #wrote(piece: string | Buffer, bytes: number): void {
    const isWhole = bytes === Buffer.byteLength(piece);
    this.#piece = isWhole ? null : Buffer.from(piece).subarray(bytes);
    if (!isWhole || this.#dropped === 0) return;
    const msg = `${this.#dropped} lines of the log were dropped, as it could not be written`;
    this.#dropped = 0;
    this.#waiting.push(`${JSON.stringify({ level: 40, time: new Date().toISOString(), msg })}\n`);
  }

  #end(): void {
    this.#state = "over";
    this.#waiting = [];
    this.#piece = null;
  }
}
