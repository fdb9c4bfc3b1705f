import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModelJudge } from "../../src/adapters/judge-model.ts";
import { createLabelsFile } from "../../src/adapters/labels-file.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { PortFault } from "../../src/errors.ts";
import { Budget } from "../../src/learn/budget.ts";
import { KeptBudget } from "../../src/learn/budget-kept.ts";
import { judgeWithFallback, queuedJudge } from "../../src/learn/judges.ts";
import { isLabel, type Label, Labels } from "../../src/learn/labels.ts";
import type { Judge, Judgement } from "../../src/ports.ts";
import { soon } from "../support/soon.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-labels-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = () => join(dir, "labels.jsonl");
const label = (atMs: number, more: Partial<Omit<Label, "id">> = {}): Omit<Label, "id"> => ({
  ...{ atMs, source: "miss", verdict: "same", judge: "answer", tier: "semantic", score: 1, probability: 0.9 },
  ...{ similarity: 0.8, figures: [0.5], q: 1, group: "chat m", entry: "e", question: "q", version: "v" },
  ...more,
});
const open = async (max?: number) => {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const log = createLabelsFile({ path: path(), isLabel, onFault, nowMs: () => 7 });
  const labels = new Labels(log, onFault, max);
  return { labels, faults, problem: await labels.load() };
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
    appendFileSync(path(), '{"id":"2","atMs":2,"sour');
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

  it.each<[string, () => void]>([
    ["whose file was removed", () => rmSync(path())],
    ["whose file was emptied", () => writeFileSync(path(), "")],
    ["whose folder was removed", () => rmSync(dir, { recursive: true })],
  ])("%s while they are added are read again from then on", async (_, removed) => {
    const { labels, faults } = await open();
    labels.add(label(1));
    await soon(() => expect(readFileSync(path(), "utf8")).toContain('"atMs":1'));
    removed();
    labels.add(label(2));
    await labels.close();
    const again = await open();
    expect([again.problem, again.labels.all.map(({ atMs }) => atMs)]).toEqual([null, [2]]);
    expect(faults).toEqual([]);
  });

  it("of two gateways that begin one file at once are read without a fault", async () => {
    const both = [await open(), await open()];
    for (const { labels } of both) labels.add(label(1));
    await Promise.all(both.map(({ labels }) => labels.close()));
    const { labels, problem } = await open();
    expect([problem, labels.all[0]?.atMs]).toEqual([null, 1]);
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

  it("that come after the end are a fault, and no file is written behind those who ended it", async () => {
    const { labels, faults } = await open();
    labels.add(label(1));
    await labels.close();
    rmSync(path());
    labels.add(label(2));
    await expect.poll(() => faults.map(String)).toEqual([expect.stringContaining("is closed")]);
    await labels.close();
    expect(readdirSync(dir)).toEqual([]);
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

describe("labels over their limit", () => {
  it("leave the oldest behind, in memory and on disk, and number on", async () => {
    const first = await open(20);
    for (let at = 1; at <= 30; at++) first.labels.add(label(at));
    await first.labels.close();
    const { labels, faults } = await open(20);
    expect(labels.size).toBeLessThanOrEqual(22);
    expect(labels.all.at(-1)).toMatchObject({ id: "30", atMs: 30 });
    expect(labels.all.every(({ id, atMs }) => id === `${atMs}`)).toBe(true);
    labels.add(label(31));
    expect(labels.all.at(-1)!.id).toBe("31");
    expect([...first.faults, ...faults]).toEqual([]);
    await labels.close();
  });

  it("turn pages by label, whatever is added or leaves in between", async () => {
    const { labels } = await open(20);
    for (let at = 1; at <= 20; at++) labels.add(label(at));
    const page = labels.list({ limit: 2 });
    for (let at = 21; at <= 25; at++) labels.add(label(at));
    expect(labels.list({ limit: 2, cursor: page.cursor! }).labels.map(({ id }) => id)).toEqual(["18", "17"]);
    await labels.close();
  });

  it("lose none on disk that are added while the file is written anew", async () => {
    const first = await open();
    for (let at = 1; at <= 5; at++) first.labels.add(label(at));
    const going = first.labels.delete({ beforeMs: 3 });
    for (let at = 6; at <= 8; at++) first.labels.add(label(at));
    await going;
    await first.labels.close();
    expect((await open()).labels.all.map(({ atMs }) => atMs)).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it("are told as a fault where the disk takes none, and tried again", async () => {
    const { labels, faults } = await open();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, "a file where the folder was");
    labels.add(label(1));
    await expect(labels.close()).rejects.toThrow();
    rmSync(dir);
    await labels.close();
    expect(faults).toEqual([]);
    expect((await open()).labels.size).toBe(1);
  });

  it.each([
    ["a chance of 0", { q: 0 }],
    ["a chance above 1", { q: 2 }],
    ["a probability above 1", { probability: 1.5 }],
    ["a source that nobody knows", { source: "hearsay" }],
    ["no id", { id: undefined }],
  ])("read none with %s", (_, wrong) => {
    expect(isLabel({ ...label(1), id: "1" })).toBe(true);
    expect(isLabel({ ...label(1), id: "1", ...wrong })).toBe(false);
  });
});

const PAIR = { question: "q?", stored: "Paris.", fresh: "It is Paris." };

async function judgeAt(
  answer: (res: http.ServerResponse, body: object) => void,
  use: (judge: Judge) => Promise<void>,
): Promise<void> {
  const server = http.createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    answer(res, JSON.parse(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(
      createModelJudge({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "j", apiKey: "", timeoutMs: 60_000 }),
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
      expect((await judge.judge(PAIR, 60_000)).verdict).toBe(verdict);
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
      await expect(
        Promise.resolve(judge.judge(PAIR, why === "timeout" ? 100 : 60_000)),
      ).rejects.toMatchObject({ part: "judge", why });
    }),
  );

  it("is asked by a schema, then in plainer ways, and the way that the server knows is remembered", async () => {
    const tries: object[] = [];
    await judgeAt(
      (res, body) => {
        tries.push(Object.keys(body).sort());
        if ("temperature" in body) return void res.writeHead(400).end("{}");
        says('{"verdict":"same"}')(res);
      },
      async (judge) => {
        await judge.judge(PAIR, 60_000);
        await judge.judge(PAIR, 60_000);
      },
    );
    const bare = ["messages", "model"];
    const plain = ["max_tokens", ...bare, "temperature"];
    expect(tries).toEqual([["max_tokens", ...bare, "response_format", "temperature"], plain, bare, bare]);
  });

  it("does not read an answer without an end", () =>
    judgeAt(
      (res) => {
        res.writeHead(200);
        for (let i = 0; i < 100; i++) res.write("x".repeat(10_000));
      },
      async (judge) => {
        await expect(Promise.resolve(judge.judge(PAIR, 60_000))).rejects.toMatchObject({ why: "invalid" });
      },
    ));

  it("leaves two long answers in doubt that are equal as far as it is shown, and is not asked", () =>
    judgeAt(
      () => expect.unreachable(),
      async (judge) => {
        const long = "word ".repeat(10_000);
        const pair = { question: "q?", stored: `${long} 1`, fresh: `${long} 2` };
        expect((await judge.judge(pair, 60_000)).verdict).toBe("unsure");
      },
    ));
});

const PLAIN: Judge = { kind: "answer", judge: () => ({ verdict: "different", why: "plain", by: "answer" }) };

/** A model judge in its turn, and how often it was asked. */
function inTurn(model: () => Judgement | Promise<Judgement>, mayAsk = () => true) {
  const seen = { asked: 0, faults: [] as unknown[] };
  const judge = judgeWithFallback({
    model: {
      kind: "model",
      judge: () => {
        seen.asked++;
        return model();
      },
    },
    answer: PLAIN,
    mayAsk,
    onFault: (error) => seen.faults.push(error),
  });
  return { judge, seen };
}

describe("a model and the plain judge", () => {
  it.each(["timeout", "unavailable", "invalid"] as const)(
    "leave the pair in doubt where the model's answer is a fault (%s), and count it",
    async (why) => {
      const { judge, seen } = inTurn(() => Promise.reject(new PortFault("judge", why, "no verdict")));
      expect(await judge.judge(PAIR, 100)).toMatchObject({ verdict: "unsure", by: "model" });
      expect(seen.faults).toHaveLength(1);
    },
  );

  it("let the plain one speak where the model is off, and call it no fault", async () => {
    const { judge, seen } = inTurn(() => Promise.reject(new PortFault("judge", "off", "it is off")));
    expect((await judge.judge(PAIR, 100)).by).toBe("answer");
    expect(seen.faults).toEqual([]);
  });

  it("ask no model about equal answers", async () => {
    const { judge, seen } = inTurn(() => ({ verdict: "same", why: "" }));
    await judge.judge({ ...PAIR, stored: PAIR.fresh }, 100);
    expect(seen.asked).toBe(0);
  });

  it("stop asking the model when it has cost the day's money, say so once, and go on the day after", async () => {
    let wallMs = 20_000 * 86_400_000 + 1;
    const told: string[] = [];
    const budget = new Budget(() => 0, {
      usdPerDay: () => 0.01,
      wallMs: () => wallMs,
      onSpent: (l) => told.push(l),
    });
    const dear = inTurn(
      () => {
        budget.pay(0.02);
        return { verdict: "same", why: "", by: "model" };
      },
      () => budget.take(0),
    );
    const by = async () => (await dear.judge.judge(PAIR, 100)).by;
    expect([await by(), await by(), await by()]).toEqual(["model", "answer", "answer"]);
    expect(told).toEqual(["usd_per_day"]);
    wallMs += 86_400_000;
    expect(await by()).toBe("model");
    // A clock set back does not bring back the day that was.
    wallMs -= 2 * 86_400_000;
    expect(await by()).toBe("answer");
    expect(told).toHaveLength(2);
  });

  it("know after a restart what the day has cost", async () => {
    const store = createMemoryStore({ entriesMax: 1, bytesMax: 1 });
    const money = { usdPerDay: () => 1, wallMs: () => 86_400_000 * 20_000 };
    const first = new KeptBudget(store, new Budget(() => 0, money));
    await first.load();
    first.pay(0.6);
    await first.close();
    const budget = new Budget(() => 0, money);
    const second = new KeptBudget(store, budget);
    await second.load();
    expect(budget.today.usd).toBe(0.6);
    second.pay(0.4);
    expect(budget.take(0)).toBe(false);
    await second.close();
  });
});

describe("the line before a judge", () => {
  it("lets so many in at once, gives up the one that has waited longest, and names that", async () => {
    const open: (() => void)[] = [];
    const slow: Judge = {
      kind: "model",
      judge: ({ question }) =>
        new Promise((resolve) => open.push(() => resolve({ verdict: "same", why: question }))),
    };
    const judge = queuedJudge(slow, { atOnceMax: 2, waitingMax: 1 });
    const asked = ["a", "b", "c", "d"].map((question) =>
      Promise.resolve(judge.judge({ ...PAIR, question }, 100)).then(
        ({ why }) => why,
        (error: PortFault) => error.why,
      ),
    );
    expect(await asked[2]).toBe("refused");
    await expect.poll(() => open.length).toBe(2);
    for (const release of open.splice(0)) release();
    await expect.poll(() => open.length).toBe(1);
    open[0]!();
    expect(await Promise.all(asked)).toEqual(["a", "b", "refused", "d"]);
  });

  it("judges several in one turn of the event loop where many wait, so that requests are not left out for it", async () => {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    const quick: Judge = { kind: "answer", judge: () => ({ verdict: "same", why: "" }) };
    const judge = queuedJudge(quick, { atOnceMax: 1, waitingMax: 1_000 });
    const asked = Array.from({ length: 1_000 }, () => judge.judge(PAIR, 100));
    setImmediate(turn);
    await Promise.all(asked);
    isOver = true;
    expect(turns).toBeLessThan(500);
  });

  it("goes on behind a judge that throws", async () => {
    const broken: Judge = {
      kind: "answer",
      judge: () => {
        throw new Error("broken");
      },
    };
    const judge = queuedJudge(broken, { atOnceMax: 1, waitingMax: 5 });
    for (let i = 0; i < 2; i++)
      await expect(Promise.resolve(judge.judge(PAIR, 100))).rejects.toThrow("broken");
  });
});
