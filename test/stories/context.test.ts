/** What earlier turns, wrappers and an embedder that cuts its input do to sharing. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
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
    await gw.chat("and in Java now?");
    const reworded = await gw.chat("And now in Java?");
    expect([reworded.outcome, reworded.reason]).toEqual(["miss", "not-standalone"]);
    expect((await gw.chat("and in Java now?")).outcome).toBe("exact");
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
    await gw.chat("", turns("Use sorted().", "and in Java now?"));
    expect((await gw.chat("", turns("Use sorted().", "And now in Java?"))).outcome).toBe("semantic");
    expect((await gw.chat("", turns("Use list.sort().", "And now in Java?"))).outcome).toBe("miss");
  });
});
