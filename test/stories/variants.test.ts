import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { completionOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

const QUESTION = "Tell me a story about a fox.";

let up: TestUpstream;
let gateway: Harness;
let told: number;

beforeAll(async () => {
  up = await startUpstream((_, res) => {
    res.writeHead(200, { "content-type": "application/json" });
    res.end(JSON.stringify(completionOf(`Story ${++told}.`)));
  });
});
afterAll(() => up.close());
beforeEach(async () => {
  told = 0;
  gateway = await startHarness({ upstream: up.url, settings: { answersPerKey: 3 } });
  return () => gateway.close();
});

const ask = async (more: object, headers?: Record<string, string>) => {
  const { content, outcome, status } = await gateway.chat(QUESTION, more, headers);
  return status === 200 ? `${outcome} ${content}` : `${status}`;
};

describe("several answers to one question", () => {
  it("are asked for until there are so many, and then served in turn", async () => {
    const all: string[] = [];
    for (let turn = 0; turn < 8; turn++) all.push(await ask({ temperature: 1 }));
    expect(all).toEqual([
      ...["miss Story 1.", "miss Story 2.", "miss Story 3."],
      ...["exact Story 1.", "exact Story 2.", "exact Story 3."],
      ...["exact Story 1.", "exact Story 2."],
    ]);
  });

  it("are kept where no temperature is said, which is 1; at 0 there is one", async () => {
    expect([await ask({ temperature: null }), await ask({ temperature: null })]).toEqual([
      "miss Story 1.",
      "miss Story 2.",
    ]);
    const cold = [
      await ask({ temperature: 0 }),
      await ask({ temperature: 0 }),
      await ask({ temperature: 0 }),
    ];
    expect(cold).toEqual(["miss Story 3.", "exact Story 3.", "exact Story 3."]);
  });

  it("give the first to who takes only what is stored, and no turn", async () => {
    const onlyCached = { "cache-control": "only-if-cached" };
    expect(await ask({ temperature: 1 }, onlyCached)).toBe("504");
    await ask({ temperature: 1 });
    expect(await ask({ temperature: 1 }, onlyCached)).toBe("exact Story 1.");
    expect(await ask({ temperature: 1 })).toBe("miss Story 2.");
  });

  it("are not kept unless they are asked for", async () => {
    gateway.set({ settings: { answersPerKey: 1 } });
    expect([await ask({ temperature: 1 }), await ask({ temperature: 1 })]).toEqual([
      "miss Story 1.",
      "exact Story 1.",
    ]);
  });
});
