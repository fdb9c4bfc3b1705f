import { createHash } from "node:crypto";
import http from "node:http";
import net from "node:net";
import zlib from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { fc } from "../support/property.ts";
import { answerEcho, completionOf, eventsOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
let gw: Harness;

beforeAll(async () => {
  up = await startUpstream();
  gw = await startHarness({ upstream: up.url });
});
afterAll(async () => {
  await gw.close();
  await up.close();
});

/** Raw bytes in, raw bytes out. */
function raw(bytes: string | Buffer, done: (soFar: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(gw.origin);
    let got = "";
    const socket = net.connect(Number(port), "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(60_000, () => socket.destroy(new Error(`nothing more after: ${got}`)));
    socket.on("data", (data) => {
      got += data.toString("latin1");
      if (done(got)) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

interface Wire {
  status: number;
  message: string;
  rawHeaders: string[];
  body: Buffer;
  complete: boolean;
}

function request(
  path: string,
  options: { method?: string; headers?: string[]; body?: Buffer | string } = {},
): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const { host } = new URL(gw.origin);
    const req = http.request(`${gw.origin}${path}`, {
      method: options.method ?? "GET",
      headers: ["Host", host, ...(options.headers ?? [])],
    });
    req.on("error", reject);
    req.on("response", (res) => {
      const chunks: Buffer[] = [];
      const end = () =>
        resolve({
          status: res.statusCode ?? 0,
          message: res.statusMessage ?? "",
          rawHeaders: res.rawHeaders,
          body: Buffer.concat(chunks),
          complete: res.complete,
        });
      res.on("data", (c) => chunks.push(c));
      res.on("error", () => {});
      res.on("close", end);
    });
    req.end(options.body);
  });
}

describe("what is not cached passes byte for byte", () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256));

  it.each([
    ["GET", "/v1/models"],
    ["DELETE", "/v1/models/a%20b"],
    ["PUT", "/v1/x/y%2Dz?q=1&r=%C3%A9"],
    ["PATCH", "/v1/a"],
    ["POST", "/v1/files?purpose=x"],
    ["GET", "/v1/chat/completions"],
    ["OPTIONS", "/v1/models"],
  ])("%s %s, both ways", async (method, path) => {
    up.script = (_a, res) => {
      res.writeHead(207, "Many Things", [
        "X-Case",
        "Kept",
        "Set-Cookie",
        "a=1",
        "Set-Cookie",
        "b=2",
        "Content-Type",
        "application/x-odd",
      ]);
      res.end(bytes);
    };
    const withBody = method === "POST" || method === "PUT" || method === "PATCH";
    const arrival = up.next();
    const answer = await request(path, {
      method,
      headers: [
        "X-Mine",
        "1",
        "x-MINE",
        "2",
        "Content-Type",
        "application/octet-stream",
        ...(withBody ? ["Content-Length", String(bytes.length)] : []),
      ],
      ...(withBody ? { body: bytes } : {}),
    });
    const seen = await arrival;
    expect([seen.method, seen.url]).toEqual([method, path]);
    expect(seen.body.equals(withBody ? bytes : Buffer.alloc(0))).toBe(true);
    expect(seen.rawHeaders.join("|")).toContain("X-Mine|1|x-MINE|2");
    expect([answer.status, answer.message]).toEqual([207, "Many Things"]);
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer.rawHeaders.join("|")).toContain("X-Case|Kept|Set-Cookie|a=1|Set-Cookie|b=2");
  });

  it("hop-by-hop headers stay on their hop, and Connection cannot take the credential away", async () => {
    up.script = (_a, res) => {
      res.writeHead(200, [
        "Connection",
        "X-Up-Secret",
        "X-Up-Secret",
        "1",
        "Keep-Alive",
        "timeout=9",
        "X-Up",
        "1",
      ]);
      res.end("ok");
    };
    const arrival = up.next();
    const answer = await request("/v1/models", {
      headers: [
        "Connection",
        "x-secret, authorization, keep-alive",
        "X-Secret",
        "1",
        "TE",
        "trailers",
        "Proxy-Authorization",
        "Basic x",
        "Authorization",
        "Bearer k",
        "X-Semblance-Debug",
        "1",
      ],
    });
    const { headers } = await arrival;
    expect(headers["authorization"]).toBe("Bearer k");
    for (const gone of ["x-secret", "te", "proxy-authorization", "x-semblance-debug"])
      expect(headers[gone]).toBeUndefined();
    expect(answer.rawHeaders).not.toContain("X-Up-Secret");
    expect(answer.rawHeaders).toContain("X-Up");
  });

  it("a bypassed stream keeps every byte, however upstream slices it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        async (cuts, newline) => {
          const body = Buffer.from(
            `\ufeff: hello\n\n${eventsOf("é🙂ção e mais", true).join("")}`.replaceAll("\n", newline),
          );
          up.script = async (_a, res) => {
            res.writeHead(200, { "content-type": "text/event-stream" });
            let at = 0;
            for (const cut of cuts) {
              res.write(body.subarray(at, at + cut));
              at += cut;
              await new Promise((resolve) => setImmediate(resolve));
            }
            res.end(body.subarray(at));
          };
          const answer = await request("/v1/chat/completions", {
            method: "POST",
            headers: ["Cache-Control", "no-store", "Content-Type", "application/json"],
            body: JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: "x" }] }),
          });
          expect(answer.body.equals(body)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("a cut of upstream's is a cut of ours, never a clean end", async () => {
    up.script = (_a, res) => {
      res.writeHead(200, { "content-type": "application/octet-stream" });
      res.write("half");
      setImmediate(() => res.socket?.destroy());
    };
    const answer = await request("/v1/files/1/content");
    expect([answer.body.toString(), answer.complete]).toEqual(["half", false]);
  });

  it("an encoding is passed on where nothing is cached, and undone where answers are shared", async () => {
    const body = Buffer.from(JSON.stringify(completionOf("zipped")));
    up.script = (_a, res) => {
      res.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      res.end(zlib.gzipSync(body));
    };
    const plain = await request("/v1/models");
    expect(zlib.gunzipSync(plain.body).equals(body)).toBe(true);
    const first = await gw.chat("a zipped question");
    const again = await gw.chat("a zipped question");
    expect([first.content, again.content, again.outcome]).toEqual(["zipped", "zipped", "exact"]);
    up.script = answerEcho;
  });

  it("WebSocket upgrades are tunnelled, with what came right behind them", async () => {
    const got = await raw(
      "GET /v1/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nping-through",
      (s) => s.includes("ping-through"),
    );
    expect(got).toContain("101 Switching Protocols");
  });
});

