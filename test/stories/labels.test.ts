/** What was found is judged without humans, after the client has its answer: told over a running gateway. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type GatewayProcess, startProcess } from "../support/process.ts";
import { soon } from "../support/soon.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const STORED = "What is the best way to learn to play the guitar at home?";
const REWORDED = "What is the best way to learn playing guitar at home?";
/** Told apart by the trees, not by a rule: a pair of which evidence is kept. */
const OTHERWISE = "What is the best way to learn guitar at home by myself?";

interface Told {
  readonly total: number;
  readonly labels: {
    question: string;
    stored?: string;
    source: string;
    verdict: string;
    q: number;
    probability: number;
    figures: number[];
  }[];
}

async function start(migration: object): Promise<{ up: TestUpstream; gateway: GatewayProcess }> {
  const up = await startUpstream((arrived, res) => answerText(arrived, res, "Practise a little every day."));
  closing.push(() => up.close());
  const gateway = await startProcess({
    config: { cache_migration: migration },
    env: { SEMBLANCE_UPSTREAM: up.url },
  });
  closing.push(() => gateway.end());
  return { up, gateway };
}

async function ask(
  gateway: GatewayProcess,
  question: string,
  key = "sk-one",
  stream = false,
): Promise<Response> {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({
      model: "m",
      temperature: 0,
      stream,
      messages: [{ role: "user", content: question }],
    }),
  });
  await response.arrayBuffer();
  return response;
}

async function labels(gateway: GatewayProcess, query = ""): Promise<Told> {
  return (await (await fetch(`${gateway.admin}/admin/labels${query}`)).json()) as Told;
}

/** Labels come after the answer; they are looked for until they are there. Trials of the judge, drawn by chance, are not told. */
function labelled(gateway: GatewayProcess, count: number): Promise<Told> {
  return soon(async () => {
    const told = await labels(gateway);
    const ofPairs = told.labels.filter(({ source }) => source !== "double" && source !== "known");
    expect(ofPairs.length).toBeGreaterThanOrEqual(count);
    return { ...told, labels: ofPairs };
  });
}

const AUTO = { rollout: { sample_percentage: 2 } };
const BY_HAND = { traffic_percentage: 100, rollout: { sample_percentage: 100 } };

describe("labels without humans", () => {
  it("lays no answer beside itself, however fast upstream is", async () => {
    const { gateway } = await start({ use_integrated_cache: false, rollout: { sample_percentage: 2 } });
    const topics = ["guitar", "piano", "violin", "drums", "flute", "harp", "cello", "banjo"];
    for (const topic of topics) await ask(gateway, `How does somebody repair an old ${topic} at home?`);
    // The last one is near all of them: once its label is there, those of the others would be too.
    await ask(gateway, "How does somebody repair an old, broken guitar at home?");
    const { labels: kept } = await labelled(gateway, 1);
    for (const { question, stored } of kept) {
      expect(stored).toMatch(/^[\w-]{20,}$/);
      expect(stored).not.toBe(question);
    }
  });

  it("compares upstream's answer with the stored one in shadow, and keeps evidence and no text", async () => {
    const { gateway } = await start(AUTO);
    await ask(gateway, STORED);
    const shadow = await ask(gateway, OTHERWISE);
    expect(shadow.headers.get("x-semblance-outcome")).not.toBe("semantic");
    const { labels: kept } = await labelled(gateway, 1);
    expect(kept[0]).toMatchObject({ verdict: "same", q: 1, judge: "answer", tier: "semantic" });
    expect(kept[0]).toHaveProperty("tenant", expect.stringMatching(/^[\w-]{20,}$/));
    expect(["shadow", "miss"]).toContain(kept[0]!.source);
    expect(kept[0]!.figures.length).toBeGreaterThan(20);
    await gateway.end();
    const file = readFileSync(join(gateway.dir, "storage/labels.jsonl"), "utf8");
    for (const secret of ["guitar", "Practise", "sk-one"]) expect(file).not.toContain(secret);
  });

  it("says different where upstream now answers otherwise, for streams too", async () => {
    const { up, gateway } = await start(AUTO);
    await ask(gateway, STORED);
    up.script = (arrived, res) => answerText(arrived, res, "You cannot learn the guitar at home in 7 days.");
    await ask(gateway, REWORDED);
    const { labels: kept } = await labelled(gateway, 1);
    expect(kept[0]!.verdict).not.toBe("same");
    expect(await (await fetch(`${gateway.admin}/metrics`)).text()).toMatch(
      /semblance_labels_total\{[^}]*\} [1-9]/,
    );
  });

  it("checks a served hit once more upstream, with the caller's own credential, and no other", async () => {
    const { up, gateway } = await start(BY_HAND);
    await ask(gateway, STORED);
    await ask(gateway, STORED, "sk-two");
    const before = up.arrived.length;
    const hit = await ask(gateway, REWORDED);
    expect(hit.headers.get("x-semblance-outcome")).toBe("semantic");
    const { labels: kept } = await labelled(gateway, 1);
    expect(kept[0]).toMatchObject({ source: "sample", verdict: "same", q: 1 });
    const asked = up.arrived.slice(before).filter(({ question }) => question === REWORDED);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer sk-one"]);
  });

  it("asks nothing beyond one call a miss where sample_percentage is 0", async () => {
    const { up, gateway } = await start({ traffic_percentage: 100, rollout: { sample_percentage: 0 } });
    await ask(gateway, STORED);
    await ask(gateway, REWORDED);
    await ask(gateway, STORED);
    await gateway.end();
    expect(up.arrived.length).toBe(1);
  });

  it("asks no model how the judge judges where sample_percentage is 0", async () => {
    const { up, gateway } = await start({ traffic_percentage: 100, rollout: { sample_percentage: 0 } });
    // Of answers that are tried on the judge, words alone leave about one in four undecided.
    const questions = Array.from({ length: 40 }, (_, of) => `How is part ${of} of the machine cleaned?`);
    for (const question of questions) await ask(gateway, question);
    await gateway.end();
    expect(up.arrived.map(({ question }) => question)).toEqual(questions);
  });

  it("keeps labels over a restart, tells them by source, exports them and deletes them", async () => {
    const { up, gateway } = await start(AUTO);
    await ask(gateway, STORED);
    await ask(gateway, REWORDED);
    await labelled(gateway, 1);
    await gateway.end();
    const again = await startProcess({
      dir: gateway.dir,
      config: { cache_migration: AUTO },
      env: { SEMBLANCE_UPSTREAM: up.url },
    });
    closing.push(() => again.end());
    const told = await labelled(again, 1);
    expect((await labels(again, "?source=feedback")).labels).toEqual([]);
    const lines = await (await fetch(`${again.admin}/admin/labels?format=jsonl`)).text();
    expect(lines.trim().split("\n")).toHaveLength(told.total);
    const remove = (body: object): Promise<Response> =>
      fetch(`${again.admin}/admin/labels`, {
        method: "DELETE",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await remove({ everything: true })).status).toBe(400);
    expect(await (await remove({ all: true })).json()).toEqual({ deleted: told.total });
    expect((await labels(again)).total).toBe(0);
    expect((await fetch(`${again.admin}/admin/labels?limit=0`)).status).toBe(400);
  });
});
