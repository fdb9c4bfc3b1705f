import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, removeDir, startProcess } from "../support/process.ts";
import { type RawUpstream, startRawUpstream } from "../support/raw-upstream.ts";

let up: RawUpstream;
// A process of its own: in this one, several writes could be read as one.
let gw: GatewayProcess;

beforeAll(async () => {
  up = await startRawUpstream();
  gw = await startProcess({ env: { SEMBLANCE_UPSTREAM: up.url } });
});
afterAll(async () => {
  await gw.end();
  removeDir(gw.dir);
  await up.close();
});

const event = (text: string) =>
  `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":null}]}\n\n`;
const chunked = (parts: readonly string[]) =>
  [...parts, ""].map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join("");
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const STREAM = HEAD + chunked([event("a"), event("b"), event("c"), "data: [DONE]\n\n"]);

function asking(body: object): net.Socket {
  const { port, hostname } = new URL(gw.url);
  const text = JSON.stringify(body);
  const socket = net.connect(Number(port), hostname, () =>
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    ),
  );
  return socket;
}

/** What a client reads of a streamed answer, one piece for each packet. */
function piecesOf(body: object): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const pieces: string[] = [];
    const socket = asking(body);
    socket.on("error", reject);
    socket.on("data", (data) => {
      pieces.push(String(data));
      if (!pieces.join("").endsWith("0\r\n\r\n")) return;
      socket.destroy();
      resolve(pieces);
    });
  });
}

/** All that a client reads until its connection is closed. */
function untilClosed(body: object): Promise<string> {
  let got = "";
  return new Promise((resolve) => {
    const socket = asking(body);
    socket.on("data", (data) => {
      got += data;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(got));
  });
}

describe("a stream whose head, events and end arrived together", () => {
  it.each([
    ["that is cached", {}],
    ["that passes through", { n: 2 }],
  ])("leaves in one packet, of a request %s", async (_, more) => {
    for (let n = 0; n < 10; n++) {
      up.answerNext({ at: Number.POSITIVE_INFINITY, answer: STREAM, close: false });
      const messages = [{ role: "user", content: `Which packets are there, number ${n}?` }];
      const pieces = await piecesOf({ ...more, model: "m", stream: true, messages });
      expect(pieces).toHaveLength(1);
      for (const part of ['"content":"a"', '"content":"c"', "[DONE]"]) expect(pieces[0]).toContain(part);
    }
  });
});

describe("a stream that breaks off in the packet that began it", () => {
  it("gives what came before the break, and no clean end", async () => {
    const broken = `${HEAD}${chunked([event("a")]).slice(0, -"0\r\n\r\n".length)}zz\r\n`;
    up.answerNext({ at: Number.POSITIVE_INFINITY, answer: broken, close: false });
    const messages = [{ role: "user", content: "What is left of a broken stream?" }];
    const got = await untilClosed({ model: "m", stream: true, messages });
    expect(got).toMatch(/^HTTP\/1\.1 200 /);
    expect(got).toContain('"content":"a"');
    expect(got.endsWith("0\r\n\r\n")).toBe(false);
  });
});