describe("bad input is refused clearly or passed on truly, and never cached for another reading", () => {
  const chat = (extra: string, body: string) =>
    `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${extra}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
  const good = JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }] });
  const whole = (s: string) => s.includes("\r\n\r\n") && s.endsWith("}");

  it.each([
    ["two Authorization headers", chat("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", good)],
    ["two Host headers", chat("Host: y\r\n", good)],
    ["a target that climbs", "GET /v1/../admin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    [
      "a target that climbs in escapes",
      "GET /v1/%2e%2e/admin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
    [
      "a target that climbs in escaped escapes",
      "GET /v1/%252e%252e/admin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
    [
      "an escaped slash that climbs",
      "GET /v1/x%2f..%2f..%2fadmin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
    ["a broken escape", "GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["a backslash", "GET /v1/a\\b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["a double slash", "GET /v1//evil/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["an escaped NUL", "GET /v1/a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ])("%s is 400 in OpenAI's shape, and upstream is not asked", async (_name, bytes) => {
    const before = up.arrived.length;
    const got = await raw(bytes, whole);
    expect(got).toMatch(/^HTTP\/1\.1 400/);
    expect(JSON.parse(got.slice(got.indexOf("\r\n\r\n") + 4)).error).toMatchObject({
      type: "gateway_error",
      code: "bad_request",
    });
    expect(up.arrived.length).toBe(before);
  });

  it("an absolute target goes to the configured upstream, whatever it names", async () => {
    up.script = (_a, res) => void res.end("{}");
    const arrival = up.next();
    await raw(
      "GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
      whole,
    );
    const seen = await arrival;
    expect([seen.url, seen.headers.host]).toEqual(["/v1/models", new URL(up.url).host]);
    up.script = answerEcho;
  });

  it.each([
    ["malformed JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    [
      "a name that stands twice",
      '{"model":"m","messages":[{"role":"user","content":"a"}],"messages":[{"role":"user","content":"b"}]}',
    ],
    ["5,000 levels", `{"model":"m","messages":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ["half a surrogate pair", '{"model":"m","messages":[{"role":"user","content":"\\ud800"}]}'],
    ["a number beyond all", '{"model":"m","seed":1e999,"messages":[{"role":"user","content":"x"}]}'],
    ["a BOM", `\ufeff${good}`],
    ["50,000 members", `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":${i}`).join(",")}}`],
  ])("%s reaches upstream unchanged and is never a hit", async (_name, body) => {
    up.script = (a, res) =>
      void res
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(completionOf(createHash("sha256").update(a.body).digest("hex"))));
    for (let i = 0; i < 2; i++) {
      const answer = await gw.post("/chat/completions", body);
      expect([answer.status, answer.outcome]).toEqual([200, "bypass"]);
      expect(answer.content).toBe(createHash("sha256").update(body).digest("hex"));
    }
    up.script = answerEcho;
  });

  it("__proto__ pollutes nothing and parts answers", async () => {
    const body = (x: number) =>
      `{"__proto__":{"polluted":${x}},"model":"m","temperature":0,"messages":[{"role":"user","content":"proto"}]}`;
    await gw.post("/chat/completions", body(1));
    expect((await gw.post("/chat/completions", body(1))).outcome).toBe("exact");
    expect((await gw.post("/chat/completions", body(2))).outcome).toBe("miss");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("a body over the limit is 413 by counted bytes, told or not", async () => {
    gw.set({ settings: { bodyBytesMax: 1000 } });
    const big = JSON.stringify({ model: "m", messages: [{ role: "user", content: "x".repeat(5000) }] });
    const told = await gw.post("/chat/completions", big);
    expect([told.status, JSON.parse(told.text).error.code]).toEqual([413, "body_too_large"]);
    const chunks = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${"400\r\n".concat("y".repeat(1024), "\r\n").repeat(4)}0\r\n\r\n`;
    expect(await raw(chunks, whole)).toMatch(/^HTTP\/1\.1 413/);
    gw.set({ settings: { bodyBytesMax: 33_554_432 } });
  });

  it("a request body in an encoding passes and is not cached", async () => {
    up.script = (a, res) =>
      void res
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(completionOf(zlib.gunzipSync(a.body).toString())));
    const answer = await request("/v1/chat/completions", {
      method: "POST",
      headers: ["Content-Type", "application/json", "Content-Encoding", "gzip"],
      body: zlib.gzipSync(good),
    });
    expect(JSON.parse(answer.body.toString()).choices[0].message.content).toBe(good);
    expect(answer.rawHeaders).toContain("not-cacheable:content-encoding");
    up.script = answerEcho;
  });
});
