import { existsSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config.ts";
import type { Report } from "../../src/replay/report.ts";
import { type GatewayProcess, removeDir, runCommand, startProcess } from "../support/process.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
const dirs: string[] = [];
const KEYS = ["sk-replay-canary-alice", "sk-replay-canary-bob"];

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(async () => {
  await up.close();
  for (const dir of dirs) removeDir(dir);
});

async function start(record: object = {}, port?: string): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: { cache_migration: { traffic_percentage: 100, monitoring: { record } } },
    env: { SEMBLANCE_UPSTREAM: up.url, ...(port === undefined ? {} : { SEMBLANCE_ADMIN_PORT: port }) },
  });
  dirs.push(gateway.dir);
  return gateway;
}

async function ask(
  gateway: GatewayProcess,
  question: string,
  more: { key?: string | undefined; stream?: boolean } = {},
) {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${more.key ?? KEYS[0]}` },
    body: JSON.stringify(
      { model: "m", stream: more.stream ?? false, messages: [{ role: "user", content: question }] },
      null,
      2,
    ),
  });
  await response.text();
  return response.headers.get("x-semblance-outcome") ?? "";
}

const admin = (gateway: GatewayProcess, body?: unknown) =>
  fetch(`${gateway.admin}/admin/record`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });

async function replayed(path: string, more: readonly string[] = []): Promise<Report> {
  const { code, out, err } = await runCommand(["replay", path, "--json", ...more]);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out);
}

/** What was asked, in order: [question, caller, as a stream]. */
const ASKED: readonly (readonly [string, number, boolean])[] = [
  ["How do I reset my password?", 0, false],
  ["How do I reset my password?", 0, true],
  ["How can I reset my password?", 0, false],
  ["How do I reset my password?", 1, false],
  ["How could I reset my password?", 1, true],
  ["What is the capital of France?", 0, true],
  ["What is the capital of France?", 0, false],
  ["Who wrote Dom Casmurro?", 0, false],
  ["What is 17 times 3?", 0, false],
  ["What is 17 times 4?", 0, false],
];

describe("a recording of live traffic", () => {
  it("gives the same hits when it is replayed, caller by caller, streams and documents alike", async () => {
    const gateway = await start({ path: "recorded/traffic.jsonl" });
    const outcomes: string[] = [];
    for (const [question, caller, stream] of ASKED)
      outcomes.push(await ask(gateway, question, { key: KEYS[caller], stream }));
    await gateway.end();

    const path = join(gateway.dir, "recorded/traffic.jsonl");
    const text = readFileSync(path, "utf8");
    expect(text.trimEnd().split("\n")).toHaveLength(ASKED.length);
    for (const key of KEYS) expect(text).not.toContain(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const report = await replayed(path);
    const at = report.thresholds.find(({ threshold }) => threshold === 0.85);
    const counted = (outcome: string) => outcomes.filter((o) => o === outcome).length;
    expect(outcomes).toContain("semantic");
    expect(at?.hits).toEqual({
      exact: counted("exact"),
      semantic: counted("semantic"),
      adapted: counted("adapted"),
    });
    expect(report.rows).toMatchObject({ cacheable: ASKED.length, unreadable: 0, unanswered: 0 });
    expect(report.rows.from_a_cache).toBe(counted("exact") + counted("semantic"));
  });

  it("holds digests and lengths only where content is off, and shows the exact hits all the same", async () => {
    const gateway = await start({ path: "t.jsonl", content: false });
    for (const [question] of ASKED) await ask(gateway, question);
    await gateway.end();
    const path = join(gateway.dir, "t.jsonl");
    const text = readFileSync(path, "utf8");
    for (const word of ["password", "capital", "echo", KEYS[0]!]) expect(text).not.toContain(word);
    const report = await replayed(path);
    expect(report.rows.digests_only).toBe(ASKED.length);
    expect(report.exact_only.hits.exact).toBe(3);
  });

  it("is off by default", async () => {
    const gateway = await start();
    await ask(gateway, "How do I reset my password?");
    expect(await (await admin(gateway)).json()).toMatchObject({ recording: false, path: null });
    await gateway.end();
  });

  it("is switched on by hand for a new file in the data dir, and nowhere else", async () => {
    const gateway = await start();
    const outside = mkdtempSync(join(tmpdir(), "semblance-outside-"));
    dirs.push(outside);
    symlinkSync(outside, join(gateway.dir, "link"));
    writeFileSync(join(gateway.dir, "there"), "kept");
    for (const [path, status] of [
      ["../x", 400],
      [join(outside, "x"), 400],
      ["link/x", 400],
      ["there", 409],
      ["storage/semantic_cache.db", 409],
      ["", 400],
      [7, 400],
      [undefined, 400],
    ] as const)
      expect((await admin(gateway, { path })).status, String(path)).toBe(status);
    expect(existsSync(join(outside, "x"))).toBe(false);
    expect(readFileSync(join(gateway.dir, "there"), "utf8")).toBe("kept");

    expect((await admin(gateway, { path: "a/b.jsonl" })).status).toBe(200);
    await ask(gateway, "Who wrote Dom Casmurro?");
    const stopped = await (await admin(gateway, { path: null })).json();
    expect(stopped).toMatchObject({ recording: false, rows: 1, dropped: 0 });
    await ask(gateway, "What is the capital of France?");
    expect(readFileSync(join(gateway.dir, "a/b.jsonl"), "utf8")).not.toContain("France");
    await gateway.end();
  });

  it("ends at max_bytes, with whole rows and a line in the log", async () => {
    const gateway = await start({ path: "t.jsonl", max_bytes: 1500 });
    for (let i = 0; i < 10; i++) await ask(gateway, `Question number ${i} of many?`);
    const state = (await (await admin(gateway)).json()) as { recording: boolean; rows: number };
    await gateway.end();
    const text = readFileSync(join(gateway.dir, "t.jsonl"), "utf8");
    expect(text.length).toBeLessThanOrEqual(1500);
    expect(text.endsWith("}\n")).toBe(true);
    expect(state.recording).toBe(false);
    expect(text.trimEnd().split("\n")).toHaveLength(state.rows);
    expect(gateway.log()).toContain("recording ended: the file has reached its 1500 bytes");
  });

  it("is made from the command line", async () => {
    const gateway = await start();
    const recorded = (out: string, minutes: string) =>
      runCommand(["record", "--out", out, "--minutes", minutes, "--admin", gateway.admin]);
    const running = recorded("cli.jsonl", "60");
    while (!((await (await admin(gateway)).json()) as { recording: boolean }).recording)
      await new Promise((resolve) => setImmediate(resolve));
    await ask(gateway, "Who wrote Dom Casmurro?");
    await admin(gateway, { path: null });
    const { code, out } = await running;
    expect(out).toMatch(/^1 rows, \d+ bytes, 0 dropped: switched off by hand/);
    expect(code).toBe(0);
    // Its time over, it switches off by itself; nothing recorded is 1.
    expect(await recorded("empty.jsonl", "0.001")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^0 rows, \d+ bytes, 0 dropped: switched off by hand/),
    });
    await gateway.end();
    const nobody = await runCommand(["record", "--out", "x", "--admin", gateway.admin]);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining("no gateway answers") });
    expect((await runCommand(["record", "--out", "x", "--minutes", "-1"])).code).toBe(2);
  });
});

describe("semblance replay", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "semblance-replay-"));
    dirs.push(dir);
  });

  const HOSTILE = `"><img src=x onerror=alert(1)><script src="https://evil.example/x.js"></script>\u202e\u001b[31m`;
  const written = (rows: readonly object[]): string => {
    const path = join(dir, "rows.jsonl");
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"));
    return path;
  };
  const pairs = (count: number, second: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => [
      { question: `How do I reset my password for the ${NAMES[i]} portal?`, answer: `Use page ${i}.` },
      { question: `How can I reset my password for the ${NAMES[i]} portal?`, answer: second(i) },
    ]).flat();

  it("prints a table, and settings that check-config takes", async () => {
    const rows = Array.from({ length: 60 }, () => pairs(NAMES.length, (i) => `Use page ${i}.`)).flat();
    const { code, out, err } = await runCommand(["replay", written(rows)], { NO_COLOR: "1" });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).not.toContain("\x1b");
    expect(out).toContain("Recommended");
    const report = await replayed(written(rows), ["--max-error-rate", "0.1"]);
    expect(report.recommended.threshold).not.toBeNull();
    const config = join(dir, "config.yaml");
    writeFileSync(config, report.recommended.yaml);
    expect((await runCommand(["check-config", config])).code).toBe(0);
    const loaded = loadConfig({ path: config, env: {} });
    expect(loaded.ok && loaded.config.cache_migration.semantic_cache.similarity_threshold).toBe(
      report.recommended.threshold,
    );
  });

  it("recommends exact answers only where too little was measured, and says how much is missing", async () => {
    const report = await replayed(written(pairs(4, (i) => `Use page ${i}.`)));
    expect(report.recommended).toMatchObject({ threshold: null, requests_needed: expect.any(Number) });
    expect(report.recommended.why).toContain("exact answers only");
    const config = join(dir, "config.yaml");
    writeFileSync(config, report.recommended.yaml);
    expect((await runCommand(["check-config", config])).code).toBe(0);
  });

  it("shows what would be wrong, and in a page nothing of a recording is more than text", async () => {
    const rows = pairs(4, (i) =>
      i === 1 ? `Do not use page ${i} for that. ${HOSTILE}` : `Use page ${i} for that. ${HOSTILE}`,
    );
    const page = join(dir, "page.html");
    const report = await replayed(written(rows), ["--html", page]);
    expect(report.worst).toHaveLength(1);
    expect(report.worst[0]).toMatchObject({ stored: rows[2]?.question, asked: rows[3]?.question });
    const html = readFileSync(page, "utf8");
    expect(html).toContain("&lt;script src=&quot;https://evil.example");
    expect(html).not.toMatch(/<(?:script|img|link|iframe|object|embed|base|form)\b/i);
    expect(html).not.toMatch(/\b(?:src|href|action|srcset|on[a-z]+)\s*=\s*["'](?!&)/i);
    expect(html).not.toMatch(/url\(|@import|\u202e|\u001b/);
    expect(html).toContain("default-src 'none'");
    const terminal = await runCommand(["replay", written(rows)]);
    expect(terminal.out).not.toMatch(/[\u202e\u001b]/);
  });

  it("shows digests alone with --data-free, in every form of the report", async () => {
    const page = join(dir, "free.html");
    const path = written(pairs(4, (i) => (i === 1 ? "Do not use page 7, nobody does." : `Use page ${i}.`)));
    const report = await replayed(path, ["--data-free", "--html", page]);
    expect(report.worst).toHaveLength(1);
    const { out } = await runCommand(["replay", path, "--data-free"]);
    for (const text of [JSON.stringify(report), readFileSync(page, "utf8"), out])
      for (const word of ["password", "portal", "nobody", "Use page"]) expect(text).not.toContain(word);
  });

  it.each([
    [["replay"], 2],
    [["replay", "x", "--format", "csv"], 2],
    [["replay", "x", "--limit", "0"], 2],
    [["replay", "x", "--max-error-rate", "2"], 2],
    [["replay", "/nowhere.jsonl"], 2],
  ] as const)("says what is wrong with %j in one line", async (args, code) => {
    const ran = await runCommand(args);
    expect(ran.code).toBe(code);
    expect(ran.out).toBe("");
    expect(ran.err.trim().split("\n").length).toBeLessThanOrEqual(2);
  });
});

const NAMES = ["travel", "payroll", "library", "parking"];
