import { beforeAll, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { PortFault } from "../../src/errors.ts";
import type { Embedder, Verifier } from "../../src/ports.ts";
import { fc } from "../support/property.ts";

let embedder: Embedder;
let make: () => Verifier;
beforeAll(async () => {
  const builtin = await loadBuiltin();
  embedder = builtin.embedder;
  make = () => createVerifier(builtin.lexicon, builtin.pairModel);
});

const MEGABYTE = 1_000_000;
const filled = (unit: string) => unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE);

const TEXTS: Readonly<Record<string, string>> = {
  nothing: "",
  "white space": " \n\t\u00a0",
  "a megabyte of words": filled("how to bake bread "),
  "a megabyte of one letter": filled("a"),
  "a megabyte of one word": filled("bread "),
  "a megabyte of white space": filled(" "),
  "a megabyte of marks": filled("?!"),
  "a megabyte of emoji": filled("😀"),
  "a megabyte of accents": filled("e\u0301"),
  "a megabyte without spaces": filled("重置密码"),
  "a megabyte of numbers": filled("12345 "),
  "a megabyte of joined words": filled("a.b/c:"),
  "one emoji": "🦊",
  "only emoji": "🦊🦊🎉",
  "a flag and a family": "🇧🇷 👨‍👩‍👧 🏳️‍🌈",
  Hebrew: "כיצד מאפסים סיסמה?",
  Arabic: "كيف أعيد تعيين كلمة المرور؟",
  "mixed scripts": "Как reset мой パスワード?",
  NUL: "\0",
  "NUL inside": "how do I\0 reset it",
  "a lone surrogate": "\ud800",
  "surrogates the wrong way round": "\udfff\ud800",
  composed: "Como é a configuração?",
  decomposed: "Como é a configuração?".normalize("NFD"),
  "invisible characters": "\u200b\u200d\u2060\ufeff\u00ad",
  "invisible characters inside": "pass\u200bword re\u00adset",
  "text turned round": "\u202ehow do I reset it\u202c",
  homoglyphs: "Hоw dо I rеset my раsswоrd?",
  "combining marks alone": "\u0301\u0301\u0301",
  "the name of a prototype": "__proto__ constructor toString",
  "what looks like a key of ours": "en\u0000question",
};
const NAMES = Object.keys(TEXTS);
const QUESTION = "How do I reset my password?";

const told = (verifier: Verifier, a: string, b: string) => JSON.stringify(verifier.compare(a, b, 0.9));

function expectVerdict(verifier: Verifier, a: string, b: string): void {
  for (const similarity of [0.9, 1, 0, -1, Number.NaN]) {
    const { probability, score } = verifier.compare(a, b, similarity);
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
    expect(Number.isFinite(score)).toBe(true);
  }
}

describe("the built-in embedder", () => {
  it.each(NAMES)("gives a unit vector or a refusal by name, always the same: %s", (name) => {
    const text = TEXTS[name]!;
    const once = () => {
      try {
        return embedder.embed(text, 1) as Float32Array;
      } catch (error) {
        expect(error).toBeInstanceOf(PortFault);
        expect(error).toMatchObject({ part: "embedder", why: "invalid" });
        expect(text.trim()).toBe("");
        return null;
      }
    };
    const vector = once();
    expect(once()).toEqual(vector);
    if (vector) expect(Math.hypot(...vector)).toBeCloseTo(1, 3);
  });
});

describe("the verifier", () => {
  it.each(NAMES)("has a verdict that is a probability, always the same: %s", (name) => {
    const text = TEXTS[name]!;
    const verifier = make();
    for (const [a, b] of [
      [text, QUESTION],
      [QUESTION, text],
      [text, `${text} x`],
      [text, text],
    ] as const) {
      expectVerdict(verifier, a, b);
      expect(told(verifier, a, b)).toBe(told(make(), a, b));
    }
  });

  /** These ask the same thing, as far as people can see. */
  const meant: ReadonlySet<string> = new Set(["homoglyphs", "invisible characters inside"]);

  it.each(NAMES.filter((name) => !meant.has(name)))("does not take a plain question for it: %s", (name) => {
    const { veto, probability } = make().compare(TEXTS[name]!, QUESTION, 1);
    expect(veto !== null || probability < 0.85).toBe(true);
  });

  it("whatever two texts hold, has a verdict, and the same one again", () => {
    const verifier = make();
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expectVerdict(verifier, a, b);
        expect(told(verifier, a, b)).toBe(told(make(), a, b));
        expect(verifier.explain(a, b, 0.9).every((line) => typeof line === "string")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["composed and decomposed", "Como é a configuração?", "Como é a configuração?".normalize("NFD")],
    ["a byte order mark", QUESTION, `\ufeff${QUESTION}`],
    ["NUL at the end", QUESTION, `${QUESTION}\0`],
    ["digits of two scripts", "what is ٣ plus 1", "what is 3 plus 1"],
    ["wide digits", "where is room １２", "where is room 12"],
  ])("sees one question in two writings: %s", (_name, a, b) => {
    expect(make().compare(a, b, 1)).toMatchObject({ veto: null, probability: expect.closeTo(0.95, 0) });
  });

  it.each([
    ["Arabic digits", "what is ٣ plus 1", "what is ٤ plus 1"],
    ["Devanagari digits", "कमरा १२ कहाँ है", "कमरा १३ कहाँ है"],
    ["wide digits", "where is room １２", "where is room １３"],
    ["mathematical digits", "what is 𝟙 plus one", "what is 𝟚 plus one"],
    ["fractions", "add ½ cup of sugar", "add ¼ cup of sugar"],
    ["Roman numerals", "chapter Ⅳ summary", "chapter Ⅴ summary"],
    ["circled numbers", "step ① of the guide", "step ② of the guide"],
  ])("tells numbers apart in whatever digits: %s", (_name, a, b) => {
    expect(make().compare(a, b, 1).veto).toBe("numbers-differ");
  });

  it.each([
    ["homoglyphs in a name", "paypal login", "p\u0430yp\u0430l login"],
    ["emoji", "what does 😀 mean", "what does 😡 mean"],
    ["Hebrew words", "איך לאפס סיסמה", "איך למחוק סיסמה"],
    ["Arabic words", "كيف أعيد تعيين كلمة المرور", "كيف أحذف كلمة المرور"],
    ["words without spaces", "如何重置密码", "如何删除密码"],
    ["lone surrogates", "\ud800", "\udfff"],
    ["emoji alone", "🦊", "🎉"],
    ["the last word of a megabyte", `${filled("all work ")}a`, `${filled("all work ")}b`],
  ])("does not serve one for the other: %s", (_name, a, b) => {
    const { veto, probability } = make().compare(a, b, 1);
    expect(veto !== null || probability < 0.85).toBe(true);
  });
});
