import { describe, expect, it } from "vitest";
import { foreign, html } from "../../src/dashboard/html.ts";
import { entryPage } from "../../src/dashboard/pages/entries.ts";
import { overview } from "../../src/dashboard/pages/overview.ts";
import { quality } from "../../src/dashboard/pages/quality.ts";
import { rolloutPage } from "../../src/dashboard/pages/rollout.ts";
import { sayIn, sayKnown } from "../../src/dashboard/words.ts";
import { toldOf } from "../support/told.ts";

const say = sayIn("en");
const EVIL = `<script>alert(1)</script>"'&\u202e\u0000\u200b`;

describe("text of others", () => {
  it("is never markup, and nothing in it acts", () => {
    const { markup } = html`<p title="${EVIL}">${foreign(EVIL)}</p>`;
    expect(markup).not.toContain("<script");
    expect(/title="([^"]*)"/.exec(markup)?.[1]).toContain("&lt;/script&gt;&quot;&#39;&amp;");
    expect(foreign(EVIL).markup).toContain("⟨U+202E⟩⟨U+0000⟩⟨U+200B⟩");
    expect(foreign(EVIL).markup).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it("of a megabyte is shown by its beginning", () => {
    expect(foreign("x".repeat(1_000_000)).markup.length).toBeLessThan(1_000);
  });

  it("with half a character in it can be shown", () => {
    expect(foreign("a\ud800b").markup).toContain("a\ufffdb");
  });
});

it("the quality page tells the judge's error by kind, and draws what was judged", () => {
  const rollout = {
    ...toldOf(1, 1).rollout,
    judge: { number: { tried: 40, same: 2, same_high: 0.17 }, name: { tried: 0, same: 0, same_high: 1 } },
    frontier: [{ threshold: 0.9, bound: 0.008, hit_share: 0.3, wrong_share: 0.001, labels: 500 }],
  };
  const bins = [{ from: 0.9, to: 1, predicted: 0.95, observed: 0.97, count: 120 }];
  const calibration = { source: "learned", embedder: null, version: "1", bins };
  const { markup } = quality(say, { calibration, rollout, labels: [], total: 0, allowed: 0.01 });
  expect(markup).toMatch(/number<\/td><td>40<\/td><td>2<\/td><td>17\.0/);
  expect(markup).not.toContain("<td>name</td>");
  expect(markup.match(/<circle/g)).toHaveLength(1);
});

it("a bound of the whole is told as what it is: nothing is known yet, and nothing is alarming", () => {
  const told = toldOf(1, 1);
  const { summary, alerts } = told;
  const warming = { state: "off", stopped_until: null } as const;
  const rows = { hours: 1, allowed: 0.01, summary, alerts, rows: told.rows, warming };
  const shown = (error_bound: number | null, labels: number) =>
    overview(say, { ...rows, rollout: { ...told.rollout, traffic_percentage: 100, error_bound, labels } })
      .markup;
  expect(shown(1, 4)).toContain("too few labels to say yet");
  expect(shown(null, 0)).toContain("nothing is measured yet");
  for (const markup of [shown(1, 4), shown(null, 0)]) expect(markup).not.toMatch(/tile bad|100\.00/);
  expect(shown(0.2, 400)).toMatch(/tile bad[\s\S]*20\.00/);
});

it("the overview tells what asking ahead gained and cost, and that it stopped itself", () => {
  const { rollout, alerts, rows, summary } = toldOf(1, 1);
  if (summary.error !== undefined) return expect.unreachable();
  const shown = (calls: number, state: "on" | "off" | "stopped") => {
    const warmed = { calls, hits_gained: 51.25, calls_per_hit: 1.17, spent_usd: 0.42 };
    const stopped_until = state === "stopped" ? "2026-06-01T18:30:00.000Z" : null;
    return overview(say, {
      ...{ hours: 1, allowed: 0.01, summary: { ...summary, warming: warmed }, alerts, rows, rollout },
      warming: { state, stopped_until },
    }).markup;
  };
  expect(shown(0, "off")).not.toContain("Asked ahead");
  for (const state of ["on", "off"] as const) {
    expect(shown(60, state)).toMatch(
      /Hits gained[\s\S]*51\.3[\s\S]*Calls[\s\S]*60[\s\S]*1\.17[\s\S]*\$0\.420/,
    );
    expect(shown(60, state)).not.toContain("did not pay");
  }
  expect(shown(60, "stopped")).toMatch(/did not pay\. It tries again at 2026-06-01 18:30/);
});

it("the rollout page tells how many requests the percentage really serves", () => {
  const rollout = { ...toldOf(1, 1).rollout, traffic_percentage: 50, serving_share: 0.3 };
  expect(rolloutPage(say, rollout, 0.01).markup).toContain("15.0\u00a0%");
});

it.each([
  [0.4, "0.4", "0,4"],
  [25.5, "25.5", "25,5"],
  [100 / 3, "33.33", "33,33"],
  [100, "100", "100"],
])("the rollout page rounds no percentage of %d away", (traffic_percentage, english, portuguese) => {
  const changes = [{ at: "2026-06-01T00:00:00Z", from: 0, to: traffic_percentage, why: "" }];
  const rollout = { ...toldOf(1, 1).rollout, traffic_percentage, changes };
  for (const [language, shown] of [
    ["en", english],
    ["pt-BR", portuguese],
  ] as const)
    expect(rolloutPage(sayIn(language), rollout, 0.01).markup.split(`>${shown}\u00a0%<`)).toHaveLength(3);
});

it("the rollout page names a threshold and where it is from, or none", () => {
  const { rollout } = toldOf(1, 1);
  const { markup } = rolloutPage(say, rollout, 0.01);
  expect(markup).toContain("<dd>0.910 (learned)</dd>");
  const none = rolloutPage(say, { ...rollout, threshold: null, threshold_source: "floor" }, 0.01);
  expect(none.markup).toContain("<dd>–</dd>");
  expect(none.markup).not.toContain("floor");
});

it("the rollout page tells no share before requests were measured", () => {
  const rollout = { ...toldOf(1, 1).rollout, serving_share: 0, requests: 0 };
  expect(rolloutPage(say, rollout, 0.01).markup).toContain("nothing is measured yet");
  expect(rolloutPage(say, { ...rollout, requests: 40 }, 0.01).markup).toContain("0.0\u00a0%");
});

it("figures are written as the page's language has them", () => {
  const told = toldOf(3, 7);
  const { summary } = told;
  if (summary.error !== undefined) return expect.unreachable();
  const savings = { ...summary.savings, cost_usd: 0.00195, cost_usd_warm: 0.00095, time_seconds: 5_400 };
  const shown = (language: "en" | "pt-BR") => {
    const in_ = sayIn(language);
    const warming = { state: "off", stopped_until: null } as const;
    const page = overview(in_, {
      ...{ ...told, summary: { ...summary, savings }, hours: 1, allowed: 0.01, warming },
    });
    return `${page.markup} ${rolloutPage(in_, told.rollout, 0.01).markup}`.replace(/<[^>]+>/g, " ");
  };
  for (const figure of ["70.0\u00a0%", "0.42\u00a0%", "$0.00095 – $0.00195", "1.5\u00a0h", "0.910"])
    expect(shown("en")).toContain(figure);
  for (const figure of ["70,0\u00a0%", "0,42\u00a0%", "US$\u00a00,00195", "1,5\u00a0h", "0,910"])
    expect(shown("pt-BR")).toContain(figure);
  expect(shown("en")).not.toMatch(/\d,\d/);
  expect(shown("pt-BR")).not.toMatch(/\d\.\d/);
});

it.each([
  ["en", "too few figures for a trend"],
  ["pt-BR", "poucos números para uma tendência"],
] as const)("a trend that nothing can be said of is words in %s", (language, words) => {
  expect(sayKnown(sayIn(language), "insufficient_data")).toBe(words);
});

it("the page of an entry shows no text where none is told", () => {
  const entry = {
    ...{
      id: "ent_1",
      model: EVIL,
      route: "chat",
      scope: "s",
      tenant: "t",
      semantic: true,
      tags: [EVIL],
      hits: 3,
    },
    ...{ stored_at: "2026-06-01T00:00:00Z", expires_at: "2026-06-02T00:00:00Z" },
    ...{ input_tokens: 1, output_tokens: null },
  };
  expect(entryPage(say, entry).markup).not.toContain("<pre>");
  expect(entryPage(say, { ...entry, question: EVIL, answer: EVIL }).markup).not.toContain("<script");
});
