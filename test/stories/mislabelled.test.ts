/** An answer whose label and bytes do not go together passes as it came, and is neither stored nor turned into another form. */
import http from "node:http";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type Harness, KEY, startHarness } from "../support/harness.ts";
import { eventsOf, type Script, startUpstream } from "../support/upstream.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function gatewayBefore(script: Script) {
  const upstream = await startUpstream(script);
  ends.push(() => upstream.close());
  const gateway = await startHarness({ upstream: upstream.url });
  ends.push(() => gateway.close());
  return { upstream, gateway };
}

const DOCUMENT = Buffer.from(
  JSON.stringify({
    object: "chat.completion",
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content: "Hi there." }, finish_reason: "stop" }],
  }),
);
const STREAM = Buffer.from(eventsOf("Hi there.", false).join(""));

const ask = async (gateway: Harness, more: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${KEY}`, ...headers },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Who is there?" }], ...more }),
  });
  return {
    outcome: response.headers.get("x-semblance-outcome"),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};

const answering =
  (bytes: Buffer, headers: Record<string, string>): Script =>
  (_arrived, res) => {
    res.writeHead(200, headers);
    res.end(bytes);
  };

describe("compressed bytes without the label", () => {
  it.each<[string, Buffer, Record<string, string>, object]>([
    ["a document", gzipSync(DOCUMENT), { "content-type": "application/json" }, {}],
    ["a document of no type", gzipSync(DOCUMENT), {}, {}],
    [
      "called identity",
      gzipSync(DOCUMENT),
      { "content-type": "application/json", "content-encoding": "identity" },
      {},
    ],
    ["by another means", zstdCompressSync(DOCUMENT), { "content-type": "application/json" }, {}],
    ["a stream", gzipSync(STREAM), { "content-type": "text/event-stream" }, { stream: true }],
    [
      "a stream that is called JSON",
      gzipSync(STREAM),
      { "content-type": "application/json" },
      { stream: true },
    ],
    ["a document for a stream", gzipSync(DOCUMENT), { "content-type": "application/json" }, { stream: true }],
  ])("%s: pass as they came, again and again", async (_name, bytes, headers, more) => {
    const { gateway, upstream } = await gatewayBefore(answering(bytes, headers));
    for (const told of [{}, { "x-semblance-cache-info": "1" }, { "x-semblance-debug": "1" }]) {
      const answer = await ask(gateway, more, told as Record<string, string>);
      expect(answer.outcome).toBe("miss");
      expect(answer.bytes.equals(bytes)).toBe(true);
    }
    expect(upstream.arrived).toHaveLength(3);
  });

  it("are not turned into the form of who joined: upstream is asked in that form", async () => {
    const { gateway, upstream } = await gatewayBefore(async (arrived, res) => {
      const wantsStream = JSON.parse(arrived.body.toString()).stream === true;
      if (!wantsStream) return answering(DOCUMENT, { "content-type": "application/json" })(arrived, res);
      await gateway.joined(2);
      return answering(gzipSync(STREAM), { "content-type": "text/event-stream" })(arrived, res);
    });
    const [streamed, document] = await Promise.all([
      ask(gateway, { stream: true }),
      upstream.next().then(() => ask(gateway, {})),
    ]);
    expect(streamed.bytes.equals(gzipSync(STREAM))).toBe(true);
    expect(document.bytes.equals(DOCUMENT)).toBe(true);
  });
});

/** Over a client that undoes no encoding. */
function rawBytes(gateway: Harness): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${KEY}` };
    const request = http.request(
      `${gateway.url}/chat/completions`,
      { method: "POST", headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks)));
      },
    );
    request.on("error", reject);
    request.end(JSON.stringify({ model: "m", messages: [{ role: "user", content: "Who is there?" }] }));
  });
}

describe("a label that is not undone", () => {
  it.each(["foo", "gzip, br"])("%s: passes, and is not stored", async (coding) => {
    const { gateway, upstream } = await gatewayBefore(
      answering(DOCUMENT, { "content-type": "application/json", "content-encoding": coding }),
    );
    for (let i = 0; i < 2; i++) {
      expect((await rawBytes(gateway)).equals(DOCUMENT)).toBe(true);
    }
    expect(upstream.arrived).toHaveLength(2);
    expect(await gateway.record()).toMatchObject({ stored: false, notStored: "content-encoding" });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["gzip", gzipSync],
    ["deflate", deflateRawSync],
    ["zstd", zstdCompressSync],
  ])("%s that ends early breaks the answer and nothing else", async (coding, encode) => {
    const label = { "content-type": "text/event-stream", "content-encoding": coding };
    const whole = encode(STREAM);
    const { gateway, upstream } = await gatewayBefore(answering(whole.subarray(0, -4), label));
    await expect(ask(gateway, { stream: true })).rejects.toThrow();
    expect(await gateway.record()).toMatchObject({ stored: false, notStored: "cut" });
    upstream.script = answering(whole, label);
    const seen = [await ask(gateway, { stream: true }), await ask(gateway, { stream: true })];
    expect(seen.map(({ outcome, bytes }) => [outcome, bytes.equals(STREAM)])).toEqual([
      ["miss", true],
      ["exact", true],
    ]);
  });

  it("gzip of what is none breaks the answer, and nothing of it is stored", async () => {
    const { gateway, upstream } = await gatewayBefore(
      answering(DOCUMENT, { "content-type": "application/json", "content-encoding": "gzip" }),
    );
    await expect(ask(gateway, {}).then(({ outcome }) => outcome)).rejects.toThrow();
    upstream.script = answering(gzipSync(DOCUMENT), {
      "content-type": "application/json",
      "content-encoding": "gzip",
    });
    const seen = [await ask(gateway, {}), await ask(gateway, {})];
    expect(seen.map(({ outcome, bytes }) => [outcome, bytes.equals(DOCUMENT)])).toEqual([
      ["miss", true],
      ["exact", true],
    ]);
  });
});
