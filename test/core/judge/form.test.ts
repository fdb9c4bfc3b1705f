import { describe, expect, it } from "vitest";
import { areEqualButForForm } from "../../../src/core/judge/form.ts";

describe("the form of an answer", () => {
  it.each([
    ["case", "ÁGUA é H2O", "água É h2o"],
    ["emphasis and headings", "# **Now** go", "now `go`"],
    ["list marks", "1. eggs\n2. milk", "- eggs\n* milk"],
    ["quotes", "“so” it’s", '"so" it\'s'],
    ["an accent of its own", "cafe\u0301 aberto", "café aberto"],
    ["characters without width", "co\u200bpy", "copy"],
    ["signs that are letters in disguise", "20 \u212a", "20 k"],
    ["capitals beyond Latin-1", "\u0178s", "ÿs"],
    ["the last mark", "Done.", "done"],
  ])("makes two answers equal that differ in %s", (_, a, b) => {
    expect(areEqualButForForm(a, b)).toBe(true);
    expect(areEqualButForForm(b, a)).toBe(true);
  });

  it.each([
    ["a letter", "Take it", "Make it"],
    ["an accent", "avó", "avô"],
    ["an accent of its own", "avo\u0301", "avo\u0302"],
    ["a number", "Take 2", "Take 3"],
    ["a mark within", "a.b", "a,b"],
    ["length", "Take it", "Take it now"],
    ["ß and ÿ", "ß", "ÿ"],
    ["a word beyond Latin-1", "Ω", "Ψ"],
  ])("tells two answers apart that differ in %s", (_, a, b) => {
    expect(areEqualButForForm(a, b)).toBe(false);
    expect(areEqualButForForm(b, a)).toBe(false);
  });
});
