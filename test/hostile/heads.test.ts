/** Heads that upstream may send and a server may not, and clients that can read no chunks. */
import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, removeDir, startProcess } from "../support/process.ts";

/** What is answered to a request that holds this text; the gateway asks on its own account, too. */
const answers = new Map<string, { readonly bytes: Buffer; readonly close: boolean }>();
const upstream = net.createServer((socket) => {
  let request = "";
  socket.on("error", () => {});
  socket.on("data", (data) => {
    request += data.toString("latin1");
    const [head = "", body = ""] = request.split("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (!request.includes("\r\n\r\n") || body.length < length) return;
    const planned = [...answers].find(([text]) => request.includes(text))?.[1];
    request = "";
    socket.write(planned?.bytes ?? "HTTP/1.1 500 Unplanned\r\ncontent-length: 0\r\n\r\n");
    if (planned?.close) socket.end();
  });
});
// A process of its own: what ends it must not end the tests.
let gw: GatewayProcess;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  gw = await startProcess({ env: { SEMBLANCE_UPSTREAM: `http://127.0.0.1:${port}/v1` } });
});
afterAll(async () => {
  await gw.end();
  removeDir(gw.dir);
  await new Promise((resolve) => upstream.close(resolve));
});

const ANSWER = JSON.stringify({
  object: "chat.completion",
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }],
});
const EVENT = `data: ${JSON.stringify({ object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta: { content: "Yes." }, finish_reason: "stop" }] })}\n\n`;
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const STREAM_HEAD =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const STREAM = `${STREAM_HEAD}${chunk(EVENT)}${chunk("data: [DONE]\n\n")}${chunk("")}`;

interface Ask {
  readonly question: string;
  readonly version?: "1.0" | "1.1";
  readonly stream?: boolean;
  readonly headers?: string;
}

/** What a client reads until the connection ends, and whether it was reset. */
function asked({ question, version = "1.1", stream = false, headers = "" }: Ask) {
  const body = JSON.stringify({ model: "m", stream, messages: [{ role: "user", content: question }] });
  const { port, hostname } = new URL(gw.url);
  return new Promise<{ text: string; isReset: boolean }>((resolve) => {
    let text = "";
    let isReset = false;
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(
        `POST /v1/chat/completions HTTP/${version}\r\nHost: x\r\nConnection: close\r\n${headers}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    socket.on("error", () => {
      isReset = true;
    });
    socket.on("data", (data) => {
      text += data.toString("latin1");
    });
    socket.on("close", () => resolve({ text, isReset }));
  });
}

function plan(text: string, answer: string, close = false): void {
  answers.set(text, { bytes: Buffer.from(answer, "latin1"), close });
}

describe("upstream's words for its status", () => {
  const whole = (words: string, status = 200) =>
    `HTTP/1.1 ${status} ${words}\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`;

  it.each([
    ["a control character", "a\u0001b"],
    ["DEL", "\u007f"],
    ["an escape sequence", "\u001b[2J"],
  ])("are left out where they hold %s, and the answer goes on", async (what, words) => {
    for (const [status, said] of [
      [200, "OK"],
      [429, "Too Many Requests"],
      [799, "unknown"],
    ] as const) {
      const question = `What of ${what} with ${status}?`;
      plan(question, whole(words, status));
      const { text } = await asked({ question });
      expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${said}\r\n`));
      expect(text).toContain(ANSWER);
    }
  });

  it("are passed on where a head may hold them", async () => {
    plan("What of accents?", whole("Tr\u00e8s bien"));
    expect((await asked({ question: "What of accents?" })).text).toMatch(
      /^HTTP\/1\.1 200 Tr\u00e8s bien\r\n/,
    );
  });

  it("are left out on a path that passes through, too", async () => {
    plan("GET /v1/models", whole("a\u0001b"));
    const response = await fetch(`${gw.url}/models`);
    expect([response.status, await response.text()]).toEqual([200, ANSWER]);
  });
});

describe("a client of HTTP/1.0", () => {
  const debug = "x-semblance-debug: 1\r\n";

  it("gets a stream whole, and no trailer, where it asks what was stored", async () => {
    plan("What is a trailer?", STREAM);
    const { text, isReset } = await asked({
      ...{ question: "What is a trailer?", version: "1.0", stream: true, headers: debug },
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.endsWith(`\r\n\r\n${EVENT}data: [DONE]\n\n`)).toBe(true);
    expect(text).not.toMatch(/trailer:/i);
    expect(isReset).toBe(false);
  });

  it("sees that an answer broke off, which the end of the connection alone would hide", async () => {
    plan("What breaks?", `${STREAM_HEAD}${chunk(EVENT)}`, true);
    expect(await asked({ question: "What breaks?", version: "1.0", stream: true })).toMatchObject({
      isReset: true,
    });
  });
});
