import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createOpenAiEmbedder, type OpenAiEmbedderOptions } from "../../src/adapters/embedder-openai.ts";

type Answer = (request: Asked, response: ServerResponse) => void;
interface Asked {
  readonly headers: IncomingMessage["headers"];
  readonly url: string;
  readonly body: Record<string, unknown>;
}

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serverThat(answer: Answer): Promise<{ baseUrl: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const one = {
      headers: request.headers,
      url: request.url ?? "",
      body: JSON.parse(text) as Record<string, unknown>,
    };
    asked.push(one);
    answer(one, response);
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function vector(response: ServerResponse, embedding: unknown): void {
  json(response, { object: "list", data: [{ object: "embedding", index: 0, embedding }], model: "m" });
}

function embedderAt(baseUrl: string, more: Partial<OpenAiEmbedderOptions> = {}) {
  return createOpenAiEmbedder({ baseUrl, model: "m", apiKey: "sk-embed", timeoutMs: 60_000, ...more });
}

describe("an embedder over OpenAI's API", () => {
  it("asks for one vector as floats and gives it at length 1", async () => {
    const { baseUrl, asked } = await serverThat((_, response) => vector(response, [3, 0, 4]));
    const embedder = embedderAt(baseUrl);
    expect(embedder.fingerprint).toBeNull();
    expect([...(await embedder.embed("what is a proxy?", 60_000))]).toEqual([
      expect.closeTo(0.6),
      0,
      expect.closeTo(0.8),
    ]);
    expect(asked[0]!.url).toBe("/v1/embeddings");
    expect(asked[0]!.headers.authorization).toBe("Bearer sk-embed");
    expect(asked[0]!.body).toEqual({ model: "m", input: "what is a proxy?", encoding_format: "float" });
    expect(embedder.fingerprint).toBe("openai:m:3:::n1");
  });

  it("asks for the wanted dimension, and names it in the fingerprint before any answer", async () => {
    const { baseUrl, asked } = await serverThat((_, response) => vector(response, [1, 1]));
    const embedder = embedderAt(baseUrl, { dimensions: 2 });
    expect(embedder.fingerprint).toBe("openai:m:2-asked:::n1");
    await embedder.embed("x", 60_000);
    expect(asked[0]!.body["dimensions"]).toBe(2);
  });

  it.each([
    ["a vector of zeros", [0, 0]],
    ["a vector with null for NaN", [1, null]],
    ["a vector of strings", ["1", "2"]],
    ["numbers beyond what can be scaled", [1e308, 1e308]],
    ["an empty vector", []],
    ["base64 where floats were asked for", "AACAPwAAgD8="],
    ["more numbers than any embedding has", Array(20_000).fill(1)],
  ])("refuses %s as invalid", async (_name, embedding) => {
    const { baseUrl } = await serverThat((_, response) => vector(response, embedding));
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({
      name: "PortFault",
      part: "embedder",
      why: "invalid",
    });
  });

  it("refuses a vector of another length than the one before", async () => {
    let size = 3;
    const { baseUrl } = await serverThat((_, response) => vector(response, Array(size).fill(1)));
    const embedder = embedderAt(baseUrl);
    await embedder.embed("x", 60_000);
    size = 4;
    await expect(embedder.embed("y", 60_000)).rejects.toMatchObject({ why: "invalid" });
    expect(embedder.fingerprint).toBe("openai:m:3:::n1");
  });

  it.each([
    ["no vector at all", { object: "list", data: [] }],
    ["an answer of another shape", { hello: "world" }],
    ["null", null],
    ["two vectors for one text", { data: [{ embedding: [1, 0] }, { embedding: [0, 1] }] }],
  ])("refuses %s as invalid", async (_name, body) => {
    const { baseUrl } = await serverThat((_, response) => json(response, body));
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({ why: "invalid" });
  });

  it.each([
    ["text in place of JSON", "application/json", "<html>all is well</html>"],
    ["a page", "text/html", "<html>all is well</html>"],
    ["half of a document", "application/json", '{"data":[{"embedding":[1,'],
    ["NaN as JavaScript writes it", "application/json", '{"data":[{"embedding":[NaN,1]}]}'],
  ])("refuses %s as invalid, though its status is 200", async (_name, type, body) => {
    const { baseUrl } = await serverThat((_, response) =>
      response.writeHead(200, { "content-type": type }).end(body),
    );
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({ why: "invalid" });
  });

  it("reads no answer that has no end, whatever its status", async () => {
    for (const status of [200, 500]) {
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      const { baseUrl } = await serverThat((_, response) => {
        const more = () => {
          while (response.write(Buffer.alloc(65_536, " ")));
        };
        response.writeHead(status, { "content-type": "application/json" }).on("drain", more);
        response.once("close", resolve);
        more();
      });
      await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({
        ...{ why: "invalid", message: "the embeddings server's answer has no end" },
      });
      await gone;
    }
  });

  it("follows no redirect: neither text nor key goes to a server that nobody named", async () => {
    const other = await serverThat((_, response) => vector(response, [1, 0]));
    const { baseUrl } = await serverThat((_, response) =>
      response.writeHead(307, { location: `${other.baseUrl}/embeddings` }).end(),
    );
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({ why: "unavailable" });
    expect(other.asked).toEqual([]);
  });

  it.each([400, 413, 422])("takes status %i as said of this text alone", async (status) => {
    const { baseUrl } = await serverThat((_, response) =>
      json(response, { error: { message: "no" } }, status),
    );
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({ why: "refused" });
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n\t"],
    ["a megabyte", "word ".repeat(200_000)],
  ])("refuses %s without asking", async (_name, text) => {
    const { baseUrl, asked } = await serverThat((_, response) => vector(response, [1, 0]));
    await expect(embedderAt(baseUrl).embed(text, 60_000)).rejects.toMatchObject({ why: "refused" });
    expect(asked).toEqual([]);
  });

  it("sends the prefix, and text that every server reads to its end", async () => {
    const { baseUrl, asked } = await serverThat((_, response) => vector(response, [1, 0]));
    await embedderAt(baseUrl, { prefix: "query: " }).embed("cafe\u0301 \0 \ud800 end", 60_000);
    expect(asked[0]!.body["input"]).toBe("query: caf\u00e9 \ufffd \ufffd end");
  });

  it("is another embedder by each of model, revision, prefix and asked dimension", async () => {
    const { baseUrl } = await serverThat((_, response) => vector(response, [1, 0]));
    const all: Partial<OpenAiEmbedderOptions>[] = [
      {},
      { model: "m2" },
      { model: "m:2" },
      { revision: "2" },
      { prefix: "2" },
      { prefix: "2:", revision: "" },
      { dimensions: 2 },
    ];
    const names = all.map(async (more) => {
      const embedder = embedderAt(baseUrl, more);
      await embedder.embed("x", 60_000);
      return embedder.fingerprint;
    });
    expect(new Set(await Promise.all(names)).size).toBe(all.length);
  });

  it("gives up at the caller's deadline, and says that it was the time", async () => {
    const { baseUrl } = await serverThat(() => {});
    await expect(embedderAt(baseUrl).embed("x", 30)).rejects.toMatchObject({ why: "timeout" });
  });

  it("takes what is left of a look-up, which is a fraction of a millisecond", async () => {
    const { baseUrl } = await serverThat((_, response) => vector(response, [1, 0]));
    expect(await embedderAt(baseUrl).embed("x", 999.75)).toHaveLength(2);
  });

  it("gives up at its own limit where the caller would wait longer", async () => {
    const { baseUrl } = await serverThat(() => {});
    await expect(embedderAt(baseUrl, { timeoutMs: 30 }).embed("x", 60_000)).rejects.toMatchObject({
      why: "timeout",
    });
  });

  it.each([401, 429, 500])("asks once and is unavailable when the server answers %i", async (status) => {
    const { baseUrl, asked } = await serverThat((_, response) =>
      json(response, { error: { message: "no" } }, status),
    );
    await expect(embedderAt(baseUrl).embed("x", 60_000)).rejects.toMatchObject({ why: "unavailable" });
    expect(asked).toHaveLength(1);
  });

  it("is unavailable when nobody listens", async () => {
    await expect(embedderAt("http://127.0.0.1:1/v1").embed("x", 60_000)).rejects.toMatchObject({
      why: "unavailable",
    });
  });

  it("lets go of what is under way when it is closed", async () => {
    const { baseUrl, asked } = await serverThat(() => void embedder.close());
    const embedder = embedderAt(baseUrl);
    await expect(embedder.embed("x", 5_000)).rejects.toMatchObject({ why: "unavailable" });
    expect(asked).toHaveLength(1);
  });

  it("never puts the key into a fault's words", async () => {
    const { baseUrl } = await serverThat((_, response) =>
      json(response, { error: { message: "bad sk-embed" } }, 401),
    );
    const fault = await Promise.resolve(embedderAt(baseUrl).embed("x", 60_000)).catch(
      (error: Error) => error.message,
    );
    expect(fault).not.toContain("sk-embed");
  });
});
