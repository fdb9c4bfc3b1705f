/** Bodies whose coding is undone, in whatever pieces they come and wherever they are cut. */
import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { decoderOf } from "../../src/gateway/content-coding.ts";

const TEXT = Buffer.from("olá, çãé 😀 ".repeat(3_000));
const CODED: readonly [string, Buffer][] = [
  ["gzip", zlib.gzipSync(TEXT)],
  ["x-gzip", zlib.gzipSync(TEXT)],
  ["deflate", zlib.deflateSync(TEXT)],
  ["deflate", zlib.deflateRawSync(TEXT)],
  ["br", zlib.brotliCompressSync(TEXT)],
  ["zstd", zlib.zstdCompressSync(TEXT)],
];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function undone(coding: string, body: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of decoderOf(coding)?.(body) ?? []) parts.push(part);
  return Buffer.concat(parts);
}

describe.each(CODED)("%s", (coding, coded) => {
  it("is undone whole, byte by byte or at once", async () => {
    for (const size of [1, 7, coded.length])
      expect((await undone(coding, inPieces(coded, size))).equals(TEXT)).toBe(true);
  });

  it("that is cut rejects, wherever that is, and nothing fails behind it", async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown) => void unheard.push(error);
    process.on("uncaughtException", hear);
    for (const kept of [1, 5, coded.length >> 1, coded.length - 1])
      await expect(undone(coding, inPieces(coded.subarray(0, kept), 64))).rejects.toThrow();
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    process.off("uncaughtException", hear);
    expect(unheard).toEqual([]);
  });

  it("rejects with what the body rejects with", async () => {
    const broken = async function* () {
      yield coded.subarray(0, coded.length >> 1);
      throw new Error("reset");
    };
    await expect(undone(coding, broken())).rejects.toThrow("reset");
  });

  it("of no bytes is no bytes", async () => {
    expect(await undone(coding, inPieces(Buffer.alloc(0), 1))).toHaveLength(0);
  });
});
