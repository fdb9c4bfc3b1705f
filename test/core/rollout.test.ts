import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bucketOf, callerOf, isInside } from "../../src/core/rollout.ts";

const SECRET = createSecretKey(Buffer.from("a secret of the tests"));
const CALLERS = 100_000;

const buckets = Array.from({ length: CALLERS }, (_, i) =>
  bucketOf(SECRET, { source: "credential", value: `caller-${i}` }),
);

describe("the sticky router", () => {
  it("covers each percentage from 0 to 100 to within one in a hundred of 100,000 callers", () => {
    for (let percentage = 0; percentage <= 100; percentage++) {
      const inside = buckets.filter((bucket) => isInside(bucket, percentage)).length;
      expect(Math.abs(inside / CALLERS - percentage / 100), `${percentage} %`).toBeLessThanOrEqual(0.01);
    }
  });

  it("covers nobody at 0 and everybody at 100", () => {
    expect(buckets.some((bucket) => isInside(bucket, 0))).toBe(false);
    expect(buckets.every((bucket) => isInside(bucket, 100))).toBe(true);
  });

  it("only adds callers as it grows, at fractions of a percentage too", () => {
    for (const bucket of buckets.slice(0, 2000)) {
      let was = false;
      for (let percentage = 0; percentage <= 100; percentage += 0.25) {
        const is = isInside(bucket, percentage);
        expect(was && !is).toBe(false);
        was = is;
      }
    }
  });

  it("gives a caller the same bucket in another process: these were written down in one", () => {
    const of = (value: string, source = "credential") => bucketOf(SECRET, { source, value });
    expect([of("alice"), of("bob"), of("alice", "user")].map((b) => b.toFixed(6))).toEqual(WRITTEN_DOWN);
  });

  it("tells callers of different sources apart, and needs the secret", () => {
    const caller = { source: "user", value: "x" };
    expect(bucketOf(SECRET, caller)).not.toBe(bucketOf(SECRET, { source: "credential", value: "x" }));
    expect(bucketOf(SECRET, caller)).not.toBe(bucketOf(createSecretKey(Buffer.from("other")), caller));
    expect(bucketOf(SECRET, { source: "a", value: "bc" })).not.toBe(
      bucketOf(SECRET, { source: "ab", value: "c" }),
    );
  });

  it("names a caller by the first source that is present, else by the scope", () => {
    const sources = ["header:x-session-id", "user", "credential"];
    const read = (has: Record<string, string>) => (source: string) => has[source] ?? null;
    expect(callerOf(sources, read({ user: "u", credential: "c" }), "s")).toEqual({
      source: "user",
      value: "u",
    });
    expect(callerOf(sources, read({ "header:x-session-id": "", credential: "c" }), "s")).toEqual({
      source: "credential",
      value: "c",
    });
    expect(callerOf(sources, read({}), "s")).toEqual({ source: "scope", value: "s" });
  });
});

const WRITTEN_DOWN = ["0.437783", "0.268900", "0.897110"];
