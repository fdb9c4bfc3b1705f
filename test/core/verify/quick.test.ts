/** What is told by a quick walk along a text is what the patterns would tell. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COURTESIES, FAREWELLS } from "../../../src/core/verify/read/courtesies.ts";
import { asked } from "../../../src/core/verify/read/courtesy.ts";
import { formOf } from "../../../src/core/verify/read/form.ts";
import { formsMentioned } from "../../../src/core/verify/read/form-words.ts";
import { WordVectors } from "../../../src/core/verify/read/vectors.ts";
import { fc } from "../../support/property.ts";

const questions = readFileSync(new URL("../../data/near.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .flatMap((line) => line.split("\t").slice(1));

describe("a question without courtesies", () => {
  const byPatterns = (text: string): string => {
    let out = text.trim();
    for (let round = 0; round < 3; round++) {
      const before = out;
      for (const pattern of [...COURTESIES, ...FAREWELLS]) out = out.replace(pattern, "");
      if (out === before) break;
    }
    return out.trim() === "" ? text.trim() : out.trim();
  };
  const opening = fc.constantFrom(
    "",
    "Hi ",
    "so ",
    "Please tell me ",
    "i'd like to know ",
    "Você sabe ",
    "ſo ",
  );
  const closing = fc.constantFrom(
    "",
    "?",
    " please",
    "? Thanks.",
    " por favor!",
    " thank you",
    " pleaſe",
    " …",
    "\u00a0?",
  );

  it("is what the patterns leave, whatever stands around it", () => {
    const body = fc.oneof(fc.constantFrom(...questions), fc.string({ unit: "grapheme", maxLength: 30 }));
    fc.assert(
      fc.property(opening, body, closing, (before, text, after) => {
        // A clause that moves behind its question is another rule.
        fc.pre(!/[,:;–—]/.test(text));
        expect(asked(`${before}${text}${after}`)).toBe(byPatterns(`${before}${text}${after}`));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("forms of an answer", () => {
  it.each([
    ["what is a closure, explain in Portuguese", "tongue"],
    ["describe closures in three sentences", "count"],
    ["answer only yes or no: is it raining", "reply"],
    ["describe rain as a table", "format"],
    ["write me a short poem on rain", "made"],
    ["explain rain to a five year old", "audience"],
    ["describe it like a pirate", "voice"],
    ["explain rain in-depth", "detail"],
    ["explain rain TL;DR", "brief"],
    ["name five rivers", "listing"],
    ["explique como um poeta a chuva", "voice"],
  ])("are looked for in %s", (text, form) => {
    expect(formOf(text)).toContain(form);
  });

  it("are not looked for where no word begins like one", () => {
    expect(formsMentioned("how do i reset my router at home")).toBeNull();
  });

  it("are looked for by all patterns where a letter may have another capital than one expects", () => {
    expect(formsMentioned("explain it, ſir")?.size).toBe(10);
    expect(formsMentioned("ſir, how do i go home")).toBeNull();
  });
});

describe("the sum of words", () => {
  it.each([256, 250, 8, 3])("of %i dimensions is, to the last digit, that of a plain loop", (dimension) => {
    const vectors = new WordVectors(dimension);
    const wave = (step: number) =>
      Float32Array.from({ length: dimension }, (_, i) => Math.sin(i * step + step));
    const words = [0.3, 1.7, 2.9].map((step) => ({ row: vectors.add(wave(step)), weight: step / 3 }));
    const sum = new Float64Array(dimension);
    for (const [n, { weight }] of words.entries()) {
      const wanted = wave([0.3, 1.7, 2.9][n]!);
      const most = Math.max(...wanted.map(Math.abs));
      const steps = Array.from(wanted, (value) => Math.round((value / most) * 127));
      const inverse = 1 / Math.sqrt(steps.reduce((all, step) => all + step * step, 0));
      for (let i = 0; i < dimension; i++) sum[i]! += steps[i]! * (weight * inverse);
    }
    const scale = 1 / Math.sqrt(sum.reduce((all, value) => all + value * value, 0));
    expect(vectors.sum(words)).toEqual(Float32Array.from(sum, (value) => value * scale));
    expect(vectors.sum([])).toBeNull();
    expect(vectors.sum([{ row: -1, weight: 1 }])).toBeNull();
  });
});
