import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createHttpUpstream } from "../../src/adapters/upstream-http.ts";
import { movedToOldHeap } from "../support/old-heap.ts";

const WARM = 1_000;
const REQUESTS = 3_000;
const TOGETHER = 8;
const COLLECTED_EVERY = 100;
/** What a connection, its parser and compiled code take; a request and its answer together take some 25 kB. */
const BYTES_A_REQUEST_MAX = 1_500;

test("a request that was answered does not move to the old heap", async () => {
  const server = http.createServer((req, res) => void req.resume().on("end", () => res.end("{}")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const limits = { connectTimeoutMs: 60_000, idleTimeoutMs: 60_000 };
  const upstream = createHttpUpstream({ name: "u", baseUrl: `http://127.0.0.1:${port}/v1`, ...limits });
  const ask = async () => {
    const { signal } = new AbortController();
    const request = { method: "POST", path: "/chat/completions", rawHeaders: [], body: Buffer.from("{}") };
    const answer = await upstream.request({ ...request, signal });
    for await (const _ of answer.body);
  };
  async function askMany(count: number, collectYoung: () => void): Promise<void> {
    for (let n = 0; n < count; n += TOGETHER) {
      await Promise.all(Array.from({ length: TOGETHER }, ask));
      if (n % COLLECTED_EVERY < TOGETHER) collectYoung();
    }
  }
  try {
    await askMany(WARM, () => {});
    const moved = await movedToOldHeap((collectYoung) => askMany(REQUESTS, collectYoung));
    expect(moved / REQUESTS).toBeLessThan(BYTES_A_REQUEST_MAX);
  } finally {
    await upstream.close();
    server.close();
  }
});
