/** A scriptable embeddings and rerank server over loopback: vectors of words, or any wrong answer. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { wordEmbedder } from "./harness.ts";

export interface AskedOf {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Answering = (asked: AskedOf, res: http.ServerResponse) => void;

export interface EmbeddingsServer {
  readonly url: string;
  readonly asked: AskedOf[];
  /** Answers until it is replaced. */
  answering: Answering;
  texts(): string[];
  close(): Promise<void>;
}

export async function startEmbeddings(answering: Answering = wordVectors()): Promise<EmbeddingsServer> {
  const server = http.createServer(async (req, res) => {
    let text = "";
    for await (const chunk of req) text += chunk;
    const one = { url: req.url ?? "", body: JSON.parse(text) as Record<string, unknown> };
    self.asked.push(one);
    self.answering(one, res);
  });
  const self: EmbeddingsServer = {
    url: "",
    asked: [],
    answering,
    texts: () => self.asked.map(({ body }) => String(body["input"])),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(self, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}

/** One vector of words for one text; `turn` makes another model of the same dimension. */
export function wordVectors(turn = 0): Answering {
  const words = wordEmbedder();
  return ({ body }, res) => {
    const values = [...(words.embed(String(body["input"]), 1) as Float32Array)];
    answerVector(res, [...values.slice(turn), ...values.slice(0, turn)]);
  };
}

export function answerVector(res: http.ServerResponse, embedding: unknown): void {
  answerJson(res, { object: "list", data: [{ object: "embedding", index: 0, embedding }], model: "m" });
}

export function answerJson(res: http.ServerResponse, body: unknown, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** What no embedder may answer, by name. The vectors of `wordVectors` have 64 numbers. */
export const WRONG_ANSWERS: Readonly<Record<string, Answering>> = {
  "NaN as null": (_, res) => answerVector(res, [Number.NaN, ...new Array(63).fill(1)]),
  "NaN as JavaScript writes it": (_, res) =>
    void res
      .writeHead(200, { "content-type": "application/json" })
      .end('{"data":[{"index":0,"embedding":[NaN,1]}]}'),
  infinity: (_, res) => answerVector(res, new Array(64).fill(1e308)),
  zeros: (_, res) => answerVector(res, new Array(64).fill(0)),
  "another length": (_, res) => answerVector(res, new Array(63).fill(1)),
  "no vector": (_, res) => answerJson(res, { data: [] }),
  "an empty vector": (_, res) => answerVector(res, []),
  "two vectors": (_, res) =>
    answerJson(res, { data: [{ embedding: new Array(64).fill(1) }, { embedding: new Array(64).fill(2) }] }),
  "text for numbers": (_, res) => answerVector(res, new Array(64).fill("1")),
  "base64 of another length": (_, res) => answerVector(res, Buffer.alloc(63 * 4 + 1, 1).toString("base64")),
  "a page": (_, res) =>
    void res.writeHead(200, { "content-type": "text/html" }).end("<html>maintenance</html>"),
  "half of a document": (_, res) =>
    void res.writeHead(200, { "content-type": "application/json" }).end('{"data":[{"embedding":[1,'),
  null: (_, res) => answerJson(res, null),
};
