/** An answer that repeats a word which the asked question exchanged is not served; found when it is about to be. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { dependsOn } from "../../src/core/verify/answer-depends.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

describe("what hangs on an exchanged word", () => {
  it.each([
    ["Take it to a shop that repairs laptops.", ["repair"], true],
    ["Ask the IT desk.", ["repair"], false],
    ["Disrepair is no matter.", ["repair"], false],
    ["É preciso consertar a roda.", ["consert"], true],
    ['{"choices":[{"message":{"content":"Dye it at home"}}]}', ["dye"], true],
    ["Dyeing is fun", ["dye"], false],
    ["anything", [], false],
  ])("%s hangs on %j: %s", (answer, replaced, depends) => {
    expect(dependsOn(answer, replaced)).toBe(depends);
  });

  it("is what only the stored question says, where the asked one says another thing", async () => {
    const { lexicon, pairModel } = await loadBuiltin();
    const { compare } = createVerifier(lexicon, pairModel);
    expect(compare("What is the cost of a visa?", "What is the price of a visa?", 1).replaced ?? []).toEqual(
      [],
    );
    expect(compare("How do I reset it?", "How do I reset it at night?", 1).replaced ?? []).toEqual([]);
  });
});

describe("a gateway", () => {
  let up: TestUpstream;
  let gw: Harness;
  beforeAll(async () => {
    up = await startUpstream();
    const { lexicon, pairModel } = await loadBuiltin();
    gw = await startHarness({ upstream: up.url, verifier: createVerifier(lexicon, pairModel) });
    gw.set({
      policy: {
        exactForAll: true,
        semantic: true,
        serveFound: true,
        save: true,
        adapt: false,
        similarityThreshold: 0.001,
      },
      settings: { percentage: 100, ttlMs: 86_400_000, staleMs: 3_600_000 },
    });
  });
  afterAll(async () => {
    await gw.close();
    await up.close();
  });

  it.each([
    ["passes over an answer that repeats the exchanged word", "You can repair a laptop at a shop.", "miss"],
    ["serves one that does not", "Ask at the desk on the ground floor.", "semantic"],
  ])("%s", async (_, answer, outcome) => {
    const place = outcome === "miss" ? "school" : "work";
    up.script = (arrived, res) => answerText(arrived, res, answer);
    await gw.chat(`How do I repair a laptop at ${place}?`);
    const asked = await gw.chat(`How do I sell a laptop at ${place}?`);
    expect([asked.outcome, asked.reason]).toEqual(
      outcome === "miss" ? ["miss", "answer-depends"] : ["semantic", "reworded"],
    );
  });

  it("looks into a stream that cannot be told as a document, and serves it as the stream that it is", async () => {
    const chunk = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    up.script = (_arrived, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(chunk({ content: [{ type: "thinking", thinking: [] }] }));
      res.end(`${chunk({ content: "Ask at the desk." })}${chunk({}, "stop")}data: [DONE]\n\n`);
    };
    const alone = { authorization: "Bearer sk-alone" };
    await gw.chat("How do I repair a laptop at home?", { stream: true }, alone);
    const asked = await gw.chat("How do I sell a laptop at home?", { stream: true }, alone);
    expect([asked.status, asked.outcome, gw.faults]).toEqual([200, "semantic", []]);
    expect(asked.text).toContain("thinking");
  });
});
