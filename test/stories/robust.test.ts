import http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, KEY, startHarness } from "../support/harness.ts";
import { removeDir, startProcess } from "../support/process.ts";
import { soon } from "../support/soon.ts";
import { answerEcho, answerText, eventsOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
let gw: Harness;
let n = 0;
const fresh = () => `r${++n}a r${n}b r${n}c`;

beforeAll(async () => {
  up = await startUpstream();
  gw = await startHarness({ upstream: up.url, settings: { entryBytesMax: 200_000 } });
});
afterAll(async () => {
  await gw.close();
  await up.close();
});

const port = () => Number(new URL(gw.origin).port);

/** Writes raw bytes and resets the connection at once. */
function reset(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port(), "127.0.0.1", () => {
      socket.write(bytes);
      socket.resetAndDestroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

/** Raw bytes in, everything that comes back until the other side closes or `done` says so. */
function raw(bytes: string, done: (soFar: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    const socket = net.connect(port(), "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (data) => {
      got += data.toString("latin1");
      if (done(got)) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(got));
  });
}

describe("clients that misbehave", () => {
  it("a refused upgrade whose client resets takes nothing down", async () => {
    for (let i = 0; i < 60; i++) {
      await reset("GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxxxx");
    }
    expect((await gw.chat(fresh())).status).toBe(200);
  });

  it("an offer to upgrade to HTTP/2 is declined by answering", async () => {
    const body = JSON.stringify({
      model: "m",
      temperature: 0,
      messages: [{ role: "user", content: fresh() }],
    });
    const got = await raw(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      (s) => s.includes("You asked"),
    );
    expect(got).toMatch(/^HTTP\/1\.1 200/);
  });

  it("a body over the limit hears its 413, however it is sent", async () => {
    gw.set({ settings: { bodyBytesMax: 100_000 } });
    const status = await new Promise<number | string>((resolve) => {
      const req = http.request(
        {
          port: port(),
          host: "127.0.0.1",
          method: "POST",
          path: "/v1/chat/completions",
          headers: { "content-length": 20_000_000 },
        },
        (res) => {
          resolve(res.statusCode ?? 0);
          req.destroy();
        },
      );
      req.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
      req.write(Buffer.alloc(20_000_000, 0x20));
    });
    gw.set({ settings: { bodyBytesMax: 33_554_432 } });
    expect(status).toBe(413);
  });

  it.each([
    ["what is not HTTP", "NONSENSE\r\n\r\n", 400],
    ["two lengths", "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
    ["headers of 100 KiB", `GET /v1/x HTTP/1.1\r\nHost: x\r\nX-Long: ${"y".repeat(100_000)}\r\n\r\n`, 431],
    ["a thousand headers", `GET /v1/x HTTP/1.1\r\nHost: x\r\n${"X-A: b\r\n".repeat(1_000)}\r\n`, 431],
    [
      "an upgrade outside /v1",
      "GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      404,
    ],
  ])("%s is told in OpenAI's shape", async (_name, bytes, status) => {
    const got = await raw(bytes, (s) => s.endsWith("}"));
    expect(got).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(got.slice(got.indexOf("\r\n\r\n") + 4)).error).toMatchObject({
      type: "gateway_error",
      param: null,
    });
  });

  it.each([
    ["headers of 40 KiB", { "x-long": "y".repeat(40_000) }, 200, "x-long: yyy"],
    ["headers of 100 KiB", { "x-long": "y".repeat(100_000) }, 502, "its headers are larger than 72 KiB"],
    [
      "text that calls itself gzip",
      { "content-encoding": "gzip", "content-type": "application/json" },
      502,
      "what came is not gzip",
    ],
  ])(
    "an answer of upstream with %s is passed on, or told by its fault",
    async (_name, headers, status, told) => {
      up.script = (_a, res) => void res.writeHead(200, headers).end(`{"no": "answer"}`);
      const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: fresh() }] });
      const got = await raw(
        `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Semblance-Debug: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        (s) => s.endsWith("}"),
      );
      expect(got).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(got).toContain(told);
      up.script = answerEcho;
    },
  );

  it("health answers what asks it without a Host", async () => {
    expect(await raw("GET /livez HTTP/1.0\r\n\r\n", (s) => s.includes("ok"))).toMatch(/^HTTP\/1\.[01] 200/);
  });

  it("an escape that is not UTF-8 passes as it is", async () => {
    up.script = (_a, res) => void res.end("{}");
    const arrival = up.next();
    await fetch(`${gw.url}/models/caf%E9`);
    expect((await arrival).url).toBe("/v1/models/caf%E9");
    up.script = answerEcho;
  });

  it("a header that tells callers apart must not come twice", async () => {
    gw.set({ settings: { tenantBy: "header:x-tenant", stickyHeaders: new Set(["x-tenant"]) } });
    const got = await raw(
      "GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Tenant: a\r\nX-Tenant: b\r\nConnection: close\r\n\r\n",
      (s) => s.endsWith("}"),
    );
    gw.set({ settings: { tenantBy: "credential", stickyHeaders: new Set() } });
    expect(got).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe("upstreams that misbehave", () => {
  it("a switch of protocols that nobody asked for is an error, not a wait", async () => {
    const strange = net.createServer((socket) => {
      socket.once("data", () =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
      );
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => strange.listen(0, "127.0.0.1", resolve));
    const other = await startHarness({
      upstream: `http://127.0.0.1:${(strange.address() as net.AddressInfo).port}/v1`,
    });
    expect((await other.chat("anybody?")).status).toBe(502);
    await other.close();
    strange.close();
  });

  it("an answer that comes before the upload is through reaches the client", async () => {
    const early = net.createServer((socket) => {
      socket.once("data", () => {
        socket.end(
          "HTTP/1.1 413 Payload Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        );
      });
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => early.listen(0, "127.0.0.1", resolve));
    const other = await startHarness({
      upstream: `http://127.0.0.1:${(early.address() as net.AddressInfo).port}/v1`,
    });
    const status = await new Promise<number | string>((resolve) => {
      const req = http.request(
        `${other.url}/files`,
        { method: "POST", headers: { "content-length": 8_000_000 } },
        (res) => {
          resolve(res.statusCode ?? 0);
          req.destroy();
        },
      );
      req.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
      req.end(Buffer.alloc(8_000_000));
    });
    expect(status).toBe(413);
    await other.close();
    early.close();
  });

  it.each(["reads on", "closes"])(
    "a client whose upload is answered early gets rid of all of it where upstream %s",
    async (then) => {
      let read = 0;
      const early = http.createServer((req, res) => {
        req.on("error", () => {});
        if (then === "closes") return void setTimeout(() => req.socket.destroy(), 50);
        res.writeHead(413).end();
        req.on("data", (chunk: Buffer) => {
          read += chunk.length;
        });
      });
      await new Promise<void>((resolve) => early.listen(0, "127.0.0.1", resolve));
      const other = await startHarness({
        upstream: `http://127.0.0.1:${(early.address() as net.AddressInfo).port}/v1`,
      });
      const length = 20_000_000;
      const socket = net.connect(Number(new URL(other.origin).port), "127.0.0.1");
      // As many clients do: nothing is looked at before all is sent.
      socket.write(`POST /v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
      await new Promise<void>((resolve) => socket.write(Buffer.alloc(length), () => resolve()));
      const answer = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
      expect(answer.toString()).toMatch(then === "closes" ? /^HTTP\/1\.1 502 / : /^HTTP\/1\.1 413 /);
      if (then === "reads on") await soon(() => expect(read).toBe(length));
      socket.destroy();
      await other.close();
      early.close();
    },
  );
});

describe("what is shared", () => {
  it("a follower who wants the other form gets it alone, where the leader's cannot be turned into it", async () => {
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerText(a, res, "long ".repeat(60_000));
    };
    const arrival = up.next();
    const leader = gw.chat(q);
    await arrival;
    const follower = gw.chat(q, { stream: true });
    await gw.joined(2);
    held.resolve();
    const [a, b] = await Promise.all([leader, follower]);
    up.script = answerEcho;
    expect([a.status, b.status, b.content.length]).toEqual([200, 200, 300_000]);
  });

  it("a leader that stops reading holds no follower up", async () => {
    const q = fresh();
    gw.set({ settings: { entryBytesMax: 20_000_000 } });
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerText(a, res, "x".repeat(6_000_000));
    };
    const arrival = up.next();
    const body = JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: q }] });
    const leader = net.connect(port(), "127.0.0.1", () =>
      leader.write(
        `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    leader.pause();
    leader.on("error", () => {});
    await arrival;
    const follower = gw.chat(q, { stream: true });
    await gw.joined(2);
    held.resolve();
    expect((await follower).content.length).toBe(6_000_000);
    leader.destroy();
    up.script = answerEcho;
    gw.set({ settings: { entryBytesMax: 200_000 } });
  });

  it("an error of upstream's reaches all who wait for it, though it is larger than may be kept", async () => {
    const text = "x".repeat(300_000);
    up.script = (_, res) => {
      res.writeHead(503, { "content-type": "text/plain" }).end(text);
    };
    gw.set({ settings: { entryBytesMax: 1_000 } });
    const q = fresh();
    const asked = () =>
      fetch(`${gw.url}/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: q }] }),
      });
    for (let turn = 0; turn < 5; turn++)
      for (const answer of await Promise.all([asked(), asked(), asked()]))
        expect([answer.status, await answer.text()]).toEqual([503, text]);
    up.script = answerEcho;
    gw.set({ settings: { entryBytesMax: 200_000 } });
  });

  it("a follower is told as one in shadow too", async () => {
    gw.set({ policy: { serveFound: false } });
    const q = fresh();
    // The scope must hold something, or there is nothing to look for.
    await gw.chat(fresh());
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      answerEcho(a, res);
    };
    const arrival = up.next();
    const both = [gw.chat(q), gw.chat(q)];
    await arrival;
    await gw.joined(2);
    held.resolve();
    const reasons = (await Promise.all(both)).map((a) => a.reason);
    up.script = answerEcho;
    gw.set({ policy: { serveFound: true } });
    expect(reasons).toContain("follower");
  });

  it.each([
    ["stream", "true"],
    ["stream", 1],
    ["stream_options", "x"],
    ["user", 5],
    ["metadata", "zz"],
    ["service_tier", { a: 1 }],
  ])("%s of another type than documented (%j) is no hit on the clean request", async (name, value) => {
    const q = fresh();
    await gw.chat(q);
    expect((await gw.chat(q, { [name]: value })).outcome).not.toBe("exact");
  });

  it("a credential that upstream refuses anywhere gets nothing stored until upstream takes it back", async () => {
    const q = fresh();
    await gw.chat(q);
    up.script = (_a, res) => void res.writeHead(401, { "content-type": "application/json" }).end("{}");
    await fetch(`${gw.url}/models`, { headers: { authorization: `Bearer ${KEY}` } });
    expect((await gw.chat(q)).status).toBe(401);
    up.script = answerEcho;
    expect((await gw.chat(q)).outcome).toBe("miss");
    expect((await gw.chat(q)).outcome).toBe("exact");
  });

  it("where tenants share on purpose, one caller's refused credential is not another's", async () => {
    gw.set({ settings: { tenantBy: "shared" } });
    const q = fresh();
    const held = Promise.withResolvers<void>();
    up.script = async (a, res) => {
      await held.promise;
      if (a.headers.authorization === "Bearer sk-revoked") {
        res.writeHead(401, { "content-type": "application/json" }).end("{}");
      } else answerEcho(a, res);
    };
    const arrival = up.next();
    const revoked = { authorization: "Bearer sk-revoked" };
    const leader = gw.chat(q, {}, revoked);
    await arrival;
    const follower = gw.chat(q);
    await gw.joined(2);
    held.resolve();
    expect([(await leader).status, (await follower).content]).toEqual([401, `You asked: ${q}`]);
    expect((await gw.chat(q)).outcome).toBe("exact");
    expect((await gw.chat(q, {}, revoked)).status).toBe(401);
    gw.set({ settings: { tenantBy: "credential" } });
    up.script = answerEcho;
  });

  it("what is only passed through carries no word of the cache", async () => {
    up.script = (_a, res) => void res.writeHead(200, { "cache-status": "other; hit" }).end("{}");
    const { headers } = await fetch(`${gw.url}/models`);
    expect([
      headers.get("x-semblance-outcome"),
      headers.get("x-semblance-reason"),
      headers.get("cache-status"),
    ]).toEqual([null, null, "other; hit"]);
    up.script = answerEcho;
  });

  it("an answer streams on while its usage chunk is taken out", async () => {
    up.script = (_a, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      for (const event of eventsOf("a b", true)) res.write(event);
      res.end();
    };
    const answer = await gw.chat(fresh(), { stream: true });
    expect(answer.text).toBe(eventsOf("a b", false).join(""));
    up.script = answerEcho;
  });
});

describe("the process", () => {
  it("ends while a tunnel is open, and a feedback body without end costs no memory", async () => {
    const gateway = await startProcess({
      config: { cache_migration: { traffic_percentage: 100 } },
      env: { SEMBLANCE_UPSTREAM: up.url },
    });
    const { hostname, port } = new URL(gateway.url);
    const tunnel = net.connect(Number(port), hostname, () =>
      tunnel.write(
        "GET /v1/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      ),
    );
    tunnel.on("error", () => {});
    await new Promise((resolve) => tunnel.once("data", resolve));
    const status = await new Promise((resolve) => {
      const req = http.request(
        {
          port,
          host: hostname,
          method: "POST",
          path: "/semblance/feedback",
          headers: { "content-type": "application/json", "content-length": 50_000_000 },
        },
        (res) => {
          resolve(res.statusCode);
          req.destroy();
        },
      );
      req.on("error", () => resolve("error"));
      req.write("{");
    });
    expect(status).toBe(413);
    expect(await gateway.end()).toEqual({ code: 0, signal: null });
    removeDir(gateway.dir);
  });

  it("takes a file that turns to the demo model, and back", async () => {
    const gateway = await startProcess({ config: { upstream: { base_url: up.url } } });
    const reload = async (base_url: string) => {
      gateway.writeConfig({ upstream: { base_url } });
      const answer = await fetch(`${gateway.admin}/admin/reload`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      return answer.status;
    };
    expect([await reload("demo"), await reload(up.url), await reload("demo")]).toEqual([200, 200, 200]);
    const answer = await fetch(`${gateway.url}/models`);
    expect(answer.status).toBe(200);
    expect(await gateway.end()).toEqual({ code: 0, signal: null });
    removeDir(gateway.dir);
  });
});
