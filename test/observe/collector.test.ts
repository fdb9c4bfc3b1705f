import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { createSqliteHistory } from "../../src/adapters/history-sqlite.ts";
import { Collector } from "../../src/observe/collector.ts";
import { rowShown } from "../../src/observe/history.ts";
import { StatsCollector } from "../../src/observe/stats.ts";
import type { Counted } from "../../src/observe/tally.ts";
import { aHit, aRecord } from "../support/records.ts";

const HOUR_MS = 3_600_000;
const PRICE = { input: 1, cached_input: 0.1, cache_write: 1.25, output: 10 };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "semblance-history-"));
  closing.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A clock that a test sets: `pass` moves both hands, `wallMs` alone may be set anywhere. */
function handClock() {
  const clock = { wallMs: Date.UTC(2026, 5, 1), monotonic: 0 };
  return {
    clock,
    port: { nowMs: () => clock.wallMs, monotonicMs: () => clock.monotonic },
    pass(ms: number) {
      clock.wallMs += ms;
      clock.monotonic += ms;
    },
  };
}

function started(path: string, time: ReturnType<typeof handClock>, retentionHours = 24) {
  const faults: string[] = [];
  const log = createSqliteHistory(path, (part, fault) => faults.push(`${part}: ${fault.message}`));
  const stats = new StatsCollector(() => PRICE);
  const collector = new Collector({
    log,
    clock: time.port,
    run: `run-${Math.round(time.clock.monotonic)}`,
    reading: () => stats.reading(),
    levels: () => ({ entries: 7 }),
    rules: () => ({ intervalMs: 60_000, retentionMs: retentionHours * HOUR_MS }),
  });
  closing.push(() => log.close());
  const minute = (hits: number, misses: number) => {
    for (let i = 0; i < hits; i++) stats.report(aHit());
    for (let i = 0; i < misses; i++) stats.report(aRecord());
    time.pass(60_000);
    collector.take();
  };
  return { collector, stats, log, faults, minute };
}

