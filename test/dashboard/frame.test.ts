import { describe, expect, it } from "vitest";
import { fitted, sparkline, widthOf } from "../../src/dashboard/terminal/columns.ts";
import { frame } from "../../src/dashboard/terminal/frame.ts";
import { languageOf, sayIn } from "../../src/dashboard/words.ts";
import { toldOf } from "../support/told.ts";

const OPTIONS = {
  ...{ columns: 80, rows: 24, color: false, say: sayIn("en"), at: "2026-06-01T12:34:56.000Z" },
  ...{ origin: "http://127.0.0.1:8081", isPaused: false, showsHelp: false },
};
const EVIL = "\u001b[2J\u202etxt.exe\r\nhit-rate 漢字 👩‍💻";
const alert = { at: "", name: EVIL, state: "firing", message: EVIL.repeat(2_000), todo: null };

describe("a frame of the terminal's dashboard", () => {
  it.each([
    [80, 24],
    [200, 60],
    [72, 18],
    [60, 30],
    [40, 15],
    [20, 5],
    [1, 1],
  ])("fills %i columns and %i rows exactly, whatever stands in it", (columns, rows) => {
    for (const told of [
      null,
      toldOf(0, 0),
      toldOf(60, 4),
      toldOf(60, 4, { alerts: { alerts: [alert], firing: [alert] } }),
    ])
      for (const showsHelp of [false, true])
        for (const say of [sayIn("en"), sayIn("pt-BR")]) {
          const lines = frame(told, { ...OPTIONS, columns, rows, showsHelp, say });
          expect(lines).toHaveLength(rows);
          expect([...new Set(lines.map(widthOf))]).toEqual([columns]);
          expect(lines.join("")).not.toMatch(/\p{Cc}|\u202e/u);
        }
  });

  it("writes Portuguese figures with a comma", () => {
    const lines = frame(toldOf(60, 4), {
      ...OPTIONS,
      columns: 120,
      rows: 40,
      say: sayIn("pt-BR"),
      origin: "",
    });
    expect(lines.join("\n")).toContain("40,0\u00a0%");
    expect(lines.slice(3).join("\n")).not.toMatch(/\d\.\d/);
  });

  it("is laid out as the seed has it at 80 by 24", () => {
    const text = frame(toldOf(60, 4), OPTIONS).join("\n");
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      ┌─ Semblance ──────────────────────────────────────────────────────────────────┐
      │ Semblance · 2026-06-01 12:34:56   http://127.0.0.1:8081                      │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌─ Main metrics ───────────────────────┐┌─ Trends ─────────────────────────────┐
      │ Requests           600               ││ Hit share: stable                    │
      │ Hit share          40.0 % stable     ││ ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ │
      │ Semantic hits      60 (10.0 %)       ││ 40.0 % 40.0 % 40.0 % 40.0 % 40.0 %   │
      │ Adapted            0                 ││ Similarity: stable                   │
      │ Errors             0                 ││ ████████████████████████████████████ │
      │ Mode               auto, 25 %        ││ 0.91 0.91 0.91 0.91 0.91             │
      │ Wrong answers      ≤ 0.42 %          ││ Requests:                            │
      └──────────────────────────────────────┘└──────────────────────────────────────┘
      ┌─ Performance ────────────────────────┐┌─ Alerts ─────────────────────────────┐
      │ Saved              $0.720            ││ ✓ Nothing asks for you.              │
      │ Spent to be sure   $0.00             ││                                      │
      │ Net                $0.720            ││                                      │
      │ Tokens saved       288 000           ││                                      │
      │ Time saved         8.0 min           ││                                      │
      │ from the cache     1.5 ms            ││                                      │
      │ from upstream      750 ms            ││                                      │
      └──────────────────────────────────────┘└──────────────────────────────────────┘
      ┌──────────────────────────────────────────────────────────────────────────────┐
      │ q quit   p Pause   ? Keys   twice a second                                   │
      └──────────────────────────────────────────────────────────────────────────────┘
      "
    `);
  });

  it("has colours only where they are wanted, and is the same without", () => {
    const colored = frame(toldOf(60, 4), { ...OPTIONS, color: true });
    expect(colored.join("")).toContain("\u001b[");
    expect(colored.map((line) => line.replace(/\u001b\[\d+m/g, ""))).toEqual(frame(toldOf(60, 4), OPTIONS));
  });

  it("speaks Portuguese", () => {
    const text = frame(toldOf(60, 4), { ...OPTIONS, say: sayIn("pt-BR") }).join("\n");
    expect(text).toContain("Métricas principais");
    expect(text).toContain("Nada pede sua atenção.");
  });

  it("tells at 80 by 24 what asking ahead gained and cost, once it asked", () => {
    const told = toldOf(60, 4);
    if (told.summary.error !== undefined) return expect.unreachable();
    const warming = { calls: 60, hits_gained: 51.25, calls_per_hit: 1.17, spent_usd: 0.42 };
    const shown = (summary: typeof told.summary) => frame({ ...told, summary }, OPTIONS).join("\n");
    expect(shown({ ...told.summary, warming })).toMatch(/Asked ahead +51\.3 hits/);
    expect(
      frame({ ...told, summary: { ...told.summary, warming } }, { ...OPTIONS, columns: 120 }).join("\n"),
    ).toContain("51.3 hits gained, 60 calls, $0.420");
    expect(shown(told.summary)).not.toContain("Asked ahead");
  });

  it("tells no similarity where nothing was found by meaning", () => {
    const similarity = (hits: number) =>
      /Similarity +(\S+)/.exec(frame(toldOf(60, hits), { ...OPTIONS, rows: 40 }).join("\n"))?.[1];
    expect([similarity(0), similarity(4)]).toEqual(["–", "0.910"]);
  });

  it("says when the semantic tier does not pay", () => {
    const told = toldOf(60, 4);
    if (told.summary.error !== undefined) return expect.unreachable();
    const { savings } = told.summary;
    const summary = {
      ...told.summary,
      savings: { ...savings, semantic: { ...savings.semantic, pays: false } },
    };
    const text = frame({ ...told, summary }, { ...OPTIONS, rows: 40 }).join("\n");
    expect(text).toContain("The semantic tier has cost");
  });
});

it.each([
  ["pt-BR", "en_US.UTF-8", "pt-BR"],
  [undefined, "pt_BR.UTF-8", "pt-BR"],
  [undefined, "pt-PT,pt;q=0.9,en;q=0.8", "pt-BR"],
  ["en", "pt_BR.UTF-8", "en"],
  [undefined, "C", "en"],
  [undefined, undefined, "en"],
  [undefined, "ptolemaic", "en"],
])("SEMBLANCE_LANG %s beside a locale %s is %s", (asked, locale, language) => {
  expect(languageOf(asked, locale)).toBe(language);
});

it("cuts and fills by columns, not by characters", () => {
  expect(fitted("abc", 5)).toBe("abc  ");
  expect(fitted("漢字かな", 5)).toBe("漢字…");
  expect(fitted("漢字かな", 4)).toBe("漢… ");
  expect(fitted("abcdef", 3)).toBe("ab…");
});

it("draws the newest values of a series", () => {
  expect(sparkline([0, 0.5, null, 1, 2], 5, 1)).toBe("▁▅ ██");
  expect(sparkline([0, 1, 0], 2, 1)).toBe("█▁");
});
