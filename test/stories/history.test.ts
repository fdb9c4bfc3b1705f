/** What a gateway counted over time: summary, history and export, over a running one. */
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, runCommand, startProcess } from "../support/process.ts";
import { soon } from "../support/soon.ts";

let gateway: GatewayProcess;
const config = { cache_migration: { monitoring: { collection_interval_seconds: 1 } } };

beforeAll(async () => {
  gateway = await startProcess({ config });
  for (const question of ["What is a reverse proxy?", "What is a reverse proxy?", "What is 2 + 2?"])
    await ask(question);
});
afterAll(() => gateway.end());

/** Whatever of it an answer has. */
interface Told {
  readonly error: { readonly message: string };
  readonly metrics: readonly Record<string, unknown>[];
  readonly savings: { readonly tokens: number };
  readonly total_requests: number;
  readonly total_tokens_saved: number;
  readonly total_processing_time_saved: number;
  readonly path: string;
}

async function ask(question: string, model = "gpt-4o-mini"): Promise<void> {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-one" },
    body: JSON.stringify({ model, temperature: 0, messages: [{ role: "user", content: question }] }),
  });
  await response.arrayBuffer();
}

async function admin(path: string, body?: unknown): Promise<{ status: number; json: Told }> {
  const response = await fetch(`${gateway.admin}${path}`, {
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Told };
}

describe("the history of a running gateway", () => {
  it("is kept in deltas whose sum is what stats, summary and metrics say", async () => {
    await soon(async () => {
      const { json } = await admin("/admin/history");
      const sum = (name: string) => json.metrics.reduce((all, row) => all + Number(row[name]), 0);
      expect([sum("cache_hits"), sum("cache_misses")]).toEqual([1, 2]);
    });
    const { json: summary } = await admin("/admin/summary?hours=24");
    const { json: stats } = await admin("/admin/stats");
    expect(summary).toMatchObject({
      period_hours: 24,
      total_requests: stats.total_requests,
      savings: { tokens: stats.total_tokens_saved, time_seconds: stats.total_processing_time_saved },
      models: [{ name: "gpt-4o-mini", requests: 3, hits: 1 }],
    });
    expect(summary.savings.tokens).toBeGreaterThan(0);
  });

  it.each([
    ["/admin/summary?hours=-1", "hours is a number from 0.0003 to 8760."],
    ["/admin/summary?hours=x", "hours is a number from"],
    ["/admin/summary?hours=", "hours is a number from"],
    ["/admin/history?hours=1e9", "hours is a number from"],
    ["/admin/history?hours=0", "hours is a number from"],
    ["/admin/history?limit=abc", "limit is a whole number from 1 to 20000."],
    ["/admin/history?limit=0", "limit is a whole number from 1 to 20000."],
  ])("refuses %s and names the range", async (path, message) => {
    const { status, json } = await admin(path);
    expect(status).toBe(400);
    expect(json.error.message).toContain(message);
  });

  it("is exported into the data dir, for its owner's eyes, and never over another file", async () => {
    const { status, json } = await admin("/admin/export-metrics", {});
    expect(status).toBe(200);
    expect(json.path).toMatch(/storage\/cache_metrics_\d+\.json$/);
    expect(statSync(json.path).mode & 0o077).toBe(0);
    const document = JSON.parse(readFileSync(json.path, "utf8"));
    expect(document.metrics_count).toBe(document.metrics.length);
    expect(document.exported_at).toBeGreaterThan(document.metrics[0].timestamp);
    expect((await admin("/admin/export-metrics", { name: "storage/mine.csv", format: "csv" })).status).toBe(
      200,
    );
    expect(readFileSync(join(gateway.dir, "storage/mine.csv"), "utf8")).toMatch(/^timestamp,cache_hits,/);
    expect((await admin("/admin/export-metrics", { name: "storage/mine.csv" })).status).toBe(409);
    expect(readdirSync(join(gateway.dir, "storage")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it.each(["../out.json", "/tmp/semblance-out.json", "storage/../../out.json", "link/out.json", ".", ""])(
    "is not exported to %j",
    async (name) => {
      if (!existsSync(join(gateway.dir, "link"))) symlinkSync("/tmp", join(gateway.dir, "link"));
      expect((await admin("/admin/export-metrics", { name })).status).toBe(400);
    },
  );

  it("is told by the commands as JSON, as CSV and in words", async () => {
    const command = async (...args: string[]) => runCommand([...args, "--admin", gateway.admin]);
    const summary = await command("summary", "--hours", "2", "--json");
    expect(JSON.parse(summary.out)).toMatchObject({ period_hours: 2, total_requests: 3 });
    expect((await command("stats", "--csv")).out).toMatch(/^name,value\r\ntotal_requests,3\r\n/);
    expect((await command("summary")).out).toMatch(/hit_rate\.trend +insufficient_data/);
    const exported = await command("export-metrics", "--csv", "--json");
    expect(readFileSync(JSON.parse(exported.out).path, "utf8")).toMatch(/^timestamp,/);
    const bad = await command("summary", "--hours", "-1");
    expect([bad.code, bad.err]).toEqual([2, "semblance summary: hours is a number from 0.0003 to 8760.\n"]);
  });

  it("goes on over a restart", async () => {
    const { dir } = gateway;
    await gateway.end();
    gateway = await startProcess({ config, dir });
    await ask("What is 2 + 2?");
    await soon(async () => expect((await admin("/admin/summary")).json).toMatchObject({ total_requests: 4 }));
  });
});

it("collects nothing where it is not to, while counters go on", async () => {
  const quiet = await startProcess({
    config: {
      cache_migration: { monitoring: { ...config.cache_migration.monitoring, metrics_collection: false } },
    },
  });
  const told = async (path: string) => (await (await fetch(quiet.admin + path)).json()) as object;
  await fetch(`${quiet.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "What is TLS?" }] }),
  }).then((response) => response.arrayBuffer());
  await soon(async () => expect(await told("/admin/stats")).toMatchObject({ total_requests: 1 }));
  const error = "not enough metrics: metrics_collection is false";
  expect(await told("/admin/summary")).toEqual({ error });
  expect(await told("/admin/history")).toEqual({ error, metrics_count: 0, metrics: [] });
  expect(await (await fetch(quiet.admin)).text()).toContain("Nothing was counted yet");
  await quiet.end();
});

it("logs what was asked and answered where that is wanted, and only there", async () => {
  const question = "What is a canary for the log?";
  const asked = async (log_content: boolean) => {
    const gateway = await startProcess({
      config: { cache_migration: { monitoring: { log_content, enable_detailed_logs: true } } },
    });
    const answer = await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
    });
    await answer.arrayBuffer();
    await gateway.end();
    const lines = gateway
      .log()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return { lines, request: answer.headers.get("x-semblance-request") };
  };
  const { lines, request } = await asked(true);
  expect(lines.find((line) => line.msg === "content")).toMatchObject({ request, question });
  expect(JSON.stringify((await asked(false)).lines)).not.toContain("canary for the log");
});
