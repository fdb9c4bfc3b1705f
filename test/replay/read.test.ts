import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReplayFault } from "../../src/replay/formats.ts";
import { type ReadOptions, readTraffic, type Taken } from "../../src/replay/read.ts";

const fixture = (name: string) => new URL(`../data/replay/${name}`, import.meta.url).pathname;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-replay-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function written(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, more: Partial<ReadOptions> = {}) {
  const taken: (Taken & { line: number })[] = [];
  const totals = await readTraffic(
    { path, format: "auto", results: null, limit: 1000, onProgress: () => {}, ...more },
    (one, line) => taken.push({ ...one, line }),
  );
  const rows = taken.flatMap((one) => ("row" in one ? [one.row] : []));
  return { taken, rows, totals };
}

const REVERSE = "A reverse proxy stands in front of servers and passes requests on to them.";
const EGG = "Boil it in water for eight minutes.";

interface Case {
  readonly format: string;
  readonly file: string;
  readonly results?: string;
  readonly times: readonly (string | null)[];
  readonly latencies: readonly (number | null)[];
  readonly answers: readonly string[];
  readonly bad: readonly number[];
  readonly passedOver: Readonly<Record<string, number>>;
}

const CASES: readonly Case[] = [
  {
    format: "jsonl",
    file: "contract.jsonl",
    times: ["2026-11-01T10:00:00.000Z", null, "2025-11-01T10:00:10.000Z"],
    latencies: [900, null, null],
    answers: [REVERSE, EGG, REVERSE],
    bad: [3],
    passedOver: {},
  },
  {
    format: "openai-batch",
    file: "batch-requests.jsonl",
    results: "batch-results.jsonl",
    times: ["2025-10-09T08:53:20.000Z", "2025-10-09T08:53:20.000Z"],
    latencies: [null, null],
    answers: [REVERSE, EGG],
    bad: [4],
    passedOver: { "no answer in words": 1 },
  },
  {
    format: "litellm",
    file: "litellm.json",
    times: ["2026-11-01T10:00:05.500Z", "2026-11-01T10:00:00.000Z"],
    latencies: [1500, 1000],
    answers: [EGG, REVERSE],
    bad: [4],
    passedOver: { "call_type aembedding": 1, failed: 1 },
  },
  {
    format: "langfuse",
    file: "langfuse.jsonl",
    times: ["2026-11-01T10:00:00.000Z", "2026-11-01T10:00:02.000Z"],
    latencies: [1250, 1000],
    answers: [REVERSE, EGG],
    bad: [4],
    passedOver: { "type SPAN": 1 },
  },
  {
    format: "helicone",
    file: "helicone.json.gz",
    times: ["2026-11-01T10:00:00.000Z", "2026-11-01T10:00:04.000Z"],
    latencies: [1100, 900],
    answers: [REVERSE, EGG],
    bad: [4],
    passedOver: { failed: 1 },
  },
];

