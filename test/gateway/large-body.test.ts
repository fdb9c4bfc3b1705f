/** Large request bodies: read whole, identified like small ones, kept nowhere, and in nobody's way. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
let gateway: Harness;
beforeAll(async () => {
  up = await startUpstream();
});
afterEach(() => gateway.close());
afterAll(() => up.close());

const system = (n: number) => ({ role: "system", content: "é".repeat(n) });
const asked = (...messages: object[]) => ({ messages });

describe("a body above 256 kB", () => {
  it("shares with its equal, and by meaning where only the question is reworded", async () => {
    gateway = await startHarness({ upstream: up.url });
    const ask = (question: string, letters = 200_000) =>
      gateway.chat("", asked(system(letters), { role: "user", content: question }));
    expect(await ask("how do I reset my password")).toMatchObject({ status: 200, outcome: "miss" });
    expect(await ask("how do I reset my password")).toMatchObject({ outcome: "exact" });
    expect(await ask("how do I reset my password", 200_001)).toMatchObject({ outcome: "miss" });
    expect(gateway.faults).toEqual([]);
  });

  it("is the same request whether its length is told or not", async () => {
    gateway = await startHarness({ upstream: up.url });
    const body = JSON.stringify({
      model: "m",
      messages: [system(1_000_000), { role: "user", content: "what is DNS" }],
    });
    const send = async (sent: string | ReadableStream) => {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer sk-test-alice" },
        body: sent,
        ...(typeof sent === "string" ? {} : { duplex: "half" }),
      } as RequestInit);
      await response.text();
      return response.headers.get("x-semblance-outcome");
    };
    expect(await send(body)).toBe("miss");
    expect(await send(new Blob([body]).stream())).toBe("exact");
  });

  it("that names a member twice is passed on with the name that a small one gets", async () => {
    gateway = await startHarness({ upstream: up.url });
    const filler = "x".repeat(300_000);
    for (const [body, reason] of [
      [`{"model":"m","messages":[],"a":"${filler}","a":1}`, "not-cacheable:duplicate-keys"],
    ]) {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer sk-test-alice" },
        body: body as string,
      });
      await response.text();
      expect(response.headers.get("x-semblance-reason")).toBe(reason);
    }
  });
});

describe("a question above 16 KiB", () => {
  it("is exact only, and its words are not kept", async () => {
    gateway = await startHarness({ upstream: up.url });
    const question = `what ${"is ".repeat(6_000)}`;
    expect(await gateway.chat(question)).toMatchObject({ outcome: "miss", reason: "exact-only" });
    expect(await gateway.chat(question)).toMatchObject({ outcome: "exact" });
    expect(gateway.deps.catalog.size).toBe(0);
    expect(JSON.stringify(gateway.records)).not.toContain("is is is");
  });

  it("counts against max_entry_bytes together with its answer", async () => {
    gateway = await startHarness({ upstream: up.url, settings: { entryBytesMax: 100_000 } });
    const question = `what ${"is ".repeat(40_000)}`;
    expect(await gateway.chat(question)).toMatchObject({ outcome: "miss" });
    expect(await gateway.chat(question)).toMatchObject({ outcome: "miss" });
  });
});
