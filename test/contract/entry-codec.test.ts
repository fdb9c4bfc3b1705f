import { describe, expect, test } from "vitest";
import { openEntry, openFacts, openVector, sealEntry, sealVector } from "../../src/adapters/entry-codec.ts";
import { Seals } from "../../src/adapters/seals.ts";
import { PortFault } from "../../src/errors.ts";
import { type Entry, FORMS, ROUTES, unitVector } from "../../src/model.ts";
import { anEntry, fingerprint, id, SECRET } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const seals = new Seals({ secret: SECRET });

const text = fc.string({ unit: "binary", maxLength: 60 });
const time = fc.double({ noNaN: true, noDefaultInfinity: true }).map((ms) => ms + 0);
const count = fc.nat();
const anyEntry = fc.record({
  id: text,
  key: text,
  scope: text,
  tenant: text,
  route: fc.constantFrom(...ROUTES),
  model: text,
  question: text,
  semantic: fc.boolean(),
  storedAtMs: time,
  expiresAtMs: time,
  staleUntilMs: time,
  form: fc.constantFrom(...FORMS),
  usage: fc.option(fc.record({ inputTokens: count, outputTokens: count }, { noNullPrototype: true })),
  upstreamMs: count,
  headers: fc.array(fc.tuple(text, text), { maxLength: 4 }),
  body: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
});

test("every entry comes back as it was sealed, lone surrogates and raw bytes included", () => {
  fc.assert(
    fc.property(anyEntry, (fields) => {
      const entry = fields as unknown as Entry;
      expect(openEntry(seals, sealEntry(seals, entry), entry.body)).toEqual(entry);
    }),
  );
});

test("members that an entry does not have are not stored", () => {
  const entry = { ...anEntry("a"), authorization: "Bearer secret" };
  expect(sealEntry(seals, entry).facts).not.toContain("secret");
});

test("any one byte changed anywhere is noticed", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.constantFrom("facts", "seal", "body"),
      (at, flip, part) => {
        const entry = anEntry("a");
        const sealed = sealEntry(seals, entry);
        const parts = {
          facts: Buffer.from(sealed.facts),
          seal: Buffer.from(sealed.seal),
          body: Buffer.from(entry.body),
        };
        const hit = parts[part];
        hit[at % hit.length]! ^= flip;
        const opened = openEntry(
          seals,
          { ...sealed, facts: parts.facts.toString("utf8"), seal: parts.seal },
          parts.body,
        );
        expect(opened).toBe("damaged");
      },
    ),
    { numRuns: 1_000 },
  );
});

test("another answer's body is noticed", () => {
  expect(openEntry(seals, sealEntry(seals, anEntry("a")), anEntry("b").body)).toBe("damaged");
});

test("a row of a later format is told apart from a damaged one", () => {
  const sealed = sealEntry(seals, anEntry("a"));
  for (const format of [3, 99]) expect(openFacts(seals, { ...sealed, format })).toBe("other-format");
  for (const format of [0, 1, Number.NaN]) expect(openFacts(seals, { ...sealed, format })).toBe("damaged");
});

describe("facts that cannot be facts are refused when they are sealed", () => {
  const wrong: [string, object][] = [
    ["a life without end", { staleUntilMs: Number.POSITIVE_INFINITY }],
    ["a time that is no number", { storedAtMs: "1" }],
    ["an unknown route", { route: "images" }],
    ["an unknown form", { form: "xml" }],
    ["negative tokens", { usage: { inputTokens: -1, outputTokens: 0 } }],
    ["usage without output", { usage: { inputTokens: 1 } }],
    ["a header without value", { headers: [["content-type"]] }],
    ["no key", { key: undefined }],
    ["a negative duration", { upstreamMs: -1 }],
  ];
  test.each(wrong)("%s", (_name, fields) => {
    expect(() => sealEntry(seals, { ...anEntry("a"), ...fields } as Entry)).toThrow(PortFault);
  });
});

describe("a vector", () => {
  const direction = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    .map(unitVector);

  test("comes back bit for bit, from bytes at any alignment", () => {
    fc.assert(
      fc.property(direction, fc.nat(3), (vector, shift) => {
        fc.pre(vector !== null);
        const sealed = sealVector(seals, id("a"), { fingerprint: fingerprint("kind"), vector: vector! });
        const shifted = Buffer.concat([Buffer.alloc(shift), sealed.bytes]).subarray(shift);
        expect(openVector(seals, id("a"), { ...sealed, bytes: shifted })?.vector).toEqual(vector);
      }),
    );
  });

  test("is refused when a byte changed, when it is another entry's, or of another embedder", () => {
    const sealed = sealVector(seals, id("a"), {
      fingerprint: fingerprint("kind"),
      vector: unitVector([1, 2, 3])!,
    });
    for (let at = 0; at < sealed.bytes.byteLength; at++) {
      const bytes = Buffer.from(sealed.bytes);
      bytes[at]! ^= 1;
      expect(openVector(seals, id("a"), { ...sealed, bytes })).toBeNull();
    }
    expect(openVector(seals, id("b"), sealed)).toBeNull();
    expect(openVector(seals, id("a"), { ...sealed, fingerprint: "other" })).toBeNull();
    expect(openVector(seals, id("a"), { ...sealed, bytes: sealed.bytes.subarray(0, 4) })).toBeNull();
    expect(openVector(seals, id("a"), { ...sealed, bytes: Buffer.alloc(0) })).toBeNull();
  });

  test("that should never have been stored is refused though its seal is right", () => {
    for (const values of [
      [0, 0],
      [3, 4],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY, 0],
    ]) {
      const vector = Float32Array.from(values) as never;
      expect(
        openVector(seals, id("a"), sealVector(seals, id("a"), { fingerprint: fingerprint("kind"), vector })),
      ).toBeNull();
    }
  });
});
