import { createHmac, createSecretKey } from "node:crypto";

import { expect, it } from "vitest";
import { mac, macText } from "../src/mac.ts";
import { fc } from "./support/property.ts";

const nodes = (key: Uint8Array, parts: readonly (string | Uint8Array)[]) => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** Lengths about what one call takes (16,384 bytes), a block of 64, and a slice of what is streamed (65,536). */
const lengths = fc.oneof(
  fc.nat({ max: 200 }),
  fc.integer({ min: 5_440, max: 5_480 }),
  fc.integer({ min: 16_300, max: 16_400 }),
  fc.integer({ min: 65_500, max: 65_600 }),
);
const texts = fc
  .tuple(lengths, fc.string({ unit: "binary", minLength: 1, maxLength: 9 }))
  .map(([length, unit]) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length))
  // A slice may begin or end between the halves of a pair; Node joins no halves of two parts either.
  .map((text) => text.toWellFormed());
const parts = fc.array(fc.oneof(texts, fc.uint8Array({ maxLength: 20_000 })), { maxLength: 5 });

it("gives the code that Node's own HMAC gives, for keys and messages of every length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 150 }), parts, (key, said) => {
      const secret = createSecretKey(key);
      const wanted = nodes(key, said);
      expect(mac(secret, ...said).equals(wanted)).toBe(true);
      expect(macText(secret, ...said)).toBe(wanted.toString("base64url"));
    }),
    { numRuns: 300 },
  );
});

it("reads half a surrogate as Node does, at an end and inside", () => {
  const key = Buffer.from("k");
  for (const text of ["\ud83d", "a\ude00b", `${"x".repeat(70_000)}\ud83d`, `${"😀".repeat(40_000)}`])
    expect(macText(createSecretKey(key), text)).toBe(nodes(key, [text]).toString("base64url"));
});

it("keeps no code of one call for the next", () => {
  const [one, two] = [createSecretKey(Buffer.from("one")), createSecretKey(Buffer.from("two"))];
  const first = mac(one, "a");
  mac(two, "b".repeat(1_000));
  expect(first.equals(nodes(Buffer.from("one"), ["a"]))).toBe(true);
  expect(mac(one, "a").equals(first)).toBe(true);
});
