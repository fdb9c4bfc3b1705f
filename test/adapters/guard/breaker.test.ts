import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOpenAiEmbedder } from "../../../src/adapters/embedder-openai.ts";
import { Breaker } from "../../../src/adapters/guard/breaker.ts";
import { guardedEmbedder, tellingTexts } from "../../../src/adapters/guard/guarded.ts";
import { PortFault } from "../../../src/errors.ts";
import type { Clock } from "../../../src/ports.ts";
import {
  type EmbeddingsServer,
  startEmbeddings,
  WRONG_ANSWERS,
  wordVectors,
} from "../../support/embeddings.ts";

interface HandClock extends Clock {
  ms: number;
}
const handClock = (): HandClock => ({ ms: 0, nowMs: () => 0, monotonicMs: () => clock.ms });
let clock = handClock();
let told: string[] = [];
let breaker: Breaker;

beforeEach(() => {
  clock = handClock();
  told = [];
  breaker = new Breaker({
    part: "embedder",
    clock,
    onChange: (on, why) => told.push(on ? "on" : `off: ${why}`),
  });
});

const fails = (why: PortFault["why"]) => () => Promise.reject(new PortFault("embedder", why, why));
const named = (work: () => unknown) =>
  breaker.run(work).then(
    () => "answered",
    (error: PortFault) => error.why,
  );

describe("a part that answers wrongly", () => {
  it("is off after one wrong answer, and is not called while it is off", async () => {
    expect(await named(fails("invalid"))).toBe("invalid");
    let calls = 0;
    expect(await named(() => calls++)).toBe("off");
    expect([calls, breaker.off, told]).toEqual([0, "invalid", ["off: invalid"]]);
  });

  it("is off after five calls without an answer in a row, and not before", async () => {
    for (let i = 0; i < 4; i++) await named(fails("timeout"));
    await named(() => 1);
    for (let i = 0; i < 4; i++) await named(fails(i % 2 ? "timeout" : "unavailable"));
    expect(breaker.off).toBeNull();
    await named(fails("timeout"));
    expect(breaker.off).toBe("timeout");
  });

  it("is not off because of texts that it refuses", async () => {
    for (let i = 0; i < 20; i++) await named(fails("refused"));
    expect([breaker.off, told]).toEqual([null, []]);
  });

  it("is probed by one call at a time, and on again when that is right", async () => {
    await named(fails("invalid"));
    clock.ms += 1_000;
    let answer = (_: number) => {};
    const probe = breaker.run(() => new Promise<number>((resolve) => (answer = resolve)));
    expect(await named(() => 1)).toBe("off");
    answer(7);
    expect(await probe).toBe(7);
    expect(await named(() => 1)).toBe("answered");
    expect(told).toEqual(["off: invalid", "on"]);
  });

  it("is probed at intervals that grow to four seconds, and each state is told once", async () => {
    await named(fails("invalid"));
    let calls = 0;
    const probes: number[] = [];
    for (; clock.ms < 300_000; clock.ms += 500) {
      const before = calls;
      await named(() => {
        calls++;
        return fails("unavailable")();
      });
      if (calls > before) probes.push(clock.ms);
    }
    expect(probes.slice(0, 7)).toEqual([1_000, 3_000, 7_000, 11_000, 15_000, 19_000, 23_000]);
    expect(told).toHaveLength(1);
  });

  it("is probed ever less often when it is right only now and then, and soon again when it was right for long", async () => {
    for (let i = 0; i < 4; i++) {
      await named(fails("invalid"));
      while ((await named(() => 1)) === "off") clock.ms += 500;
    }
    expect(clock.ms).toBe(1_000 + 2_000 + 4_000 + 8_000);
    clock.ms += 60_000;
    await named(fails("invalid"));
    clock.ms += 1_000;
    expect(await named(() => 1)).toBe("answered");
  });

  it("hears nothing new from calls that were under way when it went off", async () => {
    let fail = (_: PortFault) => {};
    const late = breaker.run(() => new Promise((_, reject) => (fail = reject))).catch(() => {});
    await named(fails("invalid"));
    fail(new PortFault("embedder", "invalid", "late"));
    await late;
    clock.ms += 1_000;
    expect(await named(() => 1)).toBe("answered");
    expect(told).toEqual(["off: invalid", "on"]);
  });
});

describe("a remote embedder", () => {
  let server: EmbeddingsServer;
  beforeEach(async () => {
    server = await startEmbeddings();
  });
  afterEach(() => server.close());

  const remote = () =>
    guardedEmbedder(
      tellingTexts(createOpenAiEmbedder({ baseUrl: server.url, model: "m", apiKey: "", timeoutMs: 5_000 })),
      breaker,
    );

  it("stays on for everyone when it has no vector for one caller's text", async () => {
    const right = server.answering;
    server.answering = (asked, res) =>
      (asked.body["input"] === "poison" ? WRONG_ANSWERS["zeros"]! : right)(asked, res);
    const embedder = remote();
    for (let i = 0; i < 10; i++)
      await expect(embedder.embed("poison", 5_000)).rejects.toMatchObject({ why: "refused" });
    expect(await embedder.embed("what is a proxy", 5_000)).toHaveLength(64);
    expect(told).toEqual([]);
  });

  it.each(Object.keys(WRONG_ANSWERS))("is off after %s, and on again when it is right", async (name) => {
    const embedder = remote();
    await embedder.embed("what is a proxy", 5_000);
    server.answering = WRONG_ANSWERS[name]!;
    await expect(embedder.embed("what is a proxy", 5_000)).rejects.toMatchObject({ why: "invalid" });
    await expect(embedder.embed("what is a proxy", 5_000)).rejects.toMatchObject({ why: "off" });
    expect(server.texts().slice(1)).toEqual(["what is a proxy", "semblance"]);
    server.answering = wordVectors();
    clock.ms += 1_000;
    expect(await embedder.embed("what is a proxy", 5_000)).toHaveLength(64);
    expect(told).toEqual([expect.stringMatching(/^off: /), "on"]);
  });
});
