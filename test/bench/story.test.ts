/** The pure parts of the recorded story (bench/story.ts): what is right, who asks what, and what is drawn and told of a run. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawing } from "../../bench/story/drawing.ts";
import { excerpt } from "../../bench/story/excerpt.ts";
import { page } from "../../bench/story/page.ts";
import { CLASSES, CLOSINGS, OPENINGS, SINGLES, single } from "../../bench/story/questions.ts";
import type { Story } from "../../bench/story/record.ts";
import { seeded, traffic } from "../../bench/story/traffic.ts";
import { Truth } from "../../bench/story/truth.ts";

const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8");
const recorded = JSON.parse(read("story.json")) as Story;

describe("the questions", () => {
  it("are sixty classes of several wordings, none of which asks two things", () => {
    expect(CLASSES).toHaveLength(60);
    const wordings = CLASSES.flatMap((c) => c.wordings);
    expect(new Set(wordings).size).toBe(wordings.length);
    for (const { name, wordings, before, after } of CLASSES) {
      expect(wordings.length, name).toBeGreaterThanOrEqual(5);
      expect(before, name).not.toBe(after);
      expect(`${before}${after}`, name).not.toMatch(/[{|}]/);
    }
    expect(new Set(CLASSES.flatMap(({ before, after }) => [before, after])).size).toBe(2 * CLASSES.length);
  });

  it("that are asked once differ, all of them", () => {
    const asked = Array.from({ length: SINGLES }, (_, n) => single(n).question);
    expect(new Set(asked).size).toBe(SINGLES);
  });
});

describe("what upstream knows", () => {
  it("is one answer for a class, however it is asked, and no other's", () => {
    const truth = new Truth();
    for (const { wordings, before, after } of CLASSES)
      for (const [i, wording] of wordings.entries()) {
        const asked = `${OPENINGS[i % OPENINGS.length]}${wording}${CLOSINGS[i % CLOSINGS.length]}`;
        expect(truth.right(asked)).toBe(before);
        for (let nth = 0; nth < 5; nth++) expect(truth.isRight(asked, truth.told(asked, nth))).toBe(true);
        expect(truth.isRight(asked, after)).toBe(false);
      }
    expect(truth.right("What is the weather?")).toBeNull();
    expect(truth.isRight("What is the weather?", "Rain.")).toBe(false);
  });

  it("changes for as many classes as were asked for, and for no single question", () => {
    const truth = new Truth();
    const changed = truth.change(0.4, seeded(1));
    expect(changed).toHaveLength(24);
    expect(CLASSES.filter(({ wordings, after }) => truth.right(wordings[0]!) === after)).toHaveLength(24);
    for (const { wordings, before } of changed)
      for (const wording of wordings) expect(truth.isRight(wording, before)).toBe(false);
    for (const n of [0, 1, SINGLES - 1]) expect(truth.right(single(n).question)).toBe(single(n).answer);
  });
});

describe("the traffic", () => {
  const rules = { sessions: 400, repeats: 0.15, singles: 0.3 };
  const take = (seed: number, count: number) => {
    const asked = traffic(rules, seeded(seed));
    return Array.from({ length: count }, () => asked.next().value);
  };

  it("is the same for the same seed, and another for another", () => {
    expect(take(1, 50)).toEqual(take(1, 50));
    expect(take(1, 50)).not.toEqual(take(2, 50));
  });

  it("has its shares of repeats and of single questions, and only questions that upstream knows", () => {
    const truth = new Truth();
    const asked = take(1, 4_000);
    const singles = new Set(Array.from({ length: SINGLES }, (_, n) => single(n).question));
    const seen = new Set<string>();
    let once = 0;
    for (const { question } of asked) {
      expect(truth.right(question), question).not.toBeNull();
      if (singles.has(question) && !seen.has(question)) once++;
      seen.add(question);
    }
    expect(once / asked.length).toBeCloseTo(0.3, 1);
    expect(new Set(asked.map(({ session }) => session)).size).toBeGreaterThan(390);
  });
});

describe("what is told of a run", () => {
  it("stands in the docs as it was recorded", () => {
    expect(read("story.md")).toBe(page(recorded));
    expect(read("story.svg")).toBe(drawing(recorded));
  });

  it("is a run that kept every promise: shadow first, each step, the fall, nothing after it", () => {
    const { points, changes, wrong, acts, fellAt, changedAt, settings } = recorded;
    const firstServed = points.find(({ served }) => served > 0)!;
    expect(firstServed.percentage).toBeGreaterThan(0);
    expect(firstServed.labels).toBeGreaterThan(0);
    expect(changes.filter(({ from, to }) => to > from).map(({ to }) => to)).toEqual([1, 5, 10, 25, 50, 100]);
    expect(changes.at(-1)).toMatchObject({ from: 100, to: 0 });
    expect(recorded.alert).toContain(changes.at(-1)!.why);
    expect(wrong.untilFall).toBeGreaterThan(0);
    expect(wrong.afterFall).toBe(0);
    expect(points.at(-1)!.served).toBe(points.find(({ requests }) => requests >= fellAt)!.served);
    expect(wrong.beforeChange).toBeLessThanOrEqual(settings.maxErrorRate * changedAt);
    expect(acts).toHaveLength(6);
    expect(acts.flatMap(({ held }) => held).length).toBeGreaterThanOrEqual(12);
  });

  it("quotes of what explain prints the decision and the stored question that was served", () => {
    const printed =
      "semantic: reworded\n\n  entry       ent_b\n\nnearest\n  1  a  ent_a\n     cosine\n\n  2  b  ent_b\n     cosine\n\n";
    expect(excerpt(printed)).toBe(
      "semantic: reworded\n\n  entry       ent_b\n\nnearest\n  2  b  ent_b\n     cosine",
    );
    expect(excerpt("miss: absent\n")).toBe("miss: absent");
  });

  it("says so where more was wrong than the budget allows", () => {
    const worse = { ...recorded, wrong: { ...recorded.wrong, untilFall: 1_000 } };
    const none = { ...recorded, wrong: { ...recorded.wrong, untilFall: 0 } };
    expect(page(none)).toContain("within it");
    expect(page(worse)).toContain("**above it**");
    const within = { ...recorded, points: recorded.points.map((p) => ({ ...p, bound: 0.001 })) };
    const above = { ...recorded, points: within.points.map((p) => ({ ...p, bound: 0.5 })) };
    expect(page(within)).not.toContain("while callers were inside");
    expect(page(above)).toContain("while callers were inside");
    const broken = { seed: 7, changed: 0.1, broken: "act 5: it fell to 50 %" };
    expect(page({ ...recorded, others: [broken] })).toContain("broken: act 5: it fell to 50 %");
  });

  it("is drawn inside its frame, the percentage in steps", () => {
    const svg = drawing(recorded);
    const [percentage = "", ...others] = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map((m) => m[1]!);
    expect(others).toHaveLength(2);
    const places = percentage.split(" ").map((place) => place.split(",").map(Number) as [number, number]);
    for (const [i, [x, y]] of places.entries()) {
      expect(x).toBeGreaterThanOrEqual(60);
      expect(x).toBeLessThanOrEqual(708);
      expect(y).toBeGreaterThanOrEqual(44);
      const [beforeX, beforeY] = places[i - 1] ?? [x, y];
      expect(x === beforeX || y === beforeY, `from ${beforeX},${beforeY} to ${x},${y}`).toBe(true);
      expect(x).toBeGreaterThanOrEqual(beforeX);
    }
    for (const { title } of recorded.acts) expect(svg).toContain(title);
  });
});
