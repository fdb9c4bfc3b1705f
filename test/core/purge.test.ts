import { describe, expect, it } from "vitest";
import { type Conditions, isTaken, readPurge } from "../../src/core/purge.ts";
import { readTags } from "../../src/core/tags.ts";
import { anEntry, NOW_MS, scope } from "../support/entries.ts";

describe("what a purge is read as", () => {
  it("is a dry run unless it says otherwise", () => {
    expect(readPurge({ model: "m" })).toEqual({ conditions: { model: "m" }, dryRun: true });
    expect(readPurge({ all: true, dry_run: false })).toEqual({ conditions: { all: true }, dryRun: false });
    expect(readPurge({ older_than_seconds: 0.5, tag: "doc:1" })).toEqual({
      conditions: { olderThanSeconds: 0.5, tag: "doc:1" },
      dryRun: true,
    });
  });

  it.each([
    [null, "all"],
    [[], "all"],
    ["all", "all"],
    [{}, "all"],
    [{ dry_run: false }, "all"],
    [{ all: "yes", dry_run: false }, "all"],
    [{ all: false }, "all"],
    [{ older_than_seconds: -1 }, "older_than_seconds"],
    [{ older_than_seconds: 0 }, "older_than_seconds"],
    [{ older_than_seconds: "5" }, "older_than_seconds"],
    [{ modell: "x", all: true }, "modell"],
    [{ model: "" }, "model"],
    [{ text: 7 }, "text"],
    [{ text: "x".repeat(5000) }, "text"],
    [{ model: "m", dry_run: 0 }, "dry_run"],
  ])("refuses %j, and names %s", (body, param) => {
    expect(readPurge(body)).toMatchObject({ param, problem: expect.stringMatching(/\S/) });
  });
});

describe("what a purge takes", () => {
  const entry = anEntry("a", {
    tags: ["doc:42@v7", "team:a"],
    scope: scope("s1"),
    storedAtMs: NOW_MS - 5_000,
  });
  const takes = (conditions: Conditions, said = false) => isTaken(conditions, entry, () => said, NOW_MS);

  it.each<[Conditions, boolean]>([
    [{ all: true }, true],
    [{ entry: "ent-a" }, true],
    [{ entry: "ent" }, false],
    [{ scope: "s1" }, true],
    [{ scope: "s" }, false],
    [{ tenant: "tenant" }, true],
    [{ model: "gpt-5-mini" }, true],
    [{ model: "gpt-5" }, false],
    [{ tag: "doc:42@v7" }, true],
    [{ tag: "doc:42" }, false],
    [{ tag: "doc:4@v7" }, false],
    [{ olderThanSeconds: 4 }, true],
    [{ olderThanSeconds: 5 }, false],
    [{ model: "gpt-5-mini", tag: "team:b" }, false],
    [{ model: "gpt-5-mini", tag: "team:a", olderThanSeconds: 1 }, true],
  ])("%j: %s", (conditions, taken) => expect(takes(conditions)).toBe(taken));

  it("goes by the text where there is one, and only where all else fits", () => {
    expect(takes({ text: "x" }, true)).toBe(true);
    expect(takes({ text: "x" }, false)).toBe(false);
    expect(takes({ text: "x", model: "other" }, true)).toBe(false);
  });
});

describe("tags", () => {
  it("are parted by commas, trimmed, each once", () => {
    expect(readTags(null)).toEqual([]);
    expect(readTags(" team:a , doc:4@v7,,team:a")).toEqual(["doc:4@v7", "team:a"]);
  });
  it("are refused where they are too many or too long", () => {
    expect(readTags(Array.from({ length: 65 }, (_, i) => `t${i}`).join(","))).toHaveProperty("problem");
    expect(readTags("x".repeat(257))).toHaveProperty("problem");
  });
});
