import { describe, expect, it } from "vitest";
import { type JsonScan, longNumberText, scanJson } from "../../src/wire/json-scan.ts";
import { fc } from "../support/property.ts";

const WIDE = { depthMax: 200, membersMax: 100_000 };

describe("scanJson", () => {
  it("accepts what JSON.parse accepts, and refuses what it refuses", () => {
    for (const text of ODD_TEXTS) expect([text, scanJson(text, WIDE).ok]).toEqual([text, parses(text)]);
  });

  it("agrees with JSON.parse on any text made of JSON's own characters", () => {
    const scraps = fc.constantFrom(
      ...'{}[]:,"\\ \n\tntrueu0123456789.eE+-',
      '"a"',
      "null",
      "false",
      "\\u00e9",
      '{"a":',
      "-0.5e3",
    );
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 14 }), (parts) => {
        const text = parts.join("");
        expect(scanJson(text, WIDE).ok).toBe(parses(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("agrees with JSON.parse on valid JSON with one character changed", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        (json, place, other) => {
          const at = place % (json.length + 1);
          const text = json.slice(0, at) + other + json.slice(at + 1);
          expect(scanJson(text, WIDE).ok).toBe(parses(text));
        },
      ),
      { numRuns: 600 },
    );
  });

  it("calls nothing ambiguous in what JSON.stringify wrote", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const scan = scanned(JSON.stringify(value) ?? "null");
        expect(scan).toMatchObject({ duplicateKeys: false, unfaithfulNumber: false });
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"":1,"":2}', true],
    ['{"__proto__":1,"__proto__":2}', true],
    ['{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"a":11}', true],
    ['[{"a":{"b":1,"b":2}}]', true],
    ['{"a":{"a":1},"b":{"a":1}}', false],
    ['[{"a":1},{"a":2}]', false],
    ['{"a":"a","A":1,"á":2,"a\\u0301":3}', false],
    ['{"constructor":1,"toString":2,"__proto__":3}', false],
  ])("finds a name that stands twice in one object: %s", (text, duplicateKeys) => {
    expect(scanned(text).duplicateKeys).toBe(duplicateKeys);
  });

  it.each([
    ["1e999", true],
    ["-1e999", true],
    ["1e-999", true],
    ["1.23456789e-320", true],
    ["3e-324", true],
    ["5e-324", false],
    ["-0", true],
    ["-0.0", true],
    ["-0e5", true],
    ["9007199254740992", false],
    ["9007199254740991", false],
    ["123456789012345", false],
    ["0.1", false],
    ["0.30000000000000004", false],
    ["1.0", false],
    ["1.00000000000000000000000", false],
    ["100000000000000000000000", false],
    ["1e22", false],
    ["1E+2", false],
    ["0", false],
    ["0e0", false],
    ["0.0", false],
    ["-1", false],
    ["-0.5", false],
  ])("says of %s whether no double is near it", (text, unfaithfulNumber) => {
    expect(scanned(`{"n":[${text}]}`).unfaithfulNumber).toBe(unfaithfulNumber);
  });

  it.each([
    ["9007199254740993", "9007199254740993e0"],
    ["12345678901234567890", "1234567890123456789e1"],
    ["-12345678901234567891", "-12345678901234567891e0"],
    ["0.12345678901234567890", "1234567890123456789e-19"],
    ["1.0000000000000000001", "10000000000000000001e-19"],
    ["10000000000000000001e-19", "10000000000000000001e-19"],
    ["0.69999999999999996", "69999999999999996e-17"],
    ["0.7", null],
    ["0.30000000000000004", null],
    ["1e22", null],
    ["-0", null],
  ])("keeps all digits of %s where a double does not", (text, kept) => {
    expect(longNumberText(text)).toBe(kept);
    expect(scanned(`{"n":[${text}]}`).longNumber).toBe(kept !== null);
  });

  it.each([
    ['"\\ud83d"', true],
    ['"\\ude00"', true],
    ['"\\ude00\\ud83d"', true],
    ['"\\ud83d\\ud83d\\ude00"', true],
    ['"\\ud83dx\\ude00"', true],
    ['"\\ud83d\\n\\ude00"', true],
    ['{"\\ud83d":1}', true],
    ['"\ud83d"', true],
    ['"\\ud83d\\ude00"', false],
    ['"🙂"', false],
    ['"\\ud83d\ude00"', false],
  ])("finds half of a surrogate pair: %s", (text, loneSurrogate) => {
    expect(scanned(text).loneSurrogate).toBe(loneSurrogate);
    expect((JSON.parse(`[${text}]`) as unknown[]).every((v) => JSON.stringify(v).includes("\\ud"))).toBe(
      loneSurrogate,
    );
  });

  it("counts depth, and stops at the deepest allowed", () => {
    expect(scanned("1").depth).toBe(0);
    expect(scanned('[{"a":[]}]').depth).toBe(3);
    expect(scanJson(nested(200), WIDE)).toMatchObject({ ok: true, depth: 200 });
    expect(scanJson(nested(201), WIDE)).toMatchObject({ ok: false, why: "too-deep", at: 200 });
  });

  it("survives 100,000 levels, whatever the limit", () => {
    expect(scanJson(nested(100_000), WIDE)).toMatchObject({ ok: false, why: "too-deep" });
    expect(scanJson(nested(100_000), { ...WIDE, depthMax: 1e6, membersMax: 1e6 })).toMatchObject({
      depth: 100_000,
    });
    expect(scanJson('{"a":'.repeat(100_000), { depthMax: 1e6, membersMax: 1e6 })).toMatchObject({
      why: "syntax",
    });
  });

  it("stops at the last member allowed, of objects and arrays together", () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `"k${i}":${i}`).join();
    expect(scanJson(`{${names}}`, WIDE)).toMatchObject({ ok: true, duplicateKeys: false });
    expect(scanJson(`{${names},"k7":0}`, WIDE)).toMatchObject({ ok: true, duplicateKeys: true });
    expect(scanJson("[1,[2,3]]", { depthMax: 9, membersMax: 4 }).ok).toBe(true);
    expect(scanJson("[1,[2,3],4]", { depthMax: 9, membersMax: 4 })).toMatchObject({
      why: "too-many-members",
    });
  });

  it("reads strings and numbers of megabytes", () => {
    const text = "é🙂\\n".repeat(500_000);
    expect(scanned(`"${text}"`).loneSurrogate).toBe(false);
    expect(scanned(`"${'\\"'.repeat(1_000_000)}"`).ok).toBe(true);
    expect(scanned(`1${"0".repeat(1_000_000)}1`).unfaithfulNumber).toBe(true);
    expect(scanned(`0.${"0".repeat(1_000_000)}1`).unfaithfulNumber).toBe(true);
  });
});

