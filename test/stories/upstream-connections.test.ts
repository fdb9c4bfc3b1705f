import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Peer {
  readonly url: string;
  readonly host: string;
  readonly sockets: net.Socket[];
}

/** Hands each request to `answer` with its number on the connection, 0 the first, and the connection's. */
async function peer(
  answer: (socket: net.Socket, request: number, connection: number) => void,
): Promise<Peer> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    let request = 0;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (data.includes("HTTP/1.1")) answer(socket, request++, connection);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/v1`, host, sockets };
}

async function gateway(upstream: string, idleConnectionMs?: number): Promise<Harness> {
  const gw = await startHarness({ upstream, ...(idleConnectionMs ? { idleConnectionMs } : {}) });
  closing.push(() => gw.close());
  return gw;
}

const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
const ask = (gw: Harness, question: string) => gw.chat(question, {}, { "cache-control": "no-store" });

describe("a kept connection", () => {
  it("that breaks before a byte of the answer is replaced, once and silently", async () => {
    for (const breaks of [(s: net.Socket) => s.resetAndDestroy(), (s: net.Socket) => s.end()]) {
      const up = await peer((socket, request) => (request === 0 ? socket.write(OK) : breaks(socket)));
      const gw = await gateway(up.url);
      const got = [await ask(gw, "one"), await ask(gw, "two"), await gw.chat("three")];
      expect(got.map(({ status, text }) => [status, text])).toEqual(Array(3).fill([200, "ok"]));
      expect(up.sockets.length).toBe(3);
    }
  });

  it("that breaks within the answer is an error: upstream may have done what was asked", async () => {
    const up = await peer((socket, request) => {
      if (request === 0) socket.write(OK);
      else socket.end("HTTP/1.1 2");
    });
    const gw = await gateway(up.url);
    await ask(gw, "one");
    expect((await ask(gw, "two")).status).toBe(502);
    expect(up.sockets.length).toBe(1);
  });

  it("is the only one that is replaced: where a new one breaks, the 502 says what was tried and how it failed", async () => {
    const up = await peer((socket, request, connection) => {
      if (connection === 0 && request === 0) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const gw = await gateway(up.url);
    await ask(gw, "one");
    const { status, text } = await ask(gw, "two");
    expect(status).toBe(502);
    expect(up.sockets.length).toBe(2);
    const { error } = JSON.parse(text);
    expect(error.message).toContain(`the connection to ${up.host} kept from before broke: connection reset`);
    expect(error.message).toContain(`then the new connection to ${up.host} broke before an answer`);
    expect(error.message).not.toContain("sk-");
    const alone = JSON.parse((await ask(gw, "three")).text);
    expect(alone.error.message).toMatch(/^The upstream cannot be reached: the new connection/);
    expect(up.sockets.length).toBe(3);
  });

  it.each([
    ["a body that streams and cannot be sent again", "a file of many kilobytes ".repeat(10_000)],
    ["a short one of a path that is not cached, by which upstream may have made something", "a file"],
  ])("is not replaced for %s", async (_, body) => {
    const up = await peer((socket, request) => (request === 0 ? socket.write(OK) : socket.resetAndDestroy()));
    const gw = await gateway(up.url);
    const upload = () => gw.post("/files", body);
    expect([(await upload()).status, (await upload()).status]).toEqual([200, 502]);
    expect(up.sockets.length).toBe(1);
  });

  it("ends when upstream sends on it what nobody asked for", async () => {
    const up = await peer((socket) => socket.write(OK));
    const gw = await gateway(up.url);
    await ask(gw, "one");
    const [first] = up.sockets;
    const ended = new Promise((resolve) => first?.once("close", resolve));
    first?.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnot");
    await ended;
    expect((await ask(gw, "two")).text).toBe("ok");
  });

  it("is closed by us once it has waited for idleConnectionMs", async () => {
    const up = await peer((socket) => socket.write(OK));
    const gw = await gateway(up.url, 40);
    await ask(gw, "one");
    await new Promise((resolve) => up.sockets[0]?.once("close", resolve));
    expect((await ask(gw, "two")).text).toBe("ok");
    expect(up.sockets.length).toBe(2);
  });
});

it("an upstream that is away: the 502 names where it was looked for and what happened", async () => {
  const host = "127.0.0.1:1";
  const gw = await gateway(`http://user:hunter2@${host}/v1?key=hunter2`);
  const { status, text } = await gw.chat("anybody?");
  expect(status).toBe(502);
  expect(JSON.parse(text).error.message).toBe(
    `The upstream cannot be reached: connecting to ${host} failed: connection refused (ECONNREFUSED).`,
  );
});

it("a status that is none is a 502 that says so, for cached paths and others, and the next is asked", async () => {
  for (const status of ["000", "099"]) {
    const up = await peer((socket, request, connection) =>
      socket.write(connection + request > 1 ? OK : OK.replace("200", status)),
    );
    const gw = await gateway(up.url);
    for (const got of [await ask(gw, "one"), await gw.post("/files", "a file")]) {
      expect(got.status).toBe(502);
      expect(JSON.parse(got.text).error.message).toContain(`its status is ${Number(status)}`);
    }
    expect((await ask(gw, "two")).text).toBe("ok");
    expect(gw.faults).toEqual([]);
  }
});

it("the head of an upgrade's answer passes byte for byte", async () => {
  for (const status of ["101 Switching Protocols", "403 Forbidden"]) {
    const head = `HTTP/1.1 ${status}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Who: J\xf6rg\r\n\r\n`;
    const up = await peer((socket) => socket.end(head, "latin1"));
    const gw = await gateway(up.url);
    const { hostname, port } = new URL(gw.origin);
    const client = net.connect(Number(port), hostname);
    client.write("GET /v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const got: Buffer[] = [];
    client.on("data", (data) => got.push(data));
    await new Promise((resolve) => client.once("close", resolve));
    expect(Buffer.concat(got).toString("latin1")).toContain("X-Who: J\xf6rg\r\n");
  }
});
