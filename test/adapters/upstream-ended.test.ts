/** Calls to upstream that are given up in the moment in which their answer ends. */
import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createHttpUpstream } from "../../src/adapters/upstream-http.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const sockets: net.Socket[] = [];
const server = net.createServer((socket) => {
  sockets.push(socket);
  socket.on("error", () => {});
  socket.on("data", () => socket.write(ANSWER));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

type Body = AsyncIterator<Buffer>;

/** When it is given up, told to one that holds the answer's head. */
const MOMENTS: Readonly<Record<string, (body: Body, giveUp: () => void) => unknown>> = {
  "before its body is read": (_, giveUp) => giveUp(),
  "while its body is read": (body, giveUp) => {
    const first = body.next();
    giveUp();
    return first;
  },
  "with its last byte": (body, giveUp) => body.next().then(giveUp),
};

it.each(Object.entries(MOMENTS))(
  "a call given up %s ends its connection, and no process",
  async (_, when) => {
    const uncaught = vi.fn();
    process.on("uncaughtException", uncaught);
    const upstream = createHttpUpstream({
      name: "upstream",
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      connectTimeoutMs: 60_000,
      idleTimeoutMs: 60_000,
    });
    const control = new AbortController();
    const asked = { method: "GET", path: "/models", rawHeaders: [], body: null } as const;
    const before = sockets.length;
    const answer = await upstream.request({ ...asked, signal: control.signal });
    const ended = new Promise((resolve) => sockets[before]?.once("close", resolve));
    const body = answer.body[Symbol.asyncIterator]();
    await when(body, () => control.abort());
    await body.next().catch(() => {});
    await ended;
    const again = await upstream.request({ ...asked, signal: new AbortController().signal });
    expect(again.status).toBe(200);
    expect(sockets.length).toBe(before + 2);
    for await (const chunk of again.body) expect(chunk.toString()).toBe("ok");
    await upstream.close();
    process.off("uncaughtException", uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  },
);
