/** `identity.context: grounded` over loopback: retrieved context changes, and a stored answer stands on it or does not. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { KeptEvidence } from "../../src/gateway/evidence.ts";
import { explainRequest } from "../../src/gateway/explain.ts";
import { type Harness, KEY, startHarness } from "../support/harness.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const STANDING = { mode: "manual", threshold_source: "config", labels: 0 } as const;
const QUESTION = "Within how long can I return a laptop?";
const prompt = (context: string, question = QUESTION) =>
  `Answer from the notes.\nContext:\n${context}\n\nQuestion: ${question}`;
const NOTES = (days: number) => `Laptops can be returned within ${days} days of delivery.`;
const SHIPPING = "Orders over 50 euros ship free.";

describe("a gateway that holds answers to retrieved context", () => {
  let up: TestUpstream;
  let gw: Harness;
  const evidence = new KeptEvidence(
    () => STANDING,
    () => false,
  );

  beforeAll(async () => {
    up = await startUpstream();
    const { lexicon, pairModel } = await loadBuiltin();
    gw = await startHarness({ upstream: up.url, verifier: createVerifier(lexicon, pairModel), evidence });
    gw.set({
      policy: { exactForAll: true, semantic: true, serveFound: true, save: true, similarityThreshold: 0.85 },
      settings: { percentage: 100, grounded: true, questionAfter: "Question:" },
    });
    up.script = (arrived, res) => answerText(arrived, res, NOTES(30));
    await gw.chat(prompt(NOTES(30)), {}, { "x-semblance-tags": "doc:1@v1" });
  });
  afterAll(async () => {
    await gw.close();
    await up.close();
  });

  it("answers from the store where the new context says every sentence, the question reworded or not", async () => {
    const before = up.arrived.length;
    const more = await gw.chat(prompt(`${SHIPPING}\n\n${NOTES(30)}`));
    expect([more.outcome, more.reason, more.content]).toEqual(["semantic", "reworded", NOTES(30)]);
    const reworded = "How long do I have to return a laptop?";
    const asked = await gw.chat(prompt(`${NOTES(30)}\n\n${SHIPPING}`, reworded));
    expect(["semantic", "miss"]).toContain(asked.outcome);
    expect(up.arrived.length - before).toBe(asked.outcome === "miss" ? 1 : 0);
    expect(gw.faults).toEqual([]);
  });

  it("asks upstream where a number changed, where the source has another version, and where the document is gone", async () => {
    up.script = (arrived, res) => answerText(arrived, res, "A fresh answer that nothing is said of.");
    const changed = await gw.chat(prompt(NOTES(14)));
    expect([changed.outcome, changed.reason]).toEqual(["miss", "not-grounded"]);
    const newer = await gw.chat(prompt(`${NOTES(30)}\n${SHIPPING}`), {}, { "x-semblance-tags": "doc:1@v2" });
    expect([newer.outcome, newer.reason]).toEqual(["miss", "sources-differ"]);
    const gone = await gw.chat(prompt(SHIPPING));
    expect([gone.outcome, gone.reason]).toEqual(["miss", "not-grounded"]);
  });

  it("never shares with another instruction or another tenant", async () => {
    const french = prompt(NOTES(30)).replace("Answer from the notes.", "Answer in French.");
    expect((await gw.chat(french)).outcome).toBe("miss");
    const other = await gw.chat(prompt(`${NOTES(30)} ${SHIPPING}`), {}, { authorization: "Bearer sk-other" });
    expect(other.outcome).toBe("miss");
  });

  it("tells which sentence fell: with its words to who tries it, without them of a request that was answered", async () => {
    const body = { model: "m", temperature: 0, messages: [{ role: "user", content: prompt(NOTES(21)) }] };
    const explained = await explainRequest(
      { ...gw.deps, settings: () => gw.settings, standing: () => STANDING },
      {
        route: "chat",
        rawHeaders: ["authorization", `Bearer ${KEY}`],
        body: Buffer.from(JSON.stringify(body)),
      },
    );
    const fallen = explained.nearest.flatMap(({ veto, evidence: lines }) =>
      veto === "not-grounded" ? lines : [],
    );
    expect(fallen.join("\n")).toContain(
      `sentence 1 of the stored answer ${JSON.stringify(NOTES(30))} does not stand on the retrieved context: a number is not said there ("30")`,
    );
    const asked = await gw.chat(prompt(NOTES(21)));
    const kept = evidence.explain(
      asked.headers.get("x-semblance-request") ?? "",
      gw.deps.verifier,
      Date.now(),
    );
    const lines = kept?.nearest.flatMap(({ evidence: told }) => told).join("\n");
    expect(lines).toContain("sentence 1 of the stored answer does not stand on the retrieved context");
    expect(lines).not.toContain("Laptops");
  });

  it("holds the context to be scope where it is off", async () => {
    gw.set({ settings: { grounded: false } });
    await gw.chat(prompt(`${NOTES(30)} a`));
    expect((await gw.chat(prompt(`${NOTES(30)} b`))).outcome).toBe("miss");
    expect((await gw.chat(prompt(`${NOTES(30)} b`))).outcome).toBe("exact");
    gw.set({ settings: { grounded: true } });
  });
});
