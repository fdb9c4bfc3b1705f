/**
 * One record a request is what everything is told from: after a thousand mixed requests over loopback the headers that
 * callers got, the log lines, the metrics, the spans, the history, the summary and both dashboards say the same.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSqliteHistory } from "../../src/adapters/history-sqlite.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { overview } from "../../src/dashboard/pages/overview.ts";
import { frame } from "../../src/dashboard/terminal/frame.ts";
import { sayIn } from "../../src/dashboard/words.ts";
import { Collector } from "../../src/observe/collector.ts";
import { rowShown } from "../../src/observe/history.ts";
import { logLine } from "../../src/observe/log-line.ts";
import { Metrics } from "../../src/observe/metrics.ts";
import { genAiNames } from "../../src/observe/semconv.ts";
import { StatsCollector } from "../../src/observe/stats.ts";
import { createTracing } from "../../src/observe/traces.ts";
import type { FinishedSpan } from "../../src/ports.ts";
import { type Answered, type Harness, startHarness } from "../support/harness.ts";
import { soon } from "../support/soon.ts";
import { toldOf } from "../support/told.ts";
import {
  answerEcho,
  answerText,
  type Script,
  startUpstream,
  type TestUpstream,
} from "../support/upstream.ts";

const PRICE = { input: 1, cached_input: 0.1, cache_write: 1.25, output: 10 };
const REQUESTS = 1_000;
const MINUTE_MS = 60_000;

/** Mulberry32: the same numbers in every run. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("after a thousand mixed requests on a clock of ten minutes", () => {
  let up: TestUpstream;
  let gateway: Harness;
  const clock = { aheadMs: 0 };
  const port = {
    nowMs: () => Date.now() + clock.aheadMs,
    monotonicMs: () => performance.now(),
  };
  const stats = new StatsCollector(() => PRICE);
  const metrics = new Metrics(
    () => PRICE,
    () => ({
      ...{ entriesExact: 0, entriesSemantic: 0, graphEntries: 0, graphLag: 0 },
      ...{ trafficPercentage: 100, errorBound: 1, inflight: 0 },
    }),
  );
  const log = createSqliteHistory(":memory:", () => {});
  const answered: Answered[] = [];
  const records: RequestRecord[] = [];
  const spans: FinishedSpan[] = [];
  let collector: Collector;

  beforeAll(async () => {
    up = await startUpstream();
    let ids = 0;
    const newId = (digits: number) => (++ids).toString(16).padStart(digits, "0");
    const tracing = createTracing({
      ...{ newTraceId: () => newId(32), newSpanId: () => newId(16), samples: () => true },
      ...{ nowMs: port.nowMs, genAi: genAiNames({}), emit: (span: FinishedSpan) => spans.push(span) },
    });
    gateway = await startHarness({ upstream: up.url, clock: port, tracing });
    gateway.set({ settings: { ttlMs: 2 * MINUTE_MS, staleMs: 60 * MINUTE_MS } });
    collector = new Collector({
      ...{ log, clock: port, run: "r", reading: () => stats.reading(), levels: () => ({}) },
      rules: () => ({ intervalMs: MINUTE_MS, retentionMs: 24 * 60 * MINUTE_MS }),
    });
    const chance = chanceOf(7);
    for (let minute = 0; minute < 10; minute++) {
      for (let i = 0; i < REQUESTS / 10; i++) answered.push(await one(chance));
      // Records follow the last byte of their answer.
      await soon(() => expect(gateway.records).toHaveLength(REQUESTS / 10));
      for (const record of gateway.records.splice(0)) {
        records.push(record);
        stats.report(record);
        metrics.report(record);
      }
      clock.aheadMs += MINUTE_MS;
      collector.take();
    }
  });
  afterAll(async () => {
    await gateway.close();
    await up.close();
    log.close();
  });

  /** Of any outcome there is. */
  function one(chance: () => number): Promise<Answered> {
    const words = ["alpha", "beta", "gamma", "delta", "epsilon"];
    const topic = words[Math.floor(chance() * words.length)] ?? "";
    const question = `what does the ${topic} handle of a valve do`;
    const isDown = chance() < 0.2;
    up.script = isDown ? DOWN : answerEcho;
    const kind = chance();
    const model = chance() < 0.5 ? "gpt-a" : "gpt-b";
    gateway.set({ policy: { serveFound: chance() < 0.8 } });
    if (kind < 0.05) return gateway.chat(question, { model, n: 2 });
    if (kind < 0.1) return gateway.chat(question, { model }, { "cache-control": "only-if-cached" });
    if (kind < 0.13) return gateway.chat(question, { model }, { "x-semblance-min-confidence": "9" });
    if (kind < 0.2) return gateway.chat(question, { model }, { "cache-control": "no-cache" });
    if (kind < 0.3) {
      if (!isDown) up.script = INSTALLS;
      const name = `tool${Math.floor(chance() * 40)}x`;
      return gateway.chat(`please explain how one installs ${name}`, { model: "gpt-a" });
    }
    if (kind < 0.5) return gateway.chat(question.split(" ").reverse().join(" "), { model });
    return gateway.chat(question, { model, stream: chance() < 0.3 });
  }

  /** Answers that differ in one word of the question alone: what is left is an edit. */
  const INSTALLS: Script = (arrived, res) => {
    const name = arrived.question.split(" ").at(-1) ?? "";
    answerText(arrived, res, `To install ${name}, run apt install ${name}.`);
  };
  const DOWN: Script = (_, res) => void res.writeHead(503).end("{}");

  const tallied = <T>(all: readonly T[], of: (one: T) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const each of all) counts[of(each)] = (counts[of(each)] ?? 0) + 1;
    return counts;
  };

  it("saw every outcome that there is", () => {
    const outcomes = Object.keys(tallied(records, ({ outcome }) => outcome)).sort();
    expect(outcomes).toEqual(["adapted", "bypass", "error", "exact", "miss", "semantic", "shadow", "stale"]);
  });

  it("headers, records, log lines and metrics name the same outcomes and reasons", async () => {
    const byRecord = tallied(records, ({ outcome, reason }) => `${outcome} ${reason}`);
    const lines = records.map((record) => logLine(record, false));
    expect(tallied(lines, (line) => `${line["outcome"]} ${line["reason"]}`)).toEqual(byRecord);
    const counted: Record<string, number> = {};
    const text = await metrics.registry.getSingleMetricAsString("semblance_requests_total");
    for (const [, outcome, reason, value] of text.matchAll(/outcome="([^"]+)",reason="([^"]+)".*\} (\d+)/g))
      counted[`${outcome} ${reason}`] = (counted[`${outcome} ${reason}`] ?? 0) + Number(value);
    expect(counted).toEqual(byRecord);
    // What a look-up beside upstream came to is known too late for some headers; the record then knows better.
    const late = records.filter(
      ({ outcome, reason }) => outcome === "shadow" || reason === "lookup-late",
    ).length;
    const byHeader = tallied(answered, ({ outcome }) => outcome ?? "");
    for (const outcome of ["exact", "semantic", "adapted", "stale", "bypass", "error"])
      expect(byHeader[outcome] ?? 0, outcome).toBe(tallied(records, (record) => record.outcome)[outcome]);
    expect(
      Math.abs((byHeader["miss"] ?? 0) - (tallied(records, (r) => r.outcome)["miss"] ?? 0)),
    ).toBeLessThanOrEqual(late);
  });

  it("spans say what the records say, each below the one of its request", () => {
    const servers = spans.filter(({ kind }) => kind === "server");
    const of = (span: FinishedSpan, name: string) => span.attributes[`semblance.${name}`];
    expect(tallied(servers, (span) => `${of(span, "outcome")} ${of(span, "reason")}`)).toEqual(
      tallied(records, ({ outcome, reason }) => `${outcome} ${reason}`),
    );
    const byRequest = new Map(servers.map((span) => [of(span, "request"), span]));
    for (const record of records) {
      const server = byRequest.get(record.request);
      expect(server?.traceId).toBe(record.trace);
      expect(server?.attributes["http.response.status_code"]).toBe(record.status);
      expect(of(server as FinishedSpan, "saved.input_tokens")).toBe(record.saved?.inputTokens);
      expect((server?.endMs ?? 0) - (server?.startMs ?? 0)).toBeCloseTo(record.durationMs, 2);
      const below = spans.filter((span) => span.traceId === record.trace && span !== server);
      expect(below.some(({ name }) => name === "cache.lookup")).toBe(record.lookupMs !== null);
      expect(below.some(({ name }) => name === "cache.adapt")).toBe(record.stages.adapt !== undefined);
      const lookup = below.find(({ name }) => name === "cache.lookup");
      for (const { parentSpanId, name } of below)
        expect([server?.spanId, lookup?.spanId], name).toContain(parentSpanId);
    }
    const calls = spans.filter(({ kind }) => kind === "client");
    expect(calls).toHaveLength(up.arrived.length);
    const stored = spans.filter(({ name }) => name === "cache.store");
    expect(stored).toHaveLength(records.filter((record) => record.stored).length);
    const ids = new Set(servers.map(({ spanId }) => spanId));
    expect(stored.every(({ links }) => ids.has(links[0]?.spanId ?? ""))).toBe(true);
  });

  it("stats, history, summary and metrics add up to the same figures", async () => {
    const told = stats.read();
    const rows = collector.history(1).map(rowShown);
    const summary = collector.summary(1);
    const sum = (name: keyof (typeof rows)[number]) => rows.reduce((all, row) => all + Number(row[name]), 0);
    expect(rows).toHaveLength(10);
    expect(told.total_requests).toBe(REQUESTS);
    expect(summary?.total_requests).toBe(REQUESTS);
    expect(sum("cache_hits")).toBe(told.semantic_hits + told.traditional_hits);
    expect(sum("cache_misses")).toBe(told.cache_misses);
    expect(sum("error_count")).toBe(told.error_count);
    expect(summary?.errors).toBe(told.error_count);
    expect(summary?.hit_rate.average).toBeCloseTo(told.hit_rate, 12);
    expect(summary?.semantic_performance.hits).toBe(told.semantic_hits);
    expect(sum("tokens_saved")).toBe(told.total_tokens_saved);
    expect(summary?.savings.tokens).toBe(told.total_tokens_saved);
    expect(sum("cost_savings")).toBeCloseTo(told.total_cost_saved, 9);
    expect(summary?.savings.cost_usd).toBeCloseTo(told.total_cost_saved, 9);
    const value = async (name: string) =>
      [
        ...(await metrics.registry.getSingleMetricAsString(name)).matchAll(/^semblance\S* ([\d.e-]+)$/gm),
      ].reduce((all, [, number]) => all + Number(number), 0);
    expect(await value("semblance_saved_tokens_total")).toBe(told.total_tokens_saved);
    expect(await value("semblance_saved_cost_usd_total")).toBeCloseTo(told.total_cost_saved, 9);
    expect(await value("semblance_saved_seconds_total")).toBeCloseTo(told.total_processing_time_saved, 6);
    expect(await value("semblance_not_stored_total")).toBe(
      records.filter(({ notStored }) => notStored).length,
    );
  });

  it("both dashboards show those figures", () => {
    const summary = JSON.parse(JSON.stringify(collector.summary(1)));
    const told = { ...toldOf(10, 4), summary, rows: collector.history(1).map(rowShown) };
    const say = sayIn("en");
    const warming = { state: "on", stopped_until: null } as const;
    const page = overview(say, { ...told, hours: 1, allowed: 0.01, warming }).markup.replace(/<[^>]+>/g, "");
    const text = frame(told, {
      ...{ columns: 200, rows: 60, color: false, say, at: "2026-06-01T00:00:00.000Z" },
      ...{ origin: "", isPaused: false, showsHelp: false },
    }).join("\n");
    const share = `${(stats.read().hit_rate * 100).toFixed(1)}\u00a0%`;
    for (const shown of [page, text]) {
      expect(shown).toContain(share);
      expect(shown).toContain("1\u202f000");
    }
    for (const [outcome, value] of Object.entries(summary.outcomes))
      if (value !== 0) expect(page).toContain(`${outcome} ${value} `);
    expect(text).toMatch(new RegExp(`Errors +${stats.read().error_count} `));
  });
});
