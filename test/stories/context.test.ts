/** What earlier turns, wrappers and an embedder that cuts its input do to sharing. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createOpenAiEmbedder } from "../../src/adapters/embedder-openai.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import type { Embedder } from "../../src/ports.ts";
import { type Harness, startHarness, wordEmbedder } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

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

const said = (content: string) => ({ role: "assistant", content });
const user = (content: string) => ({ role: "user", content });

describe("a follow-up", () => {
  it("is answered exactly, and never by meaning, where nothing stands before it", async () => {
    await gw.chat("and in Java instead?");
    const reworded = await gw.chat("And instead in Java?");
    expect([reworded.outcome, reworded.reason]).toEqual(["miss", "not-standalone"]);
    expect((await gw.chat("and in Java instead?")).outcome).toBe("exact");
  });

  it("is no answer for a question that stands alone, either", async () => {
    await gw.chat("in Prolog?");
    const whole = await gw.chat("Prolog in");
    expect([whole.outcome, whole.reason]).toEqual(["miss", "absent"]);
  });

  it("shares with its rewordings after the very same turns, and with none after others", async () => {
    const turns = (answer: string, last: string) => ({
      messages: [user("How do I sort a list in Python?"), said(answer), user(last)],
    });
    await gw.chat("", turns("Use sorted().", "and in Java instead?"));
    expect((await gw.chat("", turns("Use sorted().", "And instead in Java?"))).outcome).toBe("semantic");
    expect((await gw.chat("", turns("Use list.sort().", "And instead in Java?"))).outcome).toBe("miss");
  });
});

describe("a long prompt's wrapper", () => {
  it("wins nobody a second look: a slower judge would see two texts that are nearly equal", async () => {
    const { embedder, lexicon, pairModel } = await loadBuiltin();
    const asked: string[] = [];
    const calibration = { version: "t", bias: 0, first: 0, second: 1, centre: 0.5, scale: 20 };
    const gw = await startHarness({
      upstream: up.url,
      embedder,
      verifier: createVerifier(lexicon, pairModel),
      secondLook: {
        model: "m",
        compare: async (question, stored) => {
          asked.push(question);
          return stored.map(() => 1);
        },
        prepare: () => {},
        close: async () => {},
      },
      policy: { secondLook: { low: 0, high: 1, calibration } },
    });
    const wrap = (question: string) =>
      `You are a support assistant for Acme Cloud, a hosting company with 12 data centres. Answer in at most 3 short
paragraphs. Be friendly, and never promise refunds. If you do not know, say so. Use plain words, and end with one
question that helps the customer on. Do not mention competitors.
Customer message: ${question}
Answer:`;
    try {
      await gw.chat(wrap("How do I reset my password?"));
      expect((await gw.chat(wrap("How do I see my invoices?"))).outcome).toBe("miss");
      expect(asked).toEqual([]);
      await gw.chat("How do I reset my password?");
      await gw.chat("How do I see my invoices?");
      expect(asked).toEqual(["How do I see my invoices?"]);
    } finally {
      await gw.close();
    }
  });
});

/** An embeddings server that, as many do, reads the first 512 tokens of a text and says nothing of the rest. */
async function startCutting(): Promise<{ embedder: Embedder; close: () => Promise<void> }> {
  const words = wordEmbedder();
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: string };
    const embedding = await words.embed(input.split(/\s+/).slice(0, 512).join(" "), 1000);
    res.writeHead(200, { "content-type": "application/json" });
    res.end(
      JSON.stringify({ object: "list", data: [{ index: 0, embedding: [...embedding] }], model: "cut" }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const embedder = createOpenAiEmbedder({
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model: "cut",
    apiKey: "",
    timeoutMs: 60_000,
  });
  const close = async () => {
    await embedder.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { embedder, close };
}

describe("the truncation of an embedder", () => {
  const paragraph =
    "The council met on Monday and spoke about the harbour, its many ships and the price of berths.";
  const beginning = Array.from({ length: 60 }, () => paragraph).join(" ");
  const ends = ["Who chaired the meeting?", "Who paid for the harbour?", "What is a berth?"];
  const texts: readonly (readonly [string, (end: string) => string])[] = [
    ["at the very end", (end) => `${beginning}\n\nQuestion: ${end}`],
    ["in the middle of what is cut away", (end) => `${beginning} ${end} ${beginning}`],
    ["beyond what the verifier reads too, and as its own half", (end) => `${beginning} ${end.repeat(200)}`],
  ];

  it.each(texts)("never makes two texts equal that differ %s", async (_name, text) => {
    const { lexicon, pairModel } = await loadBuiltin();
    const cutting = await startCutting();
    const gw = await startHarness({
      upstream: up.url,
      embedder: cutting.embedder,
      verifier: createVerifier(lexicon, pairModel),
    });
    try {
      for (const end of ends) {
        const got = await gw.chat(text(end));
        expect([got.outcome, got.content]).toEqual(["miss", `You asked: ${text(end)}`]);
        if (end === ends[0]) continue;
        // It would have been taken for equal: the server's vectors are.
        expect(Number(got.headers.get("x-semblance-similarity"))).toBeGreaterThan(0.9999);
      }
      expect(gw.faults).toEqual([]);
    } finally {
      await gw.close();
      await cutting.close();
    }
  });

  it("of the built-in one leaves a direction of its own for what is not read", async () => {
    const { embedder } = await loadBuiltin();
    const [a, b] = await Promise.all(
      ends.slice(0, 2).map((end) => embedder.embed(beginning.repeat(9) + end, 100)),
    );
    expect(a!.reduce((sum, value, i) => sum + value * b![i]!, 0)).toBeLessThan(0.999);
  });
});