describe("the history of what was counted", () => {
  it("holds what lies between two snapshots, in the seed's eleven fields", () => {
    const { collector, minute } = started(":memory:", handClock());
    minute(3, 1);
    minute(1, 3);
    const rows = collector.history(1).map(rowShown);
    expect(
      rows.map(({ cache_hits, cache_misses, hit_rate }) => [cache_hits, cache_misses, hit_rate]),
    ).toEqual([
      [3, 1, 0.75],
      [1, 3, 0.25],
    ]);
    expect(rows[0]).toMatchObject({
      timestamp: Date.UTC(2026, 5, 1) / 1000 + 60,
      semantic_hits: 0,
      traditional_hits: 3,
      adaptation_count: 0,
      average_similarity: 0,
      processing_time_saved: 6,
      tokens_saved: 3_600,
      error_count: 0,
      seconds: 60,
      entries: 7,
    });
    expect(rows[0]?.cost_savings).toBeCloseTo((3 * (1_000 * 1 + 200 * 10)) / 1e6, 12);
  });

  it("goes on after a restart, whose counters begin at nothing", () => {
    const path = join(folder(), "metrics.db");
    const time = handClock();
    const first = started(path, time);
    first.minute(5, 5);
    const second = started(path, time);
    second.minute(2, 0);
    expect(second.collector.history(1).map(({ run }) => run)).toEqual(["run-0", "run-60000"]);
    expect(second.collector.summary(1)).toMatchObject({
      total_requests: 12,
      hit_rate: { current: 1, average: 7 / 12 },
    });
  });

  it("takes counters that fell for counters that began anew", () => {
    const time = handClock();
    const log = createSqliteHistory(":memory:", () => {});
    closing.push(() => log.close());
    let reading: Counted = new StatsCollector(() => null).reading();
    const counted = (hits: number) => {
      const stats = new StatsCollector(() => null);
      for (let i = 0; i < hits; i++) stats.report(aHit());
      reading = stats.reading();
    };
    const collector = new Collector({
      ...{ log, clock: time.port, run: "r", levels: () => ({}), reading: () => reading },
      rules: () => ({ intervalMs: 60_000, retentionMs: HOUR_MS }),
    });
    for (const hits of [10, 4, 6]) {
      counted(hits);
      time.pass(60_000);
      collector.take();
    }
    expect(collector.history(1).map(({ delta }) => delta.counts.exact)).toEqual([10, 4, 2]);
  });

  it("loses nothing when the clock is set back, and nothing when it is set forward", () => {
    const time = handClock();
    const { collector, minute } = started(":memory:", time);
    minute(1, 0);
    time.clock.wallMs -= 5 * HOUR_MS;
    minute(1, 0);
    expect(collector.summary(1)?.total_requests).toBe(2);
    time.clock.wallMs += 365 * 24 * HOUR_MS;
    minute(1, 0);
    expect(collector.summary(1)?.total_requests).toBe(1);
    time.clock.wallMs -= 365 * 24 * HOUR_MS;
    minute(1, 0);
    expect(collector.summary(1)?.total_requests).toBe(4);
  });

  it("shows nothing older than it is to be kept, and deletes it", () => {
    const path = join(folder(), "metrics.db");
    const time = handClock();
    const { collector, minute } = started(path, time, 1);
    for (let i = 0; i < 150; i++) minute(1, 0);
    expect(collector.history(24)).toHaveLength(60);
    const db = new DatabaseSync(path, { readOnly: true });
    closing.push(() => db.close());
    expect(db.prepare("SELECT count(*) AS n FROM snapshots").get()?.["n"]).toBeLessThanOrEqual(61);
  });

  it("puts old rows together without losing a request", () => {
    const { collector, minute } = started(":memory:", handClock(), 240);
    for (let i = 0; i < 60 * 50; i++) minute(i % 3, 1);
    const rows = collector.history(240);
    const requests = rows.reduce((sum, { delta }) => sum + delta.counts.requests, 0);
    expect(requests).toBe(60 * 50 * 2);
    expect(rows.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(60 * 50 * 60);
    // 24 h by the minute, 26 by the hour, with up to ten minutes that are not put together yet.
    expect(rows.length).toBeLessThan(24 * 60 + 26 + 30);
  });

  it("tells models and tenants apart, the period before beside this one, and how long requests took", () => {
    const time = handClock();
    const { collector, stats, minute } = started(":memory:", time);
    for (let i = 0; i < 60; i++) minute(0, 10);
    for (let i = 0; i < 59; i++) minute(8, 2);
    stats.report(aHit({ model: "=cmd|' /C calc'!A0", tenant: null }));
    expect(collector.summary(1)).toMatchObject({
      total_requests: 601,
      hit_rate: { trend: "stable" },
      previous: { total_requests: 590, hit_rate: 0 },
      latency_ms: { hit: { p50: 1.5 }, miss: { p95: 975 } },
      models: [
        { name: "gpt-4o-mini", requests: 600 },
        { name: "=cmd|' /C calc'!A0", requests: 1 },
      ],
      tenants: [{ name: "tenant-a", requests: 600, hits: 472 }],
    });
  });

  it("counts what was asked since the last snapshot, so that all views agree at any moment", () => {
    const { collector, stats, minute } = started(":memory:", handClock());
    expect(collector.summary(1)).toBeNull();
    stats.report(aHit());
    expect(collector.summary(1)?.total_requests).toBe(stats.read().total_requests);
    minute(2, 2);
    stats.report(aRecord());
    expect(collector.summary(1)?.total_requests).toBe(stats.read().total_requests);
  });
});

describe("a history file that cannot be used", () => {
  it("is set aside where it is damaged, and begun anew", () => {
    const dir = folder();
    writeFileSync(
      join(dir, "metrics.db"),
      "not a database at all, and longer than a header of SQLite".repeat(50),
    );
    const { collector, minute, faults } = started(join(dir, "metrics.db"), handClock());
    minute(1, 0);
    expect(collector.history(1)).toHaveLength(1);
    expect(faults.join()).toMatch(/^history: .*set aside/);
    expect(readdirSync(dir).some((name) => name.includes(".corrupt-"))).toBe(true);
  });

  it("is left alone where a newer version wrote it", () => {
    const path = join(folder(), "metrics.db");
    started(path, handClock()).log.close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    const { collector, minute, faults } = started(path, handClock());
    minute(1, 0);
    expect(collector.history(1)).toHaveLength(1);
    expect(faults.join()).toMatch(/version 99.*left alone, snapshots are kept in memory/);
  });

  it.skipIf(process.getuid?.() === 0)(
    "is read where it cannot be written, and goes on in memory (needs another user than root)",
    () => {
      const dir = folder();
      const path = join(dir, "metrics.db");
      const time = handClock();
      const before = started(path, time);
      before.minute(1, 0);
      before.log.close();
      chmodSync(path, 0o400);
      chmodSync(dir, 0o500);
      closing.push(() => chmodSync(dir, 0o700));
      const { collector, minute } = started(path, time);
      minute(1, 0);
      expect(collector.history(1)).toHaveLength(2);
    },
  );
});
