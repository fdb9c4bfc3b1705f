import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModelJudge } from "../../src/adapters/judge-model.ts";
import { createLabelsFile } from "../../src/adapters/labels-file.ts";
import { judgeInTurn } from "../../src/learn/judges.ts";
import { type Label, Labels } from "../../src/learn/labels.ts";
import type { Judge } from "../../src/ports.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-labels-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const isLabel = (value: unknown): value is Label => typeof (value as Label | null)?.atMs === "number";
const path = () => join(dir, "labels.jsonl");
const label = (atMs: number, more: Partial<Label> = {}): Label => ({
  ...{ atMs, source: "miss", verdict: "same", judge: "answer", tier: "semantic", score: 1, probability: 0.9 },
  ...{ similarity: 0.8, figures: [0.5], q: 1, group: "chat m", entry: "e", question: "q", version: "v" },
  ...more,
});
const open = async () => {
  const labels = new Labels(createLabelsFile(path(), isLabel), (error) => {
    throw error;
  });
  return { labels, problem: await labels.load() };
};

describe("labels on disk", () => {
  it("are there again after a restart, in their order", async () => {
    const first = await open();
    for (const at of [1, 2, 3]) first.labels.add(label(at));
    await first.labels.close();
    const { labels, problem } = await open();
    expect(problem).toBeNull();
    expect(labels.all.map(({ atMs }) => atMs)).toEqual([1, 2, 3]);
  });

  it("lose only the line that a crash cut short, and go on behind it", async () => {
    const first = await open();
    first.labels.add(label(1));
    await first.labels.close();
    appendFileSync(path(), '{"atMs":2,"sour');
    const second = await open();
    expect(second.problem).toContain("1 damaged");
    second.labels.add(label(3));
    await second.labels.close();
    expect((await open()).labels.all.map(({ atMs }) => atMs)).toEqual([1, 3]);
  });

  it.each([
    ["of a newer format", '{"semblance":"labels","format":2}\n{"atMs":1}\n', "format 2"],
    ["that is something else", "a,b,c\n1,2,3\n", "no file of labels"],
  ])("keep a file %s aside as it is, and begin anew", async (_, text, said) => {
    writeFileSync(path(), text);
    const { labels, problem } = await open();
    expect(problem).toContain(said);
    expect(labels.size).toBe(0);
    const aside = readdirSync(dir).find((name) => name !== "labels.jsonl");
    expect(readFileSync(join(dir, aside!), "utf8")).toBe(text);
  });

  it("never go back in time where the clock was set back", async () => {
    const { labels } = await open();
    for (const at of [100, 50, 120]) labels.add(label(at));
    expect(labels.all.map(({ atMs }) => atMs)).toEqual([100, 100, 120]);
    await labels.close();
  });

  it("are deleted by age, by entry and all, on disk too", async () => {
    const { labels } = await open();
    for (const at of [1, 2, 3]) labels.add(label(at, { entry: `e${at}` }));
    expect(await labels.delete({ beforeMs: 2 })).toBe(1);
    expect(await labels.delete({ entry: "e3" })).toBe(1);
    await labels.close();
    expect((await open()).labels.all.map(({ entry }) => entry)).toEqual(["e2"]);
    expect(await labels.delete({ all: true })).toBe(1);
  });

  it("are told newest first, a page at a time", async () => {
    const { labels } = await open();
    for (const at of [1, 2, 3, 4]) labels.add(label(at, { verdict: at === 2 ? "different" : "same" }));
    const first = labels.list({ limit: 2 });
    expect(first.labels.map(({ atMs }) => atMs)).toEqual([4, 3]);
    const rest = labels.list({ limit: 5, cursor: first.cursor! });
    expect([rest.labels.map(({ atMs }) => atMs), rest.cursor]).toEqual([[2, 1], null]);
    expect(labels.list({ limit: 5, verdict: "different" }).labels).toHaveLength(1);
    await labels.close();
  });
});

const PAIR = { question: "q?", stored: "Paris.", fresh: "It is Paris." };

async function judgeAt(
  answer: (res: http.ServerResponse) => void,
  use: (judge: Judge) => Promise<void>,
): Promise<void> {
  const server = http.createServer((_, res) => answer(res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(
      createModelJudge({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "j", apiKey: "", timeoutMs: 5_000 }),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const says = (content: unknown) => (res: http.ServerResponse) =>
  void res.end(JSON.stringify({ choices: [{ message: { content } }] }));

describe("a model as judge", () => {
  it.each([
    ['{"verdict":"same"}', "same"],
    ['{"verdict": "different"}', "different"],
    ['Sure!\n```json\n{"verdict":"same"}\n```', "same"],
  ])("is understood: %s", (content, verdict) =>
    judgeAt(says(content), async (judge) => {
      expect((await judge.judge(PAIR, 5_000)).verdict).toBe(verdict);
    }),
  );

  it.each<[string, (res: http.ServerResponse) => void, string]>([
    ["nonsense", says("They are rather alike."), "invalid"],
    ["another word", says('{"verdict":"maybe"}'), "invalid"],
    ["no text", says(null), "invalid"],
    ["a refusal of the server", (res) => void res.writeHead(500).end("{}"), "unavailable"],
    ["silence", () => {}, "timeout"],
  ])("that answers %s is a named fault", (_, answer, why) =>
    judgeAt(answer, async (judge) => {
      await expect(Promise.resolve(judge.judge(PAIR, why === "timeout" ? 100 : 5_000))).rejects.toMatchObject(
        { part: "judge", why },
      );
    }),
  );

  it("leaves the verdict to the plain judge where it fails or the budget is spent", async () => {
    const plain: Judge = { kind: "answer", judge: () => ({ verdict: "different", why: "plain" }) };
    const broken: Judge = { kind: "model", judge: () => Promise.reject(new Error("away")) };
    const faults: unknown[] = [];
    const may = judgeInTurn(
      broken,
      plain,
      () => true,
      (error) => faults.push(error),
    );
    expect((await may.judge(PAIR, 100)).why).toBe("plain");
    expect(faults).toHaveLength(1);
    let asked = 0;
    const dear: Judge = { kind: "model", judge: () => ({ verdict: "same", why: `${++asked}` }) };
    const spent = judgeInTurn(
      dear,
      plain,
      () => false,
      () => {},
    );
    expect((await spent.judge(PAIR, 100)).why).toBe("plain");
    expect(asked).toBe(0);
  });
});
