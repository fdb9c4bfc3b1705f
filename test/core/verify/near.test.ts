import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const builtin = await loadBuiltin();
const verifier = createVerifier(builtin.lexicon, builtin.pairModel);
const rows = readFileSync(new URL("../../data/near.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [label: string, a: string, b: string]);

/** As the gateway serves it: no veto, and the default threshold. */
const served = (a: string, b: string) => {
  const { veto, probability } = verifier.compare(a, b, 0.95);
  return veto === null && probability >= 0.85;
};

describe("near questions in two languages, a regression set (looked at, no blind test)", () => {
  const traps = rows.filter(([label]) => label === "0");
  const rewordings = rows.filter(([label]) => label === "1");

  it.each(traps)("%s: %s | %s", (_label, a, b) => {
    expect([served(a, b), served(b, a)]).toEqual([false, false]);
  });

  it("serves at least 80 % of the rewordings", () => {
    const hits = rewordings.filter(([, a, b]) => served(a, b)).length;
    expect(hits / rewordings.length).toBeGreaterThanOrEqual(0.8);
  });
});
