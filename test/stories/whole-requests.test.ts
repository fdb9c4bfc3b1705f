import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { fc } from "../support/property.ts";
import { marksIn, type RawUpstream, startRawUpstream } from "../support/raw-upstream.ts";

let up: RawUpstream;
let gw: Harness;
let marks = 0;

beforeAll(async () => {
  up = await startRawUpstream();
  gw = await startHarness({ upstream: up.url });
});
afterAll(async () => {
  await gw.close();
  await up.close();
});

const ANSWERS = {
  "early, with a length": "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone",
  "early, chunked": "HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnone\r\n0\r\n\r\n",
  "100, then 200": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
  "103, then 200":
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
  "304 with a length": "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n",
  "204": "HTTP/1.1 204 No Content\r\n\r\n",
  "bytes behind its end": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}more",
  "another answer behind its end":
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nmark-00-",
  "half of it": "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
  "half a head": "HTTP/1.1 200 OK\r\nConte",
  nothing: "",
} as const;

const SENDERS = {
  "an upload with a length": (m: string) => sent("POST", m, `Content-Length: ${BODY}`, "x".repeat(BODY)),
  "a chunked upload": (m: string) =>
    sent("POST", m, "Transfer-Encoding: chunked", `20\r\n${"y".repeat(32)}\r\n`.repeat(4), "0\r\n\r\n"),
  "an upload that expects 100": (m: string) =>
    sent("PUT", m, `Expect: 100-continue\r\nContent-Length: ${BODY}`, "z".repeat(BODY)),
  "a request without a body": (m: string) => sent("GET", m, "X-None: 1", ""),
  HEAD: (m: string) => sent("HEAD", m, "X-None: 1", ""),
  "an upgrade": (m: string) => sent("GET", m, "Connection: Upgrade\r\nUpgrade: websocket", ""),
  "an upgrade of no length": (m: string) =>
    sent("GET", m, "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0", ""),
} as const;
const BODY = 128;

function sent(method: string, mark: string, header: string, body: string, end = "") {
  const head = `${method} /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${mark}\r\n${header}\r\n\r\n`;
  return { head, body, end };
}

interface Attempt {
  readonly sender: keyof typeof SENDERS;
  readonly answer: keyof typeof ANSWERS;
  /** Byte of the request at which upstream answers. */
  readonly at: number;
  /** Bytes of the body that are sent before anything is awaited. */
  readonly first: number;
  readonly ending: "finish" | "leave";
}

/** Nobody else's bytes may stand in a request, whole or cut. */
function mixedRequests(): string[] {
  return up.requests
    .filter(({ bytes }) => marksIn(bytes).length > 1)
    .map(({ bytes }) => bytes.toString("latin1"));
}

async function tried(attempt: Attempt): Promise<void> {
  const { head, body, end } = SENDERS[attempt.sender](`mark-${++marks}-`);
  const answer = ANSWERS[attempt.answer];
  const hangs = /^half|^nothing/.test(attempt.answer);
  up.requests.length = 0;
  up.answerNext({ at: attempt.at, answer, close: hangs });
  const socket = net.connect(Number(new URL(gw.origin).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.resume();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const first = body.slice(0, attempt.first);
  socket.write(head + first);
  await up.reached(attempt.sender === "a chunked upload" ? Math.floor(first.length / 38) * 32 : first.length);
  if (attempt.ending === "leave") {
    socket.destroy();
    await closed;
  } else socket.write(body.slice(attempt.first) + end);
  // The next callers come at once, while the first exchange may still be under way.
  const own = await Promise.all([victim(), victim()]);
  socket.destroy();
  await closed;
  own.push(await victim());
  for (const { mark, status, text } of own) expect([status, text]).toEqual([200, mark]);
  expect(mixedRequests()).toEqual([]);
}

async function victim(): Promise<{ mark: string; status: number; text: string }> {
  const mark = `mark-${++marks}-`;
  const response = await fetch(`${gw.url}/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${mark}` },
    body: `the secret of ${mark}`,
  });
  return { mark, status: response.status, text: await response.text() };
}

describe("upstream sees whole requests only, each with the bytes of one caller", () => {
  it("an upgrade with a length is refused, and the next caller's request is not its body", async () => {
    for (const header of ["Content-Length: 200", "Transfer-Encoding: chunked"]) {
      up.requests.length = 0;
      const got = await answered(
        `GET /v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${header}\r\n\r\n`,
      );
      expect(got).toMatch(/^HTTP\/1\.1 400 .*upgrade must not have a body/s);
      const { mark, text } = await victim();
      expect([text, up.requests.length]).toEqual([mark, 1]);
    }
  });

  it("an upgrade behind a request that is not answered yet is a request like any other", async () => {
    const { head: first } = SENDERS["a request without a body"]("mark-0-");
    const { head } = sent("GET", "mark-1-", "Connection: Upgrade, close\r\nUpgrade: websocket", "");
    expect(marksIn(Buffer.from(await answered(first + head)))).toEqual(["mark-0-", "mark-1-"]);
  });

  it("the connection of a refused upgrade carries nothing else", async () => {
    up.requests.length = 0;
    up.answerNext({ at: 1, answer: ANSWERS["early, with a length"], close: false });
    const { head } = SENDERS["an upgrade of no length"]("mark-0-");
    expect(await answered(head)).toMatch(/^HTTP\/1\.1 404 .*none$/s);
    await victim();
    const [upgrade, next, ...more] = up.requests;
    expect(upgrade?.bytes.toString()).not.toMatch(/content-length|transfer-encoding/i);
    expect(next?.connection).not.toBe(upgrade?.connection);
    expect(more).toEqual([]);
  });

  for (const sender of ["an upload with a length", "a chunked upload"] as const)
    it(`answered at every byte of ${sender}`, async () => {
      for (let at = 1; at <= 330; at += 1)
        await tried({ sender, answer: "early, with a length", at, first: 8 + (at % 120), ending: "finish" });
    });

  it("whatever is sent, answered and broken off, at whatever byte", async () => {
    const attempt = fc.record({
      sender: fc.constantFrom(...(Object.keys(SENDERS) as (keyof typeof SENDERS)[])),
      answer: fc.constantFrom(...(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[])),
      at: fc.integer({ min: 1, max: 400 }),
      first: fc.integer({ min: 8, max: 152 }),
      ending: fc.constantFrom("finish" as const, "leave" as const),
    });
    await fc.assert(fc.asyncProperty(attempt, tried), { numRuns: 250 });
  });
});

describe("a transfer coding that is not understood", () => {
  for (const coding of ["gzip", "gzip, chunked", "identity", "chunked, chunked", "xchunked", "chunked, gzip"])
    it(`is refused with 501: ${coding}`, async () => {
      up.requests.length = 0;
      const got = await answered(
        `POST /v1/files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`,
      );
      expect(got).toMatch(/^HTTP\/1\.1 501 /);
      expect(got.match(/HTTP\/1\.1/g)).toHaveLength(1);
      expect(up.requests).toEqual([]);
    });

  it("while both framings at once are no HTTP", async () => {
    for (const both of [
      "Content-Length: 3\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 3",
    ])
      expect(await answered(`POST /v1/files HTTP/1.1\r\nHost: x\r\n${both}\r\n\r\n0\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 400 /,
      );
  });
});

/** All that the gateway sends until it closes. */
function answered(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(gw.origin).port), "127.0.0.1", () => socket.write(bytes));
    let got = "";
    socket.on("data", (data) => {
      got += data.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(got));
  });
}
