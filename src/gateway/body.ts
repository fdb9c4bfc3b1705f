/** Reads a whole request body and counts its bytes. */
import type { IncomingMessage } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { GatewayError } from "../errors.ts";
import { LARGE_BYTES } from "./large-body.ts";

/**
 * Resolves to the whole body. Throws GatewayError body_too_large beyond `bytesMax`, or bad_request where the client
 * broke off.
 */
export async function readBody(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new GatewayError("body_too_large", `The request body is larger than ${bytesMax} bytes.`);
  if (Number(req.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  const body = new Received(Number(req.headers["content-length"] ?? 0));
  return new Promise((resolve, reject) => {
    const broken = () => reject(new GatewayError("bad_request", "The request body ended before its length."));
    req.on("data", (chunk: Buffer) => {
      if (body.add(chunk) <= bytesMax) return;
      body.forget();
      req.removeAllListeners("data");
      req.resume();
      reject(tooLarge());
    });
    req.on("end", () => {
      req.off("close", broken);
      resolve(body.joined());
    });
    req.on("error", broken);
    req.on("close", broken);
  });
}

/**
 * The pieces of a body as they arrive. A large body lies in shared memory, which another thread can read. Where its
 * length was announced, the memory is reserved once so much has come that the length is worth believing; each later
 * piece is written to its place as it comes.
 */
class Received {
  readonly #length: number;
  #chunks: Buffer[] = [];
  #whole: Buffer | null = null;
  #bytes = 0;

  constructor(length: number) {
    this.#length = length;
  }

  /** Adds a piece; returns the bytes received so far. */
  add(chunk: Buffer): number {
    if (this.#whole !== null) this.#whole.set(chunk, this.#bytes);
    else this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#whole === null && this.#bytes > LARGE_BYTES && this.#length >= this.#bytes) {
      this.#whole = shared(this.#length);
      let at = 0;
      for (const each of this.#chunks.splice(0)) {
        this.#whole.set(each, at);
        at += each.length;
      }
    }
    return this.#bytes;
  }

  forget(): void {
    this.#chunks = [];
    this.#whole = null;
  }

  joined(): Buffer | Promise<Buffer> {
    if (this.#whole !== null) return this.#whole.subarray(0, this.#bytes);
    if (this.#bytes > LARGE_BYTES) return joinedInTurns(this.#chunks, this.#bytes);
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#bytes);
  }
}

function shared(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}

const JOINED_AT_ONCE_BYTES = 4_000_000;

/** Joins a large body of unannounced length, a few megabytes in each turn of the event loop. */
async function joinedInTurns(chunks: Buffer[], bytes: number): Promise<Buffer> {
  const whole = shared(bytes);
  let at = 0;
  let before = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
    if (at - before < JOINED_AT_ONCE_BYTES) continue;
    before = at;
    await turn();
  }
  return whole;
}

/** At most so many bytes of a body that nobody wants are read on, so that the client sees its answer and no reset. */
export const REFUSED_BYTES_MAX = 128 * 1024 * 1024;

/** Reads and drops a body that nobody wants; beyond `bytesMax` bytes it closes the connection. */
export function discard(req: IncomingMessage, bytesMax: number): void {
  let bytes = 0;
  req.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) req.destroy();
  });
  req.on("error", () => {});
  req.resume();
}
