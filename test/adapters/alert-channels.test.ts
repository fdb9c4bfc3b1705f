/** Alerts on their way out: real HTTP and SMTP servers of this machine. */
import { createHmac } from "node:crypto";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createPoster, signed } from "../../src/adapters/alert-http.ts";
import { sendMail } from "../../src/adapters/alert-mail.ts";
import { isInternal } from "../../src/adapters/internal-address.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";

interface Taken {
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

async function hook(answer: (res: http.ServerResponse) => void): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = http.createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    taken.push({ body, headers: req.headers });
    answer(res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, taken };
}

describe("a webhook", () => {
  const poster = createPoster(() => false, 60_000);

  it("gets the alert, signed over id, time and body", async () => {
    const { port, taken } = await hook((res) => res.end());
    const key = Buffer.from("0123456789abcdef0123456789abcdef");
    const body = JSON.stringify({ type: "alert.firing" });
    await poster.post(`http://127.0.0.1:${port}/x`, body, signed("msg_1", 1_700_000_000, body, key));
    const [{ headers, body: got }] = taken as [Taken];
    expect(got).toBe(body);
    const expected = createHmac("sha256", key).update(`msg_1.1700000000.${body}`).digest("base64");
    expect([headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]]).toEqual([
      ...["msg_1", "1700000000", `v1,${expected}`],
    ]);
  });

  it("is not followed where it redirects", async () => {
    const inside = await hook((res) => res.end());
    const outside = await hook((res) =>
      res.writeHead(307, { location: `http://127.0.0.1:${inside.port}/admin` }).end(),
    );
    await expect(poster.post(`http://127.0.0.1:${outside.port}/`, "{}", {})).rejects.toMatchObject({
      ...{ message: "it redirects (307), which is not followed", retry: false },
    });
    expect(inside.taken).toEqual([]);
  });

  it.each([
    [500, true],
    [429, true],
    [404, false],
  ])("that answers %i is tried again: %s", async (status, retry) => {
    const { port } = await hook((res) => res.writeHead(status).end());
    const posted = poster.post(`http://127.0.0.1:${port}/`, "{}", {});
    await expect(posted).rejects.toMatchObject({ message: `it answers ${status}`, retry });
  });

  it("that never answers is given up", async () => {
    const { port } = await hook(() => {});
    const posted = createPoster(() => false, 50).post(`http://127.0.0.1:${port}/`, "{}", {});
    await expect(posted).rejects.toMatchObject({ message: "it did not answer within 50 ms", retry: true });
  });

  it("that switches to another protocol is given up, too", async () => {
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(SWITCHING));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    await expect(poster.post(`http://127.0.0.1:${port}/`, "{}", {})).rejects.toMatchObject({
      ...{ message: "it closed the connection without an answer", retry: true },
    });
  });

  it("whose name leads into this network is not connected to, unless that is meant", async () => {
    const { port, taken } = await hook((res) => res.end());
    const here = { address: "127.0.0.1", family: 4 };
    const posterAt = (allowInternal: boolean, addresses = [here]) =>
      createPoster(
        () => allowInternal,
        60_000,
        (_name, _options, callback) => callback(null, addresses),
      );
    const url = `http://hooks.example.org:${port}/`;
    const mixed = [{ address: "1.1.1.1", family: 4 }, here];
    for (const addresses of [[here], mixed])
      await expect(posterAt(false, addresses).post(url, "{}", {})).rejects.toMatchObject({
        ...{ message: expect.stringContaining("an address of this network"), retry: false },
      });
    expect(taken).toEqual([]);
    await createPoster(() => false, 60_000).post(`http://localhost:${port}/`, "{}", {});
    expect(taken).toHaveLength(1);
  });
});

it.each([
  "127.0.0.1",
  "10.1.2.3",
  "169.254.169.254",
  "192.168.0.1",
  "::1",
  "fd00::1",
  "fe80::1",
  "::ffff:127.0.0.1",
  "::ffff:a00:1",
  "0.0.0.0",
  "100.64.0.1",
])("%s is an address of this network", (address) => expect(isInternal(address)).toBe(true));

it.each(["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])("%s is not", (address) =>
  expect(isInternal(address)).toBe(false),
);

describe("a mail", () => {
  async function smtp(refuses: boolean): Promise<{ url: string; lines: string[] }> {
    const lines: string[] = [];
    const server = net.createServer((socket) => {
      let isData = false;
      socket.on("error", () => {});
      socket.write("220 test\r\n");
      socket.on("data", (data) => {
        for (const line of data.toString("utf8").split("\r\n").filter(Boolean)) {
          lines.push(line);
          if (isData && line === ".") isData = false;
          else if (isData) continue;
          if (line === "DATA") isData = true;
          const isRefused = refuses && line.startsWith("RCPT");
          socket.write(line === "DATA" ? "354 go on\r\n" : isRefused ? "550 nobody\r\n" : "250 ok\r\n");
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, lines };
  }

  const mail = { from: "a@example.org", to: ["b@example.org", "c@example.org"], text: "few hits" };

  it("reaches everyone, and its subject is one line", async () => {
    const { url, lines } = await smtp(false);
    await sendMail({ ...mail, smtpUrl: url, subject: "hit-rate\r\nBcc: d@example.org" });
    expect(lines.filter((line) => line.startsWith("RCPT"))).toHaveLength(2);
    expect(lines).toContain("Subject: hit-rate Bcc: d@example.org");
    expect(lines).toContain("few hits");
  });

  it("that is refused says so, without user or password", async () => {
    const { url } = await smtp(true);
    const sent = sendMail({ ...mail, smtpUrl: url, subject: "s" });
    await expect(sent).rejects.toThrow("the mail server 127.0.0.1 did not take it (550)");
  });
});
