import { describe, expect, it } from "vitest";
import { AnswerGroups } from "../../src/learn/answer-groups.ts";
import type { Label } from "../../src/learn/labels.ts";
import type { Key } from "../../src/model.ts";

function label(stored: string | undefined, question: string, more: Partial<Label> = {}): Label {
  return {
    ...{ id: "1", atMs: 1, source: "miss", verdict: "same", judge: "answer", tier: "semantic", score: 0 },
    ...{ probability: 0.5, similarity: 0.8, figures: null, q: 1, group: "chat m", entry: "e", question },
    ...{ version: "v", ...(stored === undefined ? {} : { stored }) },
    ...more,
  };
}

const of = (groups: AnswerGroups, ...keys: string[]) => keys.map((key) => groups.of(key as Key));

describe("which questions have one answer", () => {
  it("are those whose fresh answer was the same as a stored one, through others too", () => {
    const groups = new AnswerGroups();
    groups.added(label("a", "b"));
    groups.added(label("b", "c"));
    expect(of(groups, "a", "b", "c", "d")).toEqual(["a", "a", "a", "d"]);
  });

  it("merges no two groups by one verdict, so that a judge that is wrong once misplaces one question", () => {
    const groups = new AnswerGroups();
    groups.added(label("a", "b"));
    groups.added(label("x", "y"));
    groups.added(label("a", "x"));
    expect(of(groups, "a", "b", "x", "y")).toEqual(["a", "a", "a", "x"]);
  });

  it("takes a question out again that turns out to have another answer", () => {
    const groups = new AnswerGroups();
    groups.added(label("a", "b"));
    groups.added(label("a", "b", { verdict: "different" }));
    expect(of(groups, "b")).toEqual(["b"]);
  });

  it.each<[string, Label]>([
    ["callers' reports", label("a", "b", { source: "feedback", judge: "person" })],
    ["trials of the judge", label("a", "b", { source: "known", tier: null })],
    ["edited answers", label("a", "b", { tier: "adapted" })],
    ["older labels, which do not name the stored question", label(undefined, "b")],
    ["a question compared with itself", label("b", "b")],
  ])("are not told by %s", (_, given) => {
    const groups = new AnswerGroups();
    groups.added(given);
    expect(of(groups, "b")).toEqual(["b"]);
    expect(groups.size).toBe(0);
  });

  it("are counted anew where labels went, and are never more than their limit", () => {
    const groups = new AnswerGroups(2);
    for (const question of ["b", "c", "d"]) groups.added(label("a", question));
    expect(groups.size).toBe(2);
    expect(of(groups, "b", "c", "d")).toEqual(["b", "a", "a"]);
    groups.anew([label("a", "d")]);
    expect(of(groups, "c", "d")).toEqual(["c", "a"]);
  });
});
