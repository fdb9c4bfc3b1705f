/** The shipped model: its files are checked, and any text becomes a finite unit vector or a named fault. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Builtin, loadBuiltin, MODELS } from "../../src/adapters/embedder-builtin.ts";
import type { UnitVector } from "../../src/model.ts";
import { fc } from "../support/property.ts";

let builtin: Builtin;
const folder = mkdtempSync(join(tmpdir(), "semblance-model-"));
beforeAll(async () => {
  builtin = await loadBuiltin();
  cpSync(MODELS, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function embed(text: string): UnitVector {
  return builtin.embedder.embed(text, 100) as UnitVector;
}

function dot(a: UnitVector, b: UnitVector): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe("a model file", () => {
  it("is at most 16 MB with all others", () => {
    const bytes = ["words.bin", "pairs.bin"].map((name) => readFileSync(join(MODELS, name)).length);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(16_000_000);
  });

  it.each([
    ["cut short", (file: Buffer) => file.subarray(0, file.length - 1)],
    ["empty", () => Buffer.alloc(0)],
    ["changed in one bit of its payload", (file: Buffer) => flipped(file, 5_000)],
    ["changed in one bit of its digest", (file: Buffer) => flipped(file, 20)],
    ["of another kind", (file: Buffer) => flipped(file, 0)],
    ["of a later format", (file: Buffer) => flipped(file, 8)],
  ])("is refused as corrupt when %s", async (_name, damage) => {
    const path = join(folder, "pairs.bin");
    const whole = readFileSync(join(MODELS, "pairs.bin"));
    writeFileSync(path, damage(whole));
    await expect(loadBuiltin(folder)).rejects.toMatchObject({
      name: "PortFault",
      part: "embedder",
      why: "corrupt",
    });
    writeFileSync(path, whole);
  });

  it("that is missing is told by its path", async () => {
    await expect(loadBuiltin(join(folder, "nowhere"))).rejects.toMatchObject({ why: "unavailable" });
    await expect(loadBuiltin(join(folder, "nowhere"))).rejects.toThrow("words.bin");
  });

  function flipped(file: Buffer, at: number): Buffer {
    const out = Buffer.from(file);
    out[at]! ^= 4;
    return out;
  }
});

describe("a text", () => {
  it.each([
    ["one emoji", "🦊"],
    ["only emoji", "🦊🦊🎉"],
    ["only marks", "?!…"],
    ["NUL", "\u0000"],
    ["a lone surrogate", "\ud800"],
    ["right-to-left", "كيف أعيد تعيين كلمة المرور؟"],
    ["no Latin letter", "如何重置密码？"],
    ["homoglyphs", "Hоw dо I rеset my раsswоrd?"],
    ["one letter 100,000 times", "x".repeat(100_000)],
    ["the name of a prototype", "__proto__ constructor toString"],
    ["combining marks alone", "\u0301\u0301\u0301"],
  ])("of %s has a finite unit vector, always the same", (_name, text) => {
    const vector = embed(text);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    expect([...embed(text)]).toEqual([...vector]);
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n\t\u00a0"],
  ])("of %s is refused as invalid", (_name, text) => {
    expect(() => builtin.embedder.embed(text, 100)).toThrow(
      expect.objectContaining({ name: "PortFault", part: "embedder", why: "invalid" }),
    );
  });

  it("whatever it holds is embedded or refused, never worse", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        if (text.trim() === "") return;
        expect(Math.hypot(...embed(text))).toBeCloseTo(1, 3);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same composed and decomposed", () => {
    expect([...embed("Como é a configuração?".normalize("NFD"))]).toEqual([
      ...embed("Como é a configuração?"),
    ]);
  });

  it("of a megabyte differs from one that differs in its last letter only", () => {
    const long = "all work and no play makes a dull text ".repeat(27_000);
    expect(long.length).toBeGreaterThan(1_000_000);
    expect(dot(embed(`${long}a`), embed(`${long}b`))).toBeLessThan(0.999);
  });

  it("of two emoji differs from that of two others", () => {
    expect(dot(embed("🦊"), embed("🎉"))).toBeLessThan(0.5);
  });
});

describe("vectors", () => {
  it("are nearer for a rewording than for another subject", () => {
    const asked = embed("How do I reset my password?");
    expect(dot(asked, embed("reset password"))).toBeGreaterThan(0.8);
    expect(dot(asked, embed("How do I bake sourdough bread?"))).toBeLessThan(0.4);
  });

  it("bring an unknown word near its misspelling and far from other unknown words", () => {
    expect(dot(embed("zorblaxin"), embed("zorblaxim"))).toBeGreaterThan(
      dot(embed("zorblaxin"), embed("quentivar")) + 0.1,
    );
    expect(dot(embed("zorblaxin"), embed("quentivar"))).toBeLessThan(0.5);
  });

  it("keep identifiers apart", () => {
    expect(dot(embed("parse_date"), embed("parse_time"))).toBeLessThan(0.9);
    expect(dot(embed("C++"), embed("C#"))).toBeLessThan(0.9);
  });

  it("stay the same to the last bit under one fingerprint, as stored ones are compared with new ones", () => {
    const words =
      "how do I reset the password of my router C++ foo-bar.baz 10345 xylqwert ação não 😀 can't v2.1".split(
        " ",
      );
    const digest = createHash("sha256");
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= words.length; to++) {
        const { buffer, byteOffset, byteLength } = embed(words.slice(from, to).join(" "));
        digest.update(Buffer.from(buffer, byteOffset, byteLength));
      }
    expect([builtin.embedder.fingerprint, digest.digest("hex")]).toEqual([
      "builtin:words:256:2cd5504b9558::n1",
      "d40aeaab478430a6c0c6974097255105bf5fba3579f1df51fe21512cbfd62365",
    ]);
  });

  it("name the very model in their fingerprint", () => {
    expect(builtin.embedder.fingerprint).toMatch(/^builtin:words:256:[0-9a-f]{12}::n1$/);
  });
});

describe("the words", () => {
  it("weigh more the rarer they are, and 1 where unknown", () => {
    const { lexicon } = builtin;
    expect(lexicon.weight("the")).toBeLessThan(0.05);
    expect(lexicon.weight("password")).toBeGreaterThan(0.5);
    expect(lexicon.weight("password")).toBeLessThan(1);
    expect(lexicon.weight("zorblaxin")).toBe(1);
  });

  it("keep one array each, and none for what is no word", () => {
    expect(builtin.lexicon.vector("senha")).toBe(builtin.lexicon.vector("senha"));
    expect(builtin.lexicon.vector("")).toBeNull();
    expect(builtin.lexicon.vector("x".repeat(1_000))).toBeNull();
  });
});