describe("a file of recorded traffic", () => {
  for (const wanted of CASES) {
    it(`is told to be ${wanted.format} by its rows, and read with times, answers and what is wrong`, async () => {
      const { rows, totals } = await read(fixture(wanted.file), {
        results: wanted.results === undefined ? null : fixture(wanted.results),
      });
      expect(totals.format).toBe(wanted.format);
      expect(rows.map(({ atMs }) => (atMs === null ? null : new Date(atMs).toISOString()))).toEqual(
        wanted.times,
      );
      expect(rows.map(({ latencyMs }) => latencyMs)).toEqual(wanted.latencies);
      for (const [i, answer] of wanted.answers.entries())
        expect(JSON.stringify(rows[i]?.response)).toContain(answer);
      expect(totals.bad.map(({ line }) => line)).toEqual(wanted.bad);
      expect(Object.fromEntries(totals.skipped)).toEqual(wanted.passedOver);
    });
  }

  it("keeps what parts answers: the system prompt, and numbers that came as text", async () => {
    const litellm = await read(fixture("litellm.json"));
    expect(litellm.rows[1]?.request).toMatchObject({
      temperature: 0,
      messages: [{ role: "system", content: "Be short." }, { role: "user" }],
    });
    expect(litellm.rows[0]).toMatchObject({ credential: "88dc28d0f0", costUsd: 0.00021 });
    const langfuse = await read(fixture("langfuse.jsonl"));
    expect(langfuse.rows[0]?.request["temperature"]).toBe(0);
  });

  it("marks what a cache had answered when it was recorded", async () => {
    const { rows, taken } = await read(fixture("contract.jsonl"));
    expect(rows.map(({ cached }) => cached)).toEqual([null, null, "exact"]);
    expect(taken.at(-1)).toMatchObject({ digest: { key: "k1" } });
  });

  it("is joined the other way round too: results first, requests by --results", async () => {
    const { rows } = await read(fixture("batch-results.jsonl"), {
      results: fixture("batch-requests.jsonl"),
    });
    expect(rows).toHaveLength(2);
  });

  const row = (question: string) => JSON.stringify({ question, answer: "yes" });

  it.each([
    ["JSON lines without an end", row("a")],
    ["lines that end as on Windows", `${row("a")}\r\n`],
    ["a byte order mark", `\ufeff${row("a")}\n`],
    ["a list on one line", `[${row("a")}]`],
    ["a list over many lines", JSON.stringify([JSON.parse(row("a"))], null, 2)],
    ["a document that holds a list", JSON.stringify({ data: [JSON.parse(row("a"))] }, null, 2)],
    ["gzip", gzipSync(row("a"))],
    ["braces and quotes within texts", `[${row('a "}]" \\ {[')}]`],
  ])("may be %s", async (_name, content) => {
    const { rows, totals } = await read(written("one", content));
    expect(rows).toHaveLength(1);
    expect(totals.badTotal).toBe(0);
  });

  it("is read up to the limit", async () => {
    const { rows } = await read(
      written("many", Array.from({ length: 50 }, (_, i) => row(`q${i}`)).join("\n")),
      {
        limit: 7,
      },
    );
    expect(rows).toHaveLength(7);
  });

  it.each([
    ["nothing", "", /no rows/],
    ["only bad rows", "{\n]\n}", /none of the rows|cannot tell/],
    ["rows of no known format", '{"foo":1,"bar":2}\n', /saw a row with the members foo, bar(.|\n)*litellm/],
    [
      "half of a batch",
      '{"custom_id":"a","method":"POST","url":"/v1/x","body":{"messages":[]}}',
      /--results/,
    ],
    ["letters of another encoding", Buffer.from(`${row("Qual é o preço?")}\n`, "latin1"), /is not UTF-8/],
    ["broken gzip", gzipSync("x".repeat(9999)).subarray(0, 30), /cannot be read to its end/],
  ])("is refused with what was seen where it holds %s", async (_name, content, message) => {
    const reading = read(written("bad", content));
    await expect(reading).rejects.toThrow(ReplayFault);
    await expect(read(written("bad", content))).rejects.toThrow(message);
  });

  it("is refused where it is not there, or a folder", async () => {
    await expect(read(join(dir, "nowhere"))).rejects.toThrow(/ENOENT/);
    await expect(read(dir)).rejects.toThrow(/EISDIR/);
  });

  it("names no more than the first bad rows, and goes on behind them", async () => {
    const lines = [...Array.from({ length: 100 }, () => "nonsense"), row("a")];
    const { rows, totals } = await read(written("mixed", lines.join("\n")));
    expect(rows).toHaveLength(1);
    expect(totals.badTotal).toBe(100);
    expect(totals.bad).toHaveLength(20);
    expect(totals.bad[0]).toEqual({ line: 1, why: "not JSON" });
  });
});
