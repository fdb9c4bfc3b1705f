import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type GatewayProcess,
  removeDir,
  runCommand,
  startProcess,
  temporaryDir,
} from "../support/process.ts";
import { completionOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

const KEY = "sk-alice-0001";
const OTHER = "sk-bob-0002";
const TAUGHT = "How often should I water a cactus in winter?";
const REWORDED = "How often should you water a cactus in winter?";
const ENTRIES = 40;
const question = (i: number) => `What is kept in drawer ${i} of the cabinet?`;

let up: TestUpstream;
let dir: string;
const gateways: GatewayProcess[] = [];

beforeAll(async () => {
  up = await startUpstream((arrived, res) => {
    res.writeHead(200, { "content-type": "application/json" });
    res.end(JSON.stringify(completionOf(`You asked: ${arrived.question}`)));
  });
});
afterAll(() => up.close());
beforeEach(() => {
  dir = temporaryDir();
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) {
    await gateway.end();
    removeDir(gateway.dir);
  }
  removeDir(dir);
});

async function start(env: Record<string, string> = {}): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: { cache_migration: { traffic_percentage: 100 } },
    env: { SEMBLANCE_UPSTREAM: up.url, ...env },
  });
  gateways.push(gateway);
  return gateway;
}

async function ask(
  gateway: GatewayProcess,
  content: string,
  key = KEY,
  more: object = {},
  onlyCached = true,
) {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${key}`,
      ...(onlyCached ? { "cache-control": "only-if-cached" } : {}),
    },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content }], ...more }),
  });
  const text = await response.text();
  const { headers, status } = response;
  return { outcome: headers.get("x-semblance-outcome"), status, text, age: Number(headers.get("age")) };
}
const teach = (gateway: GatewayProcess, content: string, more: object = {}) =>
  ask(gateway, content, KEY, more, false);

async function entries(gateway: GatewayProcess): Promise<number> {
  const stats = (await (await fetch(`${gateway.admin}/admin/stats`)).json()) as { entries: number };
  return stats.entries;
}
const run = (gateway: GatewayProcess, ...args: string[]) => runCommand([...args, "--admin", gateway.admin]);

async function taught(): Promise<GatewayProcess> {
  const gateway = await start();
  for (let i = 0; i < ENTRIES - 1; i++) await teach(gateway, question(i), { temperature: i % 2 });
  await teach(gateway, TAUGHT);
  // Written behind the answer: the last one is there when all are.
  while ((await entries(gateway)) < ENTRIES);
  return gateway;
}

describe("export and import", () => {
  it("carry every answer over to another gateway: by key, by meaning, for its caller alone", async () => {
    const from = await taught();
    const file = join(dir, "dump.jsonl");
    const exported = await run(from, "export", file);
    expect(exported).toMatchObject({ code: 0, out: "" });
    expect(exported.err).not.toMatch(/[\r\x1b]/);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(ENTRIES + 1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ semblance_export: 1, count: ENTRIES });
    expect(readFileSync(file, "utf8")).not.toContain(KEY);
    expect(readdirSync(dir)).toEqual(["dump.jsonl"]);

    const to = await start();
    const calls = up.arrived.length;
    expect(await run(to, "import", file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^40 entries/),
    });
    for (const i of [0, 1, 17]) {
      const hit = await ask(to, question(i), KEY, { temperature: i % 2 });
      expect([hit.outcome, hit.text.includes(`You asked: ${question(i)}`)]).toEqual(["exact", true]);
    }
    expect((await ask(to, question(0), KEY, { temperature: 1 })).status).toBe(504);
    expect((await ask(to, REWORDED)).outcome).toBe("semantic");
    expect((await ask(to, TAUGHT, OTHER)).status).toBe(504);
    expect(up.arrived.length).toBe(calls);
    expect(await run(to, "import", file, "--resume")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^0 entries imported, 40 were there/),
    });
    expect(await entries(to)).toBe(ENTRIES);
  });

  it("serve nobody under another secret, and say so", async () => {
    const from = await taught();
    const file = join(dir, "dump.jsonl");
    await run(from, "export", file);
    const to = await start({ SEMBLANCE_SECRET: "another secret of the tests" });
    const imported = await run(to, "import", file);
    expect(imported).toMatchObject({ code: 0, err: expect.stringContaining("another SEMBLANCE_SECRET") });
    for (const content of [TAUGHT, REWORDED]) expect((await ask(to, content)).status).toBe(504);
  });

  it("work on the data dir where no gateway runs", async () => {
    const from = await taught();
    await from.end();
    const env = {
      SEMBLANCE_CONFIG: join(from.dir, "semblance.yaml"),
      SEMBLANCE_DATA_DIR: from.dir,
      SEMBLANCE_SECRET: "a secret of the tests",
      SEMBLANCE_UPSTREAM: up.url,
      SEMBLANCE_ADMIN_PORT: "1",
    };
    const file = join(dir, "dump.jsonl");
    expect(await runCommand(["export", file], env)).toMatchObject({ code: 0 });
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(ENTRIES + 1);
    const other = temporaryDir();
    const there = { ...env, SEMBLANCE_DATA_DIR: other };
    expect(await runCommand(["import", file], there)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^40 entries/),
    });
    expect((await runCommand(["export", "-"], there)).out.trimEnd().split("\n")).toHaveLength(ENTRIES + 1);
    removeDir(other);
  });

  it("refuse a damaged file with line and reason, and store nothing of it", async () => {
    const from = await taught();
    const file = join(dir, "dump.jsonl");
    await run(from, "export", file);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    const to = await start();
    const head = JSON.parse(lines[0] ?? "");
    for (const [damaged, says] of [
      [readFileSync(file, "utf8").slice(0, -200), /line 41/],
      [`${lines.slice(0, 20).join("\n")}\n`, /ends after line 20: the header counts 40 rows/],
      [`${lines.map((line, i) => (i === 7 ? line.replace("asked", "askeD") : line)).join("\n")}\n`, /digest/],
      [`${JSON.stringify({ ...head, semblance_export: 999 })}\n`, /line 1: .*version 999/],
      [
        [...lines.slice(0, 12), "no JSON", ...lines.slice(12), ""].join("\n"),
        /line 13: this is no JSON object; nothing was imported\n/,
      ],
      [[...lines.slice(0, 12), "x".repeat(10_000_000), ""].join("\n"), /line 13: longer than/],
      [`${lines.slice(1).join("\n")}\n`, /line 1: this is no export/],
      ["", /line 1: the file is empty/],
    ] as const) {
      const bad = join(dir, "bad.jsonl");
      writeFileSync(bad, damaged);
      const ran = await run(to, "import", bad);
      expect([ran.code, ran.err]).toEqual([1, expect.stringMatching(says)]);
      expect(ran.err).not.toContain("    at ");
    }
    expect(await entries(to)).toBe(0);
    expect(await run(to, "import", join(dir, "missing.jsonl"))).toMatchObject({ code: 2 });
  });

  it("leave nothing behind where the export cannot be written", async () => {
    const from = await start();
    const file = join(dir, "no such folder", "dump.jsonl");
    expect(await run(from, "export", file)).toMatchObject({
      code: 2,
      err: expect.stringContaining("its folder does not exist"),
    });
    expect(existsSync(file)).toBe(false);
  });
});

describe("warm", () => {
  const bare = (content: string) => ({ question: content, answer: `Answer to ${content}`, model: "m" });
  const rows = (...all: object[]) => `${all.map((row) => JSON.stringify(row)).join("\n")}\n`;

  it("stores both forms of row for their credential alone, by key and by meaning", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    const asked = { model: "m", temperature: 0, messages: [{ role: "user", content: "Who was it?" }] };
    writeFileSync(
      file,
      rows(
        bare(TAUGHT),
        { request: asked, response: completionOf("It was Bob."), credential: OTHER, tags: ["doc:1"] },
        { request: { ...asked, n: 2 }, response: completionOf("Two.") },
        { request: asked, response: completionOf("Cut", "length") },
      ),
    );
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
      code: 0,
      out: "2 answers stored; not stored: 1 not-cacheable:n, 1 finish-length\n",
    });
    const short = await ask(gateway, TAUGHT);
    expect([short.outcome, JSON.parse(short.text).choices[0].message.content]).toEqual([
      "exact",
      `Answer to ${TAUGHT}`,
    ]);
    expect((await ask(gateway, REWORDED)).outcome).toBe("semantic");
    expect((await ask(gateway, TAUGHT, OTHER)).status).toBe(504);
    expect((await ask(gateway, "Who was it?", OTHER, { temperature: 0 })).outcome).toBe("exact");
    expect((await ask(gateway, "Who was it?", KEY, { temperature: 0 })).status).toBe(504);
  });

  it("stores a row without a model for the one that is given, and none that nobody could be served", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    const { model: _, ...nameless } = bare(TAUGHT);
    writeFileSync(
      file,
      rows(nameless, {
        request: { messages: [{ role: "user", content: "Who?" }] },
        response: completionOf("He."),
      }),
    );
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
      ...{ code: 1, err: expect.stringMatching(/line 1: of which model: .*--model/) },
    });
    expect(await run(gateway, "warm", file, "--credential", KEY, "--model", "m")).toMatchObject({
      ...{ code: 0, out: "2 answers stored\n" },
    });
    expect((await ask(gateway, TAUGHT)).outcome).toBe("exact");
    expect((await ask(gateway, "Who?")).outcome).toBe("exact");
  });

  it.each<[string, object]>([
    ["the credential is no text", { credential: 12345 }],
    ["the tags are no list of texts", { tags: "doc:1" }],
    ["the tags are no list of texts", { tags: ["doc:1", 2] }],
    ["the model is no text", { model: "" }],
  ])("refuses a row by name: %s", async (why, more) => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    writeFileSync(file, rows({ ...bare(TAUGHT), ...more }));
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
      ...{ code: 1, err: expect.stringContaining(`line 1: ${why}`) },
    });
    expect(await entries(gateway)).toBe(0);
  });

  it("stores nothing twice when it is run again", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    writeFileSync(file, rows(...Array.from({ length: 500 }, (_, i) => bare(question(i)))));
    await run(gateway, "warm", file, "--credential", KEY);
    await run(gateway, "warm", file, "--credential", KEY);
    expect(await entries(gateway)).toBe(500);
    expect((await ask(gateway, question(499))).outcome).toBe("exact");
  });

  it("renews no life: an answer is as old as its row says, and replaces none that is newer", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    writeFileSync(
      file,
      rows(
        { ...bare("Asked an hour ago?"), at: at(1) },
        { ...bare("Asked two days ago?"), at: at(48) },
        { ...bare("Asked an hour ago?"), answer: "An older one.", at: at(3) },
      ),
    );
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
      code: 0,
      out: "1 answers stored; not stored: 1 expired, 1 newer-is-stored\n",
    });
    const asked = await ask(gateway, "Asked an hour ago?");
    expect(asked.outcome).toBe("exact");
    expect(JSON.parse(asked.text).choices[0].message.content).toBe("Answer to Asked an hour ago?");
    expect(asked.age).toBeGreaterThanOrEqual(3_600);
    writeFileSync(file, rows({ ...bare("When?"), at: "yesterday" }));
    expect((await run(gateway, "warm", file, "--credential", KEY)).err).toMatch(/line 1: at is no time/);
  });

  it("takes a file as editors on Windows write it, and none in another encoding than UTF-8", async () => {
    const gateway = await start();
    const file = join(dir, "faq.jsonl");
    const row = `${JSON.stringify({ model: "m", question: "O que é um espelho?", answer: "É um vidro." })}\r\n`;
    for (const encoding of ["latin1", "utf16le"] as const) {
      writeFileSync(file, `\ufeff${row}`, encoding);
      expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
        ...{ code: 1, err: expect.stringContaining("faq.jsonl: line 1: not UTF-8") },
      });
    }
    expect((await ask(gateway, "O que é um espelho?")).status).toBe(504);
    writeFileSync(file, `\ufeff${row}`);
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({ code: 0 });
    expect((await ask(gateway, "O que é um espelho?")).text).toContain("É um vidro.");
  });

  it("stores for the key of OPENAI_API_KEY, less the line end that a file of secrets has", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    writeFileSync(file, rows(bare(TAUGHT)));
    const args = ["warm", file, "--admin", gateway.admin];
    expect(await runCommand(args, { OPENAI_API_KEY: `${KEY}\n` })).toMatchObject({ code: 0 });
    expect((await ask(gateway, TAUGHT)).outcome).toBe("exact");
  });

  it("names the line of a row that is none, and asks whose the rows are", async () => {
    const gateway = await start();
    const file = join(dir, "rows.jsonl");
    writeFileSync(file, rows(bare("One?"), { question: "Two?", answer: "" }));
    expect(await run(gateway, "warm", file, "--credential", KEY)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/line 2: the answer is no text; 1 rows before it are stored/),
    });
    expect(await run(gateway, "warm", file)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/line 1: .*--credential/),
    });
  });
});
