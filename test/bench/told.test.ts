/** Answers as models tell them: does the same answer say the same, and another one something else? */
import { describe, expect, it } from "vitest";
import { TELLINGS, type Telling, teller, templateTexts } from "../../bench/closed-loop/told.ts";

const NAMES = Array.from({ length: 200 }, (_, i) => `answer ${i}`);

function wordsOf(text: string): string[] {
  return text.split(/\s+/);
}

describe("answers as models tell them", () => {
  it.each(TELLINGS)("%s: another answer has another text, by the same seed always the same", (telling) => {
    const [one, two] = [teller(telling, 1), teller(telling, 1)];
    const texts = NAMES.map(one);
    expect(new Set(texts).size).toBe(NAMES.length);
    expect(NAMES.map(two)).toEqual(texts);
  });

  it.each(["one wording", "800 words, one number", "one noun"] satisfies Telling[])(
    "%s: an answer is told alike each time",
    (telling) => {
      const say = teller(telling, 1);
      const before = NAMES.map(say);
      expect(NAMES.map(say)).toEqual(before);
    },
  );

  it("five wordings: an answer is told in each of them", () => {
    const say = teller("five wordings", 1);
    expect(new Set(Array.from({ length: 200 }, () => say("answer"))).size).toBe(5);
  });

  it("800 words: answers differ in one number of the first one, at many places", () => {
    const say = teller("800 words, one number", 1);
    const [first, ...others] = NAMES.map((name) => wordsOf(say(name)));
    expect(first!.length).toBeGreaterThanOrEqual(800);
    const places = others.map((words) => words.flatMap((word, i) => (word === first![i] ? [] : [i])));
    expect(places.every((of) => of.length === 1)).toBe(true);
    const at = new Set(places.map(([place]) => Math.floor((10 * place!) / first!.length)));
    expect(at.size).toBeGreaterThanOrEqual(8);
  });

  it("one noun: neighbouring answers differ in one word, in lower case", () => {
    const say = teller("one noun", 1);
    const [a, b] = [wordsOf(say("a")), wordsOf(say("b"))];
    const differing = a.flatMap((word, i) => (word === b[i] ? [] : [word, b[i]!]));
    expect(differing).toHaveLength(2);
    for (const word of differing) expect(word).toMatch(/^[a-z]+$/);
  });

  it("templates: questions and answers differ in a name in lower case, and in days once the answer changed", () => {
    const texts = templateTexts();
    const [first] = texts;
    expect(first).toEqual({ text: "How do I install ripgrep?", class: "template 0 ripgrep" });
    const say = teller("one wording", 1);
    expect(say("template 0 ripgrep").replaceAll("ripgrep", "tmux")).toBe(say("template 0 tmux"));
    expect(say("template 0 tmux, changed")).toContain("3 days");
    const byClass = Map.groupBy(texts, (text) => text.class);
    for (const of of byClass.values()) expect(of.length).toBe(5);
  });
});
