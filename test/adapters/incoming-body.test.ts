/** The body of upstream's answer: every byte that came, in order, and the truth about its end. Over real sockets. */
import { once } from "node:events";
import net from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { createHttpUpstream, type HttpUpstream } from "../../src/adapters/upstream-http.ts";
import type { UpstreamRequest } from "../../src/ports.ts";

const HEAD = "HTTP/1.1 200 OK\r\n";
let server: net.Server;
let upstream: HttpUpstream;
let connections = 0;

afterEach(async () => {
  await upstream.close();
  server.close();
});

it("gives all bytes in order, then the end, and keeps the connection for the next request", async () => {
  await serving((socket) => socket.write(`${HEAD}content-length: 6\r\n\r\nabcdef`));
  for (const _ of [1, 2]) expect(await read()).toEqual({ text: "abcdef", why: null });
  expect(connections).toBe(1);
});

it("gives an empty body its end", async () => {
  await serving((socket) => socket.write(`${HEAD}content-length: 0\r\n\r\n`));
  expect(await read()).toEqual({ text: "", why: null });
});

it("gives what came before a break, and then the break", async () => {
  await serving((socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`, () => socket.resetAndDestroy());
  });
  const { text, why } = await read();
  expect("abc".startsWith(text)).toBe(true);
  expect(why).toBe("cut");
});

it("calls a body cut that ends before its length, or before its last chunk", async () => {
  for (const framing of ["content-length: 9", "transfer-encoding: chunked"]) {
    await serving((socket) => socket.end(`${HEAD}${framing}\r\n\r\n3\r\nabc\r\n`));
    expect((await read()).why).toBe("cut");
    await upstream.close();
    server.close();
  }
});

it("tells of a break that came before anybody read", async () => {
  const broken = Promise.withResolvers<void>();
  await serving((socket) => {
    socket.write(`${HEAD}content-length: 9\r\n\r\n`);
    void broken.promise.then(() => socket.resetAndDestroy());
  });
  const { body } = await asked();
  broken.resolve();
  // Until this end of the connection has seen the reset.
  while ((await connectionsOf(server)) > 0) await new Promise(setImmediate);
  await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ why: "cut" });
});

it("holds upstream back until it is read", async () => {
  const bytes = 64 * 2 ** 20;
  let flushed = false;
  await serving((socket) => {
    socket.write(`${HEAD}content-length: ${bytes}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, "x"), () => {
      flushed = true;
    });
  });
  const { body } = await asked();
  const chunks = body[Symbol.asyncIterator]();
  let got = (await chunks.next()).value.length;
  expect(flushed).toBe(false);
  for (let piece = await chunks.next(); !piece.done; piece = await chunks.next()) got += piece.value.length;
  expect(got).toBe(bytes);
});

it("ends the connection of a body that is given up, whether it had come or not", async () => {
  for (const rest of ["", "def"]) {
    const closed = Promise.withResolvers<void>();
    await serving((socket) => {
      socket.on("close", () => closed.resolve());
      socket.write(`${HEAD}content-length: 6\r\n\r\nabc${rest}`);
    });
    const chunks = (await asked()).body[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return?.();
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
    await closed.promise;
    await upstream.close();
    server.close();
  }
});

it("ends a body of which no byte comes in time, as a timeout", async () => {
  await serving((socket) => socket.write(`${HEAD}content-length: 6\r\n\r\nabc`), 50);
  const { text, why } = await read();
  expect("abc".startsWith(text)).toBe(true);
  expect(why).toBe("timeout");
});

it("counts no time in which the request is still sent", async () => {
  await serving((socket, data) => {
    if (data.includes("last")) socket.write(`${HEAD}content-length: 2\r\n\r\nok`);
  }, 400);
  async function* slowly() {
    for (const piece of ["first", "last"]) {
      await setTimeout(600);
      yield Buffer.from(piece);
    }
  }
  // On a new connection, then on the one that was kept.
  for (const _ of [1, 2]) expect(await read(slowly())).toEqual({ text: "ok", why: null });
  expect(connections).toBe(1);
});

it("ends a request that upstream takes no more of", async () => {
  await serving((socket) => socket.pause(), 50);
  async function* large() {
    for (let piece = 0; piece < 64; piece++) yield Buffer.alloc(2 ** 20);
  }
  expect((await read(large())).why).toBe("timeout");
});

it("counts no time in which nobody reads, though the request was sent whole meanwhile", async () => {
  await serving((socket, data) => {
    if (data.includes("first")) socket.write(`${HEAD}content-length: 2\r\n\r\nok`);
  }, 400);
  const answered = Promise.withResolvers<void>();
  async function* early() {
    yield Buffer.from("first");
    await answered.promise;
    yield Buffer.from("last");
  }
  const { body } = await asked(early());
  answered.resolve();
  await setTimeout(600);
  let text = "";
  for await (const chunk of body) text += chunk.toString();
  expect(text).toBe("ok");
});

async function serving(
  answer: (socket: net.Socket, data: Buffer) => void,
  idleTimeoutMs = 60_000,
): Promise<void> {
  connections = 0;
  server = net.createServer((socket) => {
    connections++;
    socket.on("error", () => {});
    socket.on("data", (data) => answer(socket, data));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  upstream = createHttpUpstream({ name: "u", baseUrl, connectTimeoutMs: 60_000, idleTimeoutMs });
}

function asked(body: UpstreamRequest["body"] = null) {
  const { signal } = new AbortController();
  return upstream.request({ method: body ? "POST" : "GET", path: "/", rawHeaders: [], body, signal });
}

async function read(sent: UpstreamRequest["body"] = null): Promise<{ text: string; why: string | null }> {
  let text = "";
  try {
    for await (const chunk of (await asked(sent)).body) text += chunk.toString();
    return { text, why: null };
  } catch (error) {
    return { text, why: (error as { why: string }).why };
  }
}

function connectionsOf(of: net.Server): Promise<number> {
  return new Promise((resolve, reject) =>
    of.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