function scanned(text: string): Extract<JsonScan, { ok: true }> {
  const scan = scanJson(text, WIDE);
  if (!scan.ok) throw new Error(`${scan.why} at ${scan.at}`);
  return scan;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

const ODD_TEXTS = [
  "",
  " ",
  "\ufeff{}",
  "{} ",
  " {}",
  "{}x",
  "{}{}",
  "[]]",
  "[[]",
  "{]",
  "[}",
  "[1,]",
  "[,1]",
  "[,]",
  "[1 2]",
  "[1;2]",
  "{a:1}",
  "{'a':1}",
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{,"a":1}',
  '{"a":1 "b":2}',
  '{"a"::1}',
  "{1:2}",
  '{"a":1,,"b":2}',
  "tru",
  "true",
  "truex",
  "nul",
  "null",
  "nan",
  "NaN",
  "Infinity",
  "-Infinity",
  "undefined",
  "TRUE",
  "falsee",
  "f",
  "0",
  "00",
  "01",
  "-01",
  "-",
  "+1",
  "1.",
  ".1",
  "-.1",
  "1.e1",
  "1e",
  "1e+",
  "1e1.5",
  "0x10",
  "1_000",
  "1-",
  "--1",
  "1e5",
  "-0",
  "0e+1",
  "1 ",
  "\u00a01",
  "1\u2028",
  "\v1",
  "\f1",
  '"',
  '"a',
  '"\\',
  '"\\"',
  '"\\x"',
  '"\\u"',
  '"\\u12"',
  '"\\u123g"',
  '"\\u12345"',
  '"\\U0041"',
  '"\n"',
  '"\t"',
  '"\u0000"',
  '"\u007f"',
  '"\u2028"',
  '"\\/"',
  '"\\b\\f\\n\\r\\t"',
  '"\\a"',
  '"\\\n"',
  '"\ud800"',
  "[1]//",
  "/**/1",
  "#1",
  "[1]\n",
  "\r\n[\t1 ,\n2]\r\n",
];
