/** Undoes a content-encoding as the bytes come. */
import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { peeked } from "./peek.ts";

type Body = AsyncIterable<Buffer>;
type Decoder = (head: Buffer) => zlib.Gunzip;

const gunzip: Decoder = () => zlib.createGunzip();
const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  // zlib's format by RFC 9110, 8.4.1.2; some servers send bare deflate, and clients read both.
  ["deflate", (head) => (((head[0] ?? 0) & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw())],
  ["br", () => zlib.createBrotliDecompress()],
  ["zstd", () => zlib.createZstdDecompress()],
]);

/**
 * What undoes this coding, given in lower case; null for one that cannot be undone, whose body is passed on as it is.
 * Its result rejects with what the body rejects with, or with zlib's error where the bytes are not what was said.
 */
export function decoderOf(coding: string): ((body: Body) => Body) | null {
  const decoder = DECODERS.get(coding);
  return decoder ? (body) => undone(body, decoder) : null;
}

async function* undone(body: Body, decoder: Decoder): AsyncGenerator<Buffer> {
  const { head, body: whole } = await peeked(body, (bytes) => bytes.length > 0);
  // No bytes stand for none in any coding: some servers leave the label on an empty answer.
  if (head.length === 0) return;
  // A decoder may fail after its reader has left, as where an answer is cut, and an error that nobody hears ends the
  // process: `pipeline` hears it to the last.
  yield* pipeline(Readable.from(whole, { objectMode: false }), decoder(head), () => {});
}
