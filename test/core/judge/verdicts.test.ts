import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LATER } from "../../../bench/judge/later.ts";
import { TRIED } from "../../../bench/judge/tried.ts";
import { wordingPairs } from "../../../bench/judge/unseen.ts";
import { WORDINGS } from "../../../bench/judge/wordings.ts";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();

describe("verdicts", () => {
  it("do not depend on what was judged before", () => {
    const pairs = wordingPairs(TRIED);
    const [one, two] = [0, 1].map(() => createWordJudge(lexicon, pairModel, thesaurus));
    const forwards = pairs.map((pair) => one!.judge(pair));
    const backwards = pairs.toReversed().map((pair) => two!.judge(pair));
    expect(backwards.reverse()).toEqual(forwards);
  });

  /** Whoever changes what the judge says writes the new digest here; whoever makes it faster does not. */
  it("are what they were, on some thousand pairs, with their reasons", () => {
    const { judge, probes } = createWordJudge(lexicon, pairModel, thesaurus);
    const hash = createHash("sha256");
    let said = 0;
    const put = (held: string, fresh: string, stored = "", asked = stored): void => {
      const { verdict, kind, why } = judge({ held, fresh, stored, asked });
      hash.update(`${verdict} ${kind} ${why}\n`);
      said++;
    };
    const pairs = wordingPairs([...WORDINGS, ...LATER, ...TRIED]);
    for (const [i, { held, fresh, stored, asked }] of pairs.entries()) {
      put(held, fresh, stored, asked);
      put(`${held}\n${fresh}`, `${fresh} ${held}`);
      if (i % 5 === 0) for (const { text } of probes(held, i)) put(held, text);
    }
    expect([said, hash.digest("hex").slice(0, 16)]).toEqual([4047, "f3934c38f99c0128"]);
  });
});
